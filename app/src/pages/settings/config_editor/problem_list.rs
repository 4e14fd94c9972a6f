//! Errors and warnings by place; choosing one puts the caret there.

use super::Editing;
use super::toolbar::Face;
use crate::messages::t;
use crate::pages::settings::problems::{self, Problem};
use crate::ui::icons::Icon;
use leptos::prelude::*;

#[component]
pub fn ProblemList(editing: Editing, face: RwSignal<Face>) -> impl IntoView {
    let Editing { text, paused, problems, area, .. } = editing;
    let go = move |line: u32, column: u32| {
        face.set(Face::Code);
        // After the code is shown again.
        request_animation_frame(move || {
            let Some(area) = area.get_untracked() else { return };
            let at = text.with_untracked(|text| problems::position_of(text, line, column));
            // A selection that cannot be set leaves the caret where it was.
            let _ = area.focus();
            let _ = area.set_selection_range(at, at);
            bring_into_view(&area, line);
        });
    };
    let one = move |problem: Problem| {
        let (line, column) = (problem.line, problem.column);
        view! {
            <li class=if problem.fatal { "bad" } else { "warn" }>
                {Icon::Warning.view()}
                <button type="button" class="place" on:click=move |_| go(line, column)>
                    {(t().settings.place)(line, column)}
                </button>
                <span>{problem.message}</span>
            </li>
        }
    };
    let good = move || {
        let sentence = paused.with(|text| problems::summary(text));
        (problems.with(Vec::is_empty)).then_some(sentence).flatten().map(|sentence| {
            view! {
                <p class="config-good">
                    {Icon::Check.view()} {sentence}
                </p>
            }
        })
    };
    view! {
        <div id="config-problems" class="config-problems" aria-live="polite">
            {good}
            <ul>{move || problems.get().into_iter().map(one).collect_view()}</ul>
        </div>
    }
}

/// A browser moves the caret, but not always the text.
fn bring_into_view(area: &web_sys::HtmlTextAreaElement, line: u32) {
    let lines = area.value().matches('\n').count() as f64 + 1.0;
    let height = f64::from(area.scroll_height()) / lines;
    let (top, room) = (f64::from(area.scroll_top()), f64::from(area.client_height()));
    let at = height * f64::from(line.saturating_sub(1));
    if at < top || at + height > top + room {
        area.set_scroll_top((at - room / 2.0).max(0.0) as i32);
    }
}
