//! Errors as REST clients get them: the body that Label Studio's clients know.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use app::api::error::ApiError;
use serde_json::{Map, Value, json};
use std::fmt;

/// An [`ApiError`] on its way out of a REST route.
#[derive(Debug)]
pub struct RestError(pub ApiError);

/// The answer of a REST route.
pub type RestResult = Result<HttpResponse, RestError>;

impl From<ApiError> for RestError {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl fmt::Display for RestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseError for RestError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        if status.is_server_error() {
            tracing::error!(status = status.as_u16(), error = %self.0, "request failed");
        }
        match &self.0 {
            ApiError::Invalid { message, fields } => {
                let of_fields: Map<String, Value> = if fields.is_empty() {
                    Map::from_iter([("non_field_errors".to_owned(), json!([message]))])
                } else {
                    fields.iter().map(|(field, messages)| (field.clone(), json!(messages))).collect()
                };
                body(status, "Validation error", Some(of_fields))
            }
            other => body(status, &other.to_string(), None),
        }
    }
}

/// An answer without an [`ApiError`] behind it.
pub fn plain(status: StatusCode, detail: &str) -> HttpResponse {
    body(status, detail, None)
}

/// As [`plain`], with a word for programs in addition.
pub fn named(status: StatusCode, code: &str, detail: &str) -> HttpResponse {
    let mut body = json_of(status, detail);
    body["code"] = code.into();
    HttpResponse::build(status).json(body)
}

fn body(status: StatusCode, detail: &str, validation_errors: Option<Map<String, Value>>) -> HttpResponse {
    let mut body = json_of(status, detail);
    if let (Some(errors), Some(body)) = (validation_errors, body.as_object_mut()) {
        body.insert("validation_errors".to_owned(), errors.into());
    }
    HttpResponse::build(status).json(body)
}

fn json_of(status: StatusCode, detail: &str) -> Value {
    json!({
        "id": uuid::Uuid::new_v4(),
        "status_code": status.as_u16(),
        "version": env!("CARGO_PKG_VERSION"),
        "detail": detail,
        "exc_info": null,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use actix_web::body::to_bytes;

    async fn sent(error: ApiError) -> (u16, Value) {
        let response = RestError(error).error_response();
        let status = response.status().as_u16();
        (status, serde_json::from_slice(&to_bytes(response.into_body()).await.unwrap()).unwrap())
    }

    #[actix_web::test]
    async fn a_wrong_field_is_named_in_validation_errors() {
        let (status, body) = sent(ApiError::field("bucket", "no such bucket")).await;
        assert_eq!((status, &body["detail"]), (400, &json!("Validation error")));
        assert_eq!(body["validation_errors"], json!({"bucket": ["no such bucket"]}));
        assert!(body["id"].is_string() && body["status_code"] == 400 && body["exc_info"].is_null());
    }

    #[actix_web::test]
    async fn what_is_wrong_in_no_field_stands_under_non_field_errors() {
        let (_, body) = sent(ApiError::invalid("Cannot find bucket x")).await;
        assert_eq!(body["validation_errors"], json!({"non_field_errors": ["Cannot find bucket x"]}));
    }

    #[actix_web::test]
    async fn other_errors_speak_in_detail() {
        let (status, body) = sent(ApiError::NotFound("there is no task 7".into())).await;
        assert_eq!((status, &body["detail"]), (404, &json!("there is no task 7")));
        assert!(body.get("validation_errors").is_none());
    }
}
