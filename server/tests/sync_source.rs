//! Source storages against a folder and real servers: what is in the bucket is what the tasks say.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "sync_source/world.rs"]
mod world;

#[path = "sync_source/bodies.rs"]
mod bodies;
#[path = "sync_source/changes.rs"]
mod changes;
#[path = "sync_source/copies.rs"]
mod copies;
#[path = "sync_source/exchange.rs"]
mod exchange;
#[path = "sync_source/filters.rs"]
mod filters;
#[path = "sync_source/history.rs"]
mod history;
#[path = "sync_source/import.rs"]
mod import;
#[path = "sync_source/listings.rs"]
mod listings;
#[path = "sync_source/rows.rs"]
mod rows;
#[path = "sync_source/runs.rs"]
mod runs;
#[path = "sync_source/servers.rs"]
mod servers;
