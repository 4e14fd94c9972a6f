//! The picture below the regions: a whole image or tiles, and how it is painted. A whole image is decoded once and kept
//! at half sizes too, so that a view of a large one costs no more than the pixels it shows.

use super::draw::{context, new_canvas, to_image};
use super::tiles::Tiles;
use crate::model::geometry::{Size, View};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d as Context, HtmlCanvasElement, HtmlImageElement, ImageBitmap, ImageData,
};

/// From so many pixels on, decoding is worth waiting for, and smaller versions are worth their memory.
const LARGE: f64 = 2_000_000.0;
/// Enlarged so far, pixels stay pixels, or a person could not see where they end.
const PIXELS: f64 = 4.0;

pub enum Picture {
    Whole(Whole),
    Tiles(Box<Tiles>),
}

/// An image in one piece.
pub struct Whole {
    element: HtmlImageElement,
    /// Decoded pixels, where the browser makes some of this image.
    bitmap: Option<ImageBitmap>,
    /// The browser is at it: painted before, it would be decoded once more while everything waits.
    decoding: bool,
    /// At a half, a quarter, …; made when they are first needed.
    halves: Vec<HtmlCanvasElement>,
    natural: Size,
}

/// Why the pixels of a picture cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It comes from a place that does not allow this page to read it.
    Foreign,
    /// There is nothing to read.
    Nothing,
}

impl Whole {
    pub fn new(element: HtmlImageElement, natural: Size) -> Self {
        Self { element, bitmap: None, decoding: is_large(natural), halves: Vec::new(), natural }
    }

    /// A smaller version for a scale, if one is good enough. Half by half, which is smooth.
    fn half_for(&mut self, scale: f64) -> Option<&HtmlCanvasElement> {
        if !is_large(self.natural) || scale > 0.5 {
            return None;
        }
        let wanted = (1.0 / scale.max(f64::EPSILON)).log2().floor().clamp(1.0, 8.0) as usize;
        while self.halves.len() < wanted {
            let factor = f64::from(2_u32.pow(self.halves.len() as u32 + 1));
            let (width, height) = (self.natural.width / factor, self.natural.height / factor);
            if width < 1.0 || height < 1.0 {
                break;
            }
            let canvas = new_canvas(width.ceil() as u32, height.ceil() as u32)?;
            let on = context(&canvas)?;
            on.set_image_smoothing_enabled(true);
            let (w, h) = (f64::from(canvas.width()), f64::from(canvas.height()));
            let drawn = match (self.halves.last(), &self.bitmap) {
                (Some(before), _) => {
                    on.draw_image_with_html_canvas_element_and_dw_and_dh(before, 0.0, 0.0, w, h)
                }
                (None, Some(bitmap)) => on.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, w, h),
                (None, None) => {
                    on.draw_image_with_html_image_element_and_dw_and_dh(&self.element, 0.0, 0.0, w, h)
                }
            };
            drawn.ok()?;
            self.halves.push(canvas);
        }
        self.halves.get(wanted - 1).or(self.halves.last())
    }

    /// On a canvas whose lengths are pixels of the image.
    fn paint(&mut self, on: &Context, scale: f64) {
        let Size { width, height } = self.natural;
        if let Some(half) = self.half_for(scale) {
            // A canvas of our own can always be drawn.
            let _ = on.draw_image_with_html_canvas_element_and_dw_and_dh(half, 0.0, 0.0, width, height);
            return;
        }
        // An image that went away is drawn as nothing.
        let _ = match &self.bitmap {
            Some(bitmap) => on.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height),
            None => {
                on.draw_image_with_html_image_element_and_dw_and_dh(&self.element, 0.0, 0.0, width, height)
            }
        };
    }
}

fn is_large(natural: Size) -> bool {
    natural.width * natural.height >= LARGE
}

impl Drop for Whole {
    fn drop(&mut self) {
        if let Some(bitmap) = &self.bitmap {
            bitmap.close();
        }
    }
}

impl Picture {
    /// Paints it on a cleared canvas.
    pub fn paint(&mut self, on: &Context, view: View, stage: Size, density: f64, smooth: bool) {
        to_image(on, view, density);
        on.set_image_smoothing_enabled(smooth && view.scale < PIXELS);
        match self {
            Self::Whole(whole) if whole.decoding => {}
            Self::Whole(whole) => whole.paint(on, view.scale * density),
            Self::Tiles(tiles) => tiles.paint(on, view, stage, density),
        }
    }

    /// Takes over what the browser has decoded, if it could; true if nothing of it was painted before.
    pub fn decoded(&mut self, bitmap: Option<ImageBitmap>) -> bool {
        let Self::Whole(whole) = self else { return false };
        whole.bitmap = bitmap;
        std::mem::take(&mut whole.decoding)
    }

    /// The pixels of a part, in pixels of the image. Of tiles those that are here are read, at full size.
    pub fn pixels(&mut self, x: f64, y: f64, width: f64, height: f64) -> Result<ImageData, Unreadable> {
        let canvas = new_canvas(width as u32, height as u32).ok_or(Unreadable::Nothing)?;
        let on = context(&canvas).ok_or(Unreadable::Nothing)?;
        on.translate(-x, -y).map_err(|_| Unreadable::Nothing)?;
        match self {
            Self::Whole(whole) => whole.paint(&on, 1.0),
            Self::Tiles(tiles) => {
                let offset = crate::model::geometry::Point::new(-x, -y);
                tiles.paint(&on, View { offset, ..View::START }, Size { width, height }, 1.0);
            }
        }
        on.get_image_data(0.0, 0.0, width, height).map_err(|_| Unreadable::Foreign)
    }
}

/// An image's pixels, decoded once and for all; `None` where the browser makes none of this image, such as of a drawing
/// without a size.
pub async fn decode(element: &HtmlImageElement) -> Option<ImageBitmap> {
    let promise = leptos::prelude::window().create_image_bitmap_with_html_image_element(element).ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}
