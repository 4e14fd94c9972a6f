//! Strokes on a canvas: figures, names, handles, lines to aim by. Screen pixels throughout, set on device pixels where
//! that makes lines sharp. Decides nothing about what is shown.

use super::edge::Edge;
use super::styles::Style;
use crate::model::contrast;
use crate::model::geometry::{Extent, Figure, Path, Point, Rect, Size, View};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement};

/// The longest side that every browser's canvas has.
const LONGEST: f64 = 8192.0;
/// A dot is never smaller than this.
const LEAST_DOT: f64 = 3.0;
const LIGHT: &str = "rgba(255,255,255,.9)";
const GUIDE_LIGHT: &str = "rgba(255,255,255,.75)";
const GUIDE_DARK: &str = "rgba(0,0,0,.6)";

/// Device pixels for each pixel of the page; fewer where a canvas would be larger than browsers have them.
pub fn density(stage: Size) -> f64 {
    let ratio = leptos::prelude::window().device_pixel_ratio().max(1.0);
    ratio.min(LONGEST / stage.width.max(stage.height).max(1.0))
}

pub fn context(canvas: &HtmlCanvasElement) -> Option<Context> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// A canvas that is in no page.
pub fn new_canvas(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement =
        leptos::prelude::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

/// A canvas made as large as its stage in device pixels, cleared, scaled to CSS pixels.
pub fn prepare(canvas: &HtmlCanvasElement, stage: Size, density: f64) -> Option<Context> {
    let (width, height) = ((stage.width * density).round() as u32, (stage.height * density).round() as u32);
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let context = context(canvas)?;
    to_screen(&context, density);
    context.clear_rect(0.0, 0.0, stage.width + 1.0, stage.height + 1.0);
    Some(context)
}

/// From here on, lengths are pixels of the screen. Canvas calls fail only for numbers that are not finite, which none
/// of ours are.
pub fn to_screen(context: &Context, density: f64) {
    let _ = context.set_transform(density, 0.0, 0.0, density, 0.0, 0.0);
}

/// From here on, lengths are pixels of the image.
pub fn to_image(context: &Context, view: View, density: f64) {
    let [a, b, c, d, e, f] = view.matrix().map(|n| n * density);
    let _ = context.set_transform(a, b, c, d, e, f);
}

/// A hand that draws figures for one view.
#[derive(Clone, Copy)]
pub struct Pen<'a> {
    pub context: &'a Context,
    pub view: View,
    pub density: f64,
}

impl Pen<'_> {
    /// A figure at rest. Colours are set by `take` beforehand, as many figures share them.
    pub fn figure(&self, figure: &Figure, style: &Style, edge: Edge) {
        let context = self.context;
        if let Some(rect) = self.upright(figure) {
            return self.upright_box(&rect, style, edge);
        }
        self.trace(figure);
        if fills(figure) && style.opacity > 0.0 {
            context.set_global_alpha(style.opacity);
            context.fill();
            context.set_global_alpha(1.0);
        }
        self.outline(edge);
        if let Figure::Path(path) = figure {
            self.joints(path, style.joint.max(style.width));
        }
    }

    /// The colours and the width that the next figures have.
    pub fn take(&self, style: &Style) {
        self.context.set_fill_style_str(&style.fill);
        self.context.set_stroke_style_str(&style.stroke);
        self.context.set_line_width(style.width);
    }

    /// A box that is upright on screen too, on screen.
    fn upright(&self, figure: &Figure) -> Option<Extent> {
        match figure {
            Figure::Box(rect) if rect.rotation == 0.0 => {
                let part = Extent {
                    left: rect.x,
                    top: rect.y,
                    right: rect.x + rect.width,
                    bottom: rect.y + rect.height,
                };
                Some(self.view.extent_to_screen(&part))
            }
            _ => None,
        }
    }

    /// The commonest figure, without a path: many thousands of them are painted at once.
    fn upright_box(&self, at: &Extent, style: &Style, edge: Edge) {
        let context = self.context;
        let snap = |n: f64| (n * self.density).round() / self.density;
        let (x, y) = (snap(at.left), snap(at.top));
        let (width, height) = (snap(at.right) - x, snap(at.bottom) - y);
        if style.opacity > 0.0 {
            context.set_global_alpha(style.opacity);
            context.fill_rect(x, y, width, height);
            context.set_global_alpha(1.0);
        }
        // A line of an odd number of device pixels lies in the middle of one.
        let odd = (style.width * self.density).round() as i64 % 2 != 0;
        let shift = if odd { 0.5 / self.density } else { 0.0 };
        self.dashed(edge, || context.stroke_rect(x + shift, y + shift, width, height));
    }

    fn outline(&self, edge: Edge) {
        self.dashed(edge, || self.context.stroke());
    }

    fn dashed(&self, edge: Edge, stroke: impl FnOnce()) {
        // Of many thousands nearly all are plain.
        if edge == Edge::Plain {
            return stroke();
        }
        dash(self.context, edge.dashes());
        stroke();
        dash(self.context, &[]);
    }

    /// A selected figure: stronger, with a light line under its own, visible on any picture.
    pub fn selected(&self, figure: &Figure, style: &Style, edge: Edge) {
        let context = self.context;
        self.take(style);
        self.trace(figure);
        if fills(figure) {
            context.set_global_alpha((style.opacity + 0.12).min(0.6));
            context.fill();
            context.set_global_alpha(1.0);
        }
        context.set_stroke_style_str(LIGHT);
        context.set_line_width(style.width + 3.0);
        context.stroke();
        context.set_stroke_style_str(&style.stroke);
        context.set_line_width(style.width + 0.5);
        self.outline(edge);
        if let Figure::Path(path) = figure {
            self.joints(path, style.point.max(style.width));
        }
    }

    /// Nothing but a thin line, dark and light by turns.
    pub fn guide(&self, figure: &Figure) {
        self.trace(figure);
        two_tone(self.context, |context| context.stroke());
    }

    /// The same around a part of the image.
    pub fn guide_around(&self, part: &Extent) {
        let (x, y, width, height) = (part.left, part.top, part.width(), part.height());
        self.guide(&Figure::Box(Rect { x, y, width, height, rotation: 0.0 }));
    }

    /// A thin line from one point of the image to another.
    pub fn rubber(&self, from: Point, to: Point) {
        let (from, to) = (self.view.to_screen(from), self.view.to_screen(to));
        self.context.begin_path();
        self.context.move_to(from.x, from.y);
        self.context.line_to(to.x, to.y);
        two_tone(self.context, |context| context.stroke());
    }

    /// Many outlines at once, for a selection of thousands.
    pub fn outlines<'f>(&self, figures: impl Iterator<Item = &'f Figure>) {
        self.context.begin_path();
        for figure in figures {
            self.append(figure);
        }
        self.context.set_stroke_style_str(LIGHT);
        self.context.set_line_width(2.0);
        self.context.stroke();
    }

    /// Makes the path of a figure.
    pub fn trace(&self, figure: &Figure) {
        self.context.begin_path();
        self.append(figure);
    }

    fn append(&self, figure: &Figure) {
        let context = self.context;
        match figure {
            Figure::Box(rect) => self.run(rect.corners(), true),
            Figure::Ellipse(round) => {
                let at = self.view.to_screen(Point::new(round.x, round.y));
                let turn = (round.rotation + f64::from(self.view.turn.degrees())).to_radians();
                let radius = |length: f64| (length * self.view.scale).abs();
                let (x, y) = (radius(round.radius_x), radius(round.radius_y));
                context.move_to(at.x + x * turn.cos(), at.y + x * turn.sin());
                let _ = context.ellipse(at.x, at.y, x, y, turn, 0.0, std::f64::consts::TAU);
            }
            Figure::Polygon { points, closed } => self.run(points.iter().copied(), *closed),
            Figure::Dot { at, radius } => {
                let at = self.view.to_screen(*at);
                let radius = (radius * self.view.scale).max(LEAST_DOT);
                context.move_to(at.x + radius, at.y);
                let _ = context.arc(at.x, at.y, radius, 0.0, std::f64::consts::TAU);
            }
            Figure::Path(path) => self.curves(path),
            Figure::Mask => {}
        }
    }

    fn run(&self, points: impl IntoIterator<Item = Point>, closed: bool) {
        for (at, point) in points.into_iter().enumerate() {
            let on_screen = self.view.to_screen(point);
            if at == 0 {
                self.context.move_to(on_screen.x, on_screen.y);
            } else {
                self.context.line_to(on_screen.x, on_screen.y);
            }
        }
        if closed {
            self.context.close_path();
        }
    }

    fn curves(&self, path: &Path) {
        let mut pen_at = None;
        for (from, to) in path.links() {
            let (Some(a), Some(b)) = (path.vertices.get(from), path.vertices.get(to)) else { continue };
            let (start, end) = (self.view.to_screen(a.at()), self.view.to_screen(b.at()));
            if pen_at != Some(from) {
                self.context.move_to(start.x, start.y);
            }
            match (a.outgoing(), b.incoming()) {
                (None, None) => self.context.line_to(end.x, end.y),
                (out, into) => {
                    let out = out.map_or(start, |point| self.view.to_screen(point));
                    let into = into.map_or(end, |point| self.view.to_screen(point));
                    self.context.bezier_curve_to(out.x, out.y, into.x, into.y, end.x, end.y);
                }
            }
            pen_at = Some(to);
        }
    }

    /// The points of a vector.
    fn joints(&self, path: &Path, radius: f64) {
        self.context.begin_path();
        for vertex in &path.vertices {
            let at = self.view.to_screen(vertex.at());
            self.context.move_to(at.x + radius, at.y);
            let _ = self.context.arc(at.x, at.y, radius, 0.0, std::f64::consts::TAU);
        }
        self.context.set_global_alpha(1.0);
        self.context.fill();
    }

    /// The name of a region at the top left of it, on screen.
    pub fn name(&self, title: &str, color: &str, around: &Extent, always: bool) {
        if title.is_empty() || (around.width() < 18.0 && !always) {
            return;
        }
        let (x, y) = (around.left.max(0.0), (around.top - 17.0).max(0.0));
        plate(self.context, title, color, x - 1.0, y);
    }
}

/// What is filled: all but lines.
fn fills(figure: &Figure) -> bool {
    match figure {
        Figure::Polygon { closed, .. } => *closed,
        Figure::Path(path) => path.closed,
        Figure::Mask => false,
        Figure::Box(_) | Figure::Ellipse(_) | Figure::Dot { .. } => true,
    }
}

/// How wide words are on a plate.
pub fn width_of(context: &Context, words: &str) -> f64 {
    context.set_font("600 11px system-ui, sans-serif");
    context.measure_text(words).map_or(0.0, |m| m.width())
}

/// Words on a coloured plate: black or white, whichever reads better on it.
pub fn plate(context: &Context, words: &str, color: &str, x: f64, y: f64) {
    let width = width_of(context, words);
    context.set_global_alpha(1.0);
    context.set_fill_style_str(color);
    context.fill_rect(x, y, width + 10.0, 16.0);
    // A canvas gives back every opaque colour as digits.
    let ground = context.fill_style().as_string().and_then(|color| contrast::of_digits(&color));
    context.set_fill_style_str(ground.map_or("#ffffff", contrast::ink_on));
    let _ = context.fill_text(words, x + 5.0, y + 12.0);
}

/// Something to take hold of.
pub fn knob(context: &Context, at: Point, radius: f64, square: bool, fill: &str, rim: &str) {
    context.begin_path();
    if square {
        context.rect(at.x - radius, at.y - radius, radius * 2.0, radius * 2.0);
    } else {
        let _ = context.arc(at.x, at.y, radius, 0.0, std::f64::consts::TAU);
    }
    context.set_fill_style_str(fill);
    context.fill();
    context.set_line_width(1.75);
    context.set_stroke_style_str(rim);
    context.stroke();
}

/// Two lines through the pointer, to aim with.
pub fn crosshair(context: &Context, at: Point, stage: Size) {
    context.begin_path();
    context.move_to(at.x.round() + 0.5, 0.0);
    context.line_to(at.x.round() + 0.5, stage.height);
    context.move_to(0.0, at.y.round() + 0.5);
    context.line_to(stage.width, at.y.round() + 0.5);
    two_tone(context, |context| context.stroke());
}

/// Strokes the current path in two colours that take turns.
fn two_tone(context: &Context, stroke: impl Fn(&Context)) {
    context.set_line_width(1.0);
    dash(context, &[4.0, 4.0]);
    for (color, offset) in [(GUIDE_LIGHT, 0.0), (GUIDE_DARK, 4.0)] {
        context.set_stroke_style_str(color);
        context.set_line_dash_offset(offset);
        stroke(context);
    }
    context.set_line_dash_offset(0.0);
    dash(context, &[]);
}

/// Lines over a part of the image, `step` pixels of the image apart.
pub fn lattice(pen: Pen<'_>, image: Size, stage: Size, step: f64, color: &str, alpha: f64) {
    let context = pen.context;
    let seen = pen.view.seen(stage);
    let (left, right) = (seen.left.max(0.0), seen.right.min(image.width));
    let (top, bottom) = (seen.top.max(0.0), seen.bottom.min(image.height));
    // Lines nearer than three pixels are a veil.
    if step * pen.view.scale < 3.0 || left >= right || top >= bottom {
        return;
    }
    let snap = |p: Point| {
        let on = |n: f64| ((n * pen.density).floor() + 0.5) / pen.density;
        Point::new(on(p.x), on(p.y))
    };
    let line = |a: Point, b: Point| {
        let (a, b) = (snap(pen.view.to_screen(a)), snap(pen.view.to_screen(b)));
        context.move_to(a.x, a.y);
        context.line_to(b.x, b.y);
    };
    let from = |edge: f64| (edge / step).ceil() as i64;
    let to = |edge: f64| (edge / step).floor() as i64;
    context.begin_path();
    for column in from(left)..=to(right) {
        let x = column as f64 * step;
        line(Point::new(x, top), Point::new(x, bottom));
    }
    for row in from(top)..=to(bottom) {
        let y = row as f64 * step;
        line(Point::new(left, y), Point::new(right, y));
    }
    context.set_global_alpha(alpha);
    context.set_line_width(1.0 / pen.density);
    context.set_stroke_style_str(color);
    context.stroke();
    context.set_global_alpha(1.0);
}

pub fn dash(context: &Context, pattern: &[f64]) {
    let list: js_sys::Array = pattern.iter().map(|n| wasm_bindgen::JsValue::from_f64(*n)).collect();
    // A list of positive numbers is always a dash pattern.
    let _ = context.set_line_dash(&list);
}
