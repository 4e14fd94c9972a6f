//! Asking the server for an object's document, with its own reasons when it does not come.

use crate::api::functions::preview_html;
use crate::editor::fetch;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::ObjectTag;
use crate::model::data::{self, path, uris};
use crate::model::html::HtmlTree;
use crate::model::ids::TaskId;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Where the empty document is that the tree is built in.
pub fn frame(task: TaskId) -> String {
    format!("/tasks/{task}/html/frame")
}

/// The document of an object, or why it is not there.
pub async fn tree(task: TaskId, object: &str) -> Result<Arc<HtmlTree>, String> {
    let object = String::from(js_sys::encode_uri_component(object));
    let (status, body) = ask(&format!("/tasks/{task}/html?object={object}"))
        .await
        .ok_or_else(|| t().hypertext.unreachable.to_owned())?;
    if status != 200 {
        return Err(fetch::reason(&body).unwrap_or_else(|| (t().hypertext.failed)(status)));
    }
    serde_json::from_str(&body).map(Arc::new).map_err(|why| (t().hypertext.unreadable)(&why.to_string()))
}

/// The document of an object that is tried out: its data are here and nowhere else.
pub async fn tried(work: Work, object: &ObjectTag) -> Result<Arc<HtmlTree>, String> {
    let setup = work.setup();
    let value = path::as_text(&data::resolve(&object.value, &setup.data));
    if value.is_empty() {
        return Err((t().editor.missing_data)(&object.value));
    }
    let html = if object.value_type_url || is_address(&value) { fetch::text(value).await? } else { value };
    let attrs = setup.config.node(object.node).map(|node| node.attrs.clone()).unwrap_or_default();
    let encoding = attrs.get("encoding").unwrap_or_default().to_owned();
    let (boxed, links) = (attrs.bool_or("inline", false), attrs.bool_or("clickableLinks", false));
    preview_html(html, encoding, boxed, links).await.map(Arc::new).map_err(|error| error.to_string())
}

/// As a task's data have it, or as the server hands it out.
fn is_address(value: &str) -> bool {
    uris::is_uri(value) || (value.starts_with("/tasks/") && !value.contains(['<', ' ', '\n']))
}

async fn ask(url: &str) -> Option<(u16, String)> {
    let answer = JsFuture::from(leptos::prelude::window().fetch_with_str(url)).await.ok()?;
    let answer: web_sys::Response = answer.dyn_into().ok()?;
    let text = JsFuture::from(answer.text().ok()?).await.ok()?;
    Some((answer.status(), text.as_string()?))
}
