//! A region of an image as a hand meets it.

use super::scene::Shape;
use crate::editor::doc::RegionView;
use crate::model::geometry::Figure;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub id: String,
    /// Everything that is known of it; its area is in percent, as results have it.
    pub region: Arc<RegionView>,
    /// In pixels of the image that is not turned.
    pub figure: Figure,
    pub selected: bool,
    pub locked: bool,
}

impl Look {
    pub fn of(shape: &Shape, selected: bool) -> Self {
        Self {
            id: shape.region.id.clone(),
            region: shape.region.clone(),
            figure: shape.figure.clone(),
            selected,
            locked: shape.locked,
        }
    }
}
