//! A brush region while it is edited: its mask stays decoded from the first stroke to the last, each change tells what to
//! draw anew, and what is committed is the field's encoding. Undoing whole strokes is the document's business.

use super::{Mask, MaskError, Paint, PixelRect, rle};
use crate::model::geometry::Point;

#[derive(Clone, Debug)]
pub struct BrushEdit {
    mask: Mask,
    /// The mask as it was last committed.
    committed: Vec<u8>,
    stroke: Option<Stroke>,
    /// What changed since the last commit.
    touched: Option<PixelRect>,
}

/// A stroke that is being drawn.
#[derive(Clone, Copy, Debug)]
struct Stroke {
    last: Point,
    radius: f64,
    paint: Paint,
}

impl BrushEdit {
    /// A new region of an image.
    pub fn blank(width: u32, height: u32) -> Result<Self, MaskError> {
        Mask::new(width, height).map(Self::of)
    }

    /// A region that holds a mask in the field's encoding.
    pub fn open(bytes: &[u8], width: u32, height: u32) -> Result<Self, MaskError> {
        rle::decode(bytes, width, height).map(Self::of)
    }

    /// A region of a mask.
    pub fn of(mask: Mask) -> Self {
        Self { committed: rle::encode(&mask), mask, stroke: None, touched: None }
    }

    pub const fn mask(&self) -> &Mask {
        &self.mask
    }

    /// The encoding as it was last committed.
    pub fn committed(&self) -> &[u8] {
        &self.committed
    }

    /// Puts the brush down. As all changes, it tells the rectangle to draw anew.
    pub fn begin(&mut self, at: Point, radius: f64, paint: Paint) -> Option<PixelRect> {
        self.stroke = Some(Stroke { last: at, radius, paint });
        let changed = self.mask.stroke(&[at], radius, paint);
        self.touch(changed)
    }

    /// Draws on to a point, if the brush is down.
    pub fn extend(&mut self, to: Point) -> Option<PixelRect> {
        let stroke = self.stroke.as_mut()?;
        let from = std::mem::replace(&mut stroke.last, to);
        let changed = self.mask.stroke(&[from, to], stroke.radius, stroke.paint);
        self.touch(changed)
    }

    /// Paints the inside of a polygon.
    pub fn polygon(&mut self, points: &[Point], paint: Paint) -> Option<PixelRect> {
        let changed = self.mask.fill_polygon(points, paint);
        self.touch(changed)
    }

    /// Adds a mask, such as the wand's selection, or takes it away.
    pub fn apply(&mut self, mask: &Mask, paint: Paint) -> Result<Option<PixelRect>, MaskError> {
        let changed = match paint {
            Paint::Add => self.mask.union(mask)?,
            Paint::Erase => self.mask.subtract(mask)?,
        };
        Ok(self.touch(changed))
    }

    /// Lifts the brush and commits; the new encoding, if any pixel is other than before.
    pub fn commit(&mut self) -> Option<&[u8]> {
        self.stroke = None;
        self.touched.take()?;
        let bytes = rle::encode(&self.mask);
        if bytes == self.committed {
            return None;
        }
        self.committed = bytes;
        Some(&self.committed)
    }

    /// Lifts the brush and goes back to what was last committed.
    pub fn cancel(&mut self) -> Result<Option<PixelRect>, MaskError> {
        self.stroke = None;
        let Some(touched) = self.touched.take() else { return Ok(None) };
        self.mask = rle::decode(&self.committed, self.mask.width(), self.mask.height())?;
        Ok(Some(touched))
    }

    fn touch(&mut self, changed: Option<PixelRect>) -> Option<PixelRect> {
        self.touched = PixelRect::join(self.touched, changed);
        changed
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn at(x: f64, y: f64) -> Point {
        Point::new(x, y)
    }

    #[test]
    fn strokes_are_painted_and_committed() {
        let mut edit = BrushEdit::blank(40, 30).unwrap();
        assert_eq!(edit.extend(at(5.0, 5.0)), None);
        let first = edit.begin(at(5.0, 5.0), 3.0, Paint::Add).unwrap();
        let second = edit.extend(at(30.0, 20.0)).unwrap();
        assert!(second.intersection(&first) == Some(first));
        let bytes = edit.commit().unwrap().to_vec();
        assert_eq!(edit.committed(), bytes);
        let again = BrushEdit::open(&bytes, 40, 30).unwrap();
        assert!(again.mask() == edit.mask() && !again.mask().is_empty());
    }

    #[test]
    fn what_changes_nothing_commits_nothing() {
        let mut edit = BrushEdit::blank(40, 30).unwrap();
        edit.begin(at(5.0, 5.0), 3.0, Paint::Erase);
        assert_eq!(edit.commit(), None);
        edit.begin(at(5.0, 5.0), 3.0, Paint::Add);
        assert!(edit.commit().is_some());
        edit.begin(at(5.0, 5.0), 2.0, Paint::Add);
        assert_eq!(edit.commit(), None);
        assert_eq!(edit.commit(), None);
    }

    #[test]
    fn cancelling_goes_back_to_the_last_commit() {
        let mut edit = BrushEdit::blank(40, 30).unwrap();
        edit.begin(at(5.0, 5.0), 3.0, Paint::Add);
        edit.commit();
        let before = edit.mask().clone();
        let first = edit.begin(at(6.0, 6.0), 5.0, Paint::Erase);
        let second = edit.extend(at(20.0, 6.0));
        assert_eq!(edit.cancel().unwrap(), PixelRect::join(first, second));
        assert!(*edit.mask() == before);
        assert_eq!((edit.cancel(), edit.extend(at(9.0, 9.0))), (Ok(None), None));
    }

    #[test]
    fn polygons_and_masks_add_and_erase() {
        let mut edit = BrushEdit::blank(10, 10).unwrap();
        edit.polygon(&[at(1.0, 1.0), at(9.0, 1.0), at(9.0, 9.0), at(1.0, 9.0)], Paint::Add);
        let half = {
            let mut half = Mask::new(10, 10).unwrap();
            half.fill_polygon(&[at(0.0, 0.0), at(5.0, 0.0), at(5.0, 10.0), at(0.0, 10.0)], Paint::Add);
            half
        };
        edit.apply(&half, Paint::Erase).unwrap();
        assert_eq!(edit.mask().bounds(), PixelRect::between(5, 1, 9, 9));
        edit.apply(&half, Paint::Add).unwrap();
        assert_eq!(edit.mask().area(), 50 + 32);
        assert!(edit.commit().is_some());
        assert!(edit.apply(&Mask::new(9, 9).unwrap(), Paint::Add).is_err());
    }

    proptest! {
        #[test]
        fn what_is_committed_is_what_is_seen(
            steps in proptest::collection::vec((any::<bool>(), any::<bool>(), -5.0..45.0f64, -5.0..35.0f64), 1..20),
        ) {
            let mut edit = BrushEdit::blank(40, 30).unwrap();
            for (is_new, is_erased, x, y) in steps {
                let before = edit.mask().clone();
                let paint = if is_erased { Paint::Erase } else { Paint::Add };
                let changed = if is_new { edit.begin(at(x, y), 4.0, paint) } else { edit.extend(at(x, y)) };
                let whole = before.whole().unwrap();
                prop_assert!(changed.is_none_or(|rect| rect.intersection(&whole) == Some(rect)));
                for (y, x) in (0..30).flat_map(|y| (0..40).map(move |x| (y, x))) {
                    let is_same = edit.mask().at(x, y) == before.at(x, y);
                    prop_assert!(is_same || changed.is_some_and(|rect| rect.contains(x, y)));
                }
            }
            edit.commit();
            let read = rle::decode(edit.committed(), 40, 30).unwrap();
            prop_assert!(read == *edit.mask());
        }
    }
}
