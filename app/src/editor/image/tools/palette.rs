//! Painting masks: strokes and the wand's finds go one after the other to the mask that they are for, or to a new one.
//! The mask that was painted last stays decoded.

use super::draft::Drawing;
use super::masks;
use crate::editor::doc::RegionView;
use crate::editor::image::gesture::{Gesture, Painted};
use crate::editor::image::overlay::{Alpha, Ink, OverlayFigure};
use crate::editor::image::stage::Stage;
use crate::editor::state::ShapeTool;
use crate::messages::t;
use crate::model::geometry::{Figure, Point, Rect, Size};
use crate::model::mask::{Mask, Paint, Wand, wand};
use crate::model::ops::Operation;
use crate::model::result::{Area, AreaKind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// Something to put on a mask.
enum Job {
    Stroke(Painted),
    /// What the wand found.
    Found(Mask),
    /// A dot that makes a new region, selected.
    Dot(Painted),
}

/// A mask as it was last read or written.
struct Known {
    area: Area,
    mask: Mask,
}

/// A wand that is down, and the threshold it went down with.
struct Down {
    wand: Wand,
    threshold: u8,
    blur: u32,
}

#[derive(Clone, Copy)]
pub struct Palette {
    jobs: StoredValue<VecDeque<Job>, LocalStorage>,
    running: StoredValue<bool>,
    known: StoredValue<Option<Known>, LocalStorage>,
    down: StoredValue<Option<Down>, LocalStorage>,
    /// The region that the stroke that goes on is for, once that was found out; nothing inside: one that will be.
    aim: StoredValue<Option<Option<String>>>,
}

/// Where paint goes.
enum Target {
    Region(Arc<RegionView>),
    New,
    Nowhere,
}

impl Palette {
    pub fn new() -> Self {
        Self {
            jobs: StoredValue::new_local(VecDeque::new()),
            running: StoredValue::new(false),
            known: StoredValue::new_local(None),
            down: StoredValue::new_local(None),
            aim: StoredValue::new(None),
        }
    }

    /// What is painted, with the region that it is painted on.
    pub fn aimed(self, stage: Stage, shown: OverlayFigure) -> OverlayFigure {
        let (at, erases) = match &shown.ink {
            Ink::Stroke(points, _) => (points.first().copied(), false),
            Ink::Erase(points, _) => (points.first().copied(), true),
            Ink::Pixels(_) => (None, false),
            _ => return shown,
        };
        let known = self.aim.get_value();
        let id = known.unwrap_or_else(|| match target(stage, at, erases) {
            Target::Region(region) => Some(region.id.clone()),
            Target::New | Target::Nowhere => None,
        });
        self.aim.set_value(Some(id.clone()));
        OverlayFigure { id, ..shown }
    }

    /// Nothing is painted any more.
    pub fn lift(self) {
        self.aim.set_value(None);
        self.forget_wand();
    }

    pub fn paint(self, stage: Stage, painted: Painted) {
        self.add(stage, Job::Stroke(painted));
    }

    /// A new mask with one dot in it, for hands at the keys.
    pub fn dot(self, stage: Stage, at: Point, radius: f64) {
        let painted = Painted { points: Arc::new(vec![at]), radius, erases: false };
        self.add(stage, Job::Dot(painted));
    }

    fn add(self, stage: Stage, job: Job) {
        self.aim.set_value(None);
        self.jobs.update_value(|jobs| jobs.push_back(job));
        if self.running.get_value() {
            return;
        }
        self.running.set_value(true);
        spawn_local(async move {
            // One at a time: each goes on from what the one before left. Nothing is left of it with the task gone.
            while let Some(Some(job)) = self.jobs.try_update_value(VecDeque::pop_front) {
                self.put(stage, job).await;
                clear(stage);
            }
            let _ = self.running.try_set_value(false);
        });
    }

    async fn put(self, stage: Stage, job: Job) {
        let Some(size) = stage.natural() else { return };
        let to =
            if matches!(job, Job::Dot(_)) { Target::New } else { target(stage, start(&job), erases(&job)) };
        match to {
            Target::Nowhere => stage.work.tell(t().tools.erase_what),
            Target::New => {
                if let Err(why) = self.begin(stage, size, &job) {
                    stage.work.tell(why);
                }
            }
            Target::Region(region) => {
                let held = self.known.try_update_value(Option::take).flatten();
                let mask = match held.filter(|known| known.area == region.area) {
                    Some(known) => Ok(known.mask),
                    None => masks::read(&region.area, size).await,
                };
                // The task may have been left meanwhile.
                if stage.gesture.try_get_untracked().is_none() {
                    return;
                }
                let done = mask.and_then(|mask| self.go_on(stage, &region, mask, &job));
                if let Err(why) = done {
                    stage.work.tell((t().tools.mask_failed)(&why));
                }
            }
        }
    }

    fn begin(self, stage: Stage, size: Size, job: &Job) -> Result<(), String> {
        let mut mask = masks::blank(size).map_err(|error| error.to_string())?;
        put_on(&mut mask, job)?;
        if mask.is_empty() {
            return Ok(());
        }
        let first = || stage.kit().shapes.into_iter().find(|shape| shape.drawing() == Drawing::Brush);
        let shape = stage.in_hand().map(|hand| hand.shape).or_else(first);
        let area = masks::write(&mask, shape.map_or(AreaKind::Brush, ShapeTool::area_kind))?;
        let object = stage.object.get_value();
        // Without a label to hold on to, selecting is what says where paint goes on.
        let select = matches!(job, Job::Dot(_)) || stage.work.active_for(&object).is_empty();
        let Some(image) = stage.image_size() else { return Ok(()) };
        if let Some(id) = stage.work.draw(&object, area.clone(), image, select) {
            stage.work.tools.painted.set(Some(id));
            self.known.set_value(Some(Known { area, mask }));
        }
        Ok(())
    }

    fn go_on(self, stage: Stage, region: &RegionView, mut mask: Mask, job: &Job) -> Result<(), String> {
        put_on(&mut mask, job)?;
        let work = stage.work;
        if mask.is_empty() {
            if work.apply(&[Operation::DeleteRegions { regions: vec![region.id.clone()] }]) {
                work.say(t().tools.erased_all);
            }
            return Ok(());
        }
        let area = masks::write(&mask, region.area.kind())?;
        if work.change_area(&region.id, area.clone()) {
            work.say(if erases(job) { t().tools.erased } else { t().tools.painted });
        }
        work.tools.painted.set(Some(region.id.clone()));
        self.known.set_value(Some(Known { area, mask }));
        Ok(())
    }

    pub fn wand_down(self, stage: Stage, at: Point) {
        let Some(size) = stage.natural() else { return };
        let whole = Rect { x: 0.0, y: 0.0, width: size.width, height: size.height, rotation: 0.0 };
        let (width, height) = (size.width.round() as u32, size.height.round() as u32);
        let pixels =
            stage.image_pixels(whole).filter(|data| data.width() == width && data.height() == height);
        // Where they cannot be read, the stage has said why.
        let Some(data) = pixels else { return stage.set_gesture(Gesture::Idle) };
        match Wand::press(&data.data(), width, height, at) {
            Ok(wand) => {
                let (threshold, blur) = stage.wand_style();
                self.down.set_value(Some(Down { wand, threshold, blur }));
                self.wand_dragged(stage, 0.0);
            }
            Err(why) => {
                stage.set_gesture(Gesture::Idle);
                stage.work.tell(why.to_string());
            }
        }
    }

    pub fn wand_dragged(self, stage: Stage, distance: f64) {
        let found = self.down.try_update_value(|down| {
            let Down { wand, threshold, blur } = down.as_mut()?;
            wand.select(wand::dragged(*threshold, distance), *blur);
            alpha_of(wand.selection())
        });
        if let Some(Some(alpha)) = found {
            let shown = OverlayFigure::new(Figure::Mask).with_ink(Ink::Pixels(alpha));
            stage.overlay.set(Some(self.aimed(stage, shown)));
        }
    }

    pub fn wand_up(self, stage: Stage) {
        if let Some(down) = self.take_wand() {
            self.add(stage, Job::Found(down.wand.into_selection()));
        }
    }

    fn forget_wand(self) {
        drop(self.take_wand());
    }

    fn take_wand(self) -> Option<Down> {
        self.down.try_update_value(Option::take).flatten()
    }
}

impl Default for Palette {
    fn default() -> Self {
        Self::new()
    }
}

/// Where it began.
fn start(job: &Job) -> Option<Point> {
    match job {
        Job::Stroke(painted) | Job::Dot(painted) => painted.points.first().copied(),
        Job::Found(_) => None,
    }
}

/// Takes paint that is done off the overlay, unless something else shows there by now. The painter lets strokes stand
/// until their mask is here; what the wand found is given the time for it.
fn clear(stage: Stage) {
    let Some(Some(shown)) = stage.overlay.try_get_untracked() else { return };
    match shown.ink {
        Ink::Stroke(..) | Ink::Erase(..) if !stage.gesture.with_untracked(Gesture::is_busy) => {
            stage.overlay.set(None);
        }
        Ink::Pixels(_) => request_animation_frame(move || {
            request_animation_frame(move || {
                if stage.overlay.try_with_untracked(|now| now.as_ref() == Some(&shown)) == Some(true) {
                    stage.overlay.set(None);
                }
            });
        }),
        _ => {}
    }
}

const fn erases(job: &Job) -> bool {
    matches!(job, Job::Stroke(Painted { erases: true, .. }))
}

fn put_on(mask: &mut Mask, job: &Job) -> Result<(), String> {
    match job {
        Job::Stroke(painted) | Job::Dot(painted) => {
            let paint = if painted.erases { Paint::Erase } else { Paint::Add };
            mask.stroke(&painted.points, painted.radius, paint);
        }
        Job::Found(found) => {
            mask.union(found).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

/// Paint goes to the mask that is selected, if it bears the labels in hand; else to the one that was painted last, while
/// its label is held on to; else it makes a new one. The eraser takes off what is selected, was painted last, or lies
/// where it went down.
fn target(stage: Stage, at: Option<Point>, erases: bool) -> Target {
    let selected = untrack(|| stage.work.selected_region()).and_then(|region| mask_of(stage, &region.id));
    let last = || mask_of(stage, &stage.work.tools.painted.get_untracked()?);
    if erases {
        let beneath = || {
            let hit = stage.hit(at?, 2.0 / stage.bounds().scale)?;
            mask_of(stage, &hit.id)
        };
        let met = || beneath().or_else(last);
        return selected.or_else(met).map_or(Target::Nowhere, Target::Region);
    }
    let object = stage.object.get_value();
    let active = stage.work.active_for(&object);
    let in_hand: BTreeSet<(String, String)> =
        active.iter().map(|a| (a.control.clone(), a.value.clone())).collect();
    let bears_them = |region: &Arc<RegionView>| {
        let borne: BTreeSet<(String, String)> =
            region.labels.iter().map(|l| (l.control.clone(), l.value.clone())).collect();
        borne == in_hand
    };
    if let Some(region) = selected.filter(|region| active.is_empty() || bears_them(region)) {
        return Target::Region(region);
    }
    let held_on = !active.is_empty() && active.iter().all(|a| a.used);
    last().filter(|region| held_on && bears_them(region)).map_or(Target::New, Target::Region)
}

/// A region of this image that is a mask and may be changed. Asked of the document, which is ahead of what is painted.
fn mask_of(stage: Stage, id: &str) -> Option<Arc<RegionView>> {
    let region = untrack(|| stage.work.region(id))?;
    let is_here = stage.is_here(&region.object, region.item, untrack(|| stage.item()));
    let is_mask = matches!(region.area, Area::Brush(_) | Area::Bitmask(_));
    let is_free = !stage.work.is_locked(id) && !stage.work.is_hidden(id);
    (is_here && is_mask && is_free).then_some(region)
}

fn alpha_of(mask: &Mask) -> Option<Alpha> {
    let rect = mask.bounds()?;
    let row = mask.width() as usize;
    let mut alpha = Vec::with_capacity(rect.width as usize * rect.height as usize);
    for y in rect.y..rect.bottom() {
        let start = y as usize * row + rect.x as usize;
        alpha.extend_from_slice(mask.alpha().get(start..start + rect.width as usize)?);
    }
    Some(Alpha { x: rect.x, y: rect.y, width: rect.width, height: rect.height, alpha: alpha.into() })
}
