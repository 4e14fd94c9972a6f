//! Which keys the configuration has, of what shape, and which are secret. Leptos.toml holds their defaults; a test
//! keeps the two together.

use super::params;
use crate::nearest::nearest;

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    Whole,
    Flag,
    List,
}

/// A key that takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    pub key: &'static str,
    pub shape: Shape,
    pub secret: bool,
}

const fn plain(key: &'static str, shape: Shape) -> Setting {
    Setting { key, shape, secret: false }
}

const fn secret(key: &'static str) -> Setting {
    Setting { key, shape: Shape::Text, secret: true }
}

/// Every setting outside of projects.
pub const SETTINGS: &[Setting] = &[
    plain("server.host", Shape::Text),
    plain("server.port", Shape::Whole),
    plain("server.allowed_hosts", Shape::List),
    plain("server.open_browser", Shape::Flag),
    plain("server.max_body_mb", Shape::Whole),
    plain("data.dir", Shape::Text),
    secret("database.url"),
    secret("auth.token"),
    secret("secrets.key"),
    plain("sync.interval", Shape::Whole),
    plain("tiles.cache_mb", Shape::Whole),
    plain("tiles.max_source_mb", Shape::Whole),
    plain("log.filter", Shape::Text),
    plain("log.format", Shape::Text),
    plain("leptos.output-name", Shape::Text),
    plain("leptos.site-root", Shape::Text),
    plain("leptos.site-pkg-dir", Shape::Text),
    plain("leptos.reload-port", Shape::Whole),
    plain("leptos.env", Shape::Text),
];

const PROJECT_TEXTS: [&str; 3] = ["title", "description", "label_config"];
const PROJECT_SIDES: [&str; 2] = ["sources", "targets"];
const STORAGE_BASICS: [&str; 2] = ["type", "path"];

/// Where a path of the configuration leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// To a value.
    Value { shape: Shape, secret: bool },
    /// To a table of further keys.
    Section,
    /// Nowhere; the known key most like it.
    Unknown { nearest: String },
}

pub fn place(path: &[&str]) -> Place {
    match path {
        [] | ["projects"] | ["projects", _] => Place::Section,
        ["projects", project, rest @ ..] => project_place(project, rest),
        _ => setting_place(&path.join(".")),
    }
}

fn setting_place(key: &str) -> Place {
    if let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) {
        return Place::Value { shape: setting.shape, secret: setting.secret };
    }
    let is_section =
        |setting: &Setting| setting.key.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
    if SETTINGS.iter().any(is_section) {
        return Place::Section;
    }
    unknown(String::new(), key, SETTINGS.iter().map(|setting| setting.key))
}

fn project_place(project: &str, rest: &[&str]) -> Place {
    let text = Place::Value { shape: Shape::Text, secret: false };
    match rest {
        [key] if PROJECT_TEXTS.contains(key) => text,
        [side] | [side, _] if PROJECT_SIDES.contains(side) => Place::Section,
        [side, _, key] if PROJECT_SIDES.contains(side) && STORAGE_BASICS.contains(key) => text,
        [side, name, key] if PROJECT_SIDES.contains(side) => match params::find(key) {
            Some(param) => Place::Value { shape: param.shape, secret: param.secret },
            None => unknown(
                format!("projects.{project}.{side}.{name}."),
                key,
                STORAGE_BASICS.into_iter().chain(params::names()),
            ),
        },
        [key, ..] => {
            unknown(format!("projects.{project}."), key, PROJECT_TEXTS.into_iter().chain(PROJECT_SIDES))
        }
        [] => Place::Section,
    }
}

fn unknown<'a>(section: String, key: &str, known: impl IntoIterator<Item = &'a str>) -> Place {
    Place::Unknown { nearest: section + nearest(key, known).unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn nearest_of(path: &[&str]) -> String {
        match place(path) {
            Place::Unknown { nearest } => nearest,
            other => panic!("{path:?} leads to {other:?}"),
        }
    }

    #[test]
    fn the_table_and_leptos_toml_hold_the_same_keys() {
        let file: toml::Table = super::super::DEFAULTS.parse().unwrap();
        let mut in_file = Vec::new();
        for (section, keys) in &file {
            for key in keys.as_table().unwrap().keys() {
                in_file.push(format!("{section}.{key}"));
            }
        }
        in_file.sort();
        let mut in_table: Vec<_> = SETTINGS.iter().map(|setting| setting.key.to_owned()).collect();
        in_table.sort();
        assert_eq!(in_file, in_table);
    }

    #[test]
    fn unknown_keys_name_the_nearest_with_its_whole_path() {
        assert_eq!(nearest_of(&["server", "prot"]), "server.port");
        assert_eq!(nearest_of(&["port"]), "server.port");
        assert_eq!(nearest_of(&["projects", "cats", "titel"]), "projects.cats.title");
        assert_eq!(
            nearest_of(&["projects", "cats", "sources", "main", "prefx"]),
            "projects.cats.sources.main.prefix"
        );
    }

    #[test]
    fn credentials_in_declarations_are_secret() {
        let path = ["projects", "cats", "sources", "main", "aws_secret_access_key"];
        assert_eq!(place(&path), Place::Value { shape: Shape::Text, secret: true });
    }
}
