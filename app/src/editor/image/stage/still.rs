//! A view that moves over many regions: picture and regions are taken once, in one piece, and that is moved along on the
//! canvas of the picture, with what a hand is at above it. The other layers are away meanwhile, for each that shows costs
//! a browser as much as painting all of it. Once the view stands still, the layers are as they were.

use super::Stage;
use crate::editor::image::draw;
use crate::editor::image::easel::Dirty;
use crate::editor::image::layers::Ground;
use crate::model::geometry::{Extent, Point};
use leptos::prelude::*;
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement, HtmlElement};

/// The picture reaches so far below what is moved along, in screen pixels: no seam shows.
const OVERLAP: f64 = 1.0;

impl Stage {
    /// Shows in one piece what was painted for another view; false where nothing has to be moved along.
    pub(super) fn paint_still(&self, layers: [&HtmlCanvasElement; 3], ground: Ground, dirty: Dirty) -> bool {
        let [back, below, above] = layers;
        let painted = self.easel.layer.with_value(|layer| layer.painted());
        let Some(painted) = painted.filter(|painted| *painted != ground && self.is_lit_plainly()) else {
            return false;
        };
        let Some((factor, shift)) = ground.since(&painted) else { return false };
        let was = self.easel.own.with_value(|own| own.still.of);
        if was != Some(painted) && !self.take_still(below, painted) {
            return false;
        }
        if was.is_none() {
            self.move_along(below, ground);
            self.join_layers(below, above, ground);
        }
        if was == Some(painted) && dirty == Dirty::default() {
            return true;
        }
        let Some(context) = draw::prepare(back, ground.stage, ground.density) else { return false };
        self.lay_picture_around(&context, ground, factor, shift);
        self.lay_still(&context, ground, factor, shift);
        self.paint_hand(&context, ground);
        self.ask_tiles(ground);
        true
    }

    /// A picture that is lit otherwise has a canvas that is, and regions are not.
    fn is_lit_plainly(&self) -> bool {
        self.light.with_untracked(|light| (light.brightness, light.contrast) == (100, 100))
    }

    /// Picture and regions for the view that the regions are painted for.
    fn take_still(&self, below: &HtmlCanvasElement, painted: Ground) -> bool {
        let known = self.easel.own.try_update_value(|own| own.still.canvas.take()).flatten();
        let Some(canvas) = known.or_else(|| draw::new_canvas(1, 1)) else { return false };
        let Some(context) = draw::prepare(&canvas, painted.stage, painted.density) else { return false };
        self.lay_picture(&context, painted);
        // A canvas of our own can always be drawn.
        let _ = context.reset_transform();
        let _ = context.draw_image_with_html_canvas_element(below, 0.0, 0.0);
        self.easel.own.update_value(|own| {
            own.still.canvas = Some(canvas);
            own.still.of = Some(painted);
        });
        true
    }

    /// The picture where what is moved along leaves the stage bare.
    fn lay_picture_around(&self, context: &Context, ground: Ground, factor: f64, shift: Point) {
        let (width, height) = (ground.stage.width, ground.stage.height);
        let covered = Extent {
            left: shift.x + OVERLAP,
            top: shift.y + OVERLAP,
            right: shift.x + factor * width - OVERLAP,
            bottom: shift.y + factor * height - OVERLAP,
        };
        let bare = bands(width, height, &covered);
        if bare.is_empty() {
            return;
        }
        context.save();
        context.begin_path();
        for band in bare {
            context.rect(band.left, band.top, band.width(), band.height());
        }
        context.clip();
        self.lay_picture(context, ground);
        context.restore();
    }

    /// In whole pixels of the device where only its place is another, which is quick and as sharp as it was.
    fn lay_still(&self, context: &Context, ground: Ground, factor: f64, shift: Point) {
        let Some(canvas) = self.easel.own.with_value(|own| own.still.canvas.clone()) else { return };
        let on_device = |n: f64| {
            let exact = n * ground.density;
            if factor == 1.0 { exact.round() } else { exact }
        };
        let (width, height) = (f64::from(canvas.width()) * factor, f64::from(canvas.height()) * factor);
        let (x, y) = (on_device(shift.x), on_device(shift.y));
        let _ = context.reset_transform();
        context.set_image_smoothing_enabled(factor != 1.0);
        // A canvas of our own can always be drawn.
        let _ = context.draw_image_with_html_canvas_element_and_dw_and_dh(&canvas, x, y, width, height);
        draw::to_screen(context, ground.density);
    }

    /// From here on the picture's canvas shows everything.
    fn join_layers(&self, below: &HtmlElement, above: &HtmlCanvasElement, ground: Ground) {
        draw::prepare(above, ground.stage, ground.density);
        // Both are known to every browser. What has the focus of the keys shows it.
        let _ = below.style().set_property("visibility", "hidden");
        if !above.matches(":focus-visible").unwrap_or(true) {
            let above: &HtmlElement = above;
            let _ = above.style().set_property("opacity", "0");
        }
    }

    /// Each layer shows its own again; false if it did already.
    pub(super) fn part_layers(&self, above: &HtmlElement) -> bool {
        let was = self.easel.own.try_update_value(|own| {
            own.moved = own.moved.filter(|_| own.still.of.is_none());
            own.still.of.take()
        });
        let joined = was.flatten().is_some();
        if joined {
            let _ = above.style().remove_property("opacity");
        }
        joined
    }

    /// What was painted for another view is moved to where it belongs.
    pub(super) fn move_along(&self, below: &HtmlCanvasElement, ground: Ground) {
        let painted = self.easel.layer.with_value(|layer| layer.painted());
        let since = painted.and_then(|painted| ground.view.since(painted.view));
        let moved = since.map(|(factor, shift)| (factor, shift.x, shift.y));
        self.easel.own.update_value(|own| {
            if own.moved == moved && moved.is_some() {
                return;
            }
            own.moved = moved;
            let (transform, visibility) = match moved {
                Some((1.0, 0.0, 0.0)) => ("none".to_owned(), "visible"),
                Some((factor, x, y)) => (format!("translate({x}px,{y}px) scale({factor})"), "visible"),
                None => ("none".to_owned(), "hidden"),
            };
            let below: &HtmlElement = below;
            // Both are known to every browser.
            let _ = below.style().set_property("transform", &transform);
            let _ = below.style().set_property("visibility", visibility);
        });
    }
}

/// What of a stage lies beside something.
fn bands(width: f64, height: f64, covered: &Extent) -> Vec<Extent> {
    let (top, bottom) = (covered.top.clamp(0.0, height), covered.bottom.clamp(0.0, height));
    let all = [
        Extent { left: 0.0, top: 0.0, right: width, bottom: top },
        Extent { left: 0.0, top: bottom, right: width, bottom: height },
        Extent { left: 0.0, top, right: covered.left.min(width), bottom },
        Extent { left: covered.right.max(0.0), top, right: width, bottom },
    ];
    all.into_iter().filter(|band| band.width() > 0.0 && band.height() > 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(covered: (f64, f64, f64, f64)) -> f64 {
        let (left, top, right, bottom) = covered;
        bands(100.0, 50.0, &Extent { left, top, right, bottom }).iter().map(Extent::area).sum()
    }

    #[test]
    fn the_picture_fills_what_is_left_bare_and_no_more() {
        assert_eq!(area((-5.0, -5.0, 105.0, 60.0)), 0.0);
        assert_eq!(area((10.0, 0.0, 110.0, 50.0)), 500.0);
        assert_eq!(area((10.0, 20.0, 60.0, 40.0)), 5000.0 - 50.0 * 20.0);
        assert_eq!(area((-200.0, 0.0, -100.0, 50.0)), 5000.0);
        assert_eq!(area((0.0, 80.0, 100.0, 120.0)), 5000.0);
    }
}
