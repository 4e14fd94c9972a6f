//! Above the list: which prediction suggests, and all its suggestions at once.

use super::suggestions::{start_from_predictions, starts_from_predictions};
use crate::api::types::Prediction;
use crate::editor::icons::Icon;
use crate::editor::state::Work;
use crate::messages::t;
use leptos::prelude::*;

#[component]
pub fn SuggestionsBar(work: Work) -> impl IntoView {
    let predictions = work.task.with_value(|task| task.predictions.clone());
    if predictions.is_empty() || work.side.is_view() {
        return ().into_any();
    }
    let known = StoredValue::new(predictions.clone());
    let shown = Memo::new(move |_| work.side.suggestions.with(|s| s.as_ref().map(|s| s.prediction)));
    let open = Memo::new(move |_| work.side.open_suggestions(work));
    let auto = RwSignal::new(starts_from_predictions());
    let show = move |id: &str| {
        known.with_value(|all| work.suggest(all.iter().find(|one| one.id.to_string() == id)));
    };
    let first = predictions.first().map(|one| one.id.to_string()).unwrap_or_default();
    let options: Vec<_> = predictions
        .iter()
        .map(|one| view! { <option value=one.id.to_string()>{name_of(one)}</option> })
        .collect();
    let several = predictions.len() > 1;
    view! {
        <div class="ed-suggest" role="group" aria-label=t().panels.suggestions>
            <div class="ed-panel-tools">
                <button
                    type="button"
                    class="ed-button ed-tight"
                    data-testid="show-suggestions"
                    aria-pressed=move || if shown.get().is_some() { "true" } else { "false" }
                    on:click=move |_| if shown.get_untracked().is_some() { work.suggest(None) } else { show(&first) }
                >
                    {Icon::Eye.view()}
                    {move || if shown.get().is_some() { t().panels.hide_suggestions } else { t().panels.show_suggestions }}
                </button>
                <select
                    class="ed-select ed-tight"
                    aria-label=t().panels.suggestions
                    hidden=move || !several || shown.get().is_none()
                    on:change=move |ev| show(&event_target_value(&ev))
                >
                    {options}
                </select>
            </div>
            <div class="ed-panel-tools" hidden=move || shown.get().is_none()>
                <span class="ed-where" role="status" data-testid="open-suggestions">{move || (t().panels.suggested)(open.get())}</span>
                <button type="button" class="ed-button ed-tight" data-testid="accept-all" on:click=move |_| work.accept_all()>
                    {Icon::Check.view()} {t().panels.accept_all}
                </button>
                <button type="button" class="ed-button ed-tight" data-testid="reject-all" on:click=move |_| work.reject_all()>
                    {Icon::Close.view()} {t().panels.reject_all}
                </button>
            </div>
            <label class="ed-check">
                <input
                    type="checkbox"
                    prop:checked=move || auto.get()
                    on:change=move |ev| {
                        auto.set(event_target_checked(&ev));
                        start_from_predictions(auto.get_untracked());
                    }
                />
                <span>{t().panels.auto_accept}</span>
            </label>
        </div>
    }
    .into_any()
}

/// The model, else the number.
pub fn name_of(prediction: &Prediction) -> String {
    let model = prediction.model_version.clone().filter(|model| !model.trim().is_empty());
    (t().panels.prediction)(&model.unwrap_or_else(|| format!("#{}", prediction.id)))
}
