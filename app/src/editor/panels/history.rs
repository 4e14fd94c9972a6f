//! The panel of the history: every step, which of them stand, and a way to each.

use super::steps::Line;
use crate::editor::drafts::DraftState;
use crate::editor::state::Work;
use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::prelude::*;

/// The panel; the first state can be one that was submitted.
pub fn view(work: Work, submitted: bool) -> AnyView {
    let lines = Memo::new(move |_| work.lines());
    view! {
        <p class="ed-empty" hidden=move || lines.with(|lines| lines.len() > 1)>{t().panels.no_history}</p>
        <ol class="ed-steps" data-testid="history" on:keydown=move |ev| walk(&ev)>
            <For each=move || lines.get() key=|line| line.state let:line>
                {step(work, line.state, lines, submitted)}
            </For>
        </ol>
    }
    .into_any()
}

/// The element stays while what it says changes: whoever goes to a step by keys stands there still.
fn step(work: Work, state: u64, lines: Memo<Vec<Line>>, submitted: bool) -> AnyView {
    let line = Memo::new(move |_| lines.with(|lines| lines.iter().find(|line| line.state == state).cloned()));
    let is =
        move |look: fn(&Line) -> bool| Memo::new(move |_| line.with(|line| line.as_ref().is_some_and(look)));
    let (current, undone) = (is(|line| line.current), is(|line| !line.done));
    let mark = move || {
        line.with(|line| {
            let line = line.as_ref()?;
            match (line.first && submitted, line.saved) {
                (true, _) => Some(t().panels.submitted),
                (false, true) => Some(t().panels.saved),
                _ => None,
            }
        })
    };
    view! {
        <li>
            <button
                type="button"
                class="ed-step"
                class:ed-on=current
                class:ed-undone=undone
                aria-current=move || current.get().then_some("step")
                data-testid="history-step"
                on:click=move |_| work.go_to_state(state)
            >
                <span>{move || line.with(|line| line.as_ref().map(|line| line.words.clone()))}</span>
                {move || mark().map(|mark| view! { <span class="ed-tag">{mark}</span> })}
            </button>
        </li>
    }
    .into_any()
}

/// Up and down go from step to step; Enter, a button's own key, goes there.
fn walk(ev: &web_sys::KeyboardEvent) {
    let down = match ev.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(item) = document().active_element().and_then(|e| e.closest("li").ok().flatten()) else { return };
    let next = if down { item.next_element_sibling() } else { item.previous_element_sibling() };
    let button = next.and_then(|next| next.query_selector("button").ok().flatten());
    if let Some(button) = button {
        use wasm_bindgen::JsCast;
        if let Some(button) = button.dyn_ref::<web_sys::HtmlElement>() {
            // A button that cannot take the focus leaves it where it is.
            let _ = button.focus();
        }
        ev.prevent_default();
    }
}

/// Remembers which state the server has, whenever it has taken one.
pub fn mark_saved(work: Work) {
    let state = work.keeper().state;
    Effect::new(move |before: Option<(bool, u64)>| {
        let saved = state.get() == DraftState::Saved;
        let now = work.state();
        let (was_saved, _) = before.unwrap_or((false, now));
        if saved && !was_saved {
            work.side.saved.set(Some(now));
        }
        (saved, now)
    });
}
