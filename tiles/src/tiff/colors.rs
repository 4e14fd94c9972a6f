//! From samples to colours.

use super::directory::Page;
use super::unsupported;
use crate::refusal::Refusal;
use crate::rows::Samples;

/// What the samples of a pixel mean.
pub struct Colors {
    meaning: Meaning,
    /// Of a pixel.
    samples: usize,
    alpha: Option<Alpha>,
    exact: bool,
}

enum Meaning {
    Gray { inverted: bool },
    Rgb,
    Palette(Vec<[u8; 3]>),
    Cmyk,
    YCbCr,
}

/// The sample after the colours.
struct Alpha {
    /// The colours are multiplied with it.
    multiplied: bool,
}

impl Colors {
    pub fn of(page: &Page) -> Result<Self, Refusal> {
        let (meaning, colors) = match page.photometric {
            0 | 1 => (Meaning::Gray { inverted: page.photometric == 0 }, 1),
            2 => (Meaning::Rgb, 3),
            3 if page.bits <= 8 => (Meaning::Palette(palette(&page.palette)), 1),
            5 => (Meaning::Cmyk, 4),
            6 if page.is_jpeg() || page.subsampling == (1, 1) => (Meaning::YCbCr, 3),
            6 => return Err(unsupported("its colours are subsampled without JPEG", "save it as RGB")),
            8..=10 => return Err(unsupported("its colours are L*a*b*", "save it as RGB")),
            other => {
                return Err(unsupported(
                    format_args!("the meaning {other} of its samples"),
                    "save it as RGB",
                ));
            }
        };
        let samples = usize::from(page.samples);
        if samples < colors {
            return Err(unsupported(
                format_args!("a pixel has {samples} samples where its colours need {colors}"),
                "save it as gray, RGB or CMYK",
            ));
        }
        let alpha = match page.extra.first() {
            Some(kind @ (1 | 2)) if samples > colors => Some(Alpha { multiplied: *kind == 1 }),
            _ => None,
        };
        let exact = page.bits == 1 || matches!(meaning, Meaning::Palette(_));
        Ok(Self { meaning, samples, alpha, exact })
    }

    pub fn samples(&self) -> Samples {
        match (&self.alpha, &self.meaning) {
            (Some(_), _) => Samples::Rgba,
            (None, Meaning::Gray { .. }) => Samples::Gray,
            (None, _) => Samples::Rgb,
        }
    }

    pub fn are_exact(&self) -> bool {
        self.exact
    }

    /// The pixels of a row, of its samples.
    pub fn convert(&self, samples: &[u8], row: &mut [u8]) {
        let pixels = samples.chunks_exact(self.samples);
        match &self.meaning {
            Meaning::Gray { inverted } => {
                let flip = if *inverted { 0xFF } else { 0 };
                if self.alpha.is_none() {
                    row.iter_mut().zip(pixels).for_each(|(gray, pixel)| *gray = pixel[0] ^ flip);
                } else {
                    self.fill(pixels, row, 1, |pixel| [pixel[0] ^ flip; 3]);
                }
            }
            Meaning::Rgb => self.fill(pixels, row, 3, |pixel| [pixel[0], pixel[1], pixel[2]]),
            Meaning::Palette(palette) => self.fill(pixels, row, 1, |pixel| {
                palette.get(usize::from(pixel[0])).copied().unwrap_or_default()
            }),
            Meaning::Cmyk => self.fill(pixels, row, 4, |pixel| {
                let of = |ink: u8| ((255 - u32::from(ink)) * (255 - u32::from(pixel[3])) / 255) as u8;
                [of(pixel[0]), of(pixel[1]), of(pixel[2])]
            }),
            Meaning::YCbCr => self.fill(pixels, row, 3, |pixel| rgb(pixel[0], pixel[1], pixel[2])),
        }
    }

    fn fill<'a>(
        &self,
        pixels: impl Iterator<Item = &'a [u8]>,
        row: &mut [u8],
        alpha_at: usize,
        color: impl Fn(&[u8]) -> [u8; 3],
    ) {
        let Some(alpha) = &self.alpha else {
            row.chunks_exact_mut(3).zip(pixels).for_each(|(to, pixel)| to.copy_from_slice(&color(pixel)));
            return;
        };
        for (to, pixel) in row.chunks_exact_mut(4).zip(pixels) {
            let (mut rgb, opaque) = (color(pixel), pixel[alpha_at]);
            if alpha.multiplied && opaque > 0 {
                rgb = rgb.map(|sample| (u32::from(sample) * 255 / u32::from(opaque)).min(255) as u8);
            }
            to.copy_from_slice(&[rgb[0], rgb[1], rgb[2], opaque]);
        }
    }
}

/// All reds, then all greens, then all blues; of 16 bits, but some programs write 8.
fn palette(map: &[u16]) -> Vec<[u8; 3]> {
    let shift = if map.iter().any(|&value| value > 255) { 8 } else { 0 };
    let count = map.len() / 3;
    let at = |index: usize| map.get(index).map_or(0, |value| (value >> shift) as u8);
    (0..count).map(|color| [at(color), at(count + color), at(2 * count + color)]).collect()
}

/// As JPEG has it.
fn rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    let rounded = |value: i32| ((value + 32_768) >> 16).clamp(0, 255) as u8;
    [rounded(y + 91_881 * cr), rounded(y - 22_554 * cb - 46_802 * cr), rounded(y + 116_130 * cb)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(meaning: Meaning, samples: usize, alpha: Option<Alpha>, pixel: &[u8]) -> Vec<u8> {
        let colors = Colors { meaning, samples, alpha, exact: false };
        let mut row = vec![0; colors.samples().count() * (pixel.len() / samples)];
        colors.convert(pixel, &mut row);
        row
    }

    #[test]
    fn each_meaning_gives_its_colours() {
        assert_eq!(converted(Meaning::Gray { inverted: true }, 1, None, &[0, 255]), [255, 0]);
        assert_eq!(converted(Meaning::Rgb, 4, None, &[1, 2, 3, 99]), [1, 2, 3]);
        assert_eq!(converted(Meaning::Palette(vec![[0; 3], [7, 8, 9]]), 1, None, &[1]), [7, 8, 9]);
        assert_eq!(converted(Meaning::Cmyk, 4, None, &[0, 255, 0, 0]), [255, 0, 255]);
        assert_eq!(converted(Meaning::Cmyk, 4, None, &[0, 0, 0, 255]), [0, 0, 0]);
        assert_eq!(converted(Meaning::YCbCr, 3, None, &[255, 128, 128]), [255, 255, 255]);
        assert_eq!(converted(Meaning::YCbCr, 3, None, &[76, 85, 255]), [254, 0, 0]);
    }

    #[test]
    fn alpha_is_kept_and_taken_out_of_colours_that_it_was_multiplied_into() {
        let plain = Some(Alpha { multiplied: false });
        assert_eq!(converted(Meaning::Gray { inverted: false }, 2, plain, &[9, 128]), [9, 9, 9, 128]);
        let multiplied = Some(Alpha { multiplied: true });
        assert_eq!(converted(Meaning::Rgb, 4, multiplied, &[64, 0, 128, 128]), [127, 0, 255, 128]);
    }

    #[test]
    fn a_palette_of_eight_bits_is_read_too() {
        assert_eq!(palette(&[0, 65_535, 0, 256, 0, 0]), [[0, 0, 0], [255, 1, 0]]);
        assert_eq!(palette(&[1, 2, 3]), [[1, 2, 3]]);
    }
}
