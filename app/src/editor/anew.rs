//! Showing something anew. A view that is only drawn again keeps its elements, and with them what was typed into
//! them: half a sentence about one region must not turn up under the next.

use leptos::prelude::*;
use std::sync::Arc;

/// What `view` makes of a key, with elements of its own for each key; nothing where there is no key.
#[component]
pub fn Anew<K, E, F>(
    /// What is shown.
    key: E,
    view: F,
) -> impl IntoView
where
    K: Clone + Eq + Send + Sync + 'static,
    E: Fn() -> Option<K> + Send + Sync + 'static,
    F: Fn(K) -> AnyView + Clone + Send + Sync + 'static,
{
    let shown = Memo::new(move |before: Option<&(u32, Option<K>)>| {
        let key = key();
        let number = match before {
            None => 0,
            Some((number, same)) if *same == key => *number,
            Some((number, _)) => number.wrapping_add(1),
        };
        (number, key)
    });
    numbered(
        Arc::new(move || shown.with(|(number, key)| key.is_some().then_some(*number))),
        Arc::new(move || shown.with_untracked(|(_, key)| key.clone()).map(&view).into_any()),
    )
}

/// The same for keys of any type: they are counted, for the list below is made of each type anew, and it is large.
fn numbered(
    number: Arc<dyn Fn() -> Option<u32> + Send + Sync>,
    view: Arc<dyn Fn() -> AnyView + Send + Sync>,
) -> AnyView {
    view! { <For each=move || number() key=|number| *number children=move |_| view()/> }.into_any()
}
