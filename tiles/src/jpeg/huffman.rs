//! Huffman tables of JPEG: as a file holds them, and as they are looked up.

/// Codes of up to this many bits are looked up at once.
const FAST: u32 = 9;

/// A table as it stands in a file: how many codes of each length, and their symbols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSpec {
    counts: [u8; 16],
    symbols: Vec<u8>,
}

impl TableSpec {
    /// Reads one from the front; what follows it.
    pub fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (counts, rest) = bytes.split_at_checked(16)?;
        let total = counts.iter().map(|&count| usize::from(count)).sum();
        let (symbols, rest) = rest.split_at_checked(total)?;
        Some((Self { counts: counts.try_into().ok()?, symbols: symbols.to_vec() }, rest))
    }

    /// One with a code for each difference that 8-bit samples can have.
    pub fn of_differences() -> Self {
        Self { counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], symbols: (0..=11).collect() }
    }

    pub fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.counts);
        to.extend_from_slice(&self.symbols);
    }

    /// Each symbol with its code and length, in order of codes; `None` if there are more than the lengths allow.
    pub fn codes(&self) -> Option<Vec<(u8, u16, u8)>> {
        let mut codes = Vec::with_capacity(self.symbols.len());
        let (mut code, mut symbols) = (0u32, self.symbols.iter());
        for (length, &count) in (1u8..).zip(&self.counts) {
            for _ in 0..count {
                if code >= 1 << length {
                    return None;
                }
                codes.push((*symbols.next()?, code as u16, length));
                code += 1;
            }
            code <<= 1;
        }
        Some(codes)
    }
}

/// A table to decode with.
pub struct Table {
    /// By the next bits: length and symbol; length 0 where the code is longer.
    fast: Vec<(u8, u8)>,
    /// Of the longer codes: the first 16 bits that begin with none of these or shorter ones, length, and where the
    /// symbol stands: in `symbols` at the code plus this.
    slow: Vec<(u32, u8, i32)>,
    symbols: Vec<u8>,
}

impl Table {
    pub fn new(spec: &TableSpec) -> Option<Self> {
        let mut fast = vec![(0, 0); 1 << FAST];
        let mut slow: Vec<(u32, u8, i32)> = Vec::new();
        for (index, (symbol, code, length)) in (0i32..).zip(spec.codes()?) {
            let bits = u32::from(length);
            if bits <= FAST {
                let from = usize::from(code) << (FAST - bits);
                fast.get_mut(from..from + (1 << (FAST - bits)))?.fill((length, symbol));
                continue;
            }
            let end = (u32::from(code) + 1) << (16 - bits);
            match slow.last_mut() {
                Some(last) if last.1 == length => last.0 = end,
                _ => slow.push((end, length, index - i32::from(code))),
            }
        }
        Some(Self { fast, slow, symbols: spec.symbols.clone() })
    }

    /// Length and symbol of the code that 16 bits begin with.
    #[inline]
    pub fn find(&self, bits: u32) -> Option<(u32, u8)> {
        let &(length, symbol) = self.fast.get((bits >> (16 - FAST)) as usize)?;
        if length > 0 {
            return Some((u32::from(length), symbol));
        }
        let &(_, length, offset) = self.slow.iter().find(|(end, ..)| bits < *end)?;
        let code = (bits >> (16 - u32::from(length))) as i32;
        let symbol = self.symbols.get(usize::try_from(code + offset).ok()?)?;
        Some((u32::from(length), *symbol))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn every_code_is_found_whatever_follows_it() {
        let mut bytes = vec![0, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2];
        bytes.extend(0..17);
        bytes.push(99);
        let (spec, rest) = TableSpec::read(&bytes).unwrap();
        assert_eq!(rest, [99]);
        let table = Table::new(&spec).unwrap();
        for (symbol, code, length) in spec.codes().unwrap() {
            let shift = 16 - u32::from(length);
            for after in [0, (1u32 << shift) - 1] {
                let bits = u32::from(code) << shift | after;
                assert_eq!(table.find(bits), Some((u32::from(length), symbol)), "{bits:016b}");
            }
        }
        assert_eq!(table.find(0xFFFF), None);
    }

    #[test]
    fn too_many_codes_are_no_table() {
        let (spec, _) = TableSpec::read(&[3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]).unwrap();
        assert!(Table::new(&spec).is_none());
    }
}
