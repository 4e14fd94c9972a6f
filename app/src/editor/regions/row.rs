//! One row of the list: a group, or a region with what can be done with it.

use super::list::List;
use super::look::Shown;
use super::title_of;
use crate::editor::doc::RegionView;
use crate::editor::icons::Icon;
use crate::editor::panels::{kind_icon, kind_name, origin_name};
use crate::messages::{decimal, t};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A region's row stays while what it shows changes, so that keys go on where they are.
pub fn row_view(list: List, row: Shown) -> AnyView {
    match row {
        Shown::Group { name, members, folded } => group(list, name, members, folded),
        Shown::Region { region, number, depth, parts } => {
            let id = region.id.clone();
            let first = Now { region, number, depth, parts };
            let now = Memo::new(move |before: Option<&Now>| {
                let found =
                    list.visible.with(|visible| visible.rows.iter().find_map(|row| Now::of(row, &id)));
                found.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
            });
            region_row(list, now)
        }
    }
}

/// What a region's row shows now.
#[derive(Clone)]
struct Now {
    region: Arc<RegionView>,
    number: usize,
    depth: u32,
    parts: Option<bool>,
}

impl PartialEq for Now {
    fn eq(&self, other: &Self) -> bool {
        (self.number, self.depth, self.parts) == (other.number, other.depth, other.parts)
            && Arc::ptr_eq(&self.region, &other.region)
    }
}

impl Now {
    fn of(row: &Shown, id: &str) -> Option<Self> {
        match row {
            Shown::Region { region, number, depth, parts } if region.id == id => {
                Some(Self { region: region.clone(), number: *number, depth: *depth, parts: *parts })
            }
            _ => None,
        }
    }
}

fn group(list: List, name: String, members: Vec<String>, folded: bool) -> AnyView {
    let work = list.work;
    let all_in = |set: RwSignal<BTreeSet<String>>, members: &[String]| {
        let members = members.to_vec();
        Memo::new(move |_| set.with(|set| members.iter().all(|id| set.contains(id))))
    };
    let (hidden, locked) = (all_in(work.hidden, &members), all_in(work.locked, &members));
    let count = members.len();
    let (on_pick, on_hide, on_lock) = (members.clone(), members.clone(), members);
    let fold = name.clone();
    view! {
        <li class="ed-region ed-group" data-testid="region-group-row">
            <button
                type="button"
                class="ed-icon"
                aria-expanded=if folded { "false" } else { "true" }
                aria-label=format!("{}: {name}", if folded { t().panels.unfold } else { t().panels.fold })
                on:click=move |_| list.fold(&fold)
            >
                {if folded { Icon::Right } else { Icon::Down }.view()}
            </button>
            <button type="button" class="ed-region-main" on:click=move |_| work.pick(on_pick.clone())>
                <span class="ed-region-title">{name}</span>
                <span class="ed-count">{count}</span>
            </button>
            {tool(locked, Icon::Lock, Icon::Unlock, t().panels.lock_group, move || work.toggle_locked_of(&on_lock))}
            {tool(hidden, Icon::EyeOff, Icon::Eye, t().panels.hide_group, move || work.toggle_hidden_of(&on_hide))}
        </li>
    }
    .into_any()
}

fn region_row(list: List, now: Memo<Now>) -> AnyView {
    let work = list.work;
    let id = now.with_untracked(|now| now.region.id.clone());
    let of = |look: fn(&List, &str) -> bool| {
        let id = id.clone();
        Memo::new(move |_| look(&list, &id))
    };
    let selected = of(|list, id| list.work.is_picked(id));
    let hidden = of(|list, id| list.work.hidden.with(|all| all.contains(id)));
    let aimed = of(|list, id| {
        list.work.side.aim.with(|aim| aim.as_deref() == Some(id))
            || list.work.linking.with(|from| from.as_deref() == Some(id))
    });
    let in_turn = of(|list, id| list.turn.with(|turn| turn.as_deref() == Some(id)));
    let is_view = work.side.is_view();
    let locked = {
        let id = id.clone();
        Memo::new(move |_| {
            is_view || now.with(|now| now.region.readonly) || work.locked.with(|all| all.contains(&id))
        })
    };
    let suggested = Memo::new(move |_| now.with(|now| now.region.is_suggestion()));
    let (on_press, on_drag, on_drop, on_over) = (id.clone(), id.clone(), id.clone(), id.clone());
    let over = RwSignal::new(false);
    let acts = {
        let id = id.clone();
        move || if suggested.get() { for_suggested(list, &id) } else { own(list, now, &id, locked, hidden) }
    };
    let fold = {
        let id = id.clone();
        let parts = Memo::new(move |_| now.with(|now| now.parts));
        move || fold_button(list, &id, parts.get())
    };
    let kind = move || {
        let kind = now.with(|now| now.region.area.kind());
        view! { <span class="ed-kind" title=kind_name(kind)>{kind_icon(kind).view()}</span> }
    };
    view! {
        <li
            class="ed-region"
            class:ed-on=selected
            class:ed-hidden=hidden
            class:ed-aimed=aimed
            class:ed-over=move || over.get()
            class:ed-suggested=suggested
            style:--label=move || now.with(|now| now.region.color.clone())
            style:padding-left=move || format!("{}px", now.with(|now| now.depth.min(8) * 14))
            data-testid=move || if suggested.get() { "suggestion-item" } else { "region-item" }
            data-region=id
            draggable=if is_view { "false" } else { "true" }
            on:dragstart=move |ev| {
                list.dragged.set(Some(on_drag.clone()));
                if let Some(data) = ev.data_transfer() {
                    // Some browsers drag nothing that carries nothing.
                    let _ = data.set_data("text/x-skylabel-region", &on_drag);
                }
            }
            on:dragend=move |_| list.dragged.set(None)
            on:dragover=move |ev| {
                let others = list.dragged.with_untracked(|dragged| dragged.as_ref().is_some_and(|id| *id != on_over));
                if others {
                    ev.prevent_default();
                    over.set(true);
                }
            }
            on:dragleave=move |_| over.set(false)
            on:drop=move |ev| {
                ev.prevent_default();
                ev.stop_propagation();
                over.set(false);
                list.drop_on(Some(&on_drop));
            }
        >
            {fold}
            <button
                type="button"
                class="ed-region-main"
                tabindex=move || if in_turn.get() { "0" } else { "-1" }
                aria-pressed=move || if selected.get() { "true" } else { "false" }
                on:click=move |ev| list.press(&on_press, ev.shift_key(), ev.ctrl_key() || ev.meta_key())
            >
                <span class="ed-number" aria-hidden="true">{move || now.with(|now| now.number)}</span>
                {kind}
                <span class="ed-region-title">{move || now.with(|now| title_of(&now.region))}</span>
                <span class="ed-region-text">{move || now.with(|now| now.region.excerpt.clone())}</span>
                {move || now.with(|now| badges(&now.region))}
            </button>
            {acts}
        </li>
    }
    .into_any()
}

fn fold_button(list: List, id: &str, parts: Option<bool>) -> Option<AnyView> {
    let folded = parts?;
    let id = id.to_owned();
    Some(
        view! {
            <button
                type="button"
                class="ed-icon ed-fold"
                tabindex="-1"
                aria-expanded=if folded { "false" } else { "true" }
                aria-label=if folded { t().panels.unfold } else { t().panels.fold }
                on:click=move |_| list.fold(&id)
            >
                {if folded { Icon::Right } else { Icon::Down }.view()}
            </button>
        }
        .into_any(),
    )
}

/// What a row tells besides: that a prediction is behind it, how sure that was, that there is a note.
fn badges(region: &RegionView) -> AnyView {
    let origin = origin_name(region).filter(|_| region.origin.as_deref() != Some("manual"));
    let sign = if region.origin.as_deref() == Some("prediction-changed") { "◐" } else { "◇" };
    let score = region.score.map(|score| decimal(score, 2));
    let note = region.note.clone();
    view! {
        {note.map(|note| view! { <span class="ed-badge" title=note>"✎"</span> })}
        {origin.map(|origin| view! { <span class="ed-badge" role="img" aria-label=origin.clone() title=origin>{sign}</span> })}
        {score.map(|score| view! { <span class="ed-score">{score}</span> })}
    }
    .into_any()
}

fn own(list: List, now: Memo<Now>, id: &str, locked: Memo<bool>, hidden: Memo<bool>) -> AnyView {
    let work = list.work;
    let (on_hide, on_lock, on_delete) = (id.to_owned(), id.to_owned(), id.to_owned());
    view! {
        {tool(locked, Icon::Lock, Icon::Unlock, t().editor.lock, move || work.toggle_locked(&on_lock))}
        {tool(hidden, Icon::EyeOff, Icon::Eye, t().editor.hide, move || work.toggle_hidden(&on_hide))}
        <button
            type="button"
            class="ed-icon"
            tabindex="-1"
            data-testid="region-delete"
            aria-label=move || (t().editor.delete_region)(now.with(|now| now.number))
            title=t().common.delete
            disabled=locked
            on:click=move |_| { work.delete(&on_delete); }
        >
            {Icon::Close.view()}
        </button>
    }
    .into_any()
}

fn for_suggested(list: List, id: &str) -> AnyView {
    let work = list.work;
    let (on_accept, on_reject) = (id.to_owned(), id.to_owned());
    view! {
        <button
            type="button"
            class="ed-icon"
            tabindex="-1"
            data-testid="suggestion-accept"
            aria-label=t().panels.accept
            title=(t().editor.with_key)(t().panels.accept, "Enter")
            on:click=move |_| { work.accept(std::slice::from_ref(&on_accept)); }
        >
            {Icon::Check.view()}
        </button>
        <button
            type="button"
            class="ed-icon"
            tabindex="-1"
            data-testid="suggestion-reject"
            aria-label=t().panels.reject
            title=(t().editor.with_key)(t().panels.reject, "Delete")
            on:click=move |_| { work.reject(&on_reject); }
        >
            {Icon::Close.view()}
        </button>
    }
    .into_any()
}

fn tool(on: Memo<bool>, yes: Icon, no: Icon, label: &'static str, act: impl Fn() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="ed-icon"
            tabindex="-1"
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
