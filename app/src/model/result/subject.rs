//! What an answer speaks of.

use serde::{Deserialize, Serialize};

/// The task as a whole, one item of its object, or one region.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    #[default]
    Task,
    /// An image of a `valueList` or a page, from 0.
    Item(u32),
    Region(String),
}

/// The same, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of<'a> {
    Task,
    Item(u32),
    Region(&'a str),
}

impl Subject {
    pub fn of(&self) -> Of<'_> {
        match self {
            Self::Task => Of::Task,
            Self::Item(item) => Of::Item(*item),
            Self::Region(id) => Of::Region(id),
        }
    }

    pub fn region(&self) -> Option<&str> {
        self.of().region()
    }
}

impl<'a> Of<'a> {
    pub const fn region(self) -> Option<&'a str> {
        match self {
            Self::Region(id) => Some(id),
            _ => None,
        }
    }

    pub const fn item(self) -> Option<u32> {
        match self {
            Self::Item(item) => Some(item),
            _ => None,
        }
    }

    pub fn to_subject(self) -> Subject {
        match self {
            Self::Task => Subject::Task,
            Self::Item(item) => Subject::Item(item),
            Self::Region(id) => Subject::Region(id.to_owned()),
        }
    }
}

/// A region, or the task where there is none.
impl<'a> From<Option<&'a str>> for Of<'a> {
    fn from(region: Option<&'a str>) -> Self {
        region.map_or(Self::Task, Self::Region)
    }
}

impl<'a> From<&'a Subject> for Of<'a> {
    fn from(subject: &'a Subject) -> Self {
        subject.of()
    }
}
