//! Undo and redo. A step is what a person would call one: an operation, or a transaction of several, such as a drag.

use super::note::Note;
use super::operation::{OpError, Operation};
use crate::model::result::{Document, Edit, EditError, invert};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// One step: the edits that it made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub edits: Vec<Edit>,
    /// What it was, for people.
    #[serde(skip)]
    pub note: Note,
    /// Names the state that the step led to.
    state: u64,
}

impl Step {
    /// Names the state that the step led to.
    pub const fn state(&self) -> u64 {
        self.state
    }
}

/// How many steps can be undone.
const CAP: usize = 500;

/// The steps that led to the document as it is, and those that were undone.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: VecDeque<Step>,
    redo: Vec<Step>,
    open: Option<Open>,
    /// Names the state before the oldest step that is kept.
    base: u64,
    saved: u64,
    last: u64,
    /// What was done to the document since somebody asked, undoing and redoing included.
    made: Vec<Edit>,
}

/// A transaction that goes on.
#[derive(Clone, Debug, Default)]
struct Open {
    edits: Vec<Edit>,
    note: Option<Note>,
}

impl History {
    pub fn new() -> Self {
        Self::default()
    }

    /// Does an operation. False when there was nothing to do.
    pub fn apply(&mut self, document: &mut Document, operation: &Operation) -> Result<bool, OpError> {
        let edits = operation.plan(document)?;
        if edits.is_empty() {
            return Ok(false);
        }
        let note = Note::of(operation, document);
        document.play(&edits)?;
        match &mut self.open {
            Some(open) => {
                edits.into_iter().for_each(|edit| join(&mut open.edits, edit));
                match &mut open.note {
                    Some(known) => known.and(note),
                    None => open.note = Some(note),
                }
            }
            None => self.push(edits, note),
        }
        Ok(true)
    }

    /// Does several as one step: all, or none if one cannot be done. Inside an open transaction they join it, and taking
    /// them back is the transaction's business.
    pub fn apply_all(&mut self, document: &mut Document, operations: &[Operation]) -> Result<bool, OpError> {
        let nested = self.open.is_some();
        if nested {
            return operations
                .iter()
                .try_fold(false, |any, operation| Ok(self.apply(document, operation)? || any));
        }
        self.begin();
        for operation in operations {
            if let Err(error) = self.apply(document, operation) {
                self.cancel(document)?;
                return Err(error);
            }
        }
        Ok(self.commit())
    }

    /// Opens a transaction: what is done until its end is one step. One that is open is ended first.
    pub fn begin(&mut self) {
        self.commit();
        self.open = Some(Open::default());
    }

    /// Ends the transaction. False when it left no change.
    pub fn commit(&mut self) -> bool {
        let Open { mut edits, note } = self.open.take().unwrap_or_default();
        edits.retain(|edit| edit.before != edit.after);
        if edits.is_empty() {
            return false;
        }
        self.push(edits, note.unwrap_or_default());
        true
    }

    /// Takes back what the open transaction did.
    pub fn cancel(&mut self, document: &mut Document) -> Result<(), EditError> {
        match self.open.take() {
            Some(open) => document.play(&invert(&open.edits)),
            None => Ok(()),
        }
    }

    pub const fn in_transaction(&self) -> bool {
        self.open.is_some()
    }

    /// Takes the last step back. False when there is none. Ends an open transaction first.
    pub fn undo(&mut self, document: &mut Document) -> Result<bool, EditError> {
        self.commit();
        let Some(step) = self.undo.back() else { return Ok(false) };
        let back = invert(&step.edits);
        document.play(&back)?;
        self.made.extend(back);
        self.redo.extend(self.undo.pop_back());
        Ok(true)
    }

    /// Does the last step that was taken back again. False when there is none.
    pub fn redo(&mut self, document: &mut Document) -> Result<bool, EditError> {
        if self.commit() {
            return Ok(false);
        }
        let Some(step) = self.redo.last() else { return Ok(false) };
        document.play(&step.edits)?;
        self.made.extend(step.edits.iter().cloned());
        self.undo.extend(self.redo.pop());
        Ok(true)
    }

    /// The steps in their order, with whether each is done or was taken back.
    pub fn steps(&self) -> impl Iterator<Item = (&Step, bool)> {
        self.undo.iter().map(|step| (step, true)).chain(self.redo.iter().rev().map(|step| (step, false)))
    }

    /// Names the state before the first of the steps.
    pub const fn first_state(&self) -> u64 {
        self.base
    }

    /// Goes to a state of the past or back to one that was left, step by step. False when there is no such state, or it
    /// is the one at hand.
    pub fn go_to(&mut self, document: &mut Document, state: u64) -> Result<bool, EditError> {
        self.commit();
        let before = self.state();
        let is_past = state == self.base || self.undo.iter().any(|step| step.state == state);
        let is_ahead = self.redo.iter().any(|step| step.state == state);
        if state == before || !(is_past || is_ahead) {
            return Ok(false);
        }
        while self.state() != state {
            let moved = if is_past { self.undo(document)? } else { self.redo(document)? };
            if !moved {
                break;
            }
        }
        Ok(self.state() != before)
    }

    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty() || self.open.as_ref().is_some_and(|open| !open.edits.is_empty())
    }

    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// The document as it is stands saved.
    pub fn mark_saved(&mut self) {
        self.commit();
        self.saved = self.state();
    }

    /// The document differs from what was saved last, or from what was loaded.
    pub fn is_dirty(&self) -> bool {
        self.state() != self.saved || self.open.as_ref().is_some_and(|open| !open.edits.is_empty())
    }

    /// Names the state that the document is in: the same number is the same state.
    pub fn state(&self) -> u64 {
        self.undo.back().map_or(self.base, |step| step.state)
    }

    /// The edits since this was asked last, in their order; those of an open transaction come with its end.
    pub fn take_made(&mut self) -> Vec<Edit> {
        std::mem::take(&mut self.made)
    }

    fn push(&mut self, edits: Vec<Edit>, note: Note) {
        self.last += 1;
        self.made.extend(edits.iter().cloned());
        self.redo.clear();
        self.undo.push_back(Step { edits, note, state: self.last });
        if self.undo.len() > CAP {
            let forgotten = self.undo.pop_front();
            self.base = forgotten.map_or(self.base, |step| step.state);
        }
    }
}

/// Adds an edit to those of a transaction. A drag replaces the same few results over and over: the first state and the
/// last are all that matters.
fn join(open: &mut Vec<Edit>, edit: Edit) {
    if edit.is_replacement() {
        let recent = open.iter_mut().rev().take_while(|known| known.is_replacement());
        let mut same = recent.filter(|known| known.at == edit.at);
        if let Some(known) = same.next() {
            known.after = edit.after;
            return;
        }
    }
    open.push(edit);
}
