//! Paints a stage, once a frame and no more than what changed: the picture, the regions at rest, and, by `over`, what a
//! hand is at; while the view moves over many regions, `still`. When what is painted is the business of `layers`, how
//! strokes are made of `draw`.

use super::Stage;
use super::pixels::paint_mask;
use crate::editor::browser::millis;
use crate::editor::image::draw::{self, Pen};
use crate::editor::image::easel::{Dirty, Job, Own};
use crate::editor::image::edge::Edge;
use crate::editor::image::layers::{Ground, Step};
use crate::editor::image::scene::{Scene, Shape};
use crate::editor::image::styles::Styles;
use crate::editor::regions::title_of;
use crate::model::geometry::{Extent, Figure, Point, Size};
use leptos::prelude::*;
use std::cell::OnceCell;
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement};

/// More names than this hide the picture.
const MOST_NAMES: usize = 200;
/// How high names are, and how wide those that are mended with their regions.
const NAME_HEIGHT: f64 = 20.0;
const NAME_WIDTH: f64 = 240.0;
/// How far lines and dots reach beyond the figures they belong to, in screen pixels.
const MARGIN: f64 = 10.0;
/// From this scale on there are lines between pixels.
const PIXEL_GRID: f64 = 16.0;
/// Shapes that are painted between two looks at the clock: where there are masks, and where there are none.
const FEW_AT_ONCE: usize = 4;
const MANY_AT_ONCE: usize = 64;
/// So many pixels of a mask are as much work as a box.
const PIXELS_OF_A_BOX: f64 = 5000.0;

/// Slots in sight, bottom to top, and how many boxes they are worth.
type Sight = (Vec<u32>, usize);

impl Stage {
    /// Asks for a frame unless one is asked for already.
    pub(in crate::editor::image) fn ask_frame(&self) {
        let stage = *self;
        if stage.easel.asked.get_value() {
            return;
        }
        stage.easel.asked.set_value(true);
        request_animation_frame(move || {
            // The task may have been left meanwhile.
            if stage.easel.asked.try_get_value().is_some() {
                stage.easel.asked.set_value(false);
                stage.paint();
            }
        });
    }

    fn paint(&self) {
        let canvas = |node: NodeRef<leptos::html::Canvas>| node.try_get_untracked().flatten();
        let (Some(back), Some(below), Some(above)) =
            (canvas(self.back), canvas(self.below), canvas(self.above))
        else {
            return;
        };
        let stage = self.size.get_untracked();
        let Some(image) = self.natural().filter(|_| stage.width > 0.0) else {
            self.part_layers(&above);
            for canvas in [&back, &below, &above] {
                draw::prepare(canvas, stage, 1.0);
            }
            return;
        };
        let ground = Ground { view: self.view.get_untracked(), stage, density: draw::density(stage) };
        let dirty = self.easel.dirty.get_value();
        self.easel.dirty.set_value(Dirty::default());
        // Else it is not yet told of the picture that is here.
        let is_told = self.easel.scene.with_value(|scene| scene.image() == image);
        if is_told {
            let sight = OnceCell::new();
            self.easel.scene.with_value(|scene| {
                if scene.has_masks() {
                    sight.get_or_init(|| self.look_around(scene, ground));
                }
            });
            // First, so that a stroke that is done is never seen to be gone.
            self.make_masks();
            if !self.is_stroking() {
                self.easel.own.update_value(|own| own.settle(ground));
            }
            self.easel.scene.with_value(|scene| self.paint_regions(scene, &below, ground, &sight));
        }
        if !(is_told && self.paint_still([&back, &below, &above], ground, dirty)) {
            let apart = self.part_layers(&above);
            if dirty.picture || apart {
                self.paint_picture(&back, ground);
            }
            if dirty.above || apart {
                self.paint_above(&above, ground);
            }
            self.move_along(&below, ground);
        }
        let goes_on = self.easel.layer.with_value(|layer| layer.goes_on())
            || self.easel.own.with_value(|own| own.masks.is_waiting());
        if goes_on {
            self.ask_frame();
        }
    }

    fn paint_picture(&self, back: &HtmlCanvasElement, ground: Ground) {
        let Some(context) = draw::prepare(back, ground.stage, ground.density) else { return };
        self.lay_picture(&context, ground);
        self.ask_tiles(ground);
    }

    /// The picture, on a canvas that is cleared.
    pub(super) fn lay_picture(&self, context: &Context, ground: Ground) {
        let smooth = self.look.with_value(|look| look.smoothing);
        self.picture.update_value(|picture| {
            if let Some(picture) = picture {
                picture.paint(context, ground.view, ground.stage, ground.density, smooth);
            }
        });
    }

    /// What is in sight, bottom to top, and how many boxes it is worth; its masks are wanted.
    fn look_around(&self, scene: &Scene, ground: Ground) -> Sight {
        let part = ground.view.seen(ground.stage).grown(MARGIN / ground.view.scale);
        let seen = scene.seen(&part);
        let pixels = self.want_masks(scene, &seen);
        let weight = seen.len() + (pixels / PIXELS_OF_A_BOX) as usize;
        (seen, weight)
    }

    /// `sight`: what is in sight, as soon as somebody had to look.
    fn paint_regions(
        &self,
        scene: &Scene,
        below: &HtmlCanvasElement,
        ground: Ground,
        sight: &OnceCell<Sight>,
    ) {
        let now = millis();
        let look = || sight.get_or_init(|| self.look_around(scene, ground));
        let all = if scene.has_masks() { look().1 } else { scene.count() };
        let mut step = Step::Keep;
        self.easel.layer.update_value(|layer| step = layer.step(now, ground, all, || look().1));
        match step {
            Step::Keep | Step::Move => {}
            Step::Paint => {
                if let Some(context) = draw::prepare(below, ground.stage, ground.density) {
                    self.paint_all(&context, scene, &look().0, ground);
                    self.easel.layer.update_value(|layer| layer.done(now, ground));
                }
            }
            Step::Mend(parts) => {
                self.mend(below, scene, &parts, ground, look().0.len());
                self.easel.layer.update_value(|layer| layer.mended());
            }
            Step::Slice { anew, budget } => {
                if anew || self.easel.own.with_value(|own| own.job.is_none()) {
                    self.begin_job(scene, look().0.clone());
                }
                self.paint_slice(below, scene, budget);
            }
        }
    }

    fn paint_all(&self, context: &Context, scene: &Scene, seen: &[u32], ground: Ground) {
        let pen = Pen { context, view: ground.view, density: ground.density };
        self.paint_lines(pen, scene.image(), ground.stage);
        self.paint_shapes(pen, scene, seen);
        self.paint_names(pen, scene, seen, seen.len());
        self.paint_links(pen, scene);
    }

    /// Paints parts anew, without those regions that a hand is at.
    fn mend(
        &self,
        below: &HtmlCanvasElement,
        scene: &Scene,
        parts: &[Extent],
        ground: Ground,
        in_sight: usize,
    ) {
        let Some(context) = draw::context(below) else { return };
        let pen = Pen { context: &context, view: ground.view, density: ground.density };
        let device = |n: f64| n / ground.density;
        for part in parts {
            let place = ground.view.extent_to_screen(part).grown(MARGIN);
            // Names stand above, and are as wide as they are.
            let named = self.shows_names() && in_sight <= MOST_NAMES;
            let (above, beside) = if named { (NAME_HEIGHT, NAME_WIDTH) } else { (0.0, 0.0) };
            let around = Extent { top: place.top - above, right: place.right + beside, ..place };
            let left = device((around.left.max(0.0) * ground.density).floor());
            let top = device((around.top.max(0.0) * ground.density).floor());
            let right = device((around.right.min(ground.stage.width) * ground.density).ceil());
            let bottom = device((around.bottom.min(ground.stage.height) * ground.density).ceil());
            if right <= left || bottom <= top {
                continue;
            }
            draw::to_screen(&context, ground.density);
            context.save();
            context.begin_path();
            context.rect(left, top, right - left, bottom - top);
            context.clip();
            context.clear_rect(left, top, right - left, bottom - top);
            self.paint_lines(pen, scene.image(), ground.stage);
            let cleared = ground.view.extent_to_image(&Extent { left, top, right, bottom });
            let reach = if named { NAME_WIDTH } else { MARGIN };
            let there = scene.seen(&cleared.grown(reach / ground.view.scale));
            self.paint_shapes(pen, scene, &there);
            self.paint_names(pen, scene, &there, in_sight);
            self.paint_links(pen, scene);
            context.restore();
        }
    }

    /// Regions are to be painted piece by piece.
    fn begin_job(&self, scene: &Scene, mut slots: Vec<u32>) {
        let Some(ground) = self.easel.layer.with_value(|layer| layer.job()) else { return };
        // By style, for colours are slow to change; within a style from bottom to top.
        slots.sort_by_key(|slot| scene.shape(*slot).map(|shape| shape.style));
        let at_once = if scene.has_masks() { FEW_AT_ONCE } else { MANY_AT_ONCE };
        self.easel.own.update_value(|own| {
            own.job = Some(Job { slots, next: 0, at_once });
            own.spare = own.spare.take().or_else(|| draw::new_canvas(1, 1));
            let context = own.spare.as_ref().and_then(|s| draw::prepare(s, ground.stage, ground.density));
            if let Some(context) = context {
                let pen = Pen { context: &context, view: ground.view, density: ground.density };
                self.paint_lines(pen, scene.image(), ground.stage);
            }
        });
    }

    /// Paints some more of many regions out of sight; when all are painted they are shown.
    fn paint_slice(&self, below: &HtmlCanvasElement, scene: &Scene, budget: f64) {
        let Some(ground) = self.easel.layer.with_value(|layer| layer.job()) else { return };
        let until = millis() + budget;
        let spare = self.easel.own.with_value(|own| own.spare.clone());
        let Some((spare, context)) = spare.and_then(|s| draw::context(&s).map(|c| (s, c))) else { return };
        let pen = Pen { context: &context, view: ground.view, density: ground.density };
        loop {
            let chunk = self.easel.own.try_update_value(|own| {
                let job = own.job.as_mut()?;
                let end = (job.next + job.at_once).min(job.slots.len());
                let chunk = job.slots.get(job.next..end).unwrap_or_default().to_vec();
                job.next = end;
                Some((chunk, end == job.slots.len()))
            });
            let Some((chunk, is_last)) = chunk.flatten() else { return };
            self.paint_shapes(pen, scene, &chunk);
            if is_last {
                break;
            }
            if millis() > until {
                return;
            }
        }
        let painted = self.easel.own.try_update_value(|own| own.job.take()).flatten();
        if let Some(job) = painted {
            self.paint_names(pen, scene, &job.slots, job.slots.len());
        }
        self.paint_links(pen, scene);
        if let Some(on) = draw::prepare(below, ground.stage, ground.density) {
            // A canvas of our own can always be drawn.
            let _ = on.reset_transform();
            let _ = on.draw_image_with_html_canvas_element(&spare, 0.0, 0.0);
        }
        self.easel.layer.update_value(|layer| layer.done(millis(), ground));
    }

    /// Grids below the regions.
    fn paint_lines(&self, pen: Pen<'_>, image: Size, stage: Size) {
        if self.light.with_untracked(|light| light.grid) {
            let (step, color) = self.look.with_value(|look| (look.grid_size, look.grid_color.clone()));
            let color = crate::editor::css::color(&color).unwrap_or_else(|| "#eeeef4".to_owned());
            draw::lattice(pen, image, stage, step, &color, 0.7);
        }
        if pen.view.scale >= PIXEL_GRID && self.settings.with_untracked(|s| s.pixel_grid) {
            draw::lattice(pen, image, stage, 1.0, "#808080", 0.35);
        }
    }

    fn paint_shapes(&self, pen: Pen<'_>, scene: &Scene, slots: &[u32]) {
        let mut taken = None;
        self.easel.moving.with_value(|moving| {
            self.easel.styles.with_value(|styles| {
                self.easel.own.update_value(|own| {
                    for slot in slots {
                        let Some(shape) = scene.shape(*slot) else { continue };
                        let id = &shape.region.id;
                        if (moving.is_empty() || !moving.contains(id)) && !own.has_in_stroke(id) {
                            let place = || scene.place(*slot);
                            paint_shape(pen, shape, place, styles, own, &mut taken);
                        }
                    }
                });
            });
        });
    }

    pub(super) fn shows_names(&self) -> bool {
        let by_config = self.look.with_value(|look| look.show_labels);
        by_config.unwrap_or_else(|| self.settings.with_untracked(|s| s.show_labels))
    }

    /// Names of some of those in sight, if they are not too many in all.
    fn paint_names(&self, pen: Pen<'_>, scene: &Scene, some: &[u32], in_sight: usize) {
        if !self.shows_names() || in_sight > MOST_NAMES {
            return;
        }
        let moving = self.easel.moving.get_value();
        let picked = self.work.picked.get_untracked();
        for slot in some {
            let (Some(shape), Some(place)) = (scene.shape(*slot), scene.place(*slot)) else { continue };
            let id = &shape.region.id;
            // Those of what is selected stand above.
            if !moving.contains(id) && !picked.contains(id) {
                pen.name(&name_of(shape), &shape.region.color, &pen.view.extent_to_screen(&place), false);
            }
        }
    }

    /// Relations at rest.
    fn paint_links(&self, pen: Pen<'_>, scene: &Scene) {
        let links = self.easel.links.get_value();
        let moving = self.easel.moving.get_value();
        let end = |id: &str| {
            let slot = scene.slot(id).filter(|_| !moving.contains(id))?;
            let is_shown = scene.shape(slot).is_some_and(|shape| !shape.hidden);
            scene.place(slot).filter(|_| is_shown).map(|place| pen.view.extent_to_screen(&place))
        };
        for link in links.iter() {
            if let (Some(from), Some(to)) = (end(&link.from), end(&link.to)) {
                link.paint(pen.context, &from, &to);
            }
        }
    }
}

fn paint_shape(
    pen: Pen<'_>,
    shape: &Shape,
    place: impl Fn() -> Option<Extent>,
    styles: &Styles,
    own: &mut Own,
    taken: &mut Option<u16>,
) {
    let Some(style) = styles.get(shape.style) else { return };
    let edge = Edge::of(shape);
    if shape.figure == Figure::Mask {
        paint_mask(pen, &shape.region.id, Point::new(0.0, 0.0), style.opacity, own);
        // A mask has no outline to be dashed.
        if let Some(around) = place().filter(|_| edge == Edge::Suggested) {
            pen.guide_around(&around);
            *taken = None;
        }
        return;
    }
    if *taken != Some(shape.style) {
        pen.take(style);
        *taken = Some(shape.style);
    }
    pen.figure(&shape.figure, style, edge);
}

/// What stands at a region: what a person calls it, and how sure a model was of it.
pub(super) fn name_of(shape: &Shape) -> String {
    let region = &shape.region;
    let title = if region.labels.is_empty() { String::new() } else { title_of(region) };
    match region.score {
        Some(score) if !title.is_empty() => format!("{title} {score:.2}"),
        Some(score) => format!("{score:.2}"),
        None => title,
    }
}
