//! Two versions of one work: a person decides which goes on, and nothing is overwritten before.

use super::super::browser;
use super::super::channel::{News, What};
use super::super::drafts::Rival;
use super::super::idb::IdbError;
use super::super::kept::Found;
use super::super::mirror::{self, Mirror};
use super::super::shelf::{Change, Place, Shelf};
use super::super::state::Work;
use crate::messages::t;
use crate::model::drafts::{Head, later};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

fn count(result: &Value) -> u64 {
    result.as_array().map_or(0, Vec::len) as u64
}

/// Another window tells what it did to this task.
pub fn hear(work: Work, news: &News) {
    let keeper = work.keeper();
    if news.annotation != keeper.annotation() {
        return;
    }
    match news.what {
        // The view may be on its way out.
        What::Edited => drop(work.elsewhere.try_set(true)),
        What::Saved => spawn_local(async move { keeper.look().await }),
    }
}

/// Another window works on this task right now.
#[component]
pub fn Elsewhere(work: Work) -> impl IntoView {
    let quiet = RwSignal::new(false);
    let rival = work.keeper().rival;
    let shown = move || work.elsewhere.get() && !quiet.get() && rival.with(Option::is_none);
    view! {
        <div class="ed-note ed-warn" role="status" data-testid="draft-elsewhere" hidden=move || !shown()>
            <p>{t().drafts.editing_elsewhere}</p>
            <button type="button" class="ed-button" on:click=move |_| quiet.set(true)>{t().drafts.understood}</button>
        </div>
    }
}

/// The server has another window's draft.
#[component]
pub fn Rivals(work: Work, reopen: Callback<()>) -> impl IntoView {
    let rival = work.keeper().rival;
    move || rival.get().map(|rival| choice(work, rival, reopen))
}

fn choice(work: Work, Rival { draft }: Rival, reopen: Callback<()>) -> AnyView {
    let mine = untrack(|| count(&work.result()));
    let now = browser::local_time(&browser::now_rfc3339());
    let theirs = (t().drafts.theirs)(&browser::local_time(&draft.updated_at), count(&draft.result));
    let take = move |_| {
        let keeper = work.keeper();
        spawn_local(async move {
            match keeper.take_theirs().await {
                Ok(()) => reopen.run(()),
                Err(error) => work.tell(error.to_string()),
            }
        });
    };
    let both = move |_| {
        let keeper = work.keeper();
        spawn_local(async move {
            match keeper.keep_both().await {
                Ok(()) => work.tell(t().drafts.both_kept),
                Err(error) => work.tell(error.to_string()),
            }
        });
    };
    view! {
        <div class="ed-note ed-warn" role="alert" data-testid="two-versions">
            <p>{t().drafts.two_versions}</p>
            <p>{(t().drafts.mine)(&now, mine)}</p>
            <p>{theirs}</p>
            <button type="button" class="ed-button" data-testid="keep-mine" on:click=move |_| work.keeper().keep_mine()>
                {t().drafts.keep_mine}
            </button>
            <button type="button" class="ed-button" data-testid="take-theirs" on:click=take>{t().drafts.take_theirs}</button>
            <button type="button" class="ed-button" data-testid="keep-both" on:click=both>{t().drafts.keep_both}</button>
        </div>
    }
    .into_any()
}

/// Unfinished work on the same task that was not opened.
#[component]
pub fn OtherWork(work: Work, other: Found, reopen: Callback<()>) -> impl IntoView {
    let gone = RwSignal::new(false);
    let words = (t().drafts.kept_here)(&browser::local_time(&other.head.at), count(&other.result));
    let other = StoredValue::new(other);
    let show = move |_| {
        spawn_local(async move {
            match open_instead(work, other.get_value()).await {
                Ok(()) => reopen.run(()),
                Err(error) => work.tell(error.to_string()),
            }
        });
    };
    let settle = move |keep: bool| {
        spawn_local(async move {
            match put_away(work, other.get_value(), keep).await {
                Ok(()) => drop(gone.try_set(true)),
                Err(error) => work.tell(error.to_string()),
            }
        });
    };
    view! {
        <div class="ed-note ed-warn" role="alert" hidden=move || gone.get() data-testid="other-draft">
            <p>{words}</p>
            <button type="button" class="ed-button" on:click=show>{t().drafts.show}</button>
            <button type="button" class="ed-button" on:click=move |_| settle(true)>{t().drafts.keep_both}</button>
            <button type="button" class="ed-button" on:click=move |_| settle(false)>{t().drafts.discard}</button>
        </div>
    }
}

/// Has the other version open the next time, and what is open now be offered beside it. It bears a name of its own: under
/// the old one it may have been submitted. It opens as the newest, whatever this browser's clock says.
async fn open_instead(work: Work, other: Found) -> Result<(), IdbError> {
    let keeper = work.keeper();
    let at = later(&browser::now_rfc3339(), &keeper.newest());
    let head = Head { aside: false, at, base: None, unique_id: browser::uuid(), ..other.head.clone() };
    let Some(place) = other.place(keeper.task()) else { return show_small(work, other, head.at) };
    let shelf = Shelf::open().await?;
    if place.annotation == keeper.annotation() {
        shelf.write(&place, &Change { head, ..Change::default() }).await?;
        return Ok(());
    }
    let here = Place { session: browser::uuid(), ..keeper.place() };
    shelf.write_whole(&here, head, other.result).await?;
    shelf.forget(&place).await
}

/// The same in the small storage, which holds the other version alone.
fn show_small(work: Work, other: Found, at: String) -> Result<(), IdbError> {
    let keeper = work.keeper();
    let Found { head: Head { lead_time, .. }, result, .. } = other;
    keeper.shut();
    let copy = Mirror { result, lead_time, base: None, synced: false, at };
    if mirror::write(keeper.task(), keeper.annotation(), &copy) {
        return Ok(());
    }
    keeper.reopen();
    Err(IdbError::Full)
}

/// The other version is kept beside this one, or discarded.
async fn put_away(work: Work, other: Found, keep: bool) -> Result<(), IdbError> {
    let keeper = work.keeper();
    match (other.place(keeper.task()), keep) {
        (Some(place), true) => {
            let head = Head { aside: true, ..other.head };
            Shelf::open().await?.write(&place, &Change { head, ..Change::default() }).await?;
        }
        (Some(place), false) => Shelf::open().await?.forget(&place).await?,
        // The small storage has room for one: what is kept next takes its place.
        (None, true) => {}
        (None, false) => mirror::forget(keeper.task(), keeper.annotation()),
    }
    Ok(())
}
