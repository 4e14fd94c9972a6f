//! Why there are no tiles, as clients are told.

use app::api::error::ApiError;
use tiles::Refusal;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(
        "this file has {} MiB, more than the {} that tiles are made of; whoever runs this server can raise \
         tiles.max_source_mb", size >> 20, most >> 20
    )]
    SourceTooLarge { size: u64, most: u64 },
    #[error("no tiles are made here, for tiles.cache_mb is 0; whoever runs this server can set it")]
    Off,
    #[error("the object changed while it was read; ask again")]
    Changed,
    /// The store, or our own database.
    #[error(transparent)]
    Api(#[from] ApiError),
}

impl Failure {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::SourceTooLarge { .. } => "source_too_large",
            Self::Off => "tiles_off",
            Self::Changed => "changed",
            Self::Api(_) => "unreadable",
        }
    }

    /// Trying again changes nothing.
    pub const fn is_of_the_file(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.is_of_the_file(),
            Self::SourceTooLarge { .. } | Self::Off => true,
            Self::Changed | Self::Api(_) => false,
        }
    }

    /// The HTTP status it travels under.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Refused(Refusal::NotAnImage | Refusal::Unsupported { .. }) => 415,
            Self::Refused(Refusal::TooLarge { .. }) | Self::SourceTooLarge { .. } => 413,
            Self::Refused(Refusal::Corrupt { .. } | Refusal::Confused | Refusal::Truncated { .. }) => 422,
            Self::Refused(Refusal::NoSuchPage { .. }) | Self::Off => 404,
            Self::Refused(Refusal::Stopped) => 503,
            Self::Refused(Refusal::Disk(_)) => 507,
            Self::Changed => 409,
            Self::Api(error) => error.status(),
        }
    }
}
