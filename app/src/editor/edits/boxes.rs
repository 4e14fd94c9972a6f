//! Boxes on images: drawn, copied, moved and resized. In percent, as results have them; knows nothing of the screen.

use crate::editor::browser;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::Tag;
use crate::model::geometry::{self, Handle, Point, Rect, Size};
use crate::model::ops::Operation;
use crate::model::result::{Area, ImageSize, NewRegion};
use leptos::prelude::*;

impl Work {
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
    pub(super) fn drawn_by(&self, id: &str) -> Option<String> {
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
