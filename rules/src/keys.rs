//! Every key we write: one type renders and recognises them all. Knows the shape of a target, not its contents.

use app::model::ids::TaskId;
use app::model::target::KeyTemplate;
use uuid::Uuid;

/// Our own folder within a target's folder.
const OWN: &str = ".skylabel/";
/// What the name of a daily file begins and ends with.
const ROLL_UP: &str = "roll-up-";
const LINES: &str = ".jsonl";

/// A key of ours under a target's folder, or one that a 2020 project wrote there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TargetKey {
    /// Whose target this is.
    Claim,
    /// The project's labeling config.
    LabelConfig,
    /// Tasks deleted by a person.
    Deletions,
    /// A task's document at its natural key.
    Document(TaskId),
    /// A task's document where another task's stands at the natural key; the text is a hash of object and row.
    Disambiguated(TaskId, String),
    /// A task's document at the key that the target's template gives it, below the folder.
    Named(String),
    /// The tasks that were annotated on a day, such as `2026-11-23`. Never read back.
    RollUp(String),
    /// What a check writes and deletes again.
    Probe(Uuid),
    /// A document of 2020: the bare task id, without an extension. Never written, only recognised.
    Legacy(i64),
}

impl TargetKey {
    /// The key under `folder` (empty, or ending in `/`).
    pub fn render(&self, folder: &str) -> String {
        match self {
            Self::Claim => format!("{folder}{OWN}claim.json"),
            Self::LabelConfig => format!("{folder}{OWN}config.xml"),
            Self::Deletions => format!("{folder}{OWN}deletions.json"),
            Self::Document(task) => format!("{folder}{task}.json"),
            Self::Disambiguated(task, hash) => format!("{folder}{task}-{hash}.json"),
            Self::Named(name) => format!("{folder}{name}"),
            Self::RollUp(day) => format!("{folder}{ROLL_UP}{day}{LINES}"),
            Self::Probe(id) => format!("{folder}{OWN}probe-{id}"),
            Self::Legacy(id) => format!("{folder}{id}"),
        }
    }

    /// The inverse of `render`, but for keys that only a template knows: `None` for keys that are none of ours.
    pub fn parse(folder: &str, key: &str) -> Option<Self> {
        let name = key.strip_prefix(folder)?;
        match name.strip_prefix(OWN) {
            Some("claim.json") => Some(Self::Claim),
            Some("config.xml") => Some(Self::LabelConfig),
            Some("deletions.json") => Some(Self::Deletions),
            Some(own) => own.strip_prefix("probe-").and_then(probe),
            None => roll_up(name).or_else(|| document(name)),
        }
    }

    /// Whether this holds a task's annotations (of ours or of 2020).
    pub const fn is_document(&self) -> bool {
        matches!(self, Self::Document(_) | Self::Disambiguated(..) | Self::Named(_) | Self::Legacy(_))
    }

    /// Whether `key` is in our own folder under `folder`, known to this build or not.
    pub fn is_own_folder(folder: &str, key: &str) -> bool {
        key.strip_prefix(folder).is_some_and(|name| name.starts_with(OWN))
    }

    /// The folder that a claim stands in, if the key is that of a claim.
    pub fn claimed_folder(key: &str) -> Option<&str> {
        let folder = key.strip_suffix("claim.json")?.strip_suffix(OWN)?;
        (folder.is_empty() || folder.ends_with('/')).then_some(folder)
    }

    /// The media type to write it with.
    pub const fn content_type(&self) -> &'static str {
        match self {
            Self::LabelConfig => "application/xml",
            Self::Probe(_) => "text/plain",
            Self::RollUp(_) => "application/x-ndjson",
            _ => "application/json",
        }
    }
}

/// The keys that a target's documents can have: plain ones, and those of every template that it was ever told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetKeys {
    folder: String,
    /// Those that are not plain.
    templates: Vec<KeyTemplate>,
}

impl TargetKeys {
    pub fn new(folder: String, templates: &[String]) -> Self {
        // A template of a later version is not understood here: its keys are left to that version.
        let understood = templates.iter().filter_map(|text| KeyTemplate::parse(text).ok());
        Self { folder, templates: understood.filter(|template| !template.is_plain()).collect() }
    }

    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// What stands at a key, if it is one of these.
    pub fn parse(&self, key: &str) -> Option<TargetKey> {
        TargetKey::parse(&self.folder, key).or_else(|| {
            let name = key.strip_prefix(&self.folder)?;
            let known = self.templates.iter().any(|template| template.matches(name));
            known.then(|| TargetKey::Named(name.to_owned()))
        })
    }

    pub fn are_plain(&self) -> bool {
        self.templates.is_empty()
    }

    /// Whether all documents stand in the folder itself.
    pub fn are_flat(&self) -> bool {
        self.templates.iter().all(KeyTemplate::is_flat)
    }
}

fn probe(text: &str) -> Option<TargetKey> {
    let id = Uuid::try_parse(text).ok()?;
    (id.to_string() == text).then_some(TargetKey::Probe(id))
}

fn roll_up(name: &str) -> Option<TargetKey> {
    let day = name.strip_prefix(ROLL_UP)?.strip_suffix(LINES)?;
    let is_digit =
        |at: usize, byte: u8| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    let is_day = day.len() == 10 && day.bytes().enumerate().all(|(at, byte)| is_digit(at, byte));
    is_day.then(|| TargetKey::RollUp(day.to_owned()))
}

fn document(name: &str) -> Option<TargetKey> {
    let Some(stem) = name.strip_suffix(".json") else {
        return canonical_id(name).map(TargetKey::Legacy);
    };
    match stem.split_once('-') {
        None => canonical_id(stem).map(|id| TargetKey::Document(TaskId(id))),
        Some((id, hash)) if is_hash(hash) => {
            canonical_id(id).map(|id| TargetKey::Disambiguated(TaskId(id), hash.to_owned()))
        }
        Some(_) => None,
    }
}

/// A non-negative id as we print it: `007` or `+7` is another's name, not our key. (2020 counted from 0.)
fn canonical_id(text: &str) -> Option<i64> {
    let canonical = text == "0" || (!text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()));
    if canonical { text.parse().ok() } else { None }
}

fn is_hash(text: &str) -> bool {
    (8..=64).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn any_key() -> impl Strategy<Value = TargetKey> {
        prop_oneof![
            Just(TargetKey::Claim),
            Just(TargetKey::LabelConfig),
            Just(TargetKey::Deletions),
            (0..i64::MAX).prop_map(|id| TargetKey::Document(TaskId(id))),
            (0..i64::MAX, "[0-9a-f]{8,64}").prop_map(|(id, h)| TargetKey::Disambiguated(TaskId(id), h)),
            any::<u128>().prop_map(|bits| TargetKey::Probe(Uuid::from_u128(bits))),
            (0..i64::MAX).prop_map(TargetKey::Legacy),
            "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(TargetKey::RollUp),
        ]
    }

    proptest! {
        #[test]
        fn every_key_is_recognised_under_its_folder(key in any_key(), folder in "([a-z .%]{1,8}/){0,3}") {
            prop_assert_eq!(TargetKey::parse(&folder, &key.render(&folder)), Some(key));
        }

        #[test]
        fn whatever_is_recognised_renders_to_the_same_key(name in "[0-9a-z.+-]{0,24}(\\.json)?") {
            if let Some(key) = TargetKey::parse("", &name) {
                prop_assert_eq!(key.render(""), name);
            }
        }
    }

    #[test]
    fn the_layout_is_the_documented_one() {
        assert_eq!(TargetKey::Claim.render("a/"), "a/.skylabel/claim.json");
        assert_eq!(TargetKey::LabelConfig.render(""), ".skylabel/config.xml");
        assert_eq!(TargetKey::Deletions.render(""), ".skylabel/deletions.json");
        assert_eq!(TargetKey::Document(TaskId(7)).render("out/"), "out/7.json");
        assert_eq!(TargetKey::Legacy(7).render("out/"), "out/7");
        let day = TargetKey::RollUp("2026-11-23".into());
        assert_eq!((day.render("out/").as_str(), day.is_document()), ("out/roll-up-2026-11-23.jsonl", false));
    }

    #[test]
    fn names_of_others_are_not_ours() {
        for name in
            ["", "007.json", "-7.json", "7.jsonl", "7-.json", "7-XYZ.json", "a/7.json", "+7", "7.json/"]
        {
            assert_eq!(TargetKey::parse("", name), None, "{name}");
        }
        assert_eq!(TargetKey::parse("out/", "other/7.json"), None);
        assert_eq!(TargetKey::parse("", "99999999999999999999.json"), None);
    }

    #[test]
    fn a_template_adds_its_keys_to_the_plain_ones() {
        let keys = TargetKeys::new("out/".into(), &["{source_key}.json".into(), "{id}.json".into()]);
        assert!(!keys.are_flat() && !keys.are_plain());
        assert_eq!(keys.parse("out/7.json"), Some(TargetKey::Document(TaskId(7))));
        assert_eq!(keys.parse("out/a/b.jpg.json"), Some(TargetKey::Named("a/b.jpg.json".into())));
        assert_eq!(keys.parse("out/a/b.jpg.json").unwrap().render("out/"), "out/a/b.jpg.json");
        for other in ["out/a/b.jpg", "in/a.json", "out/.skylabel/later.json", "out/a/.skylabel/claim.json"] {
            assert_eq!(keys.parse(other), None, "{other}");
        }
    }

    #[test]
    fn our_own_folder_is_known_even_with_names_of_later_versions() {
        assert!(TargetKey::is_own_folder("a/", "a/.skylabel/later.bin"));
        assert!(!TargetKey::is_own_folder("", "a/.skylabel/claim.json"));
    }

    #[test]
    fn documents_hold_annotations_and_our_other_objects_do_not() {
        let hash = "0123456789abcdef".to_owned();
        for document in [
            TargetKey::Document(TaskId(1)),
            TargetKey::Disambiguated(TaskId(1), hash),
            TargetKey::Named("a.json".into()),
            TargetKey::Legacy(1),
        ] {
            assert!(document.is_document() && document.content_type() == "application/json", "{document:?}");
        }
        for (other, media) in [
            (TargetKey::Claim, "application/json"),
            (TargetKey::Deletions, "application/json"),
            (TargetKey::LabelConfig, "application/xml"),
            (TargetKey::Probe(Uuid::nil()), "text/plain"),
            (TargetKey::RollUp("2026-01-31".into()), "application/x-ndjson"),
        ] {
            assert!(!other.is_document() && other.content_type() == media, "{other:?}");
        }
    }

    #[test]
    fn a_claim_tells_its_folder_and_nothing_else_does() {
        for folder in ["", "a/", "a/b c/"] {
            assert_eq!(TargetKey::claimed_folder(&TargetKey::Claim.render(folder)), Some(folder));
            assert_eq!(TargetKey::claimed_folder(&TargetKey::LabelConfig.render(folder)), None);
        }
        assert_eq!(TargetKey::claimed_folder("a.skylabel/claim.json"), None, "of a folder, not of a name");
        assert_eq!(TargetKey::claimed_folder("claim.json"), None);
    }

    #[test]
    fn a_day_is_written_as_a_date() {
        for name in ["2026-01-31", "0000-00-00"] {
            assert!(roll_up(&format!("{ROLL_UP}{name}{LINES}")).is_some());
        }
        for name in ["2026-1-31", "20260131", "2026x01x31", "2026-01-3a", "2026-01-310", "2026-01-3"] {
            assert!(roll_up(&format!("{ROLL_UP}{name}{LINES}")).is_none(), "{name}");
        }
    }

    #[test]
    fn keys_without_a_template_of_their_own_are_plain_and_flat() {
        let keys = |templates: &[&str]| {
            TargetKeys::new("a/".into(), &templates.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>())
        };
        assert!(keys(&[]).are_plain() && keys(&[]).are_flat());
        assert!(keys(&["{id}.json"]).are_plain());
        let mirrored = keys(&["{source_key}.json"]);
        assert!(!mirrored.are_plain() && !mirrored.are_flat());
        let flat = keys(&["task-{id}.json"]);
        assert!(!flat.are_plain() && flat.are_flat());
    }
}
