//! Which keys `object_store` cannot express, and so cannot read or write.

use super::types::OddKey;
use super::{BucketError, BucketErrorKind};
use object_store::path::Path;

/// Why an object of that key and size cannot be read, if so. An empty object `x/` is a folder's placeholder, not odd.
pub(super) fn of(key: &str, size: u64) -> Option<OddKey> {
    let inner = if size == 0 { key.strip_suffix('/').unwrap_or(key) } else { key };
    let bytes = inner.as_bytes();
    if bytes.iter().any(u8::is_ascii_control) {
        return Some(OddKey::ControlCharacter);
    }
    if size > 0 && inner.ends_with('/') && !inner.ends_with("//") {
        return Some(OddKey::TrailingSlash);
    }
    let mut parts = inner.split('/');
    if parts.any(str::is_empty) {
        return Some(OddKey::EmptyPart);
    }
    inner.split('/').any(|part| part == "." || part == "..").then_some(OddKey::DotPart)
}

/// The key as `object_store` takes it, byte for byte.
pub(super) fn path(key: &str, uri: impl FnOnce() -> String) -> Result<Path, BucketError> {
    match Path::parse(key) {
        Ok(path) if path.as_ref() == key && !key.is_empty() => Ok(path),
        _ => {
            let why = of(key, 1).unwrap_or(OddKey::Other);
            Err(BucketError::new(BucketErrorKind::Invalid, format!("{} cannot be used: {why}", uri())))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_not_odd_passes_byte_for_byte(key in "[a.%+ #?&'\"é😀\t\u{1}\u{7f}/~\\\\]{1,12}") {
            let passes = Path::parse(&key).is_ok_and(|path| path.as_ref() == key);
            prop_assert_eq!(of(&key, 1).is_none(), passes, "{:?}", key);
        }
    }

    #[test]
    fn every_odd_key_has_its_reason() {
        for (key, reason) in [
            ("a//b", OddKey::EmptyPart),
            ("/a", OddKey::EmptyPart),
            ("a//", OddKey::EmptyPart),
            ("./a", OddKey::DotPart),
            ("a/..", OddKey::DotPart),
            ("a/", OddKey::TrailingSlash),
            ("a\nb", OddKey::ControlCharacter),
        ] {
            assert_eq!(of(key, 1), Some(reason), "{key:?}");
        }
        assert_eq!(of("a/", 0), None);
        assert_eq!(of("a//", 0), Some(OddKey::EmptyPart));
    }
}
