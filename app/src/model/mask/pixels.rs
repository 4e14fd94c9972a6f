//! Masks as pixels in a colour, for a canvas.

use super::{Mask, PixelRect};

/// Pixels in red, green, blue and alpha, not premultiplied, for the rectangle of the canvas where they go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    pub rect: PixelRect,
    pub rgba: Vec<u8>,
}

impl Mask {
    /// A rectangle of the mask in a colour, as far as it lies within the image. `opacity` goes from 0 to 1.
    pub fn pixels(&self, rect: PixelRect, [red, green, blue]: [u8; 3], opacity: f64) -> Option<Pixels> {
        let rect = self.whole()?.intersection(&rect)?;
        let shades = shades(opacity);
        let mut rgba = Vec::with_capacity(rect.width as usize * rect.height as usize * 4);
        for y in rect.y..rect.bottom() {
            let row = self.part(y, rect.x..rect.right()).iter();
            rgba.extend(row.flat_map(|alpha| {
                [red, green, blue, shades.get(usize::from(*alpha)).copied().unwrap_or(*alpha)]
            }));
        }
        Some(Pixels { rect, rgba })
    }
}

/// Every alpha at an opacity.
fn shades(opacity: f64) -> [u8; 256] {
    let opacity = opacity.clamp(0.0, 1.0);
    let mut alpha = 0.0;
    [(); 256].map(|()| {
        let shade = (alpha * opacity).round() as u8;
        alpha += 1.0;
        shade
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_rectangle_is_coloured_and_shaded() {
        let mask = Mask::from_alpha(3, 2, vec![0, 255, 128, 0, 64, 0]).unwrap();
        let rect = PixelRect { x: 1, y: 0, width: 9, height: 9 };
        let pixels = mask.pixels(rect, [1, 2, 3], 0.5).unwrap();
        assert_eq!(pixels.rect, PixelRect { x: 1, y: 0, width: 2, height: 2 });
        assert_eq!(pixels.rgba, [1, 2, 3, 128, 1, 2, 3, 64, 1, 2, 3, 32, 1, 2, 3, 0]);
        assert_eq!(mask.pixels(PixelRect { x: 3, ..rect }, [0; 3], 1.0), None);
        let full = mask.pixels(rect, [0; 3], 7.0).unwrap();
        assert_eq!(full.rgba.get(3), Some(&255));
    }
}
