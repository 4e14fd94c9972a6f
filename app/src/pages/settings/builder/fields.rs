//! An object's or control's attributes as small fields, from the table of the language.

use crate::messages::t;
use crate::model::config::language::{self, Attribute, Kind};
use crate::model::config::parts::Section;
use crate::model::config::rewrite;
use crate::pages::settings::config_editor::Editing;
use leptos::prelude::*;

#[component]
pub fn Fields(editing: Editing, section: Memo<Option<Section>>) -> impl IntoView {
    // Not made before somebody looks: there are many of them.
    let open = RwSignal::new(false);
    let tag = Memo::new(move |_| section.with(|section| section.as_ref().map(|section| section.tag.clone())));
    let fields = move || {
        let known = open.get().then(|| tag.get().and_then(|tag| language::attributes(&tag)))??;
        Some(known.into_iter().map(|known| view! { <Field editing section known /> }).collect_view())
    };
    view! {
        <details class="more" on:toggle=move |_| open.set(true)>
            <summary>{t().config.settings}</summary>
            <div class="builder-fields">{fields}</div>
        </details>
    }
}

#[component]
fn Field(editing: Editing, section: Memo<Option<Section>>, known: &'static Attribute) -> impl IntoView {
    let name = known.name;
    let value = Memo::new(move |_| {
        section.with(|section| section.as_ref()?.attribute(name).map(str::to_owned)).unwrap_or_default()
    });
    let set = move |written: String| {
        let Some(element) = section.with_untracked(|section| section.as_ref().map(|section| section.element))
        else {
            return;
        };
        editing.rewrite(|scan| match written.as_str() {
            "" => rewrite::remove_attribute(scan, element, name),
            written => rewrite::set_attribute(scan, element, name, written),
        });
    };
    let values: Option<&'static [&'static str]> = match known.kind {
        Kind::Flag => Some(&["true", "false"]),
        Kind::OneOf(values) => Some(values),
        _ => None,
    };
    let field = match values {
        Some(values) => view! { <Chooser known values value set=Callback::new(set) /> }.into_any(),
        None => view! {
            <input
                class="input small code"
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder=known.default
                data-testid=format!("setting-{name}")
                prop:value=move || value.get()
                on:change=move |event| set(event_target_value(&event))
            />
        }
        .into_any(),
    };
    view! {
        <label class="builder-field">
            <code>{name}</code>
            {field}
        </label>
    }
}

/// One of a few values, or none: then the default holds.
#[component]
fn Chooser(
    known: &'static Attribute,
    values: &'static [&'static str],
    value: Memo<String>,
    set: Callback<String>,
) -> impl IntoView {
    let usual = match known.default {
        "" => t().config.by_default.to_owned(),
        default => format!("{} ({default})", t().config.by_default),
    };
    let option = move |one: &'static str| {
        view! { <option value=one selected=move || value.get() == one>{one}</option> }
    };
    // What the code says and the table does not know stays in sight.
    let odd = move || {
        let written = value.get();
        (!written.is_empty() && !values.contains(&written.as_str())).then(|| {
            view! { <option value=written.clone() selected>{written.clone()}</option> }
        })
    };
    view! {
        <select
            class="input small"
            data-testid=format!("setting-{}", known.name)
            on:change=move |event| set.run(event_target_value(&event))
        >
            <option value="" selected=move || value.with(String::is_empty)>{usual}</option>
            {values.iter().copied().map(option).collect_view()}
            {odd}
        </select>
    }
}
