//! Number: a field, or a slider with its value beside it. What is typed and is no number stays in sight and is told; it
//! is never taken for an answer.

use super::ask::Ask;
use super::field::Later;
use super::labels::Key;
use crate::messages::t;
use crate::model::config::{ControlKind, NumberInput};
use crate::model::numbers::written;
use crate::model::result;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;

/// One Number tag.
#[component]
pub fn Number(ask: Ask) -> impl IntoView {
    let ControlKind::Number(input) = ask.control.kind.clone() else { return ().into_any() };
    let answer = ask.answer();
    let said = Memo::new(move |_| answer.with(|said| said.as_ref().and_then(result::numeric)));
    let key = ask.work.setup().key_of(ask.name(), "");
    let body = if input.slider { slider(&ask, &input, said) } else { field(&ask, &input, said) };
    let body = view! { <div class="ed-row">{body} <Key key=key/></div> }.into_any();
    ask.frame("ed-number", format!("number-group-{}", ask.name()), body)
}

fn bound(value: Option<f64>) -> Option<String> {
    value.map(written)
}

fn field(ask: &Ask, input: &NumberInput, said: Memo<Option<f64>>) -> AnyView {
    let node = NodeRef::<html::Input>::new();
    let (later, wrong) = (Later::new(), RwSignal::new(false));
    // What is typed already says the number in its own way: `007`, `1.`, `1e3`.
    Effect::new(move |_| {
        let said = said.get();
        let Some(field) = node.get() else { return };
        let typed = field.value().trim().parse::<f64>().ok();
        if typed != said && !(said.is_none() && wrong.get_untracked()) {
            field.set_value(&said.map(written).unwrap_or_default());
            wrong.set(false);
        }
    });
    let taker = ask.clone();
    let take = move || {
        later.cancel();
        let Some(Some(field)) = node.try_get_untracked() else { return };
        let bad = field.validity().bad_input();
        wrong.set(bad);
        if bad {
            return;
        }
        let typed = field.value().trim().parse::<f64>().ok();
        if typed != said.get_untracked() {
            taker.set(typed.map(result::number).as_ref());
        }
    };
    let on_input = take.clone();
    let (invalid, described) = (ask.clone(), ask.clone());
    let hint = bounds(input);
    view! {
        <input
            type="number"
            class="ed-input ed-short"
            node_ref=node
            inputmode="decimal"
            min=bound(input.min)
            max=bound(input.max)
            step=bound(input.step).unwrap_or_else(|| "any".to_owned())
            aria-label=ask.name().to_owned()
            aria-invalid=move || if wrong.get() { Some("true") } else { invalid.invalid() }
            aria-describedby=move || described.described()
            title=hint
            data-testid=format!("number-{}", ask.name())
            on:input=move |_| later.run(on_input.clone())
            on:change=move |_| take()
        />
        <span class="ed-problem" role="status" hidden=move || !wrong.get()>{t().answers.no_number}</span>
    }
    .into_any()
}

/// The bounds in words, as a hint.
fn bounds(input: &NumberInput) -> Option<String> {
    let (min, max) = (input.min.map(written), input.max.map(written));
    match (min, max) {
        (Some(min), Some(max)) => Some(format!("{min} – {max}")),
        (Some(min), None) => Some(format!("≥ {min}")),
        (None, Some(max)) => Some(format!("≤ {max}")),
        (None, None) => None,
    }
}

fn slider(ask: &Ask, input: &NumberInput, said: Memo<Option<f64>>) -> AnyView {
    let (min, max) = (input.min.unwrap_or(0.0), input.max.unwrap_or(100.0));
    let start = input.default.unwrap_or(min);
    // While it is dragged; the answer follows when it is let go.
    let dragged = RwSignal::new(None::<f64>);
    let shown = move || dragged.get().or(said.get());
    let setter = ask.clone();
    let described = ask.clone();
    let number = |ev: &web_sys::Event| event_target_value(ev).parse::<f64>().ok();
    view! {
        <input
            type="range"
            class="ed-range"
            min=written(min)
            max=written(max)
            step=bound(input.step).unwrap_or_else(|| "1".to_owned())
            prop:value=move || written(shown().unwrap_or(start))
            class:ed-unset=move || shown().is_none()
            aria-label=ask.name().to_owned()
            aria-valuetext=move || shown().map_or_else(|| t().answers.unanswered.to_owned(), written)
            aria-describedby=move || described.described()
            data-testid=format!("number-{}", ask.name())
            on:input=move |ev| dragged.set(number(&ev))
            on:change=move |ev| {
                dragged.set(None);
                setter.set(number(&ev).map(result::number).as_ref());
            }
        />
        <output class="ed-output">{move || shown().map_or_else(|| "–".to_owned(), written)}</output>
        {ask.clear_button(move || said.with(Option::is_none))}
    }
    .into_any()
}
