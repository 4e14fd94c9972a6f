//! From what was asked and what stands to what shall be: complete settings, or one sentence why not.

use super::{LabelConfigAsk, ProjectAsk, StorageAsk, UsageError};
use crate::config::{DeclaredProject, DeclaredStorage, label_config, locate, params};
use crate::templates::Template;
use app::model::config::LabelConfig;
use app::model::storage::{Side, StorageKind, StorageSecrets, StorageSettings};
use std::path::Path;

/// A project as it stands before the command.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    pub label_config: String,
    pub storages: Vec<StandingStorage>,
    /// A storage that nothing was said of.
    pub fresh: StorageSettings,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StandingStorage {
    pub name: String,
    pub side: Side,
    pub settings: StorageSettings,
}

/// What the project shall be, in the words of a declaration: what is `None` or not named keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    pub project: DeclaredProject,
    pub notes: Vec<String>,
}

/// The name under which the command line's storages go; declarations use it too.
const NAME: &str = "main";

pub fn resolve(
    slug: &str,
    ask: &ProjectAsk,
    standing: &Standing,
    working_dir: &Path,
) -> Result<Resolved, UsageError> {
    let mut notes = Vec::new();
    let given = ask.label_config.as_ref().map(|ask| xml_of(ask, working_dir)).transpose()?;
    let keys = Keys::of(given.as_deref(), &standing.label_config)?;
    let mut storages = Vec::new();
    for ask in [&ask.source, &ask.target].into_iter().flatten() {
        storages.push(storage(ask, standing, &keys, working_dir, &mut notes)?);
    }
    Ok(Resolved {
        project: DeclaredProject {
            slug: slug.to_owned(),
            title: None,
            description: ask.description.clone(),
            label_config: given,
            storages,
        },
        notes,
    })
}

fn xml_of(ask: &LabelConfigAsk, working_dir: &Path) -> Result<String, UsageError> {
    match ask {
        LabelConfigAsk::Given(given) => label_config(given, working_dir).map_err(UsageError::new),
        LabelConfigAsk::Template(name) => match Template::by_name(name) {
            Some(template) => Ok(template.xml.to_owned()),
            None => {
                let near = Template::nearest_name(name);
                Err(UsageError::new(format!(
                    "unknown template \"{name}\"; the nearest known one is \"{near}\""
                )))
            }
        },
    }
}

/// The data keys that tasks of the project must have, as far as a labeling config says.
struct Keys {
    known: Option<Vec<String>>,
    given_now: bool,
}

impl Keys {
    fn of(given: Option<&str>, standing: &str) -> Result<Self, UsageError> {
        if let Some(xml) = given {
            let config = LabelConfig::parse(xml)
                .map_err(|error| UsageError::new(format!("the labeling config is not valid: {error}")))?;
            return Ok(Self { known: Some(owned(&config)), given_now: true });
        }
        let known =
            LabelConfig::parse(standing).ok().map(|config| owned(&config)).filter(|keys| !keys.is_empty());
        Ok(Self { known, given_now: false })
    }
}

fn owned(config: &LabelConfig) -> Vec<String> {
    config.data_keys().into_iter().map(|key| key.to_string()).collect()
}

fn storage(
    ask: &StorageAsk,
    standing: &Standing,
    keys: &Keys,
    working_dir: &Path,
    notes: &mut Vec<String>,
) -> Result<DeclaredStorage, UsageError> {
    let side = ask.side;
    let before = standing_storage(standing, side);
    let (name, mut settings) = match before {
        Some(before) => (before.name.clone(), before.settings.clone()),
        None => (NAME.to_owned(), fresh(ask, &standing.fresh)?),
    };
    let mut secrets = StorageSecrets::default();
    if let Some(path) = &ask.path {
        point(&mut settings, &standing.fresh, ask.kind, path, working_dir)
            .map_err(|why| UsageError::new(format!("--{side}-path {path}: {why}")))?;
    } else if ask.kind.is_some_and(|kind| kind != settings.kind) {
        return Err(needs_path(side, ask.kind));
    }
    for (name, value) in &ask.params {
        params::apply(name, value, &mut settings, &mut secrets)
            .map_err(|why| UsageError::new(format!("--{side}-params: {why}")))?;
    }
    if ask.params.contains_key("data_key") {
        settings.data_key = data_key(settings.data_key.take(), keys, notes)?;
    }
    Ok(DeclaredStorage { name, side, settings, secrets: (!secrets.is_empty()).then_some(secrets) })
}

/// The storage that the flags of a side speak of: `main`, else the only one.
fn standing_storage(standing: &Standing, side: Side) -> Option<&StandingStorage> {
    let of_side: Vec<_> = standing.storages.iter().filter(|storage| storage.side == side).collect();
    match of_side[..] {
        [only] => Some(only),
        _ => of_side.into_iter().find(|storage| storage.name == NAME),
    }
}

fn fresh(ask: &StorageAsk, fresh: &StorageSettings) -> Result<StorageSettings, UsageError> {
    let side = ask.side;
    if ask.path.is_none() {
        return Err(needs_path(side, ask.kind));
    }
    let kind =
        ask.kind.ok_or_else(|| UsageError::new(format!("--{side}-path needs --{side}: s3, gcs or local")))?;
    Ok(StorageSettings { kind, ..fresh.clone() })
}

fn needs_path(side: Side, kind: Option<StorageKind>) -> UsageError {
    UsageError::new(match kind {
        Some(StorageKind::Local) => format!("--{side} local needs --{side}-path with the folder"),
        Some(kind) => format!("--{side} {kind} needs --{side}-path with the name of the bucket"),
        None => format!("--{side}-params needs --{side} and --{side}-path: this project has no {side} yet"),
    })
}

/// Another place than before starts from defaults: what was said of the old one (prefix, endpoint) is not true of it.
fn point(
    settings: &mut StorageSettings,
    fresh: &StorageSettings,
    kind: Option<StorageKind>,
    path: &str,
    working_dir: &Path,
) -> Result<(), String> {
    let kind = kind.unwrap_or(settings.kind);
    let mut there = StorageSettings { kind, ..fresh.clone() };
    locate(&mut there, path, working_dir)?;
    if (there.kind, &there.path) != (settings.kind, &settings.path) {
        *settings = there;
    } else if !there.prefix.is_empty() {
        settings.prefix = there.prefix;
    }
    Ok(())
}

/// `$image` is `image`; a key that no tag of the labeling config reads is refused with a config in the same command,
/// else left to the config's first key. `"my-tag-$value"` in double quotes reaches us as `my-tag-`, for the shell
/// takes `$value` away: that was no choice of a key.
fn data_key(
    typed: Option<String>,
    keys: &Keys,
    notes: &mut Vec<String>,
) -> Result<Option<String>, UsageError> {
    let Some(typed) = typed.filter(|typed| !typed.is_empty()) else { return Ok(None) };
    let key = typed.rsplit('$').next().unwrap_or_default().to_owned();
    let Some(known) = &keys.known else {
        return Ok(Some(key).filter(|key| !key.ends_with('-') && !key.is_empty()));
    };
    if known.contains(&key) {
        return Ok(Some(key));
    }
    let eaten = key.is_empty() || key.ends_with('-');
    let first = known.first().map_or("the first key of the labeling config", String::as_str);
    if keys.given_now && !eaten {
        let known = known.join(", ");
        return Err(UsageError::new(format!(
            "data_key \"{typed}\" is not read by the labeling config, which reads: {known}"
        )));
    }
    let why = if eaten {
        "the shell took a $name out of it; write it in single quotes, without the $"
    } else {
        "the labeling config does not read it"
    };
    notes.push(format!("data_key \"{typed}\" was left out ({why}); {first} is used"));
    Ok(None)
}
