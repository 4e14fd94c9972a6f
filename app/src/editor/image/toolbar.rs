//! Tools and zoom above an image, for hands that prefer buttons to keys. Only tools that the config offers are there.

use super::stage::Stage;
use super::tools::{act, memory};
use crate::editor::icons::Icon;
use crate::editor::keymap::titled;
use crate::editor::state::{ShapeTool, Tool};
use crate::messages::t;
use crate::model::geometry::View;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use std::time::Duration;

/// The widest brush that the slider reaches, in pixels of the image; the keys go on from there.
const WIDEST: u32 = 200;
/// Between two words about the scale.
const PACE: Duration = Duration::from_millis(80);

#[component]
pub fn Toolbar(stage: Stage) -> impl IntoView {
    let kit = stage.kit();
    let mut tools: Vec<Tool> = kit.shapes.iter().map(|shape| Tool::Shape(*shape)).collect();
    tools.extend([Tool::Wand, Tool::Eraser].into_iter().filter(|tool| kit.offers(*tool)));
    let look = stage.look.get_value();
    tools.extend(look.selection_control.then_some(Tool::Move));
    tools.push(Tool::Pan);
    view! {
        <div class="ed-toolbar" role="toolbar" aria-label=t().editor.image_tools>
            <div class="ed-tools">{tools.into_iter().map(|tool| pick(stage, tool)).collect_view()}</div>
            {kit.has_masks().then(|| width(stage))}
            <span class="ed-spring"></span>
            {(look.zoom && look.zoom_control).then(|| zoom(stage))}
        </div>
    }
}

/// How large the picture shows. A view that zooms on is told of now and then: words laid out anew in every frame would
/// take as long as the picture.
fn percent(stage: Stage) -> RwSignal<u32> {
    let now = move |view: &View| (view.scale * 100.0).round() as u32;
    let shown = RwSignal::new(stage.view.with_untracked(now));
    let asked = StoredValue::new(false);
    let tell = move || {
        asked.try_set_value(false);
        // The task may have been left meanwhile.
        let scale = stage.view.try_with_untracked(now);
        if let Some(scale) =
            scale.filter(|scale| shown.try_get_untracked().is_some_and(|known| known != *scale))
        {
            shown.set(scale);
        }
    };
    Effect::new(move |_| {
        stage.view.track();
        if !asked.get_value() {
            asked.set_value(true);
            set_timeout(tell, PACE);
        }
    });
    shown
}

fn zoom(stage: Stage) -> AnyView {
    let percent = percent(stage);
    view! {
        {button("−", t().editor.zoom_out, "tool:zoom-out", "zoom-out", move || stage.zoom_out())}
        <output class="ed-zoom" aria-live="off" data-testid="zoom">{move || (t().editor.percent)(percent.get())}</output>
        {button("+", t().editor.zoom_in, "tool:zoom-in", "zoom-in", move || stage.zoom_in())}
        {button(t().editor.fit, t().editor.zoom_fit, "tool:zoom-to-fit", "zoom-fit", move || stage.fit())}
        {button("1:1", t().editor.zoom_actual, "tool:zoom-to-actual", "zoom-actual", move || stage.actual())}
    }
    .into_any()
}

fn button(
    sign: &'static str,
    words: &'static str,
    action: &'static str,
    id: &'static str,
    act: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="ed-button ed-tool"
            aria-label=words
            title=move || titled(words, action)
            data-testid=id
            on:click=move |_| act()
        >
            {sign}
        </button>
    }
    .into_any()
}

/// Picture of a tool, and the action that takes it up.
const fn look(tool: Tool) -> (Icon, &'static str) {
    match tool {
        Tool::Auto | Tool::Move => (Icon::Move, "tool:move"),
        Tool::Pan => (Icon::Hand, "tool:pan-image"),
        Tool::Eraser => (Icon::Eraser, "tool:eraser"),
        Tool::Wand => (Icon::Wand, "tool:magic-wand"),
        Tool::Shape(shape) => match shape {
            ShapeTool::Rectangle => (Icon::Box, "tool:rect"),
            ShapeTool::ThreePoint => (Icon::TurnedBox, "tool:rect-3point"),
            ShapeTool::Ellipse => (Icon::Ellipse, "tool:ellipse"),
            ShapeTool::Polygon => (Icon::Polygon, "tool:polygon"),
            ShapeTool::KeyPoint => (Icon::KeyPoint, "tool:key-point"),
            ShapeTool::Vector => (Icon::Vector, "tool:polygon"),
            ShapeTool::Brush => (Icon::Brush, "tool:brush"),
            ShapeTool::Bitmask => (Icon::Bitmask, "tool:brush"),
        },
    }
}

/// A tool; pressed again it is put down. What the label draws is marked without being in hand.
fn pick(stage: Stage, which: Tool) -> AnyView {
    let tool = stage.work.tool;
    let on = Memo::new(move |_| tool.get() == which);
    let drawn = Memo::new(move |_| {
        tool.track();
        stage.work.active.track();
        stage.in_hand().is_some_and(|hand| !hand.by_hand && which == Tool::Shape(hand.shape))
    });
    let (icon, action) = look(which);
    let words = act::words(which);
    let id = match which {
        Tool::Shape(ShapeTool::Rectangle) => "tool-draw".to_owned(),
        other => format!("tool-{}", memory::name(other)),
    };
    let press = move |_| {
        let object = stage.object.get_value();
        stage.work.come_to(&object);
        stage.work.hold_tool(&object, if on.get_untracked() { Tool::Auto } else { which });
    };
    view! {
        <button
            type="button"
            class="ed-button ed-tool"
            class:ed-on=on
            class:ed-drawn=drawn
            aria-pressed=move || if on.get() { "true" } else { "false" }
            aria-label=words
            title=move || titled(words, action)
            data-testid=id
            on:click=press
        >
            {icon.view()}
        </button>
    }
    .into_any()
}

/// How wide the brush is.
fn width(stage: Stage) -> AnyView {
    let now = Memo::new(move |_| {
        stage.work.active.track();
        stage.brush_width().round() as u32
    });
    let chosen = move |ev| {
        if let Ok(width) = event_target_value(&ev).parse::<f64>() {
            stage.work.tools.set_brush(width);
        }
    };
    view! {
        <label class="ed-brush" title=t().tools.brush_width>
            <span class="ed-brush-dot" aria-hidden="true"></span>
            <input
                type="range"
                min="1"
                max=move || now.get().max(WIDEST).to_string()
                prop:value=move || now.get().to_string()
                aria-label=t().tools.brush_width
                data-testid="brush-width"
                on:input=chosen
            />
            <output class="ed-brush-width">{now}</output>
        </label>
    }
    .into_any()
}
