//! Whose turn it is at the writer: interactive work first, batches when none waits or they have waited long enough.
//! While a commit goes on, others queue and share the next one.

use super::StoreError;
use super::submit::Pending;
use super::writer::Job;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Interactive works in one transaction at most, so that the first of them is not answered late.
const GROUP: usize = 64;
/// How long batch work waits at most while interactive work keeps coming.
const PATIENCE: Duration = Duration::from_millis(50);
/// How long a commit waits at most for those who are about to ask again.
const LONGEST_PAUSE: Duration = Duration::from_millis(1);

/// What is asked for by those who wait.
pub(super) enum Asked {
    Work(Box<dyn Job>),
    Submit(Pending),
}

/// What to do next.
pub(super) enum Turn {
    Interactive(Vec<Asked>),
    Batch(Box<dyn Job>),
    Close,
}

/// The works that wait.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    now: VecDeque<Asked>,
    batch: VecDeque<Box<dyn Job>>,
    closing: bool,
    /// Dropped when the file is closed.
    closed: Vec<oneshot::Sender<()>>,
    /// Nobody serves any more.
    over: bool,
}

/// What the writer remembers from turn to turn.
pub(super) struct Pace {
    /// Since when a batch has been waiting.
    batch_waits: Instant,
    /// The last turn was a batch's.
    after_batch: bool,
    /// The last turn, if it was an interactive one: how many it answered, and when it began.
    last: Option<(usize, Instant)>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { batch_waits: Instant::now(), after_batch: false, last: None }
    }
}

impl Queue {
    pub fn ask(&self, asked: Asked) -> Result<(), StoreError> {
        self.push(|state| state.now.push_back(asked))
    }

    pub fn ask_batch(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.push(|state| state.batch.push_back(job))
    }

    fn push(&self, push: impl FnOnce(&mut State)) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.closing || state.over {
            return Err(StoreError::Closed);
        }
        push(&mut state);
        drop(state);
        self.arrived.notify_one();
        Ok(())
    }

    /// Takes nothing new. What this returns ends when all is done; `None`: it is.
    pub fn close(&self) -> Option<oneshot::Receiver<()>> {
        let mut state = self.lock();
        state.closing = true;
        if state.over {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        state.closed.push(sender);
        drop(state);
        self.arrived.notify_one();
        Some(receiver)
    }

    /// While this lives, somebody serves the queue.
    pub fn served_here(&self) -> Served<'_> {
        Served(self)
    }

    /// Waits for something to do.
    pub fn turn(&self, pace: &mut Pace) -> Turn {
        let mut state = self.lock();
        let expected = pace.last.take().map(|(answered, began)| {
            let pause = (began.elapsed() / 3).min(LONGEST_PAUSE);
            (state.now.len() + answered, pause)
        });
        // However long batches took, people who came meanwhile are next.
        if std::mem::take(&mut pace.after_batch) {
            pace.batch_waits = Instant::now();
        }
        loop {
            if state.batch.is_empty() {
                pace.batch_waits = Instant::now();
            }
            let overdue = pace.batch_waits.elapsed() >= PATIENCE;
            if (state.now.is_empty() || overdue)
                && let Some(job) = state.batch.pop_front()
            {
                pace.after_batch = true;
                return Turn::Batch(job);
            }
            if !state.now.is_empty() {
                break;
            }
            if state.closing {
                return Turn::Close;
            }
            state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if let Some((count, pause)) = expected {
            state = self.gather(state, count.min(GROUP), pause);
        }
        let count = state.now.len().min(GROUP);
        let asked = state.now.drain(..count).collect();
        pace.last = Some((count, Instant::now()));
        Turn::Interactive(asked)
    }

    /// The next batch, if it may follow another in its transaction and no person waits.
    pub fn another_batch(&self) -> Option<Box<dyn Job>> {
        let mut state = self.lock();
        let follows = state.now.is_empty() && state.batch.front().is_some_and(|job| job.may_be_followed());
        if follows { state.batch.pop_front() } else { None }
    }

    /// Waits a little for those who were just answered: clients that ask again and again then share one commit instead
    /// of falling into two halves that wait for each other.
    fn gather<'a>(
        &'a self,
        state: MutexGuard<'a, State>,
        count: usize,
        pause: Duration,
    ) -> MutexGuard<'a, State> {
        let fewer = |state: &mut State| state.now.len() < count && !state.closing;
        let waited = self.arrived.wait_timeout_while(state, pause, fewer);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while holding it; were it so, the queues are still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the queue when dropped: those who still wait are told by their answers being dropped.
pub(super) struct Served<'a>(&'a Queue);

impl Drop for Served<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.over = true;
        let left = std::mem::take(&mut *state);
        state.closing = true;
        state.over = true;
        drop(state);
        drop(left);
    }
}
