//! The program `skylabel`. Everything it does is in the library; here are only what a process needs once.

use std::process::ExitCode;

/// musl's own allocator has one lock for all threads.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    skylabel::bucket::install_crypto();
    skylabel::run::run(std::env::args_os())
}
