//! The search of commands: a field, and below it what can be done now. Arrows choose, Enter does it, Escape closes; the
//! focus never leaves the field, and goes back to where it was. The field is there at once; what is typed before the
//! commands have come counts when they have.

mod entries;
mod find;

use super::asides::aside;
use super::boards::{close, follow};
use super::keyboard::Desk;
use crate::editor::browser;
use crate::messages::t;
use crate::ui::effect::Effect;
use entries::{Deed, Entry};
use leptos::html;
use leptos::prelude::*;

/// Rows that are shown at once; more are found by typing.
const MOST: usize = 100;

/// One opening of it.
#[derive(Clone, Copy)]
pub struct Search {
    desk: Desk,
    dialog: NodeRef<html::Dialog>,
    /// None until they have come.
    entries: RwSignal<Option<Vec<Entry>>>,
    /// The entries that have the words.
    found: Memo<Vec<usize>>,
    query: RwSignal<String>,
    /// Which row is chosen.
    at: RwSignal<usize>,
    /// Enter was pressed before there was anything to do.
    entered: StoredValue<bool>,
}

#[component]
pub fn Palette(desk: Desk) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let open = desk.boards.palette;
    follow(node, open);
    // A press beside the sheet is one on the dialog itself.
    let beside = move |ev: web_sys::MouseEvent| {
        if node.get_untracked().is_some_and(|dialog| ev.target().as_ref() == Some(dialog.as_ref())) {
            close(node, open);
        }
    };
    view! {
        <dialog class="ed-palette" node_ref=node data-testid="palette" aria-label=t().keymap.palette on:close=move |_| open.set(false) on:click=beside>
            {move || open.get().then(|| Search::new(desk, node).view())}
        </dialog>
    }
}

/// The commands of one opening.
pub fn commands(search: Search) -> AnyView {
    search.list()
}

impl Search {
    fn new(desk: Desk, dialog: NodeRef<html::Dialog>) -> Self {
        let entries = RwSignal::new(None::<Vec<Entry>>);
        let query = RwSignal::new(String::new());
        let found = Memo::new(move |_| {
            let mut found = entries.with(|all| {
                let words = all.iter().flatten().map(|entry| entry.words.as_str());
                query.with(|query| find::found(query, words))
            });
            found.truncate(MOST);
            found
        });
        let (at, entered) = (RwSignal::new(0), StoredValue::new(false));
        Self { desk, dialog, entries, found, query, at, entered }
    }

    fn view(self) -> AnyView {
        let field = NodeRef::<html::Input>::new();
        Effect::new(move |_| {
            if let Some(field) = field.get() {
                // Where it cannot have the focus the dialog gives it to the field by itself.
                let _ = field.focus();
            }
        });
        let active = move || {
            let is_there = self.found.with(|found| self.at.get() < found.len());
            is_there.then(|| self.row_id(self.at.get()))
        };
        let typed = move |ev| {
            self.query.set(event_target_value(&ev));
            self.at.set(0);
            self.entered.set_value(false);
        };
        view! {
            <div class="ed-palette-sheet">
                <div class="ed-palette-head">
                    <input
                        class="ed-input"
                        type="text"
                        role="combobox"
                        autocomplete="off"
                        spellcheck="false"
                        enterkeyhint="go"
                        node_ref=field
                        aria-label=t().keymap.palette_hint
                        placeholder=t().keymap.palette_hint
                        aria-expanded="true"
                        aria-autocomplete="list"
                        aria-controls=self.id("palette-list")
                        aria-activedescendant=active
                        data-testid="palette-field"
                        on:input=typed
                        on:keydown=move |ev| self.key(&ev)
                    />
                    <button type="button" class="ed-icon" aria-label=t().common.close on:click=move |_| self.close()>
                        {super::icons::Icon::Close.view()}
                    </button>
                </div>
                {aside(move |part| (part.commands)(self))}
            </div>
        }
        .into_any()
    }

    fn id(self, name: &str) -> String {
        self.desk.work.own_id(name)
    }

    /// Everything that can be done now; does at once what was asked for meanwhile.
    fn list(self) -> AnyView {
        self.entries.set(Some(self.desk.entries()));
        if self.entered.get_value() {
            // Not while the dialog is being drawn.
            request_animation_frame(move || self.run(self.at.try_get_untracked().unwrap_or_default()));
        }
        let rows = move || {
            let found = self.found.get();
            found.into_iter().enumerate().map(|(row, entry)| self.row(row, entry)).collect_view()
        };
        view! {
            <ul class="ed-palette-list" id=self.id("palette-list") role="listbox" aria-label=t().keymap.commands>{rows}</ul>
            <p class="ed-palette-none" role="status">
                {move || self.found.with(Vec::is_empty).then_some(t().keymap.nothing)}
            </p>
        }
        .into_any()
    }

    fn entry(self, number: usize) -> Option<Entry> {
        self.entries.try_with_untracked(|all| all.as_ref()?.get(number).cloned()).flatten()
    }

    fn row_id(self, row: usize) -> String {
        self.id(&format!("palette-{row}"))
    }

    fn row(self, row: usize, entry: usize) -> AnyView {
        let Some(entry) = self.entry(entry) else { return ().into_any() };
        let is_on = Memo::new(move |_| self.at.get() == row);
        let Entry { words, key, .. } = entry;
        view! {
            <li
                class="ed-palette-row"
                class:ed-on=is_on
                role="option"
                id=self.row_id(row)
                aria-selected=move || if is_on.get() { "true" } else { "false" }
                on:pointermove=move |_| if self.at.get_untracked() != row { self.at.set(row) }
                // The focus stays in the field.
                on:mousedown=|ev| ev.prevent_default()
                on:click=move |_| self.run(row)
            >
                <span>{words}</span>
                {key.map(|key| view! { <kbd>{key}</kbd> })}
            </li>
        }
        .into_any()
    }

    fn key(self, ev: &web_sys::KeyboardEvent) {
        if ev.is_composing() {
            return;
        }
        let count = self.found.with_untracked(Vec::len);
        let go = |to: usize| {
            self.at.set(to);
            self.show(to);
        };
        let now = self.at.get_untracked();
        match ev.key().as_str() {
            "ArrowDown" => go(find::next(now, count, false)),
            "ArrowUp" => go(find::next(now, count, true)),
            "PageDown" => go((now + 8).min(count.saturating_sub(1))),
            "PageUp" => go(now.saturating_sub(8)),
            "Enter" if self.entries.with_untracked(Option::is_none) => self.entered.set_value(true),
            "Enter" => self.run(now),
            _ => return,
        }
        ev.prevent_default();
    }

    /// Brings a row into sight.
    fn show(self, row: usize) {
        if let Some(row) = document().get_element_by_id(&self.row_id(row)) {
            browser::into_sight(&row);
        }
    }

    fn close(self) {
        close(self.dialog, self.desk.boards.palette);
    }

    fn run(self, row: usize) {
        // It may be closed by now.
        let found = self.found.try_with_untracked(|found| found.get(row).copied()).flatten();
        let Some(Entry { deed, .. }) = found.and_then(|entry| self.entry(entry)) else { return };
        let desk = self.desk;
        self.close();
        match deed {
            Deed::Do(command) => {
                desk.run(command);
            }
            Deed::Press { control, stored } => desk.work.press(&control, &stored),
        }
    }
}
