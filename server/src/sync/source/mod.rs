//! One run of a source storage: listing, pure diff, pure plan, writing.

pub mod diff;
pub mod filter;
pub mod plan;
pub mod rows;
pub mod split;
