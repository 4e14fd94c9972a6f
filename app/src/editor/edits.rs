//! What changes the document: every edit is an operation of the model, kept by its history, drawn from nowhere else.
//! After each, the draft is kept.

mod boxes;
mod labels;

use super::browser;
use super::state::{Paper, Work};
use crate::messages::t;
use crate::model::config::{ChoiceMode, Control};
use crate::model::ops::Operation;
use crate::model::validate;
use leptos::prelude::*;

impl Work {
    /// Does several operations as one step; false if there was nothing to do or it could not be done.
    pub fn apply(&self, operations: &[Operation]) -> bool {
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
    fn changed(&self) {
        self.keep();
        let gone = self.selected.with_untracked(|s| {
            s.as_ref().is_some_and(|id| self.paper.with_untracked(|p| p.document.region(id).is_none()))
        });
        if gone {
            self.selected.set(None);
        }
        if self.problems.with_untracked(|p| !p.is_empty()) {
            let open = self.paper.with_untracked(|p| validate::check(&p.document));
            self.problems.update(|shown| shown.retain(|p| open.contains(p)));
        }
    }

    /// Hands the work as it stands to the draft.
    pub fn keep(&self) {
        self.keeper().keep(self.result(), self.lead_time());
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
            all.iter().map(|r| r.id.clone()).filter(|id| !self.is_locked(id)).collect()
        });
        if !regions.is_empty() && self.apply(&[Operation::DeleteRegions { regions }]) {
            self.say(t().editor.deleted_all);
        }
    }

    /// A label or choice was asked for by its key.
    pub fn press(&self, control: &str, stored: &str) {
        let setup = self.setup();
        let Some(found) = setup.control(control) else { return };
        if found.choices().is_none() {
            return self.toggle_label(control, stored);
        }
        let region = untrack(|| self.selected_region());
        match region.filter(|r| found.to_names.contains(&r.object)) {
            Some(region) if found.per_region => self.toggle_choice(control, Some(&region.id), stored),
            _ if found.per_region => self.tell((t().editor.per_region_hint)(control)),
            _ => self.toggle_choice(control, None, stored),
        }
    }

    /// A new region is selected when something is asked of it, or when the keys go on with it.
    fn after_new(&self, id: &str, object: &str, labels: &[String], select: bool) {
        self.keyboard_led.set_value(select);
        self.active.update_untracked(|all| all.iter_mut().for_each(|a| a.used = true));
        let asked = self.setup().per_region(object).next().is_some();
        self.select((select || asked).then(|| id.to_owned()));
        if !labels.is_empty() {
            self.say((t().editor.labeled_as)(&labels.join(", ")));
        }
    }

    /// Answers a Choices: one of several, or one more or less of several.
    pub fn toggle_choice(&self, control: &str, region: Option<&str>, stored: &str) {
        let setup = self.setup();
        let Some(choices) = setup.control(control).and_then(Control::choices) else { return };
        let mut chosen = untrack(|| self.value(control, region));
        let on = chosen.iter().any(|c| c == stored);
        match (choices.mode, on) {
            (ChoiceMode::Multiple, true) => chosen.retain(|c| c != stored),
            (ChoiceMode::Multiple, false) => chosen.push(stored.to_owned()),
            (ChoiceMode::Single, true) => chosen.clear(),
            (ChoiceMode::SingleRadio, true) => return,
            (_, false) => chosen = vec![stored.to_owned()],
        }
        self.set_value(control, region, chosen);
    }

    /// What a Choices or TextArea says; nothing takes the answer away.
    pub fn set_value(&self, control: &str, region: Option<&str>, said: Vec<String>) {
        let setup = self.setup();
        let Some(found) = setup.control(control) else { return };
        if region.is_some_and(|id| self.is_locked(id)) {
            return self.tell(t().editor.locked);
        }
        let (control, region, id) = (control.to_owned(), region.map(str::to_owned), browser::region_id());
        let operation = if found.text_area().is_some() {
            Operation::SetTexts { control, region, texts: said, id }
        } else {
            Operation::SetChoices { control, region, choices: said, id }
        };
        self.apply(&[operation]);
    }
}
