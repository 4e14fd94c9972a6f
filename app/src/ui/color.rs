//! Colours as six digits, as the browser's own colour field wants them and as their contrast is counted.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// What stands in for a colour that cannot be six digits.
const UNKNOWN: &str = "#808080";

/// `#rrggbb` of any CSS colour that is opaque. Asks the browser for those that are not digits already.
pub fn digits(color: &str) -> String {
    plain(color).or_else(|| asked(color)).unwrap_or_else(|| UNKNOWN.to_owned())
}

fn plain(color: &str) -> Option<String> {
    let digits = color.trim().strip_prefix('#')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    match digits.len() {
        6 => Some(format!("#{}", digits.to_ascii_lowercase())),
        3 => Some(digits.chars().fold("#".to_owned(), |out, c| format!("{out}{c}{c}")).to_ascii_lowercase()),
        _ => None,
    }
}

/// A canvas gives back every opaque colour in this form.
fn asked(color: &str) -> Option<String> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.set_fill_style_str(UNKNOWN);
    context.set_fill_style_str(color);
    plain(&context.fill_style().as_string()?)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn digits_are_made_six() {
        assert_eq!(plain("#ABC").as_deref(), Some("#aabbcc"));
        assert_eq!(plain(" #2f7ED8 ").as_deref(), Some("#2f7ed8"));
        assert_eq!(plain("red"), None);
        assert_eq!(plain("#12345g"), None);
    }
}
