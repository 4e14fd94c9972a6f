//! Which tiles of a large image a view needs. Level 0 is the image itself; each further level is half as large, up to one
//! that is a single tile. Knows nothing of where tiles come from.

use super::extent::Extent;
use super::rect::Size;
use super::view::View;

/// The levels of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pyramid {
    pub width: u32,
    pub height: u32,
    /// The side of a tile in pixels of its level.
    pub tile: u32,
    pub levels: u32,
}

/// One tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    pub level: u32,
    pub x: u32,
    pub y: u32,
}

impl Pyramid {
    /// The coarsest level that shows no less than a screen can, at so many device pixels for each pixel of the image.
    pub fn level_for(&self, scale: f64) -> u32 {
        // A level a tenth too coarse is not seen to be, and is a quarter of the work.
        let halvings = (1.1 / scale.max(f64::EPSILON)).log2().floor().max(0.0);
        (halvings as u32).min(self.levels.saturating_sub(1))
    }

    /// How large a level is in its own pixels.
    pub fn size(&self, level: u32) -> (u32, u32) {
        let halved = |length: u32| (0..level).fold(length, |length, _| length.div_ceil(2)).max(1);
        (halved(self.width), halved(self.height))
    }

    /// Where a tile lies, in pixels of the image.
    pub fn place(&self, tile: Tile) -> Extent {
        let (width, height) = self.size(tile.level);
        // A level whose sides were odd is a little less than half.
        let across = f64::from(self.width) / f64::from(width);
        let down = f64::from(self.height) / f64::from(height);
        let side = self.tile;
        let end = |at: u32, length: u32| f64::from((at + 1).saturating_mul(side).min(length));
        Extent {
            left: f64::from(tile.x * side) * across,
            top: f64::from(tile.y * side) * down,
            right: end(tile.x, width) * across,
            bottom: end(tile.y, height) * down,
        }
    }

    /// The tiles of a level that a view shows, those nearest to its middle first.
    pub fn seen(&self, level: u32, view: View, screen: Size) -> Vec<Tile> {
        let part = view.seen(screen);
        let (width, height) = self.size(level);
        let along = |from: f64, to: f64, length: u32, full: u32| {
            let per_tile = f64::from(self.tile) * f64::from(full) / f64::from(length);
            let last = length.div_ceil(self.tile) - 1;
            let begin = (from / per_tile).floor().max(0.0) as u32;
            let end = ((to / per_tile).ceil() - 1.0).clamp(0.0, f64::from(last)) as u32;
            let outside = to <= 0.0 || from >= f64::from(full);
            if outside { 0..0 } else { begin..end + 1 }
        };
        let columns = along(part.left, part.right, width, self.width);
        let rows = along(part.top, part.bottom, height, self.height);
        let mut tiles: Vec<Tile> =
            rows.flat_map(|y| columns.clone().map(move |x| Tile { level, x, y })).collect();
        let middle = part.center();
        let from_middle = |tile: &Tile| self.place(*tile).center().distance(middle);
        tiles.sort_by(|a, b| from_middle(a).total_cmp(&from_middle(b)));
        tiles
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::{Point, Room, Turn};
    use proptest::prelude::*;

    const PYRAMID: Pyramid = Pyramid { width: 5001, height: 3000, tile: 512, levels: 5 };
    const SCREEN: Size = Size { width: 800.0, height: 600.0 };

    fn view(scale: f64, x: f64, y: f64) -> View {
        View { scale, offset: Point::new(x, y), turn: Turn::None }
    }

    #[test]
    fn the_level_is_as_fine_as_the_screen_and_no_finer() {
        assert_eq!(PYRAMID.level_for(8.0), 0);
        assert_eq!(PYRAMID.level_for(1.0), 0);
        assert_eq!(PYRAMID.level_for(0.5), 1);
        assert_eq!(PYRAMID.level_for(0.3), 1);
        assert_eq!(PYRAMID.level_for(1e-6), 4);
        assert_eq!(PYRAMID.size(4), (313, 188));
    }

    #[test]
    fn the_tiles_of_a_level_cover_the_image_exactly() {
        for level in 0..PYRAMID.levels {
            let (width, height) = PYRAMID.size(level);
            let last = Tile { level, x: width.div_ceil(512) - 1, y: height.div_ceil(512) - 1 };
            let place = PYRAMID.place(last);
            assert!((place.right - 5001.0).abs() < 1e-6 && (place.bottom - 3000.0).abs() < 1e-6, "{place:?}");
        }
    }

    #[test]
    fn what_is_not_in_sight_needs_no_tiles() {
        assert!(PYRAMID.seen(0, view(1.0, -9000.0, 0.0), SCREEN).is_empty());
        assert!(PYRAMID.seen(0, view(1.0, 900.0, 0.0), SCREEN).is_empty());
        assert_eq!(PYRAMID.seen(0, view(1.0, 0.0, 0.0), SCREEN).len(), 4);
    }

    proptest! {
        #[test]
        fn every_point_in_sight_lies_in_a_tile(
            x in 0.0..800.0f64, y in 0.0..600.0f64, dx in -4000.0..100.0f64, scale in 0.05..4.0f64, at in 0..4usize,
        ) {
            let turn = [Turn::None, Turn::Right, Turn::Half, Turn::Left][at];
            let image = Size { width: 5001.0, height: 3000.0 };
            let room = Room::new(image, SCREEN);
            let view = View { scale, offset: Point::new(dx, 0.0), turn }.in_sight(room);
            let point = view.to_image(Point::new(x, y));
            let inside = point.x > 0.0 && point.y > 0.0 && point.x < image.width && point.y < image.height;
            let level = PYRAMID.level_for(scale);
            let holds = |tile: &Tile| {
                let place = PYRAMID.place(*tile);
                place.grown(1e-6).meets(&Extent { left: point.x, top: point.y, right: point.x, bottom: point.y })
            };
            let tiles = PYRAMID.seen(level, view, SCREEN);
            let found = tiles.iter().find(|tile| holds(tile));
            prop_assert!(!inside || found.is_some());
        }
    }
}
