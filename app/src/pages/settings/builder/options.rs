//! The labels or choices of one control: renamed, coloured, given keys, moved, removed, added.

use crate::messages::t;
use crate::model::config::Tag;
use crate::model::config::parts::{self, Part, Section};
use crate::model::config::rewrite;
use crate::pages::settings::config_editor::Editing;
use crate::ui::color;
use crate::ui::icons::Icon;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[component]
pub fn Options(
    editing: Editing,
    section: Memo<Option<Section>>,
    option: Tag,
    keys: Memo<BTreeMap<usize, String>>,
) -> impl IntoView {
    let is_label = option == Tag::Label;
    let count = Memo::new(move |_| section.with(|section| section.as_ref().map_or(0, |s| s.options.len())));
    let from_task = move || {
        let dynamic = section.with(|section| section.as_ref().is_some_and(|s| s.value.contains('$')));
        dynamic.then(|| view! { <p class="field-hint">{t().config.from_task}</p> })
    };
    let row = move |index: usize| {
        let part = Memo::new(move |_| {
            section.with(|section| {
                section.as_ref().and_then(|s| s.options.get(index).cloned()).unwrap_or_default()
            })
        });
        view! { <Row editing section index part count keys is_label /> }
    };
    view! {
        <ul class="builder-options">
            <For each=move || 0..count.get() key=|index| *index children=row />
        </ul>
        {from_task}
        <Adding editing section option />
    }
}

/// One label or choice. Fields take effect when they are left, so that each is one step back.
#[component]
fn Row(
    editing: Editing,
    section: Memo<Option<Section>>,
    index: usize,
    part: Memo<Part>,
    count: Memo<usize>,
    keys: Memo<BTreeMap<usize, String>>,
    is_label: bool,
) -> impl IntoView {
    let words = t().config;
    let set = move |name: &'static str, value: String| {
        let element = part.with_untracked(|part| part.element);
        editing.rewrite(|scan| match value.trim() {
            "" => rewrite::remove_attribute(scan, element, name),
            value => rewrite::set_attribute(scan, element, name, value),
        });
    };
    let move_to = move |to: usize, button: &'static str| {
        let elements = section.with_untracked(|section| {
            section.as_ref().map(|s| s.options.iter().map(|part| part.element).collect::<Vec<_>>())
        });
        let name =
            section.with_untracked(|section| section.as_ref().map(|s| s.name.clone())).unwrap_or_default();
        editing.rewrite(|scan| rewrite::reorder(scan, &elements.unwrap_or_default(), index, to));
        // The button goes along with what it moves.
        request_animation_frame(move || focus(&format!("{button}-{name}-{to}")));
    };
    let remove = move |_| {
        let element = part.with_untracked(|part| part.element);
        editing.rewrite(|scan| rewrite::remove(scan, element));
    };
    let field = move |name: &'static str, label: &'static str, read: fn(&Part) -> String| {
        let value = Memo::new(move |_| part.with(read));
        view! {
            <input
                class="input small"
                type="text"
                autocomplete="off"
                placeholder=label
                aria-label=move || (words.field_of)(label, &part.with(|part| part.value.clone()))
                data-testid=move || format!("option-{name}-{index}")
                prop:value=move || value.get()
                on:change=move |event| {
                    let written = event_target_value(&event);
                    if name == "value" && written.trim().is_empty() {
                        // Without a word it would be nothing; it is removed by its button.
                        event_target::<web_sys::HtmlInputElement>(&event).set_value(&value.get_untracked());
                    } else {
                        set(name, written);
                    }
                }
            />
        }
    };
    let id = move |button: &'static str| {
        move || section.with(|section| section.as_ref().map(|s| format!("{button}-{}-{index}", s.name)))
    };
    let is_last = move || index + 1 >= count.get();
    let named = move |say: fn(&str) -> String| move || part.with(|part| say(&part.value));
    let problem = move || {
        let element = part.with(|part| part.element);
        keys.with(|keys| keys.get(&element).cloned()).map(|said| view! { <p class="field-error">{said}</p> })
    };
    let below = move || {
        let children = part.with(|part| part.children);
        (children > 0).then(|| view! { <span class="muted">{(words.nested)(u64::from(children))}</span> })
    };
    view! {
        <li class="builder-row">
            <input
                class="builder-color"
                type="color"
                aria-label=move || (words.field_of)(words.color, &part.with(|part| part.value.clone()))
                data-testid=move || format!("option-color-{index}")
                prop:value=move || part.with(|part| color::digits(&part.color))
                on:change=move |event| set("background", event_target_value(&event))
            />
            {field("value", words.value, |part| part.value.clone())}
            {is_label.then(|| field("background", words.color, |part| part.background.clone()))}
            {field("alias", words.alias, |part| part.alias.clone())}
            {field("hotkey", words.key, |part| part.hotkey.clone())}
            <span class="builder-moves">
                {below}
                <button
                    type="button"
                    class="button ghost icon-only small turned"
                    id=id("up")
                    aria-label=named(words.move_up)
                    disabled=index == 0
                    on:click=move |_| move_to(index.saturating_sub(1), "up")
                >
                    {Icon::ChevronDown.view()}
                </button>
                <button
                    type="button"
                    class="button ghost icon-only small"
                    id=id("down")
                    aria-label=named(words.move_down)
                    disabled=is_last
                    on:click=move |_| move_to(index + 1, "down")
                >
                    {Icon::ChevronDown.view()}
                </button>
                <button type="button" class="button ghost icon-only small" aria-label=named(words.remove) on:click=remove>
                    {Icon::Trash.view()}
                </button>
            </span>
            {problem}
        </li>
    }
}

fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let button =
        document().get_element_by_id(id).and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(button) = button {
        // It is in the page; at the end of the list it is disabled and leaves the focus where it is.
        let _ = button.focus();
    }
}

/// One more, or many at once.
#[component]
fn Adding(editing: Editing, section: Memo<Option<Section>>, option: Tag) -> impl IntoView {
    let words = t().config;
    let name = if option == Tag::Label { words.new_label } else { words.new_choice };
    let one = RwSignal::new(String::new());
    let many = RwSignal::new(String::new());
    let tag = StoredValue::new(option);
    let add = move |text: &str| {
        let Some(section) = section.get_untracked() else { return };
        let fresh = parts::listed(text, &section.options);
        let made: Vec<String> = tag.with_value(|tag| {
            fresh.iter().map(|value| rewrite::element(tag.name(), &[("value", value)])).collect()
        });
        editing.rewrite(|scan| rewrite::append_children(scan, section.element, &made));
    };
    let add_one = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        add(&one.get_untracked());
        one.set(String::new());
    };
    let add_many = move |_| {
        add(&many.get_untracked());
        many.set(String::new());
    };
    view! {
        <form class="builder-add" on:submit=add_one>
            <input
                class="input small"
                type="text"
                autocomplete="off"
                aria-label=name
                placeholder=name
                data-testid="option-new"
                prop:value=move || one.get()
                on:input=move |event| one.set(event_target_value(&event))
            />
            <button type="submit" class="button small">
                {Icon::Plus.view()} {words.add_one}
            </button>
        </form>
        <details class="more">
            <summary>{words.add_many}</summary>
            <textarea
                class="input"
                rows="5"
                aria-label=words.one_a_line
                placeholder=words.one_a_line
                data-testid="options-many"
                prop:value=move || many.get()
                on:input=move |event| many.set(event_target_value(&event))
            ></textarea>
            <button type="button" class="button small" data-testid="options-add-many" on:click=add_many>
                {words.add_many}
            </button>
        </details>
    }
}
