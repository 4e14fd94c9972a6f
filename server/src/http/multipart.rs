//! Forms with files, as browsers and SDKs send them, out of a body that is there as a whole. Only what uploads need:
//! the parts with their names, file names and bytes.

use bytes::Bytes;

/// One part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    /// Present for files.
    pub file_name: Option<String>,
    pub body: Bytes,
}

/// Why a form could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    #[error("the form names no boundary between its parts")]
    NoBoundary,
    #[error("the form is cut off: its last part has no end")]
    CutOff,
    #[error("a part of the form has no readable head")]
    BadHead,
}

/// The parts of a `multipart/form-data` body.
pub fn parts(content_type: &str, body: &Bytes) -> Result<Vec<Part>, FormError> {
    let boundary =
        parameter(content_type, "boundary").filter(|b| !b.is_empty()).ok_or(FormError::NoBoundary)?;
    let delimiter = format!("\r\n--{boundary}");
    let first = delimiter.as_bytes().strip_prefix(b"\r\n").unwrap_or_default();
    let mut at = find(body, first, 0).ok_or(FormError::CutOff)? + first.len();
    let mut parts = Vec::new();
    loop {
        if body[at..].starts_with(b"--") {
            return Ok(parts);
        }
        let start = find(body, b"\r\n", at).ok_or(FormError::CutOff)? + 2;
        let end = find(body, delimiter.as_bytes(), start.saturating_sub(2)).ok_or(FormError::CutOff)?;
        parts.push(part(body, start, end)?);
        at = end + delimiter.len();
    }
}

fn part(body: &Bytes, start: usize, end: usize) -> Result<Part, FormError> {
    let blank = find(body, b"\r\n\r\n", start).filter(|blank| *blank + 4 <= end).ok_or(FormError::BadHead)?;
    let head = String::from_utf8_lossy(&body[start..blank]);
    let disposition = head
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"))
        .map(|(_, value)| value)
        .ok_or(FormError::BadHead)?;
    Ok(Part {
        name: parameter(disposition, "name").unwrap_or_default(),
        file_name: parameter(disposition, "filename"),
        body: body.slice(blank + 4..end),
    })
}

/// A parameter of a header, quoted or not.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, tail)) = rest.split_once(';') {
        let (name, value) = tail.split_once('=')?;
        let (text, after) = value_of(value.trim_start());
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(text);
        }
        rest = after;
    }
    None
}

/// A value and what follows it. Browsers write a quote inside a name as `\"` or `%22`.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &quoted[at + 1..]),
            '\\' if quoted[at + 1..].starts_with(['"', '\\']) => value.extend(letters.next().map(|(_, c)| c)),
            other => value.push(other),
        }
    }
    (value, "")
}

fn find(body: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = from;
    while let Some(step) = body.get(at..)?.iter().position(|byte| *byte == first) {
        at += step;
        if body[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=xYz";

    fn read(content_type: &str, body: &str) -> Result<Vec<Part>, FormError> {
        parts(content_type, &Bytes::copy_from_slice(body.as_bytes()))
    }

    #[test]
    fn files_and_fields_come_out_byte_for_byte() {
        let body = "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\";c.json\"\r\n\
                    Content-Type: application/json\r\n\r\n[1,\r\n--xY\r\n2]\r\n\
                    --xYz\r\ncontent-disposition: form-data; name=note\r\n\r\n\r\n--xYz--\r\n";
        let parts = read(TYPE, body).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0].file_name.as_deref(), Some("a \"b\";c.json"));
        assert_eq!(&parts[0].body[..], b"[1,\r\n--xY\r\n2]");
        assert_eq!(
            (parts[1].name.as_str(), parts[1].file_name.as_ref(), parts[1].body.len()),
            ("note", None, 0)
        );
    }

    #[test]
    fn a_quoted_boundary_and_words_before_the_first_part_are_fine() {
        let body = "words\r\n--a b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n1\r\n--a b--";
        assert_eq!(
            &read("multipart/form-data; charset=utf-8; boundary=\"a b\"", body).unwrap()[0].body[..],
            b"1"
        );
    }

    #[test]
    fn a_form_that_is_cut_off_is_an_error_wherever_it_is_cut() {
        let body = "--xYz\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nabc\r\n--xYz--";
        for end in 0..body.len() - 2 {
            assert!(read(TYPE, &body[..end]).is_err(), "{end}");
        }
        assert!(read(TYPE, body).is_ok());
    }

    #[test]
    fn without_a_boundary_there_is_no_form() {
        assert_eq!(read("multipart/form-data", "x"), Err(FormError::NoBoundary));
        assert_eq!(read("multipart/form-data; boundary=", "x"), Err(FormError::NoBoundary));
    }

    #[test]
    fn a_part_without_a_head_is_an_error() {
        assert_eq!(read(TYPE, "--xYz\r\nabc\r\n--xYz--"), Err(FormError::BadHead));
    }
}
