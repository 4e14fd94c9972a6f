//! What lies on one image: its regions as figures in pixels, bottom to top, with an index of where they are. Kept up to
//! date by what changed, and tells which parts of the image have to be painted again. Knows no canvas.

use super::look::Look;
use crate::editor::doc::RegionView;
use crate::model::geometry::{Extent, Figure, Grid, Point, Size};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A region on the image.
#[derive(Clone, Debug)]
pub struct Shape {
    pub region: Arc<RegionView>,
    pub figure: Figure,
    /// Its number among the styles of the stage.
    pub style: u16,
    pub hidden: bool,
    pub locked: bool,
    /// How far up it lies.
    pub depth: u32,
}

/// What must be painted again.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Change {
    #[default]
    Nothing,
    /// Parts of the image, in its pixels.
    Parts(Vec<Extent>),
    All,
}

/// More parts than this are everything.
const MANY_PARTS: usize = 24;

impl Change {
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, change) | (change, Self::Nothing) => change,
            (Self::Parts(mut parts), Self::Parts(more)) if parts.len() + more.len() <= MANY_PARTS => {
                parts.extend(more);
                Self::Parts(parts)
            }
            _ => Self::All,
        }
    }
}

/// The regions of one image.
#[derive(Clone, Debug)]
pub struct Scene {
    image: Size,
    slots: Vec<Option<Shape>>,
    free: Vec<u32>,
    /// Slots, bottom to top.
    order: Vec<u32>,
    by_id: HashMap<String, u32>,
    grid: Grid,
    /// How many of them are masks.
    masks: usize,
}

impl Scene {
    pub fn new(image: Size) -> Self {
        Self {
            image,
            slots: Vec::new(),
            free: Vec::new(),
            order: Vec::new(),
            by_id: HashMap::new(),
            grid: Grid::new(image),
            masks: 0,
        }
    }

    /// How many regions there are, seen or not.
    pub const fn count(&self) -> usize {
        self.order.len()
    }

    pub const fn has_masks(&self) -> bool {
        self.masks > 0
    }

    pub const fn image(&self) -> Size {
        self.image
    }

    pub fn shape(&self, slot: u32) -> Option<&Shape> {
        self.slots.get(slot as usize)?.as_ref()
    }

    pub fn slot(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    pub fn by_id(&self, id: &str) -> Option<&Shape> {
        self.shape(self.slot(id)?)
    }

    /// Where a region is.
    pub fn place(&self, slot: u32) -> Option<Extent> {
        self.grid.place(slot)
    }

    /// Takes over the regions as they are now; what did not change is known by its pointer. `style` numbers the style
    /// of a region, `rest` says whether it is hidden and whether it is locked.
    pub fn sync(
        &mut self,
        regions: &[Arc<RegionView>],
        mut style: impl FnMut(&RegionView) -> u16,
        rest: impl Fn(&RegionView) -> (bool, bool),
    ) -> Change {
        let same = |slot: &u32, region: &Arc<RegionView>| {
            self.shape(*slot).is_some_and(|shape| Arc::ptr_eq(&shape.region, region))
        };
        let head = self.order.iter().zip(regions).take_while(|(slot, region)| same(slot, region)).count();
        let most = self.order.len().min(regions.len()) - head;
        let tails = self.order.iter().rev().zip(regions.iter().rev());
        let tail = tails.take(most).take_while(|(slot, region)| same(slot, region)).count();
        if self.order.len() == head && regions.len() == head {
            return Change::Nothing;
        }
        let mut parts = Vec::new();
        let gone: Vec<u32> = self.order[head..self.order.len() - tail].to_vec();
        for slot in gone {
            parts.extend(self.take(slot));
        }
        let mut new = Vec::with_capacity(regions.len() - tail - head);
        for region in &regions[head..regions.len() - tail] {
            let Some(figure) = Figure::of(&region.area, self.image) else { continue };
            let (hidden, locked) = rest(region);
            let style = style(region);
            let shape = Shape { region: region.clone(), figure, style, hidden, locked, depth: 0 };
            let slot = self.give(shape);
            parts.extend(self.grid.place(slot));
            new.push(slot);
        }
        let end = self.order.len() - tail;
        self.order.splice(head..end, new);
        for (depth, slot) in (head as u32..).zip(self.order.iter().skip(head)) {
            if let Some(Some(shape)) = self.slots.get_mut(*slot as usize) {
                shape.depth = depth;
            }
        }
        Change::Nothing.and(if parts.len() > MANY_PARTS { Change::All } else { Change::Parts(parts) })
    }

    /// Takes a shape out of everything but the order; tells where it was.
    fn take(&mut self, slot: u32) -> Option<Extent> {
        let place = self.grid.place(slot);
        self.grid.remove(slot);
        let shape = self.slots.get_mut(slot as usize).and_then(Option::take)?;
        self.free.push(slot);
        self.masks -= usize::from(shape.figure == Figure::Mask);
        if self.by_id.get(&shape.region.id) == Some(&slot) {
            self.by_id.remove(&shape.region.id);
        }
        place
    }

    fn give(&mut self, shape: Shape) -> u32 {
        let place = self.place_of(&shape.figure);
        let id = shape.region.id.clone();
        self.masks += usize::from(shape.figure == Figure::Mask);
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => {
                self.slots.push(None);
                self.slots.len() as u32 - 1
            }
        };
        if let Some(room) = self.slots.get_mut(slot as usize) {
            *room = Some(shape);
        }
        self.grid.put(slot, place);
        self.by_id.insert(id, slot);
        slot
    }

    /// A mask may be anywhere until its pixels are known.
    fn place_of(&self, figure: &Figure) -> Extent {
        let whole = Extent { left: 0.0, top: 0.0, right: self.image.width, bottom: self.image.height };
        let Some(around) = figure.bounds() else { return whole };
        let radius = if let Figure::Dot { radius, .. } = figure { *radius } else { 0.0 };
        Extent::from(around).grown(radius)
    }

    /// The pixels of a mask are known now: this is where they are.
    pub fn found(&mut self, id: &str, place: Extent) {
        if let Some(slot) = self.slot(id) {
            self.grid.put(slot, place);
        }
    }

    /// Which regions are hidden and which are locked, as it is now.
    pub fn set_states(&mut self, state: impl Fn(&RegionView) -> (bool, bool)) -> Change {
        let mut change = Vec::new();
        for slot in &self.order {
            let Some(Some(shape)) = self.slots.get_mut(*slot as usize) else { continue };
            let (hidden, locked) = state(&shape.region);
            if (shape.hidden, shape.locked) != (hidden, locked) {
                (shape.hidden, shape.locked) = (hidden, locked);
                change.extend(self.grid.place(*slot));
            }
        }
        match change.len() {
            0 => Change::Nothing,
            n if n <= MANY_PARTS => Change::Parts(change),
            _ => Change::All,
        }
    }

    /// Where some regions are, to paint those parts again.
    pub fn places(&self, ids: &BTreeSet<String>) -> Change {
        let parts: Vec<Extent> = ids.iter().filter_map(|id| self.grid.place(self.slot(id)?)).collect();
        if parts.is_empty() { Change::Nothing } else { Change::Nothing.and(Change::Parts(parts)) }
    }

    /// Slots of what is to be seen in a part of the image, bottom to top.
    pub fn seen(&self, part: &Extent) -> Vec<u32> {
        let shown = |slot: &u32| self.shape(*slot).is_some_and(|shape| !shape.hidden);
        let whole = part.left <= 0.0
            && part.top <= 0.0
            && part.right >= self.image.width
            && part.bottom >= self.image.height;
        if whole {
            return self.order.iter().copied().filter(shown).collect();
        }
        let mut slots = self.grid.in_part(part);
        slots.retain(shown);
        slots.sort_unstable_by_key(|slot| self.shape(*slot).map(|shape| shape.depth));
        slots
    }

    /// The region that a click means: one that is selected if it is there, else the smallest, and of equal ones the
    /// topmost. Only who has the pixels of masks can tell whether they are met.
    pub fn pick(
        &self,
        at: Point,
        slack: f64,
        is_selected: impl Fn(&str) -> bool,
        mask: impl Fn(&Shape) -> Option<f64>,
    ) -> Option<&Shape> {
        let part = Extent { left: at.x, top: at.y, right: at.x, bottom: at.y }.grown(slack);
        let mut best: Option<(bool, f64, &Shape)> = None;
        self.grid.each_in(&part, |slot| {
            let Some(shape) = self.shape(slot).filter(|shape| !shape.hidden) else { return };
            let size = match &shape.figure {
                Figure::Mask => mask(shape),
                figure => figure.is_hit(at, slack).then(|| figure.extent().unwrap_or(0.0)),
            };
            let Some(size) = size else { return };
            let selected = is_selected(&shape.region.id);
            let better = best.as_ref().is_none_or(|(was, smallest, top)| {
                (selected && !was)
                    || (selected == *was
                        && (size < *smallest || (size == *smallest && shape.depth > top.depth)))
            });
            if better {
                best = Some((selected, size, shape));
            }
        });
        best.map(|(_, _, shape)| shape)
    }

    /// A region as a hand meets it.
    pub fn look(&self, id: &str, selected: bool) -> Option<Look> {
        self.by_id(id).map(|shape| Look::of(shape, selected))
    }
}

#[cfg(test)]
#[path = "scene_tests.rs"]
mod tests;
