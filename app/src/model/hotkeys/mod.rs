//! Keys: their names, and which label or choice each one picks. What a key does to the document is the editor's.

mod assign;
mod key;

pub use assign::{AUTOMATIC, Binding, Hotkeys, Reserved, assign, path_end, path_text, text_path};
pub use key::{Key, KeyError};
