//! What a sitting's work looks like to those who keep it.

use super::super::state::Work;
use leptos::prelude::*;
use serde::Serialize;
use serde_json::Value;

/// As [`crate::model::drafts::Base`], without a copy of it.
#[derive(Serialize)]
struct BaseOf<'a> {
    seq: u64,
    results: Vec<&'a Value>,
}

impl Work {
    /// The results after a step, masks packed, as the JSON of a base.
    pub(super) fn packed(&self, seq: u64) -> Option<String> {
        self.paper.try_with_untracked(|paper| {
            let document = &paper.document;
            let results = (0..document.len()).filter_map(|at| document.result(at)).collect();
            serde_json::to_string(&BaseOf { seq, results }).ok()
        })?
    }

    /// Names the state that the document is in; nothing once the view is gone.
    pub(super) fn try_state(&self) -> Option<u64> {
        self.paper.try_with_untracked(|paper| paper.history.state())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::drafts::Base;
    use serde_json::json;

    #[test]
    fn what_is_written_without_a_copy_reads_as_a_base() {
        let result = json!({"id": "a", "value": {"rle": "\u{0}rle:AAH/"}});
        let text = serde_json::to_string(&BaseOf { seq: 3, results: vec![&result] }).unwrap();
        assert_eq!(serde_json::from_str::<Base>(&text).unwrap(), Base { seq: 3, results: vec![result] });
    }
}
