//! The end of a project.

use crate::api::functions;
use crate::api::types::Project;
use crate::messages::t;
use crate::ui::confirm::{Question, use_confirm};
use crate::ui::icons::Icon;
use crate::ui::toast::use_toasts;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

#[component]
pub fn DangerZone(project: Project) -> impl IntoView {
    let words = t().settings;
    let confirm = use_confirm();
    let toasts = use_toasts();
    let navigate = use_navigate();
    let (id, title, counts) = (project.id, project.title, project.counts);
    let delete = Callback::new(move |()| {
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match functions::delete_project(id).await {
                Ok(()) => {
                    toasts.good(t().settings.project_deleted);
                    navigate("/", Default::default());
                }
                Err(error) => toasts.bad(error),
            }
        });
    });
    let ask = move |_| {
        confirm.ask(Question {
            title: (words.delete_project_title)(&title),
            text: (words.delete_project_text)(counts.tasks, counts.annotations),
            action: words.delete_project.to_owned(),
            destroys: true,
            on_yes: delete,
        });
    };
    view! {
        <section class="panel danger-panel" aria-labelledby="danger-title">
            <h2 id="danger-title">{words.danger}</h2>
            <p class="muted">{words.danger_text}</p>
            <div class="panel-foot">
                <button type="button" class="button danger" on:click=ask>
                    {Icon::Trash.view()}
                    {words.delete_project}
                </button>
            </div>
        </section>
    }
}
