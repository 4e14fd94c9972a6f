//! What is done to all selected regions at once. Each is one step of the history; locked regions are left alone.

use crate::editor::asking::said;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::Control;
use crate::model::ops::Operation;
use crate::model::validate::Reason;
use leptos::prelude::*;
use std::collections::BTreeSet;

impl Work {
    /// The selected regions that can be changed; says so where none can.
    fn changeable(&self) -> Vec<String> {
        let picked = self.picked.get_untracked();
        let free: Vec<String> = picked.into_iter().filter(|id| !self.is_locked(id)).collect();
        if free.is_empty() {
            self.tell(if self.side.is_view() { t().panels.viewing } else { t().editor.locked });
        }
        free
    }

    /// Gives every selected region that can bear it this label of a control.
    pub fn relabel_picked(&self, control: &str, stored: &str) -> bool {
        let setup = self.setup();
        let Some(found) = setup.control(control) else { return false };
        let multiple = found.labels().is_some_and(|labels| labels.multiple);
        let mut operations = Vec::new();
        for id in self.changeable() {
            let Some(region) = untrack(|| self.region(&id)) else { continue };
            if !found.to_names.contains(&region.object)
                || !self.can_bear(&region, found)
                || region.bears(control, stored)
            {
                continue;
            }
            let own = region.labels.iter().filter(|label| multiple && label.control == control);
            let mut labels: Vec<String> = own.map(|label| label.value.clone()).collect();
            labels.push(stored.to_owned());
            operations.push(Operation::SetLabels { region: id, control: control.to_owned(), labels });
        }
        let fits = !operations.is_empty() && self.may_use_often(found, stored, operations.len());
        let done = fits && self.apply(&operations);
        if done {
            self.say((t().editor.labeled_as)(stored));
        }
        done
    }

    /// So many more regions may bear the label; says why not.
    fn may_use_often(&self, control: &Control, stored: &str, more: usize) -> bool {
        let limit = self.setup().offer(&control.name, stored).and_then(|offer| offer.max_usages);
        let Some(limit) = limit else { return true };
        let used = self.regions.with_untracked(|all| {
            all.iter().filter(|r| !r.is_suggestion() && r.bears(&control.name, stored)).count()
        });
        let fits = used + more <= limit as usize;
        if !fits {
            self.complain(&control.name, &said(&Reason::LabelUsedUp { label: stored.to_owned(), limit }));
        }
        fits
    }

    /// Deletes the selected regions; suggestions among them are rejected.
    pub fn delete_picked(&self) -> bool {
        let free = self.changeable();
        let regions: Vec<String> = free.into_iter().filter(|id| !self.reject(id)).collect();
        let done = !regions.is_empty() && self.apply(&[Operation::DeleteRegions { regions }]);
        if done {
            self.say(t().editor.deleted);
        }
        done
    }

    /// The same note for all selected regions; an empty one takes theirs away.
    pub fn note_picked(&self, note: &str) -> bool {
        let note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
        let set = |region| Operation::SetNote { region, note: note.clone() };
        let operations: Vec<Operation> = self.changeable().into_iter().map(set).collect();
        !operations.is_empty() && self.apply(&operations)
    }

    /// Makes regions parts of another, or of none.
    pub fn put_into(&self, ids: &[String], parent: Option<&str>) -> bool {
        let free = ids.iter().filter(|id| !self.is_locked(id) && Some(id.as_str()) != parent);
        let set =
            |id: &String| Operation::SetParent { region: id.clone(), parent: parent.map(str::to_owned) };
        let operations: Vec<Operation> = free.map(set).collect();
        let done = !operations.is_empty() && self.apply(&operations);
        if done {
            self.say(if parent.is_some() { t().panels.put_into } else { t().panels.taken_out });
        }
        done
    }

    /// Shows or hides these regions: hides them unless all are hidden.
    pub fn toggle_hidden_of(&self, ids: &[String]) {
        self.hidden.update(|hidden| toggle_all(hidden, ids));
    }

    pub fn toggle_locked_of(&self, ids: &[String]) {
        self.locked.update(|locked| toggle_all(locked, ids));
    }
}

/// All in, unless all are in: then all out.
fn toggle_all(set: &mut BTreeSet<String>, ids: &[String]) {
    if ids.iter().all(|id| set.contains(id)) {
        set.retain(|id| !ids.contains(id));
    } else {
        set.extend(ids.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_are_switched_together_and_on_before_off() {
        let ids = ["a".to_owned(), "b".to_owned()];
        let mut set = BTreeSet::from(["a".to_owned(), "c".to_owned()]);
        toggle_all(&mut set, &ids);
        assert_eq!(set.len(), 3);
        toggle_all(&mut set, &ids);
        assert_eq!(set.into_iter().collect::<Vec<_>>(), ["c"]);
    }
}
