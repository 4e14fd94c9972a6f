//! Smoothing of a hard mask: a pixel is kept when more than half of the square around it is set. Straight edges stay
//! where they are, specks and pits narrower than the square go, corners are rounded. Beyond the image, its outermost
//! pixels go on, so that a mask that runs to the edge keeps doing so.

use super::PixelRect;

/// No square reaches farther; more would not be smoothing.
pub const MAX_RADIUS: u32 = 100;

/// A plane of bytes that are zero or not, and the box around those that are not.
#[derive(Clone, Copy)]
pub struct Hard<'a> {
    pub plane: &'a [u8],
    pub width: u32,
    pub height: u32,
    pub bounds: PixelRect,
}

impl<'a> Hard<'a> {
    /// The part of a row that lies within the box; nothing above and below it.
    fn row(&self, y: u32) -> &'a [u8] {
        let rows = self.bounds.y..self.bounds.bottom();
        let start = y as usize * self.width as usize + self.bounds.x as usize;
        let end = start + if rows.contains(&y) { self.bounds.width as usize } else { 0 };
        self.plane.get(start..end).unwrap_or_default()
    }

    /// The row that stands for one that may lie beyond the image.
    fn row_beyond(&self, y: i64) -> &'a [u8] {
        let last = i64::from(self.height.saturating_sub(1));
        self.row(y.clamp(0, last) as u32)
    }
}

/// Smooths with squares that reach `radius` to each side, giving each row within the box to `write` as its number and
/// whether each pixel is kept. Nothing outside the box can be kept.
pub fn smooth(hard: Hard<'_>, radius: u32, mut write: impl FnMut(u32, &mut dyn Iterator<Item = bool>)) {
    let radius = radius.min(MAX_RADIUS);
    let side = (2 * radius + 1) as usize;
    let half = (side * side / 2) as u32;
    let reach = i64::from(radius);
    let mut sums = ColumnSums::new(&hard, radius as usize);
    let first = i64::from(hard.bounds.y);
    for y in first - reach..=first + reach {
        sums.add(hard.row_beyond(y));
    }
    for y in hard.bounds.y..hard.bounds.bottom() {
        let padded = sums.padded();
        let mut sum: u32 = padded.iter().take(side - 1).map(|sum| u32::from(*sum)).sum();
        let entering = padded.iter().skip(side - 1);
        let mut kept = entering.zip(padded).map(|(entering, leaving)| {
            sum += u32::from(*entering);
            let is_kept = sum > half;
            sum -= u32::from(*leaving);
            is_kept
        });
        write(y, &mut kept);
        sums.remove(hard.row_beyond(i64::from(y) - reach));
        sums.add(hard.row_beyond(i64::from(y) + reach + 1));
    }
}

/// How many pixels of each column are set in the rows of the square; with room for columns beyond the box.
struct ColumnSums {
    sums: Vec<u16>,
    radius: usize,
    /// Whether the box reaches the left and the right edge of the image, so that its outer columns go on.
    goes_on: (bool, bool),
}

impl ColumnSums {
    fn new(hard: &Hard<'_>, radius: usize) -> Self {
        let sums = vec![0; hard.bounds.width as usize + 2 * radius];
        Self { sums, radius, goes_on: (hard.bounds.x == 0, hard.bounds.right() >= hard.width) }
    }

    fn add(&mut self, row: &[u8]) {
        let inner = self.sums.iter_mut().skip(self.radius);
        inner.zip(row).for_each(|(sum, value)| *sum += u16::from(*value != 0));
    }

    fn remove(&mut self, row: &[u8]) {
        let inner = self.sums.iter_mut().skip(self.radius);
        inner.zip(row).for_each(|(sum, value)| *sum -= u16::from(*value != 0));
    }

    /// All sums, with those beyond the image filled in.
    fn padded(&mut self) -> &[u16] {
        let (radius, last) = (self.radius, self.sums.len().saturating_sub(self.radius + 1));
        let outer = |at: usize, goes_on: bool| {
            if goes_on { self.sums.get(at).copied().unwrap_or(0) } else { 0 }
        };
        let (left, right) = (outer(radius, self.goes_on.0), outer(last, self.goes_on.1));
        self.sums.iter_mut().take(radius).for_each(|sum| *sum = left);
        self.sums.iter_mut().rev().take(radius).for_each(|sum| *sum = right);
        &self.sums
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::super::Mask;
    use super::*;
    use proptest::prelude::*;

    fn smoothed(mask: &Mask, radius: u32) -> Vec<bool> {
        let mut kept = vec![false; mask.alpha().len()];
        let Some(bounds) = mask.bounds() else { return kept };
        let hard = Hard { plane: mask.alpha(), width: mask.width(), height: mask.height(), bounds };
        smooth(hard, radius, |y, row| {
            let start = (y * mask.width() + bounds.x) as usize;
            kept[start..start + bounds.width as usize].iter_mut().zip(row).for_each(|(to, is)| *to = is);
        });
        kept
    }

    fn naive(mask: &Mask, radius: i64) -> Vec<bool> {
        let (width, height) = (i64::from(mask.width()), i64::from(mask.height()));
        let value =
            |x: i64, y: i64| mask.at(x.clamp(0, width - 1) as u32, y.clamp(0, height - 1) as u32) != 0;
        let around = |x, y| {
            (y - radius..=y + radius).flat_map(move |y| (x - radius..=x + radius).map(move |x| (x, y)))
        };
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let side = (2 * radius + 1) as usize;
        pixels.map(|(x, y)| around(x, y).filter(|(x, y)| value(*x, *y)).count() * 2 > side * side).collect()
    }

    proptest! {
        #[test]
        fn smoothing_agrees_with_counting_every_square(
            width in 1..18usize,
            alpha in proptest::collection::vec(prop_oneof![1 => Just(0u8), 2 => Just(255)], 0..200),
            radius in 0..5u32,
        ) {
            let height = alpha.len() / width;
            let alpha = alpha[..width * height].to_vec();
            let mask = Mask::from_alpha(width as u32, height as u32, alpha).unwrap();
            prop_assert_eq!(smoothed(&mask, radius), naive(&mask, i64::from(radius)));
        }
    }
}
