//! Labels and choices that come with the task instead of the config: `<Choices value="$options">`.

use super::answers::Taxonomy;
use super::colors;
use super::controls::{ChoiceOption, Choices, LabelOption, Labels};
use super::objects::Granularity;
use crate::model::data;
use serde_json::{Map, Value};

impl Choices {
    /// The options for one task: the config's own, then those of its data.
    pub fn options_for(&self, data: &Map<String, Value>) -> Vec<ChoiceOption> {
        let mut options = self.options.clone();
        for option in &mut options {
            option.value = data::resolve_text(&option.value, data);
        }
        options.extend(entries(self.from_data.as_deref(), data).iter().filter_map(choice));
        options
    }
}

impl Taxonomy {
    /// The items for one task: the config's own, then those of its data.
    pub fn options_for(&self, data: &Map<String, Value>) -> Vec<ChoiceOption> {
        let mut options = self.options.clone();
        options.extend(entries(self.from_data.as_deref(), data).iter().filter_map(choice));
        options
    }
}

impl Labels {
    /// The labels for one task: the config's own, then those of its data.
    pub fn options_for(&self, data: &Map<String, Value>) -> Vec<LabelOption> {
        let mut options = self.options.clone();
        for option in &mut options {
            option.value = data::resolve_text(&option.value, data);
        }
        options.extend(entries(self.from_data.as_deref(), data).iter().filter_map(label));
        colors::fill_in(&mut options);
        options
    }
}

fn entries(template: Option<&str>, data: &Map<String, Value>) -> Vec<Value> {
    match template.map(|template| data::resolve(template, data)) {
        Some(Value::Array(entries)) => entries,
        Some(single @ Value::String(_)) => vec![single],
        _ => Vec::new(),
    }
}

/// A field of an entry, which is named as the attribute of the tag, in any case.
fn member<'a>(entry: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = entry.as_object()?;
    fields
        .get(name)
        .or_else(|| fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, said)| said))
}

fn field(entry: &Value, name: &str) -> Option<String> {
    match member(entry, name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn flag(entry: &Value, name: &str) -> bool {
    matches!(member(entry, name), Some(Value::Bool(true))) || field(entry, name).as_deref() == Some("true")
}

fn count(entry: &Value, name: &str) -> Option<u32> {
    field(entry, name)?.trim().parse().ok().filter(|count| *count > 0)
}

fn plain(entry: &Value) -> Option<String> {
    match entry {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        other => field(other, "value"),
    }
}

fn choice(entry: &Value) -> Option<ChoiceOption> {
    let children = entry.get("children").and_then(Value::as_array);
    Some(ChoiceOption {
        value: plain(entry)?,
        alias: field(entry, "alias"),
        hotkey: field(entry, "hotkey"),
        hint: field(entry, "hint"),
        background: field(entry, "background").or_else(|| field(entry, "color")),
        html: field(entry, "html"),
        style: field(entry, "style"),
        selected: flag(entry, "selected"),
        children: children.into_iter().flatten().filter_map(choice).collect(),
    })
}

fn label(entry: &Value) -> Option<LabelOption> {
    Some(LabelOption {
        value: plain(entry)?,
        alias: field(entry, "alias"),
        hotkey: field(entry, "hotkey"),
        hint: field(entry, "hint"),
        html: field(entry, "html"),
        background: field(entry, "background").unwrap_or_default(),
        selected: flag(entry, "selected"),
        max_usages: count(entry, "maxUsages"),
        show_alias: flag(entry, "showAlias"),
        alias_style: field(entry, "aliasStyle"),
        size: field(entry, "size"),
        selected_color: field(entry, "selectedColor"),
        granularity: field(entry, "granularity").map(|name| Granularity::parse(&name)),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::Granularity;
    use crate::model::config::LabelConfig;
    use serde_json::json;

    #[test]
    fn options_of_the_task_join_those_of_the_config() {
        let config = LabelConfig::parse(
            r#"<View><Text name="t" value="$text"/>
               <Choices name="c" toName="t" value="$options"><Choice value="None"/></Choices>
               <Labels name="l" toName="t" value="$labels"/></View>"#,
        )
        .unwrap();
        let data = json!({"options": ["A", {"value": "B", "alias": "b"}, 3, {}], "labels": ["X", "Y"]});
        let data = data.as_object().unwrap();
        let choices = config.control("c").unwrap().choices().unwrap().options_for(data);
        let stored: Vec<&str> = choices.iter().map(|option| option.stored()).collect();
        assert_eq!(stored, ["None", "A", "b", "3"]);
        let labels = config.control("l").unwrap().labels().unwrap().options_for(data);
        assert_eq!(labels.len(), 2);
        assert_ne!(labels[0].background, labels[1].background);
        assert_eq!(config.first_data_key(), Some("text"));
    }

    #[test]
    fn options_of_the_task_say_whatever_a_tag_can_say() {
        let xml = "<View><Text name='t' value='$t'/><Labels name='l' toName='t' value='$labels'/></View>";
        let config = LabelConfig::parse(xml).unwrap();
        let data = json!({"labels": [{"value": "A", "maxUsages": "2", "selected": true, "showalias": "true", "alias": 7,
            "selectedColor": "red", "granularity": "word"}]});
        let labels = config.control("l").unwrap().labels().unwrap().options_for(data.as_object().unwrap());
        let label = &labels[0];
        assert_eq!(
            (label.stored(), label.max_usages, label.selected, label.show_alias),
            ("7", Some(2), true, true)
        );
        assert_eq!(
            (label.selected_color.as_deref(), label.granularity),
            (Some("red"), Some(Granularity::Word))
        );
    }
}
