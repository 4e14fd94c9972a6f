//! One sitting at one annotation: opens it, lays the config, the side panel and the bar around it, wires keys, drafts
//! and submitting. Made anew for each annotation of the task.

use super::Done;
use super::bar::Bar;
use super::drafts::DraftKeeper;
use super::help::Help;
use super::keyboard::{self, Desk};
use super::notices::Notices;
use super::regions::{RegionDetails, RegionList};
use super::session;
use super::setup::Setup;
use super::state::Work;
use super::submit::Submitter;
use super::tree::Tree;
use crate::api::types::TaskDetail;
use crate::messages::t;
use crate::model::config::{Control, Tag};
use crate::model::ids::AnnotationId;
use crate::model::result::Document;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn DeskView(
    task: Arc<TaskDetail>,
    setup: Arc<Setup>,
    annotation: Option<AnnotationId>,
    #[prop(into)] reopen: Callback<()>,
    on_done: Callback<Done>,
    on_go: Callback<bool>,
) -> impl IntoView {
    let opened = session::open(&task, annotation);
    // A result that is no list cannot have come from a server that checks; what it is stays at the server.
    let document = Document::load(setup.config.clone(), opened.result.clone())
        .unwrap_or_else(|_| Document::new(setup.config.clone()));
    let keeper = DraftKeeper::new(task.id, annotation, opened.base.clone());
    let work = Work::new(setup.clone(), task.clone(), document, keeper, opened.lead_time);
    if opened.unsent {
        work.keep();
    }
    let submitter = Submitter::new(work, &opened, on_done);
    let desk = Desk {
        work,
        submit: Callback::new(move |()| submitter.submit()),
        skip: Callback::new(move |()| submitter.skip()),
        go: on_go,
        help: RwSignal::new(false),
        image: RwSignal::new(None),
        space: RwSignal::new(false),
    };
    provide_context(desk);
    keyboard::listen(desk);
    keep_safe(work, task.clone(), desk);
    let makes_regions = |c: &Control| c.labels().is_some() || c.tag == Tag::Rectangle;
    let has_regions = setup.config.controls().iter().any(makes_regions);
    view! {
        <div class="ed-desk" class:ed-wide=!has_regions>
            <Notices work=work task=task opened=opened reopen=reopen/>
            <div class="ed-columns">
                <div class="ed-main"><Tree work=work/></div>
                <Show when=move || has_regions>
                    <aside class="ed-side" aria-label=t().editor.regions>
                        <RegionDetails work=work/>
                        <RegionList work=work/>
                    </aside>
                </Show>
            </div>
            <Bar desk=desk submitter=submitter/>
            <Help desk=desk/>
        </div>
    }
}

/// The work is handed over before the page is hidden or left.
fn keep_safe(work: Work, task: Arc<TaskDetail>, desk: Desk) {
    keyboard::on_document::<web_sys::Event>("visibilitychange", move |_| {
        if document().visibility_state() == web_sys::VisibilityState::Hidden {
            leave_fields();
            work.keeper().flush_by_beacon();
            work.keeper().flush();
        } else {
            desk.space.set(false);
            super::notices::look_elsewhere(work, task.clone());
        }
    });
    keyboard::listen_to::<web_sys::Event>(&window(), "pagehide", move |_| {
        leave_fields();
        work.keeper().flush_by_beacon();
    });
    let keeper = StoredValue::new_local(work.keeper());
    on_cleanup(move || {
        if let Some(keeper) = keeper.try_get_value() {
            keeper.flush();
        }
    });
}

/// What is half typed in a field becomes part of the work: leaving a field says so to it.
pub fn leave_fields() {
    use wasm_bindgen::JsCast;
    let Some(active) = document().active_element() else { return };
    if matches!(active.tag_name().as_str(), "TEXTAREA" | "INPUT")
        && let Ok(field) = active.dyn_into::<web_sys::HtmlElement>()
    {
        // A field that cannot be left has told all it has.
        let _ = field.blur();
    }
}
