//! Predictions may come in short: `"Positive"`, or `{"sentiment": "Positive"}`. Results are made of them here.

use crate::model::config::{Control, LabelConfig, Tag};
use serde_json::{Map, Value, json};

/// The results that a prediction's `result` means: a list as it is; an object by the names of controls; a text or
/// number for the first control that can hold it. What cannot be understood gives no result.
pub fn expand_result(result: Value, config: &LabelConfig) -> Value {
    match result {
        Value::Array(_) => result,
        Value::Object(fields) => {
            let results = fields.iter().filter_map(|(name, said)| expand(config.control(name)?, said));
            Value::Array(results.collect())
        }
        said => {
            let results = config.controls().iter().find_map(|control| expand(control, &said));
            Value::Array(results.into_iter().collect())
        }
    }
}

fn expand(control: &Control, said: &Value) -> Option<Value> {
    let value = match (&control.tag, said) {
        (_, Value::Object(value)) => value.clone(),
        (Tag::Choices | Tag::TextArea | Tag::Taxonomy, Value::Array(_)) => one(control, said.clone()),
        (Tag::Choices | Tag::TextArea, Value::String(_)) => one(control, json!([said])),
        (Tag::Taxonomy, Value::String(_)) => one(control, json!([[said]])),
        (Tag::Rating | Tag::Number, Value::Number(_)) | (Tag::DateTime, Value::String(_)) => {
            one(control, said.clone())
        }
        _ => return None,
    };
    Some(json!({
        "from_name": control.name,
        "to_name": control.to_name(),
        "type": control.tag.result_type(),
        "value": value,
    }))
}

fn one(control: &Control, value: Value) -> Map<String, Value> {
    Map::from_iter([(control.tag.value_key(), value)])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn short_predictions_become_results() {
        let config = LabelConfig::parse(
            r#"<View><Text name="t" value="$t"/><Choices name="c" toName="t"><Choice value="A"/></Choices>
               <TextArea name="a" toName="t"/></View>"#,
        )
        .unwrap();
        let choice =
            json!({"from_name": "c", "to_name": "t", "type": "choices", "value": {"choices": ["A"]}});
        assert_eq!(expand_result(json!("A"), &config), json!([choice]));
        let text = json!({"from_name": "a", "to_name": "t", "type": "textarea", "value": {"text": ["x"]}});
        assert_eq!(expand_result(json!({"c": "A", "a": "x", "zz": 1}), &config), json!([choice, text]));
        assert_eq!(expand_result(json!([1]), &config), json!([1]));
    }
}
