//! Small things only a browser can answer: time, ids, promises, what has the focus.

use super::keys::Focus;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Now, as the API writes times.
pub fn now_rfc3339() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// Milliseconds since some fixed moment; never goes back.
pub fn millis() -> f64 {
    leptos::prelude::window().performance().map_or_else(js_sys::Date::now, |p| p.now())
}

pub async fn sleep(duration: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let ms = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
        // Without a timer the promise would never settle: then go on at once.
        if leptos::prelude::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)
            .is_err()
        {
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    // A timer's promise does not fail.
    let _ = JsFuture::from(promise).await;
}

/// An id for a region, in the field's form: ten characters of its alphabet.
pub fn region_id() -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    (0..10).map(|_| ALPHABET[(js_sys::Math::random() * 64.0) as usize & 63] as char).collect()
}

/// A random UUID (version 4): names an annotation before the server has seen it, so that a submit that is sent twice
/// counts once.
pub fn uuid() -> String {
    let mut bytes: [u8; 16] = std::array::from_fn(|_| (js_sys::Math::random() * 256.0) as u8);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// What has the focus, as far as keys care.
pub fn focus_of(target: Option<web_sys::EventTarget>) -> Focus {
    let Some(element) = target.and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else {
        return Focus::Page;
    };
    let tag = element.tag_name();
    match tag.as_str() {
        "TEXTAREA" | "SELECT" => Focus::Field,
        "INPUT" => match element.get_attribute("type").as_deref() {
            Some("checkbox" | "radio" | "button" | "range") => Focus::Widget,
            _ => Focus::Field,
        },
        "BUTTON" | "A" | "SUMMARY" => Focus::Widget,
        "CANVAS" => Focus::Canvas,
        _ if element.closest("[contenteditable=true]").ok().flatten().is_some() => Focus::Field,
        _ if element.closest("dialog").ok().flatten().is_some() => Focus::Field,
        _ if element.has_attribute("data-text-object") => Focus::Text,
        _ => Focus::Page,
    }
}

/// Puts the focus on the first match; false if there is none.
pub fn focus(selector: &str) -> bool {
    let found = leptos::prelude::document().query_selector(selector).ok().flatten();
    let Some(element) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) else { return false };
    // An element that cannot take the focus leaves it where it is.
    element.focus().is_ok()
}

/// Command stands for Ctrl here.
pub fn is_mac() -> bool {
    cfg!(feature = "hydrate")
        && leptos::prelude::window().navigator().user_agent().is_ok_and(|agent| agent.contains("Mac OS"))
}
