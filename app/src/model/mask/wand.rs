//! The magic wand: what hangs together with a clicked pixel and is alike in colour. Alike means that neither red, green
//! nor blue differs from the clicked pixel by more than the threshold; together means side by side or one above the
//! other. The blur radius of the tag smooths the border of what is found (see [`super::smooth`]); the result stays
//! hard, each pixel set or not. What would lose more than half of itself by smoothing, such as a thin line, is left as
//! found.

use super::smooth::{Hard, smooth};
use super::{Mask, MaskError, PixelRect, area_of, is_usable};
use crate::model::geometry::Point;

/// The tag's default for `defaultthreshold`.
pub const THRESHOLD: u8 = 15;
/// The tag's default for `blurradius`.
pub const BLUR_RADIUS: u32 = 5;

/// The threshold after dragging so far, in pixels of the screen, from where the button went down: a step for each three
/// pixels, as the field has it.
pub fn dragged(threshold: u8, distance: f64) -> u8 {
    (f64::from(threshold) + (distance.max(0.0) / 3.0).floor()).clamp(1.0, 255.0) as u8
}

/// A wand that was set on a pixel. How much each pixel differs is computed once, so that another threshold costs only
/// what it finds.
#[derive(Debug)]
pub struct Wand {
    seed: (u32, u32),
    /// For each pixel, the largest difference of a channel.
    difference: Vec<u8>,
    found: Vec<u8>,
    found_in: Option<PixelRect>,
    selection: Mask,
}

/// Pixels side by side in a row.
#[derive(Clone, Copy, Debug)]
struct Span {
    y: u32,
    start: u32,
    end: u32,
}

impl Wand {
    /// Sets a wand on a point of an image, given as red, green, blue and alpha of all its pixels.
    pub fn press(rgba: &[u8], width: u32, height: u32, point: Point) -> Result<Self, MaskError> {
        let pixels = area_of(width, height)?;
        if rgba.len() != pixels * 4 {
            return Err(MaskError::OtherImage { found: rgba.len() as u64, width, height });
        }
        let outside = || MaskError::Outside { x: point.x.floor() as i64, y: point.y.floor() as i64 };
        let is_inside = is_usable(&point) && point.x >= 0.0 && point.y >= 0.0;
        let seed = (point.x as u32, point.y as u32);
        if !is_inside || seed.0 >= width || seed.1 >= height {
            return Err(outside());
        }
        let place = seed.1 as usize * width as usize + seed.0 as usize;
        let (colors, _) = rgba.as_chunks::<4>();
        let [red, green, blue, _] = *colors.get(place).ok_or_else(outside)?;
        let differs = |color: &[u8; 4]| {
            color[0].abs_diff(red).max(color[1].abs_diff(green)).max(color[2].abs_diff(blue))
        };
        let difference = colors.iter().map(differs).collect();
        let selection = Mask::new(width, height)?;
        Ok(Self { seed, difference, found: vec![0; pixels], found_in: None, selection })
    }

    /// What is selected.
    pub const fn selection(&self) -> &Mask {
        &self.selection
    }

    pub fn into_selection(self) -> Mask {
        self.selection
    }

    /// Selects by a threshold; tells the rectangle that may have changed since the last selection.
    pub fn select(&mut self, threshold: u8, blur_radius: u32) -> Option<PixelRect> {
        let before = self.selection.clear();
        self.forget();
        let (area, bounds) = self.flood(threshold);
        self.found_in = Some(bounds);
        let kept = if blur_radius == 0 { 0 } else { self.keep_smoothed(bounds, blur_radius) };
        if kept * 2 < area {
            self.keep_found(bounds);
        }
        self.selection.added(bounds);
        PixelRect::join(before, self.selection.bounds())
    }

    fn forget(&mut self) {
        let Some(rect) = self.found_in.take() else { return };
        for y in rect.y..rect.bottom() {
            self.found_mut(y, rect.x, rect.right()).fill(0);
        }
    }

    fn place(&self, x: u32, y: u32) -> usize {
        y as usize * self.selection.width() as usize + x as usize
    }

    fn found_mut(&mut self, y: u32, start: u32, end: u32) -> &mut [u8] {
        let places = self.place(start, y)..self.place(end, y);
        self.found.get_mut(places).unwrap_or_default()
    }

    /// Finds all spans from the seed's on. Each is marked when it is found, so it waits at most once; what waits are at
    /// most as many spans as there are, twelve bytes each.
    fn flood(&mut self, threshold: u8) -> (u64, PixelRect) {
        let (x, y) = self.seed;
        let first = self.take(x, y, threshold);
        let mut area = u64::from(first.end - first.start);
        let mut bounds = PixelRect { x: first.start, y, width: first.end - first.start, height: 1 };
        let mut waiting = vec![first];
        while let Some(span) = waiting.pop() {
            let above = span.y.checked_sub(1);
            let below = Some(span.y + 1).filter(|y| *y < self.selection.height());
            for y in above.into_iter().chain(below) {
                let mut at = span.start;
                while let Some(x) = self.next_open(y, at, span.end, threshold) {
                    let next = self.take(x, y, threshold);
                    let rect = PixelRect { x: next.start, y, width: next.end - next.start, height: 1 };
                    area += u64::from(rect.width);
                    bounds = bounds.around(&rect);
                    waiting.push(next);
                    at = next.end;
                }
            }
        }
        (area, bounds)
    }

    /// The first pixel between two columns that is alike and not found yet.
    fn next_open(&self, y: u32, start: u32, end: u32, threshold: u8) -> Option<u32> {
        let places = self.place(start.min(end), y)..self.place(end, y);
        let found = self.found.get(places.clone())?;
        let difference = self.difference.get(places)?;
        let open = found.iter().zip(difference).position(|(found, by)| *found == 0 && *by <= threshold)?;
        Some(start + open as u32)
    }

    /// Marks the whole span of alike pixels that a pixel lies in. Within a row nothing next to it can be found already:
    /// it would have been marked along with it.
    fn take(&mut self, x: u32, y: u32, threshold: u8) -> Span {
        let row = self.place(0, y)..self.place(self.selection.width(), y);
        let row = self.difference.get(row).unwrap_or_default();
        let (left, right) = row.split_at_checked(x as usize).unwrap_or_default();
        let before = left.iter().rev().take_while(|by| **by <= threshold).count() as u32;
        let after = right.iter().take_while(|by| **by <= threshold).count() as u32;
        let span = Span { y, start: x - before, end: x + after };
        self.found_mut(y, span.start, span.end).fill(u8::MAX);
        span
    }

    fn keep_found(&mut self, bounds: PixelRect) {
        for y in bounds.y..bounds.bottom() {
            let places = self.place(bounds.x, y)..self.place(bounds.right(), y);
            let found = self.found.get(places).unwrap_or_default();
            let kept = self.selection.part_mut(y, bounds.x..bounds.right());
            kept.iter_mut().zip(found).for_each(|(to, from)| *to = *from);
        }
    }

    /// Keeps what smoothing leaves; tells how many pixels that are.
    fn keep_smoothed(&mut self, bounds: PixelRect, radius: u32) -> u64 {
        let Self { found, selection, .. } = self;
        let hard = Hard { plane: found, width: selection.width(), height: selection.height(), bounds };
        let mut kept = 0;
        smooth(hard, radius, |y, row| {
            let line = selection.part_mut(y, bounds.x..bounds.right());
            line.iter_mut().zip(row).for_each(|(to, is_kept)| {
                *to = if is_kept { u8::MAX } else { 0 };
                kept += u64::from(is_kept);
            });
        });
        kept
    }
}

#[cfg(test)]
#[path = "wand_tests.rs"]
mod tests;
