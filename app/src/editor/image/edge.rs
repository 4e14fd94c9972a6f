//! How the outline of a region is stroked: plainly if it can be changed, else with dashes that say why not.

use super::scene::Shape;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Plain,
    /// It cannot be changed.
    Locked,
    /// A prediction's, that nobody accepted yet.
    Suggested,
}

impl Edge {
    pub fn of(shape: &Shape) -> Self {
        match (shape.region.is_suggestion(), shape.locked) {
            (true, _) => Self::Suggested,
            (false, true) => Self::Locked,
            (false, false) => Self::Plain,
        }
    }

    /// Lengths of dashes and gaps in pixels of the screen; none for a line.
    pub const fn dashes(self) -> &'static [f64] {
        match self {
            Self::Plain => &[],
            Self::Locked => &[6.0, 4.0],
            Self::Suggested => &[3.0, 3.0],
        }
    }
}
