//! Where the work is not as safe as it should be: what is amiss, and what to do.

use super::super::browser;
use super::super::drafts::{DraftState, Trouble};
use super::super::state::Work;
use crate::messages::t;
use crate::model::drafts::Steps;
use leptos::prelude::*;
use serde_json::json;

#[component]
pub fn Safety(work: Work, left: Steps) -> impl IntoView {
    let keeper = work.keeper();
    let (state, trouble, again) = (keeper.state.clone(), keeper.trouble.clone(), keeper.again.clone());
    view! {
        {move || state.with(|state| match state {
            DraftState::SignedOut => Some(signed_out(work)),
            DraftState::Refused(why) => Some(refused(work, why)),
            _ => None,
        })}
        // Told once for a sitting, and again only if it changes.
        {move || trouble.get().map(|trouble| view! {
            <p class="ed-note ed-warn" role="status" data-testid="storage-trouble">{words_of(trouble)}</p>
        })}
        {move || again.get().then(|| view! {
            <p class="ed-note ed-warn" role="status" data-testid="submitted-elsewhere">{t().drafts.submitted_elsewhere}</p>
        })}
        <Left work=work left=left/>
    }
}

fn words_of(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Full => t().drafts.full,
        Trouble::Small => t().drafts.small,
        Trouble::Nothing => t().drafts.nothing,
    }
}

fn signed_out(work: Work) -> AnyView {
    view! {
        <div class="ed-note ed-warn" role="alert" data-testid="signed-out">
            <p>{t().drafts.signed_out}</p>
            <button type="button" class="ed-button" on:click=move |_| work.keeper().retry()>{t().common.retry}</button>
        </div>
    }
    .into_any()
}

/// The task was deleted meanwhile, or the server finds fault with the work: a person can take it along.
fn refused(work: Work, why: &str) -> AnyView {
    let save = move |_| {
        let name = format!("task-{}.json", work.keeper().task());
        if let Err(error) = browser::download(&name, &work.result()) {
            work.tell(browser::words_of(&error));
        }
    };
    view! {
        <div class="ed-note ed-warn" role="alert" data-testid="draft-refused">
            <p>{(t().drafts.refused)(why.trim_end_matches('.'))}</p>
            <button type="button" class="ed-button" on:click=save>{t().drafts.download}</button>
            <button type="button" class="ed-button" on:click=move |_| work.keeper().retry()>{t().common.retry}</button>
        </div>
    }
    .into_any()
}

/// Steps that this browser kept and that do not fit any more.
#[component]
fn Left(work: Work, left: Steps) -> impl IntoView {
    if left.is_empty() {
        return ().into_any();
    }
    let steps = left.len() as u64;
    let save = move |_| {
        let name = format!("task-{}-steps.json", work.keeper().task());
        if let Err(error) = browser::download(&name, &json!(left)) {
            work.tell(browser::words_of(&error));
        }
    };
    view! {
        <div class="ed-note ed-warn" role="alert" data-testid="draft-cut">
            <p>{(t().drafts.cut)(steps)}</p>
            <button type="button" class="ed-button" on:click=save>{t().drafts.download_rest}</button>
        </div>
    }
    .into_any()
}
