//! Title and description.

use crate::api::error::ApiError;
use crate::api::functions;
use crate::api::types::{Project, ProjectPatch};
use crate::messages::t;
use crate::pages::project::use_project;
use crate::ui::field::{TextArea, TextField};
use crate::ui::toast::use_toasts;
use leptos::prelude::*;

#[component]
pub fn General(project: Project) -> impl IntoView {
    let words = t().settings;
    let toasts = use_toasts();
    let context = use_project();
    let known = use_context::<super::Known>();
    let id = project.id;
    let title = RwSignal::new(project.title);
    let description = RwSignal::new(project.description);
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let of = move |field: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.of_field(field))))
    };
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        error.set(None);
        let patch = ProjectPatch {
            title: Some(title.get().trim().to_owned()),
            description: Some(description.get()),
            ..ProjectPatch::default()
        };
        if patch.title.as_deref() == Some("") {
            return error.set(Some(ApiError::field("title", t().projects.title_missing)));
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            match functions::update_project(id, patch).await {
                Ok(project) => {
                    toasts.good(t().settings.saved);
                    super::tell(known, context, &project);
                }
                Err(why @ ApiError::Invalid { .. }) => {
                    error.try_set(Some(why));
                }
                Err(why) => toasts.bad(why),
            }
            busy.try_set(false);
        });
    };
    view! {
        <section class="panel" aria-labelledby="general-title">
            <h2 id="general-title">{words.general}</h2>
            <form on:submit=save novalidate>
                <TextField id="settings-title" label=words.project_title.to_owned() value=title error=of("title") required=true />
                <TextArea id="settings-description" label=words.description value=description error=of("description") />
                <p class="field-hint">{words.slug} " " <code>{project.slug}</code></p>
                <div class="panel-foot">
                    <button type="submit" class="button primary" disabled=move || busy.get()>
                        {t().common.save}
                    </button>
                </div>
            </form>
        </section>
    }
}
