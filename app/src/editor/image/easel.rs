//! What the painter of one stage keeps between frames: what lies on the image, styles and masks, what is painted and
//! what has to be painted again.

use super::budget::Budget;
use super::layers::{Ground, Layer};
use super::masks::Masks;
use super::overlay::Alpha;
use super::relations::Link;
use super::scene::{Change, Scene};
use super::styles::Styles;
use crate::model::geometry::Size;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use web_sys::HtmlCanvasElement;

/// Handles to all of it.
#[derive(Clone, Copy)]
pub struct Easel {
    pub scene: StoredValue<Scene>,
    pub styles: StoredValue<Styles>,
    pub layer: StoredValue<Layer>,
    /// Regions that are painted with what is being drawn or changed.
    pub moving: StoredValue<BTreeSet<String>>,
    pub links: StoredValue<Arc<Vec<Link>>>,
    pub own: StoredValue<Own, LocalStorage>,
    pub asked: StoredValue<bool>,
    /// What a change of only these needs no more than.
    pub dirty: StoredValue<Dirty>,
}

/// What is painted again in the next frame whatever the regions do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dirty {
    pub picture: bool,
    pub above: bool,
}

/// What only this thread may hold: canvases.
pub struct Own {
    pub masks: Masks,
    /// Painted piece by piece, then shown.
    pub spare: Option<HtmlCanvasElement>,
    pub job: Option<Job>,
    pub brush: Option<Brush>,
    /// Pixels of a mask that is being made, by what they are of and their colour.
    pub pixels: Budget<(usize, String), (Alpha, HtmlCanvasElement)>,
    /// How far the resting regions are moved along on screen.
    pub moved: Option<(f64, f64, f64)>,
    pub still: Still,
}

/// Picture and regions in one piece, as they were when the view began to move.
#[derive(Default)]
pub struct Still {
    pub canvas: Option<HtmlCanvasElement>,
    /// What it was taken for, while it shows in place of the layers.
    pub of: Option<Ground>,
}

/// Regions that are painted piece by piece.
pub struct Job {
    pub slots: Vec<u32>,
    pub next: usize,
    /// So many are painted between two looks at the clock.
    pub at_once: usize,
}

/// A stroke as far as it is painted.
pub struct Brush {
    pub canvas: HtmlCanvasElement,
    pub of: Option<String>,
    pub ground: Ground,
    pub erases: bool,
    pub color: String,
    pub opacity: f64,
    pub radius: f64,
    pub first: Option<(f64, f64)>,
    pub drawn: usize,
}

impl Own {
    /// A stroke that is done stands until the mask that it became is here; then it goes.
    pub fn settle(&mut self, ground: Ground) {
        if !self.masks.is_busy() || self.brush.as_ref().is_some_and(|brush| brush.ground != ground) {
            self.brush = None;
        }
    }

    /// The region is painted as part of a stroke.
    pub fn has_in_stroke(&self, id: &str) -> bool {
        self.brush.as_ref().is_some_and(|brush| brush.of.as_deref() == Some(id))
    }
}

/// Bytes of pixels that are kept of what a hand makes.
const MOST_PIXELS: usize = 96 << 20;

impl Easel {
    pub fn new() -> Self {
        let nothing = Size { width: 1.0, height: 1.0 };
        Self {
            scene: StoredValue::new(Scene::new(nothing)),
            styles: StoredValue::new(Styles::default()),
            layer: StoredValue::new(Layer::default()),
            moving: StoredValue::new(BTreeSet::new()),
            links: StoredValue::new(Arc::new(Vec::new())),
            own: StoredValue::new_local(Own {
                masks: Masks::new(nothing),
                spare: None,
                job: None,
                brush: None,
                pixels: Budget::new(MOST_PIXELS),
                moved: None,
                still: Still::default(),
            }),
            asked: StoredValue::new(false),
            dirty: StoredValue::new(Dirty::default()),
        }
    }

    /// Another image: nothing of what was here holds.
    pub fn begin(&self, image: Size) {
        self.scene.set_value(Scene::new(image));
        self.own.update_value(|own| {
            own.masks = Masks::new(image);
            own.job = None;
            own.brush = None;
        });
        self.changed(Change::All);
    }

    pub fn changed(&self, change: Change) {
        self.layer.update_value(|layer| layer.changed(change));
    }
}
