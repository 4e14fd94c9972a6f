//! Texts that a task holds in Base64, as the `encoding` of a Text tag says.

use crate::model::base64::{self, Base64Error};

/// How a text is written in its task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    #[default]
    None,
    /// Each byte is a character.
    Base64,
    /// The bytes are UTF-8.
    Base64Unicode,
}

/// Why a text cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    #[error(transparent)]
    Base64(#[from] Base64Error),
    #[error("the decoded bytes are not UTF-8; `encoding=\"base64\"` reads each byte as a character")]
    NotUtf8,
}

impl Encoding {
    /// Anything unknown is none.
    pub fn parse(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "base64" => Self::Base64,
            "base64unicode" => Self::Base64Unicode,
            _ => Self::None,
        }
    }

    pub fn decode(self, text: String) -> Result<String, EncodingError> {
        if self == Self::None {
            return Ok(text);
        }
        let bytes = base64::decode(&padded(&text))?;
        match self {
            Self::Base64Unicode => String::from_utf8(bytes).map_err(|_| EncodingError::NotUtf8),
            _ => Ok(bytes.into_iter().map(char::from).collect()),
        }
    }
}

/// Without white space, and with the padding that some leave out.
fn padded(text: &str) -> String {
    let mut text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    while !text.len().is_multiple_of(4) && text.len() % 4 != 1 {
        text.push('=');
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn texts_are_decoded_as_the_tag_says() {
        let decode = |name: &str, text: &str| Encoding::parse(name).decode(text.to_owned());
        assert_eq!(decode("none", "w6Q=").unwrap(), "w6Q=");
        assert_eq!(decode("base64", "w6Q=").unwrap(), "Ã¤");
        assert_eq!(decode("base64unicode", " w6\nQ ").unwrap(), "ä");
        assert_eq!(decode("base64unicode", "/w==").unwrap_err(), EncodingError::NotUtf8);
        assert!(matches!(decode("base64", "a"), Err(EncodingError::Base64(Base64Error::Length))));
    }
}
