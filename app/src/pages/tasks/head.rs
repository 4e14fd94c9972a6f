//! The top of the Tasks page: the project's title and what can be done with its tasks.

use super::import::ImportButton;
use crate::api::types::{Project, TaskCounts};
use crate::messages::t;
use crate::ui::icons::Icon;
use crate::ui::states::{Callout, Tone};
use leptos::prelude::*;

#[component]
pub fn TasksHead(project: Project, has_config: bool, counts: Signal<TaskCounts>) -> impl IntoView {
    let id = project.id;
    let description = (!project.description.is_empty())
        .then(|| view! { <p class="muted clamp">{project.description.clone()}</p> });
    let file_note = project.differs_from_file.then(|| {
        view! {
            <span class="chip warn" title=t().project.differs_text>
                {t().project.differs}
            </span>
        }
    });
    let ready = Memo::new(move |_| has_config && counts.get().tasks > 0);
    let label = move || {
        if ready.get() {
            view! {
                <a class="button primary" href=format!("/projects/{id}/label")>
                    {Icon::Tag.view()}
                    {t().tasks.start_labeling}
                </a>
            }
            .into_any()
        } else {
            ().into_any()
        }
    };
    view! {
        <div class="page-head">
            <div class="page-title">
                <h1>{project.title} {file_note}</h1>
                {description}
            </div>
            <div class="page-actions">
                <ImportButton project=id />
                <a class="button" href=format!("/api/projects/{id}/export?exportType=JSON") download rel="external">
                    {Icon::Download.view()}
                    {t().tasks.export}
                </a>
                {label}
            </div>
        </div>
        {(!has_config).then(|| view! { <ChooseConfig project=format!("/projects/{id}/settings") /> })}
    }
}

/// Without a labeling config nothing can be labeled: says so, and where to choose one.
#[component]
fn ChooseConfig(project: String) -> impl IntoView {
    view! {
        <Callout tone=Tone::Info>
            <p>{t().tasks.no_config}</p>
            <a class="button small" href=project>
                {t().tasks.choose_config}
            </a>
        </Callout>
    }
}
