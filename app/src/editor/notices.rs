//! What a person should know besides the work: a live region for screen readers, unfinished work found elsewhere, a
//! newer version of the task's data, that it was put away, what failed.

use super::mirror::{self, Mirror};
use super::session::Session;
use super::state::Work;
use crate::api::functions::{take_new_version, task as fetch_task};
use crate::api::types::TaskDetail;
use crate::messages::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

#[component]
pub fn Notices(work: Work, task: Arc<TaskDetail>, opened: Session, reopen: Callback<()>) -> impl IntoView {
    view! {
        <p class="ed-visually-hidden" role="status" aria-live="polite">{move || work.notice.get()}</p>
        <Toast work=work/>
        <Elsewhere work=work/>
        {opened.other.is_some().then(|| view! { <OtherWork work=work task=task.clone() opened=opened.clone() reopen=reopen/> })}
        {opened.prediction.is_some().then(|| view! { <p class="ed-note">{t().editor.from_prediction}</p> })}
        {task.archived.then(|| view! { <p class="ed-note ed-warn">{t().editor.archived}</p> })}
        {task.gone.then(|| view! { <p class="ed-note ed-warn">{t().editor.source_gone}</p> })}
        {task.stale.then(|| view! { <Stale task=task.clone()/> })}
        <p class="ed-alert" role="alert" data-testid="required-alert" hidden=move || work.problems.with(Vec::is_empty)>
            {move || work.problems.with(|p| p.iter().map(|p| p.message.clone()).collect::<Vec<_>>().join(" "))}
        </p>
    }
}

/// The last thing told, for a moment.
#[component]
fn Toast(work: Work) -> impl IntoView {
    let shown = RwSignal::new(None::<String>);
    Effect::new(move |last: Option<u32>| {
        let words = work.toast.get();
        let round = last.unwrap_or(0) + 1;
        if words.is_empty() {
            return round;
        }
        shown.set(Some(words.clone()));
        set_timeout(
            move || {
                if shown.try_get_untracked().flatten() == Some(words) {
                    shown.set(None);
                }
            },
            std::time::Duration::from_secs(4),
        );
        round
    });
    move || shown.get().map(|words| view! { <p class="ed-toast" aria-hidden="true">{words}</p> })
}

/// Unfinished work on the same task that was not opened: a person decides.
#[component]
fn OtherWork(work: Work, task: Arc<TaskDetail>, opened: Session, reopen: Callback<()>) -> impl IntoView {
    let gone = RwSignal::new(false);
    let annotation = opened.annotation.as_ref().map(|a| a.id);
    let base = opened.base.clone();
    let Some(other) = opened.other else { return ().into_any() };
    let words = if other.from_this_browser { t().editor.other_here } else { t().editor.other_there };
    let id = task.id;
    let take = move |_| {
        let mirror = Mirror {
            result: other.result.clone(),
            lead_time: other.lead_time,
            base: base.clone(),
            synced: false,
            at: super::browser::now_rfc3339(),
        };
        if base.is_none() {
            // Nothing at the server to stand on: it is new work again.
            mirror::write(id, annotation, &Mirror { base: None, ..mirror });
        } else {
            mirror::write(id, annotation, &mirror);
        }
        reopen.run(());
    };
    let drop_it = move |_| {
        gone.set(true);
        if other.from_this_browser {
            mirror::forget(id, annotation);
        }
        if work.keeper().unsent() {
            work.keep();
        }
    };
    view! {
        <div class="ed-note ed-warn" role="alert" hidden=move || gone.get() data-testid="other-draft">
            <p>{words}</p>
            <button type="button" class="ed-button" on:click=take>{t().editor.use_other}</button>
            <button type="button" class="ed-button" on:click=drop_it>{t().editor.keep_this}</button>
        </div>
    }
    .into_any()
}

/// Another window or machine saved a draft of this task meanwhile.
#[component]
fn Elsewhere(work: Work) -> impl IntoView {
    move || {
        work.elsewhere.get().then(|| {
            view! {
                <div class="ed-note ed-warn" role="alert" data-testid="draft-elsewhere">
                    <p>{t().editor.changed_elsewhere}</p>
                    <button
                        type="button"
                        class="ed-button"
                        // The server's draft opens, and this window's work is offered beside it.
                        on:click=|_| { let _ = window().location().reload(); }
                    >
                        {t().editor.look_at_it}
                    </button>
                    <button type="button" class="ed-button" on:click=move |_| work.elsewhere.set(false)>
                        {t().editor.keep_this}
                    </button>
                </div>
            }
        })
    }
}

/// Back at this window: has the draft moved on elsewhere?
pub fn look_elsewhere(work: Work, task: Arc<TaskDetail>) {
    let keeper = work.keeper();
    if keeper.unsent() {
        return;
    }
    let annotation = keeper.annotation();
    spawn_local(async move {
        // No answer means no news; the draft's own saving tells of a dead network.
        let Ok(now) = fetch_task(task.id).await else { return };
        let draft = now.drafts.iter().find(|d| d.annotation == annotation);
        let moved = draft.is_some_and(|d| Some(&d.updated_at) != keeper.base().as_ref());
        if moved && !keeper.unsent() {
            let _ = work.elsewhere.try_set(true);
        }
    });
}

/// The source has a newer version of a labeled task.
#[component]
fn Stale(task: Arc<TaskDetail>) -> impl IntoView {
    let failed = RwSignal::new(None::<String>);
    let id = task.id;
    let take = move |_| {
        spawn_local(async move {
            match take_new_version(id).await {
                Ok(()) => {
                    let _ = window().location().reload();
                }
                Err(error) => failed.set(Some(error.to_string())),
            }
        });
    };
    view! {
        <div class="ed-note ed-warn">
            <p>{t().editor.stale}</p>
            <button type="button" class="ed-button" on:click=take>{t().editor.take_new}</button>
            <p role="alert" hidden=move || failed.get().is_none()>{move || failed.get()}</p>
        </div>
    }
}
