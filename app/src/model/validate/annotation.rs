//! Required answers, limits on labels, choices and texts. The messages are those that people know from the field.

use crate::model::config::{ChoiceMode, Control, ControlKind, TextArea};
use crate::model::result::{Document, Region};
use crate::model::visibility;
use std::collections::BTreeMap;

/// Something to mend before the annotation can be handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub control: String,
    /// The region it is about; `None`: the task.
    pub region: Option<String>,
    pub message: String,
}

/// Everything that keeps an annotation from being handed in. Controls that are hidden ask for nothing.
pub fn check(document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    for control in document.config().controls() {
        match &control.kind {
            ControlKind::Choices(_) | ControlKind::TextArea(_) => {
                check_answers(control, document, &mut problems)
            }
            ControlKind::Labels(_) | ControlKind::RectangleLabels(..) => {
                check_usages(control, document, &mut problems);
            }
            _ => {}
        }
    }
    problems
}

fn check_answers(control: &Control, document: &Document, problems: &mut Vec<Problem>) {
    if control.per_region {
        let regions = document.regions().iter().filter(|region| control.to_names.contains(&region.to_name));
        for region in regions {
            check_answer(control, document, Some(region), problems);
        }
    } else {
        check_answer(control, document, None, problems);
    }
}

fn check_answer(
    control: &Control,
    document: &Document,
    region: Option<&Region>,
    problems: &mut Vec<Problem>,
) {
    if !visibility::counts(control, document, region) {
        return;
    }
    let said = document.said(&control.name, region.map(|region| region.id.as_str()));
    let message = if control.required && is_blank(&said) && can_answer(control) {
        Some(required_message(control))
    } else {
        match &control.kind {
            ControlKind::Choices(choices) if choices.mode != ChoiceMode::Multiple && said.len() > 1 => {
                Some(describe_choices_excess(control, said.len()))
            }
            _ => None,
        }
    };
    problems.extend(message.map(|message| Problem {
        control: control.name.clone(),
        region: region.map(|region| region.id.clone()),
        message,
    }));
}

fn is_blank(said: &[String]) -> bool {
    said.iter().all(|text| text.trim().is_empty())
}

/// An answer in a form that we cannot read may be there all the same.
const fn can_answer(control: &Control) -> bool {
    !matches!(&control.kind, ControlKind::Choices(choices) if choices.nested)
}

fn required_message(control: &Control) -> String {
    if let Some(message) = &control.required_message {
        return message.clone();
    }
    match control.kind {
        ControlKind::TextArea(_) => format!("Input for the textarea \"{}\" is required.", control.name),
        _ => format!("Checkbox \"{}\" is required.", control.name),
    }
}

/// Too many choices for a control that takes one.
pub fn describe_choices_excess(control: &Control, selected: usize) -> String {
    format!(
        "The number of options selected ({selected}) exceed the maximum allowed (1). To proceed, first unselect excess \
         options for: • Choices ({})",
        control.name
    )
}

fn usages(control: &Control, document: &Document) -> BTreeMap<String, u32> {
    let mut usages = BTreeMap::new();
    for region in document.regions() {
        for label in document.said(&control.name, Some(&region.id)) {
            *usages.entry(label).or_insert(0) += 1;
        }
    }
    usages
}

/// The limit of a label, by its own words or its control's.
fn limit(control: &Control, stored: &str) -> Option<u32> {
    let labels = control.labels()?;
    labels.option(stored).and_then(|option| option.max_usages).or(labels.max_usages)
}

fn check_usages(control: &Control, document: &Document, problems: &mut Vec<Problem>) {
    let limited = control.labels().is_some_and(|labels| {
        labels.max_usages.is_some() || labels.options.iter().any(|option| option.max_usages.is_some())
    });
    if !limited {
        return;
    }
    for (label, used) in usages(control, document) {
        let Some(limit) = limit(control, &label).filter(|limit| used > *limit) else { continue };
        let message = usage_message(&label, limit);
        problems.push(Problem { control: control.name.clone(), region: None, message });
    }
}

fn usage_message(label: &str, limit: u32) -> String {
    format!("You can't use {label} more than {limit} time(s)")
}

/// Whether one more region may bear a label; otherwise why not.
pub fn check_label(control: &Control, document: &Document, label: &str) -> Result<(), String> {
    let Some(limit) = limit(control, label) else { return Ok(()) };
    let used = usages(control, document).get(label).copied().unwrap_or(0);
    if used < limit { Ok(()) } else { Err(usage_message(label, limit)) }
}

/// Whether a text may be added to those there are; otherwise why not.
pub fn check_new_text(area: &TextArea, there: &[String], text: &str) -> Result<(), String> {
    if area.skip_duplicates && there.iter().any(|known| known == text) {
        return Err("There is already an entry with that text. Please enter unique text.".to_owned());
    }
    match area.max_submissions {
        Some(most) if there.len() >= most as usize => {
            Err(format!("No more than {most} can be entered here. Change or remove one first."))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::config::LabelConfig;
    use serde_json::{Value, json};
    use std::sync::Arc;

    fn document(controls: &str, result: Value) -> Document {
        let xml = format!(
            "<View><Text name='t' value='$t'/><Labels name='l' toName='t' maxUsages='2'><Label value='A'/>\
             <Label value='B' maxUsages='1'/></Labels>{controls}</View>"
        );
        Document::load(Arc::new(LabelConfig::parse(&xml).unwrap()), result).unwrap()
    }

    fn span(id: &str, label: &str) -> Value {
        json!({"id": id, "from_name": "l", "to_name": "t", "type": "labels",
            "value": {"start": 0, "end": 1, "labels": [label]}})
    }

    fn messages(document: &Document) -> Vec<String> {
        check(document).into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn required_answers_are_asked_for_in_the_words_people_know() {
        let controls = "<Choices name='c' toName='t' required='true'><Choice value='x'/></Choices>\
                        <TextArea name='a' toName='t' required='true'/>\
                        <TextArea name='b' toName='t' required='true' requiredMessage='Say why.'/>";
        assert_eq!(
            messages(&document(controls, json!([]))),
            ["Checkbox \"c\" is required.", "Input for the textarea \"a\" is required.", "Say why."]
        );
        let blank = json!([{"from_name": "a", "to_name": "t", "type": "textarea", "value": {"text": [" "]}}]);
        assert_eq!(messages(&document(controls, blank)).len(), 3);
    }

    #[test]
    fn per_region_answers_are_asked_of_each_region_that_they_are_for() {
        let controls = "<Choices name='c' toName='t' perRegion='true' required='true' whenLabelValue='A'><Choice value='x'/></Choices>";
        let document = document(controls, json!([span("r1", "A"), span("r2", "B")]));
        let problems = check(&document);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].region.as_deref(), Some("r1"));
    }

    #[test]
    fn hidden_controls_ask_for_nothing() {
        let controls = "<Choices name='c' toName='t'><Choice value='x'/></Choices>\
             <TextArea name='a' toName='t' required='true' visibleWhen='choice-selected' whenTagName='c'/>";
        assert!(messages(&document(controls, json!([]))).is_empty());
        let chosen =
            json!([{"from_name": "c", "to_name": "t", "type": "choices", "value": {"choices": ["x"]}}]);
        assert_eq!(messages(&document(controls, chosen)).len(), 1);
    }

    #[test]
    fn limits_on_labels_and_choices_are_kept() {
        let document = document(
            "<Choices name='c' toName='t'><Choice value='x'/><Choice value='y'/></Choices>",
            json!([span("1", "B"), span("2", "B"), span("3", "A"),
                {"from_name": "c", "to_name": "t", "type": "choices", "value": {"choices": ["x", "y"]}}]),
        );
        let messages = messages(&document);
        assert_eq!(messages[0], "You can't use B more than 1 time(s)");
        assert!(
            messages[1].contains("(2) exceed the maximum allowed (1)")
                && messages[1].ends_with("• Choices (c)")
        );
        let labels = document.config().control("l").unwrap();
        assert!(check_label(labels, &document, "A").is_ok());
        assert!(check_label(labels, &document, "B").is_err());
    }

    #[test]
    fn texts_are_limited_and_unique_where_the_config_says_so() {
        let document =
            document("<TextArea name='a' toName='t' maxSubmissions='2' skipDuplicates='true'/>", json!([]));
        let area = document.config().control("a").unwrap().text_area().unwrap();
        assert!(check_new_text(area, &["x".to_owned()], "y").is_ok());
        assert!(check_new_text(area, &["x".to_owned()], "x").unwrap_err().contains("already an entry"));
        assert!(check_new_text(area, &["x".to_owned(), "y".to_owned()], "z").is_err());
    }
}
