//! `skylabel config`: the effective values, each with its source, as TOML that could be a file of its own. Secrets are
//! masked.

use super::Config;
use figment::value::Value;

/// One effective value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    /// As TOML; of a secret only whether it is set.
    pub shown: String,
    pub source: String,
}

impl Entry {
    pub(super) fn new(path: &[&str], value: &Value, secret: bool, source: String) -> Self {
        let key = path.iter().map(|segment| bare_or_quoted(segment)).collect::<Vec<_>>().join(".");
        let empty = matches!(value, Value::Empty(..)) || value.as_str() == Some("");
        let shown = if secret && !empty { "\"********\"".to_owned() } else { toml_of(value) };
        Self { key, shown, source }
    }
}

impl Config {
    /// The text of `skylabel config`.
    pub fn show(&self) -> String {
        let setting = |entry: &Entry| format!("{} = {}", entry.key, entry.shown);
        let width =
            self.entries.iter().map(|entry| setting(entry).chars().count()).max().unwrap_or(0).min(60);
        let mut text = format!("# data directory: {}\n", self.data_dir.display());
        for entry in &self.entries {
            text += &format!("{:width$}  # {}\n", setting(entry), entry.source);
        }
        text
    }
}

fn bare_or_quoted(segment: &str) -> String {
    let bare =
        !segment.is_empty() && segment.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare { segment.to_owned() } else { toml::Value::from(segment).to_string() }
}

fn toml_of(value: &Value) -> String {
    match toml::Value::try_from(value) {
        Ok(value) => value.to_string(),
        // Only what TOML has no word for, which no layer can hold.
        Err(_) => "\"\"".to_owned(),
    }
}
