//! An image to label: three canvases and the hand over them. Lays out the stage, its tools and its other pictures, and
//! says how far the picture is. Zoom, pan and light live here and are never part of the document.

mod adjust;
mod budget;
mod draw;
mod easel;
mod edge;
mod gesture;
mod layers;
mod look;
mod masks;
mod overlay;
mod pages;
mod picture;
mod pointer;
mod relations;
mod scene;
mod source;
mod stage;
mod styles;
mod tiles;
mod toolbar;
pub(super) mod tools;

use super::keyboard::Desk;
use super::keys::Command;
use super::state::Work;
use crate::messages::t;
use crate::model::config::{ImageLook, ObjectTag};
use crate::ui::effect::Effect;
use adjust::Adjust;
use leptos::prelude::*;
use pages::Pages;
use source::{Loader, Loading};
use stage::Stage;
use toolbar::Toolbar;

/// What the config's images are labeled with.
pub fn object(work: Work, object: ObjectTag, urls: Vec<String>, is_list: bool) -> AnyView {
    view! { <ImageObject work=work object=object urls=urls is_list=is_list/> }.into_any()
}

/// What a key does to the shapes that are selected, or to the tool in hand; false where it does nothing.
pub fn command(work: Work, command: &Command) -> bool {
    match *command {
        Command::DeleteRegion => work.remove_chosen_point(),
        Command::Duplicate => work.duplicate_picked(),
        Command::Tool(tool) => work.take_up(tool),
        Command::ToolSize { larger } => work.resize_tool(larger),
        Command::Point { back } => work.walk_points(back),
        Command::InsertPoint => work.insert_point(),
        Command::Move(arrow, by) => work.nudge_picked(arrow.vector(by), false),
        Command::Resize(arrow, by) => work.nudge_picked(arrow.vector(by), true),
        _ => false,
    }
}

/// One Image object of the config: one picture, or those of a list.
#[component]
fn ImageObject(work: Work, object: ObjectTag, urls: Vec<String>, is_list: bool) -> impl IntoView {
    let name = object.name.clone();
    let attrs = work.setup().config.node(object.node).map(|n| n.attrs.clone()).unwrap_or_default();
    if is_list && untrack(|| work.item(&name)).is_none() {
        work.items.update(|items| {
            items.insert(name.clone(), 0);
        });
    }
    let stage = Stage::new(work, name.clone(), ImageLook::of(&attrs), urls, is_list);
    let loader = Loader::new(stage);
    loader.follow();
    stage.react();
    stage.follow_size();
    keep_room(stage);
    pointer::listen(stage);
    if let Some(desk) = use_context::<Desk>() {
        stage.obey(desk);
    }
    let (back, below, above, frame) = (stage.back, stage.below, stage.above, stage.frame);
    view! {
        <div class="ed-image" data-testid="image-object">
            <div class="ed-image-head">
                <Toolbar stage=stage/>
                <Adjust stage=stage/>
            </div>
            <div class="ed-stage" node_ref=frame>
                <canvas class="ed-canvas" aria-hidden="true" style:filter=move || stage.filter() node_ref=back></canvas>
                <canvas class="ed-canvas ed-rest" aria-hidden="true" node_ref=below></canvas>
                <canvas
                    class="ed-canvas ed-overlay"
                    tabindex="0"
                    role="application"
                    aria-roledescription=t().editor.image_role
                    aria-label=(t().editor.image_to_label)(&name)
                    data-testid="image-canvas"
                    data-image-object=name
                    data-ready=move || matches!(stage.loading.get(), Loading::Here(_)).then_some("true")
                    data-view=move || stage.view_text()
                    data-turn=move || stage.view.get().turn.degrees()
                    style:cursor=move || stage.cursor.get()
                    style:touch-action=move || if stage.takes_touch() { "none" } else { "pan-y" }
                    node_ref=above
                ></canvas>
                {move || state(loader, stage.loading.get())}
            </div>
            <Pages stage=stage/>
        </div>
    }
}

/// What stands where the picture will be.
fn state(loader: Loader, loading: Loading) -> AnyView {
    let wrong = |words: String| {
        view! {
            <div class="ed-stage-note ed-bad" role="alert" data-testid="image-error">
                <p>{words}</p>
                <button type="button" class="ed-button" on:click=move |_| loader.load()>{t().common.retry}</button>
            </div>
        }
        .into_any()
    };
    match loading {
        Loading::Here(_) => ().into_any(),
        Loading::Asked => {
            view! { <p class="ed-stage-note" role="status">{t().editor.image_loading}</p> }.into_any()
        }
        Loading::Making(done) => {
            let percent = (done * 100.0).floor() as u32;
            view! {
                <div class="ed-stage-note" role="status" data-testid="image-making">
                    <p>{(t().image.making)(percent)}</p>
                    <progress max="100" value=percent></progress>
                </div>
            }
            .into_any()
        }
        Loading::Failed(trouble) => wrong(trouble.words()),
        Loading::Refused(why) => wrong((t().image.refused)(&why)),
    }
}

/// The room that the config wants for the picture. Set through the object model, which a strict content security policy
/// allows.
fn keep_room(stage: Stage) {
    Effect::new(move |_| {
        let Some(frame) = stage.frame.get() else { return };
        let frame: &web_sys::HtmlElement = &frame;
        let look = stage.look.get_value();
        let lengths = [
            ("width", &look.width),
            ("max-width", &look.max_width),
            ("height", &look.height),
            ("max-height", &look.max_height),
        ];
        for (name, length) in lengths {
            if let Some(length) = length {
                // A length that the browser does not understand changes nothing.
                let _ = frame.style().set_property(name, length);
            }
        }
    });
}
