//! From an operation to the edits that do it. Plans only; the document stays as it is.

use super::operation::{OpError, Operation};
use crate::model::config::{Control, Tag};
use crate::model::result::{
    Area, Document, Edit, NewRegion, Region, Span, answer_result, labels_part, region_results, set_area,
    set_note, touch,
};
use serde_json::Value;

impl Operation {
    /// The edits that do this to the document as it is; none when it is so already.
    pub fn plan(&self, document: &Document) -> Result<Vec<Edit>, OpError> {
        match self {
            Self::AddRegion { region } => add_region(document, region),
            Self::DeleteRegions { regions } => delete_regions(document, regions),
            Self::SetLabels { region, control, labels } => set_labels(document, region, control, labels),
            Self::SetBox { region, area } => match find(document, region)?.area {
                Area::Box(_) => change_area(document, region, Area::Box(*area), None),
                Area::Span(_) => Err(OpError::WrongArea { region: region.clone(), what: "a box" }),
            },
            Self::SetSpan { region, start, end, text } => match find(document, region)?.area {
                Area::Span(_) => {
                    let span = Span { start: *start.min(end), end: *start.max(end) };
                    change_area(document, region, Area::Span(span), text.as_deref())
                }
                Area::Box(_) => Err(OpError::WrongArea { region: region.clone(), what: "a part of a text" }),
            },
            Self::SetChoices { control, region, choices, id } => {
                let found = control_of(document, control, &[Tag::Choices], "choices")?;
                answer(document, found, region.as_deref(), choices, id)
            }
            Self::SetTexts { control, region, texts, id } => {
                let found = control_of(document, control, &[Tag::TextArea], "texts")?;
                answer(document, found, region.as_deref(), texts, id)
            }
            Self::SetNote { region, note } => {
                let note = note.as_deref().filter(|note| !note.trim().is_empty());
                if find(document, region)?.note.as_deref() == note {
                    return Ok(Vec::new());
                }
                change_parts(document, region, |result| set_note(result, note))
            }
            Self::Replace { result } => replace_all(document, result),
        }
    }
}

fn find<'a>(document: &'a Document, id: &str) -> Result<&'a Region, OpError> {
    document.region(id).ok_or_else(|| OpError::NoRegion(id.to_owned()))
}

fn control_of<'a>(
    document: &'a Document,
    name: &str,
    tags: &[Tag],
    what: &'static str,
) -> Result<&'a Control, OpError> {
    let control = document.config().control(name).ok_or_else(|| OpError::NoControl(name.to_owned()))?;
    if tags.contains(&control.tag) {
        return Ok(control);
    }
    Err(OpError::WrongControl { control: name.to_owned(), what })
}

fn result_at(document: &Document, at: usize) -> Value {
    document.result(at).cloned().unwrap_or_default()
}

fn add_region(document: &Document, new: &NewRegion) -> Result<Vec<Edit>, OpError> {
    let drawing = [Tag::Labels, Tag::Rectangle, Tag::RectangleLabels];
    let control = control_of(document, &new.control, &drawing, "regions")?;
    if document.region(&new.id).is_some() {
        return Err(OpError::Duplicate(new.id.clone()));
    }
    if let Some(labels) = &new.label_control {
        control_of(document, labels, &[Tag::Labels, Tag::RectangleLabels], "labels")?;
    }
    let object = document.config().object(control.to_name());
    let fits = match new.area {
        Area::Box(_) => object.is_some_and(|object| object.tag == Tag::Image),
        Area::Span(_) => control.tag == Tag::Labels && object.is_some_and(|object| object.tag == Tag::Text),
    };
    if !fits {
        return Err(OpError::WrongControl { control: new.control.clone(), what: "a region of this kind" });
    }
    let results = region_results(new, document.config());
    let end = document.len();
    Ok(results.into_iter().enumerate().map(|(n, result)| Edit::insert(end + n, result)).collect())
}

fn delete_regions(document: &Document, ids: &[String]) -> Result<Vec<Edit>, OpError> {
    let mut places: Vec<usize> = Vec::new();
    for id in ids {
        places.extend(find(document, id)?.parts.iter().map(|part| part.entry));
    }
    let joins = |id: &String| ids.contains(id);
    let relations =
        document.relations().iter().filter(|relation| joins(&relation.from) || joins(&relation.to));
    places.extend(relations.map(|relation| relation.entry));
    places.sort_unstable();
    places.dedup();
    // From the end, so that each place still holds what it held.
    Ok(places.into_iter().rev().map(|at| Edit::remove(at, result_at(document, at))).collect())
}

/// Changes every result of a region.
fn change_parts(document: &Document, id: &str, change: impl Fn(&mut Value)) -> Result<Vec<Edit>, OpError> {
    let region = find(document, id)?;
    let places = region.parts.iter().map(|part| (part.entry, part.control));
    Ok(places.filter_map(|(at, control)| changed(document, at, control, &region.id, &change)).collect())
}

fn changed(
    document: &Document,
    at: usize,
    control: Option<usize>,
    id: &str,
    change: impl Fn(&mut Value),
) -> Option<Edit> {
    let before = result_at(document, at);
    let mut after = before.clone();
    change(&mut after);
    if after == before {
        return None;
    }
    touch(&mut after, id, control.and_then(|control| document.config().controls().get(control)));
    Some(Edit::replace(at, before, after))
}

fn change_area(document: &Document, id: &str, area: Area, text: Option<&str>) -> Result<Vec<Edit>, OpError> {
    if find(document, id)?.area == area {
        return Ok(Vec::new());
    }
    change_parts(document, id, |result| set_area(result, area, text))
}

fn set_labels(document: &Document, id: &str, name: &str, labels: &[String]) -> Result<Vec<Edit>, OpError> {
    let region = find(document, id)?;
    let control = control_of(document, name, &[Tag::Labels, Tag::RectangleLabels], "labels")?;
    if control.to_name() != region.to_name {
        return Err(OpError::WrongControl { control: name.to_owned(), what: "labels for this region" });
    }
    let controls = document.config().controls();
    let of = |at: Option<usize>| at.and_then(|at| controls.get(at));
    let own = region.parts.iter().find(|part| of(part.control).is_some_and(|found| found.name == name));
    // A box that one RectangleLabels drew takes the label of another by becoming that one's.
    let alike = region.parts.iter().find(|part| {
        control.tag == Tag::RectangleLabels && of(part.control).is_some_and(|found| found.tag == control.tag)
    });
    if let Some(part) = own.or(alike) {
        let others = region.parts.iter().filter(|other| other.entry != part.entry && other.control.is_some());
        let drawn_elsewhere = others.filter_map(|other| of(other.control)).any(draws);
        if labels.is_empty() && control.tag == Tag::Labels && drawn_elsewhere {
            return Ok(vec![Edit::remove(part.entry, result_at(document, part.entry))]);
        }
        let position = controls.iter().position(|found| found.name == name);
        let write = |result: &mut Value| set_said(result, control, labels);
        let edit = changed(document, part.entry, position, id, |result| {
            write(result);
            if let Some(fields) = result.as_object_mut() {
                fields.insert("from_name".to_owned(), Value::String(control.name.clone()));
            }
        });
        return Ok(edit.into_iter().collect());
    }
    if control.tag == Tag::RectangleLabels {
        return Err(OpError::WrongControl {
            control: name.to_owned(),
            what: "labels for a region that it did not draw",
        });
    }
    if labels.is_empty() {
        return Ok(Vec::new());
    }
    let first = region.parts.first().map(|part| result_at(document, part.entry)).unwrap_or_default();
    Ok(join_region(document, region, labels_part(control, id, labels, &first)))
}

/// Puts a result behind the others of its region. What holds them together is the id, so from now on all must bear it.
fn join_region(document: &Document, region: &Region, result: Value) -> Vec<Edit> {
    let mut edits = Vec::new();
    for part in &region.parts {
        let before = result_at(document, part.entry);
        if before.get("id").and_then(Value::as_str) != Some(region.id.as_str()) {
            let mut after = before.clone();
            touch(&mut after, &region.id, None);
            edits.push(Edit::replace(part.entry, before, after));
        }
    }
    let end = region.parts.iter().map(|part| part.entry + 1).max().unwrap_or(document.len());
    edits.push(Edit::insert(end, result));
    edits
}

const fn draws(control: &Control) -> bool {
    matches!(control.tag, Tag::Labels | Tag::Rectangle | Tag::RectangleLabels)
}

fn set_said(result: &mut Value, control: &Control, said: &[String]) {
    let list: Value = said.iter().map(|text| Value::String(text.clone())).collect();
    if let Some(value) = result.get_mut("value").and_then(Value::as_object_mut) {
        value.insert(control.tag.value_key(), list);
    }
}

fn answer(
    document: &Document,
    control: &Control,
    region: Option<&str>,
    said: &[String],
    id: &str,
) -> Result<Vec<Edit>, OpError> {
    let region = region.map(|region| find(document, region)).transpose()?;
    let region_id = region.map(|region| region.id.as_str());
    if document.said(&control.name, region_id) == said {
        return Ok(Vec::new());
    }
    let existing = document.answer_at(&control.name, region_id);
    match (existing, said.is_empty()) {
        (Some(at), true) => Ok(vec![Edit::remove(at, result_at(document, at))]),
        (Some(at), false) => {
            let before = document.result(at);
            let own = before.and_then(|result| result.get("id")?.as_str()).filter(|own| !own.is_empty());
            let id = region_id.or(own).unwrap_or(id).to_owned();
            let position = document.config().controls().iter().position(|found| found.name == control.name);
            let edit = changed(document, at, position, &id, |result| set_said(result, control, said));
            Ok(edit.into_iter().collect())
        }
        (None, true) => Ok(Vec::new()),
        (None, false) => {
            let beside =
                region.and_then(|region| region.parts.first()).and_then(|part| document.result(part.entry));
            let result = answer_result(control, region_id.unwrap_or(id), said, beside);
            Ok(match region {
                Some(region) => join_region(document, region, result),
                None => vec![Edit::insert(document.len(), result)],
            })
        }
    }
}

fn replace_all(document: &Document, result: &Value) -> Result<Vec<Edit>, OpError> {
    let Value::Array(results) = result else {
        return Err(OpError::NotAList(crate::model::task::kind_of(result)));
    };
    let same = document.len() == results.len()
        && results.iter().enumerate().all(|(at, result)| document.result(at) == Some(result));
    if same {
        return Ok(Vec::new());
    }
    let out = (0..document.len()).rev().map(|at| Edit::remove(at, result_at(document, at)));
    let into = results.iter().enumerate().map(|(at, result)| Edit::insert(at, result.clone()));
    Ok(out.chain(into).collect())
}
