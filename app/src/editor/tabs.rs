//! One tab for each annotation and prediction of a task, one for a new annotation, one to compare them; and what can be
//! done with the annotation that is open. Shown only when there is something to choose from.

mod copy;

use super::browser;
use super::icons::Icon;
use super::kept::Kept;
use super::mirror;
use super::panels::name_of_prediction;
use super::state::Work;
use crate::api::functions::{delete_annotation, set_ground_truth, task as fetch_task};
use crate::api::types::{Annotation, Draft, TaskDetail};
use crate::messages::t;
use crate::model::ids::{AnnotationId, PredictionId, UserId};
use crate::ui::confirm::{Confirm, Question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use std::time::Duration;

/// How long another tab waits for the work of this one to be safe; without a server it goes on: this browser has it.
const WAIT: Duration = Duration::from_millis(40);
const MOST_WAITS: u32 = 50;

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tab {
    New,
    Annotation(AnnotationId),
    Prediction(PredictionId),
    Compare,
}

impl Tab {
    pub const fn annotation(self) -> Option<AnnotationId> {
        match self {
            Self::Annotation(id) => Some(id),
            _ => None,
        }
    }
}

/// The task as it is known now, which tab is asked for, and a count that opens it anew.
#[derive(Clone, Copy)]
pub struct Open {
    pub task: RwSignal<Arc<TaskDetail>>,
    pub tab: RwSignal<Tab>,
    pub round: RwSignal<u32>,
    /// The tab and the round that are being opened or are open; `None` before the first.
    pub wanted: StoredValue<Option<(Tab, u32)>>,
    /// The tab that shows, and the number of the showing; it follows once this browser's storage was read.
    pub shown: RwSignal<Option<(Tab, u32)>>,
    /// What this browser kept of the task when the tab that shows was opened.
    pub kept: StoredValue<Arc<Kept>>,
    pub said: RwSignal<Option<String>>,
    pub confirm: Confirm,
    /// The work that is open, to be kept before another tab is.
    pub work: StoredValue<Option<Work>>,
}

impl Open {
    /// What an annotation says of itself now, if it still says what it said when it was opened: then what changed is
    /// only what stands beside its result.
    pub fn updated_at(self, opened: &Annotation) -> Option<String> {
        self.task.with_untracked(|task| {
            let now = task.annotations.iter().find(|known| known.id == opened.id)?;
            (now.result == opened.result).then(|| now.updated_at.clone())
        })
    }

    /// Goes to another tab once the server has the unfinished work of this one, and remembers it for coming back.
    pub fn go(self, to: Tab) {
        let from = self.tab.get_untracked().annotation();
        let Some(work) = self.work.get_value() else { return self.tab.set(to) };
        self.work.set_value(None);
        let keeper = work.keeper();
        keeper.flush(false);
        spawn_local(async move {
            for _ in 0..MOST_WAITS {
                if !keeper.unsent() {
                    break;
                }
                browser::sleep(WAIT).await;
            }
            let Some(document) = work.try_result() else { return };
            // What the server lacks stands in this browser, and opens from there.
            if let Some(updated_at) = keeper.base().filter(|_| !keeper.unsent()) {
                let draft = Draft {
                    annotation: from,
                    result: document,
                    lead_time: Some(work.lead_time()),
                    updated_at,
                    unique_id: from.is_none().then(|| keeper.unique_id()),
                };
                let _ = self.task.try_update_untracked(|task| {
                    let drafts = &mut Arc::make_mut(task).drafts;
                    drafts.retain(|known| known.annotation != from);
                    drafts.push(draft);
                });
            }
            let _ = self.tab.try_set(to);
        });
    }

    fn star(self, id: AnnotationId, on: bool) {
        spawn_local(async move {
            let answer = set_ground_truth(id, on).await;
            match answer {
                Ok(starred) => {
                    self.note_star(starred);
                    let words = if on { t().compare.starred } else { t().compare.unstarred };
                    let _ = self.said.try_set(Some(words.to_owned()));
                }
                Err(error) => self.failed(&error.to_string()),
            }
        });
    }

    fn note_star(self, starred: Annotation) {
        // The task may have been left meanwhile.
        let _ = self.task.try_update(|task| {
            let task = Arc::make_mut(task);
            for known in &mut task.annotations {
                if known.id == starred.id {
                    *known = starred.clone();
                } else if starred.ground_truth {
                    known.ground_truth = false;
                }
            }
        });
        // The one that lost its star was written too: its time is asked for anew.
        self.reload(false);
    }

    fn reload(self, anew: bool) {
        let Some(id) = self.task.try_with_untracked(|task| task.id) else { return };
        spawn_local(async move {
            let answer = fetch_task(id).await;
            match answer {
                Ok(task) => {
                    let _ = self.task.try_set(Arc::new(task));
                    if anew {
                        let _ = self.round.try_update(|round| *round += 1);
                    }
                }
                Err(error) => self.failed(&error.to_string()),
            }
        });
    }

    fn delete(self, id: AnnotationId) {
        let keeper = self.work.get_value().map(|work| work.keeper());
        let keeper = keeper.filter(|keeper| keeper.annotation() == Some(id));
        spawn_local(async move {
            if let Some(keeper) = &keeper {
                // Or its last save would arrive for an annotation that is gone.
                keeper.close().await;
            }
            let answer = delete_annotation(id).await;
            match answer {
                Ok(()) => {
                    if let Some(keeper) = keeper {
                        // What stays of unfinished work on it is never opened.
                        let _ = keeper.give_way().await;
                    }
                    if let Some(task) = self.task.try_with_untracked(|task| task.id) {
                        mirror::forget(task, Some(id));
                    }
                    let _ = self.tab.try_set(Tab::New);
                    self.reload(true);
                }
                Err(error) => {
                    if let Some(keeper) = keeper {
                        keeper.reopen();
                    }
                    self.failed(&error.to_string());
                }
            }
        });
    }

    fn failed(self, why: &str) {
        let _ = self.said.try_set(Some((t().compare.not_done)(why)));
    }
}

#[component]
pub fn Tabs(open: Open) -> impl IntoView {
    let Open { task, said, .. } = open;
    let shown = Memo::new(move |_| {
        task.with(|task| {
            let annotations =
                task.annotations.iter().map(|a| (Tab::Annotation(a.id), name_of(a), when(a), a.ground_truth));
            let predictions = task.predictions.iter().map(|p| {
                let score = p.score.map(|score| crate::messages::decimal(score, 2)).unwrap_or_default();
                (Tab::Prediction(p.id), name_of_prediction(p), score, false)
            });
            annotations.chain(predictions).collect::<Vec<_>>()
        })
    });
    let compares = Memo::new(move |_| shown.with(|shown| shown.len() > 1));
    view! {
        <div class="ed-tab-row" hidden=move || shown.with(Vec::is_empty) || open.shown.with(Option::is_none)>
            <nav class="ed-tabs" aria-label=t().compare.annotations data-testid="annotation-tabs">
                <For each=move || shown.get() key=Clone::clone let:one>
                    {button(open, one.0, one.1, one.2, one.3)}
                </For>
                {button(open, Tab::New, t().editor.new_annotation.to_owned(), String::new(), false)}
                <span hidden=move || !compares.get()>{button(open, Tab::Compare, t().compare.compare.to_owned(), String::new(), false)}</span>
            </nav>
            <Actions open=open/>
            <p class="ed-where" role="status" data-testid="annotation-said">{move || said.get()}</p>
        </div>
    }
}

fn button(open: Open, of: Tab, name: String, detail: String, starred: bool) -> AnyView {
    let on = Memo::new(move |_| open.tab.get() == of);
    let testid = match of {
        Tab::New => "tab-new".to_owned(),
        Tab::Compare => "tab-compare".to_owned(),
        Tab::Annotation(id) => format!("tab-{id}"),
        Tab::Prediction(id) => format!("tab-prediction-{id}"),
    };
    view! {
        <button
            type="button"
            class="ed-tab"
            class:ed-on=on
            data-testid=testid
            aria-current=move || on.get().then_some("true")
            on:click=move |_| if !on.get_untracked() { open.go(of) }
        >
            {starred.then(|| view! { <span class="ed-tab-star" role="img" aria-label=t().compare.ground_truth>"★"</span> })}
            <span>{name}</span>
            <span class="ed-tab-detail">{detail}</span>
        </button>
    }
    .into_any()
}

/// What can be done with the annotation that is open.
#[component]
fn Actions(open: Open) -> impl IntoView {
    let current = Memo::new(move |_| {
        let id = open.tab.get().annotation()?;
        open.task.with(|task| task.annotations.iter().find(|known| known.id == id).cloned())
    });
    let starred = Memo::new(move |_| current.with(|a| a.as_ref().is_some_and(|a| a.ground_truth)));
    let words = move || if starred.get() { t().compare.unstar } else { t().compare.star };
    let with = move |act: fn(Open, &Annotation)| {
        if let Some(annotation) = current.get_untracked() {
            act(open, &annotation);
        }
    };
    let ask = move |_| {
        let Some(annotation) = current.get_untracked() else { return };
        open.confirm.ask(Question {
            title: t().compare.delete.to_owned(),
            text: t().compare.delete_text.to_owned(),
            action: t().common.delete.to_owned(),
            destroys: true,
            on_yes: Callback::new(move |()| open.delete(annotation.id)),
        });
    };
    view! {
        <div class="ed-tab-acts" role="group" aria-label=t().compare.actions hidden=move || current.with(Option::is_none)>
            <button
                type="button"
                class="ed-icon"
                class:ed-starred=starred
                data-testid="ground-truth"
                aria-pressed=move || if starred.get() { "true" } else { "false" }
                aria-label=words
                title=words
                on:click=move |_| with(|open, annotation| open.star(annotation.id, !annotation.ground_truth))
            >
                {Icon::Star.view()}
            </button>
            <button type="button" class="ed-icon" data-testid="duplicate-annotation" aria-label=t().compare.duplicate title=t().compare.duplicate on:click=move |_| with(|open, annotation| open.copy_to_new(&annotation.result))>
                {Icon::Copy.view()}
            </button>
            <button type="button" class="ed-icon" data-testid="copy-link" aria-label=t().compare.copy_link title=t().compare.copy_link on:click=move |_| with(copy_link)>
                {Icon::Link.view()}
            </button>
            <button type="button" class="ed-icon" data-testid="delete-annotation" aria-label=t().compare.delete title=t().compare.delete on:click=ask>
                {Icon::Close.view()}
            </button>
        </div>
    }
}

fn copy_link(open: Open, annotation: &Annotation) {
    let origin = window().location().origin().unwrap_or_default();
    let link = format!(
        "{origin}/projects/{}/tasks/{}?annotation={}",
        annotation.project, annotation.task, annotation.id
    );
    browser::copy_text(link, move |done| {
        let words = if done { t().common.copied } else { t().common.copy_failed };
        let _ = open.said.try_set(Some(words.to_owned()));
    });
}

/// The annotation that the address asks for.
pub fn asked_for() -> Option<AnnotationId> {
    let search = window().location().search().ok()?;
    let mut pairs = search.trim_start_matches('?').split('&');
    pairs.find_map(|pair| pair.strip_prefix("annotation=")?.parse().ok())
}

pub fn name_of(annotation: &Annotation) -> String {
    let mut name = (t().editor.annotation_number)(annotation.id.0);
    if annotation.was_cancelled {
        name = format!("{name} · {}", t().editor.skipped);
    }
    if annotation.completed_by != UserId::LOCAL {
        name = format!("{name} · {}", (t().editor.by_user)(annotation.completed_by.0));
    }
    name
}

/// `2026-05-01 12:30`, as far as it can be told from the text, and how long it took.
fn when(annotation: &Annotation) -> String {
    let at = annotation.updated_at.get(..16).unwrap_or_default().replace('T', " ");
    match annotation.lead_time {
        Some(seconds) => format!("{at} · {}", (t().compare.lead_time)(seconds)),
        None => at,
    }
}
