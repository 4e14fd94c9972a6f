//! One image on screen: what is loaded, where it stands, what lies on it, what is under the hand. How it moves is in
//! `moves`, what it reacts to in `react`, how it is painted in `paint` and `over`.

mod anchor;
mod items;
mod moves;
mod over;
mod paint;
mod pixels;
mod react;
mod still;
mod turns;

use super::easel::Easel;
use super::gesture::{Bounds, Gesture};
use super::look::Look;
use super::overlay::{HandleMark, OverlayFigure};
use super::picture::{Picture, Unreadable};
use super::scene::Shape;
use super::source::Loading;
use super::tools::palette::Palette;
use crate::editor::settings::{self, Settings};
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::ImageLook;
use crate::model::geometry::{Alignment, Extent, Point, Rect, Room, Size, View};
use crate::model::result::ImageSize;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::ImageData;

/// How near a handle the pointer must be, in screen pixels; a finger needs more.
pub const REACH_MOUSE: f64 = 8.0;
pub const REACH_TOUCH: f64 = 18.0;

/// How the picture is lit, and what helps to aim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Light {
    /// In percent.
    pub brightness: u32,
    pub contrast: u32,
    pub grid: bool,
    pub crosshair: bool,
}

#[derive(Clone, Copy)]
pub struct Stage {
    pub work: Work,
    pub object: StoredValue<String>,
    pub look: StoredValue<Arc<ImageLook>>,
    /// The addresses of its pictures, as many as there are.
    pub urls: StoredValue<Arc<Vec<String>>>,
    /// The task lists its pictures.
    is_list: bool,
    /// How many pages its one picture has, as far as is known.
    pages: RwSignal<u32>,
    pub settings: RwSignal<Settings>,
    pub frame: NodeRef<Div>,
    /// The picture; the regions at rest; what a hand is at.
    pub back: NodeRef<Canvas>,
    pub below: NodeRef<Canvas>,
    pub above: NodeRef<Canvas>,
    pub picture: StoredValue<Option<Picture>, LocalStorage>,
    pub loading: RwSignal<Loading>,
    pub size: RwSignal<Size>,
    pub view: RwSignal<View>,
    /// The view follows the stage's size until a person zooms or pans.
    pub fitted: RwSignal<bool>,
    pub light: RwSignal<Light>,
    pub gesture: RwSignal<Gesture>,
    /// What is being drawn or changed.
    pub overlay: RwSignal<Option<OverlayFigure>>,
    /// What can be taken hold of.
    pub handles: RwSignal<Vec<HandleMark>>,
    pub pointer: RwSignal<Option<Point>>,
    pub cursor: RwSignal<&'static str>,
    /// The space bar is held.
    pub space: RwSignal<bool>,
    /// Counts up with every change of what lies on the image.
    pub round: RwSignal<u32>,
    pub(super) easel: Easel,
    pub(super) palette: Palette,
}

/// Before anything is known.
const NO_SIZE: Size = Size { width: 0.0, height: 0.0 };

impl Stage {
    pub fn new(work: Work, object: String, look: ImageLook, urls: Vec<String>, is_list: bool) -> Self {
        let light = Light { brightness: 100, contrast: 100, grid: look.grid, crosshair: look.crosshair };
        Self {
            work,
            object: StoredValue::new(object),
            look: StoredValue::new(Arc::new(look)),
            urls: StoredValue::new(Arc::new(urls)),
            is_list,
            pages: RwSignal::new(1),
            settings: settings::settings(),
            frame: NodeRef::new(),
            back: NodeRef::new(),
            below: NodeRef::new(),
            above: NodeRef::new(),
            picture: StoredValue::new_local(None),
            loading: RwSignal::new(Loading::Asked),
            size: RwSignal::new(NO_SIZE),
            view: RwSignal::new(View::START),
            fitted: RwSignal::new(true),
            light: RwSignal::new(light),
            gesture: RwSignal::new(Gesture::Idle),
            overlay: RwSignal::new(None),
            handles: RwSignal::new(Vec::new()),
            pointer: RwSignal::new(None),
            cursor: RwSignal::new("default"),
            space: RwSignal::new(false),
            round: RwSignal::new(0),
            easel: Easel::new(),
            palette: Palette::new(),
        }
    }

    /// The size of the picture, once it is here.
    pub fn natural(&self) -> Option<Size> {
        match self.loading.try_get_untracked() {
            Some(Loading::Here(size)) => Some(size),
            _ => None,
        }
    }

    /// The image as results tell of it, turned as it is looked at.
    pub fn image_size(&self) -> Option<ImageSize> {
        let natural = self.natural()?;
        Some(ImageSize {
            width: natural.width.round() as u32,
            height: natural.height.round() as u32,
            rotation: self.view.get_untracked().turn.degrees(),
        })
    }

    pub fn bounds(&self) -> Bounds {
        Bounds { image: self.natural().unwrap_or(NO_SIZE), scale: self.view.get_untracked().scale }
    }

    fn room(&self) -> Option<Room> {
        let look = self.look.get_value();
        let middle = Alignment::default();
        Some(Room {
            image: self.natural()?,
            screen: self.size.get_untracked(),
            alignment: Alignment {
                x: look.horizontal.unwrap_or(middle.x),
                y: look.vertical.unwrap_or(middle.y),
            },
            shrinks: look.negative_zoom,
        })
    }

    /// A region of another picture is neither seen nor met.
    pub(super) fn is_here(&self, object: &str, item: Option<u32>, shown: u32) -> bool {
        self.object.with_value(|own| own == object) && (!self.has_items() || item.unwrap_or(0) == shown)
    }

    /// Scale and offset, for tests and scripts that must hit a pixel of the image.
    pub fn view_text(&self) -> String {
        let view = self.view.get();
        format!("{},{},{}", view.scale, view.offset.x, view.offset.y)
    }

    /// The filter of the picture's canvas.
    pub fn filter(&self) -> String {
        let Light { brightness, contrast, .. } = self.light.get();
        if (brightness, contrast) == (100, 100) {
            "none".to_owned()
        } else {
            format!("brightness({brightness}%) contrast({contrast}%)")
        }
    }

    /// A drag may draw.
    pub fn may_draw(&self) -> bool {
        self.in_hand().is_some()
    }

    /// Fingers belong to the image and not to the page's scrolling.
    pub fn takes_touch(&self) -> bool {
        self.work.active.track();
        self.work.tool.track();
        !self.work.picked.with(Vec::is_empty) || self.may_draw() || !self.fitted.get()
    }

    /// The region that a click means: a selected one if it is there, else the smallest.
    pub fn hit(&self, at: Point, slack: f64) -> Option<Look> {
        let picked = self.work.picked.get_untracked();
        let is_picked = |id: &str| picked.iter().any(|known| known == id);
        self.easel.scene.with_value(|scene| {
            let mask =
                |shape: &Shape| self.easel.own.with_value(|own| own.masks.hit(&shape.region.id, at, slack));
            let found = scene.pick(at, slack, is_picked, mask)?;
            Some(Look::of(found, is_picked(&found.region.id)))
        })
    }

    /// The one region that is selected, if it is on this image.
    pub fn selected(&self) -> Option<Look> {
        let id = self.work.selected.get_untracked()?;
        self.look_of(&id)
    }

    pub fn look_of(&self, id: &str) -> Option<Look> {
        let selected = self.work.picked.with_untracked(|picked| picked.iter().any(|known| known == id));
        self.easel.scene.with_value(|scene| scene.look(id, selected))
    }

    /// What is to be seen in a part of the image, in its pixels, bottom to top: to snap to, to select by a frame.
    pub fn looks_in(&self, part: &Extent) -> Vec<Look> {
        self.easel.scene.with_value(|scene| {
            let shapes = scene.seen(part).into_iter().filter_map(|slot| scene.shape(slot));
            shapes.map(|shape| Look::of(shape, false)).collect()
        })
    }

    /// The upright box around a region; of a mask once its pixels are known. In pixels of the image.
    pub fn place_of(&self, id: &str) -> Option<Extent> {
        self.easel.scene.with_value(|scene| scene.place(scene.slot(id)?))
    }

    /// The picture's own pixels of a part of it; `None`, saying why, where they cannot be read.
    pub fn image_pixels(&self, part: Rect) -> Option<ImageData> {
        let natural = self.natural()?;
        let (left, top) = (part.x.floor().max(0.0), part.y.floor().max(0.0));
        let right = (part.x + part.width).ceil().min(natural.width);
        let bottom = (part.y + part.height).ceil().min(natural.height);
        if right <= left || bottom <= top {
            return None;
        }
        let read = self.picture.try_update_value(|picture| {
            let picture = picture.as_mut().ok_or(Unreadable::Nothing)?;
            picture.pixels(left, top, right - left, bottom - top)
        })?;
        read.map_err(|why| {
            self.work.tell(match why {
                Unreadable::Foreign => t().image.foreign_pixels,
                Unreadable::Nothing => t().image.no_pixels,
            });
        })
        .ok()
    }
}
