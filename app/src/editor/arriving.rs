//! What stands where a part of the front end is on its way: that it loads, or that it could not be loaded, and another try.

use crate::api::error::ApiResult;
use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;
use std::sync::Arc;

/// A part on its way.
pub type Coming<P> = Pin<Box<dyn Future<Output = ApiResult<P>>>>;

/// What `show` makes of a part, once it is here. Fetched only in the browser.
pub fn arriving<P: Clone + Send + Sync + 'static>(
    load: fn() -> Coming<P>,
    show: impl Fn(P) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let part = RwSignal::new(None::<ApiResult<P>>);
    let fetch = move || {
        part.set(None);
        spawn_local(async move {
            let answer = load().await;
            // What waited for it may be gone by now.
            let _ = part.try_set(Some(answer));
        });
    };
    Effect::new(move |_| fetch());
    let show = Arc::new(show);
    let view = move || match part.get() {
        None => view! { <p class="ed-placeholder" aria-busy="true">{t().common.loading}</p> }.into_any(),
        Some(Ok(part)) => show(part),
        Some(Err(why)) => failed(why.to_string(), Callback::new(move |()| fetch())),
    };
    view.into_any()
}

/// Why something did not come, and another try.
pub fn failed(why: String, again: Callback<()>) -> AnyView {
    view! {
        <div class="ed-placeholder ed-bad" role="alert" data-testid="part-failed">
            <p>{why}</p>
            <button type="button" class="ed-button" on:click=move |_| again.run(())>{t().common.retry}</button>
        </div>
    }
    .into_any()
}
