//! Paints the two canvases. Below: the image and the regions that rest. Above: what is being drawn or changed, its
//! handles, the crosshair. Everything in device pixels, so that lines are sharp.

use crate::model::geometry::{self, Handle, Point, Rect, Size, View};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement, HtmlImageElement};

/// How far above its box the turning handle stands, in screen pixels.
pub const STEM: f64 = 24.0;

/// How a region is painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub id: String,
    /// In percent, as results have it.
    pub rect: Rect,
    /// In pixels of the image.
    pub shape: Rect,
    pub color: String,
    pub title: String,
    pub stroke: f64,
    pub fill: f64,
    pub selected: bool,
    pub locked: bool,
}

/// A canvas made as large as its stage in device pixels, cleared, scaled to CSS pixels.
pub fn prepare(canvas: &HtmlCanvasElement, stage: Size) -> Option<Context> {
    let ratio = leptos::prelude::window().device_pixel_ratio().max(1.0);
    let (width, height) = ((stage.width * ratio).round() as u32, (stage.height * ratio).round() as u32);
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let context: Context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    // Canvas calls fail only for numbers that are not finite, which these are.
    let _ = context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
    context.clear_rect(0.0, 0.0, stage.width, stage.height);
    Some(context)
}

pub fn image(context: &Context, image: &HtmlImageElement, natural: Size, view: View, smooth: bool) {
    // Enlarged pixels stay pixels, or a person could not see where they end.
    context.set_image_smoothing_enabled(smooth && view.scale < 4.0);
    // An image that went away is drawn as nothing.
    let _ = context.draw_image_with_html_image_element_and_dw_and_dh(
        image,
        view.offset.x,
        view.offset.y,
        natural.width * view.scale,
        natural.height * view.scale,
    );
}

/// One region at rest or selected. Out of sight costs nothing.
pub fn region(context: &Context, look: &Look, view: View, stage: Size, names: bool) {
    let corners = look.shape.corners().map(|p| view.to_screen(p));
    if !in_sight(&corners, stage) {
        return;
    }
    path(context, &corners);
    context.set_global_alpha(if look.selected { (look.fill + 0.12).min(0.6) } else { look.fill });
    context.set_fill_style_str(&look.color);
    context.fill();
    context.set_global_alpha(1.0);
    if look.selected {
        // A light line under the coloured one: visible on any picture.
        context.set_stroke_style_str("rgba(255,255,255,.9)");
        context.set_line_width(look.stroke + 3.0);
        context.stroke();
    }
    context.set_stroke_style_str(&look.color);
    context.set_line_width(look.stroke + if look.selected { 0.5 } else { 0.0 });
    dash(context, if look.locked { &[6.0, 4.0] } else { &[] });
    context.stroke();
    dash(context, &[]);
    if names && !look.title.is_empty() {
        name(context, look, &corners);
    }
}

fn name(context: &Context, look: &Look, corners: &[Point; 4]) {
    let top = corners.iter().copied().fold(corners[0], |a, b| if b.y < a.y { b } else { a });
    let left = corners.iter().map(|p| p.x).fold(f64::INFINITY, f64::min);
    let width = corners.iter().map(|p| p.x).fold(f64::NEG_INFINITY, f64::max) - left;
    if width < 18.0 && !look.selected {
        return;
    }
    context.set_font("600 11px system-ui, sans-serif");
    let text_width = context.measure_text(&look.title).map_or(0.0, |m| m.width());
    let (x, y) = (left.max(0.0), (top.y - 17.0).max(0.0));
    context.set_global_alpha(0.92);
    context.set_fill_style_str(&look.color);
    context.fill_rect(x - look.stroke / 2.0, y, text_width + 10.0, 16.0);
    context.set_global_alpha(1.0);
    // Dark letters with a light rim: readable on every label colour.
    context.set_line_width(2.5);
    context.set_stroke_style_str("rgba(0,0,0,.55)");
    let _ = context.stroke_text(&look.title, x + 4.0, y + 12.0);
    context.set_fill_style_str("#fff");
    let _ = context.fill_text(&look.title, x + 4.0, y + 12.0);
}

/// The handles of the selected region.
pub fn handles(context: &Context, shape: &Rect, view: View, can_rotate: bool) {
    for (handle, at) in geometry::handles(shape, STEM / view.scale) {
        if handle == Handle::Turn && !can_rotate {
            continue;
        }
        let at = view.to_screen(at);
        context.begin_path();
        let radius = if handle == Handle::Turn { 6.0 } else { 5.0 };
        let _ = context.arc(at.x, at.y, radius, 0.0, std::f64::consts::TAU);
        context.set_fill_style_str("#fff");
        context.fill();
        context.set_line_width(1.75);
        context.set_stroke_style_str("#0a62a8");
        context.stroke();
    }
}

/// Two lines through the pointer, to aim with.
pub fn crosshair(context: &Context, at: Point, stage: Size) {
    for (color, offset) in [("rgba(255,255,255,.7)", 0.0), ("rgba(0,0,0,.55)", 4.0)] {
        context.set_stroke_style_str(color);
        context.set_line_width(1.0);
        dash(context, &[4.0, 4.0]);
        context.set_line_dash_offset(offset);
        context.begin_path();
        context.move_to(at.x.round() + 0.5, 0.0);
        context.line_to(at.x.round() + 0.5, stage.height);
        context.move_to(0.0, at.y.round() + 0.5);
        context.line_to(stage.width, at.y.round() + 0.5);
        context.stroke();
    }
    context.set_line_dash_offset(0.0);
    dash(context, &[]);
}

fn path(context: &Context, corners: &[Point; 4]) {
    context.begin_path();
    context.move_to(corners[0].x, corners[0].y);
    for corner in &corners[1..] {
        context.line_to(corner.x, corner.y);
    }
    context.close_path();
}

fn in_sight(corners: &[Point; 4], stage: Size) -> bool {
    let outside = |far: &dyn Fn(&Point) -> bool| corners.iter().all(far);
    const MARGIN: f64 = 24.0;
    !(outside(&|p| p.x < -MARGIN)
        || outside(&|p| p.y < -MARGIN)
        || outside(&|p| p.x > stage.width + MARGIN)
        || outside(&|p| p.y > stage.height + MARGIN))
}

fn dash(context: &Context, pattern: &[f64]) {
    let list: js_sys::Array = pattern.iter().map(|n| wasm_bindgen::JsValue::from_f64(*n)).collect();
    // A list of positive numbers is always a dash pattern.
    let _ = context.set_line_dash(&list);
}
