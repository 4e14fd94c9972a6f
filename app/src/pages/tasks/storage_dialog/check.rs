//! What a check found, step by step.

use crate::messages::t;
use crate::model::storage::{CheckReport, CheckStep};
use crate::ui::icons::Icon;
use leptos::prelude::*;

#[component]
pub fn CheckSteps(report: RwSignal<Option<CheckReport>>) -> impl IntoView {
    let step = |step: CheckStep| {
        let (icon, class, said) = match step.ok {
            true => (Icon::Check, "good", t().storage.step_ok),
            false => (Icon::Warning, "bad", t().storage.step_failed),
        };
        let name = step_words(&step.name).map_or(step.name, str::to_owned);
        view! {
            <li class=class>
                {icon.view()} <div>
                    <strong>{name} <span class="visually-hidden">": " {said}</span></strong>
                    <p>{step.detail}</p>
                </div>
            </li>
        }
    };
    let shown = move || {
        report.get().map(|report| {
            let verdict = match (report.ok(), report.unreachable) {
                (true, _) => t().storage.check_good,
                (false, true) => t().storage.check_unreachable,
                (false, false) => t().storage.check_bad,
            };
            view! {
                <section class="check-report">
                    <h3>{verdict}</h3>
                    <ol>{report.steps.into_iter().map(step).collect_view()}</ol>
                </section>
            }
        })
    };
    view! { <div aria-live="polite">{shown}</div> }
}

/// A step's name for people; one that a newer server invents shows as it is.
fn step_words(name: &str) -> Option<&'static str> {
    let words = t().storage;
    Some(match name {
        "list" => words.step_list,
        "read" => words.step_read,
        "sign" => words.step_sign,
        "write" => words.step_write,
        "delete" => words.step_delete,
        "conditions" => words.step_conditions,
        _ => return None,
    })
}
