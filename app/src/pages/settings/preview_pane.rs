//! Beside the editor: the labeling interface that the config comes to, over the data of the project's first task if it
//! has one, else of the template that was taken.

use super::config_editor::Editing;
use crate::api::functions;
use crate::api::types::{TaskDetail, TaskFilter, TaskQuery};
use crate::editor::Preview;
use crate::messages::t;
use crate::model::ids::{ProjectId, TaskId};
use crate::ui::effect::Effect;
use leptos::prelude::*;
use serde_json::{Map, Value};

/// Whose data are shown.
#[derive(Clone, Debug, PartialEq)]
struct OfTask {
    task: TaskId,
    data: Map<String, Value>,
}

#[component]
pub fn PreviewPane(project: ProjectId, editing: Editing) -> impl IntoView {
    // Asked once; without an answer the sample stands in.
    let asked = RwSignal::new(false);
    let first = RwSignal::new(None::<OfTask>);
    Effect::new(move |_| {
        leptos::task::spawn_local(async move {
            let found = first_task(project).await;
            if let Some(task) = found {
                first.try_set(Some(OfTask { task: task.id, data: task.resolved }));
            }
            asked.try_set(true);
        });
    });
    let data = Memo::new(move |_| {
        let mut data = editing.sample.get();
        if let Some(of_task) = first.get() {
            data.extend(of_task.data);
        }
        data
    });
    let whose = move || match first.with(|first| first.as_ref().map(|first| first.task)) {
        Some(TaskId(task)) => (t().preview.of_task)(task),
        None => t().preview.of_sample.to_owned(),
    };
    let text = editing.paused;
    // Once it is known whose data are shown, so that it is not built twice.
    let preview =
        move || asked.get().then(|| view! { <Preview label_config=text data=data with_result=true /> });
    view! {
        <aside class="preview-pane" aria-labelledby="preview-title">
            <header class="preview-head">
                <h3 id="preview-title">{t().preview.title}</h3>
                <p class="muted" hidden=move || !asked.get()>{whose}</p>
            </header>
            <div class="preview-frame">{preview}</div>
        </aside>
    }
}

/// The first task of a project, whole.
async fn first_task(project: ProjectId) -> Option<TaskDetail> {
    let query = TaskQuery { project, filter: TaskFilter::All, offset: 0, limit: 1 };
    let page = functions::tasks(query).await.ok()?;
    functions::task(page.rows.first()?.id).await.ok()
}
