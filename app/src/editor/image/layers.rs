//! Bookkeeping of the layer on which regions rest: for which view it was painted, what of it is out of date, and what is
//! best done in a frame. While a view moves, what was painted is only moved along; it is painted anew, piece by piece if
//! there is much, once the view stands still or has gone far. Knows no canvas and no clock.

use super::scene::Change;
use crate::model::geometry::{Extent, Point, Size, View};

/// A view that did not move for so long, in milliseconds, stands still.
const STILL: f64 = 40.0;
/// While it goes on moving, it is painted again so often, once what was painted is far off.
const WHILE_MOVING: f64 = 400.0;
/// Far off: it covers less of the stage than this, or is enlarged by more.
const LEAST_COVERED: f64 = 0.5;
const MOST_ENLARGED: f64 = 4.0;
/// So few shapes are painted in every frame.
const FEW: usize = 250;
/// Time for painting in a frame, in milliseconds: while nothing shows yet, while nothing moves, and while something does.
const AT_FIRST: f64 = 120.0;
const AT_REST: f64 = 14.0;
const IN_MOTION: f64 = 3.0;

/// For what something is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ground {
    pub view: View,
    pub stage: Size,
    /// Device pixels for each pixel of the page.
    pub density: f64,
}

impl Ground {
    /// Where what was painted for another ground lies on this one: enlarged, then shifted. `None` where it would have to
    /// be turned, or is of another size.
    pub fn since(&self, painted: &Self) -> Option<(f64, Point)> {
        let same = painted.stage == self.stage && painted.density == self.density;
        self.view.since(painted.view).filter(|_| same)
    }

    /// The share of the stage that it covers so.
    fn covered(&self, factor: f64, shift: Point) -> f64 {
        let along = |from: f64, length: f64| {
            ((from + factor * length).min(length) - from.max(0.0)).max(0.0) / length.max(1.0)
        };
        along(shift.x, self.stage.width) * along(shift.y, self.stage.height)
    }
}

/// What to do in a frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// What was painted is right.
    Keep,
    /// Moved along; to be looked at again.
    Move,
    /// Painted anew in one go.
    Paint,
    /// Parts painted anew.
    Mend(Vec<Extent>),
    /// Painted elsewhere, piece by piece, in so many milliseconds, and shown once it is done. `anew`: from the beginning.
    Slice { anew: bool, budget: f64 },
}

#[derive(Clone, Debug, Default)]
pub struct Layer {
    painted: Option<Ground>,
    /// When it was last painted in whole.
    painted_at: f64,
    stale: Change,
    /// What is being painted piece by piece.
    job: Option<Ground>,
    last: Option<Ground>,
    moved_at: f64,
}

impl Layer {
    /// Something of the regions changed.
    pub fn changed(&mut self, change: Change) {
        if change != Change::Nothing {
            // What is being painted may have the old state.
            self.job = None;
        }
        self.stale = std::mem::take(&mut self.stale).and(change);
    }

    /// The view that is painted, if one is.
    pub fn painted(&self) -> Option<Ground> {
        self.painted
    }

    /// What to do now for a ground. `all` is how many shapes there can be in sight at the most; `in_sight` counts them,
    /// which is asked only where it makes a difference.
    pub fn step(&mut self, now: f64, ground: Ground, all: usize, in_sight: impl FnOnce() -> usize) -> Step {
        if self.last != Some(ground) {
            // The first view stands still from the start.
            self.moved_at = if self.last.is_some() { now } else { now - STILL };
            self.last = Some(ground);
        }
        let fits = self.painted == Some(ground);
        if fits && self.job.is_some_and(|job| job != ground) {
            self.job = None;
        }
        if fits && self.stale == Change::Nothing {
            return Step::Keep;
        }
        let since = self.painted.and_then(|painted| ground.since(&painted));
        let moving = now - self.moved_at < STILL && since.is_some();
        let many = all > FEW && ((moving && !fits) || in_sight() > FEW);
        if !many {
            return Step::Paint;
        }
        if let (true, Change::Parts(parts)) = (fits, &mut self.stale) {
            return Step::Mend(std::mem::take(parts));
        }
        let is_far = since.is_none_or(|(factor, shift)| {
            factor > MOST_ENLARGED || ground.covered(factor, shift) < LEAST_COVERED
        });
        match self.job {
            Some(job) if job == ground => Step::Slice { anew: false, budget: self.budget() },
            // It is shown, moved along, when it is done: better than what is there.
            Some(_) if moving => Step::Slice { anew: false, budget: IN_MOTION },
            _ if moving && !(is_far && now - self.painted_at >= WHILE_MOVING) => Step::Move,
            _ => {
                self.job = Some(ground);
                Step::Slice { anew: true, budget: if moving { IN_MOTION } else { self.budget() } }
            }
        }
    }

    /// For painting while nothing moves.
    fn budget(&self) -> f64 {
        if self.painted.is_some() { AT_REST } else { AT_FIRST }
    }

    /// What a job in pieces is painted for.
    pub fn job(&self) -> Option<Ground> {
        self.job
    }

    /// All of it was painted for a ground.
    pub fn done(&mut self, now: f64, ground: Ground) {
        self.painted = Some(ground);
        self.painted_at = now;
        self.stale = Change::Nothing;
        self.job = None;
    }

    /// Parts were mended.
    pub fn mended(&mut self) {
        self.stale = Change::Nothing;
    }

    /// Another frame is needed although nothing new happens.
    pub fn goes_on(&self) -> bool {
        self.job.is_some() || self.stale != Change::Nothing || self.painted != self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: usize = 10_000;

    fn ground(x: f64) -> Ground {
        let view = View { offset: Point::new(x, 0.0), ..View::START };
        Ground { view, stage: Size { width: 100.0, height: 100.0 }, density: 1.0 }
    }

    fn step(layer: &mut Layer, now: f64, ground: Ground, shapes: usize) -> Step {
        layer.step(now, ground, shapes, || shapes)
    }

    fn painted() -> Layer {
        let mut layer = Layer::default();
        step(&mut layer, 1000.0, ground(0.0), MANY);
        layer.done(1000.0, ground(0.0));
        layer
    }

    fn part() -> Change {
        Change::Parts(vec![Extent { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 }])
    }

    #[test]
    fn few_regions_are_painted_in_every_frame() {
        let mut layer = Layer::default();
        assert_eq!(step(&mut layer, 0.0, ground(0.0), 5), Step::Paint);
        layer.done(0.0, ground(0.0));
        assert_eq!(step(&mut layer, 16.0, ground(0.0), 5), Step::Keep);
        layer.changed(part());
        assert_eq!(step(&mut layer, 20.0, ground(0.0), 5), Step::Paint);
        layer.done(20.0, ground(0.0));
        assert_eq!(step(&mut layer, 32.0, ground(3.0), 5), Step::Paint);
        assert!(layer.goes_on());
        layer.done(32.0, ground(3.0));
        assert!(!layer.goes_on());
    }

    #[test]
    fn many_are_moved_along_and_painted_soon_after_the_view_stands_still() {
        let mut layer = painted();
        for frame in 1..8 {
            let (now, x) = (1000.0 + f64::from(frame) * 16.0, f64::from(frame));
            assert_eq!(step(&mut layer, now, ground(x), MANY), Step::Move);
        }
        assert_eq!(step(&mut layer, 1128.0, ground(7.0), MANY), Step::Move);
        assert!(layer.goes_on());
        assert_eq!(step(&mut layer, 1155.0, ground(7.0), MANY), Step::Slice { anew: true, budget: AT_REST });
        assert_eq!(step(&mut layer, 1171.0, ground(7.0), MANY), Step::Slice { anew: false, budget: AT_REST });
        layer.done(1171.0, ground(7.0));
        assert_eq!(step(&mut layer, 1187.0, ground(7.0), MANY), Step::Keep);
    }

    #[test]
    fn a_long_journey_is_painted_on_the_way_in_small_pieces() {
        let mut layer = painted();
        assert_eq!(step(&mut layer, 1100.0, ground(60.0), MANY), Step::Move, "it was painted just now");
        assert_eq!(step(&mut layer, 1410.0, ground(40.0), MANY), Step::Move, "most of it is in sight");
        assert_eq!(
            step(&mut layer, 1426.0, ground(60.0), MANY),
            Step::Slice { anew: true, budget: IN_MOTION }
        );
        assert_eq!(
            step(&mut layer, 1442.0, ground(61.0), MANY),
            Step::Slice { anew: false, budget: IN_MOTION }
        );
        let job = layer.job().unwrap_or(ground(-1.0));
        assert_eq!(job, ground(60.0));
        layer.done(1442.0, job);
        assert_eq!(step(&mut layer, 1458.0, ground(62.0), MANY), Step::Move);
        step(&mut layer, 1850.0, ground(130.0), MANY);
        assert_eq!(
            step(&mut layer, 1900.0, ground(130.0), MANY),
            Step::Slice { anew: false, budget: AT_REST }
        );
    }

    #[test]
    fn while_the_view_moves_nobody_counts_what_is_in_sight() {
        let mut layer = painted();
        let count = || -> usize { unreachable!("nothing is painted anew") };
        assert_eq!(layer.step(1016.0, ground(1.0), MANY, count), Step::Move);
    }

    #[test]
    fn few_in_sight_of_many_are_painted_at_once_when_the_view_stands_still() {
        let mut layer = painted();
        assert_eq!(layer.step(1016.0, ground(1.0), MANY, || 5), Step::Move);
        assert_eq!(layer.step(1060.0, ground(1.0), MANY, || 5), Step::Paint);
    }

    #[test]
    fn the_first_view_is_painted_in_larger_pieces() {
        let mut layer = Layer::default();
        assert_eq!(step(&mut layer, 0.0, ground(0.0), MANY), Step::Slice { anew: true, budget: AT_FIRST });
    }

    #[test]
    fn an_edit_mends_its_part_and_nothing_else() {
        let mut layer = painted();
        layer.changed(part());
        assert!(matches!(step(&mut layer, 1016.0, ground(0.0), MANY), Step::Mend(parts) if parts.len() == 1));
        layer.mended();
        assert_eq!(step(&mut layer, 1032.0, ground(0.0), MANY), Step::Keep);
        layer.changed(Change::All);
        assert_eq!(step(&mut layer, 1048.0, ground(0.0), MANY), Step::Slice { anew: true, budget: AT_REST });
    }

    #[test]
    fn an_edit_while_pieces_are_painted_begins_them_anew() {
        let mut layer = painted();
        layer.changed(Change::All);
        step(&mut layer, 1016.0, ground(0.0), MANY);
        layer.changed(part());
        assert_eq!(step(&mut layer, 1032.0, ground(0.0), MANY), Step::Slice { anew: true, budget: AT_REST });
    }

    #[test]
    fn what_cannot_be_moved_along_is_painted_at_once() {
        let mut layer = painted();
        let wider = Ground { stage: Size { width: 120.0, height: 100.0 }, ..ground(0.0) };
        assert!(matches!(step(&mut layer, 1016.0, wider, MANY), Step::Slice { anew: true, .. }));
    }
}
