//! Writing the steps down in this browser, each as its edits alone; the results as a whole when a sitting begins and now
//! and then after that.

use super::super::mirror::{self, Mirror};
use super::super::shelf::{Change, Shelf};
use super::{DraftKeeper, Inner, Trouble};
use crate::model::drafts::{Base, Head, outgrown};
use crate::model::mask::pack;
use crate::model::result::Edit;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

/// What of a sitting stands in this browser.
#[derive(Default)]
pub(super) struct Written {
    /// The results it began with; without them steps are worth nothing.
    based: bool,
    base_bytes: usize,
    /// Steps since, and their bytes.
    steps: u32,
    bytes: usize,
    /// Sittings that this one goes on from: they go when its own results stand.
    instead_of: Vec<String>,
}

impl Written {
    pub fn instead_of(sittings: Vec<String>) -> Self {
        Self { instead_of: sittings, ..Self::default() }
    }

    /// A step was not written down: those after it would stand on nothing.
    pub const fn missed(&mut self) {
        self.based = false;
    }
}

impl DraftKeeper {
    /// Writes a step down, or the results as a whole where there is nothing yet for it to stand on.
    pub(super) fn write_down(&self, edits: Option<&[Edit]>) {
        let Some(shelf) = Shelf::at_hand() else { return self.mirror() };
        let Some(change) = self.inner.borrow_mut().change(edits) else { return };
        self.put(shelf, change);
    }

    /// Between two operations, the results as a whole in place of many steps.
    pub(super) fn compact(&self) {
        let due = {
            let Inner { written, closed, .. } = &*self.inner.borrow();
            !closed && written.based && outgrown(written.steps, written.bytes, written.base_bytes)
        };
        if due {
            self.write_down(None);
        }
    }

    /// How much of it the server has.
    pub(super) fn write_head(&self) {
        let head = {
            let inner = self.inner.borrow();
            inner.written.based.then(|| inner.head())
        };
        if let (Some(shelf), Some(head)) = (Shelf::at_hand(), head) {
            self.put(shelf, Change { head, ..Change::default() });
        }
    }

    /// Nobody looks at it any more and the server has all of it: its draft is what opens the next time.
    pub(super) fn forget_what_the_server_has(&self) {
        let (gone, place) = {
            let inner = self.inner.borrow();
            (inner.work.is_none() && !inner.closed && inner.seq <= inner.server, inner.place.clone())
        };
        if let (true, Some(shelf)) = (gone, Shelf::at_hand()) {
            spawn_local(async move {
                // A sitting that stays is marked as sent, and is not opened.
                let _ = shelf.forget(&place).await;
            });
        }
    }

    fn put(&self, shelf: Shelf, change: Change) {
        let keeper = self.clone();
        let place = self.place();
        spawn_local(async move {
            let seq = change.head.seq;
            match shelf.write(&place, &change).await {
                Ok(true) => {
                    let mut inner = keeper.inner.borrow_mut();
                    inner.here = inner.here.max(seq);
                    drop(inner);
                    keeper.told(None);
                }
                Ok(false) => {
                    // Another window went on from here and took the results along: from now on we stand on our own.
                    keeper.inner.borrow_mut().written.missed();
                    if keeper.unsent() {
                        keeper.write_down(None);
                    }
                }
                Err(error) => {
                    // A step is missing: what follows stands on results written anew.
                    keeper.inner.borrow_mut().written.missed();
                    match error {
                        super::super::idb::IdbError::Full => keeper.told(Some(Trouble::Full)),
                        _ => keeper.mirror(),
                    }
                }
            }
        });
    }

    /// The results as a whole in the small storage, where there is no other.
    fn mirror(&self) {
        let (place, copy, seq) = {
            let inner = self.inner.borrow();
            let Some(result) = inner.work.and_then(|work| work.try_result()) else { return };
            let (base, synced, at) = (inner.base.clone(), inner.seq <= inner.server, inner.at.clone());
            let lead_time = inner.lead_time;
            (inner.place.clone(), Mirror { result, lead_time, base, synced, at }, inner.seq)
        };
        if mirror::write(place.task, place.annotation, &copy) {
            self.inner.borrow_mut().here = seq;
            self.told(Some(Trouble::Small));
        } else {
            self.told(Some(Trouble::Nothing));
        }
    }

    fn told(&self, trouble: Option<Trouble>) {
        if self.trouble.get_untracked() != trouble {
            self.trouble.set(trouble);
        }
    }
}

/// The results of a view that is gone, as the JSON of a base.
fn packed(seq: u64, result: &Value) -> Option<String> {
    let mut results = result.as_array()?.clone();
    results.iter_mut().for_each(pack::pack);
    serde_json::to_string(&Base { seq, results }).ok()
}

impl Inner {
    fn head(&self) -> Head {
        Head {
            seq: self.seq,
            synced: self.server,
            base: self.base.clone(),
            lead_time: self.lead_time,
            at: self.at.clone(),
            unique_id: self.unique_id.clone(),
            aside: false,
        }
    }

    fn change(&mut self, edits: Option<&[Edit]>) -> Option<Change> {
        let head = self.head();
        let step = edits.filter(|edits| self.written.based && !edits.is_empty());
        // Edits are plain JSON: writing them out cannot fail.
        if let Some(step) = step.and_then(|edits| serde_json::to_string(edits).ok()) {
            self.written.steps += 1;
            self.written.bytes += step.len();
            return Some(Change { head, step: Some(step), ..Change::default() });
        }
        let of_view = self.work.and_then(|work| work.packed(head.seq));
        let base = of_view.or_else(|| packed(head.seq, self.left.as_ref()?))?;
        let instead_of = std::mem::take(&mut self.written.instead_of);
        self.written = Written { based: true, base_bytes: base.len(), ..Written::default() };
        Some(Change { head, base: Some(base), instead_of, ..Change::default() })
    }
}
