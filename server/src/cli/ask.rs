//! What the flags of a project ask for, before it is known what stands already.

use super::{ProjectArgs, UsageError, params_json};
use crate::config::supported_kind;
use crate::nearest::nearest;
use app::model::storage::{Side, StorageKind};
use serde_json::{Map, Value};
use std::path::PathBuf;

/// What a command line says of a project; unsaid things keep.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectAsk {
    pub label_config: Option<LabelConfigAsk>,
    pub description: Option<String>,
    pub source: Option<StorageAsk>,
    pub target: Option<StorageAsk>,
    pub input: Option<InputAsk>,
    pub adopt_target: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelConfigAsk {
    /// A path, or the XML itself.
    Given(String),
    Template(String),
}

/// What a command line says of one storage; unsaid things keep.
#[derive(Clone, Debug, PartialEq)]
pub struct StorageAsk {
    pub side: Side,
    pub kind: Option<StorageKind>,
    pub path: Option<String>,
    pub params: Map<String, Value>,
}

/// Tasks to import when a project is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputAsk {
    pub path: PathBuf,
    pub format: InputFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    Json,
    JsonDir,
    Text,
    TextDir,
}

impl ProjectAsk {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// A flag that was given, to speak of.
    pub fn first_flag(&self) -> &'static str {
        match self {
            Self { source: Some(_), .. } => "--source",
            Self { target: Some(_), .. } => "--target",
            Self { label_config: Some(LabelConfigAsk::Given(_)), .. } => "--label-config",
            Self { label_config: Some(_), .. } => "--template",
            Self { input: Some(_), .. } => "--input-path",
            Self { adopt_target: true, .. } => "--adopt-target",
            _ => "--initial-project-description",
        }
    }
}

pub fn understand(args: &ProjectArgs, notes: &mut Vec<String>) -> Result<ProjectAsk, UsageError> {
    let label_config = match (&args.label_config, &args.template) {
        (Some(given), _) => Some(LabelConfigAsk::Given(given.clone())),
        (None, Some(name)) => Some(LabelConfigAsk::Template(name.clone())),
        (None, None) => None,
    };
    let typed = storages_as_meant(args, notes);
    let mut source = storage(Side::Source, &typed.source, notes)?;
    let target = storage(Side::Target, &typed.target, notes)?;
    let input = input(args, &mut source, notes)?;
    Ok(ProjectAsk {
        label_config,
        description: args.description.clone(),
        source,
        target,
        input,
        adopt_target: args.adopt_target,
    })
}

/// One side's three flags.
#[derive(Clone, Debug, Default)]
struct Typed {
    kind: Option<String>,
    path: Option<String>,
    params: Option<String>,
}

struct BothSides {
    source: Typed,
    target: Typed,
}

/// The manual of 2020 writes `--target gcs-completions --source-path my-bucket`, and means the target's path.
fn storages_as_meant(args: &ProjectArgs, notes: &mut Vec<String>) -> BothSides {
    let mut source = Typed {
        kind: args.source.clone(),
        path: args.source_path.clone(),
        params: args.source_params.clone(),
    };
    let mut target = Typed {
        kind: args.target.clone(),
        path: args.target_path.clone(),
        params: args.target_params.clone(),
    };
    if target.kind.is_some() && target.path.is_none() && source.kind.is_none() && source.path.is_some() {
        notes.push("without --source, --source-path was taken as --target-path".to_owned());
        target.path = source.path.take();
        if target.params.is_none() {
            target.params = source.params.take();
        }
    }
    BothSides { source, target }
}

fn storage(side: Side, typed: &Typed, notes: &mut Vec<String>) -> Result<Option<StorageAsk>, UsageError> {
    if typed.kind.is_none() && typed.path.is_none() && typed.params.is_none() {
        return Ok(None);
    }
    if let Some(name @ ("tasks-json" | "completions-dir")) = typed.kind.as_deref()
        && typed.path.is_none()
    {
        notes.push(format!(
            "{name} without a path is the database of the data directory, which always keeps everything"
        ));
        return Ok(None);
    }
    let params = match &typed.params {
        Some(text) => params_json::read(&format!("--{side}-params"), text, notes)?,
        None => Map::new(),
    };
    let kind = match (&typed.kind, &typed.path) {
        (Some(name), _) => {
            Some(supported_kind(name).map_err(|why| UsageError::new(format!("--{side} {name}: {why}")))?)
        }
        (None, Some(path)) => kind_by_scheme(path),
        (None, None) => None,
    };
    Ok(Some(StorageAsk { side, kind, path: typed.path.clone(), params }))
}

fn kind_by_scheme(path: &str) -> Option<StorageKind> {
    let (scheme, _) = path.split_once("://")?;
    StorageKind::SUPPORTED.into_iter().find(|kind| kind.scheme() == scheme)
}

const INPUT_FORMATS: [&str; 6] = ["json", "json-dir", "text", "text-dir", "image-dir", "audio-dir"];

/// Folders of media become a local source, for their files must stay where they are to be shown.
fn input(
    args: &ProjectArgs,
    source: &mut Option<StorageAsk>,
    notes: &mut Vec<String>,
) -> Result<Option<InputAsk>, UsageError> {
    let Some(path) = args.input_path.clone() else {
        return match args.input_format {
            Some(_) => Err(UsageError::new("--input-format needs --input-path")),
            None => Ok(None),
        };
    };
    let format = match args.input_format.as_deref().unwrap_or("json") {
        "json" if path.is_dir() => InputFormat::JsonDir,
        "json" => InputFormat::Json,
        "json-dir" => InputFormat::JsonDir,
        "text" => InputFormat::Text,
        "text-dir" => InputFormat::TextDir,
        media @ ("image-dir" | "audio-dir") => {
            if source.is_some() {
                return Err(UsageError::new(format!(
                    "--input-format {media} and --source cannot both name the tasks"
                )));
            }
            notes.push(format!("--input-format {media} makes {} a local source", path.display()));
            *source = Some(media_source(&path));
            return Ok(None);
        }
        other => {
            let nearest = nearest(other, INPUT_FORMATS).unwrap_or_default();
            return Err(UsageError::new(format!(
                "unknown --input-format {other}; the nearest known one is {nearest}"
            )));
        }
    };
    Ok(Some(InputAsk { path, format }))
}

fn media_source(path: &std::path::Path) -> StorageAsk {
    StorageAsk {
        side: Side::Source,
        kind: Some(StorageKind::Local),
        path: Some(path.to_string_lossy().into_owned()),
        params: Map::from_iter([("use_blob_urls".to_owned(), Value::Bool(true))]),
    }
}
