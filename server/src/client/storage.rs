//! One storage as the commands see it.

use serde_json::{Value, json};

/// A storage as REST shows it, and where.
#[derive(Clone, Debug)]
pub struct Storage {
    pub project: String,
    pub path: String,
    /// `source` or `target`.
    pub side: &'static str,
    pub shape: Value,
}

impl Storage {
    pub fn id(&self) -> i64 {
        self.shape["id"].as_i64().unwrap_or_default()
    }

    pub fn status(&self) -> &str {
        self.shape["status"].as_str().unwrap_or_default()
    }

    /// The shape, and what it leaves to its path.
    pub fn json(&self) -> Value {
        let mut json = self.shape.clone();
        json["side"] = json!(self.side);
        json["project_slug"] = json!(self.project);
        json
    }
}
