//! The rules of unfinished work: how it is written down step by step and read again, which of several versions opens,
//! and when it goes to the server. Knows neither the browser's storage nor the clock.

mod journal;
mod pace;
mod weigh;

pub use journal::{Base, Head, Journal, Replayed, Steps};
pub use pace::{Pace, outgrown};
pub use weigh::{Draft, Here, Verdict, instant, later, weigh};

#[cfg(test)]
mod tests;
