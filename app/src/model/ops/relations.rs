//! Relations between regions, and regions that are parts of others: the edits that make and change them.

use super::operation::{NewRelation, OpError};
use super::plan::{change_parts, find, result_at};
use crate::model::result::{Document, Edit, list, set_field};
use serde_json::{Value, json};

pub fn add(document: &Document, new: &NewRelation) -> Result<Vec<Edit>, OpError> {
    find(document, &new.from)?;
    find(document, &new.to)?;
    if document.relations().iter().any(|known| known.from == new.from && known.to == new.to) {
        return set(document, new);
    }
    let mut result = json!({
        "from_id": new.from, "to_id": new.to, "type": "relation", "direction": new.direction,
    });
    if !new.labels.is_empty() {
        set_field(&mut result, "labels", Some(list(&new.labels)));
    }
    Ok(vec![Edit::insert(document.len(), result)])
}

pub fn set(document: &Document, new: &NewRelation) -> Result<Vec<Edit>, OpError> {
    let at = entry_of(document, &new.from, &new.to)?;
    let before = result_at(document, at);
    let mut after = before.clone();
    set_field(&mut after, "direction", Some(Value::String(new.direction.clone())));
    let labels = (!new.labels.is_empty()).then(|| list(&new.labels));
    if labels.is_some() || before.get("labels").is_some() {
        set_field(&mut after, "labels", labels);
    }
    Ok(if before == after { Vec::new() } else { vec![Edit::replace(at, before, after)] })
}

pub fn delete(document: &Document, from: &str, to: &str) -> Result<Vec<Edit>, OpError> {
    let at = entry_of(document, from, to)?;
    Ok(vec![Edit::remove(at, result_at(document, at))])
}

fn entry_of(document: &Document, from: &str, to: &str) -> Result<usize, OpError> {
    let found = document.relations().iter().find(|known| known.from == from && known.to == to);
    found
        .map(|relation| relation.entry)
        .ok_or_else(|| OpError::NoRelation { from: from.to_owned(), to: to.to_owned() })
}

pub fn set_parent(document: &Document, id: &str, parent: Option<&str>) -> Result<Vec<Edit>, OpError> {
    if find(document, id)?.parent.as_deref() == parent {
        return Ok(Vec::new());
    }
    let mut above = parent.map(|parent| find(document, parent)).transpose()?;
    let mut steps = 0;
    while let Some(region) = above {
        // More steps than regions: a circle that came with the results.
        if region.id == id || steps > document.regions().len() {
            return Err(OpError::Circle);
        }
        steps += 1;
        above = region.parent.as_deref().and_then(|next| document.region(next));
    }
    let said = parent.map(|parent| Value::String(parent.to_owned()));
    change_parts(document, id, |result| set_field(result, "parentID", said.clone()))
}
