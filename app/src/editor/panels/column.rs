//! The column itself: panels as tabs, details of what is selected below them, a handle that sets the width. On a narrow
//! screen it is a section under the work.

use super::Panel;
use crate::editor::anew::Anew;
use crate::editor::arriving::arriving;
use crate::editor::asides::aside;
use crate::editor::browser;
use crate::editor::icons::Icon;
use crate::editor::kinds::{self, Kind};
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::ids::AnnotationId;
use leptos::prelude::*;

/// In pixels.
const NARROWEST: f64 = 240.0;
const WIDEST: f64 = 720.0;
const USUAL: f64 = 340.0;
const STEP: f64 = 16.0;

#[component]
pub fn Column(
    work: Work,
    /// Configs without regions have no list of them.
    has_regions: bool,
    annotation: Option<AnnotationId>,
    width: RwSignal<f64>,
) -> impl IntoView {
    let side = work.side;
    side.panel.set(first_panel(has_regions));
    side.open.set(browser::kept("panels.open").map_or(has_regions, |kept| kept == "yes"));
    let open = side.open;
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        browser::keep("panels.open", if open.get_untracked() { "yes" } else { "no" });
    };
    let panels: Vec<Panel> = Panel::ALL
        .into_iter()
        .filter(|p| has_regions || matches!(p, Panel::History | Panel::Comments))
        .collect();
    let tabs = panels.clone();
    let bodies: Vec<_> = panels.into_iter().map(|panel| body(work, panel, annotation)).collect();
    view! {
        <Handle width=width open=open/>
        <aside class="ed-side" class:ed-closed=move || !open.get() aria-label=t().panels.side>
            <div class="ed-panels">
                <div class="ed-panel-head">
                    <div
                        class="ed-panel-tabs"
                        role="tablist"
                        aria-label=t().panels.side
                        hidden=move || !open.get()
                        on:keydown={
                            let tabs = tabs.clone();
                            move |ev| if step(side.panel, &tabs, &ev.key()) { ev.prevent_default() }
                        }
                    >
                        {tabs.iter().map(|panel| tab(work, *panel)).collect_view()}
                    </div>
                    <span class="ed-spring"></span>
                    <button
                        type="button"
                        class="ed-icon"
                        data-testid="panels-toggle"
                        aria-expanded=move || if open.get() { "true" } else { "false" }
                        aria-label=move || if open.get() { t().panels.collapse } else { t().panels.expand }
                        title=move || if open.get() { t().panels.collapse } else { t().panels.expand }
                        on:click=toggle
                    >
                        {Icon::Side.view()}
                    </button>
                </div>
                <div class="ed-panel-bodies" hidden=move || !open.get()>{bodies}</div>
            </div>
            <div class="ed-below" hidden=move || !open.get()>{details(work)}</div>
        </aside>
    }
}

/// Of a config that makes no regions, results may bring some all the same: what shows them comes when one is selected.
fn details(work: Work) -> AnyView {
    if let Some(part) = kinds::regions() {
        return (part.details)(work);
    }
    let selected = move || work.picked.with(|picked| !picked.is_empty()).then_some(());
    let view = move |()| {
        let shown = move |()| kinds::regions().map(|part| (part.details)(work)).into_any();
        arriving(|| Box::pin(Kind::Regions.load()), shown)
    };
    view! { <Anew key=selected view=view/> }.into_any()
}

/// The one that was open last.
fn first_panel(has_regions: bool) -> Panel {
    let kept = browser::kept("panels.panel").and_then(|slug| Panel::of_slug(&slug));
    match kept {
        Some(panel @ (Panel::History | Panel::Comments)) => panel,
        Some(panel) if has_regions => panel,
        _ if has_regions => Panel::Regions,
        _ => Panel::Comments,
    }
}

pub fn kept_width() -> f64 {
    let kept = browser::kept("panels.width").and_then(|width| width.parse::<f64>().ok());
    kept.filter(|width| width.is_finite()).unwrap_or(USUAL).clamp(NARROWEST, WIDEST)
}

fn tab(work: Work, panel: Panel) -> AnyView {
    let on = Memo::new(move |_| work.side.panel.get() == panel);
    let words = match panel {
        Panel::Regions => t().panels.regions,
        Panel::Relations => t().panels.relations,
        Panel::History => t().panels.history,
        Panel::Comments => t().panels.comments,
    };
    let count = Memo::new(move |_| match panel {
        Panel::Relations => work.paper.with(|p| p.document.relations().len()),
        Panel::Comments => work
            .side
            .comments
            .with(|all| all.as_ref().map_or(0, |all| all.iter().filter(|c| c.resolved_at.is_none()).count())),
        Panel::Regions | Panel::History => 0,
    });
    view! {
        <button
            type="button"
            role="tab"
            class="ed-panel-tab"
            class:ed-on=on
            id=format!("ed-tab-{}", panel.slug())
            data-testid=format!("panel-{}", panel.slug())
            aria-controls=format!("ed-panel-{}", panel.slug())
            aria-selected=move || if on.get() { "true" } else { "false" }
            tabindex=move || if on.get() { "0" } else { "-1" }
            on:click=move |_| show(work.side.panel, panel)
        >
            {words}
            <span class="ed-count" hidden=move || count.get() == 0>{count}</span>
        </button>
    }
    .into_any()
}

fn show(at: RwSignal<Panel>, panel: Panel) {
    at.set(panel);
    browser::keep("panels.panel", panel.slug());
}

fn body(work: Work, panel: Panel, annotation: Option<AnnotationId>) -> AnyView {
    let inner = match panel {
        Panel::Regions => kinds::regions().map(|part| (part.list)(work)).into_any(),
        Panel::Relations => kinds::regions().map(|part| (part.relations)(work)).into_any(),
        Panel::History => {
            once_open(work, move || aside(move |part| (part.history)(work, annotation.is_some())))
        }
        Panel::Comments => once_open(work, move || aside(move |part| (part.comments)(work, annotation))),
    };
    view! {
        <div
            class="ed-panel"
            role="tabpanel"
            id=format!("ed-panel-{}", panel.slug())
            aria-labelledby=format!("ed-tab-{}", panel.slug())
            hidden=move || work.side.panel.get() != panel
        >
            {inner}
        </div>
    }
    .into_any()
}

/// What is made when the column opens first, and stays.
fn once_open(work: Work, make: impl Fn() -> AnyView + Clone + Send + Sync + 'static) -> AnyView {
    let was_open = Memo::new(move |before| before == Some(&true) || work.side.open.get());
    view! { <Anew key=move || was_open.get().then_some(()) view=move |()| make()/> }.into_any()
}

/// Arrows go through the tabs, as everywhere.
fn step(at: RwSignal<Panel>, tabs: &[Panel], key: &str) -> bool {
    let here = at.with_untracked(|at| tabs.iter().position(|panel| panel == at)).unwrap_or(0);
    let next = match key {
        "ArrowRight" => (here + 1) % tabs.len().max(1),
        "ArrowLeft" => here.checked_sub(1).unwrap_or(tabs.len().saturating_sub(1)),
        "Home" => 0,
        "End" => tabs.len().saturating_sub(1),
        _ => return false,
    };
    let Some(panel) = tabs.get(next) else { return false };
    show(at, *panel);
    browser::focus(&format!("#ed-tab-{}", panel.slug()));
    true
}

/// Sets the column's width: dragged, or by the arrow keys.
#[component]
fn Handle(width: RwSignal<f64>, open: RwSignal<bool>) -> impl IntoView {
    let dragged = StoredValue::new(None::<(f64, f64)>);
    let set = move |new: f64| {
        let new = new.clamp(NARROWEST, WIDEST).round();
        width.set(new);
        browser::keep("panels.width", &new.to_string());
    };
    let down = move |ev: web_sys::PointerEvent| {
        let handle: web_sys::Element = event_target(&ev);
        // Without capture the drag ends at the handle's edge, and nothing worse.
        let _ = handle.set_pointer_capture(ev.pointer_id());
        dragged.set_value(Some((f64::from(ev.client_x()), width.get_untracked())));
        ev.prevent_default();
    };
    let moved = move |ev: web_sys::PointerEvent| {
        if let Some((from, before)) = dragged.get_value() {
            set(before + from - f64::from(ev.client_x()));
        }
    };
    let key = move |ev: web_sys::KeyboardEvent| {
        let now = width.get_untracked();
        match ev.key().as_str() {
            "ArrowLeft" => set(now + STEP),
            "ArrowRight" => set(now - STEP),
            "Home" => set(NARROWEST),
            "End" => set(WIDEST),
            "Enter" => open.update(|open| *open = !*open),
            _ => return,
        }
        ev.prevent_default();
    };
    view! {
        <div
            class="ed-handle"
            role="separator"
            tabindex="0"
            data-testid="panels-width"
            aria-orientation="vertical"
            aria-label=t().panels.resize
            aria-valuemin=NARROWEST.to_string()
            aria-valuemax=WIDEST.to_string()
            aria-valuenow=move || width.get().to_string()
            hidden=move || !open.get()
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| dragged.set_value(None)
            on:pointercancel=move |_| dragged.set_value(None)
            on:keydown=key
        ></div>
    }
}
