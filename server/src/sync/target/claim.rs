//! Whose a target is: what the claim says, and what to make of one that is found. Pure; `access` reads and writes it.

use app::model::storage::StorageKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The claim's format that this build writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// What `.skylabel/claim.json` says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub format: u32,
    /// The project's id, the same on every server that shares the target.
    pub project: String,
    /// The project's name on the command line.
    pub name: String,
    pub title: String,
    /// Where its tasks come from, sorted.
    pub sources: Vec<ClaimSource>,
    /// The templates of its documents' keys, sorted, but the plain one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// Of the write that made this version, so that a lost answer can be settled.
    #[serde(default)]
    pub write_id: String,
    /// What later versions add.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One source of a claimed project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClaimSource {
    pub kind: StorageKind,
    #[serde(default)]
    pub endpoint: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub account: String,
    pub bucket: String,
    /// The folder, empty or ending in a slash.
    #[serde(default)]
    pub prefix: String,
}

/// What this server's project says of itself, and what allows it to take a claim over.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimant {
    pub claim: Claim,
    /// No target was ever claimed under this project's id.
    pub fresh: bool,
    /// Ids of the other projects of this server.
    pub others: Vec<String>,
}

/// What a found claim means for a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Ours,
    /// The project joins the claim's project id.
    TakeOver,
    Foreign(Why),
}

/// Why a claim is foreign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("it is claimed by the project \"{0}\"")]
    OtherName(String),
    #[error("it is claimed by a project of the same name with other sources ({0})")]
    OtherSources(String),
    #[error(
        "it is claimed by a project of the same name, and neither has sources that could tell them apart"
    )]
    NoSources,
    #[error("it is claimed by a project of the same name, but this one had a target of its own before")]
    HadTarget,
    #[error("its project is already on this server under another name")]
    HeldHere,
    #[error("its claim has format {0}, made by a newer version; this one reads up to {FORMAT}")]
    Newer(u32),
    #[error("its claim cannot be read ({0})")]
    Unreadable(String),
}

impl Claim {
    /// Reads a claim's bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, Why> {
        let value: Value = serde_json::from_slice(bytes).map_err(|e| Why::Unreadable(e.to_string()))?;
        if let Some(format) = value.get("format").and_then(Value::as_u64)
            && format > u64::from(FORMAT)
        {
            return Err(Why::Newer(u32::try_from(format).unwrap_or(u32::MAX)));
        }
        let mut claim: Self = serde_json::from_value(value).map_err(|e| Why::Unreadable(e.to_string()))?;
        claim.sources = sorted(claim.sources);
        Ok(claim)
    }

    /// The bytes to write.
    pub fn render(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Tells of the keys that another claim tells of, too.
    pub fn with_keys_of(mut self, other: &Self) -> Self {
        self.keys.extend(other.keys.iter().cloned());
        self.keys.sort();
        self.keys.dedup();
        self
    }

    /// Whether this says what the other does of their project, whoever wrote them.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.project == other.project
            && self.name == other.name
            && self.title == other.title
            && self.sources == other.sources
            && other.keys.iter().all(|template| self.keys.contains(template))
    }
}

/// Judges a claim that stands in the target.
pub fn judge(found: &Claim, claimant: &Claimant) -> Verdict {
    let ours = &claimant.claim;
    if found.project == ours.project {
        return Verdict::Ours;
    }
    if found.name != ours.name {
        return Verdict::Foreign(Why::OtherName(found.name.clone()));
    }
    if claimant.others.contains(&found.project) {
        return Verdict::Foreign(Why::HeldHere);
    }
    if found.sources != ours.sources {
        return Verdict::Foreign(Why::OtherSources(describe(&found.sources)));
    }
    if ours.sources.is_empty() {
        return Verdict::Foreign(Why::NoSources);
    }
    if !claimant.fresh {
        return Verdict::Foreign(Why::HadTarget);
    }
    Verdict::TakeOver
}

/// Sources in the one order that claims have, each once.
pub fn sorted(mut sources: Vec<ClaimSource>) -> Vec<ClaimSource> {
    sources.sort();
    sources.dedup();
    sources
}

/// The sentence of a refusal: where, what was found, and the two ways on.
pub fn refusal(place: &str, found: &str) -> String {
    format!(
        "The target {place} belongs to somebody else: {found}. Nothing was written there. Either take it over with \
         --adopt-target (its annotations are then read into this project), or give this target another prefix."
    )
}

fn describe(sources: &[ClaimSource]) -> String {
    if sources.is_empty() {
        return "none".to_owned();
    }
    let uris = sources.iter().map(|source| match source.kind {
        StorageKind::Local => format!("{}/{}", source.bucket.trim_end_matches('/'), source.prefix),
        kind => format!("{}://{}/{}", kind.scheme(), source.bucket, source.prefix),
    });
    uris.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn source(bucket: &str) -> ClaimSource {
        ClaimSource {
            kind: StorageKind::S3,
            endpoint: String::new(),
            account: String::new(),
            bucket: bucket.to_owned(),
            prefix: "img/".to_owned(),
        }
    }

    fn claim(project: &str, name: &str, sources: Vec<ClaimSource>) -> Claim {
        Claim {
            format: FORMAT,
            project: project.to_owned(),
            name: name.to_owned(),
            title: name.to_uppercase(),
            sources: sorted(sources),
            keys: Vec::new(),
            write_id: "w".to_owned(),
            extra: Map::new(),
        }
    }

    fn claimant(project: &str, name: &str, sources: Vec<ClaimSource>) -> Claimant {
        Claimant { claim: claim(project, name, sources), fresh: true, others: vec![] }
    }

    #[test]
    fn our_own_claim_is_ours_even_after_renaming() {
        let found = claim("u1", "old", vec![]);
        assert_eq!(judge(&found, &claimant("u1", "new", vec![source("b")])), Verdict::Ours);
    }

    #[test]
    fn a_fresh_machine_joins_the_project_of_same_name_and_sources() {
        let found = claim("u1", "cats", vec![source("b"), source("a")]);
        let fresh = claimant("u2", "cats", vec![source("a"), source("b"), source("a")]);
        assert_eq!(judge(&found, &fresh), Verdict::TakeOver);
    }

    #[test]
    fn nothing_else_is_taken_over() {
        let found = claim("u1", "cats", vec![source("a")]);
        let same = claimant("u2", "cats", vec![source("a")]);
        let why = |claimant: &Claimant, found: &Claim| match judge(found, claimant) {
            Verdict::Foreign(why) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(why(&claimant("u2", "dogs", vec![source("a")]), &found), Why::OtherName("cats".into()));
        assert_eq!(
            why(&claimant("u2", "cats", vec![source("b")]), &found),
            Why::OtherSources("s3://a/img/".into())
        );
        assert_eq!(why(&claimant("u2", "cats", vec![]), &claim("u1", "cats", vec![])), Why::NoSources);
        assert_eq!(why(&Claimant { fresh: false, ..same.clone() }, &found), Why::HadTarget);
        assert_eq!(why(&Claimant { others: vec!["u1".into()], ..same }, &found), Why::HeldHere);
    }

    #[test]
    fn a_claim_reads_back_with_what_later_versions_added() {
        let mut written = claim("u1", "cats", vec![source("a")]);
        written.extra.insert("colour".into(), Value::from("red"));
        assert_eq!(Claim::parse(&written.render().unwrap()).unwrap(), written);
    }

    #[test]
    fn a_newer_or_broken_claim_is_named_and_never_ignored() {
        assert_eq!(Claim::parse(br#"{"format": 9, "surprise": 1}"#), Err(Why::Newer(9)));
        assert!(matches!(Claim::parse(b"not json"), Err(Why::Unreadable(_))));
        assert!(matches!(Claim::parse(br#"{"format": 1}"#), Err(Why::Unreadable(_))));
    }

    #[test]
    fn a_refusal_names_the_place_the_finding_and_both_ways_on() {
        let text = refusal("s3://b/out/", &Why::OtherName("dogs".into()).to_string());
        for part in ["s3://b/out/", "\"dogs\"", "--adopt-target", "another prefix"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
