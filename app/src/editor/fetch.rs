//! Fetching what a task points to, with reasons that help when it does not come.

use super::elsewhere::ROUTE;
use crate::messages::t;
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Why something behind a URL is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    NotFound,
    Forbidden,
    Expired,
    /// The server answered with this status.
    Status(u16),
    /// No answer that the browser would show us: no network, no such host, or a store that does not allow this page.
    Unreachable,
    /// It came, but it is no picture the browser can show.
    NotAnImage,
}

impl Trouble {
    pub fn words(self) -> String {
        let e = t().editor;
        match self {
            Self::NotFound => e.image_not_found.to_owned(),
            Self::Forbidden => e.image_forbidden.to_owned(),
            Self::Expired => e.image_expired.to_owned(),
            Self::Status(status) => (e.image_status)(status),
            Self::Unreachable => e.image_unreachable.to_owned(),
            Self::NotAnImage => e.image_unreadable.to_owned(),
        }
    }

    fn of(status: u16, body: &str) -> Self {
        let expired = ["ExpiredToken", "has expired", "RequestExpired"].iter().any(|m| body.contains(m));
        match status {
            404 | 410 => Self::NotFound,
            401 | 403 | 400 if expired => Self::Expired,
            401 | 403 => Self::Forbidden,
            status => Self::Status(status),
        }
    }
}

async fn get(url: &str) -> Result<web_sys::Response, Trouble> {
    let promise = leptos::prelude::window().fetch_with_str(url);
    let answer = JsFuture::from(promise).await.map_err(|_| Trouble::Unreachable)?;
    answer.dyn_into().map_err(|_| Trouble::Unreachable)
}

async fn body(answer: &web_sys::Response) -> Result<String, Trouble> {
    let promise = answer.text().map_err(|_| Trouble::Unreachable)?;
    let text = JsFuture::from(promise).await.map_err(|_| Trouble::Unreachable)?;
    Ok(text.as_string().unwrap_or_default())
}

/// Asks again for a picture that did not load, to learn why.
pub async fn diagnose(url: &str) -> Trouble {
    let answer = match get(url).await {
        Ok(answer) => answer,
        Err(trouble) => return trouble,
    };
    if answer.ok() {
        return Trouble::NotAnImage;
    }
    let text = body(&answer).await.unwrap_or_default();
    Trouble::of(answer.status(), &text)
}

/// The text behind a URL.
pub async fn text(url: String) -> Result<String, String> {
    let fetched: Result<Result<String, (Trouble, String)>, Trouble> = async {
        let answer = get(&url).await?;
        let text = body(&answer).await?;
        if answer.ok() { Ok(Ok(text)) } else { Ok(Err((Trouble::of(answer.status(), &text), text))) }
    }
    .await;
    match fetched {
        Ok(Ok(text)) => Ok(text),
        // What another server is not asked for, or did not answer, this one says best.
        Ok(Err((trouble, said))) => {
            Err(reason(&said).filter(|_| url.contains(ROUTE)).unwrap_or_else(|| trouble.words()))
        }
        Err(trouble) => Err(trouble.words()),
    }
}

/// What the body of one of our own errors says.
pub fn reason(body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(body).ok()?;
    let of_fields = body.get("validation_errors").and_then(Value::as_object).and_then(|fields| {
        let reasons = fields.values().filter_map(Value::as_array).flatten().filter_map(Value::as_str);
        let reasons: Vec<&str> = reasons.collect();
        (!reasons.is_empty()).then(|| reasons.join(" "))
    });
    of_fields.or_else(|| body.get("detail").and_then(Value::as_str).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expired_signature_is_told_from_a_missing_permission() {
        assert_eq!(
            Trouble::of(403, "<Code>AccessDenied</Code><Message>Request has expired</Message>"),
            Trouble::Expired
        );
        assert_eq!(Trouble::of(403, "<Code>AccessDenied</Code>"), Trouble::Forbidden);
        assert_eq!(Trouble::of(404, ""), Trouble::NotFound);
        assert_eq!(Trouble::of(502, ""), Trouble::Status(502));
    }

    #[test]
    fn the_servers_own_reason_is_told() {
        assert_eq!(reason(r#"{"detail":"there is no task 7"}"#).as_deref(), Some("there is no task 7"));
        let fields =
            r#"{"detail":"Validation error","validation_errors":{"non_field_errors":["not base64"]}}"#;
        assert_eq!(reason(fields).as_deref(), Some("not base64"));
        assert_eq!(reason("<html>"), None);
    }
}
