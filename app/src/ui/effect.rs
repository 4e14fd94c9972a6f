//! Effects as they are used here: they follow the signals that they read, and know what they gave last. One for all
//! closures, where those of Leptos are made anew for each, at more than a kilobyte in the browser.

use leptos::prelude;

/// What follows the signals that it reads.
pub struct Effect;

impl Effect {
    /// Runs once the page is here, and after each change; only in the browser. Told what it gave the last time.
    #[allow(clippy::new_ret_no_self, reason = "used as the Effect of Leptos is")]
    pub fn new<T: 'static>(mut act: impl FnMut(Option<T>) -> T + 'static) {
        let mut last = None;
        boxed(Box::new(move || last = Some(act(last.take()))));
    }
}

fn boxed(act: Box<dyn FnMut()>) {
    prelude::Effect::new(act);
}
