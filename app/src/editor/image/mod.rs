//! An image to label: two canvases and the hand over them. Loads the picture, says why when it does not come, and
//! turns gestures and keys into edits. Zoom and pan live here and are never part of the document.

mod draw;
mod gesture;
mod pointer;
mod stage;
mod toolbar;

use super::fetch::{self, Trouble};
use super::keyboard::Desk;
use super::state::Work;
use crate::messages::t;
use crate::model::config::ObjectTag;
use crate::model::geometry::Size;
use leptos::prelude::*;
use leptos::task::spawn_local;
use stage::Stage;
use toolbar::Toolbar;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// How far the picture is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loading {
    Asked,
    Here(Size),
    Failed(Trouble),
}

/// One Image object of the config.
#[component]
pub fn ImageObject(work: Work, object: ObjectTag, url: String) -> impl IntoView {
    let name = object.name.clone();
    let attrs = work.setup().config.node(object.node).map(|n| n.attrs.clone()).unwrap_or_default();
    let stage =
        Stage::new(work, name.clone(), attrs.bool_or("smoothing", true), attrs.bool_or("crosshair", false));
    let loader = Loader { stage, url: StoredValue::new(url), round: StoredValue::new(0) };
    loader.load();
    stage.paint_when_needed();
    stage.follow_size();
    pointer::listen(stage);
    if let Some(desk) = use_context::<Desk>() {
        stage.obey(desk);
    }
    let (below, above, frame) = (stage.below, stage.above, stage.frame);
    view! {
        <div class="ed-image" data-testid="image-object">
            <Toolbar stage=stage/>
            <div class="ed-stage" node_ref=frame>
                <canvas class="ed-canvas" aria-hidden="true" node_ref=below></canvas>
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
                    style:cursor=move || stage.cursor.get()
                    style:touch-action=move || if stage.takes_touch() { "none" } else { "pan-y" }
                    node_ref=above
                ></canvas>
                {move || match stage.loading.get() {
                    Loading::Here(_) => ().into_any(),
                    Loading::Asked => view! { <p class="ed-stage-note" role="status">{t().editor.image_loading}</p> }.into_any(),
                    Loading::Failed(trouble) => view! {
                        <div class="ed-stage-note ed-bad" role="alert" data-testid="image-error">
                            <p>{trouble.words()}</p>
                            <button type="button" class="ed-button" on:click=move |_| loader.load()>{t().common.retry}</button>
                        </div>
                    }
                    .into_any(),
                }}
            </div>
        </div>
    }
}

/// Asks for the picture, again if need be.
#[derive(Clone, Copy)]
struct Loader {
    stage: Stage,
    url: StoredValue<String>,
    round: StoredValue<u32>,
}

impl Loader {
    fn load(self) {
        let Ok(image) = web_sys::HtmlImageElement::new() else {
            return self.stage.loading.set(Loading::Failed(Trouble::NotAnImage));
        };
        self.round.update_value(|n| *n += 1);
        self.stage.loading.set(Loading::Asked);
        let url = self.url.get_value();
        let arrived = image.clone();
        let on_load = Closure::once_into_js(move || self.arrived(&arrived));
        let on_error = Closure::once_into_js(move || self.failed());
        image.set_onload(Some(on_load.unchecked_ref()));
        image.set_onerror(Some(on_error.unchecked_ref()));
        image.set_decoding("async");
        image.set_src(&fresh(&url, self.round.get_value()));
        self.stage.image.set_value(Some(image));
    }

    fn arrived(self, image: &web_sys::HtmlImageElement) {
        let size =
            Size { width: f64::from(image.natural_width()), height: f64::from(image.natural_height()) };
        let loading = if size.width > 0.0 && size.height > 0.0 {
            Loading::Here(size)
        } else {
            Loading::Failed(Trouble::NotAnImage)
        };
        // The task may have been left while the picture was on its way.
        if self.stage.loading.try_set(loading).is_none()
            && let Loading::Here(size) = loading
        {
            self.stage.arrived(size);
        }
    }

    fn failed(self) {
        let Some(url) = self.url.try_get_value() else { return };
        spawn_local(async move {
            let trouble = fetch::diagnose(&url).await;
            let _ = self.stage.loading.try_set(Loading::Failed(trouble));
        });
    }
}

/// Asked again, the address differs, for a browser remembers a redirect to an address that has expired since.
fn fresh(url: &str, round: u32) -> String {
    if round <= 1 || url.starts_with("data:") {
        return url.to_owned();
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}retry={round}")
}
