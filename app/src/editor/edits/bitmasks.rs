//! Bitmasks moved by keys: only the browser reads and writes them, which takes a moment. Steps that come meanwhile are
//! added up and follow as one.

use crate::editor::image::tools::masks;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::geometry::Point;
use crate::model::result::Area;
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Work {
    pub(super) fn nudge_bitmasks(&self, ids: Vec<String>, by: Point) {
        if ids.is_empty() {
            return;
        }
        let further = self.tools.further;
        if let Some(already) = further.get_value() {
            return further.set_value(Some(already.plus(by)));
        }
        let work = *self;
        spawn_local(async move {
            let mut next = by;
            while next != Point::default() {
                if further.try_set_value(Some(Point::default())).is_some() {
                    return;
                }
                work.move_bitmasks(&ids, next).await;
                // Nothing is left of it with the task gone.
                let Some(added) = further.try_get_value() else { return };
                next = added.unwrap_or_default();
            }
            let _ = further.try_set_value(None);
        });
    }

    async fn move_bitmasks(&self, ids: &[String], by: Point) {
        let mut moved = Vec::new();
        for id in ids {
            let Some(Some(region)) = self.paper_is_there().then(|| untrack(|| self.region(id))) else {
                continue;
            };
            let Some(size) = self.size_of(&region.object) else { continue };
            if !matches!(region.area, Area::Bitmask(_)) {
                continue;
            }
            match masks::moved_bitmap(&region.area, size, by).await {
                Ok(area) => moved.push((id.clone(), area)),
                Err(why) => self.tell((t().tools.mask_failed)(&why)),
            }
        }
        if self.paper_is_there() && self.change_areas(moved) {
            self.say(t().tools.moved);
        }
    }

    /// The task was not left meanwhile.
    pub(super) fn paper_is_there(&self) -> bool {
        self.paper.try_with_untracked(|_| ()).is_some()
    }
}
