//! What a prediction suggests beside what a person has labeled: shown until it is accepted, which a change of it does
//! too, or rejected. Rejecting changes nothing of the annotation.

use super::Side;
use crate::api::types::Prediction;
use crate::editor::browser;
use crate::editor::doc::{self, RegionView, SUGGESTED};
use crate::editor::setup::Setup;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::ids::PredictionId;
use crate::model::ops::{Note, Operation};
use crate::model::result::{Document, Subject};
use leptos::prelude::*;
use serde_json::Value;
use std::sync::Arc;

/// In which way this browser wants predictions.
const SETTING: &str = "predictions";

/// A new annotation begins as the prediction says, unless this browser was told to ask for each region.
pub fn starts_from_predictions() -> bool {
    browser::kept(SETTING).as_deref() != Some("ask")
}

pub fn start_from_predictions(on: bool) {
    browser::keep(SETTING, if on { "take" } else { "ask" });
}

/// A prediction as suggestions.
pub struct Suggestions {
    pub prediction: PredictionId,
    document: Document,
    pub views: Vec<Arc<RegionView>>,
}

/// Stamps of suggestions are apart from those of any document.
const APART: u64 = 1 << 63;

impl Suggestions {
    /// `None` where the prediction's result is no list.
    pub fn of(prediction: &Prediction, setup: &Setup) -> Option<Self> {
        let mut result = prediction.result.clone();
        for item in result.as_array_mut()?.iter_mut().filter_map(Value::as_object_mut) {
            item.insert("origin".to_owned(), Value::String("prediction".to_owned()));
        }
        let document = Document::load(setup.config.clone(), result).ok()?;
        let views = doc::regions(&document, setup, &[])
            .into_iter()
            .map(|view| {
                Arc::new(RegionView {
                    stamp: view.stamp | APART,
                    origin: Some(SUGGESTED.to_owned()),
                    score: view.score.or(prediction.score),
                    ..RegionView::clone(&view)
                })
            })
            .collect();
        Some(Self { prediction: prediction.id, document, views })
    }

    pub fn has(&self, id: &str) -> bool {
        self.document.region(id).is_some()
    }

    /// The results of these regions, each under the id that it is shown with.
    fn results(&self, ids: &[String]) -> Vec<Value> {
        let mut all = Vec::new();
        for id in ids {
            for mut result in self.document.results_of(std::slice::from_ref(id)) {
                if let Some(fields) = result.as_object_mut().filter(|fields| !fields.contains_key("from_id"))
                {
                    fields.insert("id".to_owned(), Value::String(id.clone()));
                    all.push(result);
                }
            }
        }
        let related =
            self.document.relations().iter().filter(|r| ids.contains(&r.from) && ids.contains(&r.to));
        all.extend(related.filter_map(|relation| self.document.result(relation.entry).cloned()));
        all
    }

    /// What it answers of the task and its items where the annotation says nothing.
    fn answers(&self, document: &Document) -> Vec<Operation> {
        let controls = self.document.config().controls();
        let new = |answer: &crate::model::result::Answer| {
            let control = controls.get(answer.control)?.name.clone();
            let of = answer.item.map_or(Subject::Task, Subject::Item);
            if document.answer(&control, &of).is_some() {
                return None;
            }
            let said = self.document.answer(&control, &of).cloned();
            Some(Operation::SetAnswer { control, of, said, id: browser::region_id() })
        };
        self.document.answers().iter().filter_map(new).collect()
    }
}

impl Side {
    /// How many suggestions are open. Reactive.
    pub fn open_suggestions(self, work: Work) -> usize {
        if self.suggestions.with(Option::is_none) {
            return 0;
        }
        work.regions.with(|all| all.iter().filter(|r| r.is_suggestion()).count())
    }
}

impl Work {
    /// The operations with what they touch of the suggestions accepted first; `None` where they touch none.
    pub(in crate::editor) fn with_accepted(&self, operations: &[Operation]) -> Option<Vec<Operation>> {
        let suggestions = self.side.suggestions.get_untracked()?;
        let touched: Vec<String> = self.paper.with_untracked(|p| {
            let mut touched: Vec<String> = operations
                .iter()
                .flat_map(|operation| Note::of(operation, &p.document).regions)
                .filter(|id| p.document.region(id).is_none() && suggestions.has(id))
                .collect();
            let brought = |operation: &Operation| matches!(operation, Operation::AddResults { .. });
            if operations.iter().any(brought) {
                touched.clear();
            }
            touched.sort_unstable();
            touched.dedup();
            touched
        });
        if touched.is_empty() {
            return None;
        }
        let accept = Operation::AddResults { results: suggestions.results(&touched) };
        Some(std::iter::once(accept).chain(operations.iter().cloned()).collect())
    }

    /// Shows a prediction's regions as suggestions, or none.
    pub fn suggest(&self, prediction: Option<&Prediction>) {
        let setup = self.setup();
        self.side.rejected.set(Default::default());
        let found = prediction.and_then(|prediction| Suggestions::of(prediction, &setup)).map(Arc::new);
        self.side.suggestions.set(found);
        self.drop_lost();
    }

    fn drop_lost(&self) {
        let there: Vec<String> =
            self.regions.with_untracked(|all| all.iter().map(|r| r.id.clone()).collect());
        let there: std::collections::HashSet<&String> = there.iter().collect();
        if !self.picked.with_untracked(|picked| picked.iter().all(|id| there.contains(id))) {
            self.picked.update(|picked| picked.retain(|id| there.contains(id)));
        }
    }

    fn suggested(&self) -> Vec<String> {
        self.regions
            .with_untracked(|all| all.iter().filter(|r| r.is_suggestion()).map(|r| r.id.clone()).collect())
    }

    /// Takes suggestions over as they are; false if none of them is one.
    pub fn accept(&self, ids: &[String]) -> bool {
        let Some(suggestions) = self.side.suggestions.get_untracked() else { return false };
        let open: Vec<String> = self.suggested().into_iter().filter(|id| ids.contains(id)).collect();
        if open.is_empty() {
            return false;
        }
        let done = self.apply(&[Operation::AddResults { results: suggestions.results(&open) }]);
        if done {
            self.say(t().panels.accepted);
        }
        done
    }

    /// Takes over everything that is open, and answers that the annotation has none of.
    pub fn accept_all(&self) {
        let Some(suggestions) = self.side.suggestions.get_untracked() else { return };
        let results = suggestions.results(&self.suggested());
        let mut operations = self.paper.with_untracked(|p| suggestions.answers(&p.document));
        if !results.is_empty() {
            operations.insert(0, Operation::AddResults { results });
        }
        if !operations.is_empty() && self.apply(&operations) {
            self.say(t().panels.accepted);
        }
    }

    /// Puts a suggestion away; false if the region is none.
    pub fn reject(&self, id: &str) -> bool {
        let open =
            self.paper.with_untracked(|p| p.document.region(id).is_none()) && self.side.is_suggested(id);
        if open {
            self.side.rejected.update(|all| {
                all.insert(id.to_owned());
            });
            self.drop_lost();
            self.say(t().panels.rejected);
        }
        open
    }

    pub fn reject_all(&self) {
        let open = self.suggested();
        self.side.rejected.update(|all| all.extend(open));
        self.drop_lost();
        self.say(t().panels.rejected);
    }
}
