//! The config that is being edited: its text, what is saved of it, what is wrong with it. The code and the form both
//! change it here.

use crate::api::functions;
use crate::api::types::{Project, TaskFilter, TaskQuery};
use crate::model::config::edit::Edit;
use crate::model::config::scan::Scan;
use crate::model::ids::ProjectId;
use crate::pages::settings::problems::{self, Problem};
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use serde_json::{Map, Value};
use std::time::Duration;

/// A pause in typing, after which the text is looked at.
const PAUSE: Duration = Duration::from_millis(180);
/// Steps back that the form keeps.
const STEPS: usize = 100;

#[derive(Clone, Copy)]
pub struct Editing {
    pub text: RwSignal<String>,
    pub saved: RwSignal<String>,
    pub dirty: Memo<bool>,
    /// The text as of the last pause in typing.
    pub paused: Signal<String>,
    /// Of that text.
    pub problems: Memo<Vec<Problem>>,
    pub area: NodeRef<html::Textarea>,
    /// Keys of the data of the project's first task.
    pub data_keys: RwSignal<Vec<String>>,
    /// The data of the sample task of the template that was taken last.
    pub sample: RwSignal<Map<String, Value>>,
    /// Texts before the changes made by the form, the last one last. The code has the browser's own undo.
    past: RwSignal<Vec<String>>,
}

impl Editing {
    pub fn new(project: &Project) -> Self {
        // A textarea knows one kind of line end.
        let config = project.label_config.replace("\r\n", "\n").replace('\r', "\n");
        let saved = RwSignal::new(config.clone());
        let text = RwSignal::new(config.clone());
        let paused = RwSignal::new(config);
        let mut later = debounce(PAUSE, move |text: String| {
            if paused.try_with_untracked(|paused| *paused != text) == Some(true) {
                paused.set(text);
            }
        });
        Effect::new(move |_| later(text.get()));
        let editing = Self {
            text,
            saved,
            dirty: Memo::new(move |_| text.with(|text| saved.with(|saved| text != saved))),
            paused: paused.into(),
            problems: Memo::new(move |_| paused.with(|text| problems::examine(text))),
            area: NodeRef::new(),
            data_keys: RwSignal::new(Vec::new()),
            sample: RwSignal::new(Map::new()),
            past: RwSignal::new(Vec::new()),
        };
        editing.learn_data(project.id);
        editing
    }

    /// Completion offers the keys of the first task; without them it offers all else.
    fn learn_data(self, project: ProjectId) {
        Effect::new(move |_| {
            leptos::task::spawn_local(async move {
                let first = TaskQuery { project, filter: TaskFilter::All, offset: 0, limit: 1 };
                if let Ok(page) = functions::tasks(first).await {
                    let keys = page.rows.first().map(|row| row.data.keys().cloned().collect());
                    self.data_keys.try_set(keys.unwrap_or_default());
                }
            });
        });
    }

    /// Changes the text as a form wants it; `None` changes nothing.
    pub fn rewrite(self, change: impl FnOnce(&Scan<'_>) -> Option<Edit>) {
        let before = self.text.get_untracked();
        let after = change(&Scan::of(&before)).map(|edit| edit.apply(&before));
        let Some(after) = after.filter(|after| *after != before) else { return };
        self.past.update(|past| {
            if past.len() == STEPS {
                past.remove(0);
            }
            past.push(before);
        });
        self.text.set(after);
    }

    pub fn can_step_back(self) -> bool {
        self.past.with(|past| !past.is_empty())
    }

    pub fn step_back(self) {
        if let Some(Some(before)) = self.past.try_update(Vec::pop) {
            self.text.set(before);
        }
    }

    /// The code was written in: what the form did lies before that.
    pub fn forget_past(self) {
        if self.past.with_untracked(|past| !past.is_empty()) {
            self.past.set(Vec::new());
        }
    }
}
