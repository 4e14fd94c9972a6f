//! Making results, and writing areas, answers, notes and origins into those there are.

use super::area::{Area, AreaKind};
use super::area_json::{self, KEYS};
use super::value::{id_of, list, text as text_of};
use crate::model::config::{Control, ControlKind, LabelConfig, ObjectTag};
use crate::model::hotkeys::text_path;
use crate::model::text::stored_text;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// An image as results tell of it: its own size in pixels, and how it was turned while it was labeled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageSize {
    pub width: u32,
    pub height: u32,
    /// In degrees clockwise: 0, 90, 180 or 270. Areas speak of the image that is not turned.
    #[serde(default)]
    pub rotation: u32,
}

/// A region to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewRegion {
    /// Ten signs; see [`super::new_id`].
    pub id: String,
    /// The control that draws it: RectangleLabels, Rectangle, … , or Labels on a text.
    pub control: String,
    pub area: Area,
    /// As results hold them: aliases where there are some; places of a tree as [`crate::model::hotkeys::path_text`].
    #[serde(default)]
    pub labels: Vec<String>,
    /// Where a shape without labels draws: the Labels control that the labels are of.
    #[serde(default)]
    pub label_control: Option<String>,
    /// Of a text: what the region covers, newlines as they stand in the text.
    #[serde(default)]
    pub text: Option<String>,
    /// Of an image.
    #[serde(default)]
    pub image: Option<ImageSize>,
    /// Which image of a `valueList`, which page.
    #[serde(default)]
    pub item: Option<u32>,
    /// Results of predictions that a person takes over keep their origin.
    #[serde(default)]
    pub origin: Option<String>,
}

/// The results of a new region: one, or two where one control draws and another labels.
pub(crate) fn region_results(new: &NewRegion, config: &LabelConfig) -> Vec<Value> {
    let Some(control) = config.control(&new.control) else { return Vec::new() };
    let geometry = geometry(new, config.object(control.to_name()));
    let make = |control: &Control, said: Option<Value>| {
        let mut value = geometry.clone();
        if let Some(said) = said {
            value.insert(control.tag.value_key(), said);
        }
        result(new, control, value)
    };
    if control.labels().is_some() {
        return vec![make(control, Some(list(&new.labels)))];
    }
    if control.labels_by_place() {
        let places: Vec<Vec<String>> = new.labels.iter().map(|label| text_path(label)).collect();
        return vec![make(control, Some(json!(places)))];
    }
    let labels = new.label_control.as_deref().and_then(|name| config.control(name));
    let labeled = labels.filter(|_| !new.labels.is_empty()).map(|l| make(l, Some(list(&new.labels))));
    std::iter::once(make(control, None)).chain(labeled).collect()
}

fn geometry(new: &NewRegion, object: Option<&ObjectTag>) -> Map<String, Value> {
    let mut value = Map::new();
    area_json::write(&mut value, &new.area, true);
    if let Some(text) = new.text.as_deref().filter(|_| object.is_some_and(|object| object.saves_text)) {
        value.insert("text".to_owned(), covered(&new.area, text));
    }
    value
}

/// Texts keep line ends as two signs, the others as they are.
fn covered(area: &Area, text: &str) -> Value {
    match area {
        Area::Span(_) => json!(stored_text(text)),
        _ => json!(text),
    }
}

fn result(new: &NewRegion, control: &Control, value: Map<String, Value>) -> Value {
    let mut result = Map::new();
    if let Some(image) = new.image {
        result.insert("original_width".to_owned(), json!(image.width));
        result.insert("original_height".to_owned(), json!(image.height));
        result.insert("image_rotation".to_owned(), json!(image.rotation));
    }
    if let Some(item) = new.item {
        result.insert("item_index".to_owned(), json!(item));
    }
    result.insert("value".to_owned(), Value::Object(value));
    let origin = new.origin.as_deref().unwrap_or("manual");
    finish(result, &new.id, control, origin)
}

fn finish(mut result: Map<String, Value>, id: &str, control: &Control, origin: &str) -> Value {
    result.insert("id".to_owned(), json!(id));
    result.insert("from_name".to_owned(), json!(control.name));
    let to_name = if control.kind == ControlKind::Pairwise { &control.name } else { control.to_name() };
    result.insert("to_name".to_owned(), json!(to_name));
    result.insert("type".to_owned(), json!(control.tag.result_type()));
    result.insert("origin".to_owned(), json!(origin));
    Value::Object(result)
}

/// A new answer: of the task, of an item, or of the region whose result `beside` is; that one's place is repeated.
pub(crate) fn answer_result(
    control: &Control,
    id: &str,
    said: &Value,
    item: Option<u32>,
    beside: Option<&Value>,
) -> Value {
    let mut result = Map::new();
    let mut value = Map::new();
    if let Some(beside) = beside {
        for name in ["original_width", "original_height", "image_rotation", "item_index"] {
            if let Some(field) = beside.get(name) {
                result.insert(name.to_owned(), field.clone());
            }
        }
        repeat_place(&mut value, beside);
    } else if let Some(item) = item {
        result.insert("item_index".to_owned(), json!(item));
    }
    value.insert(control.tag.value_key(), said.clone());
    result.insert("value".to_owned(), Value::Object(value));
    let mut result = finish(result, id, control, "manual");
    // Of a control with several objects, that of the region.
    let object = beside.and_then(|beside| text_of(beside, "to_name"));
    if let Some(object) = object.filter(|object| control.to_names.iter().any(|name| name == object)) {
        set_field(&mut result, "to_name", Some(json!(object)));
    }
    result
}

/// A `labels` result for a region that another control drew.
pub(crate) fn labels_part(control: &Control, id: &str, labels: &[String], beside: &Value) -> Value {
    answer_result(control, id, &list(labels), None, Some(beside))
}

/// Repeats where a region is.
fn repeat_place(value: &mut Map<String, Value>, beside: &Value) {
    let from = beside.get("value");
    for name in KEYS {
        // A list under `text` is the answer of a TextArea and no text that the region covers.
        let found = from.and_then(|from| from.get(name)).filter(|field| name != "text" || field.is_string());
        if let Some(field) = found {
            value.insert(name.to_owned(), field.clone());
        }
    }
}

/// Writes an area over the one that a result repeats; results that repeat none are left.
pub(crate) fn set_area(result: &mut Value, area: &Area, text: Option<&str>) {
    let is_dot = text_of(result, "type").is_some_and(|kind| kind.starts_with("keypoint"));
    let Some(value) = result.get_mut("value").and_then(Value::as_object_mut) else { return };
    // Some programs give key points a height too.
    let is_own_dot =
        is_dot && area.kind() == AreaKind::KeyPoint && value.get("x").is_some_and(Value::is_number);
    if !(is_own_dot || area_json::repeats(value, area.kind())) {
        return;
    }
    area_json::write(value, area, false);
    if let Some(text) = text
        && value.get("text").is_some_and(Value::is_string)
    {
        value.insert("text".to_owned(), covered(area, text));
    }
}

/// Writes a person's note, or takes it away.
pub(crate) fn set_note(result: &mut Value, note: Option<&str>) {
    let Some(fields) = result.as_object_mut() else { return };
    fields.shift_remove("normalization");
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

/// Writes a field of a result, or takes it away.
pub(crate) fn set_field(result: &mut Value, name: &str, said: Option<Value>) {
    let Some(fields) = result.as_object_mut() else { return };
    match said {
        Some(said) => drop(fields.insert(name.to_owned(), said)),
        None => drop(fields.shift_remove(name)),
    }
}

/// Marks a result as changed by a person, and mends what only a changed result may have mended: the id of a result
/// that has none, and the name of a control that the config has renamed.
pub(crate) fn touch(result: &mut Value, id: &str, control: Option<&Control>) {
    let names_it = id_of(result, "id").is_some_and(|own| own == id);
    let Some(fields) = result.as_object_mut() else { return };
    if !names_it {
        fields.insert("id".to_owned(), json!(id));
    }
    if fields.get("origin").and_then(Value::as_str) == Some("prediction") {
        fields.insert("origin".to_owned(), json!("prediction-changed"));
    }
    let Some(control) = control else { return };
    if fields.get("from_name").and_then(Value::as_str) != Some(control.name.as_str()) {
        fields.insert("from_name".to_owned(), json!(control.name));
    }
}
