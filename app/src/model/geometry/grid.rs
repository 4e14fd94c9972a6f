//! Finds what lies in a part of an image without looking at everything: a uniform grid over the image. What covers very
//! many of its cells is kept in a list of its own, so that ten thousand boxes of the whole image cost no memory.

use super::extent::Extent;
use super::rect::Size;

/// Cells along the longer side of the image.
const CELLS: f64 = 64.0;
/// What covers more cells than this is large.
const MANY: usize = 48;

/// Keys by where they are. Keys are small numbers, used again when they are free.
#[derive(Clone, Debug)]
pub struct Grid {
    cell: f64,
    columns: u32,
    rows: u32,
    cells: Vec<Vec<u32>>,
    large: Vec<u32>,
    places: Vec<Option<Extent>>,
    count: usize,
}

/// Cells from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
}

impl Span {
    const fn cells(self) -> usize {
        (self.right - self.left + 1) as usize * (self.bottom - self.top + 1) as usize
    }

    fn each(self) -> impl Iterator<Item = (u32, u32)> {
        (self.top..=self.bottom)
            .flat_map(move |row| (self.left..=self.right).map(move |column| (column, row)))
    }
}

impl Grid {
    pub fn new(image: Size) -> Self {
        let longer = image.width.max(image.height).max(1.0);
        let cell = longer / CELLS;
        let along = |length: f64| ((length / cell).ceil() as u32).clamp(1, CELLS as u32);
        let (columns, rows) = (along(image.width), along(image.height));
        Self {
            cell,
            columns,
            rows,
            cells: vec![Vec::new(); columns as usize * rows as usize],
            large: Vec::new(),
            places: Vec::new(),
            count: 0,
        }
    }

    pub const fn len(&self) -> usize {
        self.count
    }

    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Where a key is.
    pub fn place(&self, key: u32) -> Option<Extent> {
        self.places.get(key as usize).copied().flatten()
    }

    /// Puts a key somewhere, wherever it was before. What lies outside the image is found in the cells at its rim.
    pub fn put(&mut self, key: u32, place: Extent) {
        let old = self.place(key);
        if old == Some(place) {
            return;
        }
        if self.places.len() <= key as usize {
            self.places.resize(key as usize + 1, None);
        }
        match old.map(|old| self.span(&old)) {
            // Moved within its cells: nothing to do in them.
            Some(span) if span == self.span(&place) => {}
            Some(_) => {
                self.remove(key);
                self.enter(key, &place);
            }
            None => self.enter(key, &place),
        }
        if let Some(slot) = self.places.get_mut(key as usize) {
            *slot = Some(place);
        }
    }

    fn enter(&mut self, key: u32, place: &Extent) {
        self.count += 1;
        let span = self.span(place);
        if span.cells() > MANY {
            self.large.push(key);
            return;
        }
        for (column, row) in span.each() {
            let at = self.at(column, row);
            if let Some(cell) = self.cells.get_mut(at) {
                cell.push(key);
            }
        }
    }

    pub fn remove(&mut self, key: u32) {
        let Some(place) = self.places.get_mut(key as usize).and_then(Option::take) else { return };
        self.count -= 1;
        let span = self.span(&place);
        let drop_from = |list: &mut Vec<u32>| {
            if let Some(at) = list.iter().position(|known| *known == key) {
                list.swap_remove(at);
            }
        };
        if span.cells() > MANY {
            drop_from(&mut self.large);
            return;
        }
        for (column, row) in span.each() {
            let at = self.at(column, row);
            if let Some(cell) = self.cells.get_mut(at) {
                drop_from(cell);
            }
        }
    }

    /// Calls for every key whose place meets a part of the image, each once, in no order.
    pub fn each_in(&self, part: &Extent, mut found: impl FnMut(u32)) {
        let sought = self.span(part);
        for (column, row) in sought.each() {
            for key in self.cells.get(self.at(column, row)).into_iter().flatten() {
                let Some(place) = self.place(*key).filter(|place| place.meets(part)) else { continue };
                // It stands in several cells: told in the first that was looked at.
                let span = self.span(&place);
                if span.left.max(sought.left) == column && span.top.max(sought.top) == row {
                    found(*key);
                }
            }
        }
        for key in &self.large {
            if self.place(*key).is_some_and(|place| place.meets(part)) {
                found(*key);
            }
        }
    }

    /// Every key whose place meets a part of the image, in no order.
    pub fn in_part(&self, part: &Extent) -> Vec<u32> {
        let mut keys = Vec::new();
        self.each_in(part, |key| keys.push(key));
        keys
    }

    fn span(&self, place: &Extent) -> Span {
        let along = |at: f64, count: u32| ((at / self.cell).max(0.0) as u32).min(count - 1);
        Span {
            left: along(place.left, self.columns),
            top: along(place.top, self.rows),
            right: along(place.right, self.columns),
            bottom: along(place.bottom, self.rows),
        }
    }

    const fn at(&self, column: u32, row: u32) -> usize {
        row as usize * self.columns as usize + column as usize
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const IMAGE: Size = Size { width: 640.0, height: 400.0 };

    fn extent(x: f64, y: f64, width: f64, height: f64) -> Extent {
        Extent { left: x, top: y, right: x + width, bottom: y + height }
    }

    #[test]
    fn what_covers_the_whole_image_is_found_everywhere_once() {
        let mut grid = Grid::new(IMAGE);
        for key in 0..1000 {
            grid.put(key, extent(0.0, 0.0, 640.0, 400.0));
        }
        assert_eq!(grid.in_part(&extent(300.0, 200.0, 0.0, 0.0)).len(), 1000);
        assert!(grid.cells.iter().all(Vec::is_empty));
    }

    #[test]
    fn what_lies_outside_the_image_is_found_there() {
        let mut grid = Grid::new(IMAGE);
        grid.put(3, extent(-90.0, 500.0, 20.0, 20.0));
        assert_eq!(grid.in_part(&extent(-100.0, 450.0, 50.0, 100.0)), [3]);
        assert_eq!(grid.in_part(&extent(0.0, 0.0, 640.0, 400.0)), [] as [u32; 0]);
    }

    #[test]
    fn an_image_of_no_size_still_has_a_place_for_everything() {
        let mut grid = Grid::new(Size { width: 0.0, height: 0.0 });
        grid.put(0, extent(5.0, 5.0, 1.0, 1.0));
        assert_eq!(grid.in_part(&extent(0.0, 0.0, 9.0, 9.0)), [0]);
    }

    proptest! {
        #[test]
        fn it_finds_what_looking_at_everything_finds(
            steps in proptest::collection::vec(
                (0..40u32, any::<bool>(), -50.0..690.0f64, -50.0..450.0f64, 0.0..500.0f64, 0.0..300.0f64), 1..120,
            ),
            x in -60.0..700.0f64, y in -60.0..460.0f64, width in 0.0..300.0f64, height in 0.0..300.0f64,
        ) {
            let mut grid = Grid::new(IMAGE);
            let mut all = BTreeMap::new();
            for (key, put, x, y, width, height) in steps {
                if put {
                    grid.put(key, extent(x, y, width, height));
                    all.insert(key, extent(x, y, width, height));
                } else {
                    grid.remove(key);
                    all.remove(&key);
                }
            }
            let part = extent(x, y, width, height);
            let mut found = grid.in_part(&part);
            found.sort_unstable();
            let expected: Vec<u32> = all.iter().filter(|(_, e)| e.meets(&part)).map(|(key, _)| *key).collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(grid.len(), all.len());
        }
    }
}
