//! The way to the other language: a cookie, which the server reads before it renders the page anew.

use crate::messages::language::{Language, spoken};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

/// One button for each language that is not spoken here, named in that language.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let one = |language: Language| {
        view! {
            <button
                type="button"
                class="language"
                lang=language.tag()
                title=language.name()
                aria-label=format!("{}, {}", language.tag().to_uppercase(), language.name())
                on:click=move |_| choose(language)
            >
                {language.tag().to_ascii_uppercase()}
            </button>
        }
    };
    Language::ALL.into_iter().filter(|language| *language != spoken()).map(one).collect_view()
}

fn choose(language: Language) {
    let document = document().unchecked_into::<HtmlDocument>();
    // A browser that keeps no cookies stays with the language it asks for: the page comes back as it is.
    if document.set_cookie(&language.cookie()).is_ok() {
        let _ = window().location().reload();
    }
}
