//! A button that puts a template's config where another one may stand: the gallery in a dialog of its own, and a question
//! before anything is replaced.

use super::Gallery;
use crate::api::types::TemplateCard;
use crate::messages::t;
use crate::ui::confirm::{Question, use_confirm};
use crate::ui::dialog::Dialog;
use leptos::prelude::*;
use serde_json::{Map, Value};
use std::sync::Arc;

#[component]
pub fn StartFromTemplate(
    text: RwSignal<String>,
    /// Where the data of the template's sample task go.
    sample: RwSignal<Map<String, Value>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="button small" data-testid="start-from-template" on:click=move |_| open.set(true)>
            {t().gallery.start}
        </button>
        <Dialog
            id="gallery"
            title=Signal::stored(t().gallery.start.to_owned())
            open
            on_close=move |()| open.set(false)
            huge=true
        >
            <Choosing text sample open />
        </Dialog>
    }
}

#[component]
fn Choosing(
    text: RwSignal<String>,
    sample: RwSignal<Map<String, Value>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let confirm = use_confirm();
    let chosen = RwSignal::new(None::<Arc<TemplateCard>>);
    let take = move |_| {
        let Some(card) = chosen.get_untracked() else { return };
        let title = (t().settings.replace_title)(&card.title);
        let put = Callback::new(move |()| {
            text.set(card.xml.trim().to_owned() + "\n");
            sample.set(card.sample.clone());
            open.set(false);
        });
        if text.with_untracked(|text| text.trim().is_empty()) {
            put.run(());
        } else {
            confirm.ask(Question {
                title,
                text: t().settings.replace_text.to_owned(),
                action: t().settings.replace.to_owned(),
                destroys: true,
                on_yes: put,
            });
        }
    };
    view! {
        <div class="dialog-body gallery-body">
            <Gallery chosen autofocus=true />
        </div>
        <footer class="dialog-foot">
            <button type="button" class="button" on:click=move |_| open.set(false)>
                {t().common.cancel}
            </button>
            <button
                type="button"
                class="button primary"
                disabled=move || chosen.with(Option::is_none)
                on:click=take
            >
                {t().gallery.take}
            </button>
        </footer>
    }
}
