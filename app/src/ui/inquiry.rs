//! Something that goes on by itself on the server and that a page looks at until it is over.

use crate::api::error::{ApiError, ApiResult};
use crate::api::functions;
use crate::api::types::{BulkRun, DryRun, InquiryState, Verification};
use leptos::prelude::*;
use std::time::Duration;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(400);
/// Looks in a row that may stay without an answer, while the server goes on: about a minute of them.
const PATIENCE: u32 = 22;

/// What the server tells of it.
pub trait Told: Clone + Send + Sync + 'static {
    fn id(&self) -> u64;
    fn state(&self) -> InquiryState;
    fn look(id: u64) -> impl Future<Output = ApiResult<Self>>;
}

/// One that was asked for: how far it is, or why it is not.
pub struct Inquiry<T: 'static> {
    told: RwSignal<Option<ApiResult<T>>>,
    /// It was asked for, and there is no answer yet.
    asking: RwSignal<bool>,
}

impl<T> Clone for Inquiry<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Inquiry<T> {}

impl<T: Told> Default for Inquiry<T> {
    fn default() -> Self {
        Self { told: RwSignal::new(None), asking: RwSignal::new(false) }
    }
}

impl<T: Told> Inquiry<T> {
    pub fn clear(self) {
        self.told.try_set(None);
    }

    pub fn get(self) -> Option<ApiResult<T>> {
        self.told.get()
    }

    pub fn get_untracked(self) -> Option<ApiResult<T>> {
        self.told.get_untracked()
    }

    pub fn is_asking(self) -> bool {
        self.asking.get()
    }

    pub fn is_running(self) -> bool {
        self.told.with(|told| matches!(told, Some(Ok(told)) if told.state() == InquiryState::Running))
    }

    /// Asked for, or under way.
    pub fn is_busy(self) -> bool {
        self.is_asking() || self.is_running()
    }

    /// Begins anew.
    pub fn begin(self, asked: impl Future<Output = ApiResult<T>> + 'static) {
        self.clear();
        self.asking.try_set(true);
        leptos::task::spawn_local(async move {
            let begun = asked.await;
            let is_shown = self.told.try_set(Some(begun)).is_none();
            self.asking.try_set(false);
            if is_shown {
                self.look(0);
            }
        });
    }

    /// Looks again while it runs; `silent` looks before this one had no answer.
    fn look(self, silent: u32) {
        let Some(Some(Ok(told))) = self.told.try_get_untracked() else { return };
        if told.state() != InquiryState::Running {
            return;
        }
        let id = told.id();
        set_timeout(
            move || {
                leptos::task::spawn_local(async move {
                    let now = T::look(id).await;
                    let same = matches!(self.told.try_get_untracked(), Some(Some(Ok(ref shown))) if shown.id() == id);
                    if same && is_silence(&now, silent) {
                        self.look(silent + 1);
                    } else if same && self.told.try_set(Some(now)).is_none() {
                        self.look(0);
                    }
                });
            },
            pause(silent),
        );
    }
}

/// Nobody answered, which says nothing of what goes on there; unless it lasts.
fn is_silence<T>(answer: &ApiResult<T>, silent: u32) -> bool {
    silent < PATIENCE && matches!(answer, Err(ApiError::Network(_)))
}

fn pause(silent: u32) -> Duration {
    LOOK * 2_u32.pow(silent.min(3))
}

macro_rules! told {
    ($told:ty, $look:path) => {
        impl Told for $told {
            fn id(&self) -> u64 {
                self.id
            }

            fn state(&self) -> InquiryState {
                self.state
            }

            async fn look(id: u64) -> ApiResult<Self> {
                $look(id).await
            }
        }
    };
}

told!(DryRun, functions::dry_run);
told!(Verification, functions::verification);
told!(BulkRun, functions::bulk);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_that_is_lost_is_not_the_end_and_a_minute_of_silence_is_told() {
        let lost: ApiResult<()> = Err(ApiError::Network("no answer".to_owned()));
        let gone: ApiResult<()> = Err(ApiError::NotFound("only the last few are kept".to_owned()));
        assert!(is_silence(&lost, 0) && is_silence(&lost, PATIENCE - 1));
        assert!(!is_silence(&lost, PATIENCE));
        assert!(!is_silence(&gone, 0) && !is_silence(&Ok(()), 0));
        let whole: Duration = (0..=PATIENCE).map(pause).sum();
        assert!((50..90).contains(&whole.as_secs()), "{whole:?}");
    }

    #[test]
    fn what_was_asked_for_and_not_answered_is_busy() {
        Owner::new().with(|| {
            let inquiry = Inquiry::<Verification>::default();
            assert!(!untrack(|| inquiry.is_busy()));
            inquiry.asking.set(true);
            assert!(untrack(|| inquiry.is_busy() && !inquiry.is_running()));
            inquiry.asking.set(false);
            inquiry.told.set(Some(Ok(Verification::default())));
            assert!(untrack(|| inquiry.is_busy()), "it is under way");
            inquiry.told.set(Some(Ok(Verification { state: InquiryState::Done, ..Verification::default() })));
            assert!(!untrack(|| inquiry.is_busy()));
        });
    }
}
