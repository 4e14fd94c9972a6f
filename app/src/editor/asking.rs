//! What the config asks of the person: which controls show now, what is missing before the work can be handed in, and
//! where to mend it.

use super::browser;
use super::controls::element_id;
use super::state::Work;
use crate::model::config::{Condition, Control};
use crate::model::result::{Document, Region};
use crate::model::validate::{self, Problem};
use crate::model::visibility;
use leptos::prelude::*;

impl Work {
    /// A control is shown now. Reactive.
    pub fn is_asked(&self, control: &Control) -> bool {
        self.see(|document, selected| visibility::is_shown(control, document, selected))
    }

    /// A view with a condition is shown now. Reactive.
    pub fn holds(&self, condition: &Condition) -> bool {
        self.see(|document, selected| visibility::is_view_shown(condition, document, selected))
    }

    fn see(&self, look: impl FnOnce(&Document, Option<&Region>) -> bool) -> bool {
        let selected = self.selected.get();
        self.paper.with(|paper| {
            let region = selected.as_deref().and_then(|id| paper.document.region(id));
            look(&paper.document, region)
        })
    }

    /// Everything asked for is there. Otherwise says what is missing and goes to the first of it.
    pub fn check(&self) -> bool {
        let problems = self.paper.with_untracked(|p| validate::check(&p.document));
        let first = problems.first().cloned();
        self.problems.set(problems);
        let Some(first) = first else { return true };
        if first.region.is_some() {
            self.select(first.region);
        }
        let id = element_id(&first.control);
        // After the selected region's controls are on the page.
        request_animation_frame(move || {
            let field = format!("[id=\"{id}\"] :is(input, textarea, select)");
            if !browser::focus(&field) {
                browser::focus(&format!("[id=\"{id}\"]"));
            }
        });
        false
    }

    /// Why a control is not content. Reactive. A per-region control speaks of the selected region.
    pub fn problem_of(&self, control: &str) -> Option<String> {
        let selected = self.selected.get();
        self.problems.with(|all| {
            all.iter()
                .find(|p| p.control == control && (p.region.is_none() || p.region == selected))
                .map(|p| p.message.clone())
        })
    }

    /// Says at a control, and aloud, why something was refused.
    pub fn complain(&self, control: &str, words: &str) {
        self.tell(words);
        let problem = Problem { control: control.to_owned(), region: None, message: words.to_owned() };
        self.problems.set(vec![problem]);
    }
}
