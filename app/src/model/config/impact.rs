//! What a change of the config means for work that is done: which results name a control, a type, an object or a label
//! that the new config does not have. Such results are kept; they only cannot be edited through it any more.

mod promise;
mod seen;
mod tally;

pub use tally::{Tally, Work};

use serde::{Deserialize, Serialize};

/// The work that a new config leaves behind. Nothing in it: none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    pub controls: Vec<ControlImpact>,
    pub labels: Vec<LabelImpact>,
    /// Annotations with any result of these, each once.
    pub annotations: u64,
    /// The same of unfinished work.
    pub drafts: u64,
}

impl Impact {
    pub const fn is_empty(&self) -> bool {
        self.annotations == 0 && self.drafts == 0
    }
}

/// A control whose results are left behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlImpact {
    pub name: String,
    pub kind: Loss,
    pub annotations: u64,
    pub drafts: u64,
}

/// Why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// It was removed or has another name.
    Removed,
    /// It is another tag now.
    Changed { from: String, to: String },
    /// It does not speak of this object any more.
    Moved { object: String },
}

/// A label or choice that results name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelImpact {
    pub control: String,
    pub label: String,
    pub annotations: u64,
    /// Results, which of regions is regions.
    pub regions: u64,
    pub drafts: u64,
}

#[cfg(test)]
mod tests;
