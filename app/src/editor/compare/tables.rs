//! The differences as tables: regions, answers, and everybody's agreement with everybody.

use super::{Candidate, color_of, words_of};
use crate::editor::panels::kind_name;
use crate::messages::t;
use crate::model::compare::{AnswerPair, Comparison, RegionPair, Verdict, compare};
use crate::model::result::{Document, Subject};
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

type All = StoredValue<Arc<Vec<Candidate>>>;

/// Rows beyond this many are left to the overlay.
const MOST: usize = 500;

#[component]
pub fn Regions(
    all: All,
    found: Memo<Arc<Comparison>>,
    pair: Memo<(usize, usize)>,
    hidden: RwSignal<BTreeSet<Verdict>>,
    picked: RwSignal<Option<usize>>,
) -> impl IntoView {
    let rows = move || {
        let (a, b) = pair.get();
        let found = found.get();
        let off = hidden.get();
        let documents =
            all.with_value(|all| Some((all.get(a)?.document.clone(), all.get(b)?.document.clone())));
        let Some((first, second)) = documents else { return Vec::new() };
        let shown =
            found.regions.iter().enumerate().filter(|(_, row)| !off.contains(&row.verdict)).take(MOST);
        shown.map(|(at, row)| region_row(at, row, &first, &second, picked)).collect()
    };
    view! {
        <h3>{t().compare.regions}</h3>
        <p class="ed-empty" hidden=move || found.with(|found| !found.regions.is_empty())>{t().compare.no_regions}</p>
        <div class="ed-compare-box" hidden=move || found.with(|found| found.regions.is_empty())>
            <table class="ed-compare-table" data-testid="compare-regions">
                <thead>
                    <tr>
                        <th scope="col">{t().compare.first}</th>
                        <th scope="col">{t().compare.second}</th>
                        <th scope="col">{t().compare.verdict}</th>
                        <th scope="col">{t().compare.overlap}</th>
                        <th scope="col"><span class="ed-visually-hidden">{t().compare.show}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn region_row(
    at: usize,
    row: &RegionPair,
    first: &Document,
    second: &Document,
    picked: RwSignal<Option<usize>>,
) -> AnyView {
    let name = |document: &Document, id: &Option<String>| {
        let region = document.region(id.as_deref()?)?;
        Some(if region.labels.is_empty() {
            kind_name(region.area.kind()).to_owned()
        } else {
            region.labels.join(", ")
        })
    };
    let both = row.first.is_some() && row.second.is_some();
    let on = Memo::new(move |_| picked.get() == Some(at));
    let press = move |_| picked.update(|picked| *picked = (*picked != Some(at)).then_some(at));
    view! {
        <tr class:ed-on=on style:--label=color_of(row.verdict)>
            <td>{name(first, &row.first).unwrap_or_else(|| "–".to_owned())}</td>
            <td>{name(second, &row.second).unwrap_or_else(|| "–".to_owned())}</td>
            <td><span class="ed-dot" aria-hidden="true"></span> " " {words_of(row.verdict)}</td>
            <td>{both.then(|| (t().compare.percent)(row.overlap))}</td>
            <td>
                <button type="button" class="ed-button ed-tight" aria-pressed=move || if on.get() { "true" } else { "false" } on:click=press>
                    {t().compare.show}
                </button>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
pub fn Answers(found: Memo<Arc<Comparison>>) -> impl IntoView {
    let rows = move || found.get().answers.iter().take(MOST).map(answer_row).collect_view();
    view! {
        <h3>{t().compare.answers}</h3>
        <p class="ed-empty" hidden=move || found.with(|found| !found.answers.is_empty())>{t().compare.no_answers}</p>
        <div class="ed-compare-box" tabindex="0" role="region" aria-label=t().compare.answers hidden=move || found.with(|found| found.answers.is_empty())>
            <table class="ed-compare-table" data-testid="compare-answers">
                <thead>
                    <tr>
                        <th scope="col">{t().compare.control}</th>
                        <th scope="col">{t().compare.of}</th>
                        <th scope="col">{t().compare.first}</th>
                        <th scope="col">{t().compare.second}</th>
                        <th scope="col">{t().compare.verdict}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn answer_row(row: &AnswerPair) -> AnyView {
    let of = match &row.of {
        Subject::Task => t().compare.task.to_owned(),
        Subject::Item(item) => (t().compare.page)(*item),
        Subject::Region(id) => id.clone(),
    };
    let verdict = if row.agree { t().compare.agree } else { t().compare.differ };
    let color = color_of(if row.agree { Verdict::Agree } else { Verdict::OtherLabel });
    view! {
        <tr style:--label=color>
            <th scope="row">{row.control.clone()}</th>
            <td>{of}</td>
            <td>{said(row.first.as_ref())}</td>
            <td>{said(row.second.as_ref())}</td>
            <td><span class="ed-dot" aria-hidden="true"></span> " " {verdict}</td>
        </tr>
    }
    .into_any()
}

/// An answer as people read it.
fn said(answer: Option<&Value>) -> String {
    match answer {
        None => t().compare.nothing.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().map(|item| said(Some(item))).collect::<Vec<_>>().join(", "),
        Some(other) => other.to_string(),
    }
}

/// Each with each; a press compares those two.
#[component]
pub fn Matrix(
    all: All,
    names: Vec<String>,
    first: RwSignal<usize>,
    second: RwSignal<usize>,
) -> impl IntoView {
    let scores: Vec<Vec<f64>> = all.with_value(|all| {
        let row =
            |one: &Candidate| all.iter().map(|two| compare(&one.document, &two.document).score()).collect();
        all.iter().map(row).collect()
    });
    let head: Vec<_> = names.iter().map(|name| view! { <th scope="col">{name.clone()}</th> }).collect();
    let body: Vec<_> = scores
        .into_iter()
        .zip(names)
        .enumerate()
        .map(|(a, (row, name))| {
            let cells: Vec<_> =
                row.into_iter().enumerate().map(|(b, score)| cell(a, b, score, first, second)).collect();
            view! { <tr><th scope="row">{name}</th>{cells}</tr> }
        })
        .collect();
    view! {
        <h3>{t().compare.matrix}</h3>
        <div class="ed-compare-box">
            <table class="ed-compare-table" data-testid="compare-matrix">
                <thead><tr><td></td>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

fn cell(a: usize, b: usize, score: f64, first: RwSignal<usize>, second: RwSignal<usize>) -> AnyView {
    if a == b {
        return view! { <td>"–"</td> }.into_any();
    }
    let press = move |_| {
        first.set(a);
        second.set(b);
    };
    view! { <td><button type="button" class="ed-link" on:click=press>{(t().compare.percent)(score)}</button></td> }
        .into_any()
}
