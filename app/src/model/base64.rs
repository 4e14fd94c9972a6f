//! Bytes as text in the standard alphabet of RFC 4648, read strictly: padding is written, and what no encoder writes
//! is refused, so that a text and its bytes name each other.

const ALPHABET: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// No letter of the alphabet.
const NONE: u8 = 0xff;

/// The value of each letter.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut at = 0;
    while at < ALPHABET.len() {
        values[ALPHABET[at] as usize] = at as u8;
        at += 1;
    }
    values
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Base64Error {
    #[error("the Base64 text is cut off: its length is no multiple of four")]
    Length,
    #[error("the Base64 text holds something that is not Base64 near character {0}")]
    Letter(usize),
}

/// Bytes as text.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    let mut push = |group: u32, letters: u32| {
        for letter in 0..4 {
            let value = group >> (18 - 6 * letter) & 63;
            let written = ALPHABET.get(value as usize).filter(|_| letter < letters);
            text.push(written.map_or('=', |byte| char::from(*byte)));
        }
    };
    let whole = bytes.chunks_exact(3);
    let rest = whole.remainder();
    for group in whole {
        push(joined(group), 4);
    }
    if !rest.is_empty() {
        push(joined(rest), rest.len() as u32 + 1);
    }
    text
}

/// Up to three bytes at the top of 24 bits.
fn joined(bytes: &[u8]) -> u32 {
    let at = |index: usize| bytes.get(index).map_or(0, |byte| u32::from(*byte));
    at(0) << 16 | at(1) << 8 | at(2)
}

/// The bytes of a text.
pub fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    let text = text.as_bytes();
    if !text.len().is_multiple_of(4) {
        return Err(Base64Error::Length);
    }
    let padding = text.iter().rev().take(2).take_while(|byte| **byte == b'=').count();
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let last = text.len().saturating_sub(4);
    for (at, letters) in (0..).step_by(4).zip(text.chunks_exact(4)) {
        let padded = if at == last { padding } else { 0 };
        let group = values(letters, padded).ok_or(Base64Error::Letter(at + 1))?;
        let [_, first, second, third] = group.to_be_bytes();
        bytes.extend([first, second, third].into_iter().take(3 - padded));
    }
    Ok(bytes)
}

/// The 24 bits of four letters, the last `padded` of which are padding. Bits that padding leaves over must be zero.
fn values(letters: &[u8], padded: usize) -> Option<u32> {
    let mut group = 0;
    for (index, letter) in letters.iter().enumerate() {
        let value = if index + padded >= 4 { 0 } else { VALUES.get(usize::from(*letter)).copied()? };
        if value == NONE {
            return None;
        }
        group = group << 6 | u32::from(value);
    }
    let over = (1_u32 << (8 * padded)) - 1;
    (group & over == 0).then_some(group)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_those_of_the_standard() {
        let known = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, text) in known {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), plain.as_bytes());
        }
        assert_eq!(encode(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    #[test]
    fn what_no_encoder_writes_is_refused() {
        for text in ["Zg", "Zg=", "Zm9vY"] {
            assert_eq!(decode(text), Err(Base64Error::Length), "{text}");
        }
        for text in ["Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Z m9", "Zm9\n", "-_-_", "Zm=v", "é==="] {
            assert!(decode(text).is_err(), "{text}");
        }
        assert_eq!(decode("Zm9vZ*9v"), Err(Base64Error::Letter(5)));
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn a_text_that_is_read_is_written_the_same(text in "[A-Za-d+/=]{0,12}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
