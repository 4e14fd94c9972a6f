//! The `Range` header: which bytes a client wants, and how the answer says which it got.

use crate::bucket::ReadRange;

/// What the header asks for. Several ranges at once, other units and nonsense mean the whole, as HTTP allows.
pub fn read(header: Option<&str>) -> ReadRange {
    header.and_then(single).unwrap_or(ReadRange::Whole)
}

fn single(header: &str) -> Option<ReadRange> {
    let (unit, spec) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || spec.contains(',') {
        return None;
    }
    let (first, last) = spec.trim().split_once('-')?;
    match (first.trim(), last.trim()) {
        ("", last) => Some(ReadRange::Last(last.parse().ok()?)),
        (first, "") => Some(ReadRange::From(first.parse().ok()?)),
        (first, last) => {
            let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
            (first <= last).then(|| ReadRange::Between(first..last.saturating_add(1)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_of_a_range_are_read() {
        assert_eq!(read(Some("bytes=0-99")), ReadRange::Between(0..100));
        assert_eq!(read(Some("bytes=100-")), ReadRange::From(100));
        assert_eq!(read(Some("Bytes = -50")), ReadRange::Last(50));
    }

    #[test]
    fn anything_else_means_the_whole() {
        for header in ["bytes=0-1,5-6", "bytes=9-2", "pages=1-2", "bytes=a-b", "bytes", "", "bytes=-"] {
            assert_eq!(read(Some(header)), ReadRange::Whole, "{header}");
        }
        assert_eq!(read(None), ReadRange::Whole);
    }
}
