//! What keys ask of an image: drawings taken back and finished, shapes placed without a mouse, tools taken up.

use super::corners::usual;
use super::draft::{DraftKey, Drawing, Rules};
use super::kit::Kit;
use super::{act, memory};
use crate::editor::image::gesture::Gesture;
use crate::editor::image::stage::{REACH_MOUSE, Stage};
use crate::editor::keys::Command;
use crate::editor::settings::settings;
use crate::editor::state::{ShapeTool, Tool, Work};
use crate::messages::t;
use crate::model::config::{Shape, Tag};
use crate::model::geometry::{Ellipse, Figure, Path, Point, Rect, Size, Vertex};
use crate::ui::focus;
use leptos::prelude::*;

impl Stage {
    /// Keys are for this image: a hand was here last, or it is the first that has tools.
    pub fn has_keys(&self) -> bool {
        let object = self.object.get_value();
        self.work.tools.object.get_untracked().map_or_else(
            || first_image(&self.work).is_some_and(|first| first == object),
            |last| last == object,
        )
    }

    /// Does what keys ask of the tools here.
    pub fn key(&self, command: &Command) {
        let busy = self.gesture.with_untracked(Gesture::is_busy);
        match command {
            Command::PlaceOrConfirm if busy => self.draft_key(DraftKey::Confirm),
            Command::Unselect | Command::DeleteRegion | Command::Undo if busy => {
                self.draft_key(DraftKey::Back);
                self.work.say(t().tools.taken_back);
            }
            Command::PlaceOrConfirm if self.has_keys() => self.place_or_confirm(),
            _ => {}
        }
    }

    fn draft_key(&self, key: DraftKey) {
        let rules = self.rules(REACH_MOUSE);
        let (gesture, effect) = self.gesture.get_untracked().key(key, &rules);
        self.set_gesture(gesture);
        self.act(effect);
    }

    /// With the keyboard: the shape in hand in the middle of what is seen, ready to be moved; or done with the one at hand.
    fn place_or_confirm(&self) {
        if self.work.selected.get_untracked().is_some() {
            self.work.drop_point();
            self.work.select(None);
            self.work.say(t().editor.confirmed);
            return;
        }
        let Some(natural) = self.natural() else { return };
        let hand = self.in_hand();
        let plain = || self.kit().shapes.first().copied();
        let Some(shape) = hand.as_ref().map(|hand| hand.shape).or_else(plain) else { return };
        if hand.is_some_and(|hand| hand.drawing == Drawing::Eraser) {
            return self.work.tell(t().tools.nothing_placed);
        }
        let rules = self.rules(REACH_MOUSE);
        let view = self.view.get_untracked();
        let screen = self.size.get_untracked();
        let middle = view.to_image(Point::new(screen.width / 2.0, screen.height / 2.0));
        let middle = rules.limits().inside(middle);
        let before = self.work.regions.with_untracked(|all| all.len());
        match shape.drawing() {
            Drawing::Brush => return self.palette.dot(*self, middle, rules.brush),
            _ => self.create(&placed(shape, middle, side(screen, natural, view.scale), &rules), true),
        }
        if self.work.regions.with_untracked(|all| all.len()) > before {
            self.work.tell((t().tools.placed)(noun(shape)));
            // Where arrows move it, and not what had the focus before.
            if let Some(canvas) = self.above.get_untracked() {
                focus::put_on(&canvas);
            }
        }
    }
}

/// A quarter of what is seen.
fn side(screen: Size, natural: Size, scale: f64) -> f64 {
    let least = 4.0_f64.min(natural.width).min(natural.height);
    let most = (natural.width.min(natural.height) / 2.0).max(least);
    (screen.width.min(screen.height) / scale / 4.0).clamp(least, most)
}

/// A shape of a size about a point, inside the image.
fn placed(shape: ShapeTool, middle: Point, side: f64, rules: &Rules) -> Figure {
    let image = rules.bounds.image;
    let side = rules.whole(Point::new(side, side)).x.max(1.0);
    let within = |at: f64, room: f64| (at - side / 2.0).clamp(0.0, (room - side).max(0.0));
    let corner =
        rules.snap.snap(Point::new(within(middle.x, image.width), within(middle.y, image.height)), image);
    let rect = Rect { x: corner.x, y: corner.y, width: side, height: side, rotation: 0.0 };
    match shape {
        ShapeTool::Rectangle | ShapeTool::ThreePoint => Figure::Box(rect),
        ShapeTool::Ellipse => Figure::Ellipse(Ellipse::within(&rect)),
        ShapeTool::Polygon => Figure::Polygon { points: rect.corners().to_vec(), closed: true },
        ShapeTool::KeyPoint => Figure::Dot { at: rules.snap.snap(middle, image), radius: rules.dot },
        ShapeTool::Vector => Figure::Path(line(&rect, rules.least_points.max(2))),
        ShapeTool::Brush | ShapeTool::Bitmask => usual(middle, rules),
    }
}

/// A level line of so many points.
fn line(rect: &Rect, count: usize) -> Path {
    let step = rect.width / (count - 1) as f64;
    let vertex = |at: usize| Vertex {
        id: format!("v{at}"),
        x: rect.x + step * at as f64,
        y: rect.y + rect.height / 2.0,
        prev: at.checked_sub(1).map(|before| format!("v{before}")),
        ..Vertex::default()
    };
    Path { vertices: (0..count).map(vertex).collect(), closed: false }
}

/// What a placed shape is called.
fn noun(shape: ShapeTool) -> &'static str {
    match shape {
        ShapeTool::Rectangle | ShapeTool::ThreePoint => t().tools.noun_box,
        ShapeTool::Ellipse => t().tools.noun_ellipse,
        ShapeTool::Polygon => t().tools.noun_polygon,
        ShapeTool::KeyPoint => t().tools.noun_point,
        ShapeTool::Vector => t().tools.noun_line,
        ShapeTool::Brush | ShapeTool::Bitmask => t().tools.noun_mask,
    }
}

/// The first image of the config that has tools.
fn first_image(work: &Work) -> Option<String> {
    let setup = work.setup();
    let mut images = setup.config.objects().iter().filter(|object| object.tag == Tag::Image);
    let has_tools = |name: &str| !Kit::of(&setup.config, name).shapes.is_empty();
    let found = images.clone().find(|object| has_tools(&object.name)).or_else(|| images.next());
    found.map(|object| object.name.clone())
}

impl Work {
    /// The image that keys are for.
    fn image_at_hand(&self) -> Option<String> {
        self.tools.object.get_untracked().or_else(|| first_image(self))
    }

    fn kit_at_hand(&self) -> Option<(String, Kit)> {
        let object = self.image_at_hand()?;
        let kit = Kit::of(&self.setup().config, &object);
        Some((object, kit))
    }

    pub fn has_image(&self) -> bool {
        first_image(self).is_some()
    }

    /// The image at hand has a tool.
    pub fn offers_tool(&self, tool: Tool) -> bool {
        self.kit_at_hand().is_some_and(|(_, kit)| kit.asked(tool, Tool::Auto).is_some())
    }

    /// The image at hand has something to paint with.
    pub fn has_masks(&self) -> bool {
        self.kit_at_hand().is_some_and(|(_, kit)| kit.has_masks())
    }

    /// Takes up a tool if the image at hand has it; false if no image has.
    pub fn take_up(&self, tool: Tool) -> bool {
        let Some((object, kit)) = self.kit_at_hand() else { return false };
        let Some(asked) = kit.asked(tool, self.tool.get_untracked()) else { return false };
        self.hold_tool(&object, asked);
        true
    }

    /// Has a tool in hand over an image from now on, and for the next tasks.
    pub fn hold_tool(&self, object: &str, tool: Tool) {
        self.tool.set(tool);
        self.say(if tool == Tool::Auto {
            act::words(tool).to_owned()
        } else {
            (t().tools.in_hand)(act::words(tool))
        });
        self.tools.taken.update(|taken| {
            taken.insert(object.to_owned(), tool);
        });
        if settings().with_untracked(|settings| settings.remember_tool) {
            let project = self.task.with_value(|task| task.project);
            memory::keep(project, object, tool);
        }
    }

    /// A hand comes to an image: the tool that was taken up there, then or in an earlier task, is in hand again.
    pub fn come_to(&self, object: &str) {
        if self.tools.object.with_untracked(|last| last.as_deref() == Some(object)) {
            return;
        }
        let first = self.tools.object.with_untracked(Option::is_none);
        self.tools.object.set(Some(object.to_owned()));
        let taken = self.tools.taken.with_untracked(|taken| taken.get(object).copied());
        let kit = Kit::of(&self.setup().config, object);
        match taken {
            Some(tool) => self.tool.set(tool),
            // A tool that was taken up before any image was touched is for this one.
            None if !first || !kit.offers(self.tool.get_untracked()) => self.tool.set(Tool::Auto),
            None => {}
        }
    }

    /// What was taken up at an image in earlier tasks.
    pub fn recall_tool(&self, object: &str) {
        if !settings().with_untracked(|settings| settings.remember_tool) {
            return;
        }
        let project = self.task.with_value(|task| task.project);
        let kit = Kit::of(&self.setup().config, object);
        let Some(tool) = memory::recall(project, object).filter(|tool| kit.offers(*tool)) else { return };
        self.tools.taken.update(|taken| {
            taken.insert(object.to_owned(), tool);
        });
        if self.image_at_hand().is_some_and(|at_hand| at_hand == object)
            && self.tool.get_untracked() == Tool::Auto
        {
            self.tool.set(tool);
        }
    }

    /// A larger or smaller brush; false if no image has one.
    pub fn resize_tool(&self, larger: bool) -> bool {
        let Some((object, _)) = self.kit_at_hand().filter(|(_, kit)| kit.has_masks()) else { return false };
        let own = |shape| self.drawn_as(&object, shape, |style| style.stroke_width);
        let configured = || own(Shape::Brush).or_else(|| own(Shape::Bitmask)).unwrap_or(15.0);
        let width = self.tools.brush.get_untracked().unwrap_or_else(configured);
        let width = self.tools.resize_brush(width, larger);
        self.say((t().tools.width)(width));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::testing::RULES;
    use super::*;

    #[test]
    fn every_shape_can_be_placed_inside_the_image_without_a_mouse() {
        for shape in ShapeTool::ALL {
            for middle in [Point::new(100.0, 50.0), Point::new(0.0, 0.0), Point::new(200.0, 100.0)] {
                let figure = placed(shape, middle, 40.0, &RULES);
                let inside = Rect { x: 0.0, y: 0.0, width: 200.0, height: 100.0, rotation: 0.0 };
                let around = figure.bounds().map(|rect| rect.corners());
                assert!(
                    around.is_some_and(|corners| corners.iter().all(|at| inside.is_hit(*at, 1e-9))),
                    "{figure:?}"
                );
            }
        }
    }

    #[test]
    fn a_placed_line_has_as_many_points_as_the_config_wants() {
        let rules = Rules { least_points: 5, ..RULES };
        let figure = placed(ShapeTool::Vector, Point::new(100.0, 50.0), 40.0, &rules);
        assert_eq!((figure.point_count(), figure.joints().len()), (5, 4));
    }
}
