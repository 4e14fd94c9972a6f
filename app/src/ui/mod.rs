//! Widgets that more than one page uses.

pub mod color;
pub mod confirm;
pub mod dialog;
pub mod effect;
pub mod field;
pub mod focus;
pub mod header;
pub mod icons;
pub mod inquiry;
pub mod language;
pub mod navigation;
pub mod pager;
pub mod progress;
pub mod states;
pub mod table;
pub mod theme;
pub mod time;
pub mod toast;
#[cfg(test)]
mod tokens;
