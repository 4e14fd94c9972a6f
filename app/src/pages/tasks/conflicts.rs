//! Documents that somebody else changed in a target: both versions side by side, and the decision.

use super::card_dialog::CardDialog;
use crate::api::error::ApiResult;
use crate::api::functions;
use crate::api::types::{Conflict, ConflictPage, Keep, StorageCard};
use crate::messages::{number, t};
use crate::model::ids::{StorageId, TaskId};
use crate::ui::effect::Effect;
use crate::ui::states::{Callout, ErrorState, Skeleton, Tone};
use crate::ui::toast::use_toasts;
use leptos::prelude::*;
use serde_json::Value;

#[component]
pub fn ConflictsDialog(of: RwSignal<Option<StorageCard>>) -> impl IntoView {
    view! { <CardDialog id="conflicts" title=t().storage.conflicts_of of panel /> }
}

fn panel(card: StorageCard) -> AnyView {
    view! { <Panel id=card.id /> }.into_any()
}

#[component]
fn Panel(id: StorageId) -> impl IntoView {
    let found = RwSignal::new(None::<ApiResult<ConflictPage>>);
    let chosen = RwSignal::new(None::<TaskId>);
    let load = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            let page = functions::conflicts(id).await;
            if let Ok(page) = &page {
                chosen.try_set(page.items.first().map(|item| item.task));
            }
            found.try_set(Some(page));
        });
    });
    Effect::new(move |_| load.run(()));
    let tab = move |task: TaskId| {
        view! {
            <button
                type="button"
                class="filter"
                aria-pressed=move || (chosen.get() == Some(task)).to_string()
                on:click=move |_| chosen.set(Some(task))
            >
                {(t().storage.task_n)(task.0.unsigned_abs())}
            </button>
        }
    };
    let show = move || match found.get() {
        None => view! { <Skeleton rows=6 /> }.into_any(),
        Some(Err(error)) => view! { <ErrorState error retry=load /> }.into_any(),
        Some(Ok(page)) if page.items.is_empty() => {
            view! { <p class="panel-empty">{t().storage.no_conflicts}</p> }.into_any()
        }
        Some(Ok(ConflictPage { total, items })) => {
            let more = total.saturating_sub(items.len() as u64);
            view! {
                <div class="filters" role="group" aria-label=t().storage.conflicts>
                    {items.into_iter().map(|item| tab(item.task)).collect_view()}
                    {(more > 0).then(|| view! { <span class="muted">"+ " {number(more)}</span> })}
                </div>
                {move || chosen.get().map(|task| view! { <One id task settled=load /> })}
            }
            .into_any()
        }
    };
    view! { <div class="dialog-body">{show}</div> }
}

/// One conflict: both versions, and what to keep.
#[component]
fn One(id: StorageId, task: TaskId, settled: Callback<()>) -> impl IntoView {
    let loaded = RwSignal::new(None::<ApiResult<Conflict>>);
    let look = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            loaded.try_set(Some(functions::conflict(id, task).await));
        });
    });
    Effect::new(move |_| look.run(()));
    move || match loaded.get() {
        None => view! { <Skeleton rows=6 /> }.into_any(),
        Some(Err(error)) => view! { <ErrorState error retry=look /> }.into_any(),
        Some(Ok(conflict)) => view! { <Versions id conflict look settled /> }.into_any(),
    }
}

#[component]
fn Versions(id: StorageId, conflict: Conflict, look: Callback<()>, settled: Callback<()>) -> impl IntoView {
    let words = t().storage;
    let toasts = use_toasts();
    let Conflict { task, key, version, ours, theirs, unreadable } = conflict;
    let busy = RwSignal::new(false);
    let decide = move |keep: Keep, version: Option<String>| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            match functions::settle_conflict(id, task, version, keep).await {
                Ok(()) => {
                    toasts.good(t().storage.conflict_settled);
                    settled.run(());
                }
                Err(error) => {
                    toasts.bad(error);
                    look.run(());
                }
            }
            busy.try_set(false);
        });
    };
    let can_take = theirs.is_some() && unreadable.is_none();
    let button = move |keep: Keep, label: &'static str, hint: &'static str, class: &'static str| {
        let version = version.clone();
        let useless = keep != Keep::Ours && !can_take;
        view! {
            <button
                type="button"
                class=class
                title=hint
                disabled=move || busy.get() || useless
                on:click=move |_| decide(keep, version.clone())
            >
                {label}
            </button>
        }
    };
    let (mine, other) = (told(Some(&ours), theirs.as_ref()), told(theirs.as_ref(), Some(&ours)));
    view! {
        <p class="muted">{words.conflict_text} " " <code>{key}</code></p>
        {unreadable.map(|why| view! { <Callout tone=Tone::Warn><p>{why}</p></Callout> })}
        <div class="versions">
            <Version heading=words.ours lines=mine />
            <Version heading=words.theirs lines=other />
        </div>
        <div class="decision">
            {button(Keep::Ours, words.keep_ours, words.keep_ours_text, "button")}
            {button(Keep::Theirs, words.keep_theirs, words.keep_theirs_text, "button")}
            {button(Keep::Both, words.keep_both, words.keep_both_text, "button primary")}
        </div>
    }
}

/// One version: its lines, those that the other lacks standing out.
#[component]
fn Version(heading: &'static str, lines: Vec<(String, bool)>) -> impl IntoView {
    let line =
        |(text, only_here): (String, bool)| view! { <span class:only-here=only_here>{text} "\n"</span> };
    view! {
        <section class="version" aria-label=heading>
            <h3>{heading}</h3>
            <pre tabindex="0">{lines.into_iter().map(line).collect_view()}</pre>
        </section>
    }
}

/// What a version says, line by line, without the note about its write; and whether the other lacks the line.
fn told(version: Option<&Value>, other: Option<&Value>) -> Vec<(String, bool)> {
    let lines = |version: Option<&Value>| match version {
        None => vec![t().storage.nothing_there.to_owned()],
        Some(version) => {
            let mut version = version.clone();
            if let Some(fields) = version.as_object_mut() {
                fields.shift_remove("storage");
            }
            format!("{version:#}").lines().map(str::to_owned).collect::<Vec<_>>()
        }
    };
    let others = lines(other);
    lines(version)
        .into_iter()
        .map(|line| {
            let only_here = !others.contains(&line);
            (line, only_here)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_only_one_version_says_stands_out_and_the_note_is_left_out() {
        let (ours, theirs) =
            (json!({"id": 1, "x": "a", "storage": {"format": 1}}), json!({"id": 1, "x": "b"}));
        let out: Vec<_> = told(Some(&ours), Some(&theirs)).into_iter().filter(|line| line.1).collect();
        assert_eq!(out, [("  \"x\": \"a\"".to_owned(), true)]);
        assert!(told(None, Some(&ours))[0].1);
    }
}
