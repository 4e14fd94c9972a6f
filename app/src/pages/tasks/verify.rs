//! Whether what is known of a storage is so: asked for, followed, and told difference by difference, with the remedy.

use super::card_dialog::CardDialog;
use crate::api::functions;
use crate::api::types::{Difference, DifferenceKind, InquiryState, StorageCard, Verification, VerifyInput};
use crate::messages::t;
use crate::model::ids::StorageId;
use crate::model::storage::Side;
use crate::ui::field::Choice;
use crate::ui::inquiry::Inquiry;
use crate::ui::pager::{Paged, Place};
use crate::ui::states::{Callout, ErrorState, Tone};
use crate::ui::table::PlainTable;
use leptos::prelude::*;

/// Differences on one page.
const PAGE: usize = 50;

#[component]
pub fn VerifyDialog(of: RwSignal<Option<StorageCard>>) -> impl IntoView {
    view! { <CardDialog id="verify" title=t().storage.verify_of of panel /> }
}

fn panel(card: StorageCard) -> AnyView {
    view! { <Panel card /> }.into_any()
}

#[component]
fn Panel(card: StorageCard) -> impl IntoView {
    let words = &t().storage;
    let (side, id) = (card.side, card.id);
    let asked = Inquiry::<Verification>::default();
    let percent = RwSignal::new(0_u8);
    // The last one, to ask for it again.
    let wanted = RwSignal::new(None::<VerifyInput>);
    let begin = Callback::new(move |input: VerifyInput| {
        wanted.set(Some(input));
        asked.begin(functions::begin_verification(input));
    });
    let verify = move || {
        let sample = f64::from(percent.get_untracked()) / 100.0;
        begin.run(VerifyInput { side, id, sample, repair: false, seed: None });
    };
    let repair = move || {
        if let Some(Ok(told)) = asked.get_untracked() {
            begin.run(repair_of(&told, side, id));
        }
    };
    let about = match side {
        Side::Source => words.verify_source_text,
        Side::Target => words.verify_target_text,
    };
    let parts = vec![
        (0, words.sample_none.to_owned()),
        (5, words.sample_some.to_owned()),
        (100, words.sample_all.to_owned()),
    ];
    let retry = Callback::new(move |()| {
        if let Some(input) = wanted.get_untracked() {
            begin.run(input);
        }
    });
    let found = move || match asked.get()? {
        Err(error) => Some(view! { <ErrorState error retry /> }.into_any()),
        Ok(told) if told.state == InquiryState::Running => {
            let so_far = (words.verifying)(told.checked, told.sampled, told.differing);
            Some(view! { <p class="muted" role="status">{so_far}</p> }.into_any())
        }
        Ok(told) => Some(view! { <Found told side /> }.into_any()),
    };
    let mendable = move || {
        let told = asked.get().and_then(Result::ok);
        told.is_some_and(|told| told.state == InquiryState::Done && told.differing > 0 && told.repaired == 0)
    };
    view! {
        <div class="dialog-body">
            <p class="muted">{about}</p>
            <Choice
                name="verify-sample"
                legend=words.sample
                options=parts
                value=percent
                hint=words.sample_hint.to_owned()
            />
            {found}
        </div>
        <footer class="dialog-foot">
            {move || mendable().then(|| view! {
                <button type="button" class="button" title=words.repair_text on:click=move |_| repair()>
                    {words.repair}
                </button>
            })}
            <button type="button" class="button primary" disabled=move || asked.is_busy() on:click=move |_| verify()>
                {move || if asked.is_busy() { words.verify_busy } else { words.verify }}
            </button>
        </footer>
    }
}

/// The same bodies once more, for others would hardly show what these did.
fn repair_of(told: &Verification, side: Side, id: StorageId) -> VerifyInput {
    VerifyInput { side, id, sample: told.sample, repair: true, seed: Some(told.seed) }
}

/// What it came to.
#[component]
fn Found(told: Verification, side: Side) -> impl IntoView {
    let words = &t().storage;
    let Verification { state, problem, checked, sampled, differing, repaired, differences, .. } = told;
    let problem = problem.map(|why| {
        let tone = if state == InquiryState::Failed { Tone::Bad } else { Tone::Warn };
        view! { <Callout tone><p>{why}</p></Callout> }
    });
    let verdict = (state == InquiryState::Done).then(|| {
        let (tone, said) = match (differing, repaired) {
            (0, _) => (Tone::Good, (words.verify_good)(checked, sampled)),
            (n, 0) => (Tone::Warn, (words.verify_bad)(n, checked, sampled)),
            (n, mended) => (Tone::Info, mended_words(side)(mended, n)),
        };
        view! { <Callout tone><p>{said}</p></Callout> }
    });
    let told = differences.len() as u64;
    let more = (differing > told).then(|| view! { <p class="muted">{(words.first_told)(told)}</p> });
    view! {
        {problem}
        {verdict}
        {(told > 0).then(|| view! { <Differences differences /> })}
        {more}
    }
}

fn mended_words(side: Side) -> fn(u64, u64) -> String {
    match side {
        Side::Source => t().storage.mended_by_sync,
        Side::Target => t().storage.mended_by_push,
    }
}

/// One page of the differences at a time.
#[component]
fn Differences(differences: Vec<Difference>) -> impl IntoView {
    let all = StoredValue::new(differences);
    let paged = Paged::new((), move |(), page: u32| async move { Ok(page_of(all, page)) });
    let show = move |(page, items): (u32, Vec<Difference>)| {
        let total = all.with_value(Vec::len) as u64;
        let place = Place { total, page, page_size: PAGE as u32, items: items.len() };
        view! {
            <Items items />
            {paged.pager(place, t().storage.outcome_pages)}
        }
        .into_any()
    };
    move || paged.view(show)
}

fn page_of(all: StoredValue<Vec<Difference>>, page: u32) -> (u32, Vec<Difference>) {
    let first = (page.max(1) as usize - 1) * PAGE;
    (page, all.with_value(|all| all.iter().skip(first).take(PAGE).cloned().collect()))
}

#[component]
fn Items(items: Vec<Difference>) -> impl IntoView {
    let row = |item: Difference| {
        let task = item.task.map(|task| view! { <small>{(t().tasks.task)(task.0)}</small> });
        let mended = item.repaired.then(|| view! { <span class="chip info">{t().storage.mended}</span> });
        view! {
            <tr>
                <td class="key">{item.key} {task}</td>
                <td>{kind_words(item.kind)} " " {mended}</td>
                <td class="reason">{item.detail}</td>
            </tr>
        }
    };
    let words = &t().storage;
    view! {
        <PlainTable label=words.differences columns=vec![words.object, words.difference, words.reason]>
            {items.into_iter().map(row).collect_view()}
        </PlainTable>
    }
}

fn kind_words(kind: DifferenceKind) -> &'static str {
    let words = &t().storage;
    match kind {
        DifferenceKind::Missing => words.differs_missing,
        DifferenceKind::Changed => words.differs_changed,
        DifferenceKind::Content => words.differs_content,
        DifferenceKind::Unknown => words.differs_unknown,
        DifferenceKind::NotSynced => words.differs_not_synced,
        DifferenceKind::NoTask => words.differs_no_task,
        DifferenceKind::NoObject => words.differs_no_object,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repair_looks_at_the_bodies_that_were_found_to_differ() {
        let told = Verification { sample: 0.05, seed: 42, ..Verification::default() };
        let input = repair_of(&told, Side::Source, StorageId(7));
        assert_eq!((input.sample, input.seed, input.repair), (0.05, Some(42), true));
        assert_eq!((input.side, input.id), (Side::Source, StorageId(7)));
    }
}
