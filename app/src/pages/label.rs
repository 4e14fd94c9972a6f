//! The labeling page: one task of a project, by its id or by the stream. Fetches tasks, the next one ahead of time, and
//! leaves the labeling to the editor.

mod outgoing;
mod stream;

use crate::api::error::ApiError;
use crate::api::types::TaskDetail;
use crate::editor::{Anew, Done, Editor, outbox};
use crate::messages::t;
use crate::model::ids::{ProjectId, TaskId};
use crate::ui::effect::Effect;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};
use std::sync::Arc;
use stream::Stream;

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Loading,
    /// Counted, so that the same task fetched again is shown anew.
    Ready(u32, Arc<TaskDetail>),
    /// Nothing is left in the stream.
    AllDone,
    Failed(ApiError),
}

/// What was just done, said above the next task.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    words: &'static str,
    task: TaskId,
    /// Under this id it waits in the outbox; until it is gone from there, nothing is done.
    waits: Option<String>,
}

impl Said {
    /// In words; never that something is done that the server has not answered. Reactive.
    fn shown(&self) -> String {
        let task = (t().editor.task_number)(self.task.0);
        let waits = |id: &String| outbox::waiting().with(|all| all.iter().find(|w| w.id == *id).cloned());
        match self.waits.as_ref().and_then(waits) {
            None => format!("✓ {} · {task}", self.words),
            Some(waiting) if waiting.refused.is_none() => format!("{} · {task}", t().drafts.submitting),
            // The outbox tells of it.
            Some(_) => String::new(),
        }
    }
}

/// The page.
pub fn page() -> AnyView {
    view! { <LabelPage /> }.into_any()
}

/// `/projects/:id/label` and `/projects/:id/tasks/:task`.
#[component]
fn LabelPage() -> impl IntoView {
    let params = use_params_map();
    let number = move |name: &str| params.read().get(name).and_then(|text| text.parse::<i64>().ok());
    let project = Memo::new(move |_| number("id").map(ProjectId));
    let task = Memo::new(move |_| number("task").map(TaskId));
    let said = RwSignal::new(None::<Said>);
    view! {
        <section class="label-page">
            {move || match project.get() {
                Some(project) => view! { <Labeling project=project task=task.get() said=said/> }.into_any(),
                None => view! { <p class="ed-placeholder ed-bad" role="alert">{t().common.not_found_title}</p> }.into_any(),
            }}
        </section>
    }
}

/// One task by its id, or the stream where there is none. Made anew when the address changes.
#[component]
fn Labeling(project: ProjectId, task: Option<TaskId>, said: RwSignal<Option<Said>>) -> impl IntoView {
    let stage = RwSignal::new(Stage::Loading);
    let stream = Stream::new(project, stage);
    let in_stream = task.is_none();
    // Only in the browser: what is labeled is never rendered on the server.
    Effect::new(move |_| {
        outbox::resume();
        match task {
            Some(task) => stream.open(task),
            None => stream.start(),
        }
    });
    let title = move || match stage.get() {
        Stage::Ready(_, task) => (t().common.page_title)(&(t().editor.task_number)(task.id.0)),
        _ => (t().common.page_title)(t().editor.label),
    };
    view! {
        <Title text=title/>
        <outgoing::Outgoing/>
        {move || match stage.get() {
            Stage::Loading => view! { <Skeleton/> }.into_any(),
            Stage::AllDone => view! { <AllDone project=project stream=stream said=said/> }.into_any(),
            Stage::Failed(error) => view! { <Failed project=project error=error stream=stream task=task/> }.into_any(),
            Stage::Ready(round, task) => {
                // Elements of its own, or what is typed for one task would stand in the fields of the next.
                let one = move |_| {
                    view! { <OneTask task=task.clone() in_stream=in_stream stream=stream said=said/> }.into_any()
                };
                view! { <Anew key=move || Some(round) view=one/> }.into_any()
            }
        }}
    }
}

#[component]
fn OneTask(
    task: Arc<TaskDetail>,
    in_stream: bool,
    stream: Stream,
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let navigate = use_navigate();
    let (id, previous, next, project) = (task.id, task.previous, task.next, task.project);
    let go = Callback::new(move |forward: bool| {
        said.set(None);
        if in_stream {
            return if forward { stream.advance(id) } else { stream.back(previous) };
        }
        if let Some(to) = if forward { next } else { previous } {
            navigate(&format!("/projects/{project}/tasks/{to}"), Default::default());
        }
    });
    let done = Callback::new(move |done: Done| {
        let (words, waits) = match done {
            Done::Submitted(_) => (t().editor.submitted, None),
            Done::Updated(_) => (t().editor.updated, None),
            Done::Skipped(_) => (t().editor.skipped, None),
            Done::HandedIn { id, skipped: true } => (t().editor.skipped, Some(id)),
            Done::HandedIn { id, skipped: false } => (t().editor.submitted, Some(id)),
        };
        said.set(Some(Said { words, task: id, waits }));
        if in_stream { stream.advance(id) } else { stream.open(id) }
    });
    if in_stream {
        stream.look_ahead(id);
    }
    view! {
        <Head task=task.clone() in_stream=in_stream go=go said=said/>
        <Editor task=task on_done=done on_go=go eager=Signal::derive(move || in_stream && stream.has_ahead())/>
    }
}

/// Where one is: project, place in the list, the way to the neighbours, what was just done.
#[component]
fn Head(
    task: Arc<TaskDetail>,
    in_stream: bool,
    go: Callback<bool>,
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let project = task.project;
    let tasks = format!("/projects/{project}");
    view! {
        <header class="label-head">
            <nav class="label-crumbs" aria-label=t().editor.breadcrumb>
                <a href="/">{t().common.projects}</a>
                <span aria-hidden="true">"/"</span>
                <a href=tasks>{task.project_title.clone()}</a>
                <span aria-hidden="true">"/"</span>
                <h1 aria-current="page">{(t().editor.task_number)(task.id.0)}</h1>
            </nav>
            <p class="label-said" role="status" data-testid="saved-state">
                {move || said.with(|said| said.as_ref().map(Said::shown))}
            </p>
            <p class="label-position" data-testid="position">{(t().editor.position)(task.position, task.total)}</p>
            <div class="label-neighbours">
                {step(&task, task.previous, in_stream, go, false)}
                {step(&task, task.next, in_stream, go, true)}
            </div>
        </header>
    }
}

/// The way to a neighbour: a link to its page, or in the stream a button, for the address stays.
fn step(
    task: &TaskDetail,
    to: Option<TaskId>,
    in_stream: bool,
    go: Callback<bool>,
    forward: bool,
) -> AnyView {
    let (sign, words, id) = if forward {
        ("→", t().editor.next, "next-task")
    } else {
        ("←", t().editor.previous, "previous-task")
    };
    let title = (t().editor.with_key)(words, if forward { "Ctrl+." } else { "Ctrl+," });
    match to {
        Some(to) if !in_stream => {
            let href = format!("/projects/{}/tasks/{to}", task.project);
            view! { <a class="ed-button" href=href aria-label=words title=title data-testid=id>{sign}</a> }
                .into_any()
        }
        _ => {
            let off = to.is_none() && !(in_stream && forward);
            view! {
                <button type="button" class="ed-button" aria-label=words title=title data-testid=id disabled=off on:click=move |_| go.run(forward)>
                    {sign}
                </button>
            }
            .into_any()
        }
    }
}

#[component]
fn AllDone(project: ProjectId, stream: Stream, said: RwSignal<Option<Said>>) -> impl IntoView {
    view! {
        <div class="label-done" data-testid="all-done">
            <p class="label-done-sign" aria-hidden="true">"✓"</p>
            <h1>{t().editor.all_done}</h1>
            <p role="status">
                {move || said.with(|said| said.as_ref().map(|said| format!("{} ", said.shown())))}
                {t().editor.all_done_text}
            </p>
            <div class="label-done-ways">
                <a class="ed-button ed-primary" href=format!("/projects/{project}")>{t().editor.to_tasks}</a>
                <button type="button" class="ed-button" on:click=move |_| stream.start()>{t().editor.look_again}</button>
            </div>
        </div>
    }
}

#[component]
fn Failed(project: ProjectId, error: ApiError, stream: Stream, task: Option<TaskId>) -> impl IntoView {
    let again = move |_| match task {
        Some(task) => stream.open(task),
        None => stream.start(),
    };
    view! {
        <div class="label-done" role="alert" data-testid="task-failed">
            <h1>{t().editor.task_failed}</h1>
            <p>{error.to_string()}</p>
            <div class="label-done-ways">
                <button type="button" class="ed-button ed-primary" on:click=again>{t().common.retry}</button>
                <a class="ed-button" href=format!("/projects/{project}")>{t().editor.to_tasks}</a>
            </div>
        </div>
    }
}

/// The page's shape while the task is on its way; also what the server renders.
#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="label-skeleton" aria-busy="true">
            <p class="ed-visually-hidden" role="status">{t().editor.loading_task}</p>
            <div class="label-bone label-bone-head"></div>
            <div class="label-bone-row">
                <div class="label-bone label-bone-main"></div>
                <div class="label-bone label-bone-side"></div>
            </div>
        </div>
    }
}
