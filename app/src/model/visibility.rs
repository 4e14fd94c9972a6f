//! Which controls are shown, and which answers count, by the conditions of the config. Pure functions of the document
//! and the selected region.

use crate::model::config::{Condition, Control, ControlKind, LabelConfig, VisibleWhen};
use crate::model::result::{Document, Region};
use std::collections::BTreeSet;

/// Whether a control is shown now.
pub fn is_shown(control: &Control, document: &Document, selected: Option<&Region>) -> bool {
    if control.per_region && !selected.is_some_and(|region| control.to_names.contains(&region.to_name)) {
        return false;
    }
    are_met(&control.conditions, Some(control), document, selected)
}

/// Whether a view with this condition is shown now.
pub fn is_view_shown(condition: &Condition, document: &Document, selected: Option<&Region>) -> bool {
    is_met(condition, None, document, selected)
}

/// Whether what a control says counts: of a region, or of the task. What is selected at the moment does not matter:
/// conditions that ask for a selection ask this region, and none when it is the task.
pub fn counts(control: &Control, document: &Document, region: Option<&Region>) -> bool {
    if region.is_some() {
        return are_met(&control.conditions, Some(control), document, region);
    }
    let of_choices = |condition: &&Condition| {
        matches!(condition.when, Some(VisibleWhen::ChoiceSelected | VisibleWhen::ChoiceUnselected))
    };
    control
        .conditions
        .iter()
        .filter(of_choices)
        .all(|condition| is_met(condition, Some(control), document, None))
}

/// The answers in the document that do not count: control and region, the latter empty for the task.
pub fn hidden_answers(document: &Document) -> BTreeSet<(String, String)> {
    let asks = |control: &Control| matches!(control.kind, ControlKind::Choices(_) | ControlKind::TextArea(_));
    document
        .spoken()
        .filter(|(control, _)| asks(control) && !control.conditions.is_empty())
        .filter(|(control, region)| !counts(control, document, *region))
        .map(|(control, region)| {
            (control.name.clone(), region.map_or_else(String::new, |region| region.id.clone()))
        })
        .collect()
}

fn are_met(
    conditions: &[Condition],
    control: Option<&Control>,
    document: &Document,
    selected: Option<&Region>,
) -> bool {
    conditions.iter().all(|condition| is_met(condition, control, document, selected))
}

fn is_met(
    condition: &Condition,
    control: Option<&Control>,
    document: &Document,
    selected: Option<&Region>,
) -> bool {
    match condition.when {
        Some(VisibleWhen::NoRegionSelected) => selected.is_none(),
        Some(VisibleWhen::ChoiceSelected) => is_chosen(condition, control, document, selected),
        Some(VisibleWhen::ChoiceUnselected) => !is_chosen(condition, control, document, selected),
        Some(VisibleWhen::RegionSelected) => {
            selected.is_some_and(|region| suits(condition, document, region))
        }
        None => match selected {
            Some(region) => suits(condition, document, region),
            // Without a region these attributes ask nothing of a control that speaks of the task.
            None => true,
        },
    }
}

/// Whether a region bears the labels, or the choices, that a condition asks for.
fn suits(condition: &Condition, document: &Document, region: &Region) -> bool {
    let config = document.config();
    let named = |control: &Control| condition.tag_name.as_ref().is_none_or(|name| *name == control.name);
    let labeled = || {
        let mut labels =
            config.controls().iter().filter(|control| control.labels().is_some() && named(control));
        labels.any(|control| {
            let said = document.said(&control.name, Some(&region.id));
            if condition.labels.is_empty() {
                !said.is_empty()
            } else {
                said.iter().any(|label| is_label(control, label, &condition.labels))
            }
        })
    };
    let asks_labels =
        !condition.labels.is_empty() || (condition.choices.is_empty() && condition.tag_name.is_some());
    let tag = condition.tag_name.as_deref().and_then(|name| config.control(name));
    if !condition.choices.is_empty() || tag.is_some_and(|tag| tag.choices().is_some()) {
        return is_chosen(condition, None, document, Some(region))
            && (condition.labels.is_empty() || labeled());
    }
    !asks_labels || labeled()
}

/// A label as results hold it, asked for by its value or its alias.
fn is_label(control: &Control, stored: &str, wanted: &[String]) -> bool {
    let option = control.labels().and_then(|labels| labels.option(stored));
    let value = option.map_or(stored, |option| option.value.as_str());
    wanted.iter().any(|wanted| wanted == stored || wanted == value)
}

/// Whether a choice is made that a condition asks for: of the named control, or of any other than the asking one.
fn is_chosen(
    condition: &Condition,
    asking: Option<&Control>,
    document: &Document,
    selected: Option<&Region>,
) -> bool {
    let config: &LabelConfig = document.config();
    let asked = |control: &&Control| match &condition.tag_name {
        Some(name) => *name == control.name,
        None => asking.is_none_or(|asking| asking.name != control.name),
    };
    config.controls().iter().filter(|control| control.choices().is_some()).filter(asked).any(|control| {
        let region = selected.filter(|_| control.per_region).map(|region| region.id.as_str());
        let said = document.said(&control.name, region);
        if condition.choices.is_empty() {
            return !said.is_empty();
        }
        said.iter().any(|stored| {
            let options = control.choices().map(|choices| choices.options.as_slice()).unwrap_or_default();
            let value =
                options.iter().find(|option| option.stored() == stored).map(|option| option.value.as_str());
            condition.choices.iter().any(|wanted| wanted == stored || Some(wanted.as_str()) == value)
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::{Value, json};
    use std::sync::Arc;

    const XML: &str = "<View><Text name='t' value='$t'/>\
        <Labels name='l' toName='t'><Label value='Person' alias='PER'/><Label value='Money'/></Labels>\
        <Choices name='kind' toName='t'><Choice value='Report' alias='rep'/><Choice value='Letter'/></Choices>\
        <View visibleWhen='choice-selected' whenTagName='kind' whenChoiceValue='Report'>\
          <Choices name='topic' toName='t'><Choice value='x'/></Choices></View>\
        <Choices name='rest' toName='t' visibleWhen='choice-unselected' whenTagName='kind'><Choice value='y'/></Choices>\
        <Choices name='gender' toName='t' perRegion='true' whenTagName='l' whenLabelValue='Person'><Choice value='f'/></Choices>\
        <View visibleWhen='region-selected'><TextArea name='note' toName='t'/></View>\
        <Choices name='none' toName='t' visibleWhen='no-region-selected'><Choice value='z'/></Choices></View>";

    fn span(id: &str, label: &str) -> Value {
        json!({"id": id, "from_name": "l", "to_name": "t", "type": "labels",
            "value": {"start": 0, "end": 1, "text": "a", "labels": [label]}})
    }

    fn choice(control: &str, choice: &str) -> Value {
        json!({"id": control, "from_name": control, "to_name": "t", "type": "choices", "value": {"choices": [choice]}})
    }

    fn document(result: Value) -> Document {
        Document::load(Arc::new(LabelConfig::parse(XML).unwrap()), result).unwrap()
    }

    fn shown(document: &Document, selected: Option<&str>) -> Vec<String> {
        let selected = selected.and_then(|id| document.region(id));
        let controls = document.config().controls().iter();
        controls.filter(|c| is_shown(c, document, selected)).map(|c| c.name.clone()).collect()
    }

    #[test]
    fn controls_show_when_their_conditions_hold() {
        let empty = document(json!([]));
        assert_eq!(shown(&empty, None), ["l", "kind", "rest", "none"]);
        let report = document(json!([choice("kind", "rep"), span("a", "PER"), span("b", "Money")]));
        assert_eq!(shown(&report, None), ["l", "kind", "topic", "none"]);
        assert_eq!(shown(&report, Some("a")), ["l", "kind", "topic", "gender", "note"]);
        assert_eq!(shown(&report, Some("b")), ["l", "kind", "topic", "note"]);
    }

    #[test]
    fn what_counts_does_not_hang_on_the_selection() {
        let document = document(json!([
            choice("kind", "Letter"), choice("topic", "x"),
            {"id": "n", "from_name": "note", "to_name": "t", "type": "textarea", "value": {"text": ["hm"]}}
        ]));
        let hidden: Vec<String> = hidden_answers(&document).into_iter().map(|(control, _)| control).collect();
        assert_eq!(hidden, ["topic"]);
    }

    #[test]
    fn a_choice_selected_anywhere_will_do_when_no_tag_is_named() {
        let xml = "<View><Text name='t' value='$t'/><Choices name='a' toName='t'><Choice value='x'/></Choices>\
                   <Choices name='b' toName='t' visibleWhen='choice-selected'><Choice value='y'/></Choices></View>";
        let config = Arc::new(LabelConfig::parse(xml).unwrap());
        let load = |result: Value| Document::load(config.clone(), result).unwrap();
        let is_b_shown = |d: &Document| is_shown(d.config().control("b").unwrap(), d, None);
        assert!(!is_b_shown(&load(json!([]))));
        assert!(!is_b_shown(&load(json!([choice("b", "y")]))));
        assert!(is_b_shown(&load(json!([choice("a", "x")]))));
    }
}
