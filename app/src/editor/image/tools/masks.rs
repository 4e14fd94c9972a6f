//! Masks of regions as the tools change them: read from an area, written back as one of the same kind. Bitmasks are
//! PNGs, which only the browser reads, and that takes a moment.

use crate::messages::t;
use crate::model::geometry::{Point, Rect, Rle, Size, allowed};
use crate::model::mask::{Mask, MaskError, PixelRect, bitmask, rle};
use crate::model::result::{Area, AreaKind};
use wasm_bindgen::{Clamped, JsCast};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement, HtmlImageElement, ImageData};

/// A mask with nothing in it, of an image's size.
pub fn blank(size: Size) -> Result<Mask, MaskError> {
    let (width, height) = pixels(size);
    Mask::new(width, height)
}

/// The mask of an area; words for people if there is none.
pub async fn read(area: &Area, size: Size) -> Result<Mask, String> {
    let (width, height) = pixels(size);
    match area {
        Area::Brush(bytes) => rle::decode(&bytes.0, width, height).map_err(|error| error.to_string()),
        Area::Bitmask(url) => {
            bitmask::parse(url).map_err(|error| error.to_string())?;
            let rgba =
                picture(url, width, height).await.ok_or_else(|| t().tools.mask_unreadable.to_owned())?;
            bitmask::mask_of(&rgba, width, height).map_err(|error| error.to_string())
        }
        _ => Err(t().tools.mask_unreadable.to_owned()),
    }
}

/// A mask as an area of a kind; words for people if the browser has no room for it.
pub fn write(mask: &Mask, kind: AreaKind) -> Result<Area, String> {
    if kind != AreaKind::Bitmask {
        return Ok(Area::Brush(rle::encode(mask).into()));
    }
    let unwritable = || t().tools.mask_unwritable.to_owned();
    let (canvas, context) = sheet(mask.width(), mask.height()).ok_or_else(unwritable)?;
    let rgba = bitmask::pixels_of(mask);
    let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&rgba), mask.width(), mask.height());
    data.and_then(|data| context.put_image_data(&data, 0.0, 0.0)).map_err(|_| unwritable())?;
    let url = canvas.to_data_url().map_err(|_| unwritable())?;
    // Of a canvas that is too large the browser gives an empty picture.
    bitmask::parse(&url).map_err(|_| unwritable())?;
    Ok(Area::Bitmask(url.into()))
}

/// The bitmask of an image of a size moved by whole pixels, no farther than its image.
pub async fn moved_bitmap(before: &Area, size: Size, by: Point) -> Result<Area, String> {
    let mask = read(before, size).await?;
    let moved = shifted(&mask, by).ok_or_else(|| t().tools.mask_unreadable.to_owned())?;
    write(&moved, before.kind())
}

/// A mask as an area a little beside where it is: below and to the right, or where there is no room above and to the
/// left.
pub async fn beside(before: &Area, size: Size, step: f64) -> Result<Area, String> {
    let mask = read(before, size).await?;
    let moved = stepped(&mask, step.max(1.0)).ok_or_else(|| t().tools.mask_unreadable.to_owned())?;
    write(&moved, before.kind())
}

fn stepped(mask: &Mask, step: f64) -> Option<Mask> {
    let moved = shifted(mask, Point::new(step, step))?;
    if moved == *mask { shifted(mask, Point::new(-step, -step)) } else { Some(moved) }
}

/// A brush mask moved by whole pixels, no farther than its image; `None` if it cannot be read.
pub fn shifted_rle(bytes: &Rle, size: Size, by: Point) -> Option<Rle> {
    let (width, height) = pixels(size);
    let mask = rle::decode(&bytes.0, width, height).ok()?;
    Some(rle::encode(&shifted(&mask, by)?).into())
}

/// A mask moved by whole pixels, no farther than its image.
pub fn shifted(mask: &Mask, by: Point) -> Option<Mask> {
    let Some(bounds) = mask.bounds() else { return Some(mask.clone()) };
    let size = Size { width: f64::from(mask.width()), height: f64::from(mask.height()) };
    let by = allowed(Point::new(by.x.round(), by.y.round()), Some(rect_of(bounds)), size);
    let mut alpha = vec![0; mask.alpha().len()];
    let width = mask.width() as usize;
    for y in bounds.y..bounds.bottom() {
        let from = y as usize * width + bounds.x as usize;
        let to = (f64::from(y) + by.y) as usize * width + (f64::from(bounds.x) + by.x) as usize;
        let long = bounds.width as usize;
        alpha.get_mut(to..to + long)?.copy_from_slice(mask.alpha().get(from..from + long)?);
    }
    Mask::from_alpha(mask.width(), mask.height(), alpha).ok()
}

fn rect_of(pixels: PixelRect) -> Rect {
    Rect {
        x: f64::from(pixels.x),
        y: f64::from(pixels.y),
        width: f64::from(pixels.width),
        height: f64::from(pixels.height),
        rotation: 0.0,
    }
}

fn pixels(size: Size) -> (u32, u32) {
    (size.width.round() as u32, size.height.round() as u32)
}

/// The pixels of a picture that stands in a URL of its own, at a size.
async fn picture(url: &str, width: u32, height: u32) -> Option<Vec<u8>> {
    let image = HtmlImageElement::new().ok()?;
    image.set_src(url);
    JsFuture::from(image.decode()).await.ok()?;
    let (_, context) = sheet(width, height)?;
    context.set_image_smoothing_enabled(false);
    let (w, h) = (f64::from(width), f64::from(height));
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, w, h).ok()?;
    Some(context.get_image_data(0.0, 0.0, w, h).ok()?.data().0)
}

fn sheet(width: u32, height: u32) -> Option<(HtmlCanvasElement, Context)> {
    let canvas: HtmlCanvasElement =
        leptos::prelude::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: Context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    Some((canvas, context))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::mask::Paint;

    const SIZE: Size = Size { width: 40.0, height: 30.0 };

    fn dot(x: f64, y: f64) -> Mask {
        let mut mask = blank(SIZE).unwrap();
        mask.stroke(&[Point::new(x, y)], 4.0, Paint::Add);
        mask
    }

    #[test]
    fn a_mask_moves_by_whole_pixels() {
        let moved = shifted(&dot(10.0, 10.0), Point::new(7.2, 3.9)).unwrap();
        assert!(moved == dot(17.0, 14.0));
    }

    #[test]
    fn a_mask_stops_at_the_edge_whole() {
        let moved = shifted(&dot(10.0, 10.0), Point::new(-500.0, 500.0)).unwrap();
        assert_eq!(moved.area(), dot(10.0, 10.0).area());
        let bounds = moved.bounds().unwrap();
        assert_eq!((bounds.x, bounds.bottom()), (0, 30));
    }

    #[test]
    fn a_copy_stands_beside_its_original_also_in_the_corner() {
        assert!(stepped(&dot(10.0, 10.0), 3.0).unwrap() == dot(13.0, 13.0));
        let corner = shifted(&dot(10.0, 10.0), Point::new(500.0, 500.0)).unwrap();
        let beside = stepped(&corner, 3.0).unwrap();
        assert!(beside == shifted(&corner, Point::new(-3.0, -3.0)).unwrap() && beside != corner);
    }

    #[test]
    fn its_encoding_moves_along_and_an_empty_one_stays() {
        let bytes: Rle = rle::encode(&dot(10.0, 10.0)).into();
        let moved = shifted_rle(&bytes, SIZE, Point::new(1.0, 1.0)).unwrap();
        assert!(rle::decode(&moved.0, 40, 30).unwrap() == dot(11.0, 11.0));
        assert_eq!(shifted_rle(&bytes, Size { width: 3.0, height: 3.0 }, Point::default()), None);
        let empty = blank(SIZE).unwrap();
        assert!(shifted(&empty, Point::new(3.0, 3.0)).unwrap() == empty);
    }
}
