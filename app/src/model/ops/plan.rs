//! From an operation to the edits that do it. Plans only; the document stays as it is.

use super::operation::{OpError, Operation};
use super::relations;
use crate::model::config::{Control, LabelConfig, ObjectTag, Shape, Tag};
use crate::model::mask::pack;
use crate::model::result::{
    Area, AreaKind, Document, Edit, NewRegion, Region, Subject, answer_result, id_of, labels_part, list,
    region_results, said_key, set_area, set_field, set_note, touch,
};
use serde_json::Value;
use std::borrow::Cow;

impl Operation {
    /// The edits that do this to the document as it is; none when it is so already.
    pub fn plan(&self, document: &Document) -> Result<Vec<Edit>, OpError> {
        match self {
            Self::AddRegion { region } => add_region(document, region),
            Self::DeleteRegions { regions } => delete_regions(document, regions),
            Self::SetLabels { region, control, labels } => set_labels(document, region, control, labels),
            Self::SetArea { region, area, text } => {
                if find(document, region)?.area.kind() != area.kind() {
                    return Err(OpError::WrongArea { region: region.clone(), what: "of that kind" });
                }
                change_area(document, region, area, text.as_deref())
            }
            Self::SetAnswer { control, of, said, id } => {
                let found = control_of(document, control, Tag::asks, "answers")?;
                answer(document, found, of, said.as_ref(), id)
            }
            Self::SetNote { region, note } => {
                let note = note.as_deref().filter(|note| !note.trim().is_empty());
                if find(document, region)?.note.as_deref() == note {
                    return Ok(Vec::new());
                }
                change_parts(document, region, |result| set_note(result, note))
            }
            Self::SetParent { region, parent } => relations::set_parent(document, region, parent.as_deref()),
            Self::SetReadonly { region, readonly } => {
                if find(document, region)?.readonly == *readonly {
                    return Ok(Vec::new());
                }
                let said = readonly.then_some(Value::Bool(true));
                change_parts(document, region, |result| set_field(result, "readonly", said.clone()))
            }
            Self::SetRotation { regions, rotation } => set_rotation(document, regions, *rotation),
            Self::AddResults { results } => add_results(document, results),
            Self::AddRelation { relation } => relations::add(document, relation),
            Self::SetRelation { relation } => relations::set(document, relation),
            Self::DeleteRelation { from, to } => relations::delete(document, from, to),
            Self::Replace { result } => replace_all(document, result),
        }
    }
}

pub(super) fn find<'a>(document: &'a Document, id: &str) -> Result<&'a Region, OpError> {
    document.region(id).ok_or_else(|| OpError::NoRegion(id.to_owned()))
}

fn control_of<'a>(
    document: &'a Document,
    name: &str,
    takes: fn(&Tag) -> bool,
    what: &'static str,
) -> Result<&'a Control, OpError> {
    let control = document.config().control(name).ok_or_else(|| OpError::NoControl(name.to_owned()))?;
    if takes(&control.tag) {
        return Ok(control);
    }
    Err(OpError::WrongControl { control: name.to_owned(), what })
}

pub(super) fn result_at(document: &Document, at: usize) -> Value {
    document.result(at).cloned().unwrap_or_default()
}

fn add_region(document: &Document, new: &NewRegion) -> Result<Vec<Edit>, OpError> {
    let control = match document.config().control(&new.control) {
        Some(control) if control.labels_by_place() => control,
        _ => control_of(document, &new.control, Tag::draws, "regions")?,
    };
    if document.region(&new.id).is_some() {
        return Err(OpError::Duplicate(new.id.clone()));
    }
    if let Some(labels) = &new.label_control {
        control_of(document, labels, Tag::is_labels, "labels")?;
    }
    if !fits(control, document.config().object(control.to_name()), new.area.kind()) {
        return Err(OpError::WrongControl { control: new.control.clone(), what: "a region of this kind" });
    }
    let results = region_results(new, document.config());
    let end = document.len();
    Ok(results.into_iter().enumerate().map(|(n, result)| Edit::insert(end + n, result)).collect())
}

/// Whether a region of a kind may bear labels of a control, whoever drew it: those of any `Labels`, and those of a tag
/// that makes such regions itself.
pub fn may_bear(config: &LabelConfig, control: &Control, kind: AreaKind) -> bool {
    control.tag == Tag::Labels || fits(control, config.object(control.to_name()), kind)
}

/// Whether a control makes regions of a kind on its object.
fn fits(control: &Control, object: Option<&ObjectTag>, kind: AreaKind) -> bool {
    let Some(object) = object else { return false };
    match (&object.tag, kind) {
        (Tag::Image, AreaKind::Box) => control.shape() == Some(Shape::Rectangle),
        (Tag::Image, AreaKind::Ellipse) => control.shape() == Some(Shape::Ellipse),
        (Tag::Image, AreaKind::Polygon) => control.shape() == Some(Shape::Polygon),
        (Tag::Image, AreaKind::KeyPoint) => control.shape() == Some(Shape::KeyPoint),
        (Tag::Image, AreaKind::Vector) => control.shape() == Some(Shape::Vector),
        (Tag::Image, AreaKind::Brush) => control.shape() == Some(Shape::Brush),
        (Tag::Image, AreaKind::Bitmask) => control.shape() == Some(Shape::Bitmask),
        (Tag::Text, AreaKind::Span) => control.tag == Tag::Labels || control.labels_by_place(),
        (Tag::HyperText, AreaKind::Html) => {
            matches!(control.tag, Tag::Labels | Tag::HyperTextLabels) || control.labels_by_place()
        }
        (Tag::Paragraphs, AreaKind::Lines) => matches!(control.tag, Tag::Labels | Tag::ParagraphLabels),
        _ => false,
    }
}

fn add_results(document: &Document, results: &[Value]) -> Result<Vec<Edit>, OpError> {
    let id = |result: &Value| id_of(result, "id").map(Cow::into_owned);
    if let Some(taken) = results.iter().filter_map(id).find(|id| document.region(id).is_some()) {
        return Err(OpError::Duplicate(taken));
    }
    let end = document.len();
    Ok(results.iter().enumerate().map(|(n, result)| Edit::insert(end + n, packed(result))).collect())
}

/// As documents hold results.
fn packed(result: &Value) -> Value {
    let mut value = result.clone();
    pack::pack(&mut value);
    value
}

fn set_rotation(document: &Document, regions: &[String], rotation: u32) -> Result<Vec<Edit>, OpError> {
    let mut edits = Vec::new();
    for id in regions {
        let turn = |result: &mut Value| {
            if result.get("image_rotation").is_some() {
                set_field(result, "image_rotation", Some(Value::from(rotation)));
            }
        };
        edits.extend(change_parts(document, id, turn)?);
    }
    Ok(edits)
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
pub(super) fn change_parts(
    document: &Document,
    id: &str,
    change: impl Fn(&mut Value),
) -> Result<Vec<Edit>, OpError> {
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

fn change_area(document: &Document, id: &str, area: &Area, text: Option<&str>) -> Result<Vec<Edit>, OpError> {
    if find(document, id)?.area == *area {
        return Ok(Vec::new());
    }
    change_parts(document, id, |result| set_area(result, area, text))
}

fn set_labels(document: &Document, id: &str, name: &str, labels: &[String]) -> Result<Vec<Edit>, OpError> {
    let region = find(document, id)?;
    let control = control_of(document, name, Tag::is_labels, "labels")?;
    if !control.to_names.contains(&region.to_name) {
        return Err(OpError::WrongControl { control: name.to_owned(), what: "labels for this region" });
    }
    let controls = document.config().controls();
    let of = |at: Option<usize>| at.and_then(|at| controls.get(at));
    let own = region.parts.iter().find(|part| of(part.control).is_some_and(|found| found.name == name));
    // A box that one RectangleLabels drew takes the label of another by becoming that one's.
    let alike = region.parts.iter().find(|part| {
        control.tag != Tag::Labels && of(part.control).is_some_and(|found| found.tag == control.tag)
    });
    if let Some(part) = own.or(alike) {
        let others = region.parts.iter().filter(|other| other.entry != part.entry && other.control.is_some());
        let drawn_elsewhere = others.filter_map(|other| of(other.control)).any(|other| other.tag.draws());
        let drew_it = region.parts.first().is_some_and(|first| first.entry == part.entry);
        if labels.is_empty() && drawn_elsewhere && (control.tag == Tag::Labels || !drew_it) {
            return Ok(vec![Edit::remove(part.entry, result_at(document, part.entry))]);
        }
        let position = controls.iter().position(|found| found.name == name);
        let said = list(labels);
        let write = |result: &mut Value| set_said(result, control, &said);
        let edit = changed(document, part.entry, position, id, |result| {
            write(result);
            if let Some(fields) = result.as_object_mut() {
                fields.insert("from_name".to_owned(), Value::String(control.name.clone()));
            }
        });
        return Ok(edit.into_iter().collect());
    }
    if !may_bear(document.config(), control, region.area.kind()) {
        return Err(OpError::WrongControl {
            control: name.to_owned(),
            what: "labels for a region of this kind",
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
        if id_of(&before, "id").is_none_or(|own| own != region.id.as_str()) {
            let mut after = before.clone();
            touch(&mut after, &region.id, None);
            edits.push(Edit::replace(part.entry, before, after));
        }
    }
    let end = region.parts.iter().map(|part| part.entry + 1).max().unwrap_or(document.len());
    edits.push(Edit::insert(end, result));
    edits
}

fn set_said(result: &mut Value, control: &Control, said: &Value) {
    let key = said_key(control, result);
    if let Some(value) = result.get_mut("value").and_then(Value::as_object_mut) {
        value.insert(key, said.clone());
    }
}

fn answer(
    document: &Document,
    control: &Control,
    of: &Subject,
    said: Option<&Value>,
    id: &str,
) -> Result<Vec<Edit>, OpError> {
    let region = of.region().map(|region| find(document, region)).transpose()?;
    if region.is_some_and(|region| !control.to_names.contains(&region.to_name)) {
        return Err(OpError::WrongControl { control: control.name.clone(), what: "answers for this region" });
    }
    if document.answer(&control.name, of) == said {
        return Ok(Vec::new());
    }
    match (document.answer_at(&control.name, of), said) {
        (Some(at), None) => Ok(vec![Edit::remove(at, result_at(document, at))]),
        (Some(at), Some(said)) => {
            let before = document.result(at);
            let own = before.and_then(|result| id_of(result, "id"));
            let id = region.map(|region| region.id.as_str()).or(own.as_deref()).unwrap_or(id).to_owned();
            let position = document.config().controls().iter().position(|found| found.name == control.name);
            let edit = changed(document, at, position, &id, |result| set_said(result, control, said));
            Ok(edit.into_iter().collect())
        }
        (None, None) => Ok(Vec::new()),
        (None, Some(said)) => {
            let beside =
                region.and_then(|region| region.parts.first()).and_then(|part| document.result(part.entry));
            let own_id = region.map_or(id, |region| region.id.as_str());
            let result = answer_result(control, own_id, said, of.of().item(), beside);
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
    let results: Vec<Value> = results.iter().map(packed).collect();
    let same = document.len() == results.len()
        && results.iter().enumerate().all(|(at, result)| document.result(at) == Some(result));
    if same {
        return Ok(Vec::new());
    }
    let out = (0..document.len()).rev().map(|at| Edit::remove(at, result_at(document, at)));
    let into = results.into_iter().enumerate().map(|(at, result)| Edit::insert(at, result));
    Ok(out.chain(into).collect())
}
