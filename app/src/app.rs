//! The root: routes, and what every page shares. The document around it is `shell`.

pub mod parts;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
pub use shell::shell;

use crate::api::error::ApiError;
use crate::messages::t;
use crate::pages::not_found::NotFoundPage;
use crate::pages::project::ProjectLayout;
use crate::ui::confirm::{Confirm, ConfirmDialog};
use crate::ui::focus::FocusKeeper;
use crate::ui::navigation::{Announcer, SkipLink};
use crate::ui::states::ErrorState;
use crate::ui::time::Clock;
use crate::ui::toast::{ToastArea, Toasts};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};
use parts::{Page, labeling, managing};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The front end's files by their paths under `/pkg/`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct AssetNames {
    pub js: String,
    /// Scripts that `js` imports.
    pub imports: Vec<String>,
    pub wasm: String,
    pub css: String,
    /// The modules of each [`parts::Part`] by its name.
    pub parts: BTreeMap<String, Vec<String>>,
}

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Toasts::provide();
    Confirm::provide();
    Clock::provide();
    view! {
        <Title text=t().common.product />
        <Router>
            <SkipLink />
            <ErrorBoundary fallback=|errors| view! { <Unexpected errors /> }>
                <Pages />
            </ErrorBoundary>
            <Announcer />
        </Router>
        <ToastArea />
        <ConfirmDialog />
        <FocusKeeper />
    }
}

/// Pages are rendered whole before they are sent: their data is a few local queries away.
#[component]
fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=|| view! { <NotFoundPage /> }.into_any()>
            <Route path=path!("/") view=|| Suspend::new(managing(Page::Projects)).into_any() ssr=SsrMode::Async />
            <ParentRoute path=path!("/projects/:id") view=|| view! { <ProjectLayout /> }.into_any() ssr=SsrMode::Async>
                <Route path=path!("") view=|| Suspend::new(managing(Page::Tasks)).into_any() ssr=SsrMode::Async />
                <Route path=path!("label") view=|| Suspend::new(labeling()).into_any() ssr=SsrMode::Async />
                <Route path=path!("tasks/:task") view=|| Suspend::new(labeling()).into_any() ssr=SsrMode::Async />
                <Route path=path!("settings") view=|| Suspend::new(managing(Page::Settings)).into_any() ssr=SsrMode::Async />
            </ParentRoute>
        </Routes>
    }
    .into_any()
}

/// What no page expected.
#[component]
fn Unexpected(#[prop(into)] errors: Signal<Errors>) -> impl IntoView {
    let all = move || {
        let said: Vec<String> = errors.read().iter().map(|(_, error)| error.to_string()).collect();
        view! { <ErrorState error=ApiError::Internal(said.join("\n")) /> }
    };
    view! { <main id="main" tabindex="-1">{all}</main> }
}
