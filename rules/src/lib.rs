//! What a sync concludes, without doing any of it: which objects are tasks, what changed, what is to be done about it,
//! which keys are ours, and what a refused or lost write means. Pure: no buckets, no database, no clock.

#![forbid(unsafe_code)]

pub mod backoff;
pub mod diff;
pub mod filter;
pub mod keys;
pub mod object;
pub mod pairing;
pub mod plan;
pub mod settle;
pub mod split;
