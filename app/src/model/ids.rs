//! The ids of our things, as types of their own, so that a task's id can never be taken for an annotation's.
//! All are 64-bit integers, unique in one database and allocated ascending.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// A project.
    ProjectId
);
id!(
    /// A task: one object of a bucket, or one row of it, or one imported record.
    TaskId
);
id!(
    /// An annotation (the seed's "completion").
    AnnotationId
);
id!(
    /// A prediction that came with a task.
    PredictionId
);
id!(
    /// A comment on a task or on something in it.
    CommentId
);
id!(
    /// A source or target storage of a project; the two sides share one sequence.
    StorageId
);
id!(
    /// A person. Without accounts there is one: [`UserId::LOCAL`].
    UserId
);

impl UserId {
    /// The one local user of a personal server.
    pub const LOCAL: Self = Self(1);
}
