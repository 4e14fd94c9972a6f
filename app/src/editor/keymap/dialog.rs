//! Choosing keys: each action with its keys on a button; pressed, the button waits for the new key. What that key would
//! take from another action or a label is told before anything changes.

use super::chosen::belongs_to_browser;
use super::{ACTIONS, Action, Context, Keymap, kept};
use crate::editor::asides::aside;
use crate::editor::boards::follow;
use crate::editor::icons::Icon;
use crate::editor::keyboard::{Desk, key_of_event};
use crate::messages::t;
use crate::model::hotkeys::{Key, text_path};
use leptos::html;
use leptos::prelude::*;

/// Keys that were asked for an action and are not given yet.
#[derive(Clone)]
struct Asked {
    action: &'static Action,
    keys: Vec<Key>,
    told: String,
    /// It cannot be had at all.
    refused: bool,
}

/// What the dialog is at.
#[derive(Clone, Copy)]
pub struct Choosing {
    desk: Desk,
    /// The action whose button waits for a key.
    waiting: RwSignal<Option<&'static str>>,
    asked: RwSignal<Option<Asked>>,
    /// Said to screen readers.
    said: RwSignal<String>,
}

#[component]
pub fn ChooseKeys(desk: Desk) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let open = desk.boards.keys;
    follow(node, open);
    let choosing = Choosing {
        desk,
        waiting: RwSignal::new(None),
        asked: RwSignal::new(None),
        said: RwSignal::new(String::new()),
    };
    let closed = move |_| {
        choosing.stop();
        open.set(false);
    };
    view! {
        <dialog class="ed-help ed-keys" node_ref=node data-testid="choose-keys" aria-labelledby=desk.work.own_id("ed-keys-title") on:close=closed>
            <header class="ed-side-head">
                <h2 id=desk.work.own_id("ed-keys-title")>{t().keymap.choose_title}</h2>
                <button type="button" class="ed-icon" aria-label=t().common.close on:click=move |_| open.set(false)>{Icon::Close.view()}</button>
            </header>
            <p class="ed-visually-hidden" role="status" aria-live="polite">{move || choosing.said.get()}</p>
            {move || open.get().then(|| aside(move |part| (part.choosing)(choosing)))}
        </dialog>
    }
}

/// Every action with its keys.
pub fn body(choosing: Choosing) -> AnyView {
    choosing.body()
}

impl Choosing {
    fn body(self) -> AnyView {
        let reset_all = move |_| {
            kept::change(Keymap::reset_all);
            self.stop();
            self.said.set(t().keymap.was_reset.to_owned());
        };
        view! {
            <p class="ed-keys-text">{t().keymap.choose_text}</p>
            {Context::ALL.map(|context| self.section(context))}
            <footer class="ed-keys-foot">
                <button type="button" class="ed-button" data-testid="keys-reset-all" disabled=move || !kept::with(Keymap::has_choices) on:click=reset_all>
                    {t().keymap.reset_all}
                </button>
            </footer>
        }
        .into_any()
    }

    fn section(self, context: Context) -> AnyView {
        let actions = ACTIONS.iter().filter(|action| action.context == context);
        view! {
            <section>
                <h3>{context.words()}</h3>
                <ul class="ed-keys-list">{actions.map(|action| self.row(action)).collect_view()}</ul>
            </section>
        }
        .into_any()
    }

    fn row(self, action: &'static Action) -> AnyView {
        let is_waiting = Memo::new(move |_| self.waiting.get() == Some(action.id));
        let is_chosen = Memo::new(move |_| kept::with(|keymap| keymap.is_chosen(action.id)));
        let asked = move || self.asked.get().filter(|asked| asked.action.id == action.id);
        let label = move || match is_waiting.get() {
            true => (t().keymap.pressing)(action.words()),
            false => (t().keymap.change)(action.words(), &keys_in_words(action, ", ")),
        };
        let shown = move || match is_waiting.get() {
            true => t().keymap.press.to_owned(),
            false => keys_in_words(action, "  "),
        };
        view! {
            <li class="ed-keys-row">
                <span class="ed-keys-name">{action.words()}</span>
                <button
                    type="button"
                    class="ed-button ed-tight ed-keys-key"
                    class:ed-on=is_waiting
                    aria-label=label
                    data-testid=format!("key-{}", action.id)
                    on:click=move |_| self.wait(action)
                    on:keydown=move |ev| self.pressed(action, &ev)
                    on:keyup=keep_from_clicking
                    on:blur=move |_| self.leave(action)
                >
                    {shown}
                </button>
                <button
                    type="button"
                    class="ed-icon"
                    aria-label=(t().keymap.reset)(action.words())
                    title=t().image.reset
                    disabled=move || !is_chosen.get()
                    data-testid=format!("key-reset-{}", action.id)
                    on:click=move |_| self.ask(action, action.defaults())
                >
                    {Icon::Undo.view()}
                </button>
                {move || asked().map(|asked| self.told(asked))}
            </li>
        }
        .into_any()
    }

    /// Why a key was not given at once, and what can be done about it.
    fn told(self, asked: Asked) -> AnyView {
        let (action, told, refused) = (asked.action, asked.told.clone(), asked.refused);
        let take = move |_| {
            self.give(asked.action, asked.keys.clone());
            focus_key_of(action);
        };
        let cancel = move |_| {
            self.asked.set(None);
            focus_key_of(action);
        };
        view! {
            <div class="ed-note ed-warn ed-keys-told" role="alert" data-testid="keys-told">
                <p>{told}</p>
                <button type="button" class="ed-button ed-tight" hidden=refused data-testid="keys-take" on:click=take>{t().keymap.use_anyway}</button>
                <button type="button" class="ed-button ed-tight" on:click=cancel>{t().common.cancel}</button>
            </div>
        }
        .into_any()
    }

    fn wait(self, action: &'static Action) {
        self.asked.set(None);
        self.waiting.set(Some(action.id));
        // Not every browser gives the focus to a button that is clicked.
        focus_key_of(action);
    }

    fn stop(self) {
        self.waiting.set(None);
        self.asked.set(None);
    }

    fn leave(self, action: &'static Action) {
        if self.waiting.with_untracked(|waiting| *waiting == Some(action.id)) {
            self.waiting.set(None);
        }
    }

    fn pressed(self, action: &'static Action, ev: &web_sys::KeyboardEvent) {
        let is_waiting = self.waiting.with_untracked(|waiting| *waiting == Some(action.id));
        let Some(key) = key_of_event(ev).map(Key::primary).filter(|_| is_waiting) else { return };
        // Tab leaves the button as ever.
        if key.name == "tab" {
            return;
        }
        ev.prevent_default();
        ev.stop_propagation();
        self.waiting.set(None);
        if key.name != "escape" || key.ctrl || key.alt || key.shift {
            self.ask(action, vec![key]);
        }
    }

    /// Gives keys to an action, or tells what stands against it.
    fn ask(self, action: &'static Action, keys: Vec<Key>) {
        let refused = keys.iter().find(|key| belongs_to_browser(key));
        let mut told: Vec<String> = Vec::new();
        if let Some(key) = refused {
            told.push((t().keymap.of_browser)(&kept::shown(key)));
        } else {
            told.extend(self.of_labels(&keys));
            told.extend(keys.iter().flat_map(|key| of_actions(action, key)));
        }
        if told.is_empty() {
            self.give(action, keys);
        } else {
            let refused = refused.is_some();
            self.asked.set(Some(Asked { action, keys, told: told.join(" "), refused }));
        }
    }

    /// Labels and choices of this config that have one of the keys.
    fn of_labels(self, keys: &[Key]) -> Vec<String> {
        let setup = self.desk.work.setup();
        let found = keys.iter().filter_map(|key| {
            let (control, stored) = setup.by_hotkey(key)?;
            let title = setup.offer(control, stored).map(|offer| offer.title.clone());
            let name = title.or_else(|| text_path(stored).pop().filter(|last| !last.is_empty()));
            Some((t().keymap.of_label)(&kept::shown(key), name.as_deref().unwrap_or(control)))
        });
        found.collect()
    }

    fn give(self, action: &'static Action, keys: Vec<Key>) {
        kept::change(|keymap| keymap.give(action, keys));
        self.asked.set(None);
        self.said.set((t().keymap.now)(action.words(), &untrack(|| keys_in_words(action, ", "))));
    }
}

/// Other actions that have a key.
fn of_actions(action: &Action, key: &Key) -> Vec<String> {
    let holders = kept::with_untracked(|keymap| keymap.holders(action, std::slice::from_ref(key)));
    holders.iter().map(|other| (t().keymap.held)(&kept::shown(key), other.words())).collect()
}

/// Reactive.
fn keys_in_words(action: &Action, between: &str) -> String {
    match kept::keys_shown(action).as_slice() {
        [] => t().keymap.none.to_owned(),
        keys => keys.join(between),
    }
}

/// The space bar was part of the new key: it does not press the button, too.
fn keep_from_clicking(ev: web_sys::KeyboardEvent) {
    if ev.key() == " " && (ev.ctrl_key() || ev.meta_key() || ev.alt_key()) {
        ev.prevent_default();
    }
}

/// The button of an action's key has the focus.
fn focus_key_of(action: &Action) {
    crate::editor::browser::focus(&format!("dialog[open] [data-testid=\"key-{}\"]", action.id));
}
