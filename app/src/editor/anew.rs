//! Showing something anew. A view that is only drawn again keeps its elements, and with them what was typed into
//! them: half a sentence about one region must not turn up under the next.

use leptos::prelude::*;
use std::hash::Hash;

/// What `view` makes of a key, with elements of its own for each key; nothing where there is no key.
#[component]
pub fn Anew<K, E, F>(
    /// What is shown.
    key: E,
    view: F,
) -> impl IntoView
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    E: Fn() -> Option<K> + Send + Sync + 'static,
    F: Fn(K) -> AnyView + Clone + Send + Sync + 'static,
{
    view! { <For each=key key=Clone::clone children=view/> }
}
