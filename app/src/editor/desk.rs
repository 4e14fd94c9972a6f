//! One sitting at one annotation: opens it, lays the config, the side panel and the bar around it, wires keys, drafts
//! and submitting. Made anew for each annotation of the task.

use super::Done;
use super::bar::Bar;
use super::boards::Dialogs;
use super::channel::Channel;
use super::drafts::DraftKeeper;
use super::kept::Kept;
use super::keyboard::{self, Desk};
use super::kinds::{self, Kind};
use super::notices::{self, Notices, Said};
use super::outbox;
use super::panels::{self, Column};
use super::relations;
use super::session;
use super::setup::Setup;
use super::state::Work;
use super::submit::Submitter;
use super::tabs::Open;
use super::tree::Tree;
use crate::api::types::TaskDetail;
use crate::messages::t;
use crate::model::ids::AnnotationId;
use crate::model::result::Document;
use crate::ui::focus;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

#[component]
pub fn DeskView(
    task: Arc<TaskDetail>,
    setup: Arc<Setup>,
    annotation: Option<AnnotationId>,
    /// What this browser kept of the task.
    kept: Arc<Kept>,
    #[prop(into)] reopen: Callback<()>,
    on_done: Callback<Done>,
    on_go: Callback<bool>,
    /// The page can go on before the server has answered a submit.
    eager: Option<Signal<bool>>,
) -> impl IntoView {
    let predict = panels::starts_from_predictions();
    let opened = session::open(&task, annotation, &kept, super::browser::uuid(), predict);
    let opened =
        if outbox::was_refused(&opened.unique_id) { opened.renamed(super::browser::uuid()) } else { opened };
    let document = opened.document(&setup, &mut super::browser::region_id);
    let keeper = DraftKeeper::new(task.id, &opened);
    let work = Work::new(setup.clone(), task.clone(), document, keeper.clone(), opened.lead_time);
    keeper.attach(work, Channel::open(task.id, move |news| notices::hear(work, &news)));
    if opened.unsent {
        work.keep();
    }
    let submitter = Submitter::new(work, &opened, on_done, eager);
    let (submit, skip) =
        (Callback::new(move |()| submitter.submit()), Callback::new(move |()| submitter.skip()));
    let desk = Desk::new(work, submit, skip, on_go);
    provide_context(desk);
    provide_context(work.anchors);
    keyboard::listen(desk);
    keep_safe(work, desk);
    if let Some(open) = use_context::<Open>() {
        open.work.set_value(Some(work));
    }
    relations::follow_selection(work);
    panels::listen_to_clipboard(work);
    panels::mark_saved(work);
    if opened.annotation.is_none() && opened.prediction.is_none() && !predict {
        work.suggest(task.predictions.first());
    }
    view! {
        <div class="ed-desk">
            <Notices work=work task=task opened=opened reopen=reopen/>
            <Columns work=work annotation=annotation/>
            <Bar desk=desk submitter=submitter/>
            <Dialogs desk=desk/>
        </div>
    }
}

/// The work and the panels beside it.
#[component]
fn Columns(work: Work, annotation: Option<AnnotationId>) -> impl IntoView {
    let setup = work.setup();
    let has_regions = Kind::Regions.is_needed_by(&setup.config);
    let width = RwSignal::new(panels::kept_width());
    let open = work.side.open;
    view! {
        <div class="ed-columns" class:ed-alone=move || !open.get() style:--side=move || format!("{}px", width.get())>
            <div class="ed-main">
                <div class="ed-note ed-linking" hidden=move || work.linking.with(Option::is_none) data-testid="linking">
                    <p>{t().panels.linking}</p>
                    <button type="button" class="ed-button ed-tight" on:click=move |_| work.stop_linking()>{t().common.cancel}</button>
                </div>
                <Tree work=work/>
                {kinds::regions().map(|part| (part.lines)(work))}
            </div>
            <Column work=work has_regions=has_regions annotation=annotation width=width/>
        </div>
    }
}

/// Results that are only looked at: a prediction, two annotations over each other.
#[component]
pub fn Viewing(
    task: Arc<TaskDetail>,
    setup: Arc<Setup>,
    document: Document,
    on_go: Callback<bool>,
    /// What is done with the work before it is shown.
    begin: impl Fn(Work) + 'static,
) -> impl IntoView {
    let work = Work::new(setup, task, document, DraftKeeper::none(), 0.0);
    work.side.only_view();
    begin(work);
    let refused = Callback::new(move |()| work.tell(t().panels.viewing));
    let desk = Desk::new(work, refused, refused, on_go);
    provide_context(desk);
    provide_context(work.anchors);
    keyboard::listen(desk);
    panels::listen_to_clipboard(work);
    view! {
        <div class="ed-desk" data-testid="viewing">
            <Said work=work/>
            <Columns work=work annotation=None/>
            <Dialogs desk=desk/>
        </div>
    }
}

/// The work is handed over before the page is hidden or left.
fn keep_safe(work: Work, desk: Desk) {
    let keeper = StoredValue::new_local(work.keeper());
    let hand_over = move || {
        leave_fields();
        keeper.with_value(|keeper| keeper.flush(true));
    };
    keyboard::on_document::<web_sys::Event>("visibilitychange", move |_| {
        if document().visibility_state() == web_sys::VisibilityState::Hidden {
            return hand_over();
        }
        desk.space.set(false);
        let keeper = keeper.get_value();
        spawn_local(async move {
            keeper.look().await;
            keeper.hurry();
        });
    });
    keyboard::listen_to::<web_sys::Event>(&window(), "pagehide", move |_| hand_over());
    keyboard::listen_to::<web_sys::Event>(&window(), "online", move |_| {
        keeper.with_value(DraftKeeper::hurry)
    });
    keyboard::listen_to::<web_sys::Event>(&window(), "beforeunload", move |ev| {
        hand_over();
        if keeper.with_value(DraftKeeper::at_risk) {
            ev.prevent_default();
        }
    });
    on_cleanup(move || {
        if let Some(keeper) = keeper.try_get_value() {
            keeper.leave();
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
        if let Some(main) = document().get_element_by_id("main") {
            focus::put_on(&main);
        }
        // Over a dialog nothing else takes the focus. A field that cannot be left has told all it has.
        let _ = field.blur();
    }
}
