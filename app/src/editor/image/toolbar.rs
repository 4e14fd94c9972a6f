//! Zoom and tools above an image, for hands that prefer buttons to keys.

use super::stage::Stage;
use crate::editor::icons::Icon;
use crate::editor::state::Tool;
use crate::messages::t;
use leptos::prelude::*;

#[component]
pub fn Toolbar(stage: Stage) -> impl IntoView {
    let tool = stage.work.tool;
    let percent = Memo::new(move |_| (stage.view.get().scale * 100.0).round() as u32);
    view! {
        <div class="ed-toolbar" role="toolbar" aria-label=t().editor.image_tools>
            {pick(tool, Tool::Draw, Icon::Box, t().editor.tool_draw, "R", "tool-draw")}
            {pick(tool, Tool::Move, Icon::Move, t().editor.tool_move, "V", "tool-move")}
            {pick(tool, Tool::Pan, Icon::Hand, t().editor.tool_pan, "H", "tool-pan")}
            <span class="ed-spring"></span>
            {button("−", t().editor.zoom_out, "Ctrl+−", "zoom-out", move || stage.zoom_out())}
            <output class="ed-zoom" aria-live="off" data-testid="zoom">{percent} "%"</output>
            {button("+", t().editor.zoom_in, "Ctrl++", "zoom-in", move || stage.zoom_in())}
            {button(t().editor.fit, t().editor.zoom_fit, "Shift+1", "zoom-fit", move || stage.fit())}
            {button("1:1", t().editor.zoom_actual, "Shift+2", "zoom-actual", move || stage.actual())}
        </div>
    }
}

fn button(
    sign: &'static str,
    words: &'static str,
    key: &'static str,
    id: &'static str,
    act: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="ed-button ed-tool"
            aria-label=words
            title=(t().editor.with_key)(words, key)
            data-testid=id
            on:click=move |_| act()
        >
            {sign}
        </button>
    }
    .into_any()
}

/// A tool; pressed again it is put down.
fn pick(
    tool: RwSignal<Tool>,
    which: Tool,
    icon: Icon,
    words: &'static str,
    key: &'static str,
    id: &'static str,
) -> AnyView {
    let on = Memo::new(move |_| tool.get() == which);
    view! {
        <button
            type="button"
            class="ed-button ed-tool"
            class:ed-on=on
            aria-pressed=move || if on.get() { "true" } else { "false" }
            aria-label=words
            title=(t().editor.with_key)(words, key)
            data-testid=id
            on:click=move |_| tool.set(if on.get_untracked() { Tool::Auto } else { which })
        >
            {icon.view()}
        </button>
    }
    .into_any()
}
