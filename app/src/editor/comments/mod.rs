//! Comments on the task and what is in it: the list, adding, editing, settling, deleting. They are at the server as soon
//! as they are said and no part of the annotation.

mod entry;

use super::browser;
use super::state::Work;
use crate::api::functions::{add_comment, comments};
use crate::api::types::{Comment, NewComment};
use crate::messages::t;
use crate::model::ids::AnnotationId;
use crate::ui::effect::Effect;
use entry::Entry;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a new comment is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum About {
    Task,
    Region,
    Control(String),
}

impl About {
    fn of(value: &str) -> Self {
        match (value, value.strip_prefix("control ")) {
            (_, Some(control)) => Self::Control(control.to_owned()),
            ("region", _) => Self::Region,
            _ => Self::Task,
        }
    }
}

/// The panel.
pub fn view(work: Work, annotation: Option<AnnotationId>) -> AnyView {
    let failed = RwSignal::new(None::<String>);
    let (resolved, list) = (RwSignal::new(false), work.side.comments);
    let task = work.task.with_value(|task| task.id);
    let load = move || {
        spawn_local(async move {
            let answer = comments(task).await;
            match answer {
                Ok(all) => {
                    // The work may have been left meanwhile.
                    let _ = failed.try_set(None);
                    let _ = list.try_set(Some(all));
                }
                Err(error) => {
                    let _ = failed.try_set(Some(error.to_string()));
                }
            }
        });
    };
    Effect::new(move |_| load());
    let shown = move || {
        let mut all = list.get().unwrap_or_default();
        all.retain(|comment| resolved.get() || comment.resolved_at.is_none());
        all
    };
    let settled = move || list.with(|all| all.iter().flatten().filter(|c| c.resolved_at.is_some()).count());
    view! {
        <section class="ed-comments" aria-label=t().comments.title>
            <p class="ed-problem" role="alert" hidden=move || failed.get().is_none()>
                {t().comments.failed} ": " {move || failed.get()} " "
                <button type="button" class="ed-button ed-tight" on:click=move |_| load()>{t().common.retry}</button>
            </p>
            <NewEntry work=work annotation=annotation/>
            <label class="ed-check" hidden=move || settled() == 0>
                <input type="checkbox" prop:checked=move || resolved.get() on:change=move |ev| resolved.set(event_target_checked(&ev))/>
                <span>{t().comments.show_resolved} " " <span class="ed-count">{settled}</span></span>
            </label>
            <p class="ed-empty" hidden=move || !list.with(|all| all.as_ref().is_some_and(Vec::is_empty))>{t().comments.none}</p>
            <ul class="ed-comment-list" data-testid="comment-list">
                <For each=shown key=|c| (c.id, c.updated_at.clone(), c.resolved_at.is_some()) let:comment>
                    <Entry work=work comment=comment/>
                </For>
            </ul>
            <p class="ed-where">{t().comments.kept_here}</p>
        </section>
    }
    .into_any()
}

#[component]
fn NewEntry(work: Work, annotation: Option<AnnotationId>) -> impl IntoView {
    let task = work.task.with_value(|task| task.id);
    // What was begun and not sent is there again when the task is.
    let begun = format!("comment.{task}.{}", annotation.map_or(0, |id| id.0));
    let text = RwSignal::new(browser::kept(&begun).unwrap_or_default());
    let begun = StoredValue::new(begun);
    let write = move |words: String| {
        // Where nothing is kept, it is there as long as the page is.
        begun.with_value(|name| {
            if words.is_empty() { browser::drop_kept(name) } else { browser::keep(name, &words) }
        });
        text.set(words);
    };
    let about = RwSignal::new(About::Region);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let has_region = Memo::new(move |_| work.selected.get().is_some());
    let send = move || {
        let words = text.get_untracked().trim().to_owned();
        if words.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        let about = about.get_untracked();
        let region = work.selected.get_untracked().filter(|_| about == About::Region);
        let control = match about {
            About::Control(control) => Some(control),
            About::Task | About::Region => None,
        };
        let new = NewComment { text: words.clone(), annotation, region, control, ..NewComment::default() };
        spawn_local(async move {
            let answer = add_comment(task, new).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(comment) => {
                    // What was written meanwhile is not sent yet.
                    if text.with_untracked(|now| now.trim() == words) {
                        write(String::new());
                    }
                    failed.set(None);
                    work.side.comments.update(|all| all.get_or_insert_default().push(comment));
                    work.say(t().comments.added);
                }
                Err(error) => failed.set(Some((t().comments.not_kept)(&error.to_string()))),
            }
        });
    };
    let controls: Vec<_> = work
        .setup()
        .config
        .controls()
        .iter()
        .map(|control| {
            view! { <option value=format!("control {}", control.name)>{control.name.clone()}</option> }
        })
        .collect();
    let key = move |ev: web_sys::KeyboardEvent| {
        let bare = !ev.shift_key() && !ev.ctrl_key() && !ev.meta_key();
        if ev.key() == "Enter" && bare && !ev.is_composing() {
            ev.prevent_default();
            send();
        }
    };
    view! {
        <div class="ed-comment-new">
            <label class="ed-unit">
                <span>{t().comments.about}</span>
                <select
                    class="ed-select ed-tight"
                    data-testid="comment-about"
                    on:change=move |ev| about.set(About::of(&event_target_value(&ev)))
                >
                    <option value="region" hidden=move || !has_region.get()>{t().comments.about_region}</option>
                    <option value="task" selected=move || !has_region.get() && about.get() == About::Region>{t().comments.about_task}</option>
                    {controls}
                </select>
            </label>
            <textarea
                class="ed-input"
                rows="2"
                data-testid="comment-text"
                aria-label=t().comments.write
                placeholder=t().comments.write
                prop:value=move || text.get()
                on:input=move |ev| write(event_target_value(&ev))
                on:keydown=key
            ></textarea>
            <button
                type="button"
                class="ed-button ed-tight"
                data-testid="comment-add"
                disabled=move || busy.get() || text.with(|text| text.trim().is_empty())
                on:click=move |_| send()
            >
                {t().comments.add}
            </button>
            <p class="ed-problem" role="alert" hidden=move || failed.get().is_none()>{move || failed.get()}</p>
        </div>
    }
}

/// Puts a changed comment in the place of what was known of it.
fn replace(work: Work, comment: Comment) {
    work.side.comments.update(|all| {
        if let Some(known) = all.iter_mut().flatten().find(|known| known.id == comment.id) {
            *known = comment;
        }
    });
}
