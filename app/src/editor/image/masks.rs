//! The pixels of masks, ready to be painted: decoded once for each state of a region, tinted in its colour, cropped to
//! what is set, and kept within a budget. What is decoded in the browser (PNG) arrives later. Opacity is the painter's
//! business, so that a mask that is selected or hidden is not made anew.

use super::budget::Budget;
use super::draw::{context, new_canvas};
use crate::editor::doc::RegionView;
use crate::model::geometry::{Extent, Point, Size};
use crate::model::mask::{Mask, MaskError, PixelRect, bitmask, rle};
use crate::model::result::Area;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use wasm_bindgen::Clamped;
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement, HtmlImageElement, ImageData};

/// Bytes of pixels that are kept of masks, and how many there can be of those in sight.
const MOST: usize = 256 << 20;
const MOST_IN_SIGHT: usize = 1 << 30;

/// A mask as it is painted.
struct Sheet {
    region: Arc<RegionView>,
    /// `None`: nothing is set.
    paint: Option<Tinted>,
}

struct Tinted {
    canvas: HtmlCanvasElement,
    rect: PixelRect,
    alpha: Vec<u8>,
}

pub struct Masks {
    image: Size,
    held: Budget<String, Sheet>,
    waiting: VecDeque<(Arc<RegionView>, bool)>,
    /// The browser reads them.
    coming: HashMap<String, Arc<RegionView>>,
    /// What cannot be read is tried once.
    bad: HashMap<String, Arc<RegionView>>,
    /// What is in sight, and what of it had no room.
    in_sight: HashSet<String>,
    left_out: HashSet<String>,
}

/// What became of a mask.
pub enum Outcome {
    /// Its pixels are here now; `before`: others of it may be on screen.
    Found { id: String, place: Extent, before: bool },
    /// A PNG that the browser has to read; hand it to `arrived` when it has.
    Ask(Arc<RegionView>, Arc<str>),
    /// It cannot be read.
    Bad(MaskError),
    /// More is in sight than memory should hold.
    NoRoom,
}

/// The same pixels in the same colour.
fn is_same(one: &Arc<RegionView>, other: &Arc<RegionView>) -> bool {
    // Almost always the same in memory: a look at the pixels is for those that changed.
    Arc::ptr_eq(one, other) || (one.color == other.color && one.area == other.area)
}

impl Masks {
    pub fn new(image: Size) -> Self {
        Self {
            image,
            held: Budget::new(MOST),
            waiting: VecDeque::new(),
            coming: HashMap::new(),
            bad: HashMap::new(),
            in_sight: HashSet::new(),
            left_out: HashSet::new(),
        }
    }

    /// What is in sight now: it is kept, and nothing that left it is waited for.
    pub fn seen<'a>(&mut self, ids: impl Iterator<Item = &'a str> + Clone) {
        let count = ids.clone().count();
        if count == self.in_sight.len() && ids.clone().all(|id| self.in_sight.contains(id)) {
            return;
        }
        self.in_sight = ids.map(str::to_owned).collect();
        self.left_out.clear();
        let in_sight = &self.in_sight;
        self.waiting.retain(|(region, _)| in_sight.contains(&region.id));
    }

    /// Wants the pixels of a region as it is now; those that a hand is at come first.
    pub fn want(&mut self, region: &Arc<RegionView>, urgent: bool) {
        let id = &region.id;
        let is_known = |known: &Arc<RegionView>| is_same(known, region);
        if let Some(sheet) = self.held.get(id)
            && is_known(&sheet.region)
        {
            sheet.region = region.clone();
            return;
        }
        if self.coming.get(id).is_some_and(is_known)
            || self.bad.get(id).is_some_and(is_known)
            || (self.left_out.contains(id) && !urgent)
            || self.waiting.iter().any(|(known, was_urgent)| is_known(known) && *was_urgent == urgent)
        {
            return;
        }
        self.waiting.retain(|(known, _)| known.id != *id);
        if urgent {
            self.waiting.push_front((region.clone(), true));
        } else {
            self.waiting.push_back((region.clone(), false));
        }
    }

    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Something is waited for, here or by the browser.
    pub fn is_busy(&self) -> bool {
        !self.waiting.is_empty() || !self.coming.is_empty()
    }

    /// Makes the next mask that is waited for.
    pub fn make_one(&mut self) -> Option<Outcome> {
        let (region, urgent) = self.waiting.pop_front()?;
        let id = &region.id;
        // Only the colour is another: the pixels are here.
        if self.held.peek(id).is_some_and(|sheet| sheet.region.area == region.area)
            && let Some(sheet) = self.held.remove(id)
        {
            let tinted = sheet.paint.and_then(|old| tinted(old.rect, old.alpha, &region.color));
            return Some(self.keep(region, tinted, true));
        }
        if !urgent && self.held.spent() > MOST_IN_SIGHT {
            self.left_out.insert(id.clone());
            return Some(Outcome::NoRoom);
        }
        match &region.area {
            Area::Brush(rle) => {
                let (width, height) = (self.image.width as u32, self.image.height as u32);
                let mask = rle::decode(&rle.0, width, height);
                Some(self.take(&region, mask))
            }
            Area::Bitmask(url) => {
                let url = url.clone();
                self.coming.insert(id.clone(), region.clone());
                Some(Outcome::Ask(region, url))
            }
            _ => None,
        }
    }

    /// The browser has read a PNG, or could not.
    pub fn arrived(&mut self, region: &Arc<RegionView>, png: Option<&HtmlImageElement>) -> Option<Outcome> {
        if !self.coming.get(&region.id).is_some_and(|asked| Arc::ptr_eq(asked, region)) {
            return None;
        }
        self.coming.remove(&region.id);
        let (width, height) = (self.image.width as u32, self.image.height as u32);
        let mask = match png.and_then(|png| pixels_of(png, width, height)) {
            Some(rgba) => bitmask::mask_of(&rgba, width, height),
            None => Err(MaskError::Truncated { expected: u64::from(width) * u64::from(height), found: 0 }),
        };
        Some(self.take(region, mask))
    }

    fn take(&mut self, region: &Arc<RegionView>, mask: Result<Mask, MaskError>) -> Outcome {
        match mask {
            Ok(mask) => {
                let paint = mask.bounds().and_then(|rect| tinted(rect, cropped(&mask, rect), &region.color));
                self.keep(region.clone(), paint, false)
            }
            Err(error) => {
                self.bad.insert(region.id.clone(), region.clone());
                Outcome::Bad(error)
            }
        }
    }

    fn keep(&mut self, region: Arc<RegionView>, paint: Option<Tinted>, was_here: bool) -> Outcome {
        let id = region.id.clone();
        let rect = paint.as_ref().map(|paint| paint.rect);
        let cost = rect.map_or(64, |rect| rect.width as usize * rect.height as usize * 5);
        self.bad.remove(&id);
        let in_sight = &self.in_sight;
        let before = was_here || self.held.peek(&id).is_some();
        self.held.put_beside(id.clone(), Sheet { region, paint }, cost, |known| in_sight.contains(known));
        Outcome::Found { id, place: rect.map_or(NOWHERE, extent_of), before }
    }

    /// Paints a mask on a canvas whose lengths are pixels of the image. What it was before stands until it is made anew.
    pub fn paint(&mut self, context: &Context, id: &str, shift: Point, alpha: f64, smooth: bool) {
        let Some(paint) = self.held.get(&id.to_owned()).and_then(|sheet| sheet.paint.as_ref()) else {
            return;
        };
        context.set_image_smoothing_enabled(smooth);
        context.set_global_alpha(alpha);
        let (x, y) = (f64::from(paint.rect.x) + shift.x, f64::from(paint.rect.y) + shift.y);
        // A canvas of our own can always be drawn.
        let _ = context.draw_image_with_html_canvas_element(&paint.canvas, x, y);
        context.set_global_alpha(1.0);
    }

    /// How many pixels a mask has around it if a point meets it.
    pub fn hit(&self, id: &str, at: Point, slack: f64) -> Option<f64> {
        let paint = self.held.peek(&id.to_owned())?.paint.as_ref()?;
        let reach = slack.clamp(0.0, 8.0);
        let column = |x: f64| x.floor() as i64 - i64::from(paint.rect.x);
        let row = |y: f64| y.floor() as i64 - i64::from(paint.rect.y);
        let (width, height) = (i64::from(paint.rect.width), i64::from(paint.rect.height));
        let rows = row(at.y - reach).max(0)..=row(at.y + reach).min(height - 1);
        let met = rows.into_iter().any(|y| {
            let columns = column(at.x - reach).max(0)..=column(at.x + reach).min(width - 1);
            columns.into_iter().any(|x| {
                usize::try_from(y * width + x).ok().and_then(|i| paint.alpha.get(i)).is_some_and(|a| *a != 0)
            })
        });
        met.then(|| (width * height) as f64)
    }
}

const NOWHERE: Extent = Extent { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 };

fn extent_of(rect: PixelRect) -> Extent {
    Extent {
        left: f64::from(rect.x),
        top: f64::from(rect.y),
        right: f64::from(rect.right()),
        bottom: f64::from(rect.bottom()),
    }
}

fn cropped(mask: &Mask, rect: PixelRect) -> Vec<u8> {
    let (width, wide) = (mask.width() as usize, rect.width as usize);
    let mut alpha = Vec::with_capacity(wide * rect.height as usize);
    for y in rect.y..rect.bottom() {
        let start = y as usize * width + rect.x as usize;
        alpha.extend_from_slice(mask.alpha().get(start..start + wide).unwrap_or_default());
    }
    alpha
}

fn tinted(rect: PixelRect, alpha: Vec<u8>, color: &str) -> Option<Tinted> {
    let canvas = tint(&alpha, rect.width, rect.height, color)?;
    Some(Tinted { canvas, rect, alpha })
}

/// A canvas of a colour as strong as alpha says. The pixels get their colour here: to lay it over ten million that are
/// on a canvas already takes a browser longer than all else.
pub fn tint(alpha: &[u8], width: u32, height: u32, color: &str) -> Option<HtmlCanvasElement> {
    let canvas = new_canvas(width, height)?;
    let on = context(&canvas)?;
    let [red, green, blue, opacity] = channels(color)?;
    let strengths: [u8; 256] = std::array::from_fn(|alpha| (alpha * usize::from(opacity) / 255) as u8);
    let rgba: Vec<[u8; 4]> =
        alpha.iter().map(|alpha| [red, green, blue, strengths[usize::from(*alpha)]]).collect();
    let data =
        ImageData::new_with_u8_clamped_array_and_sh(Clamped(rgba.as_flattened()), width, height).ok()?;
    on.put_image_data(&data, 0.0, 0.0).ok()?;
    Some(canvas)
}

/// Red, green, blue and opacity of a CSS colour.
fn channels(color: &str) -> Option<[u8; 4]> {
    let on = context(&new_canvas(1, 1)?)?;
    on.set_fill_style_str(color);
    // Most come back in this form. Pixels are read for the others only, for some browsers give false ones.
    let known = on.fill_style().as_string().and_then(|color| hex(&color));
    known.or_else(|| {
        on.fill_rect(0.0, 0.0, 1.0, 1.0);
        on.get_image_data(0.0, 0.0, 1.0, 1.0).ok()?.data().0.first_chunk().copied()
    })
}

/// A colour as `#rrggbb`, which has no opacity of its own.
fn hex(color: &str) -> Option<[u8; 4]> {
    let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue, 255])
}

/// The pixels of a picture at a size.
fn pixels_of(png: &HtmlImageElement, width: u32, height: u32) -> Option<Vec<u8>> {
    let canvas = new_canvas(width, height)?;
    let on = context(&canvas)?;
    on.set_image_smoothing_enabled(false);
    let (w, h) = (f64::from(width), f64::from(height));
    on.draw_image_with_html_image_element_and_dw_and_dh(png, 0.0, 0.0, w, h).ok()?;
    Some(on.get_image_data(0.0, 0.0, w, h).ok()?.data().0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_canvases_tell_them() {
        assert_eq!(hex("#0a62a8"), Some([0x0a, 0x62, 0xa8, 255]));
        assert_eq!(hex("rgba(10, 98, 168, 0.5)"), None);
        assert_eq!(hex("#fff"), None);
    }
}
