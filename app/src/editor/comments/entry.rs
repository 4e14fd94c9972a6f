//! One comment: what it is about, what can be done with it.

use super::replace;
use crate::api::functions::{change_comment, delete_comment};
use crate::api::types::{Comment, CommentPatch};
use crate::editor::icons::Icon;
use crate::editor::regions::title_of;
use crate::editor::state::Work;
use crate::messages::t;
use crate::ui::confirm::{Question, use_confirm};
use crate::ui::time::Ago;
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
pub fn Entry(work: Work, comment: Comment) -> impl IntoView {
    let id = comment.id;
    let editing = RwSignal::new(None::<String>);
    let failed = RwSignal::new(None::<String>);
    let resolved = comment.resolved_at.is_some();
    let change = move |patch: CommentPatch| {
        spawn_local(async move {
            let answer = change_comment(id, patch).await;
            match answer {
                // A text that was not kept stays where it was written.
                Ok(comment) => replace(work, comment),
                Err(error) => {
                    // The work may have been left meanwhile.
                    let _ = failed.try_set(Some((t().comments.not_kept)(&error.to_string())));
                }
            }
        });
    };
    let keep = move || {
        if let Some(text) = editing.get_untracked().filter(|text| !text.trim().is_empty()) {
            change(CommentPatch { text: Some(text), ..CommentPatch::default() });
        }
    };
    let confirm = use_confirm();
    let delete = move |_| {
        confirm.ask(Question {
            title: t().comments.delete_title.to_owned(),
            text: t().comments.delete_text.to_owned(),
            action: t().common.delete.to_owned(),
            destroys: true,
            on_yes: Callback::new(move |()| {
                spawn_local(async move {
                    let answer = delete_comment(id).await;
                    match answer {
                        Ok(()) => work
                            .side
                            .comments
                            .update(|all| all.iter_mut().for_each(|all| all.retain(|c| c.id != id))),
                        Err(error) => {
                            // The work may have been left meanwhile.
                            let _ = failed.try_set(Some((t().comments.not_kept)(&error.to_string())));
                        }
                    }
                });
            }),
        });
    };
    let text = StoredValue::new(comment.text.clone());
    let edited = (comment.updated_at != comment.created_at).then_some(t().comments.edited);
    view! {
        <li class="ed-comment" class:ed-resolved=resolved data-testid="comment">
            <p class="ed-comment-head">
                <span>{(t().comments.person)(comment.created_by.0)}</span>
                <Ago at=comment.created_at.clone()/>
                {edited.map(|words| view! { <span>{words}</span> })}
                {resolved.then(|| view! { <span class="ed-tag">{t().comments.resolved}</span> })}
            </p>
            {about(work, &comment)}
            <p class="ed-comment-text" hidden=move || editing.get().is_some()>{comment.text.clone()}</p>
            <div hidden=move || editing.get().is_none()>
                <textarea
                    class="ed-input"
                    rows="3"
                    aria-label=t().comments.edit
                    prop:value=move || editing.get().unwrap_or_default()
                    on:input=move |ev| editing.set(Some(event_target_value(&ev)))
                    on:keydown=move |ev| if ev.key() == "Escape" { editing.set(None); ev.prevent_default(); }
                ></textarea>
                <div class="ed-panel-tools">
                    <button type="button" class="ed-button ed-tight" on:click=move |_| keep()>{t().common.save}</button>
                    <button type="button" class="ed-button ed-tight" on:click=move |_| editing.set(None)>{t().common.cancel}</button>
                </div>
            </div>
            <div class="ed-panel-tools" hidden=move || editing.get().is_some()>
                <button
                    type="button"
                    class="ed-button ed-tight"
                    data-testid="comment-resolve"
                    on:click=move |_| change(CommentPatch { resolved: Some(!resolved), ..CommentPatch::default() })
                >
                    {if resolved { t().comments.reopen } else { t().comments.resolve }}
                </button>
                <button type="button" class="ed-button ed-tight" on:click=move |_| editing.set(Some(text.get_value()))>{t().comments.edit}</button>
                <button type="button" class="ed-icon" data-testid="comment-delete" aria-label=t().comments.delete_title title=t().common.delete on:click=delete>
                    {Icon::Close.view()}
                </button>
            </div>
            <p class="ed-problem" role="alert" hidden=move || failed.get().is_none()>{move || failed.get()}</p>
        </li>
    }
}

/// A way to what the comment is about.
fn about(work: Work, comment: &Comment) -> AnyView {
    if let Some(id) = comment.region.clone() {
        let region = {
            let id = id.clone();
            Memo::new(move |_| work.region(&id).map(|region| title_of(&region)))
        };
        return view! {
            <button
                type="button"
                class="ed-link"
                data-testid="comment-region"
                title=t().comments.go_to_region
                disabled=move || region.with(Option::is_none)
                on:click=move |_| work.select(Some(id.clone()))
            >
                {move || region.get().map_or_else(|| t().comments.on_gone.to_owned(), |title| (t().comments.on_region)(&title))}
            </button>
        }
        .into_any();
    }
    let words = match &comment.control {
        Some(control) => (t().comments.on_control)(control),
        None => t().comments.on_task.to_owned(),
    };
    view! { <p class="ed-where">{words}</p> }.into_any()
}
