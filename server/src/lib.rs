//! Skylabel: label what is in your buckets. The server; `main.rs` only starts it.

#![forbid(unsafe_code)]
#![recursion_limit = "256"]

pub mod bucket;
pub mod cli;
pub mod client;
pub mod config;
mod elsewhere;
pub mod events;
pub mod export;
mod failpoint;
mod hex;
pub mod html;
pub mod http;
pub mod nearest;
pub mod run;
pub mod service;
pub mod store;
pub mod sync;
pub mod templates;
pub mod tiling;
