//! Copies of regions of images: with all that is said of them, a little beside the originals.

use crate::editor::browser;
use crate::editor::doc::RegionView;
use crate::editor::image::tools::masks;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::geometry::{Figure, Point};
use crate::model::ops::Operation;
use crate::model::result::Area;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// How far beside its original a copy stands, in parts of the image's shorter side.
const BESIDE: f64 = 0.02;

impl Work {
    /// Copies of everything selected with all that is said of it, a little beside it, selected.
    pub fn duplicate_picked(&self) -> bool {
        let ids = self.picked.get_untracked();
        let masks: Vec<String> = ids.iter().filter(|id| self.is_mask(id)).cloned().collect();
        if masks.is_empty() {
            return self.add_copies(&ids, HashMap::new());
        }
        let work = *self;
        spawn_local(async move {
            let moved = work.masks_beside(masks).await;
            if work.paper_is_there() {
                work.add_copies(&ids, moved);
            }
        });
        true
    }

    fn is_mask(&self, id: &str) -> bool {
        let region = untrack(|| self.region(id));
        region.is_some_and(|region| matches!(region.area, Area::Brush(_) | Area::Bitmask(_)))
    }

    /// Where copies of masks stand; only the browser reads some of them, which takes a moment.
    async fn masks_beside(&self, ids: Vec<String>) -> HashMap<String, Area> {
        let mut moved = HashMap::new();
        for id in ids {
            let Some(Some(region)) = self.paper_is_there().then(|| untrack(|| self.region(&id))) else {
                continue;
            };
            let Some(size) = self.size_of(&region.object) else { continue };
            let step = BESIDE * size.width.min(size.height);
            match masks::beside(&region.area, size, step).await {
                Ok(area) => drop(moved.insert(id, area)),
                Err(why) => self.tell((t().tools.mask_failed)(&why)),
            }
        }
        moved
    }

    fn add_copies(&self, ids: &[String], mut masks: HashMap<String, Area>) -> bool {
        let mut operations = Vec::new();
        let mut copies = Vec::new();
        for id in ids {
            let is_own = |r: &Arc<RegionView>| r.area.kind().is_shape() && !r.is_suggestion();
            let Some(region) = untrack(|| self.region(id)).filter(is_own) else { continue };
            let setup = self.setup();
            let allowed = region.labels.iter().all(|label| {
                setup.control(&label.control).is_none_or(|control| self.may_use(control, &label.value))
            });
            if !allowed {
                return true;
            }
            let copy = browser::region_id();
            operations.push(Operation::AddResults { results: self.results_of(id, &copy) });
            if let Some(area) = masks.remove(id).or_else(|| self.area_beside(&region.object, &region.area)) {
                operations.push(Operation::SetArea { region: copy.clone(), area, text: None });
            }
            copies.push(copy);
        }
        let done = self.apply(&operations);
        if done {
            self.pick(copies);
            self.say(t().tools.duplicated);
        }
        done
    }

    /// Below and to the right, or where there is no room above and to the left; `None` for masks, and where the image has
    /// not come yet.
    fn area_beside(&self, object: &str, area: &Area) -> Option<Area> {
        let size = self.size_of(object)?;
        let figure = Figure::of(area, size).filter(|figure| *figure != Figure::Mask)?;
        let step = BESIDE * size.width.min(size.height);
        let mut ways = [step, -step].into_iter().map(|by| figure.moved(Point::new(by, by), size));
        let moved = ways.find(|moved| *moved != figure)?;
        moved.to_area(size, Some(area))
    }

    /// The results of a region as those of another: made by hand, and free to be changed.
    fn results_of(&self, id: &str, copy: &str) -> Vec<Value> {
        self.paper.with_untracked(|paper| {
            let parts = paper.document.region(id).map(|region| region.parts.as_slice()).unwrap_or_default();
            let results =
                parts.iter().filter_map(|part| paper.document.result(part.entry)?.as_object().cloned());
            results
                .map(|mut result| {
                    result.insert("id".to_owned(), json!(copy));
                    result.insert("origin".to_owned(), json!("manual"));
                    result.shift_remove("readonly");
                    result.shift_remove("score");
                    Value::Object(result)
                })
                .collect()
        })
    }
}
