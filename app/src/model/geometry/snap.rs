//! What points snap to: the grid of the image's own pixels, where the config asks for it, and corners and edges of other
//! figures, where the hand asks for it. In pixels of the image.

use super::figure::Figure;
use super::outline::nearest_on;
use super::rect::{Point, Size};

/// Where the pixels of the image take a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Snap {
    /// Nowhere.
    #[default]
    Free,
    /// To the nearest corner of a pixel: what is drawn holds whole pixels.
    Corners,
    /// To the middle of the pixel that it lies in: a key point names a pixel.
    Middles,
}

impl Snap {
    pub fn snap(self, point: Point, image: Size) -> Point {
        let middle = |at: f64, room: f64| at.floor().clamp(0.0, (room - 1.0).max(0.0)) + 0.5;
        match self {
            Self::Free => point,
            Self::Corners => Point::new(point.x.round(), point.y.round()),
            Self::Middles => Point::new(middle(point.x, image.width), middle(point.y, image.height)),
        }
    }
}

/// The corner of a figure within reach of a point, the nearest of several; if there is none, the nearest place on an
/// edge within reach.
pub fn to_figures<'a>(
    point: Point,
    figures: impl IntoIterator<Item = &'a Figure>,
    reach: f64,
) -> Option<Point> {
    let (mut corner, mut edge): (Option<Point>, Option<Point>) = (None, None);
    let nearer = |known: Option<Point>, new: Point| {
        let limit = known.map_or(reach, |known| known.distance(point));
        if new.distance(point) <= limit { Some(new) } else { known }
    };
    for figure in figures {
        let far = |around: super::Rect| !around.is_hit(point, reach);
        if figure.bounds().is_none_or(far) {
            continue;
        }
        if let Figure::Dot { at, .. } = figure {
            corner = nearer(corner, *at);
        }
        if let Figure::Path(path) = figure {
            corner = path.vertices.iter().fold(corner, |known, vertex| nearer(known, vertex.at()));
        }
        for run in figure.outlines() {
            if !matches!(figure, Figure::Path(_)) {
                corner = run.points.iter().fold(corner, |known, at| nearer(known, *at));
            }
            edge = run.edges().fold(edge, |known, (a, b)| nearer(known, nearest_on(a, b, point)));
        }
    }
    corner.or(edge)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::geometry::Rect;
    use proptest::prelude::*;

    const IMAGE: Size = Size { width: 100.0, height: 50.0 };

    fn p(x: f64, y: f64) -> Point {
        Point::new(x, y)
    }

    #[test]
    fn a_corner_within_reach_wins_over_a_nearer_edge() {
        let triangle =
            Figure::Polygon { points: vec![p(10.0, 10.0), p(50.0, 10.0), p(10.0, 40.0)], closed: true };
        let square = Figure::Box(Rect { x: 60.0, y: 10.0, width: 20.0, height: 20.0, rotation: 0.0 });
        let all = [triangle, square];
        assert_eq!(to_figures(p(13.0, 9.0), &all, 5.0), Some(p(10.0, 10.0)));
        assert_eq!(to_figures(p(30.0, 8.0), &all, 5.0), Some(p(30.0, 10.0)));
        assert_eq!(to_figures(p(79.0, 31.0), &all, 5.0), Some(p(80.0, 30.0)));
        assert_eq!(to_figures(p(55.0, 45.0), &all, 3.0), None);
    }

    #[test]
    fn a_key_point_takes_the_middle_of_its_pixel_and_stays_in_the_image() {
        assert_eq!(Snap::Middles.snap(p(3.9, 100.0), IMAGE), p(3.5, 49.5));
        assert_eq!(Snap::Corners.snap(p(3.6, 49.9), IMAGE), p(4.0, 50.0));
    }

    proptest! {
        #[test]
        fn snapping_again_goes_nowhere(x in -5.0..120.0f64, y in -5.0..70.0f64) {
            for grid in [Snap::Free, Snap::Corners, Snap::Middles] {
                let once = grid.snap(p(x, y), IMAGE);
                prop_assert_eq!(grid.snap(once, IMAGE), once);
            }
        }
    }
}
