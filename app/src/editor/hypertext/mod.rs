//! A HyperText object: a document shown in a frame that runs nothing, as high as the document is. Spans are selected in
//! it by pointer or by a keyboard caret; regions are painted over it, and its nodes stay as they are, so that the
//! places that results name stay theirs.

mod bridge;
mod caret;
mod layout;
mod load;
mod overlay;
mod paper;
mod session;

use super::css;
use super::state::Work;
use crate::messages::t;
use crate::model::config::ObjectTag;
use crate::model::html::HtmlTree;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use overlay::Overlay;
use paper::Paper;
use session::{Manner, Session};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// What the config's documents are labeled with.
pub fn object(work: Work, object: ObjectTag) -> AnyView {
    view! { <HyperTextObject work=work object=object/> }.into_any()
}

/// One HyperText object of the config. The server hands out what it shows.
#[component]
fn HyperTextObject(work: Work, object: ObjectTag) -> impl IntoView {
    let task = work.task.with_value(|task| task.id);
    let name = object.name.clone();
    let session = Session::new(work, manner(work, &object));
    let tried = work.is_tried_out();
    let asked = object.clone();
    let tree = LocalResource::new(move || {
        let asked = asked.clone();
        async move { if tried { load::tried(work, &asked).await } else { load::tree(task, &asked.name).await } }
    });
    // The frame's own document has come: counts up, for it may come anew.
    let framed = RwSignal::new(0_u32);
    let broken = RwSignal::new(false);
    Effect::new(move |_| {
        let arrived = framed.get();
        let Some(Ok(tree)) = tree.get() else { return };
        if arrived > 0 {
            broken.set(!build(session, &tree));
        }
    });
    session.follow_pending();
    let label = (t().hypertext.to_label)(&name);
    let shown_as = name.clone();
    let waiting = move || tree.with(|tree| tree.is_none());
    let failed = move || match tree.get() {
        Some(Err(why)) => Some(why),
        Some(Ok(_)) if broken.get() => Some(t().hypertext.no_frame.to_owned()),
        _ => None,
    };
    view! {
        <div class="ed-hyper" data-testid="task-html" data-html-object=shown_as>
            {move || waiting().then(|| view! { <p class="ed-placeholder" aria-busy="true">{t().common.loading}</p> })}
            {move || failed().map(|why| view! {
                <div class="ed-placeholder ed-bad" role="alert" data-testid="html-error">
                    <p>{why}</p>
                    <button type="button" class="ed-button" on:click=move |_| tree.refetch()>{t().common.retry}</button>
                </div>
            })}
            <div class="ed-hyper-sheet" class:ed-focused=move || session.focused.get() hidden=move || waiting() || failed().is_some()>
                <iframe
                    class="ed-hyper-frame"
                    sandbox="allow-same-origin"
                    referrerpolicy="no-referrer"
                    title=label
                    data-text-object=name
                    data-ready=move || (session.laid.get() > 0).then_some("true")
                    src=load::frame(task)
                    node_ref=session.frame
                    on:load=move |_| framed.update(|n| *n += 1)
                ></iframe>
                <Overlay session=session/>
            </div>
        </div>
    }
}

fn manner(work: Work, object: &ObjectTag) -> Manner {
    let setup = work.setup();
    let attrs = setup.config.node(object.node).map(|node| node.attrs.clone()).unwrap_or_default();
    Manner {
        object: object.name.clone(),
        granularity: object.granularity,
        selects: attrs.bool_or("selectionEnabled", true),
        links: attrs.bool_or("clickableLinks", false),
        names: attrs.bool_or("showLabels", true),
        color: attrs.get("highlightColor").and_then(css::color),
    }
}

/// Builds the document and begins to work on it; false if the frame is not to be had.
fn build(session: Session, tree: &Arc<HtmlTree>) -> bool {
    let Some(frame) = session.frame.get_untracked() else { return false };
    let Ok(paper) = Paper::build(&frame, tree) else { return false };
    let paper = Rc::new(paper);
    session.paper.set_value(Some(paper.clone()));
    session.listen(&paper);
    follow_size(session, &paper);
    session.lay_out();
    true
}

/// Lays out anew whenever the frame's width, the document's size, or a picture in it changes.
fn follow_size(session: Session, paper: &Paper) {
    // Not within the observer's own turn, which would be told of its own change.
    let sized: Closure<dyn FnMut()> =
        Closure::new(move || request_animation_frame(move || session.lay_out_if_changed()));
    let Ok(observer) = web_sys::ResizeObserver::new(sized.as_ref().unchecked_ref()) else { return };
    if let Some(frame) = session.frame.get_untracked() {
        observer.observe(&frame);
    }
    if let Some(body) = paper.document.body() {
        observer.observe(&body);
        // Pictures announce themselves to nobody above them, but to those who listen on the way down.
        listen_on_the_way(&body, "load", move || session.lay_out());
    }
    let held = StoredValue::new_local((observer, sized));
    on_cleanup(move || {
        // An observer that is gone already watches nothing.
        let _ = held.try_with_value(|(observer, _)| observer.disconnect());
    });
}

fn listen_on_the_way(target: &web_sys::HtmlElement, name: &'static str, act: impl Fn() + 'static) {
    let closure: Closure<dyn FnMut()> = Closure::new(act);
    // Only an unknown option could make this fail.
    let _ = target.add_event_listener_with_callback_and_bool(name, closure.as_ref().unchecked_ref(), true);
    let held = StoredValue::new_local((target.clone(), closure));
    on_cleanup(move || {
        // A listener that is gone already is as good.
        let _ = held.try_with_value(|(target, closure)| {
            target.remove_event_listener_with_callback_and_bool(name, closure.as_ref().unchecked_ref(), true)
        });
    });
}
