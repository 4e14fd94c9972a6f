//! The bar at the bottom: undo and redo, how safe the work is, skip, submit. On a narrow screen it is all there is in
//! reach of a thumb. What has nothing to do just now says so and keeps the focus, which a disabled button would lose.

use super::drafts::DraftState;
use super::icons::Icon;
use super::keyboard::Desk;
use super::keymap::titled;
use super::state::Work;
use super::submit::Submitter;
use crate::messages::t;
use leptos::prelude::*;

#[component]
pub fn Bar(desk: Desk, submitter: Submitter) -> impl IntoView {
    let work = desk.work;
    let busy = submitter.busy;
    let words = if submitter.is_update() { t().editor.update } else { t().editor.submit };
    view! {
        <footer class="ed-bar">
            <p class="ed-alert" role="alert" data-testid="submit-failed" hidden=move || submitter.failed.get().is_none()>
                {move || submitter.failed.get()}
            </p>
            <div class="ed-bar-row">
                <button
                    type="button"
                    class="ed-button"
                    data-testid="undo"
                    aria-disabled=move || (!work.can_undo()).to_string()
                    title=move || titled(t().editor.undo, "annotation:undo")
                    on:click=move |_| work.undo()
                >
                    {Icon::Undo.view()}
                    <span class="ed-bar-word">{t().editor.undo}</span>
                </button>
                <button
                    type="button"
                    class="ed-button"
                    data-testid="redo"
                    aria-disabled=move || (!work.can_redo()).to_string()
                    title=move || titled(t().editor.redo, "annotation:redo")
                    on:click=move |_| work.redo()
                >
                    {Icon::Redo.view()}
                    <span class="ed-bar-word">{t().editor.redo}</span>
                </button>
                <button
                    type="button"
                    class="ed-button"
                    data-testid="help"
                    aria-label=t().editor.keys
                    title=move || titled(t().editor.keys, "editor:help")
                    on:click=move |_| desk.help.set(true)
                >
                    "?"
                </button>
                <DraftStatus work=work/>
                <span class="ed-spring"></span>
                <button
                    type="button"
                    class="ed-button"
                    data-testid="skip"
                    aria-disabled=move || busy.get().to_string()
                    title=move || titled(t().editor.skip, "annotation:skip")
                    on:click=move |ev| if is_first(&ev) { submitter.skip() }
                >
                    {t().editor.skip}
                </button>
                <button
                    type="button"
                    class="ed-button ed-primary"
                    data-testid="submit"
                    aria-busy=move || if busy.get() { "true" } else { "false" }
                    aria-disabled=move || busy.get().to_string()
                    title=move || titled(words, "annotation:submit")
                    on:click=move |ev| if is_first(&ev) { submitter.submit() }
                >
                    {words}
                </button>
            </div>
        </footer>
    }
}

/// Not the second of a double click: by then the next task may show, and the button is its button.
fn is_first(click: &web_sys::MouseEvent) -> bool {
    click.detail() < 2
}

/// Whether the server has the work.
#[component]
fn DraftStatus(work: Work) -> impl IntoView {
    let keeper = StoredValue::new_local(work.keeper());
    let state = work.keeper().state;
    let why = state.clone();
    let safe = [DraftState::Clean, DraftState::Saving, DraftState::Saved];
    view! {
        <span
            class="ed-draft"
            class:ed-bad=move || !safe.contains(&state.get())
            data-testid="draft-state"
            role="status"
            title=move || match why.get() { DraftState::Failed(why) | DraftState::Refused(why) => why, _ => String::new() }
        >
            {move || keeper.with_value(|keeper| keeper.words())}
        </span>
    }
}
