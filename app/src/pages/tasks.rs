//! A project's tasks: the way from the sources through labeling to the targets, and the list of tasks itself.

mod card_dialog;
mod conflicts;
mod filter;
mod head;
mod history;
mod import;
mod outcomes;
mod pipeline;
mod preview;
mod storage_card;
mod storage_dialog;
mod storage_form;
mod table;
mod target_state;
mod verify;

use crate::api::error::ApiResult;
use crate::api::functions;
use crate::api::types::{Project, StorageCard, TaskFilter, TaskPage};
use crate::messages::t;
use crate::pages::project::{self, WithProject, use_project};
use filter::FilterTabs;
use head::TasksHead;
use leptos::prelude::*;
use leptos_meta::Title;
use pipeline::Pipeline;
use table::TaskTable;

/// What the page shows besides the project itself.
#[derive(Clone, Copy)]
struct Loaded {
    storages: Resource<ApiResult<Vec<StorageCard>>>,
    filter: Memo<TaskFilter>,
    /// The beginning of the list under `filter`.
    first: Resource<ApiResult<TaskPage>>,
}

#[component]
pub fn TasksPage() -> impl IntoView {
    let Some(context) = use_project() else { return ().into_any() };
    let filter = filter::from_address();
    let loaded = Loaded {
        storages: project::load(context.id, || (), |id, ()| functions::storages(id)),
        filter,
        first: project::load(context.id, move || filter.get(), table::first_page),
    };
    view! { <WithProject let:project><Tasks project loaded /></WithProject> }.into_any()
}

#[component]
fn Tasks(project: Project, loaded: Loaded) -> impl IntoView {
    let Some(context) = use_project() else { return ().into_any() };
    let Loaded { storages, filter, first } = loaded;
    let id = project.id;
    let counts = context.counts(&project);
    let go_to = RwSignal::new(None::<u64>);
    let has_config = !project.label_config.trim().is_empty();
    view! {
        <Title text=(t().common.page_title)(&project.title) />
        <div class="page tasks-page">
            <TasksHead project has_config counts />
            <Pipeline project=id storages counts />
            <section class="tasks" aria-label=t().tasks.tasks>
                <FilterTabs project=id filter counts go_to />
                <TaskTable project=id filter first go_to />
            </section>
        </div>
    }
    .into_any()
}
