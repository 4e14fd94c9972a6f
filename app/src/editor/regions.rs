//! The list of regions: what has been labeled, by what, and what can be done with each. The selected region opens
//! its details: the labels it bears, where it is, and what is asked of it.

use super::anew::Anew;
use super::controls::{Scope, Widget};
use super::doc::RegionView;
use super::icons::Icon;
use super::setup::Offer;
use super::state::Work;
use crate::messages::t;
use crate::model::config::Control;
use crate::model::result::Area;
use leptos::prelude::*;

/// Rows beyond this many are shown on demand: a list of thousands helps nobody and costs everybody.
const FIRST_ROWS: usize = 200;

/// All regions, with what is done to all at once.
#[component]
pub fn RegionList(work: Work) -> impl IntoView {
    let shown = RwSignal::new(FIRST_ROWS);
    let count = Memo::new(move |_| work.regions.with(|r| r.len()));
    let rows = Memo::new(move |_| {
        let most = shown.get();
        let selected = work.selected.get();
        work.regions.with(|all| {
            let keep = |(i, r): &(usize, &RegionView)| *i < most || Some(&r.id) == selected.as_ref();
            all.iter().enumerate().filter(keep).map(|(i, r)| (i + 1, r.clone())).collect::<Vec<_>>()
        })
    });
    let all_hidden = Memo::new(move |_| work.all_hidden());
    view! {
        <section class="ed-regions" aria-labelledby="ed-regions-title">
            <header class="ed-side-head">
                <h2 id="ed-regions-title">
                    {t().editor.regions} " " <span class="ed-count" data-testid="region-count">{count}</span>
                </h2>
                <button
                    type="button"
                    class="ed-icon"
                    hidden=move || count.get() == 0
                    aria-pressed=move || if all_hidden.get() { "true" } else { "false" }
                    aria-label=t().editor.hide_all
                    title=t().editor.hide_all
                    on:click=move |_| work.toggle_all_hidden()
                >
                    {move || if all_hidden.get() { Icon::EyeOff } else { Icon::Eye }.view()}
                </button>
            </header>
            <p class="ed-empty" hidden=move || count.get() != 0>{t().editor.no_regions}</p>
            <p class="ed-empty" hidden=move || work.aside.get() == 0>{move || (t().editor.kept_aside)(work.aside.get())}</p>
            <ul class="ed-region-list" data-testid="region-list">
                <For each=move || rows.get() key=|(i, r)| key_of(*i, r) let:row>
                    {row_view(work, row.0, row.1)}
                </For>
            </ul>
            <button
                type="button"
                class="ed-button"
                hidden=move || count.get() <= shown.get()
                on:click=move |_| shown.update(|n| *n += FIRST_ROWS)
            >
                {t().editor.more_regions}
            </button>
        </section>
    }
}

/// What a row shows: a region that only moved keeps its row.
fn key_of(number: usize, region: &RegionView) -> (usize, String, String) {
    let shown = format!("{}\n{}\n{}\n{}", region.color, title_of(region), region.excerpt, region.readonly);
    (number, region.id.clone(), shown)
}

fn row_view(work: Work, number: usize, region: RegionView) -> AnyView {
    let id = region.id.clone();
    let is =
        move |signal: RwSignal<std::collections::BTreeSet<String>>, id: &str| signal.with(|s| s.contains(id));
    let selected = {
        let id = id.clone();
        Memo::new(move |_| work.selected.with(|s| s.as_deref() == Some(&id)))
    };
    let hidden = {
        let id = id.clone();
        Memo::new(move |_| is(work.hidden, &id))
    };
    let locked = {
        let id = id.clone();
        let readonly = region.readonly;
        Memo::new(move |_| readonly || is(work.locked, &id))
    };
    let title = title_of(&region);
    let (on_select, on_hide, on_lock, on_delete) = (id.clone(), id.clone(), id.clone(), id.clone());
    view! {
        <li
            class="ed-region"
            class:ed-on=selected
            class:ed-hidden=hidden
            style:--label=region.color.clone()
            data-testid="region-item"
            data-region=id
        >
            <button
                type="button"
                class="ed-region-main"
                aria-pressed=move || if selected.get() { "true" } else { "false" }
                on:click=move |_| work.select_or_clear(&on_select)
            >
                <span class="ed-number" aria-hidden="true">{number}</span>
                <span class="ed-dot" aria-hidden="true"></span>
                <span class="ed-region-title">{title}</span>
                <span class="ed-region-text">{region.excerpt.clone()}</span>
            </button>
            {tool(locked, Icon::Lock, Icon::Unlock, t().editor.lock, move || work.toggle_locked(&on_lock))}
            {tool(hidden, Icon::EyeOff, Icon::Eye, t().editor.hide, move || work.toggle_hidden(&on_hide))}
            <button
                type="button"
                class="ed-icon"
                data-testid="region-delete"
                aria-label=(t().editor.delete_region)(number)
                title=t().common.delete
                disabled=locked
                on:click=move |_| { work.delete(&on_delete); }
            >
                {Icon::Close.view()}
            </button>
        </li>
    }
    .into_any()
}

fn tool(on: Memo<bool>, yes: Icon, no: Icon, label: &'static str, act: impl Fn() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="ed-icon"
            aria-pressed=move || if on.get() { "true" } else { "false" }
            aria-label=label
            title=label
            on:click=move |_| act()
        >
            {move || if on.get() { yes } else { no }.view()}
        </button>
    }
    .into_any()
}

/// What a person calls a region: its labels, else its kind.
pub fn title_of(region: &RegionView) -> String {
    if region.labels.is_empty() {
        return match region.area {
            Area::Box(_) => t().editor.unlabeled_box.to_owned(),
            Area::Span(_) => t().editor.unlabeled_span.to_owned(),
        };
    }
    region.labels.iter().map(|l| l.title.as_str()).collect::<Vec<_>>().join(", ")
}

/// What is known and asked of the selected region.
#[component]
pub fn RegionDetails(work: Work) -> impl IntoView {
    // Only the id: the region's own edits must not rebuild the fields that make them.
    let selected = Memo::new(move |_| work.selected_region().map(|r| (r.id, r.object)));
    let view = move |(id, object): (String, String)| {
        let setup = work.setup();
        let labels: Vec<_> = setup
            .config
            .controls_of(&object)
            .filter(|c| c.labels().is_some() && !c.per_region)
            .map(|c| label_picker(work, c.name.clone(), setup.offers(&c.name)))
            .collect();
        // The others stand where the config has them.
        let here = |c: &&Control| c.text_area().is_some_and(|area| area.in_region_list);
        let asked: Vec<Control> = setup.per_region(&object).filter(here).cloned().collect();
        view! {
                <section class="ed-details" aria-labelledby="ed-details-title" data-testid="region-details">
                    <header class="ed-side-head"><h2 id="ed-details-title">{t().editor.selected_region}</h2></header>
                    <p class="ed-where">{move || work.selected_region().map(|r| where_of(&r))}</p>
                    {labels}
                    {asked.into_iter().map(|control| asked_view(work, control, id.clone())).collect_view()}
                </section>
            }
            .into_any()
    };
    view! { <Anew key=move || selected.get() view=view/> }
}

/// The labels of one control as chips: pressing one renames the region.
fn label_picker(work: Work, control: String, offers: &[Offer]) -> AnyView {
    if offers.is_empty() || offers.len() > 60 {
        return ().into_any();
    }
    let chips: Vec<_> = offers
        .iter()
        .map(|offer| {
            let (name, stored) = (control.clone(), offer.stored.clone());
            let on = Memo::new({
                let (name, stored) = (name.clone(), stored.clone());
                move |_| work.selected_region().is_some_and(|r| r.bears(&name, &stored))
            });
            view! {
                <button
                    type="button"
                    class="ed-label ed-small"
                    class:ed-on=on
                    style:--label=offer.color.clone()
                    aria-pressed=move || if on.get() { "true" } else { "false" }
                    on:click=move |_| work.toggle_label(&name, &stored)
                >
                    <span class="ed-dot" aria-hidden="true"></span>
                    <span>{offer.title.clone()}</span>
                </button>
            }
        })
        .collect();
    view! { <div class="ed-labels" role="group" aria-label=control>{chips}</div> }.into_any()
}

/// A per-region control in the details, under its name, while its conditions hold.
fn asked_view(work: Work, control: Control, region: String) -> AnyView {
    let name = control.name.clone();
    let visible = Memo::new({
        let control = control.clone();
        move |_| work.is_asked(&control)
    });
    view! {
        <Show when=move || visible.get()>
            <div class="ed-asked">
                <h3>{name.clone()}</h3>
                <Widget work=work control=control.clone() scope=Scope::Region(region.clone())/>
            </div>
        </Show>
    }
    .into_any()
}

fn where_of(region: &RegionView) -> String {
    match region.area {
        Area::Box(b) => (t().editor.box_at)(b.x, b.y, b.width, b.height),
        Area::Span(span) => (t().editor.span_at)(span.start, span.end),
    }
}
