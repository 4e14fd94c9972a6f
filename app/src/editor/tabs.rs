//! One tab for each annotation of a task and one for a new one; shown only when there is something to choose from.

use crate::api::types::{Annotation, TaskDetail};
use crate::messages::t;
use crate::model::ids::{AnnotationId, UserId};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn Tabs(task: Arc<TaskDetail>, tab: RwSignal<Option<AnnotationId>>) -> impl IntoView {
    if task.annotations.is_empty() {
        return ().into_any();
    }
    let tabs: Vec<_> =
        task.annotations.iter().map(|a| button(tab, Some(a.id), name_of(a), when(a))).collect();
    let new = button(tab, None, t().editor.new_annotation.to_owned(), String::new());
    view! { <nav class="ed-tabs" aria-label=t().editor.annotations data-testid="annotation-tabs">{tabs} {new}</nav> }
        .into_any()
}

fn button(
    tab: RwSignal<Option<AnnotationId>>,
    id: Option<AnnotationId>,
    name: String,
    detail: String,
) -> AnyView {
    let on = Memo::new(move |_| tab.get() == id);
    view! {
        <button
            type="button"
            class="ed-tab"
            class:ed-on=on
            aria-current=move || on.get().then_some("true")
            on:click=move |_| if !on.get_untracked() { tab.set(id) }
        >
            <span>{name}</span>
            <span class="ed-tab-detail">{detail}</span>
        </button>
    }
    .into_any()
}

fn name_of(annotation: &Annotation) -> String {
    let mut name = (t().editor.annotation_number)(annotation.id.0);
    if annotation.was_cancelled {
        name = format!("{name} · {}", t().editor.skipped);
    }
    if annotation.completed_by != UserId::LOCAL {
        name = format!("{name} · {}", (t().editor.by_user)(annotation.completed_by.0));
    }
    name
}

/// `2026-05-01 12:30`, as far as it can be told from the text.
fn when(annotation: &Annotation) -> String {
    annotation.updated_at.get(..16).unwrap_or_default().replace('T', " ")
}
