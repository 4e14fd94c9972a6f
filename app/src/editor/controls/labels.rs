//! Labels and the tags that draw with labels of their own: chips that name the next region, or rename the selected one.
//! Many of them can be searched.

use super::element_id;
use crate::editor::css;
use crate::editor::edits::UNLABELED;
use crate::editor::setup::Offer;
use crate::editor::state::Work;
use crate::editor::tree;
use crate::editor::visual::filter::Filters;
use crate::editor::visual::markup;
use crate::messages::t;
use crate::model::choosing;
use crate::model::config::{Control, LabelOption, Tag};
use crate::model::contrast;
use crate::model::markup::from_html;
use crate::model::result::Subject;
use crate::ui::color::digits;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;

/// From this many labels on there is a field to search them.
const MANY: usize = 20;

/// The labels of one tag.
pub fn view(work: Work, control: Control) -> AnyView {
    view! { <Labels work=work control=control/> }.into_any()
}

/// One tag of labels.
#[component]
fn Labels(work: Work, control: Control) -> impl IntoView {
    let Some(tag) = control.labels() else { return ().into_any() };
    let name = control.name.clone();
    let setup = work.setup();
    let options = tag.options_for(&setup.data);
    let filters = Filters::of(&name);
    let own = RwSignal::new(String::new());
    let search = (options.len() > MANY && !filters.is_there()).then(|| search(work, &name, own));
    let chips: Vec<_> = setup
        .offers(&name)
        .iter()
        .zip(&options)
        .map(|(offer, option)| {
            let (filters, value, stored) = (filters.clone(), option.value.clone(), offer.stored.clone());
            let shown = Memo::new(move |_| {
                filters.lets(&value, &stored)
                    && own.with(|typed| choosing::matches(&value, &stored, typed, 1))
            });
            chip(work, name.clone(), offer.clone(), option, shown)
        })
        .collect();
    let chips = tree::options(work, control.node, &Tag::Label, chips);
    let problem = {
        let name = name.clone();
        Memo::new(move |_| work.problem_of(&name, &Subject::Task))
    };
    let problem_id = work.own_id(&format!("problem-{name}"));
    let vertical = !tag.inline;
    let (id, label) = (element_id(work, &name), name.clone());
    view! {
        {search}
        <div
            class="ed-labels"
            class:ed-vertical=vertical
            id=id
            tabindex="-1"
            role="group"
            aria-label=label
            data-testid=format!("labels-{name}")
        >
            {tag.allow_empty.then(|| unlabeled(work, name.clone()))}
            {chips}
            {move || problem.get().map(|text| view! { <p class="ed-problem" id=problem_id.clone()>{text}</p> })}
        </div>
    }
    .into_any()
}

fn search(work: Work, name: &str, typed: RwSignal<String>) -> AnyView {
    view! {
        <input
            type="search"
            class="ed-input ed-search"
            placeholder=t().answers.find_label
            aria-label=(t().answers.find_in)(name)
            aria-controls=element_id(work, name)
            data-testid=format!("labels-search-{name}")
            prop:value=typed
            on:input=move |ev| typed.set(event_target_value(&ev))
            on:keydown=move |ev| if ev.key() == "Escape" && typed.with_untracked(|typed| !typed.is_empty()) {
                ev.prevent_default();
                typed.set(String::new());
            }
        />
    }
    .into_any()
}

fn chip(work: Work, control: String, offer: Offer, option: &LabelOption, shown: Memo<bool>) -> AnyView {
    let testid = format!("label-{}", offer.stored);
    let (hint, color, hotkey) = (offer.hint.clone(), offer.color.clone(), offer.hotkey.clone());
    let on = {
        let (control, value) = (control.clone(), offer.stored.clone());
        Memo::new(move |_| work.label_is_on(&control, &value))
    };
    let size = match option.size.as_deref() {
        Some("small") => "ed-label ed-small",
        Some("large") => "ed-label ed-large",
        _ => "ed-label",
    };
    let selected = option.selected_color.as_deref().and_then(css::color);
    let selected = selected.map(|ink| contrast::readable(&digits(&ink), &digits(&color)).to_owned());
    let words = words(option);
    view! {
        <button
            type="button"
            class=size
            class:ed-on=on
            hidden=move || !shown.get()
            style:--label=color
            style:--on-label=selected.clone()
            class:ed-own-ink=selected.is_some()
            title=hint
            data-testid=testid
            aria-pressed=move || if on.get() { "true" } else { "false" }
            // Keeps the selection in the text, and the focus on the object, that the label is for.
            on:pointerdown=|ev| ev.prevent_default()
            on:mousedown=|ev| ev.prevent_default()
            on:click=move |_| work.toggle_label(&control, &offer.stored)
        >
            <span class="ed-dot" aria-hidden="true"></span>
            {words}
            <Key key=hotkey/>
        </button>
    }
    .into_any()
}

/// Takes the labels off the selected region, or lets the next one bear none.
fn unlabeled(work: Work, control: String) -> AnyView {
    let testid = format!("unlabeled-{control}");
    let on = {
        let control = control.clone();
        Memo::new(move |_| work.label_is_on(&control, UNLABELED))
    };
    view! {
        <button
            type="button"
            class="ed-label"
            class:ed-on=on
            data-testid=testid
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:pointerdown=|ev| ev.prevent_default()
            on:mousedown=|ev| ev.prevent_default()
            on:click=move |_| work.toggle_label(&control, UNLABELED)
        >
            {t().answers.unlabeled}
        </button>
    }
    .into_any()
}

/// What a label reads: its markup or value, and its alias where the config shows it.
fn words(option: &LabelOption) -> AnyView {
    let title = match option.html.as_deref().map(from_html) {
        Some(pieces) if !pieces.is_empty() => markup::inline(&pieces),
        _ => option.value.clone().into_any(),
    };
    let alias = option.alias.clone().filter(|_| option.show_alias).map(|alias| {
        let node = NodeRef::<html::Span>::new();
        let look = css::declarations(option.alias_style.as_deref().unwrap_or_default());
        Effect::new(move |_| {
            if let Some(span) = node.get() {
                css::apply(&span, &look);
            }
        });
        view! { <span class="ed-alias" node_ref=node>{alias}</span> }
    });
    view! { <span class="ed-label-title">{title}</span> {alias} }.into_any()
}

/// A hotkey, as shown on a chip.
#[component]
pub fn Key(key: Option<String>) -> impl IntoView {
    key.map(|key| view! { <kbd class="ed-key" aria-hidden="true">{key}</kbd> })
}
