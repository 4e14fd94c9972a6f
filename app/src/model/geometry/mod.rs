//! Shapes on images: percent and pixels, rotation, hits, handles, and the view that is zoomed, panned and turned over
//! them. Screen and image have y downwards; angles are degrees clockwise.

pub mod arrow;
mod extent;
mod figure;
mod grid;
mod grips;
mod handles;
mod hits;
mod outline;
mod place;
mod points;
mod rect;
mod shapes;
mod snap;
#[cfg(test)]
mod tests;
pub mod tiles;
mod turn;
mod view;

pub use extent::Extent;
pub use figure::Figure;
pub use grid::Grid;
pub use grips::{Grip, Limits};
pub use handles::{Handle, handles, resize, resized, rotate_to, turned};
pub use outline::{Outline, around, on_curve};
pub use place::allowed;
pub use points::free_id;
pub use rect::{Point, Rect, Size, drawn, moved, pick};
pub use shapes::{Ellipse, KeyPoint, Path, Polygon, Rle, Vertex, to_percent, to_pixels};
pub use snap::{Snap, to_figures};
pub use turn::Turn;
pub use view::{Alignment, Room, View};

/// A box drawn smaller than this on screen is a slip of the hand.
pub const MIN_DRAWN: f64 = 3.0;
