//! The operations. They can be written down as JSON and played again, on the same document or another.

use crate::model::result::{Area, NewRegion, Subject};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing that a person does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "op")]
pub enum Operation {
    AddRegion {
        region: NewRegion,
    },
    /// Results as they are, of this document or another: a region that was copied, a suggestion that was accepted. Those
    /// of one region must bear an id that is free here.
    AddResults {
        results: Vec<Value>,
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
    /// Where a region is; its kind stays. `text` is what a part of a text covers then, newlines as they stand.
    SetArea {
        region: String,
        area: Area,
        #[serde(default)]
        text: Option<String>,
    },
    /// What a control says, as its results hold it. Nothing takes the answer away.
    SetAnswer {
        control: String,
        of: Subject,
        said: Option<Value>,
        /// The id of the answer if it is the first; a region's own otherwise.
        id: String,
    },
    /// A person's note on a region.
    SetNote {
        region: String,
        note: Option<String>,
    },
    /// What a region is a part of.
    SetParent {
        region: String,
        parent: Option<String>,
    },
    /// Nobody may change the region until this is taken back.
    SetReadonly {
        region: String,
        readonly: bool,
    },
    /// How the image was turned while its regions were labeled, in degrees clockwise.
    SetRotation {
        regions: Vec<String>,
        rotation: u32,
    },
    AddRelation {
        relation: NewRelation,
    },
    /// The relation between two regions: how it points, and its labels.
    SetRelation {
        relation: NewRelation,
    },
    DeleteRelation {
        from: String,
        to: String,
    },
    /// Everything else goes, and these results come: a prediction taken over, a draft brought back.
    Replace {
        result: Value,
    },
}

/// A relation as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRelation {
    pub from: String,
    pub to: String,
    /// `right`, `left` or `bi`.
    pub direction: String,
    #[serde(default)]
    pub labels: Vec<String>,
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
    #[error("there is no relation between \"{from}\" and \"{to}\"")]
    NoRelation { from: String, to: String },
    #[error("a region cannot be a part of itself or of one of its parts")]
    Circle,
    #[error("the results must be a list, but they are {0}")]
    NotAList(&'static str),
    #[error(transparent)]
    Edit(#[from] crate::model::result::EditError),
}
