//! One server's REST, as far as the commands need it.

use reqwest::{Method, StatusCode};
use serde_json::Value;

/// Why the server did not do it.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("the server at {url} does not answer: {why}")]
    Unreachable { url: String, why: String },
    #[error(
        "the server at {url} wants a token: set auth.token (SKYLABEL_AUTH__TOKEN) to the one it was given"
    )]
    Forbidden { url: String },
    #[error("{0}")]
    Refused(String),
    #[error("the server at {url} is no Skylabel, or a newer one: {why}")]
    Misunderstood { url: String, why: String },
}

/// A client of one server.
pub struct Api {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

impl Api {
    pub fn new(url: &str, token: Option<String>) -> Result<Self, ClientError> {
        let url = url.trim_end_matches('/').to_owned();
        let http = reqwest::Client::builder()
            .build()
            .map_err(|why| ClientError::Unreachable { url: url.clone(), why: why.to_string() })?;
        Ok(Self { http, url, token })
    }

    pub async fn get(&self, path: &str) -> Result<Value, ClientError> {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Result<Value, ClientError> {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// All pages of a list whose pages hold their items under `field`.
    pub async fn pages(&self, path: &str, field: &str) -> Result<Vec<Value>, ClientError> {
        let (mut all, join) = (Vec::new(), if path.contains('?') { '&' } else { '?' });
        for page in 1.. {
            let answer = self.get(&format!("{path}{join}page={page}")).await?;
            let items = answer[field].as_array().cloned().unwrap_or_default();
            let (none, total) = (items.is_empty(), answer["count"].as_u64().or(answer["total"].as_u64()));
            all.extend(items);
            if none || total.is_none_or(|total| all.len() as u64 >= total) {
                break;
            }
        }
        Ok(all)
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, ClientError> {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Token {token}"));
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let unreachable = |why: reqwest::Error| ClientError::Unreachable {
            url: self.url.clone(),
            why: if why.is_connect() { "nothing listens there".into() } else { why.to_string() },
        };
        let answer = request.send().await.map_err(unreachable)?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(unreachable)?;
        match status {
            StatusCode::UNAUTHORIZED => Err(ClientError::Forbidden { url: self.url.clone() }),
            status => self.understand(status, &body),
        }
    }

    fn understand(&self, status: StatusCode, body: &[u8]) -> Result<Value, ClientError> {
        let json: Value = serde_json::from_slice(body).map_err(|why| ClientError::Misunderstood {
            url: self.url.clone(),
            why: format!("{status}, {why}"),
        })?;
        if status.is_success() { Ok(json) } else { Err(ClientError::Refused(said(&json))) }
    }
}

/// What an error says, without the names of the fields that people did not type.
fn said(error: &Value) -> String {
    let texts = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    };
    match error["validation_errors"].as_object() {
        Some(fields) if !fields.is_empty() => fields.values().map(texts).collect::<Vec<_>>().join("; "),
        _ => texts(&error["detail"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn errors_are_said_as_the_server_says_them() {
        assert_eq!(said(&json!({"detail": "Not found."})), "Not found.");
        let fields =
            json!({"detail": "Validation error", "validation_errors": {"non_field_errors": ["a", "b"]}});
        assert_eq!(said(&fields), "a; b");
    }
}
