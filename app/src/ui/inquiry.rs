//! Something that goes on by itself on the server and that a page looks at until it is over.

use crate::api::error::ApiResult;
use crate::api::functions;
use crate::api::types::{BulkRun, DryRun, InquiryState, Verification};
use leptos::prelude::*;
use std::time::Duration;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(400);

/// What the server tells of it.
pub trait Told: Clone + Send + Sync + 'static {
    fn id(&self) -> u64;
    fn state(&self) -> InquiryState;
    fn look(id: u64) -> impl Future<Output = ApiResult<Self>>;
}

/// One that was asked for: how far it is, or why it is not.
pub struct Inquiry<T: 'static>(RwSignal<Option<ApiResult<T>>>);

impl<T> Clone for Inquiry<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Inquiry<T> {}

impl<T: Told> Default for Inquiry<T> {
    fn default() -> Self {
        Self(RwSignal::new(None))
    }
}

impl<T: Told> Inquiry<T> {
    pub fn clear(self) {
        self.0.try_set(None);
    }

    pub fn get(self) -> Option<ApiResult<T>> {
        self.0.get()
    }

    pub fn get_untracked(self) -> Option<ApiResult<T>> {
        self.0.get_untracked()
    }

    pub fn is_running(self) -> bool {
        self.0.with(|told| matches!(told, Some(Ok(told)) if told.state() == InquiryState::Running))
    }

    /// Begins anew; `over` is called when it is under way or could not begin.
    pub fn begin(self, asked: impl Future<Output = ApiResult<T>> + 'static, over: impl Fn() + 'static) {
        self.clear();
        leptos::task::spawn_local(async move {
            let begun = asked.await;
            over();
            if self.0.try_set(Some(begun)).is_none() {
                self.look();
            }
        });
    }

    /// Looks again while it runs.
    fn look(self) {
        let Some(Some(Ok(told))) = self.0.try_get_untracked() else { return };
        if told.state() != InquiryState::Running {
            return;
        }
        let id = told.id();
        set_timeout(
            move || {
                leptos::task::spawn_local(async move {
                    let now = T::look(id).await;
                    let same =
                        matches!(self.0.try_get_untracked(), Some(Some(Ok(ref shown))) if shown.id() == id);
                    if same && self.0.try_set(Some(now)).is_none() {
                        self.look();
                    }
                });
            },
            LOOK,
        );
    }
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
