//! The keys, on demand: those of the labels of this config first, then the editor's own.

use super::browser;
use super::keyboard::Desk;
use crate::messages::t;
use crate::model::hotkeys::Key;
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn Help(desk: Desk) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if desk.help.get() {
            // It is shown already, or is about to be taken away.
            let _ = dialog.show_modal();
        } else {
            dialog.close();
        }
    });
    view! {
        <dialog class="ed-help" node_ref=node data-testid="keys-help" aria-labelledby=desk.work.own_id("ed-help-title") on:close=move |_| desk.help.set(false)>
            <header class="ed-side-head">
                <h2 id=desk.work.own_id("ed-help-title")>{t().editor.keys}</h2>
                <button type="button" class="ed-icon" aria-label=t().common.close on:click=move |_| desk.help.set(false)>{super::icons::Icon::Close.view()}</button>
            </header>
            {move || desk.help.get().then(|| body(desk))}
        </dialog>
    }
}

fn body(desk: Desk) -> AnyView {
    let mac = browser::is_mac();
    let setup = desk.work.setup();
    let controls = setup.config.controls();
    let own: Vec<_> = controls
        .iter()
        .flat_map(|c| setup.offers(&c.name))
        .filter_map(|o| o.hotkey.as_ref().map(|key| row(key.clone(), o.title.clone())))
        .chain(controls.iter().filter_map(|c| setup.key_of(&c.name, "").map(|key| row(key, c.name.clone()))))
        .collect();
    let rest: Vec<_> = t()
        .editor
        .key_table
        .lines()
        .chain(t().tools.mouse_table.lines())
        .filter_map(|line| line.split_once('|'))
        .map(|(keys, does)| {
            let shown: Vec<String> = keys
                .split_whitespace()
                .map(|key| {
                    key.parse::<Key>().map_or_else(|_| key.to_owned(), |k| (t().editor.key)(&k.shown(mac)))
                })
                .collect();
            row(shown.join("  "), does.trim().to_owned())
        })
        .collect();
    let none = own.is_empty();
    view! {
        <div class="ed-help-body">
            <section hidden=none>
                <h3>{t().editor.keys_of_labels}</h3>
                <dl>{own}</dl>
            </section>
            <section>
                <h3>{t().editor.keys_of_editor}</h3>
                <dl>{rest}</dl>
            </section>
        </div>
    }
    .into_any()
}

fn row(key: String, does: String) -> AnyView {
    view! { <div class="ed-help-row"><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> }.into_any()
}
