//! Work for a moment in which the page has nothing better to do.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds after which it is done all the same.
const AT_MOST: i32 = 100;

/// Does it when the browser is idle, a tenth of a second later at most; at once where a browser does not tell.
pub fn soon(act: impl FnOnce() + 'static) {
    let window = leptos::prelude::window();
    let ask = js_sys::Reflect::get(&window, &"requestIdleCallback".into()).ok();
    let Some(ask) = ask.and_then(|ask| ask.dyn_into::<js_sys::Function>().ok()) else { return act() };
    let options = js_sys::Object::new();
    // An object takes any field.
    let _ = js_sys::Reflect::set(&options, &"timeout".into(), &AT_MOST.into());
    let act: JsValue = Closure::once_into_js(move |_deadline: JsValue| act());
    // It throws only for what is no function.
    let _ = ask.call2(&window, &act, &options);
}
