//! Two annotations side by side: how far they agree, each difference in a table, and both laid over each other in
//! colours that tell how they compare. Changes nothing.

mod overlay;
mod tables;

use super::desk::Viewing;
use super::panels::name_of_prediction;
use super::setup::Setup;
use super::tabs::name_of;
use crate::api::types::TaskDetail;
use crate::messages::t;
use crate::model::compare::{Comparison, Verdict, compare};
use crate::model::result::Document;
use leptos::prelude::*;
use overlay::Overlay;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use tables::{Answers, Matrix, Regions};

/// One thing that can be compared.
#[derive(Clone)]
pub struct Candidate {
    pub name: String,
    pub document: Document,
}

pub fn words_of(verdict: Verdict) -> &'static str {
    let words = t().compare;
    match verdict {
        Verdict::Agree => words.agree,
        Verdict::OtherLabel => words.other_label,
        Verdict::OtherPlace => words.other_place,
        Verdict::OnlyFirst => words.only_first,
        Verdict::OnlySecond => words.only_second,
    }
}

/// On canvases as on the page, in both themes.
pub const fn color_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Agree => "#2f9e62",
        Verdict::OtherLabel => "#d98a00",
        Verdict::OtherPlace => "#7a5cd6",
        Verdict::OnlyFirst => "#1f7fd1",
        Verdict::OnlySecond => "#d1437f",
    }
}

fn candidates(task: &TaskDetail, setup: &Setup) -> Vec<Candidate> {
    let read = |name: String, result: &Value| {
        let document = Document::load(setup.config.clone(), result.clone()).ok()?;
        Some(Candidate { name, document })
    };
    let annotations = task.annotations.iter().filter_map(|a| read(name_of(a), &a.result));
    annotations
        .chain(task.predictions.iter().filter_map(|p| read(name_of_prediction(p), &p.result)))
        .collect()
}

/// What makes the view of a task's annotations.
pub type View = fn(Arc<TaskDetail>, Arc<Setup>, Callback<bool>) -> AnyView;

/// All annotations of a task, two at a time.
pub fn view(task: Arc<TaskDetail>, setup: Arc<Setup>, on_go: Callback<bool>) -> AnyView {
    view! { <CompareView task=task setup=setup on_go=on_go/> }.into_any()
}

#[component]
fn CompareView(task: Arc<TaskDetail>, setup: Arc<Setup>, on_go: Callback<bool>) -> impl IntoView {
    let all = StoredValue::new(Arc::new(candidates(&task, &setup)));
    let count = all.with_value(|all| all.len());
    let (first, second) = (RwSignal::new(0_usize), RwSignal::new(1_usize.min(count.saturating_sub(1))));
    let found = Memo::new(move |_| {
        let (a, b) = (first.get(), second.get());
        all.with_value(|all| match (all.get(a), all.get(b)) {
            (Some(a), Some(b)) => Arc::new(compare(&a.document, &b.document)),
            _ => Arc::new(Comparison::default()),
        })
    });
    let hidden = RwSignal::new(BTreeSet::<Verdict>::new());
    let picked = RwSignal::new(None::<usize>);
    let names: Vec<String> = all.with_value(|all| all.iter().map(|one| one.name.clone()).collect());
    let pair = Memo::new(move |_| (first.get(), second.get()));
    let over = move |(a, b): (usize, usize)| {
        let documents =
            all.with_value(|all| Some((all.get(a)?.document.clone(), all.get(b)?.document.clone())));
        let Some((one, two)) = documents else { return ().into_any() };
        let overlay = Overlay::of(&setup, &one, &two, &found.get_untracked());
        let (task, setup) = (task.clone(), setup.clone());
        view! { <Viewing task=task setup=setup document=overlay.document.clone() on_go=on_go begin=move |work| overlay.show(work, hidden, picked)/> }
            .into_any()
    };
    view! {
        <section class="ed-compare" data-testid="compare" aria-label=t().compare.compare>
            <div class="ed-panel-tools">
                {chooser(t().compare.first, &names, first, "compare-first")}
                {chooser(t().compare.second, &names, second, "compare-second")}
                <p class="ed-agreement" data-testid="agreement">
                    {t().compare.agreement} " " <strong>{move || (t().compare.percent)(found.get().score())}</strong>
                </p>
            </div>
            <div class="ed-verdicts" role="group" aria-label=t().compare.which>
                {Verdict::ALL.map(|verdict| toggle(verdict, found, hidden)).collect_view()}
            </div>
            {(count > 2).then(|| view! { <Matrix all=all names=names.clone() first=first second=second/> })}
            <Regions all=all found=found pair=pair hidden=hidden picked=picked/>
            <Answers found=found/>
            <p class="ed-where">{t().compare.only_shown}</p>
            <super::anew::Anew key=move || Some(pair.get()) view=over/>
        </section>
    }
}

fn chooser(words: &'static str, names: &[String], at: RwSignal<usize>, testid: &'static str) -> AnyView {
    let options: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(n, name)| view! { <option value=n.to_string() selected=move || at.get() == n>{name.clone()}</option> })
        .collect();
    view! {
        <label class="ed-unit">
            <span>{words}</span>
            <select
                class="ed-select ed-tight"
                data-testid=testid
                on:change=move |ev| if let Ok(n) = event_target_value(&ev).parse() { at.set(n) }
            >
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// A verdict with its colour and how often it was given; pressed, its regions are hidden.
fn toggle(verdict: Verdict, found: Memo<Arc<Comparison>>, hidden: RwSignal<BTreeSet<Verdict>>) -> AnyView {
    let on = Memo::new(move |_| hidden.with(|hidden| !hidden.contains(&verdict)));
    let press = move |_| {
        hidden.update(|hidden| {
            if !hidden.remove(&verdict) {
                hidden.insert(verdict);
            }
        });
    };
    view! {
        <button
            type="button"
            class="ed-label ed-small"
            class:ed-on=on
            style:--label=color_of(verdict)
            data-testid=format!("verdict-{verdict:?}")
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:click=press
        >
            <span class="ed-dot" aria-hidden="true"></span>
            <span>{move || (t().compare.counted)(words_of(verdict), found.get().count(verdict))}</span>
        </button>
    }
    .into_any()
}
