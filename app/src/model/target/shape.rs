//! What an object of a target is.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The shape of a target's objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentShape {
    /// One object a task, as exported.
    #[default]
    Task,
    /// One object a task, with its annotations as the `completions` of 2020.
    Completions,
    /// One object an annotation, with its task inside.
    Annotation,
}

impl DocumentShape {
    pub const ALL: [Self; 3] = [Self::Task, Self::Completions, Self::Annotation];

    /// The name in parameters and settings.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Completions => "completions",
            Self::Annotation => "annotation",
        }
    }

    /// Whether one object holds all that was said of a task.
    pub const fn is_whole(self) -> bool {
        !matches!(self, Self::Annotation)
    }

    /// The template of keys where none is told.
    pub const fn usual_keys(self) -> &'static str {
        if self.is_whole() { "{id}.json" } else { "{id}/{annotation}.json" }
    }

    /// Whether it is the one that needs not be told.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for DocumentShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for DocumentShape {
    type Err = UnknownShape;

    fn from_str(text: &str) -> Result<Self, UnknownShape> {
        Self::ALL.into_iter().find(|shape| shape.slug() == text).ok_or_else(|| UnknownShape(text.to_owned()))
    }
}

/// Not the name of a shape.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown shape \"{0}\"; known are task, completions and annotation")]
pub struct UnknownShape(pub String);
