//! Typing: an act that waits for a pause.

use leptos::prelude::*;
use std::time::Duration;

/// A pause in typing: one step of the history.
const PAUSE: Duration = Duration::from_millis(300);

/// Runs an act after a pause, unless another comes before.
#[derive(Clone, Copy)]
pub struct Later(StoredValue<Option<TimeoutHandle>, LocalStorage>);

impl Later {
    pub fn new() -> Self {
        let later = Self(StoredValue::new_local(None));
        on_cleanup(move || later.cancel());
        later
    }

    pub fn run(&self, act: impl FnOnce() + 'static) {
        self.cancel();
        let timer = set_timeout_with_handle(act, PAUSE).ok();
        self.0.try_set_value(timer);
    }

    pub fn cancel(&self) {
        if let Some(timer) = self.0.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }
}
