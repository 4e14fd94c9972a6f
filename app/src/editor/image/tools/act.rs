//! What becomes of the hand's effects: the tools' rules come from the config and what is in hand, and what they made
//! goes to the document, as one step each. Drags show on the overlay and are applied once, at their end.

use super::draft::{Drawing, Rules};
use super::kit::{self, InHand, Kit};
use super::masks;
use crate::editor::image::gesture::{Effect, Gesture, Held, Told};
use crate::editor::image::look::Look;
use crate::editor::image::stage::Stage;
use crate::editor::state::{ShapeTool, Tool};
use crate::messages::t;
use crate::model::config::{Shape, ShapeStyle, Tag};
use crate::model::geometry::{Figure, Point, Snap};
use crate::model::result::Area;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Widths in the absence of a config's: of a key point on screen, and of the brush in pixels of the image.
const DOT: f64 = 2.0;
const BRUSH: f64 = 15.0;

impl Stage {
    pub fn kit(&self) -> Kit {
        Kit::of(&self.work.setup().config, &self.object.get_value())
    }

    /// What a drag or a click draws here, if anything.
    pub fn in_hand(&self) -> Option<InHand> {
        let object = self.object.get_value();
        let tool = self.work.tool.get_untracked();
        kit::in_hand(&self.work.setup().config, &object, tool, &self.work.active_for(&object))
    }

    /// The rules of what is drawn with what is in hand; handles are met within `reach` pixels of the screen.
    pub fn rules(&self, reach: f64) -> Rules {
        let hand = self.in_hand();
        let shape = hand.as_ref().map_or(Shape::Rectangle, |hand| hand.shape.shape());
        let drawing = hand.map_or(Drawing::Box, |hand| hand.drawing);
        let style = self.work.drawn_as(&self.object.get_value(), shape, ShapeStyle::clone);
        let of = |part: fn(&ShapeStyle) -> bool| style.as_ref().is_some_and(part);
        let count = |part: fn(&ShapeStyle) -> Option<u32>| style.as_ref().and_then(part).map(|n| n as usize);
        let snap = self.snap_of_changed().unwrap_or(match drawing {
            _ if !of(|style| style.snaps) => Snap::Free,
            Drawing::KeyPoint => Snap::Middles,
            _ => Snap::Corners,
        });
        Rules {
            bounds: self.bounds(),
            drawing,
            snap,
            reach,
            dot: style.as_ref().map_or(DOT, |style| style.stroke_width) / 2.0 / self.fit_scale(),
            brush: untrack(|| self.brush_width()) / 2.0,
            closable: of(|style| style.closable),
            curves: of(|style| style.curves),
            skeleton: of(|style| style.skeleton),
            least_points: count(|style| style.min_points).unwrap_or(0),
            most_points: count(|style| style.max_points).unwrap_or(usize::MAX),
        }
    }

    /// What is moved or changed snaps as the control that drew it wants.
    fn snap_of_changed(&self) -> Option<Snap> {
        let changed = self.gesture.with_untracked(|gesture| gesture.changes().cloned())?;
        let snaps = self.work.style_of_region(&changed.id, |style| style.snaps).unwrap_or(false);
        Some(match changed.figure {
            _ if !snaps => Snap::Free,
            Figure::Dot { .. } => Snap::Middles,
            _ => Snap::Corners,
        })
    }

    /// Screen pixels for each pixel of the image when all of it is seen: dots have their width on screen then.
    fn fit_scale(&self) -> f64 {
        let (Some(natural), room) = (self.natural(), self.size.get_untracked()) else { return 1.0 };
        let fits = (room.width / natural.width).min(room.height / natural.height);
        if fits.is_finite() && fits > 0.0 { fits } else { 1.0 }
    }

    /// How wide the brush is, in pixels of the image. Reactive.
    pub fn brush_width(&self) -> f64 {
        let object = self.object.get_value();
        let own = |shape| self.work.drawn_as(&object, shape, |style| style.stroke_width);
        let chosen = self.work.tools.brush.get();
        chosen.or_else(|| own(Shape::Brush)).or_else(|| own(Shape::Bitmask)).unwrap_or(BRUSH)
    }

    /// How the wand wants its pixels: how far colours may differ, and how smooth their border is.
    pub fn wand_style(&self) -> (u8, u32) {
        let setup = self.work.setup();
        let object = self.object.get_value();
        let wand = setup.config.controls_of(&object).find(|control| control.tag == Tag::Magicwand);
        let style = wand.and_then(|control| control.style());
        let threshold = style.map_or(15.0, |style| style.threshold);
        let blur = style.map_or(5.0, |style| style.blur_radius);
        (threshold.round().clamp(0.0, 255.0) as u8, blur.round().clamp(0.0, 100.0) as u32)
    }

    /// A region of this image that shows and may be changed.
    fn held(&self, look: Look) -> Option<Held> {
        let is_free = !look.locked && !self.work.is_hidden(&look.id);
        is_free.then_some(Held { id: look.id, figure: look.figure })
    }

    /// Everything selected here that may be changed.
    pub fn picked(&self) -> Vec<Held> {
        let picked = self.work.picked.get_untracked();
        let looks: Vec<Look> = self
            .easel
            .scene
            .with_value(|scene| picked.iter().filter_map(|id| scene.look(id, true)).collect());
        looks.into_iter().filter_map(|look| self.held(look)).collect()
    }

    /// The same, if it is one.
    pub fn only_picked(&self) -> Option<Held> {
        self.held(self.selected()?)
    }

    pub fn set_gesture(&self, gesture: Gesture) {
        let (was, is) = (self.gesture.with_untracked(Gesture::is_busy), gesture.is_busy());
        let begins = gesture.is_drawing() && !self.gesture.with_untracked(Gesture::is_drawing);
        self.gesture.set(gesture);
        if was != is {
            self.work.tools.busy.set(is);
        }
        if begins && self.in_hand().is_some_and(|hand| hand.drawing.is_clicked()) {
            self.work.say(t().tools.drawing);
        }
    }

    /// Does what came of a gesture.
    pub fn act(&self, effect: Effect) {
        match effect {
            Effect::None => {}
            Effect::PanBy(by) => self.pan(by),
            Effect::Show(figure) => self.overlay.set(Some(self.palette.aimed(*self, *figure))),
            Effect::Tell(Told::TooFewPoints(least)) => self.work.tell((t().tools.too_few)(least)),
            Effect::WandDown(at) => self.palette.wand_down(*self, at),
            Effect::WandDragged(distance) => self.palette.wand_dragged(*self, distance),
            // Paint stays to be seen until it is part of its mask.
            Effect::Paint(painted) => self.palette.paint(*self, painted),
            Effect::WandUp => self.palette.wand_up(*self),
            done => {
                self.overlay.set(None);
                self.palette.lift();
                self.finish(done);
            }
        }
    }

    /// What ends a gesture.
    fn finish(&self, effect: Effect) {
        let work = self.work;
        match effect {
            Effect::Select(id) => {
                work.drop_point();
                work.select(id);
            }
            Effect::Toggle(id) => work.pick_or_drop(&id),
            Effect::Create(figure) => self.create(&figure, false),
            Effect::Change(held) => self.change(&held),
            Effect::Shift(regions, by) => self.shift(regions, by),
            Effect::Point(id, at) => work.choose_point(&id, at),
            Effect::RemovePoint(id, at) => work.remove_point(&id, at),
            _ => {}
        }
    }

    /// A new region with the active labels.
    pub fn create(&self, figure: &Figure, select: bool) {
        let (Some(natural), Some(image)) = (self.natural(), self.image_size()) else { return };
        let Some(area) = figure.to_area(natural, None) else { return };
        self.work.draw(&self.object.get_value(), area, image, select);
    }

    fn change(&self, held: &Held) {
        let Some(natural) = self.natural() else { return };
        let before = untrack(|| self.work.region(&held.id));
        let Some(area) = held.figure.to_area(natural, before.as_ref().map(|region| &region.area)) else {
            return;
        };
        let old_count =
            before.and_then(|region| Figure::of(&region.area, natural)).map_or(0, |f| f.point_count());
        self.work.select(Some(held.id.clone()));
        if !self.work.change_area(&held.id, area) {
            return;
        }
        let count = held.figure.point_count();
        if count > old_count {
            self.work.say(t().tools.point_added);
            // A vector goes on from the new vertex.
            if matches!(held.figure, Figure::Path(_)) && self.work.tools.point_of(&held.id).is_some() {
                self.work.choose_point(&held.id, count - 1);
            }
        } else {
            self.work.say(t().tools.changed);
        }
    }

    fn shift(&self, regions: Arc<Vec<Held>>, by: Point) {
        if let [one] = regions.as_slice() {
            self.work.select(Some(one.id.clone()));
        }
        let area_of = |id: &str| untrack(|| self.work.region(id)).map(|region| region.area.clone());
        let bitmaps: Vec<(String, Area)> = regions
            .iter()
            .filter_map(|held| Some((held.id.clone(), area_of(&held.id)?)))
            .filter(|(_, area)| matches!(area, Area::Bitmask(_)))
            .collect();
        let Some(size) = self.natural() else { return };
        let object = self.object.get_value();
        let moved: Vec<(String, Area)> = regions
            .iter()
            .filter_map(|held| {
                let before = area_of(&held.id)?;
                let area = match &before {
                    Area::Bitmask(_) => return None,
                    Area::Brush(_) => self.work.shifted(&object, &before, by.x, by.y)?,
                    _ => held.figure.shifted(by).to_area(size, Some(&before))?,
                };
                Some((held.id.clone(), area))
            })
            .collect();
        if bitmaps.is_empty() {
            return self.put_moved(moved);
        }
        let stage = *self;
        spawn_local(async move {
            let mut moved = moved;
            for (id, before) in bitmaps {
                match masks::moved_bitmap(&before, size, by).await {
                    Ok(area) => moved.push((id, area)),
                    Err(why) => stage.work.tell((t().tools.mask_failed)(&why)),
                }
            }
            if stage.gesture.try_get_untracked().is_some() {
                stage.put_moved(moved);
            }
        });
    }

    fn put_moved(&self, moved: Vec<(String, Area)>) {
        let count = moved.len();
        if self.work.change_areas(moved) {
            self.work.say(if count == 1 {
                t().tools.moved.to_owned()
            } else {
                (t().tools.moved_many)(count)
            });
        }
    }
}

/// What a tool is called.
pub fn words(tool: Tool) -> &'static str {
    match tool {
        Tool::Auto => t().tools.put_down,
        Tool::Move => t().editor.tool_move,
        Tool::Pan => t().editor.tool_pan,
        Tool::Eraser => t().tools.eraser,
        Tool::Wand => t().tools.wand,
        Tool::Shape(shape) => match shape {
            ShapeTool::Rectangle => t().tools.rectangle,
            ShapeTool::ThreePoint => t().tools.three_point,
            ShapeTool::Ellipse => t().tools.ellipse,
            ShapeTool::Polygon => t().tools.polygon,
            ShapeTool::KeyPoint => t().tools.key_point,
            ShapeTool::Vector => t().tools.vector,
            ShapeTool::Brush => t().tools.brush,
            ShapeTool::Bitmask => t().tools.bitmask,
        },
    }
}
