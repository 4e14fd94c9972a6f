//! Labels: put on regions and on selected text, or picked for the next region. Draws no boxes.

use crate::editor::asking::said;
use crate::editor::browser;
use crate::editor::doc::RegionView;
use crate::editor::state::{Active, Tool, Work};
use crate::messages::t;
use crate::model::config::{Control, Tag};
use crate::model::hotkeys::text_path;
use crate::model::ops::{Operation, may_bear};
use crate::model::result::{AreaKind, NewRegion, Of, Subject};
use crate::model::validate;
use leptos::prelude::*;
use serde_json::json;

/// What is in hand where `allowEmpty` lets the next region of a control bear no label.
pub const UNLABELED: &str = "";

/// The labels among what is in hand.
pub fn named(labels: impl IntoIterator<Item = String>) -> Vec<String> {
    labels.into_iter().filter(|label| label != UNLABELED).collect()
}

impl Work {
    /// A label was pressed: it goes to the text that is selected, else to the region that is selected, else to the
    /// next region.
    pub fn toggle_label(&self, control: &str, stored: &str) {
        let setup = self.setup();
        let Some(found) = setup.control(control) else { return };
        let waiting =
            self.pending.with_untracked(|p| p.as_ref().is_some_and(|p| found.to_names.contains(&p.object)));
        if waiting && found.shape().is_none() {
            self.mark_text(control, &named([stored.to_owned()]));
            return;
        }
        let region = untrack(|| self.selected_region()).filter(|r| found.to_names.contains(&r.object));
        match region {
            Some(region) if self.can_bear(&region, found) => self.relabel(&region.id, found, stored),
            _ => self.activate(found, stored),
        }
    }

    /// A region takes the labels of every tag that could have made it.
    pub(in crate::editor) fn can_bear(&self, region: &RegionView, control: &Control) -> bool {
        may_bear(&self.setup().config, control, region.area.kind())
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
            _ if stored == UNLABELED => labels.clear(),
            (true, true) => labels.retain(|l| l != stored),
            (true, false) => labels.push(stored.to_owned()),
            (false, true) => return,
            (false, false) => labels = vec![stored.to_owned()],
        }
        let operation = Operation::SetLabels { region: id.to_owned(), control: control.name.clone(), labels };
        if self.apply(&[operation]) && stored != UNLABELED {
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
                    return multiple && ![stored, a.value.as_str()].contains(&UNLABELED);
                }
                let other = setup.control(&a.control);
                // Places of a tree stand beside any labels.
                let shares = !control.labels_by_place()
                    && other.is_some_and(|o| o.to_names == control.to_names && !o.labels_by_place());
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
        let own = active.into_iter().filter(|a| a.control == first.control).map(|a| a.value);
        self.mark_text(&first.control, &named(own))
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
        operations.extend(self.further_labels(&id, &range.object, range.area.kind(), control, control));
        let done = self.apply(&operations);
        if done {
            self.pending.set(None);
            clear_selection();
            self.after_new(&id, &range.object, labels, false);
        }
        done
    }

    /// What the region that `drawn_by` makes bears beside the labels of `made_by`: those in hand of other controls, and
    /// places of a Taxonomy that labels.
    pub(super) fn further_labels(
        &self,
        id: &str,
        object: &str,
        kind: AreaKind,
        drawn_by: &str,
        made_by: &str,
    ) -> Vec<Operation> {
        let setup = self.setup();
        let drawer = setup.control(drawn_by).map(|control| &control.tag);
        let mut others: Vec<(&Control, Vec<String>)> = Vec::new();
        for active in self.active_for(object) {
            let Some(control) = setup.control(&active.control) else { continue };
            // Labels of a tag like the one that drew it would take their place.
            let displaces = control.tag != Tag::Labels && drawer == Some(&control.tag);
            if [drawn_by, made_by].contains(&control.name.as_str())
                || active.value == UNLABELED
                || !(control.labels_by_place()
                    || !displaces
                        && may_bear(&setup.config, control, kind)
                        && self.may_use(control, &active.value))
            {
                continue;
            }
            match others.iter_mut().find(|(known, _)| known.name == control.name) {
                Some((_, labels)) => labels.push(active.value),
                None => others.push((control, vec![active.value])),
            }
        }
        others.into_iter().map(|(control, labels)| borne(id, control, labels)).collect()
    }
}

/// A region gets labels, or places of a tree.
fn borne(id: &str, control: &Control, labels: Vec<String>) -> Operation {
    if !control.labels_by_place() {
        return Operation::SetLabels { region: id.to_owned(), control: control.name.clone(), labels };
    }
    let places: Vec<Vec<String>> = labels.iter().map(|label| text_path(label)).collect();
    Operation::SetAnswer {
        control: control.name.clone(),
        of: Subject::Region(id.to_owned()),
        said: Some(json!(places)),
        id: id.to_owned(),
    }
}

fn clear_selection() {
    if let Some(selection) = window().get_selection().ok().flatten() {
        // Without ranges there is nothing to clear.
        let _ = selection.remove_all_ranges();
    }
}
