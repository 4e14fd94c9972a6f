//! Server functions called by our own request, which may outlive the page, and whose status says why it was refused:
//! a login that expired answers in words of its own.

use crate::api::error::ApiError;
use crate::messages::t;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Browsers refuse more for a request that outlives its page.
const KEPT_ALIVE_MOST: usize = 60 << 10;
/// How long an answer may take before what was sent is sent again. What arrives twice counts once.
const PATIENCE: Duration = Duration::from_secs(120);

/// Why the server did not take something.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// No answer, or one of somebody before the server: try again.
    #[error("{0}")]
    Away(String),
    /// It blames itself: try again.
    #[error("{0}")]
    Failing(String),
    /// The login has expired.
    #[error("{0}")]
    SignedOut(String),
    /// It will not be taken, however often it is sent.
    #[error("{0}")]
    Refused(ApiError),
}

impl Refusal {
    fn of(status: u16, body: &str) -> Self {
        let said = serde_json::from_str::<ApiError>(body).ok();
        let words = || said.as_ref().map_or_else(|| format!("status {status}"), ToString::to_string);
        match (status, &said) {
            (401 | 403, _) => Self::SignedOut(words()),
            (400..=499, Some(error)) if !matches!(status, 408 | 425 | 429) => Self::Refused(error.clone()),
            (500.., Some(error)) => Self::Failing(error.to_string()),
            (404 | 413, None) => Self::Refused(ApiError::invalid(words())),
            _ => Self::Away(words()),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Away(why) => Self::Network(why),
            Refusal::Failing(why) => Self::Internal(why),
            Refusal::SignedOut(_) => Self::Forbidden(t().drafts.signed_out.to_owned()),
            Refusal::Refused(error) => error,
        }
    }
}

/// Calls a server function. `outliving` asks the browser to deliver it even if the page goes.
pub async fn call<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
    outliving: bool,
) -> Result<T, Refusal> {
    let body = serde_json::to_string(body).map_err(|error| Refusal::Away(error.to_string()))?;
    let outliving = outliving && body.len() <= KEPT_ALIVE_MOST;
    let answer = unless_late(ask(path, &body, outliving), super::browser::sleep(PATIENCE)).await;
    // A network that swallows requests never answers.
    let answer = answer.ok_or_else(|| Refusal::Away(t().editor.offline.to_owned()))?;
    let (status, text) = answer.map_err(|error| Refusal::Away(super::browser::words_of(&error)))?;
    if !(200..300).contains(&status) {
        return Err(Refusal::of(status, &text));
    }
    serde_json::from_str(&text).map_err(|error| Refusal::Away(error.to_string()))
}

async fn unless_late<T>(answer: impl Future<Output = T>, late: impl Future<Output = ()>) -> Option<T> {
    let (mut answer, mut late) = (pin!(answer), pin!(late));
    poll_fn(|context| match answer.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => late.as_mut().poll(context).map(|()| None),
    })
    .await
}

async fn ask(path: &str, body: &str, outliving: bool) -> Result<(u16, String), JsValue> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&body.into());
    js_sys::Reflect::set(&init, &"keepalive".into(), &outliving.into())?;
    let headers = web_sys::Headers::new()?;
    headers.set("Content-Type", "application/json")?;
    headers.set("Accept", "application/json")?;
    init.set_headers(&headers);
    let answer: web_sys::Response =
        JsFuture::from(leptos::prelude::window().fetch_with_str_and_init(path, &init)).await?.dyn_into()?;
    let text = JsFuture::from(answer.text()?).await?;
    Ok((answer.status(), text.as_string().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_answer_that_never_comes_is_not_waited_for_for_ever() {
        use std::future::{pending, ready};
        use std::task::{Context, Waker};
        let mut context = Context::from_waker(Waker::noop());
        let there = pin!(unless_late(ready(1), ready(()))).poll(&mut context);
        assert_eq!(there, Poll::Ready(Some(1)));
        let never = pin!(unless_late(pending::<u8>(), ready(()))).poll(&mut context);
        assert_eq!(never, Poll::Ready(None));
    }

    #[test]
    fn an_expired_login_is_told_from_a_refusal_and_from_a_server_that_is_away() {
        let body = |error: &ApiError| serde_json::to_string(error).unwrap();
        let conflict = ApiError::Conflict("changed".into());
        assert_eq!(Refusal::of(409, &body(&conflict)), Refusal::Refused(conflict));
        assert!(matches!(Refusal::of(401, r#"{"detail": "Invalid token."}"#), Refusal::SignedOut(_)));
        assert!(matches!(Refusal::of(403, &body(&ApiError::Forbidden("no".into()))), Refusal::SignedOut(_)));
        assert!(
            matches!(Refusal::of(502, "<html>"), Refusal::Away(_)),
            "a proxy before a server that restarts"
        );
        assert!(matches!(Refusal::of(429, ""), Refusal::Away(_)));
        assert_eq!(
            Refusal::of(500, &body(&ApiError::Internal("disk".into()))),
            Refusal::Failing("disk".into())
        );
    }
}
