//! Which controls are shown, and which answers count, by the conditions of the config. Pure functions of the document,
//! the selected region and the items that show. A condition names at most one tag, as in the field.

use crate::model::choosing::{self, Mark};
use crate::model::config::{ChoiceOption, Condition, Control, ControlKind, LabelConfig, VisibleWhen};
use crate::model::numbers::written;
use crate::model::result::{Document, Of, Region, Subject, numeric, paths};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What is looked at: the selected region, and which item of an object shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sight<'a> {
    pub region: Option<&'a Region>,
    pub items: Items<'a>,
}

#[derive(Clone, Copy, Debug, Default)]
pub enum Items<'a> {
    #[default]
    None,
    /// By object.
    Shown(&'a BTreeMap<String, u32>),
    /// One item of one object.
    One(&'a str, u32),
}

impl<'a> Sight<'a> {
    /// What an answer speaks of.
    fn of(control: &'a Control, of: Of<'a>, document: &'a Document) -> Self {
        let items = of.item().map_or(Items::None, |item| Items::One(control.to_name(), item));
        Self { region: of.region().and_then(|id| document.region(id)), items }
    }

    fn item(&self, object: &str) -> Option<u32> {
        match self.items {
            Items::None => None,
            Items::Shown(items) => items.get(object).copied(),
            Items::One(name, item) => (name == object).then_some(item),
        }
    }

    /// What another control's answer would speak of here.
    fn subject(&self, control: &Control) -> Of<'a> {
        match (self.region, self.item(control.to_name())) {
            (Some(region), _) if control.per_region => Of::Region(&region.id),
            (_, Some(item)) if control.per_item => Of::Item(item),
            _ => Of::Task,
        }
    }
}

/// Whether a control is shown now.
pub fn is_shown(control: &Control, document: &Document, sight: Sight<'_>) -> bool {
    if control.per_region && !sight.region.is_some_and(|region| control.to_names.contains(&region.to_name)) {
        return false;
    }
    are_met(&control.conditions, document, sight)
}

/// Whether a view with this condition is shown now.
pub fn is_view_shown(condition: &Condition, document: &Document, sight: Sight<'_>) -> bool {
    is_met(condition, document, sight)
}

/// Whether what a control says of something counts. What is selected at the moment does not matter: conditions that
/// ask for a selection ask the region it speaks of, and nothing where it speaks of the task or an item.
pub fn counts(control: &Control, document: &Document, of: Of<'_>) -> bool {
    let sight = Sight::of(control, of, document);
    if sight.region.is_some() {
        return are_met(&control.conditions, document, sight);
    }
    let of_choices = |condition: &&Condition| match condition.when {
        Some(when) => matches!(when, VisibleWhen::ChoiceSelected | VisibleWhen::ChoiceUnselected),
        None => !condition.choices.is_empty(),
    };
    control.conditions.iter().filter(of_choices).all(|condition| is_met(condition, document, sight))
}

/// The answers in the document that do not count: of which control, and what they speak of.
pub fn hidden_answers(document: &Document) -> BTreeSet<(String, Subject)> {
    document
        .spoken()
        .filter(|(control, _)| control.tag.asks() && !control.conditions.is_empty())
        .filter(|(control, of)| !counts(control, document, *of))
        .map(|(control, of)| (control.name.clone(), of.to_subject()))
        .collect()
}

fn are_met(conditions: &[Condition], document: &Document, sight: Sight<'_>) -> bool {
    conditions.iter().all(|condition| is_met(condition, document, sight))
}

fn is_met(condition: &Condition, document: &Document, sight: Sight<'_>) -> bool {
    match condition.when {
        Some(VisibleWhen::NoRegionSelected) => sight.region.is_none(),
        Some(VisibleWhen::ChoiceSelected) => is_chosen(condition, document, sight),
        Some(VisibleWhen::ChoiceUnselected) => !is_chosen(condition, document, sight),
        Some(VisibleWhen::RegionSelected) => {
            sight.region.is_some_and(|region| suits(condition, document, sight, region))
        }
        None => match sight.region {
            Some(region) => suits(condition, document, sight, region),
            // Without a region labels ask nothing of a control that speaks of the task; choices always do.
            None => condition.choices.is_empty() || is_chosen(condition, document, sight),
        },
    }
}

/// Whether a region bears the labels, or the choices, that a condition asks for.
fn suits(condition: &Condition, document: &Document, sight: Sight<'_>, region: &Region) -> bool {
    let config = document.config();
    let named = |control: &Control| condition.tag_name.as_ref().is_none_or(|name| *name == control.name);
    let labeled = || {
        let mut labels =
            config.controls().iter().filter(|control| control.labels().is_some() && named(control));
        labels.any(|control| {
            let said = document.said(&control.name, Of::Region(&region.id));
            if condition.labels.is_empty() {
                // A region that was drawn without a label is still one of the tag that drew it.
                !said.is_empty() || document.answer_at(&control.name, Of::Region(&region.id)).is_some()
            } else {
                said.iter().any(|label| is_label(control, label, &condition.labels))
            }
        })
    };
    let tag = condition.tag_name.as_deref().and_then(|name| config.control(name));
    if !condition.choices.is_empty() || tag.is_some_and(chooses) {
        return is_chosen(condition, document, sight) && (condition.labels.is_empty() || labeled());
    }
    // The name of the object that the region lies on will do too, as the field's documentation has it.
    let on_object = condition.tag_name.as_deref() == Some(region.to_name.as_str());
    let asks = !condition.labels.is_empty() || (condition.tag_name.is_some() && !on_object);
    !asks || if on_object { any_label(document, region, &condition.labels) } else { labeled() }
}

fn any_label(document: &Document, region: &Region, wanted: &[String]) -> bool {
    let labels = document.config().controls().iter().filter(|control| control.labels().is_some());
    labels.into_iter().any(|control| {
        let said = document.said(&control.name, Of::Region(&region.id));
        said.iter().any(|label| is_label(control, label, wanted))
    })
}

/// A label as results hold it, asked for by its value or its alias.
fn is_label(control: &Control, stored: &str, wanted: &[String]) -> bool {
    let option = control.labels().and_then(|labels| labels.option(stored));
    let value = option.map_or(stored, |option| option.value.as_str());
    wanted.iter().any(|wanted| wanted == stored || wanted == value)
}

const fn chooses(control: &Control) -> bool {
    matches!(control.kind, ControlKind::Choices(_) | ControlKind::Taxonomy(_))
}

/// Whether a choice is made that a condition asks for: of the named control, or of any Choices.
fn is_chosen(condition: &Condition, document: &Document, sight: Sight<'_>) -> bool {
    let config: &LabelConfig = document.config();
    let mut asked = config.controls().iter().filter(|control| match &condition.tag_name {
        Some(name) => *name == control.name,
        // Without a name any Choices will do; a value without a name is looked for in taxonomies too.
        None => control.choices().is_some() || (chooses(control) && !condition.choices.is_empty()),
    });
    asked.any(|control| {
        let answer = document.answer(&control.name, sight.subject(control));
        answer.is_some_and(|answer| has_choice(control, answer, &condition.choices))
    })
}

/// Whether an answer has chosen one of these, by value or alias; any at all when none is named. Of a path its last step
/// counts, and an option above others counts when everything below it is chosen.
fn has_choice(control: &Control, answer: &Value, wanted: &[String]) -> bool {
    if let ControlKind::Rating(_) | ControlKind::Number(_) = control.kind {
        let given = numeric(answer).map(written).unwrap_or_default();
        return wanted.is_empty() || wanted.contains(&given);
    }
    let (options, chosen) = match &control.kind {
        ControlKind::Choices(choices) => (choices.options.as_slice(), choosing::chosen(Some(answer))),
        ControlKind::Taxonomy(taxonomy) => (taxonomy.options.as_slice(), paths(answer).unwrap_or_default()),
        _ => (&[][..], choosing::chosen(Some(answer))),
    };
    if wanted.is_empty() {
        return !chosen.is_empty();
    }
    let is_wanted = |word: &str| wanted.iter().any(|wanted| wanted == word);
    if chosen.iter().filter_map(|path| path.last()).any(|stored| is_wanted(stored)) {
        return true;
    }
    let mut found = false;
    choosing::walk(options, &[], &mut |option: &ChoiceOption, path| {
        let named = is_wanted(&option.value) || is_wanted(option.stored());
        found |= named && is_on(control, option, path, &chosen);
    });
    found
}

fn is_on(control: &Control, option: &ChoiceOption, path: &[String], chosen: &[choosing::Path]) -> bool {
    match &control.kind {
        ControlKind::Choices(choices) if choices.nested => choosing::mark(option, path, chosen) == Mark::On,
        ControlKind::Taxonomy(_) => chosen.iter().any(|known| known == path),
        _ => chosen.iter().any(|known| known.last().is_some_and(|stored| stored == option.stored())),
    }
}

#[cfg(test)]
mod tests;
