//! One region: its area and the results that share its id.

use super::area::Area;
use super::readable::said_key;
use super::value::{id_of, text, texts, whole};
use crate::model::config::LabelConfig;
use serde_json::Value;
use std::borrow::Cow;

/// One result of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Place among the document's results.
    pub entry: usize,
    /// Place among the config's controls; `None` when no control of ours speaks through it. It is kept, and follows
    /// the region.
    pub control: Option<usize>,
}

/// A region as views and tools see it. What is said of it beyond this is asked of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    pub id: String,
    /// Of the region as it is now: another number after any change of it.
    pub stamp: u64,
    /// The object it lies on.
    pub to_name: String,
    /// Which image of a `valueList`, which page.
    pub item: Option<u32>,
    /// The region that this one is a part of.
    pub parent: Option<String>,
    pub area: Area,
    pub parts: Vec<Part>,
    /// As results hold them: aliases where there are some.
    pub labels: Vec<String>,
    /// The control of the first label, or the one that could give some.
    pub label_control: Option<String>,
    /// What a text region says it covers.
    pub text: Option<String>,
    /// `manual`, `prediction` or `prediction-changed`.
    pub origin: Option<String>,
    pub score: Option<f64>,
    /// The result says that it must not be changed.
    pub readonly: bool,
    /// A note of a person.
    pub note: Option<String>,
}

impl Region {
    /// Reads a region from its results.
    pub(super) fn read<'a>(
        id: &str,
        to_name: &str,
        area: Area,
        parts: Vec<Part>,
        config: &LabelConfig,
        result: impl Fn(usize) -> &'a Value,
    ) -> Self {
        let mut region = Self {
            id: id.to_owned(),
            stamp: 0,
            to_name: to_name.to_owned(),
            item: None,
            parent: None,
            area,
            parts: Vec::new(),
            labels: Vec::new(),
            label_control: None,
            text: None,
            origin: None,
            score: None,
            readonly: false,
            note: None,
        };
        for part in &parts {
            region.take(result(part.entry), part.control, config);
        }
        region.parts = parts;
        region
    }

    fn take(&mut self, result: &Value, control: Option<usize>, config: &LabelConfig) {
        self.origin = self.origin.take().or_else(|| text(result, "origin").map(str::to_owned));
        self.score = self.score.or_else(|| result.get("score").and_then(Value::as_f64));
        self.item = self.item.or_else(|| whole(result.get("item_index")));
        self.parent = self.parent.take().or_else(|| id_of(result, "parentID").map(Cow::into_owned));
        self.readonly |= result.get("readonly") == Some(&Value::Bool(true));
        let note = result.get("meta").and_then(|meta| meta.get("text")).and_then(texts);
        // As the editors of 2019 wrote it.
        let note =
            note.or_else(|| result.get("normalization").and_then(texts)).filter(|note| !note.is_empty());
        self.note = self.note.take().or_else(|| note.map(|lines| lines.join("\n")));
        let Some(control) = control.and_then(|control| config.controls().get(control)) else { return };
        if control.labels().is_none() {
            return;
        }
        let value = result.get("value");
        let labels = value.and_then(|value| value.get(said_key(control, result))).and_then(texts);
        self.labels.extend(labels.into_iter().flatten());
        self.label_control.get_or_insert_with(|| control.name.clone());
        let covered = value.and_then(|value| text(value, "text"));
        self.text = self.text.take().or_else(|| covered.map(str::to_owned));
    }
}
