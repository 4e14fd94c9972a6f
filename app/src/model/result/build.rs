//! Making results, and writing areas, notes and origins into those there are.

use super::area::{Area, Span};
use super::value::{list, set_number};
use crate::model::config::{Control, LabelConfig, ObjectTag, Tag};
use crate::model::geometry::Rect;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// An image's own size in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageSize {
    pub width: u32,
    pub height: u32,
}

/// A region to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewRegion {
    /// Ten signs; see [`super::new_id`].
    pub id: String,
    /// The control that draws it: RectangleLabels, Rectangle, or Labels on a text.
    pub control: String,
    pub area: Area,
    /// As results hold them: aliases where there are some.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Where a Rectangle draws: the Labels control that the labels are of.
    #[serde(default)]
    pub label_control: Option<String>,
    /// Of a text: what the region covers, newlines as they stand in the text.
    #[serde(default)]
    pub text: Option<String>,
    /// Of an image: its own size.
    #[serde(default)]
    pub image: Option<ImageSize>,
    /// Results of predictions that a person takes over keep their origin.
    #[serde(default)]
    pub origin: Option<String>,
}

/// The results of a new region: one, or two where a Rectangle draws and Labels labels.
pub(crate) fn region_results(new: &NewRegion, config: &LabelConfig) -> Vec<Value> {
    let Some(control) = config.control(&new.control) else { return Vec::new() };
    let object = config.object(control.to_name());
    let geometry = geometry(new, object);
    let mut results = Vec::new();
    let mut push = |control: &Control, said: Option<Value>| {
        let mut value = geometry.clone();
        if let Some(said) = said {
            value.insert(control.tag.value_key(), said);
        }
        results.push(result(new, control, value));
    };
    match &control.tag {
        Tag::Rectangle => {
            push(control, None);
            let labels = new.label_control.as_deref().and_then(|name| config.control(name));
            if let Some(labels) = labels.filter(|_| !new.labels.is_empty()) {
                push(labels, Some(list(&new.labels)));
            }
        }
        _ => push(control, Some(list(&new.labels))),
    }
    results
}

fn geometry(new: &NewRegion, object: Option<&ObjectTag>) -> Map<String, Value> {
    let mut value = Map::new();
    match new.area {
        Area::Box(rect) => write_box(&mut value, rect, true),
        Area::Span(span) => {
            value.insert("start".to_owned(), json!(span.start));
            value.insert("end".to_owned(), json!(span.end));
            if let Some(text) = new.text.as_deref().filter(|_| object.is_some_and(|object| object.saves_text))
            {
                value.insert("text".to_owned(), json!(crate::model::text::stored_text(text)));
            }
        }
    }
    value
}

fn result(new: &NewRegion, control: &Control, value: Map<String, Value>) -> Value {
    let mut result = Map::new();
    if let Some(image) = new.image {
        result.insert("original_width".to_owned(), json!(image.width));
        result.insert("original_height".to_owned(), json!(image.height));
        result.insert("image_rotation".to_owned(), json!(0));
    }
    result.insert("value".to_owned(), Value::Object(value));
    let origin = new.origin.as_deref().unwrap_or("manual");
    finish(result, &new.id, control, origin)
}

fn finish(mut result: Map<String, Value>, id: &str, control: &Control, origin: &str) -> Value {
    result.insert("id".to_owned(), json!(id));
    result.insert("from_name".to_owned(), json!(control.name));
    result.insert("to_name".to_owned(), json!(control.to_name()));
    result.insert("type".to_owned(), json!(control.tag.result_type()));
    result.insert("origin".to_owned(), json!(origin));
    Value::Object(result)
}

/// A new answer: of the task, or of the region whose result `beside` is; that one's geometry is repeated.
pub(crate) fn answer_result(control: &Control, id: &str, said: &[String], beside: Option<&Value>) -> Value {
    let mut result = Map::new();
    let mut value = Map::new();
    if let Some(beside) = beside {
        for name in ["original_width", "original_height", "image_rotation", "item_index"] {
            if let Some(field) = beside.get(name) {
                result.insert(name.to_owned(), field.clone());
            }
        }
        add_geometry(&mut value, beside);
    }
    value.insert(control.tag.value_key(), list(said));
    result.insert("value".to_owned(), Value::Object(value));
    finish(result, id, control, "manual")
}

/// A `labels` result for a region that another control drew.
pub(crate) fn labels_part(control: &Control, id: &str, labels: &[String], beside: &Value) -> Value {
    answer_result(control, id, labels, Some(beside))
}

const GEOMETRY: [&str; 8] = ["x", "y", "width", "height", "rotation", "start", "end", "text"];

/// Repeats a region's geometry.
fn add_geometry(value: &mut Map<String, Value>, beside: &Value) {
    let from = beside.get("value");
    for name in GEOMETRY {
        // A list under `text` is the answer of a TextArea and no text that the region covers.
        let found = from.and_then(|from| from.get(name)).filter(|field| name != "text" || field.is_string());
        if let Some(field) = found {
            value.insert(name.to_owned(), field.clone());
        }
    }
}

/// Writes an area over the one that a result repeats; results that repeat none are left.
pub(crate) fn set_area(result: &mut Value, area: Area, text: Option<&str>) {
    let Some(value) = result.get_mut("value").and_then(Value::as_object_mut) else { return };
    match area {
        Area::Box(rect) if value.contains_key("x") && value.contains_key("width") => {
            write_box(value, rect, false)
        }
        Area::Span(span) if value.contains_key("start") && value.contains_key("end") => {
            write_span(value, span, text)
        }
        _ => {}
    }
}

fn write_box(value: &mut Map<String, Value>, rect: Rect, new: bool) {
    for (name, number) in [("x", rect.x), ("y", rect.y), ("width", rect.width), ("height", rect.height)] {
        set_number(value, name, number);
    }
    if new || rect.rotation != 0.0 || value.contains_key("rotation") {
        set_number(value, "rotation", rect.rotation);
    }
}

fn write_span(value: &mut Map<String, Value>, span: Span, text: Option<&str>) {
    for (name, offset) in [("start", span.start), ("end", span.end)] {
        set_number(value, name, f64::from(offset));
    }
    let Some(text) = text else { return };
    if value.get("text").is_some_and(Value::is_string) {
        value.insert("text".to_owned(), json!(crate::model::text::stored_text(text)));
    }
}

/// Writes a person's note, or takes it away.
pub(crate) fn set_note(result: &mut Value, note: Option<&str>) {
    let Some(fields) = result.as_object_mut() else { return };
    if let Some(note) = note {
        let meta = fields.entry("meta").or_insert_with(|| json!({}));
        if !meta.is_object() {
            *meta = json!({});
        }
        if let Some(meta) = meta.as_object_mut() {
            meta.insert("text".to_owned(), json!([note]));
        }
        return;
    }
    let emptied = fields.get_mut("meta").and_then(Value::as_object_mut).is_some_and(|meta| {
        meta.shift_remove("text");
        meta.is_empty()
    });
    if emptied {
        fields.shift_remove("meta");
    }
}

/// Marks a result as changed by a person, and mends what only a changed result may have mended: the id of a result
/// that has none, and the name of a control that the config has renamed.
pub(crate) fn touch(result: &mut Value, id: &str, control: Option<&Control>) {
    let Some(fields) = result.as_object_mut() else { return };
    if fields.get("origin").and_then(Value::as_str) == Some("prediction") {
        fields.insert("origin".to_owned(), json!("prediction-changed"));
    }
    if fields.get("id").and_then(Value::as_str) != Some(id) {
        fields.insert("id".to_owned(), json!(id));
    }
    let Some(control) = control else { return };
    if fields.get("from_name").and_then(Value::as_str) != Some(control.name.as_str()) {
        fields.insert("from_name".to_owned(), json!(control.name));
    }
}
