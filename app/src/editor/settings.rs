//! What a person wants of the labeling interface, kept in this browser: one JSON in its storage. What is not known, or not
//! there, is as it is by default; what a newer version wrote is kept.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::OnceLock;

/// Where the settings are stored.
const KEY: &str = "skylabel.editor";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Zoom, place, light and turn of an image stay from one task to the next.
    pub keep_view: bool,
    /// Names stand at regions, unless the config says otherwise.
    pub show_labels: bool,
    /// Relations are painted.
    pub show_relations: bool,
    /// The wheel zooms the other way around.
    pub invert_zoom: bool,
    /// Each image keeps the tool that was taken up there, also for the next tasks.
    pub remember_tool: bool,
    /// Lines between pixels, from sixteen times their size on.
    pub pixel_grid: bool,
    /// What other versions keep.
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            keep_view: false,
            show_labels: true,
            show_relations: true,
            invert_zoom: false,
            remember_tool: true,
            pixel_grid: true,
            rest: Map::new(),
        }
    }
}

impl Settings {
    /// What cannot be read is as by default.
    fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}

static SETTINGS: OnceLock<ArcRwSignal<Settings>> = OnceLock::new();

/// The settings of this browser, the same signal everywhere.
pub fn settings() -> RwSignal<Settings> {
    RwSignal::from(all().clone())
}

fn all() -> &'static ArcRwSignal<Settings> {
    SETTINGS.get_or_init(|| ArcRwSignal::new(Settings::read(&read_item(KEY).unwrap_or_default())))
}

/// Changes the settings and keeps them.
pub fn change(change: impl FnOnce(&mut Settings)) {
    all().update(change);
    if let Ok(text) = all().with_untracked(serde_json::to_string) {
        write_item(KEY, &text);
    }
}

/// Something that this browser keeps; `None` where it keeps nothing.
pub fn read_item(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// A browser without storage, or with a full one, keeps it until the page is left.
pub fn write_item(key: &str, text: &str) {
    window().local_storage().ok().flatten().map(|storage| storage.set_item(key, text));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_not_said_is_as_by_default_and_what_is_not_known_is_kept() {
        let settings = Settings::read(r#"{"keep_view": true, "later": [1, 2]}"#);
        assert!(settings.keep_view && settings.show_labels && !settings.invert_zoom);
        let again: Value = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
        assert_eq!(again["later"], serde_json::json!([1, 2]));
    }

    #[test]
    fn what_cannot_be_read_is_as_by_default() {
        assert_eq!(Settings::read("not JSON"), Settings::default());
        assert_eq!(Settings::read(r#"{"keep_view": "perhaps"}"#), Settings::default());
    }
}
