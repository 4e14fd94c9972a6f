//! Labelled form controls, with their hint and their error said to screen readers too.

use leptos::prelude::*;

/// A line of text.
#[component]
pub fn TextField(
    /// Unique in the page.
    id: &'static str,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(default = "text")] kind: &'static str,
    /// Keys, paths and patterns are set in the fixed-width face and left alone by spelling checkers.
    #[prop(optional)]
    code: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    view! {
        <div class="field" class:invalid=move || error.with(Option::is_some)>
            <label for=id>{move || label.get()}</label>
            <input
                id=id
                type=kind
                class="input"
                class:code=code
                autocomplete=if kind == "password" { "new-password" } else { "off" }
                spellcheck=if code { "false" } else { "true" }
                autocapitalize=code.then_some("none")
                autofocus=autofocus
                required=required
                placeholder=move || placeholder.get()
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=format!("{id}-more")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <FieldMore id hint error />
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "3")] rows: &'static str,
    #[prop(optional)] code: bool,
) -> impl IntoView {
    view! {
        <div class="field" class:invalid=move || error.with(Option::is_some)>
            <label for=id>{label}</label>
            <textarea
                id=id
                class="input"
                class:code=code
                rows=rows
                spellcheck=if code { "false" } else { "true" }
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=format!("{id}-more")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
            <FieldMore id hint error />
        </div>
    }
}

#[component]
fn FieldMore(id: &'static str, hint: Option<String>, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div id=format!("{id}-more") class="field-more">
            {move || error.get().map(|text| view! { <p class="field-error">{text}</p> })}
            {hint.map(|hint| view! { <p class="field-hint">{hint}</p> })}
        </div>
    }
}

/// Something on or off, with what it means.
#[component]
pub fn Checkbox(
    id: &'static str,
    label: &'static str,
    value: RwSignal<bool>,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    let describes = hint.is_some().then(|| format!("{id}-more"));
    view! {
        <div class="check">
            <input
                id=id
                type="checkbox"
                aria-describedby=describes.clone()
                prop:checked=move || value.get()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <label for=id>{label}</label>
            {hint.map(|hint| view! { <p id=describes class="field-hint">{hint}</p> })}
        </div>
    }
}

/// One of a few, all in sight.
#[component]
pub fn Choice<T>(
    /// Unique in the page: the radio buttons' common name.
    name: &'static str,
    legend: &'static str,
    options: Vec<(T, String)>,
    value: RwSignal<T>,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let one = move |(i, (option, text)): (usize, (T, String))| {
        let id = format!("{name}-{i}");
        view! {
            <input
                type="radio"
                id=id.clone()
                name=name
                prop:checked=move || value.get() == option
                on:change=move |_| value.set(option)
            />
            <label for=id>{text}</label>
        }
    };
    view! {
        <fieldset class="field choice">
            <legend>{legend}</legend>
            <div class="segments">{options.into_iter().enumerate().map(one).collect_view()}</div>
            {hint.map(|hint| view! { <p class="field-hint">{hint}</p> })}
        </fieldset>
    }
}
