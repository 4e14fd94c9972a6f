//! The labeling page: one task of a project, by its id or by the stream.

use crate::messages::t;
use leptos::prelude::*;

/// `/projects/:id/label` and `/projects/:id/tasks/:task`.
#[component]
pub fn LabelPage() -> impl IntoView {
    view! { <h1>{t().editor.label}</h1> }
}
