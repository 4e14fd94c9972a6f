//! The labeling interface: a document changed only by operations, the labeling config on screen around it, and the
//! keys. Mounted in the browser alone. Knows nothing of routes: the page says which task, and hears what came of it.

mod anchors;
mod anew;
mod arriving;
mod asides;
mod asking;
mod bar;
mod boards;
mod browser;
mod channel;
mod comments;
mod compare;
mod controls;
mod css;
mod desk;
mod doc;
mod drafts;
mod edits;
mod elsewhere;
mod fetch;
mod help;
mod hypertext;
mod icons;
mod idb;
mod idle;
mod image;
mod kept;
mod keyboard;
mod keymap;
mod keys;
mod kinds;
mod mirror;
mod notices;
mod opening;
pub mod outbox;
mod palette;
mod panels;
mod paragraphs;
mod post;
mod preview;
mod reading;
mod regions;
mod relations;
mod session;
pub mod settings;
mod setup;
mod sheet;
mod shelf;
mod stand_in;
mod state;
mod submit;
mod tabs;
mod text;
mod tree;
mod visual;

pub use anew::Anew;
pub use keymap::reserved;
pub use kinds::ready;
pub use preview::Preview;

use crate::api::types::{Annotation, TaskDetail};
use crate::messages::t;
use crate::model::config::{ImageLook, LabelConfig, Tag};
use crate::model::ids::PredictionId;
use crate::model::result::Document;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use tabs::{Open, Tab, Tabs};

/// What the page hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    Submitted(Box<Annotation>),
    Updated(Box<Annotation>),
    Skipped(Box<Annotation>),
    /// It stands in this browser and is on its way to the server, under this id: [`outbox`] knows more.
    HandedIn {
        id: String,
        skipped: bool,
    },
}

/// One task to label, once what it needs is [`ready`]. Where the config cannot be read, or there is none, it says so.
#[component]
pub fn Editor(
    task: Arc<TaskDetail>,
    /// A task was submitted, updated or skipped, and the server has it.
    #[prop(into)]
    on_done: Callback<Done>,
    /// The keys ask for the next task (true) or the one before.
    #[prop(into)]
    on_go: Callback<bool>,
    /// The page can go on before the server has answered a submit.
    #[prop(optional)]
    eager: Option<Signal<bool>>,
) -> impl IntoView {
    let config = match LabelConfig::parse(&task.label_config) {
        Ok(config) if config.root().is_some() => config,
        Ok(_) => return no_config(&task, t().editor.no_config.to_owned()),
        Err(error) => return no_config(&task, (t().editor.bad_config)(&error.to_string())),
    };
    let setup = Arc::new(setup::Setup::new(&config, task.resolved.clone()));
    let open = Open::new(task);
    provide_context(open);
    open.begin();
    view! {
        <div class="ed">
            <Tabs open=open/>
            <Anew
                key=move || open.shown.get()
                view=move |(tab, _): (Tab, u32)| opened(open, tab, setup.clone(), on_done, on_go, eager)
            />
        </div>
    }
    .into_any()
}

/// What a tab shows.
fn opened(
    open: Open,
    tab: Tab,
    setup: Arc<setup::Setup>,
    on_done: Callback<Done>,
    on_go: Callback<bool>,
    eager: Option<Signal<bool>>,
) -> AnyView {
    let task = open.task.get_untracked();
    match tab {
        Tab::Compare => arriving::arriving(
            || Box::pin(kinds::load_compare()),
            move |part: kinds::Compare| (part.view)(task.clone(), setup.clone(), on_go),
        ),
        Tab::Prediction(id) => prediction(open, &task, setup, id, on_go),
        Tab::New | Tab::Annotation(_) => view! {
            <desk::DeskView
                task=task
                setup=setup
                annotation=tab.annotation()
                kept=open.kept.get_value()
                reopen=move || open.round.update(|n| *n += 1)
                on_done=on_done
                on_go=on_go
                eager=eager
            />
        }
        .into_any(),
    }
}

/// A prediction, to be looked at and copied.
fn prediction(
    open: Open,
    task: &Arc<TaskDetail>,
    setup: Arc<setup::Setup>,
    id: PredictionId,
    on_go: Callback<bool>,
) -> AnyView {
    let Some(found) = task.predictions.iter().find(|known| known.id == id) else { return ().into_any() };
    let result = session::as_prediction(&found.result);
    let document = Document::load(setup.config.clone(), result.clone())
        .unwrap_or_else(|_| Document::new(setup.config.clone()));
    view! {
        <div class="ed-note ed-panel-tools">
            <p>{t().panels.from_model}</p>
            <button type="button" class="ed-button" data-testid="to-annotation" on:click=move |_| open.copy_to_new(&result)>
                {t().panels.to_annotation}
            </button>
        </div>
        <desk::Viewing task=task.clone() setup=setup document=document on_go=on_go begin=|_| {}/>
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
        let value =
            crate::model::data::resolve(object.value_list.as_ref().unwrap_or(&object.value), &task.resolved);
        // Of a list the first picture is what shows.
        let first = value.as_array().map_or(Some(&value), |list| list.first());
        let look = config.node(object.node).map(|node| ImageLook::of(&node.attrs));
        if let (Some(url), Ok(image)) = (first.and_then(|url| url.as_str()), web_sys::HtmlImageElement::new())
        {
            image.set_cross_origin(look.and_then(|look| look.asked_as(&config, &object.name).attribute()));
            image.set_src(url);
            let decoded = image.decode();
            spawn_local(async move {
                // A picture that does not come is told of when its task shows.
                let _ = wasm_bindgen_futures::JsFuture::from(decoded).await;
            });
        }
    }
}
