//! Rules of style that load nothing but pictures that stand in them, and run nothing. Mended letter for letter: what
//! comes out is as long as what went in, for the text of a style sheet is counted like any other.

use super::urls;

/// Words that are broken wherever they stand, by their first letter.
const BROKEN: [&str; 9] = [
    "@import",
    "expression(",
    "behavior",
    "-moz-binding",
    "javascript:",
    "vbscript:",
    "image-set(",
    "image(",
    "src(",
];

/// The same rules with nothing in them that loads or runs.
pub fn neutral(css: &str) -> String {
    let mut chars: Vec<char> = css.chars().collect();
    unmask(&mut chars);
    for at in 0..chars.len() {
        for word in BROKEN {
            if stands(&chars, at, word) {
                break_at(&mut chars, at);
            }
        }
        if stands(&chars, at, "url(") && !is_harmless(&chars[at + 4..]) {
            break_at(&mut chars, at);
        }
    }
    chars.into_iter().collect()
}

/// A whole style sheet for a medium; `None` when it is not for the screen.
pub fn sheet(css: &str, media: Option<&str>) -> Option<String> {
    let rules = neutral(css);
    match media.map(str::trim).filter(|media| !media.is_empty() && !media.eq_ignore_ascii_case("all")) {
        None => Some(rules),
        Some(media) if media.chars().all(|c| c.is_ascii_alphanumeric() || " ():,.-".contains(c)) => {
            Some(format!("@media {media} {{\n{rules}\n}}"))
        }
        Some(_) => None,
    }
}

/// Letters written by their number hide words: those signs are made plain underscores.
fn unmask(chars: &mut [char]) {
    for at in 0..chars.len() {
        if chars[at] == '\\' && masked(&chars[at + 1..]).is_some_and(|c| c.is_ascii_alphabetic() || c == '-')
        {
            chars[at] = '_';
        }
    }
}

/// What a backslash before these stands for.
fn masked(rest: &[char]) -> Option<char> {
    let digits: String = rest.iter().take(6).take_while(|c| c.is_ascii_hexdigit()).collect();
    if digits.is_empty() {
        return rest.first().copied();
    }
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
}

fn stands(chars: &[char], at: usize, word: &str) -> bool {
    let mut here = chars[at..].iter();
    word.chars().all(|c| here.next().is_some_and(|h| h.to_ascii_lowercase() == c))
}

/// The word is none any more: `@import` becomes `@xmport`, `url(` becomes `xrl(`.
fn break_at(chars: &mut [char], at: usize) {
    let letter = (at..chars.len()).find(|at| chars[*at].is_ascii_alphabetic());
    if let Some(letter) = letter {
        chars[letter] = 'x';
    }
}

/// A picture that stands in the address itself, a task's own, or a place in the document.
fn is_harmless(rest: &[char]) -> bool {
    let start =
        rest.iter().position(|c| !c.is_whitespace() && !matches!(c, '"' | '\'')).unwrap_or(rest.len());
    let address: String = rest[start..].iter().take_while(|c| !matches!(c, ')' | '"' | '\'')).collect();
    let picture = urls::picture(&address).is_some_and(|address| {
        let lower = address.to_ascii_lowercase();
        lower.starts_with("data:image/") || lower.starts_with("/tasks/")
    });
    picture || urls::here(&address).is_some()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_loads_or_runs_is_broken() {
        for (css, expected) in [
            ("@import url(https://x/a.css);", "@xmport xrl(https://x/a.css);"),
            ("@IMPORT 'x'", "@xMPORT 'x'"),
            ("p{background:URL( 'http://x/y' )}", "p{background:xRL( 'http://x/y' )}"),
            ("p{width:expression(alert(1))}", "p{width:xxpression(alert(1))}"),
            ("p{behavior:url(#x)}", "p{xehavior:url(#x)}"),
            ("p{background:u\\72l(http://x)}", "p{background:u_72l(http://x)}"),
            ("p{background:\\000075 rl(http://x)}", "p{background:_000075 rl(http://x)}"),
            ("@\\69mport 'x'", "@_69mport 'x'"),
            ("p{background:image-set('x' 1x)}", "p{background:xmage-set('x' 1x)}"),
            ("p{background:url(javascript:x)}", "p{background:xrl(xavascript:x)}"),
        ] {
            assert_eq!(neutral(css), expected);
        }
    }

    #[test]
    fn what_only_looks_stays() {
        for css in [
            "p { color: red; background: url(data:image/png;base64,AA==) no-repeat }",
            "q::before { content: \"\\201C\" } a{b:\"\\A \"}",
            ".a { mask: url(\"#m\"); background: url('/tasks/1/resolve/?fileuri=eA') }",
            "@media (max-width: 30em) { p { margin: 0 } }",
        ] {
            assert_eq!(neutral(css), css);
        }
    }

    #[test]
    fn a_sheet_is_for_its_medium() {
        assert_eq!(sheet("p{}", None).unwrap(), "p{}");
        assert_eq!(sheet("p{}", Some("print")).unwrap(), "@media print {\np{}\n}");
        assert_eq!(sheet("p{}", Some("a{} b")), None);
    }

    proptest! {
        #[test]
        fn no_letter_is_added_or_lost(css in "(\\PC|@import |url\\(|\\\\75|[a-z{}();\n]){0,60}") {
            prop_assert_eq!(neutral(&css).chars().count(), css.chars().count());
        }
    }
}
