//! The pictures of a list as small pictures in a strip, or the pages of a file as their numbers: which one shows, how
//! much is labeled on each, and the way to the others by hand or by keys.

use super::stage::Stage;
use crate::editor::boards::answer;
use crate::editor::browser;
use crate::editor::keyboard::{asked, on_document};
use crate::editor::keymap::{Context, titled};
use crate::editor::keys::{Command, Focus};
use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// Nothing where there is only one picture.
#[component]
pub fn Pages(stage: Stage) -> impl IntoView {
    let count = Memo::new(move |_| stage.count());
    on_document::<web_sys::KeyboardEvent>("keydown", move |ev| by_key(stage, &ev));
    answer(Context::Images, move |command| stage.turn_images(command));
    move || strip(stage, count.get())
}

fn strip(stage: Stage, count: u32) -> AnyView {
    if count < 2 {
        return ().into_any();
    }
    let shown = Memo::new(move |_| stage.item());
    let regions = regions_of(stage, count as usize);
    keep_in_sight(shown);
    let page = move |at: u32| {
        let is_on = Memo::new(move |_| shown.get() == at);
        let labeled = Memo::new(move |_| regions.with(|all| all.get(at as usize).copied().unwrap_or(0)));
        view! {
            <li>
                <button
                    type="button"
                    class="ed-page"
                    class:ed-on=is_on
                    class:ed-page-plain=stage.is_paged()
                    aria-current=move || if is_on.get() { Some("true") } else { None }
                    aria-label=move || (t().image.page_with)(at + 1, count, labeled.get())
                    tabindex=move || if is_on.get() { "0" } else { "-1" }
                    data-testid="image-page"
                    data-page=at
                    on:click=move |_| stage.show(at)
                >
                    {small(stage, at)}
                    <span class="ed-page-number" aria-hidden="true">{at + 1}</span>
                    <span class="ed-page-count" aria-hidden="true" hidden=move || labeled.get() == 0>{labeled}</span>
                </button>
            </li>
        }
    };
    view! {
        <nav class="ed-pages" aria-label=t().image.pages data-testid="image-pages">
            {step(stage, shown, count, false)}
            <ol class="ed-page-list" on:keydown=move |ev| along(stage, &ev)>
                {(0..count).map(page).collect_view()}
            </ol>
            {step(stage, shown, count, true)}
            <output class="ed-image-at" aria-live="polite">{move || (t().image.page)(shown.get() + 1, count)}</output>
        </nav>
    }
    .into_any()
}

/// The picture itself, small. Pages have none: each would have to be cut into tiles first.
fn small(stage: Stage, at: u32) -> Option<AnyView> {
    let url = stage.urls.with_value(|urls| urls.get(at as usize).cloned()).filter(|_| !stage.is_paged())?;
    Some(view! {
        <img class="ed-page-image" crossorigin=stage.asked_as().attribute() src=url alt="" loading="lazy" decoding="async" draggable="false"/>
    }
    .into_any())
}

fn step(stage: Stage, shown: Memo<u32>, count: u32, on: bool) -> AnyView {
    let (sign, words, id, action) = if on {
        ("›", t().image.next, "image-next", "image:next")
    } else {
        ("‹", t().image.previous, "image-previous", "image:prev")
    };
    view! {
        <button
            type="button"
            class="ed-button ed-tool"
            aria-label=words
            title=move || titled(words, action)
            data-testid=id
            disabled=move || if on { shown.get() + 1 >= count } else { shown.get() == 0 }
            on:click=move |_| stage.show_next(on)
        >
            {sign}
        </button>
    }
    .into_any()
}

impl Stage {
    fn turn_images(&self, command: &Command) {
        if let Command::Image { back } = command {
            self.show_next(!back);
        }
    }
}

/// How many regions each picture has.
fn regions_of(stage: Stage, count: usize) -> Memo<Arc<Vec<usize>>> {
    Memo::new(move |_| {
        let mut counts = vec![0; count];
        stage.work.regions.with(|all| {
            let own = stage.object.get_value();
            for region in all.iter().filter(|region| region.object == own) {
                if let Some(count) = counts.get_mut(region.item.unwrap_or(0) as usize) {
                    *count += 1;
                }
            }
        });
        Arc::new(counts)
    })
}

/// Wherever the focus is but in a field.
fn by_key(stage: Stage, ev: &web_sys::KeyboardEvent) {
    if untrack(|| stage.count()) < 2
        || ev.default_prevented()
        || browser::focus_of(ev.target()) == Focus::Field
    {
        return;
    }
    if let Some(command) = asked(ev, Context::Images) {
        stage.turn_images(&command);
        ev.prevent_default();
    }
}

/// Arrows within the strip; the focus goes along.
fn along(stage: Stage, ev: &web_sys::KeyboardEvent) {
    let last = untrack(|| stage.count()).saturating_sub(1);
    if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
        return;
    }
    match ev.key().as_str() {
        "ArrowRight" | "ArrowDown" => stage.show_next(true),
        "ArrowLeft" | "ArrowUp" => stage.show_next(false),
        "Home" => stage.show(0),
        "End" => stage.show(last),
        _ => return,
    }
    ev.prevent_default();
    ev.stop_propagation();
    let at = untrack(|| stage.item());
    let strip = ev.current_target().and_then(|strip| strip.dyn_into::<web_sys::Element>().ok());
    let page = strip.and_then(|strip| strip.query_selector(&format!("[data-page=\"{at}\"]")).ok().flatten());
    if let Some(page) = page.and_then(|page| page.dyn_into::<web_sys::HtmlElement>().ok()) {
        // What cannot take the focus leaves it where it is.
        let _ = page.focus();
    }
}

/// The small picture of the one that shows is in sight.
fn keep_in_sight(shown: Memo<u32>) {
    Effect::new(move |before: Option<u32>| {
        let at = shown.get();
        if before.is_some_and(|before| before != at) {
            let page = document().query_selector(&format!(".ed-page[data-page=\"{at}\"]")).ok().flatten();
            if let Some(page) = page {
                browser::into_sight(&page);
            }
        }
        at
    });
}
