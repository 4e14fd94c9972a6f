//! Regions that come from elsewhere: from the clipboard, another task, another annotation. They get ids of their own;
//! what belongs together stays together.

use crate::model::result::{Document, set_field};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Why nothing can be pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    #[error("what was pasted is no JSON of results")]
    NotResults,
    #[error("none of the pasted regions has a control in this labeling config")]
    NothingFits,
}

/// The results to add for a text of results, an annotation or a task, as far as this document's config has controls for
/// them, and how many regions they are. On an object of `items` they come to the item that shows.
pub fn pasted(
    text: &str,
    document: &Document,
    items: &BTreeMap<String, u32>,
    new_id: &mut dyn FnMut() -> String,
) -> Result<(Vec<Value>, Vec<String>), PasteError> {
    let value: Value = serde_json::from_str(text).map_err(|_| PasteError::NotResults)?;
    let results = results_in(value).ok_or(PasteError::NotResults)?;
    let source = Document::load(document.shared_config().clone(), Value::Array(results))
        .map_err(|_| PasteError::NotResults)?;
    if source.regions().is_empty() {
        return Err(PasteError::NothingFits);
    }
    let names: HashMap<&str, String> =
        source.regions().iter().map(|region| (region.id.as_str(), new_id())).collect();
    let mut out = Vec::new();
    let mut ids = Vec::new();
    for region in source.regions() {
        let Some(id) = names.get(region.id.as_str()) else { continue };
        let parent = region.parent.as_deref().and_then(|parent| names.get(parent));
        let of_region = source.results_of(std::slice::from_ref(&region.id));
        out.extend(of_region.into_iter().filter(|result| !is_relation(result)).map(|mut result| {
            set_field(&mut result, "id", Some(json!(id)));
            set_field(&mut result, "origin", Some(json!("manual")));
            set_field(&mut result, "parentID", parent.map(|parent| json!(parent)));
            set_field(&mut result, "score", None);
            set_field(&mut result, "readonly", None);
            if let Some(item) = items.get(&region.to_name) {
                set_field(&mut result, "item_index", Some(json!(item)));
            }
            result
        }));
        ids.push(id.clone());
    }
    out.extend(source.relations().iter().filter_map(|relation| {
        let (from, to) = (names.get(relation.from.as_str())?, names.get(relation.to.as_str())?);
        let mut result = source.result(relation.entry)?.clone();
        set_field(&mut result, "from_id", Some(json!(from)));
        set_field(&mut result, "to_id", Some(json!(to)));
        Some(result)
    }));
    Ok((out, ids))
}

fn is_relation(result: &Value) -> bool {
    result.get("type").and_then(Value::as_str) == Some("relation")
}

/// The results in a list of them, an annotation, a task with annotations, or a single one.
fn results_in(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(results) => {
            let all = !results.is_empty() && results.iter().all(Value::is_object);
            all.then_some(results)
        }
        Value::Object(mut fields) => {
            if fields.contains_key("from_name") {
                return Some(vec![Value::Object(fields)]);
            }
            if let Some(results) = fields.remove("result") {
                return results_in(results);
            }
            let annotations = fields.remove("annotations").or_else(|| fields.remove("completions"))?;
            results_in(annotations.as_array()?.last()?.get("result")?.clone())
        }
        _ => None,
    }
}
