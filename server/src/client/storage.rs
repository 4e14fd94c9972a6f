//! One storage as the commands see it.

use serde_json::{Value, json};
use std::time::Duration;

/// A run that is still queued after this, with a reason, is reported as it stands.
const PATIENCE: Duration = Duration::from_secs(20);

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

    /// It waits for something that does not come by itself, such as a target that cannot be read; and says so.
    pub fn is_held(&self, waited: Duration) -> bool {
        waited > PATIENCE && self.status() == "queued" && self.shape["traceback"].is_string()
    }

    /// The shape, and what it leaves to its path.
    pub fn json(&self) -> Value {
        let mut json = self.shape.clone();
        json["side"] = json!(self.side);
        json["project_slug"] = json!(self.project);
        json
    }
}
