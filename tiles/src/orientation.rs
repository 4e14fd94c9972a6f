//! How an image is to be turned before it is shown, as cameras note it in EXIF, and what that means for tiles.

/// The EXIF orientation: flips of what is stored, then perhaps rows becoming columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Orientation {
    pub flip_x: bool,
    pub flip_y: bool,
    pub transpose: bool,
}

impl Orientation {
    /// By its number in EXIF; unknown ones mean as stored.
    pub fn of_exif(number: u16) -> Self {
        let (flip_x, flip_y, transpose) = match number {
            2 => (true, false, false),
            3 => (true, true, false),
            4 => (false, true, false),
            5 => (false, false, true),
            6 => (false, true, true),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self { flip_x, flip_y, transpose }
    }

    /// Width and height as shown.
    pub const fn shown(self, width: u32, height: u32) -> (u32, u32) {
        if self.transpose { (height, width) } else { (width, height) }
    }

    /// The pixels as shown, of a stored piece with rows of `width` pixels of `samples` bytes.
    pub fn turn(self, piece: &[u8], width: usize, samples: usize, turned: &mut Vec<u8>) {
        turned.clear();
        let row_bytes = width * samples;
        if row_bytes == 0 {
            return;
        }
        let rows: Vec<&[u8]> = if self.flip_y {
            piece.chunks_exact(row_bytes).rev().collect()
        } else {
            piece.chunks_exact(row_bytes).collect()
        };
        if self.transpose {
            for column in 0..width {
                let from = if self.flip_x { width - 1 - column } else { column } * samples;
                for row in &rows {
                    turned.extend_from_slice(&row[from..from + samples]);
                }
            }
        } else if self.flip_x {
            for row in rows {
                row.chunks_exact(samples).rev().for_each(|pixel| turned.extend_from_slice(pixel));
            }
        } else {
            rows.into_iter().for_each(|row| turned.extend_from_slice(row));
        }
    }
}

/// One side of a level, cut into pieces so that as shown they begin at 0.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    length: u32,
    tile: u32,
    flipped: bool,
}

impl Axis {
    pub const fn new(length: u32, tile: u32, flipped: bool) -> Self {
        Self { length, tile, flipped }
    }

    pub const fn pieces(self) -> u32 {
        self.length.div_ceil(self.tile)
    }

    /// Where a stored piece ends.
    pub const fn end(self, piece: u32) -> u32 {
        if self.flipped {
            self.length - self.pieces().saturating_sub(piece + 1) * self.tile
        } else {
            let end = (piece + 1) * self.tile;
            if end < self.length { end } else { self.length }
        }
    }

    pub const fn start(self, piece: u32) -> u32 {
        if piece == 0 { 0 } else { self.end(piece - 1) }
    }

    /// The place of a stored piece as shown.
    pub const fn shown(self, piece: u32) -> u32 {
        if self.flipped { self.pieces() - 1 - piece } else { piece }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ab` over `cd`, turned.
    fn turned(number: u16) -> String {
        let mut turned = Vec::new();
        Orientation::of_exif(number).turn(b"abcdef", 3, 1, &mut turned);
        String::from_utf8_lossy(&turned).into_owned()
    }

    #[test]
    fn each_of_the_eight_orientations_turns_as_exif_says() {
        let expected = ["abcdef", "cbafed", "fedcba", "defabc", "adbecf", "daebfc", "fcebda", "cfbead"];
        for (number, expected) in (1..).zip(expected) {
            assert_eq!(turned(number), expected, "{number}");
        }
    }

    #[test]
    fn pieces_of_a_flipped_side_begin_at_zero_as_shown() {
        let axis = Axis::new(10, 4, true);
        let pieces: Vec<_> =
            (0..axis.pieces()).map(|p| (axis.start(p), axis.end(p), axis.shown(p))).collect();
        assert_eq!(pieces, [(0, 2, 2), (2, 6, 1), (6, 10, 0)]);
        let plain = Axis::new(10, 4, false);
        assert_eq!((plain.start(2), plain.end(2), plain.shown(2)), (8, 10, 2));
    }
}
