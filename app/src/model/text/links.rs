//! Web addresses in a text, for tags whose links can be followed.

use crate::model::result::Span;

/// Where the addresses of a text are, in code points.
pub fn links(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let (mut counted, mut from) = (0_u32, 0_usize);
    while let Some(at) = next_address(text, from) {
        let address = address_at(&text[at..]);
        counted += text[from..at].chars().count() as u32;
        let length = address.chars().count() as u32;
        if address.len() > "https://".len() {
            found.push(Span { start: counted, end: counted + length });
        }
        counted += length;
        from = at + address.len();
    }
    found
}

fn next_address(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let found = ["http://", "https://"].iter().filter_map(|scheme| rest.find(scheme)).min()?;
    Some(from + found)
}

/// The address that a text begins with, without the signs that end the sentence around it.
fn address_at(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|'));
    let mut address = &text[..end.unwrap_or(text.len())];
    while let Some(last) = address.chars().next_back() {
        let unopened = |open: char, close: char| {
            last == close && address.matches(close).count() > address.matches(open).count()
        };
        let trails = matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*');
        if !(trails || unopened('(', ')') || unopened('[', ']')) {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::TextIndex;

    fn found(text: &str) -> Vec<String> {
        let index = TextIndex::new(text);
        links(text).into_iter().map(|span| index.slice(span).to_owned()).collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        assert_eq!(found("😀 see https://a.example/x?y=1. Then"), ["https://a.example/x?y=1"]);
        assert_eq!(
            found("(http://a.example/b_(c)) \"https://d.example\""),
            ["http://a.example/b_(c)", "https://d.example"]
        );
        assert_eq!(found("http:// nothing, ftp://x"), [""; 0]);
        assert_eq!(
            found("ä http://a.example\nhttps://b.example,"),
            ["http://a.example", "https://b.example"]
        );
    }
}
