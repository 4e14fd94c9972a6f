//! REST in Label Studio's paths and shapes, over the same use cases as the pages. A trailing slash never matters: it
//! is gone before a request gets here.

mod annotations;
mod bulk;
mod comments;
mod exports;
mod imports;
mod predictions;
mod projects;
mod storage_shape;
mod storages;
mod system;
mod tasks;

use super::error::{RestError, RestResult};
use actix_web::{HttpResponse, web};
use app::api::error::ApiError;
use serde_json::{Map, Value};

pub fn configure(config: &mut web::ServiceConfig) {
    system::configure(config);
    projects::configure(config);
    imports::configure(config);
    exports::configure(config);
    tasks::configure(config);
    bulk::configure(config);
    annotations::configure(config);
    predictions::configure(config);
    comments::configure(config);
    storages::configure(config);
}

/// The body of a request that must be a JSON object.
fn object(body: Value) -> Result<Map<String, Value>, RestError> {
    match body {
        Value::Object(fields) => Ok(fields),
        other => Err(invalid(format!("the body must be a JSON object, not {}", kind_of(&other)))),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn invalid(message: impl Into<String>) -> RestError {
    RestError(ApiError::invalid(message))
}

/// Takes a text field out of a body; `null` is as if it were not there.
fn take_text(fields: &mut Map<String, Value>, name: &str) -> Result<Option<String>, RestError> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(wrong(name, "text", &other)),
    }
}

fn take_flag(fields: &mut Map<String, Value>, name: &str) -> Result<Option<bool>, RestError> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(flag)),
        Some(other) => Err(wrong(name, "true or false", &other)),
    }
}

fn take_number(fields: &mut Map<String, Value>, name: &str) -> Result<Option<f64>, RestError> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_f64()),
        Some(other) => Err(wrong(name, "a number", &other)),
    }
}

fn take_id(fields: &mut Map<String, Value>, name: &str) -> Result<Option<i64>, RestError> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) if number.is_i64() => Ok(number.as_i64()),
        Some(Value::String(digits)) if digits.parse::<i64>().is_ok() => Ok(digits.parse().ok()),
        Some(other) => Err(wrong(name, "an id", &other)),
    }
}

fn wrong(name: &str, expected: &str, got: &Value) -> RestError {
    RestError(ApiError::field(name, format!("{name} must be {expected}, not {}", kind_of(got))))
}

fn missing(name: &str) -> RestError {
    RestError(ApiError::field(name, "This field is required."))
}

/// One page of a list that is known as a whole, in the field's shape. Pages are numbered from 1.
fn page_of(items: Vec<Value>, page: u64, size: u64, path: &str) -> RestResult {
    let count = items.len() as u64;
    let first = page.saturating_sub(1).saturating_mul(size);
    if page == 0 || (page > 1 && first >= count) {
        return Err(invalid_page());
    }
    let link = |page: u64| Value::String(format!("{path}?page={page}&page_size={size}"));
    let results: Vec<Value> = items.into_iter().skip(first as usize).take(size as usize).collect();
    let next = (first + size < count).then(|| link(page + 1));
    let previous = (page > 1).then(|| link(page - 1));
    Ok(HttpResponse::Ok().json(serde_json::json!({
        "count": count, "next": next, "previous": previous, "results": results,
    })))
}

fn invalid_page() -> RestError {
    RestError(ApiError::NotFound("Invalid page.".to_owned()))
}
