//! The one error of the use cases: the REST JSON, the UI message and the log line are all made of it.

use super::codec::JsonText;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a use case was refused or failed. The message says what failed, on which thing, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    /// The request is wrong as it stands; `fields` names what in it.
    #[error("{message}")]
    Invalid { message: String, fields: BTreeMap<String, Vec<String>> },
    /// No such thing.
    #[error("{0}")]
    NotFound(String),
    /// Not allowed here.
    #[error("{0}")]
    Forbidden(String),
    /// It contradicts what is there: a slug taken, a target of another project, an annotation changed meanwhile.
    #[error("{0}")]
    Conflict(String),
    /// A store that we depend on refused or did not answer.
    #[error("{0}")]
    Upstream(String),
    /// Our fault or the disk's.
    #[error("{0}")]
    Internal(String),
    /// The browser could not reach this server.
    #[error("{0}")]
    Network(String),
}

impl ApiError {
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid { message: message.into(), fields: BTreeMap::new() }
    }

    pub fn field(field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::Invalid { fields: BTreeMap::from([(field.to_owned(), vec![message.clone()])]), message }
    }

    /// What is wrong with one field, if that is what this says.
    pub fn of_field(&self, field: &str) -> Option<String> {
        match self {
            Self::Invalid { fields, .. } => fields.get(field).map(|reasons| reasons.join(" ")),
            _ => None,
        }
    }

    /// The HTTP status it travels under.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Invalid { .. } => 400,
            Self::Forbidden(_) => 403,
            Self::NotFound(_) => 404,
            Self::Conflict(_) => 409,
            Self::Upstream(_) => 502,
            Self::Internal(_) | Self::Network(_) => 500,
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(why) => Self::Network(why),
            ServerFnErrorErr::Args(why) | ServerFnErrorErr::MissingArg(why) => Self::invalid(why),
            other => Self::Internal(other.to_string()),
        }
    }
}

/// The answer of every use case.
pub type ApiResult<T> = Result<T, ApiError>;
