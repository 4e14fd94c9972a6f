//! A task's data against the config that will show it.

use crate::model::config::{LabelConfig, Role, Tag, Variable};
use crate::model::data::path;
use crate::model::task::{TaskInput, expand_result, kind_of};
use serde_json::{Map, Value};

/// What is wrong with the data for this config; nothing when it can be shown. Sentences without an end mark, so that
/// the caller can put the row's place before them.
pub fn check_data(config: &LabelConfig, data: &Map<String, Value>) -> Vec<String> {
    let mut problems: Vec<String> = Vec::new();
    for variable in config.variables().iter().filter(|variable| must_be_there(variable)) {
        let problem = match path::get(data, &variable.path) {
            None => Some(missing(variable, data)),
            Some(value) => wrong_type(variable, value),
        };
        if let Some(problem) = problem.filter(|problem| !problems.contains(problem)) {
            problems.push(problem);
        }
    }
    problems
}

/// The task, if the config can show it, with short forms of predictions written out; else what is wrong with it.
pub fn fit(config: Option<&LabelConfig>, mut task: TaskInput) -> Result<TaskInput, String> {
    let Some(config) = config else { return Ok(task) };
    let problems = check_data(config, &task.data);
    if !problems.is_empty() {
        return Err(problems.join("; "));
    }
    for prediction in &mut task.predictions {
        prediction.result = expand_result(std::mem::take(&mut prediction.result), config);
    }
    Ok(task)
}

/// Only what an object shows must be there; a heading without its text is a smaller loss than a task refused.
fn must_be_there(variable: &Variable) -> bool {
    variable.tag.role() == Role::Object && variable.alone && !variable.path.contains('{')
}

fn missing(variable: &Variable, data: &Map<String, Value>) -> String {
    let keys: Vec<&str> = data.keys().map(String::as_str).take(8).collect();
    let there = match keys.as_slice() {
        [] => "the data is empty".to_owned(),
        keys => format!("the data has {}", keys.join(", ")),
    };
    format!("{} shows \"{}\", which the data does not have; {there}", variable.described, variable.path)
}

fn wrong_type(variable: &Variable, value: &Value) -> Option<String> {
    let (fits, expected) = match (&variable.tag, variable.attribute.as_str()) {
        (_, "valuelist") => (value.is_array(), "a list"),
        (Tag::Text, _) => {
            (value.is_string() || value.is_number() || value.is_array(), "a text, a number or a list")
        }
        (Tag::Image | Tag::Paragraphs, _) => (value.is_string() || value.is_array(), "a text or a list"),
        (Tag::Table | Tag::TimeSeries | Tag::List | Tag::Chat | Tag::PagedView | Tag::CustomInterface, _) => {
            (!value.is_null(), "a text, a list or an object")
        }
        _ => (value.is_string(), "a text"),
    };
    if fits {
        return None;
    }
    let found = kind_of(value);
    Some(format!("\"{}\" is {found}, but {} shows {expected}", variable.path, variable.described))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    fn problems(xml: &str, data: Value) -> Vec<String> {
        check_data(&LabelConfig::parse(xml).unwrap(), data.as_object().unwrap())
    }

    #[test]
    fn a_missing_key_and_a_wrong_type_are_told_and_the_rest_passes() {
        let xml = "<View><Header value='$title'/><Image name='i' value='$image'/><Text name='t' value='$a.b[0]'/>\
                   <Text name='u' value='Hello $name'/></View>";
        assert!(problems(xml, json!({"image": "x.jpg", "a": {"b": [3]}})).is_empty());
        let told = problems(xml, json!({"image": 5, "text": "x"}));
        assert_eq!(told[0], "\"image\" is a number, but <Image name=\"i\"> shows a text or a list");
        assert_eq!(
            told[1],
            "<Text name=\"t\"> shows \"a.b[0]\", which the data does not have; the data has image, text"
        );
    }

    #[test]
    fn a_repeater_asks_nothing_of_a_single_row() {
        let xml = "<View><Repeater on='$items'><Text name='t_{{idx}}' value='$items[{{idx}}].text'/></Repeater></View>";
        assert!(problems(xml, json!({"items": []})).is_empty());
    }

    #[test]
    fn an_empty_config_takes_anything() {
        assert!(problems("", json!({})).is_empty());
    }
}
