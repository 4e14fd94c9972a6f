//! The keys, on demand: those of the labels of this config first, then the editor's own as they are now, by where they
//! count, then those that cannot be chosen.

use super::asides::aside;
use super::boards::{close, follow};
use super::browser;
use super::keyboard::Desk;
use super::keymap::{self, ACTIONS, Context};
use crate::messages::t;
use crate::model::hotkeys::Key;
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn Help(desk: Desk) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    follow(node, desk.help);
    let go_on = move |to: RwSignal<bool>| {
        close(node, desk.help);
        to.set(true);
    };
    view! {
        <dialog class="ed-help" node_ref=node data-testid="keys-help" aria-labelledby=desk.work.own_id("ed-help-title") on:close=move |_| desk.help.set(false)>
            <header class="ed-side-head">
                <h2 id=desk.work.own_id("ed-help-title")>{t().editor.keys}</h2>
                <span class="ed-spring"></span>
                <button type="button" class="ed-button ed-tight" data-testid="help-palette" on:click=move |_| go_on(desk.boards.palette)>{t().keymap.palette}</button>
                <button type="button" class="ed-button ed-tight" data-testid="help-choose" on:click=move |_| go_on(desk.boards.keys)>{t().keymap.choose}</button>
                <button type="button" class="ed-icon" aria-label=t().common.close on:click=move |_| desk.help.set(false)>{super::icons::Icon::Close.view()}</button>
            </header>
            {move || desk.help.get().then(|| aside(move |part| (part.help)(desk)))}
        </dialog>
    }
}

/// All keys of a config.
pub fn body(desk: Desk) -> AnyView {
    let setup = desk.work.setup();
    let controls = setup.config.controls();
    let own: Vec<_> = controls
        .iter()
        .flat_map(|c| setup.offers(&c.name))
        .filter_map(|o| o.hotkey.as_ref().map(|key| row(key.clone(), o.title.clone())))
        .chain(controls.iter().filter_map(|c| setup.key_of(&c.name, "").map(|key| row(key, c.name.clone()))))
        .collect();
    let here = Context::ALL.into_iter().filter(|context| context.is_in(&setup.config));
    view! {
        <div class="ed-help-body">
            {section(t().editor.keys_of_labels, own)}
            {here.map(|context| section(context.words(), actions(context))).collect_view()}
            {section(t().keymap.fixed, fixed())}
        </div>
    }
    .into_any()
}

fn section(title: &'static str, rows: Vec<AnyView>) -> AnyView {
    let none = rows.is_empty();
    view! {
        <section hidden=none>
            <h3>{title}</h3>
            <dl>{rows}</dl>
        </section>
    }
    .into_any()
}

/// What has a key where a context is.
fn actions(context: Context) -> Vec<AnyView> {
    let with_keys = ACTIONS.iter().filter(|action| action.context == context).filter_map(|action| {
        let keys = keymap::keys_shown(action);
        (!keys.is_empty()).then(|| row(keys.join("  "), action.words().to_owned()))
    });
    with_keys.collect()
}

/// Keys that cannot be chosen, and what the mouse does with keys held.
fn fixed() -> Vec<AnyView> {
    let mac = browser::is_mac();
    let named = |key: &str| {
        key.parse::<Key>().map_or_else(|_| key.to_owned(), |key| (t().editor.key)(&key.shown(mac)))
    };
    let lines = t().keymap.fixed_table.lines().chain(t().tools.mouse_table.lines());
    lines
        .filter_map(|line| line.split_once('|'))
        .map(|(keys, does)| {
            let shown: Vec<String> = keys.split_whitespace().map(named).collect();
            row(shown.join("  "), does.trim().to_owned())
        })
        .collect()
}

fn row(key: String, does: String) -> AnyView {
    view! { <div class="ed-help-row"><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> }.into_any()
}
