//! Saving: first it is asked what work the new config would leave behind, and only a person can agree to that.

use super::Editing;
use super::impact::{Left, LeftBehind};
use crate::api::error::ApiError;
use crate::api::functions;
use crate::api::types::ProjectPatch;
use crate::messages::t;
use crate::model::ids::ProjectId;
use crate::pages::project::use_project;
use crate::pages::settings::{Known, tell};
use crate::ui::states::{Callout, Tone};
use crate::ui::toast::use_toasts;
use leptos::prelude::*;

#[component]
pub fn SaveBar(project: ProjectId, editing: Editing) -> impl IntoView {
    let Editing { text, saved, dirty, problems, .. } = editing;
    let toasts = use_toasts();
    let context = use_project();
    let known = use_context::<Known>();
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let left = RwSignal::new(None::<Left>);
    let broken = Memo::new(move |_| problems.with(|problems| problems.iter().any(|problem| problem.fatal)));
    let store = Callback::new(move |sent: String| {
        let patch = ProjectPatch { label_config: Some(sent.clone()), ..ProjectPatch::default() };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match functions::update_project(project, patch).await {
                Ok(project) => {
                    saved.try_set(sent);
                    toasts.good(t().settings.config_saved);
                    tell(known, context, &project);
                }
                Err(why) => {
                    error.try_set(Some(why));
                }
            }
            busy.try_set(false);
        });
    });
    let save = move |_| {
        let sent = text.get_untracked();
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match functions::config_impact(project, sent.clone()).await {
                Ok(impact) if impact.is_empty() => store.run(sent),
                Ok(impact) => {
                    busy.try_set(false);
                    left.try_set(Some(Left { impact, config: sent }));
                }
                Err(why) => {
                    busy.try_set(false);
                    error.try_set(Some(why));
                }
            }
        });
    };
    let state = move || match (busy.get(), broken.get(), dirty.get()) {
        (true, ..) => t().config.looking,
        (_, true, _) => t().settings.cannot_save,
        (_, false, true) => t().settings.unsaved,
        (_, false, false) => t().settings.all_saved,
    };
    view! {
        {move || {
            error.get().map(|error| view! { <Callout tone=Tone::Bad><p class="pre-line">{error.to_string()}</p></Callout> })
        }}
        <div class="panel-foot">
            <span class="muted" role="status">{state}</span>
            <button
                type="button"
                class="button"
                disabled=move || !dirty.get()
                on:click=move |_| text.set(saved.get_untracked())
            >
                {t().settings.revert}
            </button>
            <button
                type="button"
                class="button primary"
                aria-disabled=move || (busy.get() || broken.get() || !dirty.get()).to_string()
                on:click=move |event| {
                    if !busy.get_untracked() && !broken.get_untracked() && dirty.get_untracked() {
                        save(event);
                    }
                }
            >
                {t().settings.save_config}
            </button>
        </div>
        <LeftBehind left on_save=store />
    }
}
