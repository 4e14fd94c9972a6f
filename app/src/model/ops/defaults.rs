//! What stands chosen when a task is opened for the first time.

use super::operation::Operation;
use crate::model::config::LabelConfig;
use serde_json::{Map, Value};

/// The operations that choose what the config says is chosen from the start. Each answer takes an id of its own.
pub fn preselected(
    config: &LabelConfig,
    data: &Map<String, Value>,
    new_id: &mut dyn FnMut() -> String,
) -> Vec<Operation> {
    let mut operations = Vec::new();
    for control in config.controls().iter().filter(|control| !control.per_region) {
        let Some(choices) = control.choices().filter(|choices| !choices.nested) else { continue };
        let options = choices.options_for(data);
        let mut chosen: Vec<String> = options
            .iter()
            .filter(|option| option.selected)
            .map(|option| option.stored().to_owned())
            .collect();
        if choices.mode != crate::model::config::ChoiceMode::Multiple {
            chosen.truncate(1);
        }
        if !chosen.is_empty() {
            let id = new_id();
            operations.push(Operation::SetChoices {
                control: control.name.clone(),
                region: None,
                choices: chosen,
                id,
            });
        }
    }
    operations
}
