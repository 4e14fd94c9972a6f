//! The gallery of templates as it travels to the browser.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A labeling config to start from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateCard {
    /// Name on the command line.
    pub name: String,
    pub title: String,
    pub group: String,
    /// One sentence.
    pub description: String,
    pub xml: String,
    /// The data of a task that shows it at work.
    pub sample: Map<String, Value>,
}
