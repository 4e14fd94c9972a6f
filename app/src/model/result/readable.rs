//! Whether what a result says is in a form that its control can read, and so write too. What is not stays aside.

use super::value::{numeric, texts};
use crate::model::config::{Control, ControlKind, Tag};
use serde_json::Value;

/// The key under which a result holds what its control says. Labels stand under the type of the result, which may be
/// that of another tag with labels: configs change from Brush and Labels to BrushLabels and back, and results stay.
/// Where nothing stands there, they may still stand where this control, or a plain Labels, would have them.
pub fn said_key(control: &Control, result: &Value) -> String {
    let kind = result.get("type").and_then(Value::as_str).unwrap_or_default();
    let own = control.tag.value_key();
    if control.labels().is_none() || !Tag::parse(kind).is_labels() {
        return own;
    }
    let value = result.get("value");
    let stands = |key: &&str| value.is_some_and(|value| value.get(key).is_some());
    let lower = kind.to_ascii_lowercase();
    [kind, lower.as_str(), own.as_str(), "labels"].into_iter().find(stands).unwrap_or(kind).to_owned()
}

/// A result of this type can speak through the control.
pub fn is_of_kind(control: &Control, kind: &str) -> bool {
    control.tag.writes(kind) || (control.labels().is_some() && Tag::parse(kind).is_labels())
}

/// A result with this `to_name` can speak through the control. A Pairwise, which has two objects, names itself.
pub fn speaks_of(control: &Control, to_name: &str) -> bool {
    control.to_names.iter().any(|name| name == to_name)
        || (control.kind == ControlKind::Pairwise && control.name == to_name)
}

/// What the control would read is there in a form that it can write.
pub fn is_readable(control: &Control, result: &Value) -> bool {
    let said = result.get("value").and_then(|value| value.get(said_key(control, result)));
    match (&control.kind, said) {
        (ControlKind::Shape(..), _) => true,
        (ControlKind::Labels(_) | ControlKind::ShapeLabels(..), None) => true,
        (_, None) => false,
        (ControlKind::Choices(choices), Some(said)) if choices.nested => {
            texts(said).is_some() || paths(said).is_some()
        }
        (ControlKind::Taxonomy(_), Some(said)) => paths(said).is_some(),
        (ControlKind::Number(_), Some(said)) => numeric(said).is_some(),
        (ControlKind::Rating(_), Some(said)) => numeric(said).is_some_and(|n| n >= 0.0 && n.fract() == 0.0),
        (ControlKind::DateTime(_), Some(said)) => said.is_string() || said.is_number(),
        (ControlKind::Pairwise, Some(said)) => matches!(said.as_str(), Some("left" | "right")),
        (ControlKind::Ranker(ranker), Some(said)) => match said {
            Value::Array(items) => ranker.buckets.is_empty() && items.iter().all(is_key),
            Value::Object(buckets) => {
                buckets.values().all(|items| items.as_array().is_some_and(|items| items.iter().all(is_key)))
            }
            _ => false,
        },
        (ControlKind::Other, Some(_)) => false,
        (_, Some(said)) => texts(said).is_some(),
    }
}

const fn is_key(item: &Value) -> bool {
    matches!(item, Value::String(_) | Value::Number(_))
}

/// Paths through a tree; one path alone may stand without its list, and a path of one step as its text.
pub fn paths(said: &Value) -> Option<Vec<Vec<String>>> {
    match said {
        Value::Array(list) if list.iter().all(Value::is_string) && !list.is_empty() => {
            texts(said).map(|path| vec![path])
        }
        Value::Array(list) => list.iter().map(texts).collect(),
        one => texts(one).map(|path| vec![path]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_are_read_in_every_form_that_says_which_they_are() {
        let read = |said: Value| paths(&said).map(|paths| json!(paths));
        assert_eq!(read(json!([["a", "b"], ["c"]])), Some(json!([["a", "b"], ["c"]])));
        assert_eq!(read(json!(["a", "b"])), Some(json!([["a", "b"]])));
        assert_eq!(read(json!([["a", "b"], "c"])), Some(json!([["a", "b"], ["c"]])));
        assert_eq!(read(json!("a")), Some(json!([["a"]])));
        assert_eq!(read(json!([])), Some(json!([])));
        assert_eq!((read(json!([["a", 1]])), read(json!(3)), read(json!({}))), (None, None, None));
    }
}
