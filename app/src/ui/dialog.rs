//! A modal dialog on the platform's own `<dialog>`: the browser keeps the focus inside, closes on Esc, gives the focus
//! back. What is inside exists only while it is open, so every opening starts afresh.

use super::icons::Icon;
use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn Dialog(
    /// Unique in the page; its title is labelled by it.
    id: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] open: Signal<bool>,
    /// Called when it was closed by Esc, by the button, or after `open` became false.
    #[prop(into)]
    on_close: Callback<()>,
    #[prop(optional)] wide: bool,
    /// As large as the screen allows.
    #[prop(optional)]
    huge: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = format!("{id}-title");
    Effect::new(move |_| {
        let wanted = open.get();
        if let Some(dialog) = node.get() {
            follow(&dialog, wanted);
        }
    });
    let inside = {
        let title_id = title_id.clone();
        move || {
            let (title_id, children) = (title_id.clone(), children.clone());
            open.get().then(move || {
                view! {
                    <header class="dialog-head">
                        <h2 id=title_id>{move || title.get()}</h2>
                        <button
                            type="button"
                            class="button ghost icon-only"
                            aria-label=t().common.close
                            on:click=move |_| on_close.run(())
                        >
                            {Icon::Close.view()}
                        </button>
                    </header>
                    {children()}
                }
            })
        }
    };
    view! {
        <dialog
            node_ref=node
            id=id
            class="dialog"
            class:wide=wide
            class:huge=huge
            aria-labelledby=title_id
            on:close=move |_| on_close.run(())
        >
            {inside}
        </dialog>
    }
}

fn follow(dialog: &web_sys::HtmlDialogElement, wanted: bool) {
    if !wanted && dialog.open() {
        dialog.close();
    } else if wanted && !dialog.open() {
        // Refused only for an element outside the document, which is not shown anyway.
        let _ = dialog.show_modal();
    }
}
