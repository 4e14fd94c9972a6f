//! One result as a document holds it: its own, or one of a list that somebody else keeps as it came. Ten thousand results
//! that nobody touches are not copied.

use crate::model::mask::pack;
use serde_json::Value;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A JSON array of results that stays as it is.
pub trait Listed: Send + Sync {
    fn list(&self) -> &Value;
}

/// Cheap to clone.
#[derive(Clone)]
pub enum Stored {
    Own(Arc<Value>),
    /// The one at a place of a list.
    Listed(Arc<dyn Listed>, usize),
}

impl Stored {
    /// Takes a result in; its mask is packed.
    pub fn own(mut result: Value) -> Self {
        pack::pack(&mut result);
        Self::Own(Arc::new(result))
    }

    /// Every result of a list. Those with a mask are copied, for theirs is packed.
    pub fn all(list: &Arc<dyn Listed>) -> impl Iterator<Item = Self> {
        let results = list.list().as_array().map_or(&[][..], Vec::as_slice);
        results.iter().enumerate().map(|(at, result)| match pack::has_mask(result) {
            true => Self::own(result.clone()),
            false => Self::Listed(list.clone(), at),
        })
    }
}

impl Deref for Stored {
    type Target = Value;

    fn deref(&self) -> &Value {
        match self {
            Self::Own(result) => result,
            Self::Listed(list, at) => &list.list()[*at],
        }
    }
}

impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
