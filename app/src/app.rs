//! The root: routes, and what every page shares. The document around it is `shell`.

#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
pub use shell::shell;

use crate::messages::t;
use crate::pages::label::LabelPage;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// The front end's files by their hashed names under `/pkg/`, and the nonce of this answer's content security policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssetNames {
    pub js: String,
    pub wasm: String,
    pub css: String,
    pub nonce: Option<String>,
}

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text=t().common.product />
        <Router>
            <main id="main" tabindex="-1">
                <Routes fallback=|| t().common.not_found_title.into_any()>
                    <Route path=path!("/") view=|| t().common.projects.into_any() />
                    <Route path=path!("/projects/:id/label") view=|| view! { <LabelPage /> }.into_any() />
                    <Route path=path!("/projects/:id/tasks/:task") view=|| view! { <LabelPage /> }.into_any() />
                </Routes>
            </main>
        </Router>
    }
}
