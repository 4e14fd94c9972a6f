//! The XML that S3 and GCS answer with: pages of a listing and refusals. Pure; knows no network.

use super::types::{Listed, OddKey};
use percent_encoding::percent_decode;
use quick_xml::Reader;
use quick_xml::events::Event;

/// One page of a listing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) objects: Vec<Listed>,
    pub(super) truncated: bool,
    pub(super) next: Option<String>,
}

/// What a store says of a refusal, less its own words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: String,
    pub(super) region: Option<String>,
}

/// Not a listing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is not a listing")]
pub(super) struct NotAListing;

#[derive(Default)]
struct Entry {
    key: Vec<u8>,
    size: u64,
    etag: String,
    generation: String,
}

/// Reads one page of ListObjectsV2. Keys are taken as they are if the store did not URL-encode them.
pub(super) fn page(xml: &[u8]) -> Result<Page, NotAListing> {
    let mut entries: Vec<Entry> = Vec::with_capacity(xml.len() / 300);
    let mut page = Page::default();
    let mut encoded = false;
    let mut is_listing = false;
    walk(xml, |path, event| match (path, event) {
        ([root], Walk::Open) => is_listing = root.as_slice() == b"ListBucketResult",
        ([_, contents], Walk::Open) if contents == b"Contents" => entries.push(Entry::default()),
        ([_, contents, field], Walk::Text(text)) if contents == b"Contents" => {
            if let Some(entry) = entries.last_mut() {
                fill(entry, field, text);
            }
        }
        ([_, field], Walk::Text(text)) => match field.as_slice() {
            b"IsTruncated" => page.truncated = text == b"true",
            b"NextContinuationToken" => page.next = Some(String::from_utf8_lossy(text).into_owned()),
            b"EncodingType" => encoded = text == b"url",
            _ => {}
        },
        _ => {}
    })
    .ok_or(NotAListing)?;
    if !is_listing {
        return Err(NotAListing);
    }
    page.objects = entries.into_iter().map(|entry| listed(entry, encoded)).collect();
    Ok(page)
}

/// Reads an error's code and region; empty for anything that is not an error in XML.
pub(super) fn refusal(xml: &[u8]) -> Refusal {
    let mut said = Refusal::default();
    // What cannot be read says nothing, which is what the default says.
    let _ = walk(xml, |path, event| {
        if let ([root, field], Walk::Text(text)) = (path, event)
            && root == b"Error"
        {
            let text = String::from_utf8_lossy(text);
            match field.as_slice() {
                b"Code" => said.code = text.chars().filter(char::is_ascii_alphanumeric).take(64).collect(),
                b"Region" => said.region = Some(text.into_owned()),
                _ => {}
            }
        }
    });
    said
}

fn fill(entry: &mut Entry, field: &[u8], text: &[u8]) {
    match field {
        b"Key" => entry.key = text.to_vec(),
        b"Size" => entry.size = std::str::from_utf8(text).ok().and_then(|t| t.parse().ok()).unwrap_or(0),
        b"ETag" => entry.etag = String::from_utf8_lossy(text).into_owned(),
        b"Generation" => entry.generation = String::from_utf8_lossy(text).into_owned(),
        _ => {}
    }
}

/// A key as the page wrote it, encoded. Stores agree that a plus itself is `%2B`; for a space some write `%20`, some a
/// plus, and SeaweedFS both in one key.
fn decode(mut raw: Vec<u8>) -> Vec<u8> {
    raw.iter_mut().filter(|byte| **byte == b'+').for_each(|byte| *byte = b' ');
    if raw.contains(&b'%') { percent_decode(&raw).collect() } else { raw }
}

fn listed(entry: Entry, encoded: bool) -> Listed {
    let (size, etag) = (entry.size, if entry.generation.is_empty() { entry.etag } else { entry.generation });
    match String::from_utf8(if encoded { decode(entry.key) } else { entry.key }) {
        Ok(key) => Listed { key, size, etag, odd: None },
        Err(error) => Listed {
            key: String::from_utf8_lossy(error.as_bytes()).into_owned(),
            size,
            etag,
            odd: Some(OddKey::NotUtf8),
        },
    }
}

enum Walk<'a> {
    Open,
    /// All text of an element that held only text; empty too.
    Text(&'a [u8]),
}

/// Calls `visit` with the names of the open elements, outermost first. `None` if the XML is broken.
fn walk(xml: &[u8], mut visit: impl FnMut(&[Vec<u8>], Walk<'_>)) -> Option<()> {
    let mut reader = Reader::from_reader(xml);
    // Names are kept and written over, for a page has ten thousand elements.
    let mut names: Vec<Vec<u8>> = Vec::new();
    let mut depth = 0;
    let mut text = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if names.len() == depth {
                    names.push(Vec::new());
                }
                names[depth].clear();
                names[depth].extend_from_slice(start.local_name().as_ref());
                depth += 1;
                text.clear();
                visit(&names[..depth], Walk::Open);
            }
            Event::Text(part) => text.extend_from_slice(&part),
            Event::CData(part) => text.extend_from_slice(&part),
            Event::GeneralRef(name) => match name.resolve_char_ref().ok()? {
                Some(c) => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                None => text.push(entity(&name)?),
            },
            Event::End(_) => {
                visit(&names[..depth], Walk::Text(&text));
                depth -= 1;
                text.clear();
            }
            Event::Eof => return (depth == 0).then_some(()),
            _ => {}
        }
    }
}

fn entity(name: &[u8]) -> Option<u8> {
    Some(match name {
        b"quot" => b'"',
        b"amp" => b'&',
        b"lt" => b'<',
        b"gt" => b'>',
        b"apos" => b'\'',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn listing(inner: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Name>b</Name>{inner}</ListBucketResult>"
        )
    }

    fn keys(xml: &str) -> Vec<String> {
        page(xml.as_bytes()).unwrap().objects.into_iter().map(|listed| listed.key).collect()
    }

    #[test]
    fn a_page_gives_keys_sizes_etags_and_the_way_on() {
        let xml = listing(
            "<IsTruncated>true</IsTruncated><Contents><Key>a/b.json</Key><ETag>&#34;x&quot;</ETag><Size>12</Size>\
             <Owner><ID>me</ID><DisplayName>Key</DisplayName></Owner></Contents>\
             <CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>\
             <NextContinuationToken>a&amp;b</NextContinuationToken>",
        );
        let page = page(xml.as_bytes()).unwrap();
        assert_eq!((page.truncated, page.next.as_deref()), (true, Some("a&b")));
        let listed = Listed { key: "a/b.json".into(), size: 12, etag: "\"x\"".into(), odd: None };
        assert_eq!(page.objects, [listed]);
    }

    #[test]
    fn both_ways_to_encode_a_space_are_understood() {
        let end = "<EncodingType>url</EncodingType>";
        let mixed = "<Contents><Key>a%20b/c+d</Key></Contents><Contents><Key>a%2Bb%252F</Key></Contents>";
        assert_eq!(keys(&listing(&format!("{mixed}{end}"))), ["a b/c d", "a+b%2F"]);
        assert_eq!(keys(&listing("<Contents><Key>a+b%20</Key></Contents>")), ["a+b%20"]);
    }

    #[test]
    fn a_key_that_is_no_text_costs_only_itself() {
        let xml = listing(
            "<Contents><Key>a%2F%2Fb</Key></Contents><Contents><Key>%FF</Key></Contents>\
             <Contents><Key>x%01</Key></Contents><EncodingType>url</EncodingType>",
        );
        let objects = page(xml.as_bytes()).unwrap().objects;
        let found: Vec<_> = objects.iter().map(|listed| (listed.key.as_str(), listed.odd)).collect();
        assert_eq!(found, [("a//b", None), ("\u{fffd}", Some(OddKey::NotUtf8)), ("x\u{1}", None)]);
    }

    #[test]
    fn a_generation_is_the_version_where_there_is_one() {
        let xml = listing("<Contents><Key>k</Key><Generation>17</Generation><ETag>x</ETag></Contents>");
        assert_eq!(page(xml.as_bytes()).unwrap().objects[0].etag, "17");
    }

    #[test]
    fn what_is_no_listing_is_refused() {
        for text in ["", "<html><body>hi</body></html>", "{}", "<ListBucketResult><Contents>", "<Error/>"] {
            assert!(page(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_refusal_gives_code_and_region_and_no_words_of_the_store() {
        let xml = "<?xml version='1.0'?><Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message>\
                   <Region>eu-west-1</Region></Error>";
        let said = refusal(xml.as_bytes());
        assert_eq!(
            (said.code.as_str(), said.region.as_deref()),
            ("AuthorizationHeaderMalformed", Some("eu-west-1"))
        );
        assert_eq!(refusal(b"<html>no</html>"), Refusal::default());
        assert_eq!(refusal(b"\xff\xfe"), Refusal::default());
    }
}
