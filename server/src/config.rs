//! The configuration: its layers, their order, where each value came from. Says what was asked for; whether a bucket
//! or an address works is found out by those who use them.

mod declared;
mod environment;
mod layers;
pub mod params;
mod schema;
mod show;

pub use declared::{DeclaredProject, DeclaredStorage, label_config, locate, supported_kind};
pub use layers::{Flags, Surroundings};
pub use show::Entry;

use app::model::storage::StorageSettings;
use leptos::config::LeptosOptions;
use serde::Deserialize;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Leptos.toml, the lowest layer.
pub const DEFAULTS: &str = include_str!("../../Leptos.toml");

/// What is in force.
#[derive(Clone, Debug)]
pub struct Config {
    pub server: ServerConfig,
    pub data_dir: PathBuf,
    pub auth_token: Option<Secret>,
    pub secrets_key: Option<Secret>,
    pub sync: SyncConfig,
    pub log: LogConfig,
    pub tiles: TilesConfig,
    pub projects: Vec<DeclaredProject>,
    /// The port was asked for, not merely the default.
    pub port_given: bool,
    /// Every effective value with its source, for `skylabel config`.
    pub entries: Vec<Entry>,
    leptos: LeptosConfig,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ServerConfig {
    pub host: String,
    pub port: u16,
    pub allowed_hosts: Vec<String>,
    pub open_browser: bool,
    pub max_body_mb: usize,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SyncConfig {
    pub interval: u32,
}

/// Tiles of large images.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct TilesConfig {
    pub cache_mb: u64,
    pub max_source_mb: u64,
}

#[derive(Clone, Debug, Deserialize)]
pub struct LogConfig {
    pub filter: String,
    pub format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct LeptosConfig {
    output_name: String,
    site_root: String,
    site_pkg_dir: String,
    reload_port: u32,
    env: String,
}

/// Text that is never printed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a configuration was refused; each is one sentence that names where.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the configuration file {path}: {why}")]
    Unreadable { path: String, why: String },
    #[error("{path}, line {line}, column {column}: {why}")]
    Syntax { path: String, line: usize, column: usize, why: String },
    #[error("{path} is a JSON file; the configuration is TOML, see `skylabel config` for its keys")]
    Json { path: String },
    #[error("unknown key \"{key}\" in {source_name}; the nearest known key is \"{nearest}\"")]
    UnknownKey { key: String, source_name: String, nearest: String },
    #[error("\"{key}\" in {source_name}: {why}")]
    Value { key: String, source_name: String, why: String },
    #[error("this machine has no folder for a program's data; name one with --data-dir")]
    NoDataDir,
    #[error(
        "database.url points to PostgreSQL, which is not built yet; leave it empty to use SQLite in the data directory"
    )]
    Postgres,
    #[error(
        "database.url is not the URL of a database that we know; leave it empty to use SQLite in the data directory"
    )]
    UnknownDatabase,
}

impl SyncConfig {
    /// A storage that nothing was said of. The default interval is none that somebody said.
    pub fn new_storage(&self) -> StorageSettings {
        let said = (self.interval != StorageSettings::EVERY).then_some(self.interval);
        StorageSettings { sync_interval: said, ..StorageSettings::default() }
    }
}

impl Config {
    /// All layers, lowest to highest: Leptos.toml, file, environment, flags.
    pub fn load(surroundings: &Surroundings, flags: &Flags) -> Result<Self, ConfigError> {
        layers::load(surroundings, flags)
    }

    /// What Leptos needs to render pages, for the address that was bound in the end.
    pub fn leptos_options(&self, bound: SocketAddr) -> LeptosOptions {
        LeptosOptions::builder()
            .output_name(self.leptos.output_name.as_str())
            .site_root(self.leptos.site_root.as_str())
            .site_pkg_dir(self.leptos.site_pkg_dir.as_str())
            .env(self.leptos.env.as_str())
            .site_addr(bound)
            .reload_port(self.leptos.reload_port)
            .build()
    }

    pub fn max_body(&self) -> usize {
        self.server.max_body_mb.saturating_mul(1024 * 1024)
    }
}

/// The platform's folder for our data.
fn default_data_dir() -> Result<PathBuf, ConfigError> {
    directories::ProjectDirs::from("", "", "skylabel")
        .map(|dirs| dirs.data_dir().to_owned())
        .ok_or(ConfigError::NoDataDir)
}

#[cfg(test)]
mod tests;
