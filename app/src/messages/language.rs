//! The languages that Skylabel speaks: which of them somebody wants, which is spoken here, and how each writes numbers.
//!
//! The server speaks a language for each page it renders, which it finds in the reactive context and nowhere else, so
//! that no request hears another's. The browser speaks that of the document it was sent, from start to end.

use leptos::prelude::use_context;
use std::sync::OnceLock;

/// The cookie that keeps what somebody chose: a language's tag.
const COOKIE: &str = "language";

/// What the browser speaks.
static SPOKEN: OnceLock<Language> = OnceLock::new();

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    German,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// What the page's `lang` attribute and the cookie say.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language's name in itself, so that whoever speaks only that one finds it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// Of a tag with or without a region: `de`, `de-AT`, `EN-us`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// What was chosen here, else the first of those that the browser would rather have, else English. Takes the
    /// `Cookie` and `Accept-Language` headers of a request, of which there may be several.
    pub fn wanted(cookies: &[&str], accept_language: &[&str]) -> Self {
        let chosen = cookies.iter().flat_map(|header| header.split(';')).find_map(chosen);
        chosen.or_else(|| preferred(accept_language)).unwrap_or_default()
    }

    /// What to set `document.cookie` to, so that this language is spoken from the next page on, for a year.
    pub fn cookie(self) -> String {
        format!("{COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax", self.tag())
    }

    /// Digits in groups of three, the same on server and browser.
    pub fn number(self, n: u64) -> String {
        let digits = n.to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(self.between_thousands());
            }
            out.push(digit);
        }
        out
    }

    /// With so many digits after the decimal mark.
    pub fn decimal(self, x: f64, digits: usize) -> String {
        let plain = format!("{x:.digits$}");
        match self {
            Self::English => plain,
            Self::German => plain.replace('.', ","),
        }
    }

    /// `1 task`, `2 tasks`, `12,345 tasks`.
    pub fn counted(self, n: u64, one: &str, many: &str) -> String {
        format!("{} {}", self.number(n), if n == 1 { one } else { many })
    }

    const fn between_thousands(self) -> char {
        match self {
            Self::English => ',',
            Self::German => '.',
        }
    }
}

/// The language that is spoken here; English where nobody said.
pub fn spoken() -> Language {
    let said = if cfg!(feature = "ssr") { use_context() } else { SPOKEN.get().copied() };
    said.unwrap_or_default()
}

/// Speaks the language of this document, in the browser, before the first word is said.
pub fn speak(language: Language) {
    // A second time changes nothing: a page is in one language until it is loaded again.
    SPOKEN.get_or_init(|| language);
}

/// The language that one cookie of several names, if it is ours.
fn chosen(cookie: &str) -> Option<Language> {
    let (name, value) = cookie.split_once('=')?;
    if name.trim() == COOKIE { Language::of_tag(value.trim().trim_matches('"')) } else { None }
}

/// The first among those of the highest weight that is spoken here. A language of weight 0 is not wanted at all.
fn preferred(accept_language: &[&str]) -> Option<Language> {
    let mut best: Option<(Language, f32)> = None;
    for (language, weight) in accept_language.iter().flat_map(|header| header.split(',')).filter_map(weighed)
    {
        if weight > best.map_or(0.0, |(_, weight)| weight) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// One entry of `Accept-Language`: `de-DE;q=0.7`. Anything goes at `*`, so English does.
fn weighed(entry: &str) -> Option<(Language, f32)> {
    let mut parts = entry.split(';');
    let language = match parts.next()?.trim() {
        "*" => Language::default(),
        tag => Language::of_tag(tag)?,
    };
    let weight = parts.find_map(|part| part.trim().strip_prefix("q="));
    Some((language, weight.map_or(Some(1.0), |weight| weight.trim().parse().ok())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_counts_more_than_what_the_browser_asks_for() {
        let wanted = |cookies: &str, accepted: &str| Language::wanted(&[cookies], &[accepted]);
        assert_eq!(wanted("language=de", "en-US,en;q=0.9"), Language::German);
        assert_eq!(wanted("other=de; language=en", "de"), Language::English);
        assert_eq!(wanted("language=tlh", "de"), Language::German, "a choice nobody can make is none");
        assert_eq!(wanted("mylanguage=de; language", "en"), Language::English);
        assert_eq!(
            Language::wanted(&["a=b", "language=de"], &[]),
            Language::German,
            "cookies come in crumbs"
        );
        assert_eq!(Language::wanted(&[], &[]), Language::English);
    }

    #[test]
    fn the_cookie_that_is_set_is_the_one_that_is_read() {
        for language in Language::ALL {
            let kept = language.cookie();
            assert_eq!(Language::wanted(&[&kept], &["fr"]), language);
        }
    }

    #[test]
    fn the_browser_gets_the_language_that_it_would_rather_have() {
        let wanted = |accept: &str| Language::wanted(&[], &[accept]);
        assert_eq!(wanted("en-US,en;q=0.9"), Language::English);
        assert_eq!(wanted("de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7"), Language::German);
        assert_eq!(wanted("en;q=0.3, de-AT;q=0.7"), Language::German, "weights count, not places");
        assert_eq!(wanted("de,en"), Language::German, "of equal weights the first");
        assert_eq!(
            wanted("fr-FR, fr;q=0.9, de;q=0.2"),
            Language::German,
            "what is not spoken is passed over"
        );
        assert_eq!(wanted("fr"), Language::English);
        assert_eq!(wanted("fr, *;q=0.5, de;q=0.4"), Language::English);
        assert_eq!(wanted("de;q=0"), Language::English, "weight 0 refuses");
        assert_eq!(wanted("den, DE"), Language::German, "only whole tags count, in any case");
        assert_eq!(wanted("de;q=much, en;q=0.1"), Language::English);
        assert_eq!(wanted(" ,;;q=,=,"), Language::English);
        assert_eq!(Language::wanted(&[], &["fr", "de"]), Language::German, "of several headers");
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let said = [0, 999, 1_000, 1_234_567].map(|n| Language::English.number(n));
        assert_eq!(said, ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(Language::German.number(1_234_567), "1.234.567");
    }

    #[test]
    fn decimals_have_the_mark_of_their_language() {
        assert_eq!(Language::English.decimal(12.345, 1), "12.3");
        assert_eq!(Language::German.decimal(12.345, 2), "12,35");
        assert_eq!(Language::German.decimal(-7.0, 0), "-7");
    }

    #[test]
    fn one_thing_is_singular_and_others_are_plural() {
        let said = [0, 1, 1_500].map(|n| Language::English.counted(n, "task", "tasks"));
        assert_eq!(said, ["0 tasks", "1 task", "1,500 tasks"]);
        assert_eq!(Language::German.counted(1_500, "Aufgabe", "Aufgaben"), "1.500 Aufgaben");
    }
}
