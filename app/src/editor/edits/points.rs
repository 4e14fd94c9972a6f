//! Points of polygons and vectors, one at a time: walked through, moved, put in and taken out by keys or clicks.

use crate::editor::doc::RegionView;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::geometry::{Figure, Limits, Point, Size};
use crate::model::result::Area;
use leptos::prelude::*;
use std::sync::Arc;

/// A selected region that is made of points.
struct Pointed {
    region: Arc<RegionView>,
    figure: Figure,
    size: Size,
}

impl Pointed {
    fn limits(&self) -> Limits {
        Limits { image: self.size, least: 1.0 }
    }
}

impl Work {
    fn pointed(&self) -> Option<Pointed> {
        let region = untrack(|| self.selected_region())?;
        self.pointed_of(region)
    }

    fn pointed_of(&self, region: Arc<RegionView>) -> Option<Pointed> {
        let size = self.size_of(&region.object)?;
        let figure = Figure::of(&region.area, size).filter(|figure| figure.point_count() > 0)?;
        Some(Pointed { region, figure, size })
    }

    /// The point that the keys act on.
    fn chosen(&self) -> Option<(Pointed, usize)> {
        let pointed = self.pointed()?;
        let at = self.tools.point_of(&pointed.region.id).filter(|at| *at < pointed.figure.point_count())?;
        Some((pointed, at))
    }

    /// The keys act on a point of a region; it is said which.
    pub fn choose_point(&self, id: &str, at: usize) {
        self.tools.point.set(Some((id.to_owned(), at)));
        let Some(pointed) = untrack(|| self.region(id)).and_then(|region| self.pointed_of(region)) else {
            return;
        };
        if let Some(point) = pointed.figure.point(at) {
            self.say((t().tools.point_at)(at + 1, pointed.figure.point_count(), point.x, point.y));
        }
    }

    /// The next point of the selected region, or the one before; false if it has none.
    pub fn walk_points(&self, back: bool) -> bool {
        let Some(pointed) = self.pointed() else { return false };
        let count = pointed.figure.point_count();
        let at = match (self.tools.point_of(&pointed.region.id), back) {
            (None, false) => 0,
            (None, true) => count - 1,
            (Some(at), false) => (at + 1) % count,
            (Some(at), true) => (at + count - 1) % count,
        };
        self.keyboard_led.set_value(true);
        self.choose_point(&pointed.region.id, at);
        true
    }

    /// No point is chosen any more; false if none was.
    pub fn drop_point(&self) -> bool {
        let was = self.chosen().is_some();
        if self.tools.point.with_untracked(Option::is_some) {
            self.tools.point.set(None);
        }
        was
    }

    pub(super) fn nudge_point(&self, by: Point) -> bool {
        let Some((pointed, at)) = self.chosen() else { return false };
        let Some(from) = pointed.figure.point(at) else { return false };
        if self.is_locked(&pointed.region.id) {
            self.tell(t().editor.locked);
            return true;
        }
        self.keyboard_led.set_value(true);
        self.hold_step();
        let figure = pointed.figure.with_point(at, from.plus(by), pointed.limits());
        if self.put(&pointed, &figure) {
            self.choose_point(&pointed.region.id, at);
        }
        true
    }

    /// One more point after the chosen one, halfway to the next, chosen; false if none is chosen.
    pub fn insert_point(&self) -> bool {
        let Some((pointed, at)) = self.chosen() else { return false };
        let most = self.style_of_region(&pointed.region.id, |style| style.max_points).flatten();
        if most.is_some_and(|most| pointed.figure.point_count() >= most as usize) {
            self.tell(t().tools.no_more_points);
            return true;
        }
        let joints = pointed.figure.joints();
        let edge =
            joints.iter().find(|(from, _)| *from == at).or_else(|| joints.iter().find(|(_, to)| *to == at));
        let Some((from, to)) = edge.copied() else { return false };
        let middle = pointed.figure.middle(from, to).unwrap_or_default();
        let longer = pointed.figure.inserted(from, to, middle);
        if self.put(&pointed, &longer) {
            let new = (0..longer.point_count())
                .find(|at| longer.point(*at) == Some(middle) && pointed.figure.point(*at) != Some(middle));
            self.choose_point(&pointed.region.id, new.unwrap_or(at));
        }
        true
    }

    /// The chosen point goes; false if none is chosen.
    pub fn remove_chosen_point(&self) -> bool {
        let Some((pointed, at)) = self.chosen() else { return false };
        self.remove_point_of(&pointed, at);
        true
    }

    /// A point of a region goes, if enough are left.
    pub fn remove_point(&self, id: &str, at: usize) {
        if let Some(pointed) = untrack(|| self.region(id)).and_then(|region| self.pointed_of(region)) {
            self.remove_point_of(&pointed, at);
        }
    }

    fn remove_point_of(&self, pointed: &Pointed, at: usize) {
        let id = &pointed.region.id;
        let least = self.style_of_region(id, |style| style.min_points).flatten().unwrap_or(0);
        let Some(shorter) = pointed.figure.without(at, least as usize) else {
            return self.tell(t().tools.points_needed);
        };
        if self.put(pointed, &shorter) {
            self.say(t().tools.point_removed);
            if self.tools.point_of(id).is_some() {
                self.tools.point.set(Some((id.clone(), at.min(shorter.point_count() - 1))));
            }
        }
    }

    fn put(&self, pointed: &Pointed, figure: &Figure) -> bool {
        let area: Option<Area> = figure.to_area(pointed.size, Some(&pointed.region.area));
        area.is_some_and(|area| self.change_area(&pointed.region.id, area))
    }
}
