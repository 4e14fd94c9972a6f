//! Several pictures on one stage: those of a list, or the pages of one file. Results tell them apart by `item_index`.

use super::Stage;
use crate::model::geometry::Point;
use leptos::prelude::*;

impl Stage {
    /// Which of several pictures shows. Reactive.
    pub fn item(&self) -> u32 {
        self.work.item(&self.object.get_value()).unwrap_or(0)
    }

    /// How many there are. Reactive.
    pub fn count(&self) -> u32 {
        self.urls.with_value(|urls| urls.len() as u32).max(self.pages.get())
    }

    /// Its results say which of several pictures they are of.
    pub fn has_items(&self) -> bool {
        self.is_list || self.pages.get_untracked() > 1
    }

    /// The pictures are pages of one file.
    pub fn is_paged(&self) -> bool {
        !self.is_list
    }

    /// The address of the picture that shows, and which page of it.
    pub fn place(&self) -> Option<(String, u32)> {
        let item = untrack(|| self.item());
        let (at, page) = if self.is_list { (item, 0) } else { (0, item) };
        self.urls.with_value(|urls| urls.get(at as usize).cloned()).map(|url| (url, page))
    }

    /// The file of the picture turned out to have so many pages.
    pub fn found_pages(&self, pages: u32) {
        if self.is_list || pages < 2 {
            return;
        }
        let object = self.object.get_value();
        self.pages.set(pages);
        if untrack(|| self.work.item(&object)).is_none() {
            self.work.items.update(|items| {
                items.insert(object, 0);
            });
        }
    }

    /// Shows another of several pictures.
    pub fn show(&self, item: u32) {
        if self.has_items() && item < untrack(|| self.count()) && item != untrack(|| self.item()) {
            let object = self.object.get_value();
            self.keep_view();
            self.overlay.set(None);
            self.pointer.set(None::<Point>);
            self.work.items.update(|items| {
                items.insert(object, item);
            });
        }
    }

    /// Shows the picture after this one, or the one before.
    pub fn show_next(&self, on: bool) {
        let shown = untrack(|| self.item());
        if let Some(next) = if on { shown.checked_add(1) } else { shown.checked_sub(1) } {
            self.show(next);
        }
    }
}
