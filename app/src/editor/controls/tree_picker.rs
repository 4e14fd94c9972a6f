//! Picking from a tree of any size: what is chosen as chips, a field to search in, and the tree below it. Only the rows
//! in sight are elements, so ten thousand entries open as quickly as ten. Follows the combobox and tree patterns: the
//! focus stays in the field, arrows walk the tree.

mod list;
mod rows;

use crate::editor::icons::Icon;
use crate::messages::t;
use crate::model::choosing::Path;
use crate::model::config::ChoiceOption;
use leptos::html;
use leptos::prelude::*;
use rows::{Row, Visible};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Fetches what is below a place of the tree.
#[derive(Clone, Copy)]
pub struct Load {
    /// Places whose children are not here yet.
    pub lazy: RwSignal<BTreeSet<Path>>,
    pub fetch: Callback<Path>,
    /// Being fetched now.
    pub busy: RwSignal<BTreeSet<Path>>,
}

/// What is picked from, and what picking does.
#[derive(Clone)]
pub struct Picking {
    pub label: String,
    pub testid: String,
    pub placeholder: String,
    pub options: RwSignal<Arc<Vec<ChoiceOption>>>,
    pub chosen: Memo<Vec<Path>>,
    pub toggle: Callback<Path>,
    pub leafs_only: bool,
    pub full_path: bool,
    pub separator: String,
    /// No more than this many can be chosen.
    pub most: Option<u32>,
    pub load: Option<Load>,
    /// Least and largest, in pixels.
    pub width: (Option<f64>, Option<f64>),
    /// How wide the list is that opens; as the field, unless it is said.
    pub dropdown: Option<f64>,
}

/// The height of a row in pixels, as the style sheet has it.
const ROW: f64 = 32.0;
const IN_SIGHT: usize = 12;

/// The state of one picker.
#[derive(Clone)]
struct Picker {
    picking: Arc<Picking>,
    id: String,
    open: RwSignal<bool>,
    typed: RwSignal<String>,
    expanded: RwSignal<BTreeSet<Path>>,
    visible: Memo<Arc<Visible>>,
    active: RwSignal<usize>,
    scrolled: RwSignal<f64>,
    field: NodeRef<html::Input>,
    list: NodeRef<html::Div>,
}

#[component]
pub fn TreePicker(picking: Picking) -> impl IntoView {
    let picking = Arc::new(picking);
    let (typed, expanded) = (RwSignal::new(String::new()), RwSignal::new(BTreeSet::new()));
    let open = RwSignal::new(false);
    let (options, separator) = (picking.options, picking.separator.clone());
    let lazy = picking.load.map(|load| load.lazy);
    let leafs_only = picking.leafs_only;
    let visible = Memo::new(move |_| {
        if !open.get() {
            return Arc::new(Visible::default());
        }
        let lazy = lazy.map(|lazy| lazy.get()).unwrap_or_default();
        let find = typed.get();
        options.with(|options| {
            expanded.with(|expanded| {
                Arc::new(rows::visible(options, expanded, &lazy, &find, leafs_only, &separator))
            })
        })
    });
    let picker = Picker {
        id: format!("tree-{}", picking.testid),
        picking: picking.clone(),
        open,
        typed,
        expanded,
        visible,
        active: RwSignal::new(0),
        scrolled: RwSignal::new(0.0),
        field: NodeRef::new(),
        list: NodeRef::new(),
    };
    let (min, max) = picking.width;
    let pixels = |width: Option<f64>| width.map(|width| format!("{width}px"));
    let focus = picker.clone();
    view! {
        <div
            class="ed-picker"
            style:min-width=pixels(min)
            style:max-width=pixels(max)
            on:click=move |_| focus.take_focus()
        >
            {picker.chips()}
            {picker.input()}
            {picker.popup()}
        </div>
    }
}

impl Picker {
    fn take_focus(&self) {
        let Some(field) = self.field.get_untracked() else { return };
        if document().active_element().is_none_or(|active| active != **field) {
            // A field that cannot take the focus leaves it where it is.
            let _ = field.focus();
        }
        self.open.set(true);
    }

    fn is_chosen(&self, path: &Path) -> bool {
        self.picking.chosen.with(|chosen| chosen.contains(path))
    }

    fn is_full(&self) -> bool {
        self.picking.most.is_some_and(|most| self.picking.chosen.with(|chosen| chosen.len() >= most as usize))
    }

    /// What people read of a path.
    fn words(&self, path: &Path) -> (String, bool) {
        self.picking
            .options
            .with(|options| rows::words(options, path, self.picking.full_path, &self.picking.separator))
    }

    fn chips(&self) -> AnyView {
        let picker = self.clone();
        let chosen = self.picking.chosen;
        view! {
            <ul class="ed-chips" aria-label=t().answers.chosen hidden=move || chosen.with(Vec::is_empty)>
                {move || chosen.get().into_iter().map(|path| picker.chip(path)).collect_view()}
            </ul>
        }
        .into_any()
    }

    fn chip(&self, path: Path) -> AnyView {
        let (words, known) = self.words(&path);
        let label = (t().answers.take_away)(&words);
        let whole = path.join(&self.picking.separator);
        let hint = if known { whole } else { format!("{whole}: {}", t().answers.not_offered) };
        let toggle = self.picking.toggle;
        view! {
            <li class="ed-chip" class:ed-chip-strange=!known title=hint>
                <span>{words}</span>
                <button
                    type="button"
                    class="ed-icon"
                    aria-label=label
                    on:click=move |ev| {
                        ev.stop_propagation();
                        toggle.run(path.clone());
                    }
                >
                    {Icon::Close.view()}
                </button>
            </li>
        }
        .into_any()
    }

    fn input(&self) -> AnyView {
        let (keys, typing, leaving) = (self.clone(), self.clone(), self.clone());
        let (open, active, visible) = (self.open, self.active, self.visible);
        let id = self.id.clone();
        let list_id = id.clone();
        view! {
            <input
                type="text"
                class="ed-input ed-picker-field"
                node_ref=self.field
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                placeholder=self.picking.placeholder.clone()
                aria-label=self.picking.label.clone()
                aria-haspopup="tree"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=list_id
                aria-activedescendant=move || {
                    let any = open.get() && visible.with(|rows| !rows.rows.is_empty());
                    any.then(|| format!("{id}-{}", active.get()))
                }
                data-testid=format!("{}-field", self.picking.testid)
                prop:value=self.typed
                on:focus=move |_| open.set(true)
                on:blur=move |_| leaving.close()
                on:input=move |ev| {
                    typing.open.set(true);
                    typing.typed.set(event_target_value(&ev));
                    typing.go(0);
                }
                on:keydown=move |ev| if keys.key(&ev) { ev.prevent_default(); ev.stop_propagation(); }
            />
        }
        .into_any()
    }

    fn close(&self) {
        self.open.set(false);
        self.typed.set(String::new());
    }

    /// Makes a row the active one and brings it into sight.
    fn go(&self, at: usize) {
        let last = self.visible.with_untracked(|rows| rows.rows.len()).saturating_sub(1);
        let at = at.min(last);
        self.active.set(at);
        let Some(list) = self.list.get_untracked() else { return };
        let (top, height) = (f64::from(list.scroll_top()), f64::from(list.client_height()));
        let row = at as f64 * ROW;
        if row < top {
            list.set_scroll_top(row as i32);
        } else if row + ROW > top + height && height > 0.0 {
            list.set_scroll_top((row + ROW - height) as i32);
        }
    }

    /// A key in the field; true if it was ours.
    fn key(&self, ev: &web_sys::KeyboardEvent) -> bool {
        if ev.ctrl_key() || ev.meta_key() || ev.is_composing() {
            return false;
        }
        let key = ev.key();
        let empty = self.typed.with_untracked(|typed| typed.is_empty());
        if !self.open.get_untracked() {
            let opens = matches!(key.as_str(), "ArrowDown" | "ArrowUp" | "Enter") || (key == " " && empty);
            if opens {
                self.open.set(true);
                self.go(0);
            }
            return opens || (key == "Backspace" && empty && self.drop_last());
        }
        let at = self.active.get_untracked();
        match key.as_str() {
            "ArrowDown" => self.go(at + 1),
            "ArrowUp" => self.go(at.saturating_sub(1)),
            "PageDown" => self.go(at + IN_SIGHT),
            "PageUp" => self.go(at.saturating_sub(IN_SIGHT)),
            "Home" if empty => self.go(0),
            "End" if empty => self.go(usize::MAX),
            "ArrowRight" if empty => self.forth(at),
            "ArrowLeft" if empty => self.back(at),
            "Enter" => self.pick(at),
            " " if empty => self.pick(at),
            "Backspace" if empty => return self.drop_last(),
            "Escape" => self.close(),
            _ => return false,
        }
        true
    }

    fn row(&self, at: usize) -> Option<Row> {
        self.visible.with_untracked(|rows| rows.rows.get(at).cloned())
    }

    /// Opens a branch, or goes into one that is open.
    fn forth(&self, at: usize) {
        match self.row(at) {
            Some(row) if row.is_branch && !row.is_open => self.expand(&row.path, true),
            Some(row) if row.is_branch => self.go(at + 1),
            _ => {}
        }
    }

    /// Closes a branch, or goes to the one above.
    fn back(&self, at: usize) {
        let Some(row) = self.row(at) else { return };
        if row.is_branch && row.is_open {
            return self.expand(&row.path, false);
        }
        let above = self.visible.with_untracked(|rows| rows.above(at));
        if let Some(above) = above {
            self.go(above);
        }
    }

    fn expand(&self, path: &Path, on: bool) {
        self.expanded.update(|all| {
            if on {
                all.insert(path.clone());
            } else {
                all.remove(path);
            }
        });
        let Some(load) = self.picking.load.filter(|_| on) else { return };
        if load.lazy.with_untracked(|lazy| lazy.contains(path)) {
            load.fetch.run(path.clone());
        }
    }

    fn drop_last(&self) -> bool {
        let last = self.picking.chosen.with_untracked(|chosen| chosen.last().cloned());
        if let Some(last) = &last {
            self.picking.toggle.run(last.clone());
        }
        last.is_some()
    }

    /// Chooses a row, or takes the choice back; a branch that cannot be chosen opens or closes.
    fn pick(&self, at: usize) {
        let Some(row) = self.row(at) else { return };
        if self.picking.leafs_only && row.is_branch {
            return self.expand(&row.path, !row.is_open);
        }
        self.picking.toggle.run(row.path);
    }
}
