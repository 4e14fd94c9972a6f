//! Which rows a scrolled window shows. Pure numbers: a list of any length scrolls within the height that browsers allow
//! an element; a longer one is scaled into it.

/// Browsers cap an element's height (Firefox near 17 million pixels); this stays well below.
const TALLEST: f64 = 8_000_000.0;

/// Small steps move by what was scrolled, larger ones jump: in windows.
const SMALL_STEP: f64 = 3.0;

/// Sizes in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    pub rows: u64,
    pub row_height: f64,
    /// Height of the window, without the table's head.
    pub window: f64,
}

impl Geometry {
    /// All rows laid under one another.
    pub fn content(self) -> f64 {
        self.rows as f64 * self.row_height
    }

    /// Height of the element that is scrolled.
    pub fn scrolled(self) -> f64 {
        self.content().min(TALLEST)
    }

    /// The lowest place that the window's top can have within the content.
    pub fn last_offset(self) -> f64 {
        (self.content() - self.window).max(0.0)
    }

    fn last_top(self) -> f64 {
        (self.scrolled() - self.window).max(0.0)
    }

    fn scaled(self) -> bool {
        self.content() > TALLEST
    }

    /// Where in the content the window is when the scrollbar is at `top`.
    pub fn offset_at(self, top: f64) -> f64 {
        if !self.scaled() {
            return top.clamp(0.0, self.last_offset());
        }
        (top / self.last_top() * self.last_offset()).clamp(0.0, self.last_offset())
    }

    /// Where the scrollbar is when the window is at `offset`.
    pub fn top_at(self, offset: f64) -> f64 {
        if !self.scaled() {
            return offset.clamp(0.0, self.last_top());
        }
        (offset / self.last_offset() * self.last_top()).clamp(0.0, self.last_top())
    }

    /// The window's place after the scrollbar went from `before` to `top`: in a scaled list, small steps move as far
    /// as they would in a list that is not.
    pub fn moved(self, offset: f64, before: f64, top: f64) -> f64 {
        let step = top - before;
        let at_an_end = top <= 0.0 || top >= self.last_top() - 1.0;
        if !self.scaled() || at_an_end || step.abs() > SMALL_STEP * self.window {
            return self.offset_at(top);
        }
        (offset + step).clamp(0.0, self.last_offset())
    }

    /// The rows in sight, from the first that shows to one after the last.
    pub fn in_sight(self, offset: f64) -> std::ops::Range<u64> {
        let first = ((offset / self.row_height).floor() as u64).min(self.rows);
        let last = (((offset + self.window) / self.row_height).ceil() as u64).clamp(first, self.rows);
        first..last
    }

    /// How many rows fit wholly.
    pub fn page(self) -> u64 {
        ((self.window / self.row_height).floor() as u64).max(1)
    }

    /// The place at which `row` stands in the middle.
    pub fn centering(self, row: u64) -> f64 {
        let middle = (row as f64 + 0.5) * self.row_height;
        (middle - self.window / 2.0).clamp(0.0, self.last_offset())
    }

    /// The nearest place to `offset` at which `row` shows wholly.
    pub fn revealing(self, row: u64, offset: f64) -> f64 {
        let top = row as f64 * self.row_height;
        let lowest = top + self.row_height - self.window;
        offset.clamp(lowest.min(top), top).clamp(0.0, self.last_offset())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Geometry = Geometry { rows: 100, row_height: 44.0, window: 440.0 };
    const LARGE: Geometry = Geometry { rows: 10_000_000, row_height: 44.0, window: 440.0 };

    #[test]
    fn a_list_that_fits_scrolls_pixel_for_pixel() {
        assert_eq!(SMALL.scrolled(), 4400.0);
        assert_eq!(SMALL.moved(0.0, 0.0, 88.0), 88.0);
        assert_eq!(SMALL.in_sight(88.0), 2..12);
        assert_eq!(SMALL.in_sight(90.0), 2..13);
    }

    #[test]
    fn the_end_of_any_list_can_be_reached() {
        for list in [SMALL, LARGE] {
            let end = list.offset_at(list.scrolled() - list.window);
            assert_eq!(list.in_sight(end).end, list.rows);
            assert_eq!(list.top_at(list.last_offset()), list.scrolled() - list.window);
        }
    }

    #[test]
    fn a_list_too_long_for_a_browser_is_scaled_into_what_it_allows() {
        assert_eq!(LARGE.scrolled(), TALLEST);
        let half = LARGE.offset_at(LARGE.last_top() / 2.0);
        assert!((half - LARGE.last_offset() / 2.0).abs() < 1.0);
    }

    #[test]
    fn small_steps_in_a_scaled_list_move_by_what_was_scrolled() {
        let top = LARGE.last_top() / 2.0;
        let offset = LARGE.offset_at(top);
        assert_eq!(LARGE.moved(offset, top, top + 100.0), offset + 100.0);
        let far = top + 10_000.0;
        assert_eq!(LARGE.moved(offset, top, far), LARGE.offset_at(far));
    }

    #[test]
    fn a_row_is_revealed_by_the_shortest_way() {
        assert_eq!(SMALL.revealing(5, 0.0), 0.0);
        assert_eq!(SMALL.revealing(10, 0.0), 44.0);
        assert_eq!(SMALL.revealing(0, 400.0), 0.0);
        assert_eq!(SMALL.revealing(99, 0.0), 3960.0);
    }

    #[test]
    fn a_row_that_is_jumped_to_stands_in_the_middle_where_it_can() {
        assert_eq!(SMALL.centering(50), 2002.0);
        assert_eq!(SMALL.centering(0), 0.0);
        assert_eq!(SMALL.centering(99), SMALL.last_offset());
    }

    #[test]
    fn an_empty_list_shows_nothing() {
        let none = Geometry { rows: 0, ..SMALL };
        assert_eq!(none.in_sight(0.0), 0..0);
        assert_eq!(none.moved(0.0, 0.0, 50.0), 0.0);
    }
}
