//! Reading a task from any of the accepted shapes.

use super::{ImportedAnnotation, ImportedPrediction, TaskError, TaskInput, kind_of};
use serde_json::{Map, Value};

const ANNOTATION: &str = "annotation";
const PREDICTION: &str = "prediction";

/// Reads one row: a bare object is the data itself; an object with `data` is a task with all its fields; an object
/// with `task` and `result` is an annotation that carries its task, as today's target files do.
pub fn parse_task(row: Value) -> Result<TaskInput, TaskError> {
    let Value::Object(mut fields) = row else { return Err(TaskError::NotAnObject(kind_of(&row))) };
    if fields.is_empty() {
        return Err(TaskError::Empty);
    }
    if is_annotation_file(&fields) {
        return parse_annotation_file(fields);
    }
    let whole =
        ["annotations", "completions", "predictions"].into_iter().find(|name| has_results(&fields, name));
    let data = match (fields.get("data"), whole) {
        (Some(Value::Object(_)), _) => fields.shift_remove("data"),
        (Some(other), Some(_)) => return Err(TaskError::DataNotAnObject(kind_of(other))),
        (None, Some(field)) => return Err(TaskError::NoData(field)),
        (_, None) => None,
    };
    let Some(Value::Object(data)) = data else {
        return Ok(TaskInput { data: fields, ..TaskInput::default() });
    };
    let mut annotations = entries(&mut fields, "annotations", ANNOTATION, annotation)?;
    annotations.extend(entries(&mut fields, "completions", ANNOTATION, annotation)?);
    let predictions = entries(&mut fields, "predictions", PREDICTION, prediction)?;
    Ok(TaskInput { data, annotations, predictions, extra: fields })
}

fn is_annotation_file(fields: &Map<String, Value>) -> bool {
    let task_data = fields.get("task").and_then(|task| task.get("data"));
    task_data.is_some_and(Value::is_object) && fields.get("result").is_some_and(Value::is_array)
}

fn parse_annotation_file(mut fields: Map<String, Value>) -> Result<TaskInput, TaskError> {
    let task = fields.shift_remove("task").unwrap_or_default();
    let mut input = parse_task(task)?;
    input.annotations.push(annotation(1, Value::Object(fields))?.unwrap_or_default());
    Ok(input)
}

/// Whether a field is the list of a whole task and not some data that happens to bear the name.
fn has_results(fields: &Map<String, Value>, name: &str) -> bool {
    let list = fields.get(name).and_then(Value::as_array);
    list.is_some_and(|list| list.iter().any(|entry| entry.get("result").is_some()))
}

type Read<T> = fn(usize, Value) -> Result<Option<T>, TaskError>;

/// Takes a list out of the fields. A single object is not a list; nothing and null are empty ones.
fn entries<T>(
    fields: &mut Map<String, Value>,
    field: &'static str,
    what: &'static str,
    read: Read<T>,
) -> Result<Vec<T>, TaskError> {
    let list = match fields.shift_remove(field) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(other) => return Err(TaskError::NotAList { field, found: kind_of(&other) }),
    };
    let mut read_entries = Vec::with_capacity(list.len());
    for (index, entry) in list.into_iter().enumerate() {
        match entry {
            Value::Object(_) => read_entries.extend(read(index + 1, entry)?),
            // Exports name predictions by bare ids: there is nothing in them to keep.
            Value::Number(_) if what == PREDICTION => {}
            other => {
                let found = kind_of(&other);
                return Err(TaskError::EntryNotAnObject { what, number: index + 1, found });
            }
        }
    }
    Ok(read_entries)
}

fn annotation(number: usize, entry: Value) -> Result<Option<ImportedAnnotation>, TaskError> {
    let Value::Object(mut fields) = entry else { return Ok(None) };
    let skipped = matches!(fields.get("skipped"), Some(Value::Bool(true)));
    let was_cancelled = take_bool(&mut fields, "was_cancelled") || skipped;
    let result = match fields.shift_remove("result") {
        Some(list @ Value::Array(_)) => list,
        Some(Value::Null) | None if was_cancelled => Value::Array(Vec::new()),
        Some(other) => {
            return Err(TaskError::ResultNotAList { what: ANNOTATION, number, found: kind_of(&other) });
        }
        None => return Err(TaskError::NoResult { what: ANNOTATION, number }),
    };
    // The task is known by where the annotation stands.
    fields.shift_remove("task");
    let id = fields.get("id").and_then(Value::as_i64);
    if id.is_some() {
        fields.shift_remove("id");
    }
    Ok(Some(ImportedAnnotation {
        id,
        result,
        was_cancelled,
        ground_truth: take_bool(&mut fields, "ground_truth"),
        lead_time: take_number(&mut fields, "lead_time"),
        completed_by: fields.shift_remove("completed_by").filter(|by| !by.is_null()),
        created_at: take_text(&mut fields, "created_at"),
        updated_at: take_text(&mut fields, "updated_at"),
        unique_id: take_text(&mut fields, "unique_id"),
        extra: fields,
    }))
}

fn prediction(number: usize, entry: Value) -> Result<Option<ImportedPrediction>, TaskError> {
    let Value::Object(mut fields) = entry else { return Ok(None) };
    let Some(result) = fields.shift_remove("result") else {
        return Err(TaskError::NoResult { what: PREDICTION, number });
    };
    if !matches!(result, Value::Array(_) | Value::Object(_) | Value::String(_) | Value::Number(_)) {
        return Err(TaskError::ResultNotAList { what: PREDICTION, number, found: kind_of(&result) });
    }
    fields.shift_remove("task");
    Ok(Some(ImportedPrediction {
        result,
        score: take_number(&mut fields, "score"),
        model_version: take_text(&mut fields, "model_version"),
        extra: fields,
    }))
}

/// Takes a switch; anything but true and false stays where it is.
fn take_bool(fields: &mut Map<String, Value>, name: &str) -> bool {
    match fields.get(name) {
        Some(Value::Bool(on)) => {
            let on = *on;
            fields.shift_remove(name);
            on
        }
        _ => false,
    }
}

fn take_number(fields: &mut Map<String, Value>, name: &str) -> Option<f64> {
    let number = fields.get(name).and_then(Value::as_f64);
    if number.is_some() || matches!(fields.get(name), Some(Value::Null)) {
        fields.shift_remove(name);
    }
    number
}

fn take_text(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    match fields.get(name) {
        Some(Value::String(text)) => {
            let text = text.clone();
            fields.shift_remove(name);
            Some(text)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn a_bare_object_is_the_data() {
        let task = parse_task(json!({"text": "x", "n": 1})).unwrap();
        assert_eq!(Value::Object(task.data), json!({"text": "x", "n": 1}));
        assert!(task.extra.is_empty());
        let odd = parse_task(json!({"data": "a text", "annotations": "none"})).unwrap();
        assert_eq!(odd.data.len(), 2);
    }

    #[test]
    fn a_whole_task_keeps_every_other_field() {
        let row = json!({
            "id": 7, "data": {"image": "s3://b/k"}, "meta": {"who": "me"}, "priority": 1.50,
            "annotations": [{"id": 3, "result": [{"id": "a"}], "completed_by": {"id": 1}, "lead_time": 2.5, "odd": [1]}],
            "predictions": [{"result": [], "score": 0.5, "model_version": "v1"}]
        });
        let task = parse_task(row).unwrap();
        assert_eq!(task.id(), Some(7));
        assert_eq!(Value::Object(task.extra), json!({"id": 7, "meta": {"who": "me"}, "priority": 1.50}));
        let annotation = &task.annotations[0];
        assert_eq!(annotation.id, Some(3));
        assert_eq!(annotation.completed_by, Some(json!({"id": 1})));
        assert_eq!(annotation.lead_time, Some(2.5));
        assert_eq!(Value::Object(annotation.extra.clone()), json!({"odd": [1]}));
        assert_eq!(task.predictions[0].score, Some(0.5));
    }

    #[test]
    fn predictions_that_are_bare_ids_are_dropped_and_nothing_else_is() {
        let row = json!({"id": 1, "data": {"t": "x"}, "predictions": [2, 3], "drafts": [], "annotations": [{"result": []}]});
        let task = parse_task(row).unwrap();
        assert!(task.predictions.is_empty());
        assert_eq!(task.annotations.len(), 1);
        assert!(task.extra.contains_key("drafts"));
    }

    #[test]
    fn an_annotation_file_becomes_its_task_with_that_annotation() {
        let row = json!({
            "id": 2, "result": [{"type": "choices"}], "was_cancelled": false, "completed_by": {"id": 1, "email": "a@b"},
            "task": {"id": 1, "data": {"image": "s3://src/1.jpg"}, "meta": {}, "total_annotations": 1}, "lead_time": 3.2
        });
        let task = parse_task(row).unwrap();
        assert_eq!(task.id(), Some(1));
        assert_eq!(task.data["image"], "s3://src/1.jpg");
        assert_eq!(task.annotations.len(), 1);
        assert_eq!(task.annotations[0].id, Some(2));
    }

    #[test]
    fn the_completions_of_2020_are_annotations() {
        let row = json!({"id": 4, "data": {"t": "x"}, "completions": [
            {"id": 4001, "created_at": 1_590_000_000, "lead_time": 3, "result": [1]},
            {"id": 4002, "skipped": true}
        ]});
        let task = parse_task(row).unwrap();
        assert_eq!(task.annotations.len(), 2);
        assert_eq!(task.annotations[0].extra["created_at"], 1_590_000_000);
        assert!(task.annotations[1].was_cancelled);
    }

    #[test]
    fn what_is_not_a_task_is_told_in_a_sentence() {
        let cases = [
            (json!(5), "must be a JSON object, but this is a number"),
            (json!({}), "empty object"),
            (json!({"annotations": [{"result": []}]}), "\"annotations\" but no \"data\""),
            (
                json!({"data": [1], "predictions": [{"result": []}]}),
                "\"data\" must be an object, but it is a list",
            ),
            (json!({"data": {}, "annotations": {}}), "\"annotations\" must be a list, but it is an object"),
            (json!({"data": {}, "annotations": [{"result": []}, {}]}), "annotation 2 has no \"result\""),
            (json!({"data": {}, "annotations": [{"result": 1}]}), "must be a list, but it is a number"),
            (json!({"data": {}, "annotations": ["x"]}), "annotation 1 must be an object"),
            (json!({"data": {}, "predictions": [{"score": 1}]}), "prediction 1 has no \"result\""),
        ];
        for (row, words) in cases {
            let error = parse_task(row.clone()).unwrap_err().to_string();
            assert!(error.contains(words), "{row}: {error}");
        }
    }
}
