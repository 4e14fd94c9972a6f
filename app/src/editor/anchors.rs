//! Where regions are on the screen, for what is drawn between objects: each object on screen says so of its own regions.
//! Objects of text also say here how a selection grows to whole words. Knows no object by kind.

use super::state::{Pending, Work};
use crate::model::config::Granularity;
use leptos::prelude::*;
use std::collections::BTreeMap;
use web_sys::DomRect;

/// What one object can say.
pub struct Surface {
    /// The first line or the box of a region, in pixels of the window; it may lie outside of what is in sight. `None` when
    /// the region is not shown at all.
    pub rect: Rect,
    /// A selection grown to words, sentences or paragraphs; `None` where there are no such things.
    pub snap: Option<Snap>,
}

type Rect = Box<dyn Fn(&str) -> Option<DomRect>>;
type Snap = Box<dyn Fn(&Pending, Granularity) -> Option<Pending>>;

/// The objects on screen, by name.
#[derive(Clone, Copy)]
pub struct Anchors {
    surfaces: StoredValue<BTreeMap<String, Surface>, LocalStorage>,
    moved: RwSignal<u32>,
}

impl Anchors {
    pub fn new() -> Self {
        Self { surfaces: StoredValue::new_local(BTreeMap::new()), moved: RwSignal::new(0) }
    }

    /// An object is on screen for as long as the current owner lives.
    pub fn register(self, object: String, surface: Surface) {
        let name = object.clone();
        self.surfaces.update_value(|all| drop(all.insert(object, surface)));
        on_cleanup(move || {
            // The whole work may be gone already.
            let _ = self.surfaces.try_update_value(|all| drop(all.remove(&name)));
        });
    }

    /// Something scrolled or was laid out anew: anchors are elsewhere.
    pub fn shift(self) {
        let _ = self.moved.try_update(|n| *n = n.wrapping_add(1));
    }

    /// Reactive: asked again after anchors moved.
    pub fn track(self) {
        self.moved.track();
    }

    /// Where a region of an object is.
    pub fn rect(self, object: &str, region: &str) -> Option<DomRect> {
        self.surfaces.try_with_value(|all| (all.get(object)?.rect)(region)).flatten()
    }

    /// A selection as another granularity takes it.
    pub fn snapped(self, pending: &Pending, granularity: Granularity) -> Option<Pending> {
        let snap = |all: &BTreeMap<String, Surface>| {
            let snap = all.get(&pending.object)?.snap.as_ref()?;
            snap(pending, granularity)
        };
        self.surfaces.try_with_value(snap).flatten()
    }
}

impl Work {
    /// The selection as a label wants it, if the label has a granularity of its own.
    pub(super) fn as_label_wants(&self, pending: Pending, control: &str, labels: &[String]) -> Pending {
        let setup = self.setup();
        let own = setup
            .control(control)
            .and_then(|c| labels.iter().find_map(|stored| c.labels()?.option(stored)?.granularity));
        own.and_then(|granularity| self.anchors.snapped(&pending, granularity)).unwrap_or(pending)
    }
}
