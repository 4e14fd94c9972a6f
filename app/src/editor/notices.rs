//! What a person should know besides the work: a live region for screen readers, unfinished work found elsewhere, a
//! newer version of the task's data, that it was put away, what failed.

mod safety;
mod versions;

pub use versions::hear;

use super::session::Session;
use super::state::Work;
use crate::api::functions::take_new_version;
use crate::api::types::TaskDetail;
use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

#[component]
pub fn Notices(work: Work, task: Arc<TaskDetail>, opened: Session, reopen: Callback<()>) -> impl IntoView {
    view! {
        <Said work=work/>
        <safety::Safety work=work left=opened.left.clone()/>
        <versions::Elsewhere work=work/>
        <versions::Rivals work=work reopen=reopen/>
        {opened.others.iter().cloned().map(|other| view! { <versions::OtherWork work=work other=other reopen=reopen/> }).collect_view()}
        {opened.prediction.is_some().then(|| view! { <p class="ed-note">{t().editor.from_prediction}</p> })}
        {opened.overtaken.then(|| view! { <p class="ed-note ed-warn" role="status" data-testid="overtaken">{t().drafts.overtaken}</p> })}
        {task.archived.then(|| view! { <p class="ed-note ed-warn">{t().editor.archived}</p> })}
        {task.gone.then(|| view! { <p class="ed-note ed-warn">{t().editor.source_gone}</p> })}
        {task.stale.then(|| view! { <Stale task=task.clone()/> })}
        <p class="ed-alert" role="alert" data-testid="required-alert" hidden=move || work.problems.with(Vec::is_empty)>
            {move || work.problems.with(|p| p.iter().map(|p| super::asking::said(&p.message)).collect::<Vec<_>>().join(" "))}
        </p>
    }
}

/// What the work says and tells.
#[component]
pub fn Said(work: Work) -> impl IntoView {
    view! {
        <p class="ed-visually-hidden" role="status" aria-live="polite">{move || work.notice.get()}</p>
        <Toast work=work/>
    }
}

/// The last thing told, for a moment.
#[component]
pub(super) fn Toast(work: Work) -> impl IntoView {
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

/// The source has a newer version of a labeled task.
#[component]
fn Stale(task: Arc<TaskDetail>) -> impl IntoView {
    let failed = RwSignal::new(None::<String>);
    let id = task.id;
    let take = move |_| {
        spawn_local(async move {
            match take_new_version(id).await {
                Ok(()) => {
                    // Where it cannot, the server has the new version all the same, and the next visit shows it.
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
