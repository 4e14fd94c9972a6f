//! Boxes on images: percent and pixels, rotation, hits, handles, and the view that is zoomed and panned over them.
//! Screen and image have y downwards; angles are degrees clockwise.

mod handles;
mod rect;
mod view;

pub use handles::{Handle, handle_at, handles, resize, rotate_to};
pub use rect::{Point, Rect, Size, drawn, moved, pick};
pub use view::View;

/// A box drawn smaller than this on screen is a slip of the hand.
pub const MIN_DRAWN: f64 = 3.0;
