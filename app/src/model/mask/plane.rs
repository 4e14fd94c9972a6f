//! The mask itself: one byte of alpha a pixel, and the box around what is set, kept exact through every change.

use super::runs::{first_set, last_set};
use super::{MaskError, PixelRect, area_of};
use crate::model::geometry::Point;
use std::fmt;
use std::ops::Range;

#[derive(Clone, PartialEq, Eq)]
pub struct Mask {
    width: u32,
    height: u32,
    alpha: Vec<u8>,
    bounds: Option<PixelRect>,
}

/// Says the size and the box, not millions of pixels.
impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mask")
            .field("width", &self.width)
            .field("height", &self.height)
            .field("bounds", &self.bounds)
            .finish_non_exhaustive()
    }
}

impl Mask {
    /// A mask with nothing set.
    pub fn new(width: u32, height: u32) -> Result<Self, MaskError> {
        let alpha = vec![0; area_of(width, height)?];
        Ok(Self { width, height, alpha, bounds: None })
    }

    /// A mask of an alpha plane, row by row.
    pub fn from_alpha(width: u32, height: u32, alpha: Vec<u8>) -> Result<Self, MaskError> {
        if alpha.len() != area_of(width, height)? {
            return Err(MaskError::OtherImage { found: alpha.len() as u64 * 4, width, height });
        }
        let mut mask = Self { width, height, alpha, bounds: None };
        mask.bounds = mask.whole().and_then(|whole| mask.set_within(whole));
        Ok(mask)
    }

    pub const fn width(&self) -> u32 {
        self.width
    }

    pub const fn height(&self) -> u32 {
        self.height
    }

    /// The alpha of all pixels, row by row.
    pub fn alpha(&self) -> &[u8] {
        &self.alpha
    }

    /// All of the image, if it has any pixels.
    pub fn whole(&self) -> Option<PixelRect> {
        PixelRect::between(0, 0, self.width, self.height)
    }

    /// The box around all set pixels.
    pub const fn bounds(&self) -> Option<PixelRect> {
        self.bounds
    }

    pub const fn is_empty(&self) -> bool {
        self.bounds.is_none()
    }

    /// How many pixels are set.
    pub fn area(&self) -> u64 {
        let Some(bounds) = self.bounds else { return 0 };
        let set_in = |y| self.part(y, bounds.x..bounds.right()).iter().filter(|alpha| **alpha != 0).count();
        (bounds.y..bounds.bottom()).map(|y| set_in(y) as u64).sum()
    }

    /// The alpha of a pixel; zero outside the image.
    pub fn at(&self, x: u32, y: u32) -> u8 {
        if x < self.width { self.row(y).get(x as usize).copied().unwrap_or(0) } else { 0 }
    }

    /// Whether a set pixel lies at a point, or within `tolerance` pixels of it.
    pub fn is_hit(&self, point: Point, tolerance: f64) -> bool {
        let reach = tolerance.max(0.0);
        let across = covered(point.x - reach, point.x + reach);
        let down = covered(point.y - reach, point.y + reach);
        let looked_at = PixelRect::between(across.start, down.start, across.end, down.end);
        let bounded = self.bounds.zip(looked_at).and_then(|(bounds, rect)| bounds.intersection(&rect));
        let Some(rect) = bounded else { return false };
        (rect.y..rect.bottom()).any(|y| {
            let dy = gap(point.y, y);
            let row = (rect.x..).zip(self.part(y, rect.x..rect.right()));
            row.into_iter().any(|(x, alpha)| *alpha != 0 && gap(point.x, x).hypot(dy) <= reach)
        })
    }

    /// Sets what another mask sets; tells the rectangle that may have changed.
    pub fn union(&mut self, other: &Self) -> Result<Option<PixelRect>, MaskError> {
        self.same_size(other)?;
        let Some(rect) = other.bounds else { return Ok(None) };
        for y in rect.y..rect.bottom() {
            let columns = rect.x..rect.right();
            for (ours, theirs) in self.part_mut(y, columns.clone()).iter_mut().zip(other.part(y, columns)) {
                *ours = (*ours).max(*theirs);
            }
        }
        self.bounds = PixelRect::join(self.bounds, Some(rect));
        Ok(Some(rect))
    }

    /// Clears what another mask sets; tells the rectangle that may have changed.
    pub fn subtract(&mut self, other: &Self) -> Result<Option<PixelRect>, MaskError> {
        self.same_size(other)?;
        let both = self.bounds.zip(other.bounds).and_then(|(ours, theirs)| ours.intersection(&theirs));
        let Some(rect) = both else { return Ok(None) };
        for y in rect.y..rect.bottom() {
            let columns = rect.x..rect.right();
            for (ours, theirs) in self.part_mut(y, columns.clone()).iter_mut().zip(other.part(y, columns)) {
                *ours = (*ours).min(u8::MAX - *theirs);
            }
        }
        self.erased(rect);
        Ok(Some(rect))
    }

    /// Clears everything; tells the rectangle that changed.
    pub fn clear(&mut self) -> Option<PixelRect> {
        let rect = self.bounds.take()?;
        for y in rect.y..rect.bottom() {
            self.part_mut(y, rect.x..rect.right()).fill(0);
        }
        Some(rect)
    }

    fn same_size(&self, other: &Self) -> Result<(), MaskError> {
        let (ours, theirs) = ((self.width, self.height), (other.width, other.height));
        if ours == theirs { Ok(()) } else { Err(MaskError::SizesDiffer { ours, theirs }) }
    }

    /// A row, or nothing outside the image.
    pub(super) fn row(&self, y: u32) -> &[u8] {
        self.part(y, 0..self.width)
    }

    /// Some columns of a row, or nothing where they leave the image.
    pub(super) fn part(&self, y: u32, columns: Range<u32>) -> &[u8] {
        self.alpha.get(self.places(y, columns)).unwrap_or_default()
    }

    pub(super) fn part_mut(&mut self, y: u32, columns: Range<u32>) -> &mut [u8] {
        let places = self.places(y, columns);
        self.alpha.get_mut(places).unwrap_or_default()
    }

    fn places(&self, y: u32, columns: Range<u32>) -> Range<usize> {
        if columns.end > self.width || y >= self.height {
            return 0..0;
        }
        let start = y as usize * self.width as usize;
        start + columns.start as usize..start + columns.end as usize
    }

    /// To be called after pixels of a rectangle were raised.
    pub(super) fn added(&mut self, rect: PixelRect) {
        self.bounds = PixelRect::join(self.bounds, self.set_within(rect));
    }

    /// To be called after pixels of a rectangle were lowered.
    pub(super) fn erased(&mut self, rect: PixelRect) {
        if let Some(bounds) = self.bounds.filter(|bounds| rect.reaches_edge_of(bounds)) {
            self.bounds = self.set_within(bounds);
        }
    }

    /// The box around what is set within a rectangle.
    fn set_within(&self, rect: PixelRect) -> Option<PixelRect> {
        let is_set = |y: &u32| first_set(self.part(*y, rect.x..rect.right())).is_some();
        let top = (rect.y..rect.bottom()).find(is_set)?;
        let bottom = (top..rect.bottom()).rev().find(is_set)? + 1;
        let (mut left, mut right) = (rect.right(), rect.x);
        for y in top..bottom {
            left = first_set(self.part(y, rect.x..left)).map_or(left, |at| rect.x + at as u32);
            right = last_set(self.part(y, right..rect.right())).map_or(right, |at| right + at as u32 + 1);
        }
        PixelRect::between(left, top, right, bottom)
    }
}

/// The pixels that a stretch touches, as far as they have a number.
fn covered(from: f64, to: f64) -> Range<u32> {
    let end = to.floor();
    from.floor() as u32..if end < 0.0 { 0 } else { (end as u32).saturating_add(1) }
}

/// How far a coordinate lies from a pixel's stretch; zero in it.
fn gap(at: f64, pixel: u32) -> f64 {
    let pixel = f64::from(pixel);
    (pixel - at).max(at - pixel - 1.0).max(0.0)
}

#[cfg(test)]
#[path = "plane_tests.rs"]
pub(super) mod tests;
