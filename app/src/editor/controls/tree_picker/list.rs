//! The tree below the field of a picker: only the rows in sight are elements.

use super::rows::Row;
use super::{IN_SIGHT, Picker, ROW};
use crate::editor::browser;
use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;

/// Rows drawn beyond those in sight.
const MARGIN: usize = 12;

impl Picker {
    pub(super) fn popup(&self) -> AnyView {
        let (open, visible, list, scrolled) = (self.open, self.visible, self.list, self.scrolled);
        let drawer = self.clone();
        let total = move || format!("{}px", visible.with(|rows| rows.rows.len()) as f64 * ROW);
        let window = Memo::new(move |_| {
            let first = ((scrolled.get() / ROW) as usize).saturating_sub(MARGIN);
            let last = first + IN_SIGHT + 2 * MARGIN;
            visible.with(|rows| (first.min(rows.rows.len()), last.min(rows.rows.len())))
        });
        let drawn = Memo::new(move |_| {
            let (first, last) = window.get();
            visible.with(|rows| {
                let rows = rows.rows.get(first..last).unwrap_or_default();
                rows.iter().cloned().enumerate().map(|(n, row)| (first + n, row)).collect::<Vec<_>>()
            })
        });
        let popup = NodeRef::<html::Div>::new();
        let up = RwSignal::new(false);
        Effect::new(move |_| {
            let (true, Some(popup)) = (open.get(), popup.get()) else { return up.set(false) };
            // Once its rows have their room.
            request_animation_frame(move || match browser::is_cut_off_below(&popup) {
                true => {
                    // The task may have been left meanwhile.
                    up.try_set(true);
                }
                false => browser::into_sight(&popup),
            });
        });
        view! {
            <div
                class="ed-picker-popup"
                class:ed-up=up
                node_ref=popup
                hidden=move || !open.get()
                style:width=self.picking.dropdown.map(|width| format!("{width}px"))
                on:mousedown=|ev| ev.prevent_default()
            >
                <div
                    class="ed-tree"
                    node_ref=list
                    id=self.id.clone()
                    role="tree"
                    tabindex="-1"
                    aria-multiselectable="true"
                    aria-label=self.picking.label.clone()
                    on:scroll=move |_| if let Some(list) = list.get_untracked() {
                        scrolled.set(f64::from(list.scroll_top()));
                    }
                >
                    <div class="ed-tree-all" style:height=total>
                        <For each=move || drawn.get() key=|(at, row)| (*at, row.clone()) let:entry>
                            {drawer.row_view(entry.0, entry.1)}
                        </For>
                    </div>
                </div>
                <p class="ed-picker-note" hidden=move || visible.with(|rows| !rows.rows.is_empty())>{t().answers.nothing_found}</p>
                <p class="ed-picker-note" hidden=move || visible.with(|rows| !rows.more)>{t().answers.more_found}</p>
            </div>
        }
        .into_any()
    }

    fn row_view(&self, at: usize, row: Row) -> AnyView {
        let active = self.active;
        let (on, full) = (self.clone(), self.clone());
        let path = row.path.clone();
        let chosen = Memo::new(move |_| on.is_chosen(&path));
        let can = !(self.picking.leafs_only && row.is_branch);
        let busy = self.picking.load.map(|load| load.busy);
        let waiting = {
            let path = row.path.clone();
            move || busy.is_some_and(|busy| busy.with(|all| all.contains(&path)))
        };
        let (picker, twister) = (self.clone(), self.clone());
        let (twist_path, is_open, is_branch) = (row.path.clone(), row.is_open, row.is_branch);
        let stored = row.path.last().cloned().unwrap_or_default();
        view! {
            <div
                class="ed-tree-row"
                class:ed-active=move || active.get() == at
                class:ed-on=chosen
                class:ed-off=move || !chosen.get() && can && full.is_full()
                id=format!("{}-{at}", self.id)
                role="treeitem"
                node_ref=leveled(row.depth + 1)
                aria-expanded=is_branch.then_some(if is_open { "true" } else { "false" })
                aria-selected=move || can.then(|| if chosen.get() { "true" } else { "false" })
                title=row.hint
                style:top=format!("{}px", at as f64 * ROW)
                style:padding-left=format!("{}rem", 0.25 + row.depth as f64 * 1.25)
                style:--label=row.color
                data-testid=format!("taxonomy-item-{stored}")
                on:click=move |ev| {
                    ev.stop_propagation();
                    picker.active.set(at);
                    picker.pick(at);
                }
            >
                <span
                    class="ed-tree-twist"
                    class:ed-tree-open=is_open
                    class:ed-tree-leaf=!is_branch
                    aria-hidden="true"
                    data-testid=is_branch.then(|| format!("taxonomy-expand-{stored}"))
                    on:click=move |ev| if is_branch {
                        ev.stop_propagation();
                        twister.active.set(at);
                        twister.expand(&twist_path, !is_open);
                    }
                ></span>
                <span class="ed-tree-box" class:ed-tree-none=!can aria-hidden="true"></span>
                <span class="ed-tree-title">{row.title}</span>
                <span class="ed-tree-wait" hidden=move || !waiting()>{t().common.loading}</span>
            </div>
        }
        .into_any()
    }
}

/// A row that tells how deep it stands. Set through the object model: the view's own macro does not know the attribute.
fn leveled(level: usize) -> NodeRef<html::Div> {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(row) = node.get() {
            // Only a name that is none could make this fail.
            let _ = row.set_attribute("aria-level", &level.to_string());
        }
    });
    node
}
