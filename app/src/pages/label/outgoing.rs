//! What was handed in and has no answer yet: quiet while all goes well; told when it waits for long or was refused, with
//! the way back to the task.

use crate::editor::outbox::{self, Waiting};
use crate::messages::t;
use leptos::prelude::*;

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
            <div class="ed-note ed-warn" role="alert" data-testid="submit-refused">
                <p>{(t().drafts.not_taken)(waiting.task.0, waiting.refused.as_deref().unwrap_or_default())}</p>
                <a class="ed-button" href=format!("/projects/{}/tasks/{}", waiting.project, waiting.task)>
                    {t().drafts.back_to_it}
                </a>
            </div>
        </For>
    }
}

fn refused(all: &[Waiting]) -> Vec<Waiting> {
    all.iter().filter(|w| w.refused.is_some()).cloned().collect()
}
