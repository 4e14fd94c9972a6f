//! Shapes on images: drawn, moved and resized, several at once where several are selected. In percent, as
//! results have them; knows nothing of the screen.

use super::labels::named;
use crate::editor::browser;
use crate::editor::doc::RegionView;
use crate::editor::image::tools::{kit, masks};
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::{Control, Shape, ShapeStyle, Tag};
use crate::model::geometry::{Figure, Point, Size};
use crate::model::ops::Operation;
use crate::model::result::{Area, AreaKind, ImageSize, NewRegion};
use leptos::prelude::*;
use std::sync::Arc;

/// The controls that make a new region: one draws it, and another may give the labels.
struct Makers {
    control: String,
    label_control: Option<String>,
}

impl Work {
    /// An area moved by pixels of the image and kept inside it. `None` where the image has not come yet, and for what
    /// only the browser can move: bitmasks stay where they are.
    pub fn shifted(&self, object: &str, area: &Area, dx: f64, dy: f64) -> Option<Area> {
        let size = self.size_of(object)?;
        match area {
            Area::Brush(rle) => masks::shifted_rle(rle, size, Point::new(dx, dy)).map(Area::Brush),
            _ => Figure::of(area, size)?.moved(Point::new(dx, dy), size).to_area(size, Some(area)),
        }
    }

    /// The control whose result carries a region's area.
    fn drawn_by(&self, id: &str) -> Option<String> {
        self.paper.with_untracked(|p| {
            let part = p.document.region(id)?.parts.first()?.control?;
            p.document.config().controls().get(part).map(|c| c.name.clone())
        })
    }

    /// How large an image is, in its own pixels.
    pub fn size_of(&self, object: &str) -> Option<Size> {
        self.sizes.with_untracked(|sizes| sizes.get(object).copied())
    }

    pub fn can_rotate(&self, id: &str) -> bool {
        self.style_of_region(id, |style| style.can_rotate).unwrap_or(true)
    }

    /// Something of how the control that drew a region wants its shapes.
    pub fn style_of_region<T>(&self, id: &str, of: impl Fn(&ShapeStyle) -> T) -> Option<T> {
        let setup = self.setup();
        setup.style_of(&self.drawn_by(id)?).map(of)
    }

    /// Who makes a region of a kind on an object: a control whose labels are active, else one that draws without labels.
    fn makers(&self, object: &str, kind: AreaKind) -> Option<Makers> {
        let setup = self.setup();
        let active = self.active_for(object);
        let draws = |c: &Control| c.shape().is_some_and(|shape| AreaKind::of(shape) == kind);
        let own = active.iter().find(|a| setup.control(&a.control).is_some_and(draws));
        if let Some(own) = own {
            return Some(Makers { control: own.control.clone(), label_control: None });
        }
        let plain = || setup.config.controls_of(object).filter(|c| draws(c) && c.labels().is_none());
        // The wand paints with the brush, where there is one.
        let control = plain().find(|c| c.tag != Tag::Magicwand).or_else(|| plain().next())?;
        let labels = |plain: bool| {
            let fits = |c: &Control| c.labels().is_some() && (c.tag == Tag::Labels || !plain);
            active.iter().find(|a| setup.control(&a.control).is_some_and(fits)).map(|a| a.control.clone())
        };
        Some(Makers { control: control.name.clone(), label_control: labels(true).or_else(|| labels(false)) })
    }

    /// How shapes of a kind are drawn with the active labels.
    pub fn drawn_as<T>(&self, object: &str, shape: Shape, of: impl Fn(&ShapeStyle) -> T) -> Option<T> {
        let setup = self.setup();
        kit::style(&setup.config, object, shape, &self.active_for(object)).map(of)
    }

    /// A new region of an image with the active labels; its id, or `None`, saying why, where no control can make it.
    /// With `select` it is ready to be moved by the keys.
    pub fn draw(&self, object: &str, area: Area, image: ImageSize, select: bool) -> Option<String> {
        let setup = self.setup();
        let Some(Makers { control, label_control }) = self.makers(object, area.kind()) else {
            self.tell(t().editor.label_first);
            return None;
        };
        let made_by = label_control.clone().unwrap_or_else(|| control.clone());
        let active = self.active_for(object);
        let labels = named(active.iter().filter(|a| a.control == made_by).map(|a| a.value.clone()));
        let labeler = setup.control(&made_by);
        if !labels.iter().all(|label| labeler.is_none_or(|c| self.may_use(c, label))) {
            return None;
        }
        let id = browser::region_id();
        let further = self.further_labels(&id, object, area.kind(), &control, &made_by);
        let new = NewRegion {
            id: id.clone(),
            control,
            area,
            labels: labels.clone(),
            label_control,
            text: None,
            image: Some(image),
            item: untrack(|| self.item(object)),
            origin: None,
        };
        let mut operations = vec![Operation::AddRegion { region: new }];
        operations.extend(further);
        if !self.apply(&operations) {
            return None;
        }
        self.after_new(&id, object, &labels, select);
        Some(id)
    }

    /// Puts a region elsewhere, unless it is locked.
    pub fn change_area(&self, id: &str, area: Area) -> bool {
        if self.is_locked(id) {
            self.tell(t().editor.locked);
            return false;
        }
        self.change_areas(vec![(id.to_owned(), area)])
    }

    /// Puts several elsewhere as one step; those that are locked stay.
    pub fn change_areas(&self, areas: Vec<(String, Area)>) -> bool {
        let operations: Vec<Operation> = areas
            .into_iter()
            .filter(|(id, _)| !self.is_locked(id))
            .map(|(region, area)| Operation::SetArea { region, area, text: None })
            .collect();
        !operations.is_empty() && self.apply(&operations)
    }

    /// Moves what is selected by pixels of its image, or resizes it, or moves the point that was chosen; false if there is
    /// nothing to move. While the key is held, all of it is one step.
    pub fn nudge_picked(&self, by: (f64, f64), resize: bool) -> bool {
        let by = self.tools.on_image(Point::new(by.0, by.1), resize);
        if !resize && self.nudge_point(by) {
            return true;
        }
        let all = self.picked.get_untracked();
        let shapes: Vec<_> = all
            .iter()
            .filter_map(|id| untrack(|| self.region(id)).filter(|r| r.area.kind().is_shape()))
            .collect();
        let Some(first) = shapes.first() else { return false };
        self.keyboard_led.set_value(true);
        if shapes.iter().all(|region| self.is_locked(&region.id)) {
            self.tell(t().editor.locked);
            return true;
        }
        self.hold_step();
        let moved: Vec<(String, Area)> = shapes
            .iter()
            .filter_map(|region| {
                let size = self.size_of(&region.object)?;
                let figure = Figure::of(&region.area, size)?;
                let area = match (&region.area, resize) {
                    (Area::Bitmask(_), false) => return None,
                    (Area::Brush(_), false) => self.shifted(&region.object, &region.area, by.x, by.y),
                    (_, true) => figure.grown(by, size).to_area(size, Some(&region.area)),
                    (_, false) => figure.moved(by, size).to_area(size, Some(&region.area)),
                };
                Some((region.id.clone(), area?))
            })
            .collect();
        if !resize {
            let is_bitmask = |region: &&Arc<RegionView>| matches!(region.area, Area::Bitmask(_));
            self.nudge_bitmasks(
                shapes.iter().filter(is_bitmask).map(|region| region.id.clone()).collect(),
                by,
            );
        }
        let told = moved.first().map(|(_, area)| area.clone());
        if self.change_areas(moved)
            && let (Some(area), Some(size)) = (told, self.size_of(&first.object))
            && let Some(around) = Figure::of(&area, size).and_then(|figure| figure.bounds())
        {
            self.notice.set(if resize {
                (t().editor.box_sized)(around.width, around.height)
            } else {
                (t().editor.box_moved)(around.x, around.y)
            });
        }
        true
    }

    /// What follows until `settle` is one step: a key that is held down repeats.
    pub(super) fn hold_step(&self) {
        self.paper.update_untracked(|paper| {
            if !paper.history.in_transaction() {
                paper.history.begin();
            }
        });
    }

    /// The key is up: the step is whole.
    pub fn settle(&self) {
        if self.paper.with_untracked(|paper| paper.history.in_transaction()) {
            self.paper.update(|paper| {
                paper.history.commit();
            });
        }
    }
}
