//! When unfinished work goes to the server, and when what is written down of it is written anew. Times are milliseconds
//! of some clock that never goes back.

/// A pause of the hand.
const PAUSE: f64 = 350.0;
/// However long the hand goes on.
const AT_MOST: f64 = 850.0;
const RETRY_FIRST: f64 = 2_000.0;
const RETRY_MOST: f64 = 30_000.0;

/// Steps after which it is cheaper to write the results anew than to play the steps again.
const MANY_STEPS: u32 = 500;
const MANY_BYTES: usize = 256 << 10;

/// How soon the next request is due.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pace {
    /// When the first step was done that the server lacks.
    first: Option<f64>,
    retry: Option<f64>,
}

impl Pace {
    /// A step was done: how long to wait.
    pub fn step(&mut self, now: f64) -> f64 {
        let first = *self.first.get_or_insert(now);
        PAUSE.min((first + AT_MOST - now).max(0.0))
    }

    /// A request took along all there was.
    pub const fn sent(&mut self) {
        self.first = None;
    }

    /// The server has taken it.
    pub const fn taken(&mut self) {
        self.retry = None;
    }

    /// The server could not be reached or failed: how long to wait.
    pub fn failed(&mut self) -> f64 {
        let wait = self.retry.unwrap_or(RETRY_FIRST);
        self.retry = Some((wait * 2.0).min(RETRY_MOST));
        wait
    }

    /// The last request failed.
    pub const fn is_retrying(&self) -> bool {
        self.retry.is_some()
    }
}

/// The steps since the results were written last have become more than is good. By bytes it is so at most once for each
/// time that as many bytes of steps were written, so that writing anew at most doubles what is written.
pub fn outgrown(steps: u32, bytes: usize, base_bytes: usize) -> bool {
    steps >= MANY_STEPS || bytes >= base_bytes.max(MANY_BYTES)
}
