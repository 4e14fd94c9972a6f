//! The controls of a labeling config: what they show and which edits they ask for. No state of their own but what is
//! half typed, and which branches of a tree are open.

mod ask;
mod choices;
mod date_time;
mod field;
mod labels;
mod number;
mod pairwise;
mod press;
mod ranker;
mod rating;
mod taxonomy;
mod text_area;
mod tree_picker;

pub use ask::{Ask, Scope};
pub use labels::{Key, view as labels_view};
pub use pairwise::{Sides, pairs};
pub use press::press;
pub use taxonomy::labeling;

use super::anew::Anew;
use super::kinds;
use super::state::Work;
use crate::messages::t;
use crate::model::config::{Control, Tag};
use crate::model::result::Subject;
use leptos::prelude::*;
use std::sync::Arc;

/// The element id of a control's group, to move the focus to; per-region controls stand in the details.
pub fn element_id(work: Work, control: &str) -> String {
    work.own_id(&format!("control-{control}"))
}

/// The right widget for a control that stands on its own.
#[component]
pub fn Widget(work: Work, control: Control, #[prop(into)] scope: Scope) -> impl IntoView {
    let tag = control.tag.clone();
    let ask = Ask { work, control: Arc::new(control), scope };
    match tag {
        Tag::Choices => view! { <choices::Choices ask=ask/> }.into_any(),
        _ => kinds::further().map(|part| (part.widget)(ask)).into_any(),
    }
}

/// The widgets that few configs have.
pub fn further(ask: Ask) -> AnyView {
    let tag = ask.control.tag.clone();
    match tag {
        Tag::TextArea => view! { <text_area::TextArea ask=ask/> }.into_any(),
        Tag::Taxonomy => view! { <taxonomy::Taxonomy ask=ask/> }.into_any(),
        Tag::Number => view! { <number::Number ask=ask/> }.into_any(),
        Tag::DateTime => view! { <date_time::DateTime ask=ask/> }.into_any(),
        Tag::Rating => view! { <rating::Rating ask=ask/> }.into_any(),
        Tag::Ranker => view! { <ranker::Ranker ask=ask/> }.into_any(),
        Tag::Pairwise => view! { <pairwise::Pairwise ask=ask/> }.into_any(),
        _ => ().into_any(),
    }
}

/// A control that is asked of what shows: the task, or the item of its object that is looked at.
#[component]
pub fn OfTask(work: Work, control: Control) -> impl IntoView {
    if !control.per_item {
        return view! { <Widget work=work control=control scope=Subject::Task/> }.into_any();
    }
    let object = control.to_name().to_owned();
    let item = Memo::new(move |_| work.item(&object));
    let view = move |item: Option<u32>| {
        let scope = item.map_or(Subject::Task, Subject::Item);
        view! { <Widget work=work control=control.clone() scope=scope/> }.into_any()
    };
    view! { <Anew key=move || Some(item.get()) view=view/> }.into_any()
}

/// Where a per-region control stands in the tree: it speaks of every selected region of its object.
#[component]
pub fn PerRegion(work: Work, control: Control) -> impl IntoView {
    let objects = control.to_names.clone();
    let picked = Memo::new(move |_| {
        let picked = work.picked.get();
        let fits = |id: &String| work.region(id).is_some_and(|region| objects.contains(&region.object));
        let fitting: Vec<String> = picked.into_iter().filter(fits).collect();
        (!fitting.is_empty()).then_some(fitting)
    });
    let name = control.name.clone();
    let view = move |ids: Vec<String>| {
        let many = ids.len();
        let scope = Scope::regions(ids);
        let note = (many > 1)
            .then(|| view! { <p class="ed-per-region">{(t().answers.for_regions)(many as u64)}</p> });
        view! { {note} <Widget work=work control=control.clone() scope=scope/> }.into_any()
    };
    view! {
        <p class="ed-per-region" hidden=move || picked.with(Option::is_some)>{(t().editor.per_region_hint)(&name)}</p>
        <Anew key=move || picked.get() view=view/>
    }
}
