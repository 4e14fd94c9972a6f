//! Free ports on loopback, below the range that outgoing connections take theirs from.

use anyhow::{Result, bail};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

const FIRST: u32 = 12_000;
const COUNT: u32 = 20_000;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// `N` ports that were free a moment ago. Processes start at different places, so they seldom meet.
pub fn free<const N: usize>() -> Result<[u16; N]> {
    let start =
        SystemTime::now().duration_since(UNIX_EPOCH)?.subsec_nanos() ^ std::process::id().rotate_left(16);
    let mut ports = [0; N];
    let mut held = Vec::with_capacity(N);
    for _ in 0..COUNT {
        if held.len() == N {
            return Ok(ports);
        }
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = (FIRST + (start % 64 * 311).wrapping_add(step) % COUNT) as u16;
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)) {
            ports[held.len()] = port;
            held.push(listener);
        }
    }
    bail!("no {N} free ports on 127.0.0.1 between {FIRST} and {}", FIRST + COUNT)
}
