//! Real object-storage servers, and faults, for Skylabel's tests and benchmarks. Everything started here listens on
//! loopback, lives in a folder of its own and ends with whoever started it. Knows nothing of Skylabel's server.

#![forbid(unsafe_code)]

pub mod client;
pub mod far;
pub mod faults;
pub mod fill;
pub mod gcs;
pub mod history;
pub mod moto;
pub mod ports;
pub mod process;
pub mod s3;
pub mod skylabel;
pub mod tools;

mod http1;

use std::io::Write;

/// The credentials that every server here accepts for everything.
pub const ACCESS_KEY: &str = "testkey";
pub const SECRET_KEY: &str = "testsecret";
/// Credentials that may list and read, not write (SeaweedFS only).
pub const READ_ONLY_ACCESS_KEY: &str = "readkey";
pub const READ_ONLY_SECRET_KEY: &str = "readsecret";
pub const REGION: &str = "us-east-1";

/// Says that a test cannot be run here; fails where `SKYLABEL_NO_SKIPS` is set, whose setter wants no gaps.
pub fn skip(why: &str) {
    // What `eprintln` says, the test runner keeps to itself when the test passes. Without a stderr nobody listens.
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
    let forbidden = std::env::var_os("SKYLABEL_NO_SKIPS").is_some_and(|value| !value.is_empty());
    assert!(!forbidden, "skipped, and SKYLABEL_NO_SKIPS is set: {why}");
}

/// Installs the process's TLS provider; harmless when done again.
pub fn install_crypto() {
    // An Err says only that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
