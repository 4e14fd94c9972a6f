//! The two faces of a config, and what can be done with all of it at once.

use super::Editing;
use super::insert::put;
use crate::messages::t;
use crate::model::config::edit::Edit;
use crate::model::config::format::format;
use crate::pages::gallery::StartFromTemplate;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Code,
    Visual,
}

impl Face {
    const fn tab(self) -> &'static str {
        match self {
            Self::Code => "config-tab-code",
            Self::Visual => "config-tab-visual",
        }
    }

    const fn panel(self) -> &'static str {
        match self {
            Self::Code => "config-code",
            Self::Visual => "config-visual",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Code => Self::Visual,
            Self::Visual => Self::Code,
        }
    }
}

#[component]
pub fn Tabs(face: RwSignal<Face>, editing: Editing) -> impl IntoView {
    let words = t().config;
    let choose = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
            event.prevent_default();
            let next = face.get_untracked().other();
            face.set(next);
            let tab =
                document().get_element_by_id(next.tab()).and_then(|tab| tab.dyn_into::<HtmlElement>().ok());
            if let Some(tab) = tab {
                // It is in the page and can be focused.
                let _ = tab.focus();
            }
        }
    };
    let tab = move |this: Face, name: &'static str| {
        view! {
            <button
                type="button"
                id=this.tab()
                role="tab"
                aria-controls=this.panel()
                aria-selected=move || (face.get() == this).to_string()
                tabindex=move || if face.get() == this { "0" } else { "-1" }
                on:click=move |_| face.set(this)
                on:keydown=choose
            >
                {name}
            </button>
        }
    };
    let back = move || {
        (face.get() == Face::Visual && editing.can_step_back()).then(|| {
            view! {
                <button type="button" class="button small" data-testid="builder-undo" on:click=move |_| editing.step_back()>
                    {t().config.undo}
                </button>
            }
        })
    };
    view! {
        <div class="config-tabs">
            <div role="tablist" aria-label=words.views>
                {tab(Face::Code, words.code)} {tab(Face::Visual, words.visual)}
            </div>
            {back}
        </div>
    }
}

/// Templates to start from, and the text set out in lines.
#[component]
pub fn Tools(editing: Editing, face: RwSignal<Face>) -> impl IntoView {
    let Editing { text, area, .. } = editing;
    let set_out = move |_| {
        let before = text.get_untracked();
        let after = format(&before);
        if after == before {
            return;
        }
        match area.get_untracked().filter(|_| face.get_untracked() == Face::Code) {
            Some(area) => put(&area, &Edit::new(0..area.value().len(), after).caret_at(0)),
            None => editing.rewrite(|scan| Some(Edit::new(0..scan.text.len(), after))),
        }
    };
    view! {
        <div class="config-tools">
            <StartFromTemplate text sample=editing.sample />
            <button type="button" class="button small" data-testid="format-config" on:click=set_out>
                {t().config.format}
            </button>
        </div>
    }
}
