//! Labels: put on regions and on selected text, or picked for the next region. Draws no boxes.

use crate::editor::asking::said;
use crate::editor::browser;
use crate::editor::state::{Active, Tool, Work};
use crate::messages::t;
use crate::model::config::{Control, Tag};
use crate::model::ops::Operation;
use crate::model::result::{NewRegion, Of};
use crate::model::validate;
use leptos::prelude::*;

impl Work {
    /// A label was pressed: it goes to the text that is selected, else to the region that is selected, else to the
    /// next region.
    pub fn toggle_label(&self, control: &str, stored: &str) {
        let setup = self.setup();
        let Some(found) = setup.control(control) else { return };
        let waiting =
            self.pending.with_untracked(|p| p.as_ref().is_some_and(|p| found.to_names.contains(&p.object)));
        if waiting && found.shape().is_none() {
            self.mark_text(control, &[stored.to_owned()]);
            return;
        }
        let region = untrack(|| self.selected_region()).filter(|r| found.to_names.contains(&r.object));
        match region {
            Some(region) if self.can_bear(&region.id, found) => self.relabel(&region.id, found, stored),
            _ => self.activate(found, stored),
        }
    }

    /// A region takes labels of a RectangleLabels only if one drew it, and so with the other tags that draw.
    fn can_bear(&self, id: &str, control: &Control) -> bool {
        if control.tag == Tag::Labels {
            return true;
        }
        let setup = self.setup();
        self.drawn_by(id).is_some_and(|by| setup.control(&by).is_some_and(|c| c.tag == control.tag))
    }

    fn relabel(&self, id: &str, control: &Control, stored: &str) {
        if self.is_locked(id) {
            return self.tell(t().editor.locked);
        }
        let mut labels = untrack(|| self.value(&control.name, Of::Region(id)));
        let borne = labels.iter().any(|l| l == stored);
        let multiple = control.labels().is_some_and(|l| l.multiple);
        if !borne && !self.may_use(control, stored) {
            return;
        }
        match (multiple, borne) {
            (true, true) => labels.retain(|l| l != stored),
            (true, false) => labels.push(stored.to_owned()),
            (false, true) => return,
            (false, false) => labels = vec![stored.to_owned()],
        }
        let operation = Operation::SetLabels { region: id.to_owned(), control: control.name.clone(), labels };
        if self.apply(&[operation]) {
            self.say((t().editor.labeled_as)(stored));
        }
    }

    fn activate(&self, control: &Control, stored: &str) {
        let multiple = control.labels().is_some_and(|l| l.multiple) || control.labels_by_place();
        let draws_itself = control.shape().is_some();
        let setup = self.setup();
        if self.tool.get_untracked() == Tool::Move {
            self.tool.set(Tool::Auto);
        }
        self.active.update(|all| {
            let before = all.iter().position(|a| a.control == control.name && a.value == stored);
            if let Some(at) = before {
                if !std::mem::take(&mut all[at].used) {
                    all.remove(at);
                }
                return;
            }
            // A box is drawn by one control: labels of another that draws are put down.
            all.retain(|a| {
                if a.control == control.name {
                    return multiple;
                }
                let other = setup.control(&a.control);
                let shares = other.is_some_and(|o| o.to_names == control.to_names);
                !(shares && (draws_itself || other.is_some_and(|o| o.shape().is_some())))
            });
            all.push(Active { control: control.name.clone(), value: stored.to_owned(), used: false });
        });
    }

    /// One more region may bear the label; says why not.
    pub(super) fn may_use(&self, control: &Control, stored: &str) -> bool {
        match self.paper.with_untracked(|p| validate::check_label(control, &p.document, stored)) {
            Ok(()) => true,
            Err(why) => {
                self.complain(&control.name, &said(&why));
                false
            }
        }
    }

    /// Gives the text that is selected to the active labels; false if there is no text or no label.
    pub fn label_pending(&self) -> bool {
        let Some(object) = self.pending.with_untracked(|p| p.as_ref().map(|p| p.object.clone())) else {
            return false;
        };
        let active = self.active_for(&object);
        let Some(first) = active.first().cloned() else { return false };
        let labels: Vec<String> =
            active.iter().filter(|a| a.control == first.control).map(|a| a.value.clone()).collect();
        self.mark_text(&first.control, &labels)
    }

    fn mark_text(&self, control: &str, labels: &[String]) -> bool {
        let setup = self.setup();
        let (Some(range), Some(found)) = (self.pending.get_untracked(), setup.control(control)) else {
            return false;
        };
        let range = self.as_label_wants(range, control, labels);
        if !labels.iter().all(|label| self.may_use(found, label)) {
            return false;
        }
        let id = browser::region_id();
        let new = NewRegion {
            id: id.clone(),
            control: control.to_owned(),
            area: range.area.clone(),
            labels: labels.to_vec(),
            label_control: None,
            text: Some(range.text.clone()),
            image: None,
            item: untrack(|| self.item(&range.object)),
            origin: None,
        };
        let mut operations = vec![Operation::AddRegion { region: new }];
        operations.extend(self.further_labels(&id, &range.object, control));
        let done = self.apply(&operations);
        if done {
            self.pending.set(None);
            clear_selection();
            self.after_new(&id, &range.object, labels, false);
        }
        done
    }

    /// Labels of other controls that are active beside the one that makes the region.
    pub(super) fn further_labels(&self, id: &str, object: &str, made_by: &str) -> Vec<Operation> {
        let setup = self.setup();
        let mut others: Vec<(String, Vec<String>)> = Vec::new();
        for active in self.active_for(object).into_iter().filter(|a| a.control != made_by) {
            if setup.control(&active.control).is_none_or(|c| c.tag != Tag::Labels) {
                continue;
            }
            match others.iter_mut().find(|(control, _)| *control == active.control) {
                Some((_, labels)) => labels.push(active.value),
                None => others.push((active.control, vec![active.value])),
            }
        }
        let set = |(control, labels)| Operation::SetLabels { region: id.to_owned(), control, labels };
        others.into_iter().map(set).collect()
    }
}

fn clear_selection() {
    if let Some(selection) = window().get_selection().ok().flatten() {
        // Without ranges there is nothing to clear.
        let _ = selection.remove_all_ranges();
    }
}
