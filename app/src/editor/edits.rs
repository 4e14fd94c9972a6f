//! What changes the document: every edit is an operation of the model, kept by its history, drawn from nowhere else.
//! After each, the draft is kept.

use super::browser;
use super::state::{Active, Paper, Tool, Work};
use crate::messages::t;
use crate::model::config::{ChoiceMode, Control, Tag};
use crate::model::geometry::{self, Handle, Point, Rect, Size};
use crate::model::ops::Operation;
use crate::model::result::{Area, ImageSize, NewRegion};
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

    /// A copy of a box beside it, selected.
    pub fn duplicate(&self, id: &str) -> bool {
        let Some(region) = untrack(|| self.region(id)) else { return false };
        let (Area::Box(rect), Some(size)) = (region.area, self.size_of(&region.object)) else { return false };
        let drawn_by = self.drawn_by(id);
        let labels = region.labels.first().map(|l| l.control.clone());
        let step = 0.02 * size.width.min(size.height);
        let new = NewRegion {
            id: browser::region_id(),
            control: drawn_by.clone().unwrap_or_default(),
            area: Area::Box(geometry::moved(rect, size, step, step)),
            labels: region
                .labels
                .iter()
                .filter(|l| Some(&l.control) == labels.as_ref())
                .map(|l| l.value.clone())
                .collect(),
            label_control: labels.filter(|l| Some(l) != drawn_by.as_ref()),
            text: None,
            image: Some(image_size(size)),
            origin: None,
        };
        let copy = new.id.clone();
        let done = self.apply(&[Operation::AddRegion { region: new }]);
        if done {
            self.select(Some(copy));
        }
        done
    }

    /// The control whose result carries a region's area.
    fn drawn_by(&self, id: &str) -> Option<String> {
        self.paper.with_untracked(|p| {
            let part = p.document.region(id)?.parts.first()?.control?;
            p.document.config().controls().get(part).map(|c| c.name.clone())
        })
    }

    fn size_of(&self, object: &str) -> Option<Size> {
        self.sizes.with_untracked(|sizes| sizes.get(object).copied())
    }

    pub fn can_rotate(&self, id: &str) -> bool {
        let setup = self.setup();
        self.drawn_by(id).and_then(|c| setup.style_of(&c).map(|s| s.can_rotate)).unwrap_or(true)
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

    /// A label was pressed: it goes to the text that is selected, else to the region that is selected, else to the
    /// next region.
    pub fn toggle_label(&self, control: &str, stored: &str) {
        let setup = self.setup();
        let Some(found) = setup.control(control) else { return };
        let waiting =
            self.pending.with_untracked(|p| p.as_ref().is_some_and(|p| found.to_names.contains(&p.object)));
        if waiting && found.tag == Tag::Labels {
            self.mark_text(control, &[stored.to_owned()]);
            return;
        }
        let region = untrack(|| self.selected_region()).filter(|r| found.to_names.contains(&r.object));
        match region {
            Some(region) if self.can_bear(&region.id, found) => self.relabel(&region.id, found, stored),
            _ => self.activate(found, stored),
        }
    }

    /// A region takes labels of a RectangleLabels only if one drew it.
    fn can_bear(&self, id: &str, control: &Control) -> bool {
        if control.tag != Tag::RectangleLabels {
            return true;
        }
        let setup = self.setup();
        self.drawn_by(id).is_some_and(|by| setup.control(&by).is_some_and(|c| c.tag == Tag::RectangleLabels))
    }

    fn relabel(&self, id: &str, control: &Control, stored: &str) {
        if self.is_locked(id) {
            return self.tell(t().editor.locked);
        }
        let mut labels = untrack(|| self.value(&control.name, Some(id)));
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
        let multiple = control.labels().is_some_and(|l| l.multiple);
        let draws_itself = control.tag == Tag::RectangleLabels;
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
                !(shares && (draws_itself || other.is_some_and(|o| o.tag == Tag::RectangleLabels)))
            });
            all.push(Active { control: control.name.clone(), value: stored.to_owned(), used: false });
        });
    }

    /// One more region may bear the label; says why not.
    fn may_use(&self, control: &Control, stored: &str) -> bool {
        match self.paper.with_untracked(|p| validate::check_label(control, &p.document, stored)) {
            Ok(()) => true,
            Err(why) => {
                self.complain(&control.name, &why);
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
        if !labels.iter().all(|label| self.may_use(found, label)) {
            return false;
        }
        let id = browser::region_id();
        let new = NewRegion {
            id: id.clone(),
            control: control.to_owned(),
            area: Area::Span(range.span),
            labels: labels.to_vec(),
            label_control: None,
            text: Some(range.text.clone()),
            image: None,
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
    fn further_labels(&self, id: &str, object: &str, made_by: &str) -> Vec<Operation> {
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

    /// A new box with the active labels; false, and says so, where there is none to give. With `select` it is ready
    /// to be moved by the keys.
    pub fn draw_box(&self, object: &str, rect: Rect, size: Size, select: bool) -> bool {
        let setup = self.setup();
        let active = self.active_for(object);
        let own =
            active.iter().find(|a| setup.control(&a.control).is_some_and(|c| c.tag == Tag::RectangleLabels));
        let of = |control: &str| -> Vec<String> {
            active.iter().filter(|a| a.control == control).map(|a| a.value.clone()).collect()
        };
        let (control, label_control) = match (own, setup.rectangle_of(object)) {
            (Some(own), _) => (own.control.clone(), None),
            (None, Some(rectangle)) => (rectangle.name.clone(), active.first().map(|a| a.control.clone())),
            (None, None) => {
                self.tell(t().editor.label_first);
                return false;
            }
        };
        let labels = of(label_control.as_ref().unwrap_or(&control));
        let labeler = setup.control(label_control.as_ref().unwrap_or(&control));
        if !labels.iter().all(|label| labeler.is_none_or(|c| self.may_use(c, label))) {
            return false;
        }
        let id = browser::region_id();
        let made_by = label_control.clone().unwrap_or_else(|| control.clone());
        let new = NewRegion {
            id: id.clone(),
            control,
            area: Area::Box(rect),
            labels: labels.clone(),
            label_control,
            text: None,
            image: Some(image_size(size)),
            origin: None,
        };
        let mut operations = vec![Operation::AddRegion { region: new }];
        operations.extend(self.further_labels(&id, object, &made_by));
        let done = self.apply(&operations);
        if done {
            self.after_new(&id, object, &labels, select);
        }
        done
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

    pub fn change_box(&self, id: &str, rect: Rect) -> bool {
        if self.is_locked(id) {
            self.tell(t().editor.locked);
            return false;
        }
        self.apply(&[Operation::SetBox { region: id.to_owned(), area: rect }])
    }

    /// Moves a box by pixels of the image, or its far edges; false if it is no box.
    pub fn nudge(&self, id: &str, by: (f64, f64), resize: bool) -> bool {
        let Some(region) = untrack(|| self.region(id)) else { return false };
        let (Area::Box(rect), Some(size)) = (region.area, self.size_of(&region.object)) else { return false };
        self.keyboard_led.set_value(true);
        let new = if resize { grown(rect, size, by) } else { geometry::moved(rect, size, by.0, by.1) };
        if self.change_box(id, new) {
            let shown = new.to_pixels(size);
            self.notice.set(if resize {
                (t().editor.box_sized)(shown.width, shown.height)
            } else {
                (t().editor.box_moved)(shown.x, shown.y)
            });
        }
        true
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

/// The right and lower edges moved, never beyond the image nor past the other side.
fn grown(rect: Rect, size: Size, by: (f64, f64)) -> Rect {
    let pixels = rect.to_pixels(size);
    let corner = Point::new((pixels.width + by.0).max(1.0), (pixels.height + by.1).max(1.0));
    geometry::resize(rect, size, Handle::BottomRight, pixels.outward(corner), 1.0)
}

/// An image's size as results have it.
fn image_size(size: Size) -> ImageSize {
    ImageSize { width: size.width.round() as u32, height: size.height.round() as u32 }
}

fn clear_selection() {
    if let Some(selection) = window().get_selection().ok().flatten() {
        // Without ranges there is nothing to clear.
        let _ = selection.remove_all_ranges();
    }
}
