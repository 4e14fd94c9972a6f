//! The operations. They can be written down as JSON and played again, on the same document or another.

use crate::model::geometry::Rect;
use crate::model::result::NewRegion;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing that a person does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "op")]
pub enum Operation {
    AddRegion {
        region: NewRegion,
    },
    /// With all their results, and the relations from and to them.
    DeleteRegions {
        regions: Vec<String>,
    },
    /// The labels of one control; none takes the label off where the region can be without.
    SetLabels {
        region: String,
        control: String,
        labels: Vec<String>,
    },
    /// Moves, resizes or turns a box.
    SetBox {
        region: String,
        area: Rect,
    },
    /// Moves the ends of a text region. `text` is what it covers then, newlines as they stand.
    SetSpan {
        region: String,
        start: u32,
        end: u32,
        text: Option<String>,
    },
    /// The answer of a Choices: of a region, or of the task. None takes the answer away.
    SetChoices {
        control: String,
        region: Option<String>,
        choices: Vec<String>,
        /// The id of the answer if it is the first; a region's own otherwise.
        id: String,
    },
    /// The answer of a TextArea: of a region, or of the task. None takes the answer away.
    SetTexts {
        control: String,
        region: Option<String>,
        texts: Vec<String>,
        id: String,
    },
    /// A person's note on a region.
    SetNote {
        region: String,
        note: Option<String>,
    },
    /// Everything else goes, and these results come: a prediction taken over, a draft brought back.
    Replace {
        result: Value,
    },
}

/// Why an operation cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpError {
    #[error("there is no region \"{0}\" any more")]
    NoRegion(String),
    #[error("the labeling config has no control \"{0}\"")]
    NoControl(String),
    #[error("the control \"{control}\" does not take {what}")]
    WrongControl { control: String, what: &'static str },
    #[error("the region \"{0}\" is there already")]
    Duplicate(String),
    #[error("the region \"{region}\" is not {what}")]
    WrongArea { region: String, what: &'static str },
    #[error("the results must be a list, but they are {0}")]
    NotAList(&'static str),
    #[error(transparent)]
    Edit(#[from] crate::model::result::EditError),
}
