//! What tells the versions of one annotation apart, on whatever servers they were made. Pure.

use crate::hex::hex;
use crate::store::named_id;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use ring::digest::{SHA256, digest};
use serde_json::Value;
use std::fmt;

/// Replaced versions that are remembered of one annotation, the newest.
const REMEMBERED: usize = 64;
/// More returns than people make; a greater number that somebody writes into a document counts as this one.
const MOST_RETURNS: u32 = 1 << 20;
/// Bytes of a hash that stands for a version or for what one says.
const HASH_BYTES: usize = 6;

/// One version of an annotation: when it was made and what it says, in its family. In the order of text a later one is
/// greater; only a version and the same one kept apart are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(String);

/// Where a version comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    /// The family it belongs to, where that is not the one of its own name: it was kept apart from another.
    family: Option<String>,
    /// Marks of the versions that people replaced on the way to it, oldest first.
    replaced: Vec<String>,
    /// How often people brought it back after it was deleted.
    returns: u32,
}

/// Before the family in a text.
const FAMILY: char = '~';
/// Before the number of returns in a text.
const RETURNS: char = '^';

impl Stamp {
    pub fn of(
        (unique_id, lineage): (&str, &Lineage),
        updated_at: &str,
        result: &Value,
        was_cancelled: bool,
        ground_truth: bool,
    ) -> Self {
        let says = format!("{} {was_cancelled} {ground_truth} {result}", lineage.family_of(unique_id));
        Self(format!("{} {}", in_micros(updated_at), hash(&says)))
    }

    /// Whether both say the same, whenever they were made.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |version: &Self| version.0.split_once(' ').map(|(_, says)| says.to_owned());
        said(self) == said(other)
    }

    /// The name of the annotation `of` when this version of it is kept apart: the same wherever that is done.
    pub fn apart(&self, of: &str) -> String {
        named_id(&format!("{of}\0{}", self.0))
    }

    fn mark(&self) -> String {
        hash(&self.0)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Lineage {
    /// Whether a person replaced that version on the way to this one.
    pub fn knows(&self, version: &Stamp) -> bool {
        self.replaced.contains(&version.mark())
    }

    /// Of a new version, which replaces that one.
    #[must_use]
    pub fn and(mut self, version: &Stamp) -> Self {
        self.add(version.mark());
        Self { returns: 0, ..self }
    }

    pub fn returns(&self) -> u32 {
        self.returns
    }

    /// Of the same version, brought back.
    #[must_use]
    pub fn returned(self) -> Self {
        Self { returns: self.returns + 1, ..self }
    }

    /// With everything that another one knows.
    #[must_use]
    pub fn joined(mut self, other: &Self) -> Self {
        other.replaced.iter().for_each(|mark| self.add(mark.clone()));
        self
    }

    /// The same for a version of `unique_id` that gets a name of its own.
    #[must_use]
    pub fn apart(self, unique_id: &str) -> Self {
        Self { family: Some(self.family_of(unique_id)), ..self }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn family_of(&self, unique_id: &str) -> String {
        self.family.clone().unwrap_or_else(|| hash(unique_id))
    }

    fn add(&mut self, mark: String) {
        if !self.replaced.contains(&mark) {
            self.replaced.push(mark);
            let over = self.replaced.len().saturating_sub(REMEMBERED);
            self.replaced.drain(..over);
        }
    }
}

impl From<&str> for Lineage {
    fn from(text: &str) -> Self {
        let mut lineage = Self::default();
        for word in text.split_whitespace() {
            if let Some(family) = word.strip_prefix(FAMILY) {
                lineage.family = Some(family.to_owned());
            } else if let Some(returns) = word.strip_prefix(RETURNS) {
                lineage.returns = returns.parse::<u32>().map_or(0, |returns| returns.min(MOST_RETURNS));
            } else {
                lineage.replaced.push(word.to_owned());
            }
        }
        lineage
    }
}

impl fmt::Display for Lineage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let family = self.family.iter().map(|family| format!("{FAMILY}{family}"));
        let returns = (self.returns > 0).then(|| format!("{RETURNS}{}", self.returns));
        let words = family.chain(returns).chain(self.replaced.iter().cloned());
        f.write_str(&words.collect::<Vec<_>>().join(" "))
    }
}

/// A deletion as text: the version deleted, and what it knew.
pub fn tomb_text(version: &Stamp, lineage: &Lineage) -> String {
    format!("{version} {lineage}").trim_end().to_owned()
}

/// The inverse of [`tomb_text`]; `None` if it is none.
pub fn read_tomb(text: &str) -> Option<(Stamp, Lineage)> {
    let (at, rest) = text.split_once(' ')?;
    let (says, lineage) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_hash = says.len() == 2 * HASH_BYTES && says.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| (Stamp(format!("{at} {says}")), Lineage::from(lineage)))
}

/// When an annotation of `before` is changed at `now`: later than that, whatever the clock of the server says that made
/// it. So a change made in knowledge of another is the greater version everywhere.
pub fn later(before: &str, now: &str) -> String {
    match (time(before), time(now)) {
        (Some(before), Some(now)) if now <= before => in_text(before + TimeDelta::microseconds(1)),
        _ => now.to_owned(),
    }
}

fn in_micros(at: &str) -> String {
    time(at).map_or_else(|| at.replace(' ', "T"), in_text)
}

fn time(at: &str) -> Option<DateTime<Utc>> {
    Some(DateTime::parse_from_rfc3339(at).ok()?.with_timezone(&Utc))
}

fn in_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn hash(text: &str) -> String {
    hex(&digest(&SHA256, text.as_bytes()).as_ref()[..HASH_BYTES])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    fn version(at: &str, says: &str) -> Stamp {
        Stamp::of(("u", &Lineage::default()), at, &json!([says]), false, false)
    }

    #[test]
    fn the_same_moment_in_other_words_is_the_same_version() {
        let one = version("2026-01-01T00:00:00Z", "a");
        assert_eq!(one, version("2026-01-01T01:00:00.000000+01:00", "a"));
        assert!(version("2026-01-01T00:00:00.000001Z", "a") > one);
        assert_ne!(version("2026-01-01T00:00:00Z", "b"), one);
        assert!(version("2027-01-01T00:00:00Z", "a").says_the_same(&one));
    }

    #[test]
    fn a_version_kept_apart_is_the_same_one_and_another_annotation_of_equal_words_is_not() {
        let lineage = Lineage::default();
        let of = |name: &str, lineage: &Lineage| {
            Stamp::of((name, lineage), "2026-01-01T00:00:00Z", &json!(["a"]), false, false)
        };
        let one = of("u", &lineage);
        assert_eq!(of(&one.apart("u"), &lineage.clone().apart("u")), one);
        assert_eq!(of("w", &lineage.clone().apart("u").apart("v")), one);
        assert_ne!(of("v", &lineage), one);
    }

    #[test]
    fn a_change_is_later_than_what_it_changes_even_by_a_clock_that_is_behind() {
        let (before, behind) = ("2026-01-01T00:00:00.000000Z", "2025-12-31T23:59:59.000000Z");
        assert_eq!(later(before, behind), "2026-01-01T00:00:00.000001Z");
        assert_eq!(later(behind, before), before);
        assert_eq!(later("long ago", before), before);
    }

    #[test]
    fn a_deletion_reads_back_and_nonsense_is_none() {
        let (one, two) = (version("2026-01-01T00:00:00Z", "a"), version("2026-01-02T00:00:00Z", "b"));
        let known = Lineage::default().and(&one);
        for lineage in [Lineage::default(), known.clone(), known.apart("u").returned()] {
            assert_eq!(read_tomb(&tomb_text(&two, &lineage)), Some((two.clone(), lineage)));
        }
        for nonsense in ["", "x", "2026 y", "2026-01-01T00:00:00Z 12345"] {
            assert_eq!(read_tomb(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn the_newest_replaced_versions_are_remembered() {
        let each = |n: usize| version(&format!("2026-01-01T00:00:00.{n:06}Z"), "a");
        let lineage = (0..=REMEMBERED).fold(Lineage::default(), |lineage, n| lineage.and(&each(n)));
        assert!(!lineage.knows(&each(0)) && lineage.knows(&each(1)) && lineage.knows(&each(REMEMBERED)));
        assert_eq!(Lineage::from(lineage.to_string().as_str()), lineage);
    }
}
