//! Choices: one of several, several of several, as buttons in a row, as a list, or as a menu; flat or a tree.

use super::{Key, Problem, Scope, element_id};
use crate::editor::setup::Offer;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::{ChoiceMode, Control, Layout};
use leptos::prelude::*;

/// One Choices tag, for the task or for one region.
#[component]
pub fn Choices(work: Work, control: Control, scope: Scope) -> impl IntoView {
    let Some(tag) = control.choices() else { return ().into_any() };
    let (mode, layout) = (tag.mode, tag.layout);
    let name = control.name.clone();
    let setup = work.setup();
    let offers = setup.offers(&name);
    let chosen = {
        let (name, scope) = (name.clone(), scope.clone());
        Memo::new(move |_| work.value(&name, scope.region()))
    };
    let picker = Picker { work, name: name.clone(), mode, scope, chosen };
    let body = match (layout, mode) {
        (Layout::Select, ChoiceMode::Single | ChoiceMode::SingleRadio) => menu(&picker, offers),
        _ => items(&picker, offers),
    };
    let (for_invalid, for_describe, legend) = (name.clone(), name.clone(), name.clone());
    let id = element_id(&name);
    let testid = format!("choices-{name}");
    view! {
        <fieldset
            class="ed-choices"
            class:ed-inline=layout == Layout::Inline
            id=id
            tabindex="-1"
            data-testid=testid
            aria-invalid=move || work.problem_of(&for_invalid).map(|_| "true")
            aria-describedby=move || work.problem_of(&for_describe).map(|_| format!("problem-{for_describe}"))
        >
            <legend class="ed-visually-hidden">{legend}</legend>
            {body}
            <Problem work=work control=name/>
        </fieldset>
    }
    .into_any()
}

#[derive(Clone)]
struct Picker {
    work: Work,
    name: String,
    mode: ChoiceMode,
    scope: Scope,
    chosen: Memo<Vec<String>>,
}

impl Picker {
    fn is_chosen(&self, stored: &str) -> bool {
        self.chosen.with(|chosen| chosen.iter().any(|v| v == stored))
    }

    fn toggle(&self, stored: &str) {
        self.work.toggle_choice(&self.name, self.scope.region(), stored);
    }
}

fn items(picker: &Picker, offers: &[Offer]) -> AnyView {
    let items: Vec<_> = offers
        .iter()
        .map(|offer| {
            let below = (!offer.children.is_empty())
                .then(|| view! { <div class="ed-choice-below">{items(picker, &offer.children)}</div> });
            view! { <div class="ed-choice-item">{item(picker.clone(), offer.clone())} {below}</div> }
        })
        .collect();
    items.into_any()
}

/// A choice is a checkbox or radio inside its label. A radio that is clicked again is taken back, as in the field,
/// unless the config asks for strict radios.
fn item(picker: Picker, offer: Offer) -> AnyView {
    let multiple = picker.mode == ChoiceMode::Multiple;
    let kind = if multiple { "checkbox" } else { "radio" };
    let group = match &picker.scope {
        Scope::Task => picker.name.clone(),
        Scope::Region(id) => format!("{}-{id}", picker.name),
    };
    let Offer { stored, title, hint, hotkey, .. } = offer;
    let testid = format!("choice-{stored}");
    let checked = {
        let (picker, stored) = (picker.clone(), stored.clone());
        Memo::new(move |_| picker.is_chosen(&stored))
    };
    let (again, again_stored) = (picker.clone(), stored.clone());
    view! {
        <label class="ed-choice" class:ed-on=checked title=hint data-testid=testid>
            <input
                type=kind
                name=group
                prop:checked=checked
                on:change=move |_| if multiple || !checked.get_untracked() { picker.toggle(&stored) }
                on:click=move |_| if again.mode == ChoiceMode::Single && checked.get_untracked() {
                    again.toggle(&again_stored);
                }
            />
            <span class="ed-choice-title">{title}</span>
            <Key key=hotkey/>
        </label>
    }
    .into_any()
}

fn menu(picker: &Picker, offers: &[Offer]) -> AnyView {
    let flat = flatten(offers, 0);
    let options: Vec<_> = flat
        .iter()
        .enumerate()
        .map(|(i, (offer, depth))| {
            let title = format!("{}{}", "\u{2003}".repeat(*depth), offer.title);
            let testid = format!("choice-{}", offer.stored);
            let (picker, stored) = (picker.clone(), offer.stored.clone());
            view! {
                <option value=i.to_string() data-testid=testid prop:selected=move || picker.is_chosen(&stored)>
                    {title}
                </option>
            }
        })
        .collect();
    let chosen = picker.chosen;
    let name = picker.name.clone();
    let picker = picker.clone();
    view! {
        <select
            class="ed-select"
            aria-label=name
            on:change=move |ev| {
                let at = event_target_value(&ev).parse::<usize>().ok();
                match at.and_then(|i| flat.get(i)) {
                    Some((offer, _)) => if !untrack(|| picker.is_chosen(&offer.stored)) { picker.toggle(&offer.stored) },
                    None => picker.work.set_value(&picker.name, picker.scope.region(), Vec::new()),
                }
            }
        >
            <option value="" prop:selected=move || chosen.with(Vec::is_empty)>{t().editor.choose}</option>
            {options}
        </select>
    }
    .into_any()
}

fn flatten(offers: &[Offer], depth: usize) -> Vec<(Offer, usize)> {
    offers
        .iter()
        .flat_map(|o| std::iter::once((o.clone(), depth)).chain(flatten(&o.children, depth + 1)))
        .collect()
}
