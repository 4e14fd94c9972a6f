//! Projects and storages that the configuration declares, made into settings. Whether they are applied is decided by
//! those who know what was applied last.

use super::params;
use app::model::storage::{Side, StorageKind, StorageSecrets, StorageSettings};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A project as it should be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeclaredProject {
    pub slug: String,
    pub title: Option<String>,
    pub description: Option<String>,
    /// XML.
    pub label_config: Option<String>,
    pub storages: Vec<DeclaredStorage>,
}

/// A storage as it should be, known by its name within the project's side.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclaredStorage {
    pub name: String,
    pub side: Side,
    pub settings: StorageSettings,
    /// `None` keeps the stored ones.
    pub secrets: Option<StorageSecrets>,
}

/// What is wrong with a declaration, and at which key.
pub struct Problem {
    pub key: Vec<String>,
    pub why: String,
}

#[derive(Deserialize)]
pub struct RawProject {
    title: Option<String>,
    description: Option<String>,
    label_config: Option<String>,
    #[serde(default)]
    sources: BTreeMap<String, BTreeMap<String, Value>>,
    #[serde(default)]
    targets: BTreeMap<String, BTreeMap<String, Value>>,
}

/// `base` is where relative paths start: the folder of the file, else the working directory. `fresh` is a storage that
/// nothing was said of.
pub fn read(
    slug: &str,
    raw: RawProject,
    base: &Path,
    fresh: &StorageSettings,
) -> Result<DeclaredProject, Problem> {
    let at = |keys: &[&str], why: String| Problem {
        key: ["projects", slug].iter().chain(keys).map(|key| (*key).to_owned()).collect(),
        why,
    };
    let label_config = raw
        .label_config
        .map(|given| label_config(&given, base))
        .transpose()
        .map_err(|why| at(&["label_config"], why))?;
    let mut storages = Vec::new();
    for (side, named) in [(Side::Source, raw.sources), (Side::Target, raw.targets)] {
        for (name, keys) in named {
            let section = match side {
                Side::Source => "sources",
                Side::Target => "targets",
            };
            let storage = storage(side, &name, keys, base, fresh)
                .map_err(|(key, why)| at(&[section, &name, &key], why))?;
            storages.push(storage);
        }
    }
    Ok(DeclaredProject {
        slug: slug.to_owned(),
        title: raw.title,
        description: raw.description,
        label_config,
        storages,
    })
}

/// The XML itself, or the path of a file that holds it.
pub fn label_config(given: &str, base: &Path) -> Result<String, String> {
    if given.trim_start().starts_with('<') {
        return Ok(given.to_owned());
    }
    let path = base.join(given);
    std::fs::read_to_string(&path)
        .map_err(|why| format!("cannot read the labeling config {}: {why}", path.display()))
}

fn storage(
    side: Side,
    name: &str,
    keys: BTreeMap<String, Value>,
    base: &Path,
    fresh: &StorageSettings,
) -> Result<DeclaredStorage, (String, String)> {
    let text = |key: &str| keys.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut settings =
        StorageSettings { kind: kind(&text("type"))?, title: name.to_owned(), ..fresh.clone() };
    let mut secrets = StorageSecrets::default();
    for (key, value) in &keys {
        if !matches!(key.as_str(), "type" | "path") {
            params::apply(key, value, &mut settings, &mut secrets)
                .map_err(|why| (key.clone(), why.to_string()))?;
        }
    }
    locate(&mut settings, &text("path"), base).map_err(|why| ("path".to_owned(), why))?;
    Ok(DeclaredStorage { name: name.to_owned(), side, settings, secrets: Some(secrets) })
}

fn kind(text: &str) -> Result<StorageKind, (String, String)> {
    supported_kind(text).map_err(|why| ("type".to_owned(), why))
}

/// A type that works in this build, by any of its names.
pub fn supported_kind(text: &str) -> Result<StorageKind, String> {
    if text.is_empty() {
        return Err("a storage needs a type: s3, gcs or local".to_owned());
    }
    let kind: StorageKind = text.parse().map_err(|why: app::model::storage::UnknownKind| why.to_string())?;
    if StorageKind::SUPPORTED.contains(&kind) {
        Ok(kind)
    } else {
        Err(format!("{} is not built yet; s3, gcs and local are", kind.title()))
    }
}

/// Sets bucket or folder, however it was written: `my-bucket`, `my-bucket/prefix`, `s3://my-bucket/prefix`, `./folder`.
pub fn locate(settings: &mut StorageSettings, path: &str, base: &Path) -> Result<(), String> {
    if path.trim().is_empty() {
        return Err("a storage needs a path: the name of the bucket, or the folder".to_owned());
    }
    if settings.kind == StorageKind::Local {
        let folder = path.strip_prefix("file://").unwrap_or(path);
        settings.path = normal(&base.join(folder));
        return Ok(());
    }
    let rest = match path.split_once("://") {
        Some((scheme, rest)) if scheme == settings.kind.scheme() => rest,
        Some((scheme, _)) => {
            let expected = settings.kind.scheme();
            return Err(format!(
                "\"{path}\" begins with {scheme}://, but a storage of type {} lives at {expected}://",
                settings.kind
            ));
        }
        None => path,
    };
    let (bucket, folder) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return Err(format!("\"{path}\" names no bucket"));
    }
    settings.path = bucket.to_owned();
    if settings.prefix.is_empty() {
        settings.prefix = folder.to_owned();
    }
    Ok(())
}

/// An absolute path without `.` and `..`, for two spellings of a folder to be the same folder. The folder itself need
/// not exist.
fn normal(path: &Path) -> String {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| {
        let mut clean = std::path::PathBuf::new();
        for part in path.components() {
            match part {
                std::path::Component::CurDir => {}
                std::path::Component::ParentDir => {
                    clean.pop();
                }
                other => clean.push(other),
            }
        }
        clean
    });
    real.to_string_lossy().into_owned()
}
