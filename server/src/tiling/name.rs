//! What a pyramid is known by: the object, and its version.

use crate::hex::hex;
use crate::service::MediaPlace;
use ring::digest::{SHA256, digest};

/// Pyramids of another way of cutting are others.
const WAY: &str = "1";

/// One version of one object. The version alone, which clients hold, names nothing of another object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    object: String,
    version: String,
}

impl Name {
    pub fn new(place: &MediaPlace, version: &str, size: u64) -> Self {
        Self { object: object(place), version: short(&[WAY, version, &size.to_string()]) }
    }

    /// By a version that was handed out; `None` if it cannot have been.
    pub fn known(place: &MediaPlace, version: &str) -> Option<Self> {
        let is_ours =
            version.len() == 32 && version.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_ours.then(|| Self { object: object(place), version: version.to_owned() })
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    pub fn folder(&self) -> String {
        format!("{}-{}", self.object, self.version)
    }
}

fn object(place: &MediaPlace) -> String {
    short(&[place.endpoint(), &place.uri])
}

fn short(parts: &[&str]) -> String {
    let mut whole = hex(digest(&SHA256, parts.join("\0").as_bytes()).as_ref());
    whole.truncate(32);
    whole
}

#[cfg(test)]
impl Name {
    /// Of some object.
    pub fn of_test(number: u8) -> Self {
        Self { object: short(&[&number.to_string()]), version: short(&["1"]) }
    }
}
