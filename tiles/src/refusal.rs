//! Why no tiles are made of something: what it is, why not, and what to do.

use crate::format::Format;
use std::io;

/// A refusal. Its text is a sentence for people; its code is for programs.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(
        "this is not an image that tiles can be made of: it does not begin as TIFF, JPEG, PNG or WebP does; convert it to \
         one of these"
    )]
    NotAnImage,
    #[error("this {format} cannot be read: {what}; {remedy}")]
    Unsupported { format: Format, what: String, remedy: &'static str },
    #[error("this {format} is too large for tiles: {what}; {remedy}")]
    TooLarge { format: Format, what: String, remedy: &'static str },
    #[error("this {format} is damaged: {why}; export it again, or copy the file again if it was cut short")]
    Corrupt { format: Format, why: String },
    #[error(
        "this {format} is cut short: its data end at row {row} of {rows}; copy the file again, or export it again"
    )]
    Truncated { format: Format, row: u32, rows: u32 },
    #[error("there is no page {page}: this file has {pages}, counted from 0")]
    NoSuchPage { page: u32, pages: u32 },
    /// A decoder gave up over it.
    #[error("this image is damaged in a way that its decoder does not get over; export it again")]
    Confused,
    /// Whoever watched wanted no more of it.
    #[error("the making of tiles was stopped; ask again")]
    Stopped,
    #[error("tiles cannot be made on this disk: {0}")]
    Disk(io::Error),
}

impl Refusal {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAnImage => "not_an_image",
            Self::Unsupported { .. } => "unsupported",
            Self::TooLarge { .. } => "too_large",
            Self::Corrupt { .. } | Self::Confused => "corrupt",
            Self::Truncated { .. } => "truncated",
            Self::NoSuchPage { .. } => "no_such_page",
            Self::Stopped => "stopped",
            Self::Disk(_) => "disk",
        }
    }

    /// It is about the file itself, so that trying again changes nothing.
    pub const fn is_of_the_file(&self) -> bool {
        !matches!(self, Self::Stopped | Self::Disk(_))
    }

    pub(crate) fn corrupt(format: Format, why: impl ToString) -> Self {
        Self::Corrupt { format, why: why.to_string() }
    }

    /// A failure to read: an early end is the file's fault, all else the disk's.
    pub(crate) fn reading(format: Format, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::corrupt(format, "it ends too early"),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
                Self::corrupt(format, error)
            }
            _ => Self::Disk(error),
        }
    }
}
