//! Puts the layers together and reads the result: which file counts, which keys are known, what each value must be.

use super::declared::{self, RawProject};
use super::environment::Environment;
use super::schema::{Place, place};
use super::show::Entry;
use super::*;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use std::collections::BTreeMap;

/// What the program finds around itself.
#[derive(Clone, Debug)]
pub struct Surroundings {
    pub working_dir: PathBuf,
    pub variables: Vec<(String, String)>,
}

impl Surroundings {
    pub fn of_this_process() -> std::io::Result<Self> {
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        Ok(Self {
            working_dir: std::env::current_dir()?,
            variables: std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect(),
        })
    }
}

/// What the command line says of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    pub config: Option<PathBuf>,
    pub data_dir: Option<PathBuf>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub no_browser: bool,
    pub log_filter: Option<String>,
    pub auth_token: Option<String>,
}

impl Provider for Flags {
    fn metadata(&self) -> Metadata {
        Metadata::named("flags").interpolater(|_, keys| format!("flag {}", flag_of(&keys.join("."))))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut root = Dict::new();
        let mut set = |section: &str, key: &str, value: Option<Value>| {
            let Some(value) = value else { return };
            let entry = root.entry(section.to_owned()).or_insert_with(|| Value::from(Dict::new()));
            if let Value::Dict(_, keys) = entry {
                keys.insert(key.to_owned(), value);
            }
        };
        set("server", "host", self.host.clone().map(Value::from));
        set("server", "port", self.port.map(Value::from));
        set("server", "open_browser", self.no_browser.then(|| Value::from(false)));
        set("data", "dir", self.data_dir.as_ref().map(|dir| Value::from(dir.to_string_lossy().into_owned())));
        set("log", "filter", self.log_filter.clone().map(Value::from));
        set("auth", "token", self.auth_token.clone().map(Value::from));
        Ok(Map::from([(Profile::Default, root)]))
    }
}

fn flag_of(key: &str) -> &'static str {
    match key {
        "server.host" => "--host",
        "server.port" => "--port",
        "server.open_browser" => "--no-browser",
        "data.dir" => "--data-dir",
        "log.filter" => "--log-level",
        _ => "--password",
    }
}

pub fn load(surroundings: &Surroundings, flags: &Flags) -> Result<Config, ConfigError> {
    let above = |figment: Figment| {
        figment.merge(Environment { variables: &surroundings.variables }).merge(flags.clone())
    };
    let defaults = Figment::from(Toml::string(DEFAULTS));
    let file = match named_file(surroundings, flags) {
        Some(file) => Some(file),
        None => file_in_data_dir(&above(defaults.clone()), surroundings)?,
    };
    let figment = match &file {
        Some(path) => {
            check_file(path)?;
            defaults.merge(Toml::file_exact(path))
        }
        None => defaults,
    };
    read(&above(figment), surroundings, file.as_deref())
}

/// `--config`, else `skylabel.toml` in the working directory.
fn named_file(surroundings: &Surroundings, flags: &Flags) -> Option<PathBuf> {
    let here = surroundings.working_dir.join(FILE_NAME);
    match &flags.config {
        Some(path) => Some(surroundings.working_dir.join(path)),
        None => here.is_file().then_some(here),
    }
}

/// The file in the data directory that flags and environment name, or the default one.
fn file_in_data_dir(figment: &Figment, surroundings: &Surroundings) -> Result<Option<PathBuf>, ConfigError> {
    let dir: String = figment.extract_inner("data.dir").unwrap_or_default();
    let file = data_dir(&dir, surroundings)?.join(FILE_NAME);
    Ok(file.is_file().then_some(file))
}

fn data_dir(setting: &str, surroundings: &Surroundings) -> Result<PathBuf, ConfigError> {
    if setting.is_empty() { default_data_dir() } else { Ok(surroundings.working_dir.join(setting)) }
}

/// Reads the file once by itself, for an error that says where in it.
fn check_file(path: &Path) -> Result<(), ConfigError> {
    let shown = path.display().to_string();
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return Err(ConfigError::Json { path: shown });
    }
    let text = std::fs::read_to_string(path)
        .map_err(|why| ConfigError::Unreadable { path: shown.clone(), why: why.to_string() })?;
    text.parse::<toml::Table>().map(drop).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        ConfigError::Syntax {
            path: shown,
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().unwrap_or_default().chars().count() + 1,
            why: error.message().replace('\n', ", "),
        }
    })
}

/// The part of the configuration that serde reads as it stands.
#[derive(Deserialize)]
struct Raw {
    server: ServerConfig,
    data: RawData,
    database: RawDatabase,
    auth: RawAuth,
    secrets: RawSecrets,
    sync: SyncConfig,
    log: LogConfig,
    tiles: TilesConfig,
    leptos: LeptosConfig,
    #[serde(default)]
    projects: BTreeMap<String, RawProject>,
}

#[derive(Deserialize)]
struct RawData {
    dir: String,
}

#[derive(Deserialize)]
struct RawDatabase {
    url: String,
}

#[derive(Deserialize)]
struct RawAuth {
    token: Secret,
}

#[derive(Deserialize)]
struct RawSecrets {
    key: Secret,
}

fn read(figment: &Figment, surroundings: &Surroundings, file: Option<&Path>) -> Result<Config, ConfigError> {
    let tree: Value = figment.extract().map_err(|error| value_error(figment, error))?;
    let mut entries = Vec::new();
    walk(figment, &tree, &mut Vec::new(), &mut entries)?;
    let raw: Raw = figment.extract().map_err(|error| value_error(figment, error))?;
    check_database(&raw.database.url)?;
    let not_empty = |secret: Secret| (!secret.reveal().is_empty()).then_some(secret);
    let base = file.and_then(Path::parent).unwrap_or(&surroundings.working_dir);
    let fresh = raw.sync.new_storage();
    let projects = raw
        .projects
        .into_iter()
        .map(|(slug, project)| declared::read(&slug, project, base, &fresh))
        .collect::<Result<_, _>>()
        .map_err(|problem| ConfigError::Value {
            source_name: origin(figment, &tree, &problem.key),
            key: problem.key.join("."),
            why: problem.why,
        })?;
    let port = tree.find_ref("server.port");
    Ok(Config {
        data_dir: data_dir(&raw.data.dir, surroundings)?,
        auth_token: not_empty(raw.auth.token),
        secrets_key: not_empty(raw.secrets.key),
        server: raw.server,
        sync: raw.sync,
        log: raw.log,
        tiles: raw.tiles,
        leptos: raw.leptos,
        projects,
        port_given: port
            .is_some_and(|port| source_name(figment, port, &["server", "port"]) != DEFAULT_SOURCE),
        entries,
    })
}

fn check_database(url: &str) -> Result<(), ConfigError> {
    match url.split("://").next().unwrap_or_default() {
        "" | "sqlite" if url.is_empty() => Ok(()),
        "postgres" | "postgresql" => Err(ConfigError::Postgres),
        _ => Err(ConfigError::UnknownDatabase),
    }
}

/// Visits every value: an unknown key is an error, a known one an entry with its source.
fn walk(
    figment: &Figment,
    value: &Value,
    path: &mut Vec<String>,
    entries: &mut Vec<Entry>,
) -> Result<(), ConfigError> {
    let segments: Vec<&str> = path.iter().map(String::as_str).collect();
    let source = |value: &Value| source_name(figment, value, &segments);
    match (place(&segments), value) {
        (Place::Section, Value::Dict(_, keys)) => {
            for (key, inner) in keys {
                path.push(key.clone());
                walk(figment, inner, path, entries)?;
                path.pop();
            }
            Ok(())
        }
        (Place::Section, _) => Err(ConfigError::Value {
            key: segments.join("."),
            source_name: source(value),
            why: "this is a section and takes no value of its own".to_owned(),
        }),
        (Place::Value { secret, .. }, _) => {
            entries.push(Entry::new(&segments, value, secret, source(value)));
            Ok(())
        }
        (Place::Unknown { nearest }, _) => {
            Err(ConfigError::UnknownKey { key: segments.join("."), source_name: source(value), nearest })
        }
    }
}

const FILE_NAME: &str = "skylabel.toml";
const DEFAULT_SOURCE: &str = "default";

fn source_name(figment: &Figment, value: &Value, path: &[&str]) -> String {
    // A table is tagged by whoever made it first; its values say who wrote them.
    if let Value::Dict(_, keys) = value
        && let Some((key, inner)) = keys.iter().next()
    {
        let deeper: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
        return source_name(figment, inner, &deeper);
    }
    match figment.get_metadata(value.tag()) {
        Some(metadata) if matches!(&*metadata.name, "environment" | "flags") => {
            metadata.interpolate(&Profile::Default, path)
        }
        Some(metadata) => match metadata.source.as_ref().and_then(|source| source.file_path()) {
            Some(file) => format!("file {}", file.display()),
            None => DEFAULT_SOURCE.to_owned(),
        },
        None => DEFAULT_SOURCE.to_owned(),
    }
}

/// The source of the value at `path`, or of the nearest thing above it.
fn origin(figment: &Figment, tree: &Value, path: &[String]) -> String {
    let mut value = tree;
    for key in path {
        match value.as_dict().and_then(|keys| keys.get(key)) {
            Some(inner) => value = inner,
            None => break,
        }
    }
    let segments: Vec<&str> = path.iter().map(String::as_str).collect();
    source_name(figment, value, &segments)
}

fn value_error(figment: &Figment, error: figment::Error) -> ConfigError {
    let source_name = match figment.find_value(&error.path.join(".")) {
        Ok(value) => {
            let segments: Vec<&str> = error.path.iter().map(String::as_str).collect();
            source_name(figment, &value, &segments)
        }
        Err(_) => "the configuration".to_owned(),
    };
    ConfigError::Value { key: error.path.join("."), source_name, why: error.kind.to_string() }
}
