//! Two annotations as one document to look at: the regions of both, each in the colour of its verdict.

use super::color_of;
use crate::editor::setup::Setup;
use crate::editor::state::Work;
use crate::model::compare::{Comparison, Verdict};
use crate::model::result::Document;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub struct Overlay {
    pub document: Document,
    colors: Arc<BTreeMap<String, String>>,
    /// The regions of each pair, and what was found.
    pairs: Arc<Vec<(Vec<String>, Verdict)>>,
}

/// Ids of both stand beside each other.
fn marked(side: u8, id: &str) -> String {
    format!("{side}-{id}")
}

fn results(side: u8, document: &Document, out: &mut Vec<Value>) {
    for region in document.regions() {
        for mut result in document.results_of(std::slice::from_ref(&region.id)) {
            let Some(fields) = result.as_object_mut().filter(|fields| !fields.contains_key("from_id")) else {
                continue;
            };
            fields.insert("id".to_owned(), json!(marked(side, &region.id)));
            fields.shift_remove("parentID");
            out.push(result);
        }
    }
}

impl Overlay {
    pub fn of(setup: &Setup, first: &Document, second: &Document, found: &Comparison) -> Self {
        let mut all = Vec::new();
        results(1, first, &mut all);
        results(2, second, &mut all);
        let document = Document::load(setup.config.clone(), Value::Array(all))
            .unwrap_or_else(|_| Document::new(setup.config.clone()));
        let pairs: Vec<(Vec<String>, Verdict)> = found
            .regions
            .iter()
            .map(|pair| {
                let ids = [(1, &pair.first), (2, &pair.second)];
                let ids = ids.into_iter().filter_map(|(side, id)| Some(marked(side, id.as_ref()?)));
                (ids.collect(), pair.verdict)
            })
            .collect();
        let colors = pairs
            .iter()
            .flat_map(|(ids, verdict)| ids.iter().map(|id| (id.clone(), color_of(*verdict).to_owned())))
            .collect();
        Self { document, colors: Arc::new(colors), pairs: Arc::new(pairs) }
    }

    /// Colours the work, and follows what is hidden and what is picked in the table.
    pub fn show(&self, work: Work, hidden: RwSignal<BTreeSet<Verdict>>, picked: RwSignal<Option<usize>>) {
        work.side.tint.set(Some(self.colors.clone()));
        let pairs = self.pairs.clone();
        Effect::new(move |_| {
            let off = hidden.with(|hidden| {
                let off = pairs.iter().filter(|(_, verdict)| hidden.contains(verdict));
                off.flat_map(|(ids, _)| ids.iter().cloned()).collect::<BTreeSet<String>>()
            });
            work.hidden.set(off);
        });
        let pairs = self.pairs.clone();
        Effect::new(move |_| {
            let ids = picked.get().and_then(|at| pairs.get(at)).map(|(ids, _)| ids.clone());
            work.pick(ids.unwrap_or_default());
        });
    }
}
