//! What the config asks of the person: which controls show now, what is missing before the work can be handed in, and
//! where to mend it.

use super::browser;
use super::controls::element_id;
use super::state::Work;
use super::visual::pages;
use crate::messages::t;
use crate::model::config::{Condition, Control, NodeId};
use crate::model::ops;
use crate::model::result::{Document, Subject};
use crate::model::validate::{self, Given, Problem, Reason};
use crate::model::visibility::{self, Items, Sight};
use leptos::prelude::*;

impl Work {
    /// A control is shown now. Reactive.
    pub fn is_asked(&self, control: &Control) -> bool {
        self.see(|document, sight| visibility::is_shown(control, document, sight))
    }

    /// A view with a condition is shown now. Reactive.
    pub fn holds(&self, condition: &Condition) -> bool {
        self.see(|document, sight| visibility::is_view_shown(condition, document, sight))
    }

    /// Where several regions are selected all of them must agree.
    fn see(&self, look: impl Fn(&Document, Sight<'_>) -> bool) -> bool {
        let picked = self.picked.get();
        let items = self.items.get();
        self.paper.with(|paper| {
            let sight = |region| Sight { region, items: Items::Shown(&items) };
            let mut regions = picked.iter().filter_map(|id| paper.document.region(id)).peekable();
            if regions.peek().is_none() {
                return look(&paper.document, sight(None));
            }
            regions.all(|region| look(&paper.document, sight(Some(region))))
        })
    }

    /// Everything that keeps the work from being handed in.
    pub fn open_problems(&self) -> Vec<Problem> {
        let setup = self.setup();
        let given = Given { data: Some(&setup.data), today: browser::today() };
        self.paper.with_untracked(|p| validate::check(&p.document, given))
    }

    /// Everything asked for is there. Otherwise says what is missing and goes to the first of it.
    pub fn check(&self) -> bool {
        let owed = self.paper.with_untracked(|paper| ops::owed(&paper.document, &mut browser::region_id));
        if !owed.is_empty() {
            self.apply(&owed);
        }
        let problems = self.open_problems();
        let first = problems.first().cloned();
        self.problems.set(problems);
        let Some(first) = first else { return true };
        self.go_to(&first);
        false
    }

    /// Brings what a problem is about into sight, and the focus to where it can be mended.
    pub fn go_to(&self, problem: &Problem) {
        let setup = self.setup();
        let Some(control) = setup.control(&problem.control) else { return };
        match &problem.of {
            Subject::Region(id) => self.show_region(id),
            Subject::Item(item) => {
                self.items.update(|items| {
                    items.insert(control.to_name().to_owned(), *item);
                });
            }
            Subject::Task => {}
        }
        self.show_node(control.node);
        let id = element_id(*self, &control.name);
        // After the page and the selected region's controls are in place.
        request_animation_frame(move || {
            let group = format!("[id=\"{id}\"]");
            browser::open_around(&group);
            let field = format!("{group} :is(input, textarea, select, [data-entry]):not([tabindex=\"-1\"])");
            if !browser::focus(&field) {
                browser::focus(&group);
            }
        });
    }

    /// Selects a region and brings it into sight: its page, its image.
    fn show_region(&self, id: &str) {
        let Some(region) = self.region(id) else { return };
        if let Some(object) = self.setup().config.object(&region.object) {
            self.show_node(object.node);
        }
        if let Some(item) = region.item {
            self.items.update(|items| {
                items.insert(region.object.clone(), item);
            });
        }
        self.select(Some(id.to_owned()));
    }

    /// Turns to the pages that a tag stands on.
    pub fn show_node(&self, node: NodeId) {
        let setup = self.setup();
        let turn = setup.config.root().map(|root| pages::path_to(root, node)).unwrap_or_default();
        let is_open = |(key, page): &(String, u32)| {
            self.items.with_untracked(|items| items.get(key).copied().unwrap_or(0) == *page)
        };
        if !turn.iter().all(is_open) {
            self.items.update(|items| items.extend(turn));
        }
    }

    /// Why a control is not content with what it says of something. Reactive.
    pub fn problem_of(&self, control: &str, of: &Subject) -> Option<String> {
        self.problems.with(|all| {
            let about = |p: &&Problem| p.control == control && (p.of == *of || p.of == Subject::Task);
            all.iter().find(about).map(|p| said(&p.message))
        })
    }

    /// Says at a control, and aloud, why something was refused.
    pub fn complain(&self, control: &str, words: &str) {
        self.tell(words);
        let problem =
            Problem { control: control.to_owned(), of: Subject::Task, message: words.to_owned().into() };
        self.problems.set(vec![problem]);
    }
}

/// A reason in words.
pub fn said(reason: &Reason) -> String {
    let words = t().validation;
    match reason {
        Reason::Said(said) => said.clone(),
        Reason::ChoiceRequired { control } => (words.choice_required)(control),
        Reason::TextRequired { control } => (words.text_required)(control),
        Reason::Required { kind, control } => (words.required)(kind, control),
        Reason::TooMany { kind, control, selected, most } => {
            (words.too_many)(kind, control, *selected, *most)
        }
        Reason::NumberMisfit { value, min, max, nearest } => {
            let min = min.as_ref().map(|min| (words.number_min)(min));
            let max = max.as_ref().map(|max| (words.number_max)(max));
            let nearest = nearest.as_ref().map(|(below, above)| (words.number_nearest)(below, above));
            let why: Vec<String> = [min, max, nearest].into_iter().flatten().collect();
            (words.number_misfit)(value, &why.join(", "))
        }
        Reason::DateMisfit { date, min, max } => {
            let min = min.as_ref().map(|min| (words.date_min)(min));
            let max = max.as_ref().map(|max| (words.date_max)(max));
            let why: Vec<String> = [min, max].into_iter().flatten().collect();
            (words.date_misfit)(date, &why.join(", "))
        }
        Reason::LabelUsedUp { label, limit } => (words.label_used_up)(label, *limit),
    }
}
