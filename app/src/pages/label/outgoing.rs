//! What was handed in and has no answer yet: quiet while all goes well; told when it waits for long or was refused, with
//! the way back to the task.

use crate::editor::outbox::{self, Waiting};
use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
pub fn Outgoing() -> impl IntoView {
    // Filled in the browser alone; on the server it is empty, as at first here.
    let all = RwSignal::new(Vec::<Waiting>::new());
    Effect::new(move |_| all.set(outbox::waiting().get()));
    let late = move || all.with(|all| all.iter().filter(|w| w.late && w.refused.is_none()).count() as u64);
    view! {
        <p class="ed-note ed-warn" role="status" data-testid="submits-waiting" hidden=move || late() == 0>
            {move || (t().drafts.waiting)(late())}
        </p>
        <For each=move || refused(&all.get()) key=|w| w.id.clone() let:waiting>
            <Refused waiting=waiting/>
        </For>
    }
}

/// The way back to the work; and where the task is gone for good, the work as a file, or an end to it.
#[component]
fn Refused(waiting: Waiting) -> impl IntoView {
    let failed = RwSignal::new(None::<String>);
    let id = StoredValue::new(waiting.id);
    let save = move |_| {
        spawn_local(async move {
            let saved = outbox::download(&id.get_value()).await;
            let _ = failed.try_set(saved.err());
        });
    };
    let give_up = move |_| {
        spawn_local(async move {
            let given_up = outbox::give_up(&id.get_value()).await;
            let _ = failed.try_set(given_up.err().map(|error| error.to_string()));
        });
    };
    view! {
        <div class="ed-note ed-warn" role="alert" data-testid="submit-refused">
            <p>{(t().drafts.not_taken)(waiting.task.0, waiting.refused.as_deref().unwrap_or_default())}</p>
            <a class="ed-button" href=format!("/projects/{}/tasks/{}", waiting.project, waiting.task)>
                {t().drafts.back_to_it}
            </a>
            <button type="button" class="ed-button" on:click=save>{t().drafts.download}</button>
            <button type="button" class="ed-button" on:click=give_up>{t().drafts.discard}</button>
            <p role="alert" hidden=move || failed.get().is_none()>{move || failed.get()}</p>
        </div>
    }
}

fn refused(all: &[Waiting]) -> Vec<Waiting> {
    all.iter().filter(|w| w.refused.is_some()).cloned().collect()
}
