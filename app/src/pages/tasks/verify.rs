//! Whether what is known of a storage is so: asked for, followed, and told difference by difference, with the remedy.

use super::card_dialog::CardDialog;
use super::storage_dialog::change_words;
use crate::api::functions;
use crate::api::types::{
    Difference, DifferenceKind, DryChange, InquiryState, StorageCard, Verification, VerifyInput,
};
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
    let words = t().storage;
    let (side, id) = (card.side, card.id);
    let asked = Inquiry::<Verification>::default();
    let told = Signal::derive(move || asked.get().and_then(Result::ok));
    let percent = RwSignal::new(0_u8);
    // The last one, to ask for it again.
    let wanted = RwSignal::new(None::<VerifyInput>);
    let begin = Callback::new(move |input: VerifyInput| {
        wanted.set(Some(input));
        asked.begin(functions::begin_verification(input));
    });
    let verify = move |_| {
        if !untrack(|| asked.is_busy()) {
            let sample = f64::from(percent.get_untracked()) / 100.0;
            begin.run(VerifyInput { side, id, sample, repair: false, seed: None });
        }
    };
    let repair = move |_| match asked.get_untracked() {
        Some(Ok(found)) if is_mendable(&found) => begin.run(repair_of(&found, side, id)),
        _ => {}
    };
    let can_repair = Memo::new(move |_| told.with(|told| told.as_ref().is_some_and(is_mendable)));
    // It stays once it was pressed, for it has the focus.
    let has_repair = Memo::new(move |_| can_repair.get() || wanted.get().is_some_and(|wanted| wanted.repair));
    let parts = vec![
        (0, words.sample_none.to_owned()),
        (5, words.sample_some.to_owned()),
        (100, words.sample_all.to_owned()),
    ];
    let again = Callback::new(move |()| {
        if let Some(input) = wanted.get_untracked() {
            begin.run(input);
        }
    });
    let failed = move || match asked.get() {
        Some(Err(error)) => Some(view! { <ErrorState error retry=again /> }),
        _ => None,
    };
    view! {
        <div class="dialog-body">
            <p class="muted">{about(side)}</p>
            <Choice
                name="verify-sample"
                legend=words.sample
                options=parts
                value=percent
                hint=words.sample_hint.to_owned()
            />
            {failed}
            <Found told side />
        </div>
        <footer class="dialog-foot">
            {move || has_repair.get().then(|| view! {
                <button
                    type="button"
                    class="button"
                    title=words.repair_text
                    aria-disabled=move || (!can_repair.get()).to_string()
                    on:click=repair
                >
                    {words.repair}
                </button>
            })}
            <button
                type="button"
                class="button primary"
                aria-disabled=move || asked.is_busy().to_string()
                on:click=verify
            >
                {move || if asked.is_busy() { words.verify_busy } else { words.verify }}
            </button>
        </footer>
    }
}

fn about(side: Side) -> &'static str {
    match side {
        Side::Source => t().storage.verify_source_text,
        Side::Target => t().storage.verify_target_text,
    }
}

/// The same bodies once more, for others would hardly show what these did.
fn repair_of(told: &Verification, side: Side, id: StorageId) -> VerifyInput {
    VerifyInput { side, id, sample: told.sample, repair: true, seed: Some(told.seed) }
}

/// Something was found that the next sync or push can mend, and has not been told to.
fn is_mendable(told: &Verification) -> bool {
    let more = told.differing > told.differences.len() as u64;
    is_conclusive(told)
        && told.repaired == 0
        && (more || told.differences.iter().any(|found| found.kind.is_mendable()))
}

/// It is over, and nothing casts doubt on what it found.
fn is_conclusive(told: &Verification) -> bool {
    told.state == InquiryState::Done && told.problem.is_none()
}

/// What it came to, in a sentence.
fn verdict(told: &Verification, side: Side) -> Option<(Tone, String)> {
    let words = t().storage;
    is_conclusive(told).then(|| match (told.differing, told.repaired) {
        (0, _) => (Tone::Good, (words.verify_good)(told.checked, told.sampled)),
        (n, 0) => (Tone::Warn, (words.verify_bad)(n, told.checked, told.sampled)),
        (n, mended) => (Tone::Info, mended_words(side)(mended, n)),
    })
}

/// What no repair mends, if there is any.
fn unmended(told: &Verification, side: Side) -> Option<&'static str> {
    let some = told.differences.iter().any(|found| !found.kind.is_mendable());
    (told.state == InquiryState::Done && some).then(|| match side {
        Side::Source => t().storage.unmended_source,
        Side::Target => t().storage.unmended_target,
    })
}

/// How far it is, then what it came to. Only that is said aloud.
#[component]
fn Found(told: Signal<Option<Verification>>, side: Side) -> impl IntoView {
    let over = move || told.get().filter(|told| told.state != InquiryState::Running);
    let so_far = move || {
        let told = told.get().filter(|told| told.state == InquiryState::Running)?;
        let said = (t().storage.verifying)(told.checked, told.sampled, told.differing);
        Some(view! { <p class="muted">{said}</p> })
    };
    let came_to = move || over().map(|told| view! { <Verdict told side /> });
    let list = move || {
        let told = over().filter(|told| !told.differences.is_empty())?;
        let known = told.differences.len() as u64;
        let more = (told.differing > known)
            .then(|| view! { <p class="muted">{(t().storage.first_told)(known)}</p> });
        Some(view! {
            <Differences differences=told.differences />
            {more}
        })
    };
    view! {
        {so_far}
        <div class="said" aria-live="polite">{came_to}</div>
        {list}
    }
}

#[component]
fn Verdict(told: Verification, side: Side) -> impl IntoView {
    let said = verdict(&told, side).map(|(tone, said)| view! { <Callout tone><p>{said}</p></Callout> });
    let rest = unmended(&told, side).map(|rest| view! { <p class="muted">{rest}</p> });
    let problem = told.problem.map(|why| {
        let tone = if told.state == InquiryState::Failed { Tone::Bad } else { Tone::Warn };
        view! { <Callout tone><p>{why}</p></Callout> }
    });
    view! {
        {problem}
        {said}
        {rest}
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
                <td class="reason">{why(item.change, item.detail)}</td>
            </tr>
        }
    };
    let words = t().storage;
    view! {
        <PlainTable label=words.differences columns=vec![words.object, words.difference, words.reason]>
            {items.into_iter().map(row).collect_view()}
        </PlainTable>
    }
}

/// What a sync would do, and the reason, of which either may be all that is known.
fn why(change: Option<DryChange>, detail: Option<String>) -> String {
    let change = change.map(|change| change_words(change).to_owned());
    change.into_iter().chain(detail).collect::<Vec<_>>().join(": ")
}

fn kind_words(kind: DifferenceKind) -> &'static str {
    let words = t().storage;
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

    /// One that is over, and found these.
    fn over(kinds: &[DifferenceKind]) -> Verification {
        let differences: Vec<_> = kinds.iter().map(|kind| Difference::of("k".to_owned(), *kind)).collect();
        let differing = differences.len() as u64;
        Verification { state: InquiryState::Done, differing, differences, ..Verification::default() }
    }

    #[test]
    fn a_doubtful_listing_has_no_verdict_and_no_repair() {
        let sound = over(&[]);
        assert_eq!(verdict(&sound, Side::Source).map(|(tone, _)| tone), Some(Tone::Good));
        let doubtful = Verification { problem: Some("the listing is empty".to_owned()), ..sound };
        assert_eq!(verdict(&doubtful, Side::Source), None);
        let doubtful = Verification { problem: doubtful.problem, ..over(&[DifferenceKind::NotSynced]) };
        assert_eq!(verdict(&doubtful, Side::Source), None);
        assert!(!is_mendable(&doubtful));
        assert_eq!(verdict(&Verification::default(), Side::Source), None, "it goes on");
    }

    #[test]
    fn repair_is_offered_for_what_it_mends_and_the_rest_is_said_to_be_for_a_person() {
        let foreign = over(&[DifferenceKind::Unknown, DifferenceKind::Changed]);
        assert!(!is_mendable(&foreign));
        assert_eq!(unmended(&foreign, Side::Target), Some(t().storage.unmended_target));
        let both = over(&[DifferenceKind::Unknown, DifferenceKind::Missing]);
        assert!(is_mendable(&both) && unmended(&both, Side::Target).is_some());
        let mended = Verification { repaired: 1, ..over(&[DifferenceKind::Missing]) };
        assert!(!is_mendable(&mended) && unmended(&mended, Side::Target).is_none());
        let untold = Verification { differing: 2_000, ..foreign };
        assert!(is_mendable(&untold), "one that is not told may be");
    }

    #[test]
    fn a_difference_says_in_words_what_a_sync_would_do() {
        let words = t().storage.would_be_left_out;
        assert_eq!(why(Some(DryChange::LeftOut), Some("outside".to_owned())), format!("{words}: outside"));
        assert_eq!(why(Some(DryChange::LeftOut), None), words);
        assert_eq!(why(None, Some("outside".to_owned())), "outside");
        assert_eq!(why(None, None), "");
    }
}
