//! "Did you mean": the known word most like the one that was typed.

/// The most similar of `known`; `None` only when there is none at all.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| (likeness(typed, word), word))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, word)| word)
}

/// Whole keys against whole keys, and last segments against each other, so that `port` finds `server.port`.
fn likeness(typed: &str, known: &str) -> f64 {
    let typed = typed.to_lowercase();
    let whole = strsim::jaro_winkler(&typed, known);
    let last = strsim::jaro_winkler(last_segment(&typed), last_segment(known));
    whole.max(last * 0.95)
}

fn last_segment(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        assert_eq!(nearest("prefx", ["regex", "prefix", "presign"]), Some("prefix"));
        assert_eq!(nearest("server.prot", ["server.host", "server.port"]), Some("server.port"));
    }

    #[test]
    fn a_key_typed_without_its_section_finds_the_section() {
        assert_eq!(nearest("port", ["data.dir", "server.port", "log.format"]), Some("server.port"));
    }

    #[test]
    fn without_known_words_there_is_no_nearest() {
        assert_eq!(nearest("x", []), None);
    }
}
