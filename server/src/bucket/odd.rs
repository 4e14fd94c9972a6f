//! Which keys `object_store` can express; the others go by `exact`.

use object_store::path::Path;

/// The key as `object_store` takes it, byte for byte; `None` if it cannot.
pub(super) fn path(key: &str) -> Option<Path> {
    Path::parse(key).ok().filter(|path| path.as_ref() == key && !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_would_be_tidied_are_not_expressed() {
        for key in ["a//b", "/a", "a/", "./a", "a/..", "a\nb", ""] {
            assert_eq!(path(key), None, "{key:?}");
        }
        for key in ["a b+c", "a%2Fb", "...", "~/.hidden", "\u{1F600}"] {
            assert_eq!(path(key).as_ref().map(Path::as_ref), Some(key));
        }
    }
}
