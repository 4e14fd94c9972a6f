//! A style sheet made at run time and adopted by the document while something needs it. Constructed sheets are what
//! a strict content security policy still allows.

use wasm_bindgen::{JsCast, JsValue};

/// Adopted until dropped.
pub struct Sheet(js_sys::Object);

impl Sheet {
    /// `None` where the browser has no constructed sheets: the config then shows without its own rules.
    pub fn adopt(rules: &str) -> Option<Self> {
        Self::try_adopt(rules).ok()
    }

    fn try_adopt(rules: &str) -> Result<Self, JsValue> {
        let class: js_sys::Function =
            js_sys::Reflect::get(&js_sys::global(), &"CSSStyleSheet".into())?.dyn_into()?;
        let sheet: js_sys::Object = js_sys::Reflect::construct(&class, &js_sys::Array::new())?.dyn_into()?;
        let replace: js_sys::Function = js_sys::Reflect::get(&sheet, &"replaceSync".into())?.dyn_into()?;
        replace.call1(&sheet, &rules.into())?;
        let adopted = adopted()?;
        adopted.push(&sheet);
        set_adopted(&adopted)?;
        Ok(Self(sheet))
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        let Ok(all) = adopted() else { return };
        let rest = all.filter(&mut |s, _, _| !js_sys::Object::is(&s, &self.0));
        // If it stays it styles only what is inside a config.
        let _ = set_adopted(&rest);
    }
}

const PROPERTY: &str = "adoptedStyleSheets";

fn adopted() -> Result<js_sys::Array, JsValue> {
    let all = js_sys::Reflect::get(&leptos::prelude::document(), &PROPERTY.into())?;
    Ok(js_sys::Array::from(&all))
}

fn set_adopted(sheets: &js_sys::Array) -> Result<(), JsValue> {
    js_sys::Reflect::set(&leptos::prelude::document(), &PROPERTY.into(), sheets).map(|_| ())
}
