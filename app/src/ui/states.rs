//! What stands where something is missing: not there yet, empty, or failed.

use super::icons::Icon;
use crate::api::error::ApiError;
use crate::messages::t;
use leptos::prelude::*;

/// Lines that shimmer where content is about to come. `rows` of the height that the content will have.
#[component]
pub fn Skeleton(#[prop(default = 3)] rows: usize, #[prop(optional)] tall: bool) -> impl IntoView {
    let lines = (0..rows).map(|_| view! { <div class="skeleton" class:tall=tall></div> }).collect_view();
    view! {
        <div class="skeletons" role="status">
            <span class="visually-hidden">{t().common.loading}</span>
            {lines}
        </div>
    }
}

/// Nothing is here yet, and how to begin.
#[component]
pub fn EmptyState(icon: Icon, #[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <div class="state">
            <div class="state-icon">{icon.view()}</div>
            <h2>{title}</h2>
            {children()}
        </div>
    }
}

/// Something could not be loaded: why, and another try.
#[component]
pub fn ErrorState(
    error: ApiError,
    /// Tries again; without it there is only the way to the projects.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let title = match error {
        ApiError::NotFound(_) => t().common.not_found_title,
        ApiError::Network(_) => t().common.unreachable_title,
        _ => t().common.failed_title,
    };
    let again = retry.map(|retry| {
        view! {
            <button type="button" class="button" on:click=move |_| retry.run(())>
                {Icon::Sync.view()}
                {t().common.retry}
            </button>
        }
    });
    view! {
        <div class="state bad" role="alert">
            <div class="state-icon">{Icon::Warning.view()}</div>
            <h2>{title}</h2>
            <p>{error.to_string()}</p>
            <div class="state-actions">
                {again}
                <a class="button ghost" href="/">
                    {t().common.to_projects}
                </a>
            </div>
        </div>
    }
}

/// How a remark looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Info,
    Good,
    Warn,
    Bad,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Good => Icon::Check,
            Self::Warn | Self::Bad => Icon::Warning,
        }
    }
}

/// A remark within content, with what can be done about it.
#[component]
pub fn Callout(tone: Tone, children: Children) -> impl IntoView {
    view! {
        <div class=format!("callout {}", tone.class())>
            {tone.icon().view()} <div class="callout-text">{children()}</div>
        </div>
    }
}
