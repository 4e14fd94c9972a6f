//! How the picture is looked at: its light, its turn, lines that help to aim, and what a person wants to see at regions.
//! Behind one button, for most images need none of it.

use super::stage::{Light, Stage};
use crate::editor::keyboard::{Desk, on_document};
use crate::editor::settings::{self, Settings};
use crate::messages::t;
use leptos::html::{Button, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The brightest and the strongest, in percent.
const MOST: u32 = 300;

#[component]
pub fn Adjust(stage: Stage) -> impl IntoView {
    let open = RwSignal::new(false);
    let (panel, opener) = (NodeRef::<Div>::new(), NodeRef::<Button>::new());
    on_document::<web_sys::PointerEvent>("pointerdown", move |ev| {
        let target = ev.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let is_in = |element: Option<&web_sys::Node>| element.is_some_and(|e| e.contains(target.as_ref()));
        let (own, button) = (panel.get_untracked(), opener.get_untracked());
        if open.get_untracked()
            && !is_in(own.as_deref().map(AsRef::as_ref))
            && !is_in(button.as_deref().map(AsRef::as_ref))
        {
            open.set(false);
        }
    });
    let desk = use_context::<Desk>();
    let close = move |ev: web_sys::KeyboardEvent| {
        if ev.key() == "Escape" {
            ev.prevent_default();
            ev.stop_propagation();
            open.set(false);
            if let Some(button) = opener.get_untracked() {
                // What cannot take the focus leaves it where it is.
                let _ = button.focus();
            }
        }
    };
    let look = stage.look.get_value();
    let plain = Light { brightness: 100, contrast: 100, grid: look.grid, crosshair: look.crosshair };
    view! {
        <div class="ed-adjust" on:keydown=close>
            <button
                type="button"
                class="ed-button ed-tool"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=t().image.adjust
                title=t().image.adjust
                data-testid="adjust"
                node_ref=opener
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
                    <path d="M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4"/>
                </svg>
            </button>
            <div class="ed-adjust-panel" role="group" aria-label=t().image.adjust hidden=move || !open.get() node_ref=panel>
                {look.brightness_control.then(|| slider(stage, t().image.brightness, "brightness", |l| l.brightness, |l, n| l.brightness = n))}
                {look.contrast_control.then(|| slider(stage, t().image.contrast, "contrast", |l| l.contrast, |l, n| l.contrast = n))}
                {look.rotate_control.then(|| turns(stage))}
                {tick(t().image.grid, "grid", move || stage.light.get().grid, move |on| stage.light.update(|l| l.grid = on))}
                {tick(t().image.crosshair, "crosshair", move || stage.light.get().crosshair, move |on| stage.light.update(|l| l.crosshair = on))}
                {look.show_labels.is_none().then(|| wish(stage, t().image.names, "names", |s| &mut s.show_labels))}
                {wish(stage, t().image.relations, "relations", |s| &mut s.show_relations)}
                {wish(stage, t().image.pixel_grid, "pixel-grid", |s| &mut s.pixel_grid)}
                {wish(stage, t().image.keep_view, "keep-view", |s| &mut s.keep_view)}
                {wish(stage, t().image.remember_tool, "remember-tool", |s| &mut s.remember_tool)}
                {wish(stage, t().image.invert_zoom, "invert-zoom", |s| &mut s.invert_zoom)}
                <button
                    type="button"
                    class="ed-button"
                    data-testid="adjust-reset"
                    disabled=move || stage.light.get() == plain
                    on:click=move |_| stage.light.set(plain)
                >
                    {t().image.reset}
                </button>
                {desk.map(|desk| choose_keys(desk, open, opener))}
            </div>
        </div>
    }
}

/// To the keys, which are a person's choice as well.
fn choose_keys(desk: Desk, open: RwSignal<bool>, opener: NodeRef<Button>) -> AnyView {
    let go = move |_| {
        // The panel closes; the focus is to come back to what opened it.
        if let Some(button) = opener.get_untracked() {
            let _ = button.focus();
        }
        desk.boards.keys.set(true);
        open.set(false);
    };
    view! {
        <button type="button" class="ed-button" data-testid="adjust-keys" on:click=go>{t().keymap.choose}</button>
    }
    .into_any()
}

fn slider(
    stage: Stage,
    words: &'static str,
    id: &'static str,
    get: fn(&Light) -> u32,
    set: fn(&mut Light, u32),
) -> AnyView {
    let value = Memo::new(move |_| stage.light.with(get));
    view! {
        <label class="ed-adjust-row">
            <span>{words}</span>
            <input
                type="range"
                min="0"
                max=MOST
                step="5"
                data-testid=id
                aria-valuetext=move || (t().image.percent)(value.get())
                prop:value=move || value.get().to_string()
                on:input=move |ev| {
                    if let Ok(percent) = event_target_value(&ev).parse::<u32>() {
                        stage.light.update(|light| set(light, percent.min(MOST)));
                    }
                }
            />
            <output>{move || (t().image.percent)(value.get())}</output>
        </label>
    }
    .into_any()
}

fn turns(stage: Stage) -> AnyView {
    let one = move |clockwise: bool, words: &'static str, id: &'static str, path: &'static str| {
        view! {
            <button type="button" class="ed-button ed-tool" aria-label=words title=words data-testid=id on:click=move |_| stage.turn(clockwise)>
                <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d=path/></svg>
            </button>
        }
    };
    view! {
        <div class="ed-adjust-row ed-adjust-turns">
            {one(false, t().image.turn_left, "turn-left", "M8 4.5L4.5 8 8 11.5M4.5 8H11a4.5 4.5 0 0 1 0 9H8")}
            {one(true, t().image.turn_right, "turn-right", "M12 4.5L15.5 8 12 11.5M15.5 8H9a4.5 4.5 0 0 0 0 9h3")}
        </div>
    }
    .into_any()
}

fn tick(
    words: &'static str,
    id: &'static str,
    is_on: impl Fn() -> bool + Send + 'static,
    set: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label class="ed-adjust-row ed-adjust-tick">
            <input type="checkbox" data-testid=id prop:checked=is_on on:change=move |ev| set(event_target_checked(&ev))/>
            <span>{words}</span>
        </label>
    }
    .into_any()
}

/// A setting of the person, kept in this browser.
fn wish(
    stage: Stage,
    words: &'static str,
    id: &'static str,
    field: fn(&mut Settings) -> &mut bool,
) -> AnyView {
    let is_on = move || stage.settings.with(|settings| *field(&mut settings.clone()));
    tick(words, id, is_on, move |on| settings::change(|settings| *field(settings) = on))
}
