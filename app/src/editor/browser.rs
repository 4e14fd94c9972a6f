//! Small things only a browser can answer: time, ids, promises, what has the focus.

use super::keys::Focus;
use crate::model::datetime::Moment;
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

/// A moment as people here write it.
pub fn local_time(rfc3339: &str) -> String {
    let moment = js_sys::Date::new(&rfc3339.into());
    moment.to_locale_string(crate::messages::t().lang, &JsValue::UNDEFINED).into()
}

/// Hands a person a file.
pub fn download(name: &str, json: &serde_json::Value) -> Result<(), JsValue> {
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("application/json");
    let parts = js_sys::Array::of1(&json.to_string().into());
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = leptos::prelude::document().create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url)
}

/// What a browser says went wrong.
pub fn words_of(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|words| words.as_string());
    message.unwrap_or_else(|| format!("{error:?}"))
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
        // A dialog has its keys to itself, unless it shows a labeling interface.
        _ if element.closest("dialog, .preview").ok().flatten().is_some_and(|e| e.tag_name() == "DIALOG") => {
            Focus::Field
        }
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

/// Puts a text on the clipboard; what came of it is told by `done`.
pub fn copy_text(text: String, done: impl FnOnce(bool) + 'static) {
    // Pages that are not served safely have no clipboard.
    if !leptos::prelude::window().is_secure_context() {
        return done(false);
    }
    let clipboard = leptos::prelude::window().navigator().clipboard();
    leptos::task::spawn_local(async move {
        done(JsFuture::from(clipboard.write_text(&text)).await.is_ok());
    });
}

/// A value inside the quotes of a selector.
pub fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// What this browser keeps under a name of ours.
pub fn kept(name: &str) -> Option<String> {
    let storage = leptos::prelude::window().local_storage().ok().flatten()?;
    storage.get_item(&format!("skylabel.{name}")).ok().flatten()
}

/// Keeps a text under a name of ours; a browser that keeps nothing asks again the next time.
pub fn keep(name: &str, text: &str) -> bool {
    let storage = leptos::prelude::window().local_storage().ok().flatten();
    storage.is_some_and(|storage| storage.set_item(&format!("skylabel.{name}"), text).is_ok())
}

/// Forgets what it keeps under a name of ours; false if it cannot.
pub fn drop_kept(name: &str) -> bool {
    let storage = leptos::prelude::window().local_storage().ok().flatten();
    storage.is_some_and(|storage| storage.remove_item(&format!("skylabel.{name}")).is_ok())
}

/// Opens every closed panel around the first match.
pub fn open_around(selector: &str) {
    let mut around = leptos::prelude::document().query_selector(selector).ok().flatten();
    while let Some(element) = around {
        if element.tag_name() == "DETAILS" {
            // Only a name that is none could make this fail.
            let _ = element.set_attribute("open", "");
        }
        around = element.parent_element();
    }
}

/// This day, where the person is.
pub fn today() -> Option<Moment> {
    let now = js_sys::Date::new_0();
    let year = i32::try_from(now.get_full_year()).ok()?;
    Moment::day(year, now.get_month() + 1, now.get_date())
}

/// Command stands for Ctrl here.
pub fn is_mac() -> bool {
    cfg!(feature = "hydrate")
        && leptos::prelude::window().navigator().user_agent().is_ok_and(|agent| agent.contains("Mac OS"))
}

/// Scrolls no farther than it takes to see an element.
pub fn into_sight(element: &web_sys::Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// What a field takes above a list that opens from it, in pixels.
const FIELD: f64 = 64.0;

/// An element reaches below what can be scrolled to, under the bar at the lower edge, and would have its room above.
pub fn is_cut_off_below(element: &web_sys::Element) -> bool {
    let (window, document) = (leptos::prelude::window(), leptos::prelude::document());
    let Some(page) = document.document_element() else { return false };
    let place = element.get_bounding_client_rect();
    let bar = document.query_selector(".ed-bar").ok().flatten();
    let height = f64::from(page.client_height());
    let free = bar.map_or(height, |bar| height.min(bar.get_bounding_client_rect().top()));
    let to_come = f64::from(page.scroll_height()) - height - window.scroll_y().unwrap_or_default();
    place.bottom() - to_come > free && place.top() > place.height() + FIELD
}
