//! Bookkeeping of the layer on which regions rest: for which view it was painted, what of it is out of date, and what is
//! best done in a frame. While a view moves, what was painted is only moved along; it is painted anew, piece by piece if
//! there is much, once the view stands still. Knows no canvas and no clock.

use super::scene::Change;
use crate::model::geometry::{Extent, Size, View};

/// A view that did not move for so long, in milliseconds, stands still.
const STILL: f64 = 40.0;
/// While it goes on moving, it is painted again so often.
const WHILE_MOVING: f64 = 180.0;
/// So few shapes are painted in every frame.
const FEW: usize = 800;
/// Time for painting in a frame, in milliseconds: while nothing moves, and while something does.
const AT_REST: f64 = 10.0;
const IN_MOTION: f64 = 3.0;

/// For what something is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ground {
    pub view: View,
    pub stage: Size,
    /// Device pixels for each pixel of the page.
    pub density: f64,
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

    /// What to do now for a ground that shows so many shapes.
    pub fn step(&mut self, now: f64, ground: Ground, shapes: usize) -> Step {
        if self.last != Some(ground) {
            // The first view stands still from the start.
            self.moved_at = if self.last.is_some() { now } else { now - STILL };
            self.last = Some(ground);
        }
        let fits = self.painted == Some(ground);
        if fits {
            if self.job.is_some_and(|job| job != ground) {
                self.job = None;
            }
            match &mut self.stale {
                Change::Nothing => return Step::Keep,
                Change::Parts(parts) if shapes > FEW => return Step::Mend(std::mem::take(parts)),
                Change::Parts(_) | Change::All => {}
            }
        }
        if shapes <= FEW {
            return Step::Paint;
        }
        let follows = self.painted.is_some_and(|painted| {
            painted.stage == ground.stage
                && painted.density == ground.density
                && painted.view.turn == ground.view.turn
        });
        let moving = now - self.moved_at < STILL && follows;
        match self.job {
            Some(job) if job == ground => Step::Slice { anew: false, budget: AT_REST },
            // It is shown, moved along, when it is done: better than what is there.
            Some(_) if moving => Step::Slice { anew: false, budget: IN_MOTION },
            _ if moving && now - self.painted_at < WHILE_MOVING => Step::Move,
            _ => {
                self.job = Some(ground);
                Step::Slice { anew: true, budget: if moving { IN_MOTION } else { AT_REST } }
            }
        }
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
    use crate::model::geometry::Point;

    const MANY: usize = 10_000;

    fn ground(x: f64) -> Ground {
        let view = View { offset: Point::new(x, 0.0), ..View::START };
        Ground { view, stage: Size { width: 100.0, height: 100.0 }, density: 1.0 }
    }

    fn painted() -> Layer {
        let mut layer = Layer::default();
        layer.step(1000.0, ground(0.0), MANY);
        layer.done(1000.0, ground(0.0));
        layer
    }

    fn part() -> Change {
        Change::Parts(vec![Extent { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 }])
    }

    #[test]
    fn few_regions_are_painted_in_every_frame() {
        let mut layer = Layer::default();
        assert_eq!(layer.step(0.0, ground(0.0), 5), Step::Paint);
        layer.done(0.0, ground(0.0));
        assert_eq!(layer.step(16.0, ground(0.0), 5), Step::Keep);
        layer.changed(part());
        assert_eq!(layer.step(20.0, ground(0.0), 5), Step::Paint);
        layer.done(20.0, ground(0.0));
        assert_eq!(layer.step(32.0, ground(3.0), 5), Step::Paint);
        assert!(layer.goes_on());
        layer.done(32.0, ground(3.0));
        assert!(!layer.goes_on());
    }

    #[test]
    fn many_are_moved_along_and_painted_soon_after_the_view_stands_still() {
        let mut layer = painted();
        for frame in 1..8 {
            let (now, x) = (1000.0 + f64::from(frame) * 16.0, f64::from(frame));
            assert_eq!(layer.step(now, ground(x), MANY), Step::Move);
        }
        assert_eq!(layer.step(1128.0, ground(7.0), MANY), Step::Move);
        assert!(layer.goes_on());
        assert_eq!(layer.step(1155.0, ground(7.0), MANY), Step::Slice { anew: true, budget: AT_REST });
        assert_eq!(layer.step(1171.0, ground(7.0), MANY), Step::Slice { anew: false, budget: AT_REST });
        layer.done(1171.0, ground(7.0));
        assert_eq!(layer.step(1187.0, ground(7.0), MANY), Step::Keep);
    }

    #[test]
    fn a_long_journey_is_painted_on_the_way_in_small_pieces() {
        let mut layer = painted();
        assert_eq!(layer.step(1100.0, ground(1.0), MANY), Step::Move);
        assert_eq!(layer.step(1200.0, ground(2.0), MANY), Step::Slice { anew: true, budget: IN_MOTION });
        assert_eq!(layer.step(1216.0, ground(3.0), MANY), Step::Slice { anew: false, budget: IN_MOTION });
        let job = layer.job().unwrap_or(ground(-1.0));
        assert_eq!(job, ground(2.0));
        layer.done(1216.0, job);
        assert_eq!(layer.step(1232.0, ground(4.0), MANY), Step::Move);
        // Standing still, what was begun for another view is begun anew.
        layer.step(1420.0, ground(5.0), MANY);
        assert_eq!(layer.step(1470.0, ground(5.0), MANY), Step::Slice { anew: false, budget: AT_REST });
    }

    #[test]
    fn an_edit_mends_its_part_and_nothing_else() {
        let mut layer = painted();
        layer.changed(part());
        assert!(matches!(layer.step(1016.0, ground(0.0), MANY), Step::Mend(parts) if parts.len() == 1));
        layer.mended();
        assert_eq!(layer.step(1032.0, ground(0.0), MANY), Step::Keep);
        layer.changed(Change::All);
        assert_eq!(layer.step(1048.0, ground(0.0), MANY), Step::Slice { anew: true, budget: AT_REST });
    }

    #[test]
    fn an_edit_while_pieces_are_painted_begins_them_anew() {
        let mut layer = painted();
        layer.changed(Change::All);
        layer.step(1016.0, ground(0.0), MANY);
        layer.changed(part());
        assert_eq!(layer.step(1032.0, ground(0.0), MANY), Step::Slice { anew: true, budget: AT_REST });
    }

    #[test]
    fn what_cannot_be_moved_along_is_painted_at_once() {
        let mut layer = painted();
        let wider = Ground { stage: Size { width: 120.0, height: 100.0 }, ..ground(0.0) };
        assert!(matches!(layer.step(1016.0, wider, MANY), Step::Slice { anew: true, .. }));
    }
}
