//! What stands in the place of an object that cannot be shown, or not yet.

use super::fetch;
use crate::messages::t;
use crate::model::config::ObjectTag;
use leptos::prelude::*;

/// Why an object cannot be shown.
pub fn alert(words: impl Into<String>) -> AnyView {
    let words: String = words.into();
    view! { <p class="ed-placeholder ed-bad" role="alert">{words}</p> }.into_any()
}

/// The task has nothing under the key that an object shows.
pub fn missing(object: &ObjectTag) -> AnyView {
    alert((t().editor.missing_data)(&object.value))
}

/// Shows the text behind a URL once it is here; where it does not come, why, with a way to try again.
pub fn fetched(url: String, show: impl Fn(String) -> AnyView + Send + 'static) -> AnyView {
    let text = LocalResource::new(move || fetch::text(url.clone()));
    let view = move || {
        match text.get() {
        None => view! { <p class="ed-placeholder" aria-busy="true">{t().common.loading}</p> }.into_any(),
        Some(Ok(text)) => show(text),
        Some(Err(why)) => view! {
            <div class="ed-placeholder ed-bad" role="alert">
                <p>{why}</p>
                <button type="button" class="ed-button" on:click=move |_| text.refetch()>{t().common.retry}</button>
            </div>
        }
        .into_any(),
    }
    };
    view.into_any()
}
