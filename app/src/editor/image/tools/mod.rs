//! The tools of images. Each drawing tool is a state machine in a file of its own; `draft` holds what they share, `kit`
//! which of them a config offers, `act` what comes of them in the document.

pub mod act;
pub mod corners;
pub mod draft;
pub mod keys;
pub mod kit;
pub mod marks;
pub mod masks;
pub mod memory;
pub mod palette;
pub mod polygon;
pub mod press;
pub mod reshape;
pub mod state;
pub mod stroke;
pub mod three_point;
pub mod vector;
pub mod wand;
