//! A project's tasks: the way from the sources through labeling to the targets, and the list of tasks itself.

mod filter;
mod head;
mod import;
mod outcomes;
mod pipeline;
mod preview;
mod storage_card;
mod storage_dialog;
mod storage_form;
mod table;
mod target_state;

use crate::api::types::Project;
use crate::messages::t;
use crate::pages::project::{WithProject, use_project};
use filter::FilterTabs;
use head::TasksHead;
use leptos::prelude::*;
use leptos_meta::Title;
use pipeline::Pipeline;
use table::TaskTable;

#[component]
pub fn TasksPage() -> impl IntoView {
    view! { <WithProject let:project><Tasks project /></WithProject> }
}

#[component]
fn Tasks(project: Project) -> impl IntoView {
    let Some(context) = use_project() else { return ().into_any() };
    let id = project.id;
    let counts = context.counts(&project);
    let filter = filter::from_address();
    let go_to = RwSignal::new(None::<u64>);
    let has_config = !project.label_config.trim().is_empty();
    view! {
        <Title text=(t().common.page_title)(&project.title) />
        <div class="page tasks-page">
            <TasksHead project has_config counts />
            <Pipeline project=id counts />
            <section class="tasks" aria-label=t().tasks.tasks>
                <FilterTabs project=id filter counts go_to />
                <TaskTable project=id filter go_to />
            </section>
        </div>
    }
    .into_any()
}
