//! Paints what a hand is at, above all else: what is selected, what is drawn or changed, handles, lines to aim by.

use super::Stage;
use super::paint::name_of;
use super::pixels::paint_mask;
use crate::editor::image::draw::{self, Pen};
use crate::editor::image::easel::{Brush, Own};
use crate::editor::image::edge::Edge;
use crate::editor::image::layers::Ground;
use crate::editor::image::masks::tint;
use crate::editor::image::overlay::{Along, Alpha, HandleMark, Ink, MarkKind, OverlayFigure};
use crate::editor::image::scene::Scene;
use crate::editor::image::styles::Style;
use crate::model::geometry::{Extent, Figure, Point};
use leptos::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement};

/// A selection of more is shown by outlines alone.
const MANY: usize = 600;
const KNOB: &str = "#fff";
const RIM: &str = "#0a62a8";
/// How strongly a selected mask stands out from the others.
const SELECTED_MASK: f64 = 0.35;

impl Stage {
    pub(super) fn paint_above(&self, above: &HtmlCanvasElement, ground: Ground) {
        if let Some(context) = draw::prepare(above, ground.stage, ground.density) {
            self.paint_hand(&context, ground);
        }
    }

    /// On any canvas, in screen pixels.
    pub(super) fn paint_hand(&self, context: &Context, ground: Ground) {
        let pen = Pen { context, view: ground.view, density: ground.density };
        self.easel.scene.with_value(|scene| {
            self.easel.own.update_value(|own| {
                self.paint_selected(pen, scene, own);
                if !self.is_stroking() {
                    show_stroke(pen, own, ground);
                }
                self.overlay.with_untracked(|overlay| {
                    if let Some(overlay) = overlay {
                        let places = self.paint_overlay(pen, scene, own, overlay, ground);
                        self.paint_moved_links(pen, scene, &places);
                    }
                });
            });
        });
        self.handles.with_untracked(|marks| {
            let style = self.selected_style();
            for mark in marks {
                paint_handle(pen, mark, &style);
            }
        });
        let aims = self.light.with_untracked(|light| light.crosshair) || self.may_draw();
        if let Some(at) = self.pointer.get_untracked().filter(|_| aims) {
            draw::crosshair(context, at, ground.stage);
        }
    }

    /// A hand paints a mask.
    pub(super) fn is_stroking(&self) -> bool {
        let is_stroke = |overlay: &OverlayFigure| matches!(overlay.ink, Ink::Stroke(..) | Ink::Erase(..));
        self.overlay.with_untracked(|overlay| overlay.as_ref().is_some_and(is_stroke))
    }

    fn paint_selected(&self, pen: Pen<'_>, scene: &Scene, own: &mut Own) {
        let picked = self.work.picked.get_untracked();
        let moving = self.easel.moving.get_value();
        let shapes = || {
            picked
                .iter()
                .filter(|id| !moving.contains(*id))
                .filter_map(|id| scene.by_id(id))
                .filter(|shape| !shape.hidden)
        };
        if picked.len() > MANY {
            return pen.outlines(shapes().map(|shape| &shape.figure));
        }
        for shape in shapes() {
            let Some(style) = self.easel.styles.with_value(|styles| styles.get(shape.style).cloned()) else {
                continue;
            };
            let place = scene.slot(&shape.region.id).and_then(|slot| scene.place(slot));
            if shape.figure == Figure::Mask {
                paint_mask(pen, &shape.region.id, Point::new(0.0, 0.0), SELECTED_MASK, own);
                if let Some(place) = place {
                    pen.guide_around(&place);
                }
            } else {
                pen.selected(&shape.figure, &style, Edge::of(shape));
            }
            if let Some(place) = place.filter(|_| self.shows_names()) {
                pen.name(&name_of(shape), &shape.region.color, &pen.view.extent_to_screen(&place), true);
            }
        }
    }

    /// Tells where the regions that it stands for are now.
    fn paint_overlay(
        &self,
        pen: Pen<'_>,
        scene: &Scene,
        own: &mut Own,
        overlay: &OverlayFigure,
        ground: Ground,
    ) -> HashMap<String, Extent> {
        let id = overlay.id.as_deref();
        let style =
            id.and_then(|id| self.style_of(scene, id)).unwrap_or_else(|| self.style_of_new(&overlay.figure));
        let mut places = HashMap::new();
        let nowhere = Point::new(0.0, 0.0);
        match &overlay.ink {
            Ink::Region => match (&overlay.figure, id) {
                (Figure::Mask, Some(id)) => paint_mask(pen, id, nowhere, style.opacity, own),
                (figure, _) => pen.selected(figure, &style, Edge::Plain),
            },
            Ink::Guide => pen.guide(&overlay.figure),
            Ink::Stroke(points, radius) => {
                paint_stroke(pen, own, ground, id, &style, Line { points, radius: *radius, erases: false })
            }
            Ink::Erase(points, radius) => {
                paint_stroke(pen, own, ground, id, &style, Line { points, radius: *radius, erases: true })
            }
            Ink::Pixels(alpha) => {
                if let Some(id) = id {
                    paint_mask(pen, id, nowhere, style.opacity, own);
                }
                paint_pixels(pen, own, alpha, &style);
            }
            Ink::Shifted(by) => {
                if let Some(id) = id {
                    paint_mask(pen, id, *by, style.opacity.max(SELECTED_MASK), own);
                }
            }
        }
        if let (Some(id), Some(place)) = (id, overlay.figure.bounds()) {
            places.insert(id.to_owned(), Extent::from(place));
        }
        for (id, along) in &overlay.along {
            match along {
                Along::As(figure) => {
                    if let Some(style) = self.style_of(scene, id) {
                        pen.selected(figure, &style, Edge::Plain);
                    }
                    places.extend(figure.bounds().map(|place| (id.clone(), Extent::from(place))));
                }
                Along::Shifted(by) => paint_mask(pen, id, *by, SELECTED_MASK.max(0.5), own),
            }
        }
        for (from, to) in &overlay.rubber {
            pen.rubber(*from, *to);
        }
        if let Some(at) = overlay.snapped {
            draw::knob(pen.context, pen.view.to_screen(at), 4.0, true, "rgba(255,255,255,.4)", RIM);
        }
        places
    }

    /// Relations of what moves go along.
    fn paint_moved_links(&self, pen: Pen<'_>, scene: &Scene, places: &HashMap<String, Extent>) {
        let moving = self.easel.moving.get_value();
        let end = |id: &str| {
            let slot = scene.slot(id)?;
            let is_shown = scene.shape(slot).is_some_and(|shape| !shape.hidden);
            let place = places.get(id).copied().or_else(|| scene.place(slot)).filter(|_| is_shown)?;
            Some(pen.view.extent_to_screen(&place))
        };
        for link in self.easel.links.get_value().iter() {
            if !moving.contains(&link.from) && !moving.contains(&link.to) {
                continue;
            }
            if let (Some(from), Some(to)) = (end(&link.from), end(&link.to)) {
                link.paint(pen.context, &from, &to);
            }
        }
    }

    fn style_of(&self, scene: &Scene, id: &str) -> Option<Style> {
        let number = scene.by_id(id)?.style;
        self.easel.styles.with_value(|styles| styles.get(number).cloned())
    }

    fn selected_style(&self) -> Style {
        let selected = self.work.selected.get_untracked();
        let known = selected.and_then(|id| self.easel.scene.with_value(|scene| self.style_of(scene, &id)));
        known.unwrap_or_else(|| self.style_of_new(&Figure::Mask))
    }

    /// How something looks that is being drawn: as the region it will be.
    fn style_of_new(&self, figure: &Figure) -> Style {
        let setup = self.work.setup();
        let active = self.work.active_for(&self.object.get_value());
        let first = active.first();
        let color = first.map_or_else(|| RIM.to_owned(), |a| setup.color(&a.control, &a.value));
        let style = first.and_then(|a| setup.style_of(&a.control));
        Style::of(&color, first.is_some(), style, *figure == Figure::Mask)
    }
}

/// A stroke as a hand makes it.
struct Line<'a> {
    points: &'a [Point],
    radius: f64,
    erases: bool,
}

/// Paint that is added to a mask or taken off it. Only what is new of the stroke is painted.
fn paint_stroke(
    pen: Pen<'_>,
    own: &mut Own,
    ground: Ground,
    id: Option<&str>,
    style: &Style,
    line: Line<'_>,
) {
    let Line { points, radius, erases } = line;
    let first = points.first().map(|p| (p.x, p.y));
    let goes_on = own.brush.as_ref().is_some_and(|brush| {
        brush.of.as_deref() == id
            && brush.ground == ground
            && brush.erases == erases
            && brush.color == style.fill
            && brush.radius == radius
            && brush.first == first
            && brush.drawn <= points.len()
    });
    if !goes_on {
        let used = own.brush.take().map(|brush| brush.canvas).or_else(|| draw::new_canvas(1, 1));
        let Some(canvas) = used else { return };
        let Some(on) = draw::prepare(&canvas, ground.stage, ground.density) else { return };
        // The last stroke may have taken off.
        let _ = on.set_global_composite_operation("source-over");
        if let Some(id) = id {
            paint_mask(Pen { context: &on, ..pen }, id, Point::new(0.0, 0.0), 1.0, own);
        }
        let (of, color) = (id.map(str::to_owned), style.fill.clone());
        let opacity = style.opacity;
        own.brush = Some(Brush { canvas, of, ground, erases, color, opacity, radius, first, drawn: 0 });
    }
    let Some(brush) = own.brush.as_mut() else { return };
    let Some(on) = draw::context(&brush.canvas) else { return };
    draw::to_image(&on, ground.view, ground.density);
    let _ = on.set_global_composite_operation(if erases { "destination-out" } else { "source-over" });
    on.set_stroke_style_str(&style.fill);
    on.set_line_width(radius * 2.0);
    on.set_line_cap("round");
    on.set_line_join("round");
    on.begin_path();
    for (at, point) in points.iter().enumerate().skip(brush.drawn.saturating_sub(1)) {
        if at + 1 == brush.drawn.max(1) {
            on.move_to(point.x, point.y);
        }
        // A line to where it begins is a dot.
        on.line_to(point.x, point.y);
    }
    on.stroke();
    brush.drawn = points.len();
    draw::to_screen(&on, ground.density);
    show_stroke(pen, own, ground);
}

/// A stroke as it is painted so far.
fn show_stroke(pen: Pen<'_>, own: &Own, ground: Ground) {
    let Some(brush) = &own.brush else { return };
    let (width, height) = (ground.stage.width, ground.stage.height);
    let shown = &brush.canvas;
    pen.context.set_global_alpha(brush.opacity);
    // A canvas of our own can always be drawn.
    let _ = pen.context.draw_image_with_html_canvas_element_and_dw_and_dh(shown, 0.0, 0.0, width, height);
    pen.context.set_global_alpha(1.0);
}

/// Pixels of a mask that is being made.
fn paint_pixels(pen: Pen<'_>, own: &mut Own, alpha: &Alpha, style: &Style) {
    let key = (Arc::as_ptr(&alpha.alpha).cast::<u8>() as usize, style.fill.clone());
    if own.pixels.get(&key).is_none() {
        let Some(canvas) = tint(&alpha.alpha, alpha.width, alpha.height, &style.fill) else { return };
        let cost = alpha.width as usize * alpha.height as usize * 5;
        // The bytes are kept with it: their address means no others meanwhile.
        own.pixels.put(key.clone(), (alpha.clone(), canvas), cost);
    }
    let Some((_, canvas)) = own.pixels.get(&key) else { return };
    draw::to_image(pen.context, pen.view, pen.density);
    pen.context.set_image_smoothing_enabled(false);
    pen.context.set_global_alpha(style.opacity);
    // A canvas of our own can always be drawn.
    let _ = pen.context.draw_image_with_html_canvas_element(canvas, f64::from(alpha.x), f64::from(alpha.y));
    pen.context.set_global_alpha(1.0);
    draw::to_screen(pen.context, pen.density);
}

fn paint_handle(pen: Pen<'_>, mark: &HandleMark, style: &Style) {
    let at = pen.view.to_screen(mark.at);
    if let Some(stem) = mark.stem {
        let from = pen.view.to_screen(stem);
        pen.context.begin_path();
        pen.context.move_to(from.x, from.y);
        pen.context.line_to(at.x, at.y);
        pen.context.set_line_width(1.0);
        pen.context.set_stroke_style_str(RIM);
        pen.context.stroke();
    }
    let square = style.square_points;
    match mark.kind {
        MarkKind::Size => draw::knob(pen.context, at, 5.0, false, KNOB, RIM),
        MarkKind::Turn => draw::knob(pen.context, at, 6.0, false, KNOB, RIM),
        MarkKind::Point => draw::knob(pen.context, at, style.point, square, KNOB, &style.stroke),
        MarkKind::PointOn => draw::knob(pen.context, at, style.point + 1.5, square, RIM, KNOB),
        MarkKind::Close => draw::knob(pen.context, at, 8.0, false, "rgba(255,255,255,.6)", RIM),
        MarkKind::Ghost => {
            pen.context.set_global_alpha(0.6);
            draw::knob(pen.context, at, 3.5, false, KNOB, RIM);
            pen.context.set_global_alpha(1.0);
        }
        MarkKind::Control => draw::knob(pen.context, at, 4.0, false, &style.stroke, KNOB),
    }
}
