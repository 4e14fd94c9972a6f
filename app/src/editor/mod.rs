//! The labeling interface: a document changed only by operations, the labeling config on screen around it, and the
//! keys. Mounted in the browser alone. Knows nothing of routes: the page says which task, and hears what came of it.

mod anew;
mod asking;
mod bar;
mod browser;
mod controls;
mod css;
mod desk;
mod doc;
mod drafts;
mod edits;
mod fetch;
mod help;
mod icons;
mod image;
mod keyboard;
mod keys;
mod mirror;
mod notices;
mod regions;
mod session;
mod setup;
mod sheet;
mod state;
mod submit;
mod tabs;
mod text;
mod tree;

pub use anew::Anew;

use crate::api::types::{Annotation, TaskDetail};
use crate::messages::t;
use crate::model::config::{LabelConfig, Tag};
use crate::model::ids::AnnotationId;
use leptos::prelude::*;
use std::sync::Arc;

/// What the page hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    Submitted(Box<Annotation>),
    Updated(Box<Annotation>),
    Skipped(Box<Annotation>),
}

/// One task to label. Where the config cannot be read, or there is none, it says so.
#[component]
pub fn Editor(
    task: Arc<TaskDetail>,
    /// A task was submitted, updated or skipped, and the server has it.
    #[prop(into)]
    on_done: Callback<Done>,
    /// The keys ask for the next task (true) or the one before.
    #[prop(into)]
    on_go: Callback<bool>,
) -> impl IntoView {
    let config = match LabelConfig::parse(&task.label_config) {
        Ok(config) if config.root().is_some() => config,
        Ok(_) => return no_config(&task, t().editor.no_config.to_owned()),
        Err(error) => return no_config(&task, (t().editor.bad_config)(&error.to_string())),
    };
    let setup = Arc::new(setup::Setup::new(config, task.resolved.clone()));
    let tab = RwSignal::new(session::first_tab(&task));
    // Counts up to open the same tab anew, as after taking over other unfinished work.
    let round = RwSignal::new(0_u32);
    view! {
        <div class="ed">
            <tabs::Tabs task=task.clone() tab=tab/>
            <Anew
                key=move || Some((tab.get(), round.get()))
                view=move |(annotation, _): (Option<AnnotationId>, u32)| {
                    view! {
                        <desk::DeskView
                            task=task.clone()
                            setup=setup.clone()
                            annotation=annotation
                            reopen=move || round.update(|n| *n += 1)
                            on_done=on_done
                            on_go=on_go
                        />
                    }
                    .into_any()
                }
            />
        </div>
    }
    .into_any()
}

fn no_config(task: &TaskDetail, words: String) -> AnyView {
    let settings = format!("/projects/{}/settings", task.project);
    view! {
        <div class="ed-placeholder ed-bad" role="alert">
            <p>{words}</p>
            <a href=settings>{t().editor.to_settings}</a>
        </div>
    }
    .into_any()
}

/// Has the browser fetch ahead what a task will show.
pub fn warm_up(task: &TaskDetail) {
    let Ok(config) = LabelConfig::parse(&task.label_config) else { return };
    for object in config.objects().iter().filter(|o| o.tag == Tag::Image) {
        let url = crate::model::data::resolve_text(&object.value, &task.resolved);
        if let Ok(image) = web_sys::HtmlImageElement::new() {
            image.set_src(&url);
        }
    }
}
