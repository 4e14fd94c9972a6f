//! The dialog that makes a project: a title and what is to be labeled.

use crate::api::error::ApiError;
use crate::api::functions;
use crate::api::types::{NewProject, TemplateCard};
use crate::messages::t;
use crate::pages::gallery::Gallery;
use crate::ui::dialog::Dialog;
use crate::ui::field::TextField;
use crate::ui::states::{Callout, Tone};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;

#[component]
pub fn CreateDialog(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog
            id="create-project"
            title=Signal::stored(t().projects.new.to_owned())
            open
            on_close=move |()| open.set(false)
            huge=true
        >
            <CreateForm open />
        </Dialog>
    }
}

#[component]
fn CreateForm(open: RwSignal<bool>) -> impl IntoView {
    let title = RwSignal::new(String::new());
    let template = RwSignal::new(None::<Arc<TemplateCard>>);
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let title_error =
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|e| e.of_field("title"))));
    let navigate = use_navigate();
    let create = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if title.with(|title| title.trim().is_empty()) {
            error.set(Some(ApiError::field("title", t().projects.title_missing)));
            return;
        }
        let new = NewProject {
            title: title.get().trim().to_owned(),
            label_config: template.get().map(|template| template.xml.clone()).unwrap_or_default(),
            ..NewProject::default()
        };
        busy.set(true);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match functions::create_project(new).await {
                Ok(project) => {
                    open.try_set(false);
                    navigate(&format!("/projects/{}", project.id), Default::default());
                }
                Err(why) => {
                    error.try_set(Some(why));
                }
            }
            busy.try_set(false);
        });
    };
    let general = move || {
        error.get().filter(|error| error.of_field("title").is_none()).map(|error| {
            view! { <Callout tone=Tone::Bad>{error.to_string()}</Callout> }
        })
    };
    view! {
        <form on:submit=create novalidate>
            <div class="dialog-body gallery-body">
                {general}
                <TextField
                    id="project-title"
                    label=t().projects.title
                    value=title
                    error=title_error
                    hint=t().projects.title_hint.to_owned()
                    autofocus=true
                    required=true
                />
                <div class="gallery-field">
                    <p class="gallery-legend">{t().projects.template}</p>
                    <Gallery chosen=template none=(t().projects.no_template, t().projects.no_template_text) />
                </div>
            </div>
            <footer class="dialog-foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {t().common.cancel}
                </button>
                <button type="submit" class="button primary" disabled=move || busy.get()>
                    {t().projects.create}
                </button>
            </footer>
        </form>
    }
}
