//! What changes the document: every edit is an operation of the model, kept by its history, drawn from nowhere else.
//! After each, the draft is kept.

mod bitmasks;
mod copies;
mod labels;
mod points;
mod shapes;

pub use labels::{UNLABELED, named};

use super::state::{Paper, Work};
use super::{browser, controls, visual};
use crate::messages::t;
use crate::model::config::Control;
use crate::model::hotkeys::text_path;
use crate::model::ops::Operation;
use crate::model::result::Subject;
use leptos::prelude::*;
use serde_json::Value;

impl Work {
    /// Does several operations as one step; false if there was nothing to do or it could not be done.
    pub fn apply(&self, operations: &[Operation]) -> bool {
        if self.side.is_view() {
            self.tell(t().panels.viewing);
            return false;
        }
        // What is changed of a suggestion is accepted.
        let with_accepted = self.with_accepted(operations);
        let operations = with_accepted.as_deref().unwrap_or(operations);
        let done = self.paper.try_update(|paper| {
            let Paper { document, history } = paper;
            history.apply_all(document, operations)
        });
        match done {
            Some(Ok(changed)) => {
                if changed {
                    self.changed();
                }
                changed
            }
            Some(Err(error)) => {
                self.tell(error.to_string());
                false
            }
            None => false,
        }
    }

    /// After any change: keep it, forget what was complained about and stands mended, drop what is selected no more.
    pub(super) fn changed(&self) {
        self.keep();
        let is_there = |id: &String| {
            self.side.is_suggested(id) || self.paper.with_untracked(|p| p.document.region(id).is_some())
        };
        if !self.picked.with_untracked(|picked| picked.iter().all(is_there)) {
            self.picked.update(|picked| picked.retain(is_there));
        }
        if self.problems.with_untracked(|p| !p.is_empty()) {
            let open = self.open_problems();
            self.problems.update(|shown| shown.retain(|p| open.contains(p)));
        }
    }

    /// Hands the work as it stands to the draft.
    pub fn keep(&self) {
        let made = self.paper.try_update_untracked(|p| p.history.take_made()).unwrap_or_default();
        self.keeper().keep(&made);
    }

    pub fn undo(&self) {
        self.step(true);
    }

    pub fn redo(&self) {
        self.step(false);
    }

    fn step(&self, back: bool) {
        let done = self.paper.try_update(|paper| {
            let Paper { document, history } = paper;
            if back { history.undo(document) } else { history.redo(document) }
        });
        match done {
            Some(Ok(true)) => {
                self.changed();
                self.say(if back { t().editor.undone } else { t().editor.redone });
            }
            Some(Err(error)) => self.tell(error.to_string()),
            _ => {}
        }
    }

    /// Deletes a region, unless it is locked.
    pub fn delete(&self, id: &str) -> bool {
        if self.is_locked(id) {
            self.tell(t().editor.locked);
            return true;
        }
        if self.reject(id) {
            return true;
        }
        let next = self.neighbour(id);
        let done = self.apply(&[Operation::DeleteRegions { regions: vec![id.to_owned()] }]);
        if done {
            if self.keyboard_led.get_value() {
                self.select(next);
            }
            self.say(t().editor.deleted);
        }
        done
    }

    fn neighbour(&self, id: &str) -> Option<String> {
        self.regions.with_untracked(|all| {
            let at = all.iter().position(|r| r.id == id)?;
            all.get(at + 1).or_else(|| all.get(at.checked_sub(1)?)).map(|r| r.id.clone())
        })
    }

    /// Deletes all regions but the locked ones.
    pub fn delete_all(&self) {
        let regions: Vec<String> = self.regions.with_untracked(|all| {
            let own = all.iter().filter(|r| !r.is_suggestion());
            own.map(|r| r.id.clone()).filter(|id| !self.is_locked(id)).collect()
        });
        if !regions.is_empty() && self.apply(&[Operation::DeleteRegions { regions }]) {
            self.say(t().editor.deleted_all);
        }
    }

    /// A label or choice was asked for by its key, or a control that has one of its own.
    pub fn press(&self, control: &str, stored: &str) {
        let setup = self.setup();
        match setup.control(control) {
            Some(found) if found.labels().is_some() => self.toggle_label(control, stored),
            Some(found) => controls::press(*self, found, stored),
            None => visual::press(*self, control),
        }
    }

    /// A new region is selected when something is asked of it, or when the keys go on with it.
    fn after_new(&self, id: &str, object: &str, labels: &[String], select: bool) {
        self.keyboard_led.set_value(select);
        self.active.update_untracked(|all| all.iter_mut().for_each(|a| a.used = true));
        let asked = self.setup().per_region(object).next().is_some();
        self.select((select || asked).then(|| id.to_owned()));
        if !labels.is_empty() {
            let ends: Vec<String> = labels.iter().filter_map(|label| text_path(label).pop()).collect();
            self.say((t().editor.labeled_as)(&ends.join(", ")));
        }
    }

    /// What a control speaks of now: the regions that are selected, the item that shows, or the task.
    pub fn subjects_of(&self, control: &Control) -> Vec<Subject> {
        if control.per_region {
            let picked = self.picked.get_untracked();
            let fits = |id: &String| {
                untrack(|| self.region(id)).is_some_and(|r| control.to_names.contains(&r.object))
            };
            return picked.into_iter().filter(fits).map(Subject::Region).collect();
        }
        let item = untrack(|| self.item(control.to_name()));
        vec![item.filter(|_| control.per_item).map_or(Subject::Task, Subject::Item)]
    }

    /// What a control says of one thing, as its result holds it; `None` takes the answer away.
    pub fn set_answer(&self, control: &str, of: &Subject, said: Option<Value>) -> bool {
        self.set_answers(control, std::slice::from_ref(of), said.as_ref())
    }

    /// What a control says of all of these, as its result holds it; `None` takes the answers away. One step.
    pub fn set_answers(&self, control: &str, of: &[Subject], said: Option<&Value>) -> bool {
        if of.iter().filter_map(Subject::region).any(|id| self.is_locked(id)) {
            self.tell(t().editor.locked);
            return false;
        }
        let set = |of: &Subject| Operation::SetAnswer {
            control: control.to_owned(),
            of: of.clone(),
            said: said.cloned(),
            id: browser::region_id(),
        };
        let operations: Vec<Operation> = of.iter().map(set).collect();
        self.apply(&operations)
    }
}
