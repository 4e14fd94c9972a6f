//! What stands answered when a task is opened for the first time.

use super::operation::Operation;
use crate::model::choosing;
use crate::model::config::{ChoiceMode, ChoiceOption, Control, ControlKind, LabelConfig, NumberInput};
use crate::model::data;
use crate::model::ranking::{self, Ranking};
use crate::model::result::{Document, Of, Subject};
use crate::model::visibility;
use serde_json::{Map, Value, json};

/// The operations that answer what the config says is answered from the start: choices that are selected, numbers,
/// ratings and dates with a default. Each answer takes an id of its own.
pub fn preselected(
    config: &LabelConfig,
    data: &Map<String, Value>,
    new_id: &mut dyn FnMut() -> String,
) -> Vec<Operation> {
    let mut operations = Vec::new();
    for control in config.controls().iter().filter(|control| !control.per_region && !control.per_item) {
        if let Some(said) = default_of(control, data).or_else(|| first_order(control, config, data)) {
            let (control, id) = (control.name.clone(), new_id());
            operations.push(Operation::SetAnswer { control, of: Subject::Task, said: Some(said), id });
        }
    }
    operations
}

/// Where the items of a Ranker stand before anybody moved one: that is an answer too.
fn first_order(control: &Control, config: &LabelConfig, data: &Map<String, Value>) -> Option<Value> {
    let ControlKind::Ranker(ranker) = &control.kind else { return None };
    let list = config.object(control.to_name())?;
    let items = ranking::items(&data::resolve(&list.value, data));
    let ranking = Ranking { name: &control.name, ranker, list_title: "", items: &items };
    (!items.is_empty()).then(|| ranking.answer(&ranking.columns(None), None))
}

/// What required Numbers of regions say by default, for regions of which they say nothing yet: a person who hands in
/// agrees with it, as in the field.
pub fn owed(document: &Document, new_id: &mut dyn FnMut() -> String) -> Vec<Operation> {
    let controls =
        document.config().controls().iter().filter(|control| control.per_region && control.required);
    let mut operations = Vec::new();
    for control in controls {
        let ControlKind::Number(NumberInput { default: Some(default), .. }) = control.kind else { continue };
        let regions = document.regions().iter().filter(|region| control.to_names.contains(&region.to_name));
        for region in regions {
            let of = Of::Region(&region.id);
            if document.answer(&control.name, of).is_none() && visibility::counts(control, document, of) {
                let said = Some(crate::model::result::number(default));
                let (control, id) = (control.name.clone(), new_id());
                operations.push(Operation::SetAnswer { control, of: of.to_subject(), said, id });
            }
        }
    }
    operations
}

/// What a control says before anybody has said anything.
pub fn default_of(control: &Control, data: &Map<String, Value>) -> Option<Value> {
    match &control.kind {
        ControlKind::Choices(choices) => {
            let mut chosen = selected(&choices.options_for(data), &[]);
            if choices.mode != ChoiceMode::Multiple {
                chosen.truncate(1);
            }
            choosing::answer(&chosen, choices.nested)
        }
        ControlKind::Taxonomy(taxonomy) if !taxonomy.labeling => {
            let chosen = selected(&taxonomy.options_for(data), &[]);
            (!chosen.is_empty()).then(|| json!(chosen))
        }
        ControlKind::Number(number) => number.default.map(crate::model::result::number),
        ControlKind::Rating(rating) => (rating.default > 0).then(|| json!(rating.default.min(rating.max))),
        ControlKind::DateTime(date) => date.default.as_ref().map(|date| json!(date)),
        ControlKind::TextArea(area) => {
            let text = data::resolve_text(area.value.as_deref()?, data);
            (!text.trim().is_empty()).then(|| json!([text]))
        }
        _ => None,
    }
}

fn selected(options: &[ChoiceOption], above: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for option in options {
        let path: Vec<String> = above.iter().cloned().chain([option.stored().to_owned()]).collect();
        if option.selected {
            found.push(path.clone());
        }
        found.extend(selected(&option.children, &path));
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::ops::History;
    use crate::model::validate::{self, Given};
    use std::sync::Arc;

    #[test]
    fn a_required_number_of_regions_has_its_default_when_the_work_is_handed_in() {
        let xml = "<View><Text name='t' value='$t'/><Labels name='l' toName='t'><Label value='A'/></Labels>\
            <Number name='n' toName='t' perRegion='true' required='true' defaultValue='3'/>\
            <Number name='m' toName='t' perRegion='true' required='true'/></View>";
        let span = |id: &str| {
            json!({"id": id, "from_name": "l", "to_name": "t", "type": "labels",
            "value": {"start": 0, "end": 1, "labels": ["A"]}})
        };
        let number = json!({"id": "b", "from_name": "n", "to_name": "t", "type": "number", "value": {"start": 0, "end": 1, "number": 0}});
        let config = Arc::new(LabelConfig::parse(xml).unwrap());
        let mut document = Document::load(config, json!([span("a"), span("b"), number])).unwrap();
        let mut new_id = || "new".to_owned();
        let operations = owed(&document, &mut new_id);
        assert!(History::new().apply_all(&mut document, &operations).unwrap());
        let said = |id: &str| document.answer("n", Some(id)).cloned();
        assert_eq!((said("a"), said("b")), (Some(json!(3)), Some(json!(0))));
        assert!(owed(&document, &mut new_id).is_empty());
        let missing = validate::check(&document, Given::default());
        assert!(missing.iter().all(|problem| problem.control == "m") && missing.len() == 2, "{missing:?}");
    }
}
