//! The program `skylabel`. Everything it does is in the library; here are only what a process needs once.

use std::process::ExitCode;

/// musl's own allocator has one lock for all threads.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Memory that is freed goes back at once. By default it waits for somebody to allocate again, which an idle server does
/// not do: it would sit on what its last sync needed.
#[cfg(target_env = "musl")]
#[allow(unsafe_code)]
fn give_memory_back() {
    /// `mi_option_purge_delay`, milliseconds.
    const PURGE_DELAY: i32 = 15;
    // SAFETY: it stores a number, before there is another thread; the environment's MIMALLOC_PURGE_DELAY still wins.
    unsafe { libmimalloc_sys::mi_option_set_default(PURGE_DELAY, 0) }
}

fn main() -> ExitCode {
    #[cfg(target_env = "musl")]
    give_memory_back();
    skylabel::bucket::install_crypto();
    skylabel::run::run(std::env::args_os())
}
