//! The controls of a labeling config: what they show and which edits they ask for. No state of their own but what is
//! half typed.

mod choices;
mod labels;
mod text_area;

pub use choices::Choices;
pub use labels::{Key, Labels};
pub use text_area::TextArea;

use super::anew::Anew;
use super::state::Work;
use crate::messages::t;
use crate::model::config::{Control, Tag};
use leptos::prelude::*;

/// The element id of a control's group, to move the focus to; per-region controls stand in the details.
pub fn element_id(control: &str) -> String {
    format!("control-{control}")
}

/// Why a control is not content, below it.
#[component]
pub fn Problem(work: Work, control: String) -> impl IntoView {
    let id = format!("problem-{control}");
    let text = Memo::new(move |_| work.problem_of(&control));
    move || text.get().map(|text| view! { <p class="ed-problem" id=id.clone()>{text}</p> })
}

/// The region that a control speaks of: the selected one for per-region controls, none for the others.
#[derive(Clone, Debug, PartialEq)]
pub enum Scope {
    Task,
    Region(String),
}

impl Scope {
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::Task => None,
            Self::Region(id) => Some(id),
        }
    }
}

/// The right widget for a control that stands on its own: Choices or TextArea.
#[component]
pub fn Widget(work: Work, control: Control, scope: Scope) -> impl IntoView {
    match control.tag {
        Tag::Choices => view! { <Choices work=work control=control scope=scope/> }.into_any(),
        Tag::TextArea => view! { <TextArea work=work control=control scope=scope/> }.into_any(),
        _ => ().into_any(),
    }
}

/// Where a per-region control stands in the tree while no region of its object is selected.
#[component]
pub fn PerRegion(work: Work, control: Control) -> impl IntoView {
    let objects = control.to_names.clone();
    let selected =
        Memo::new(move |_| work.selected_region().filter(|r| objects.contains(&r.object)).map(|r| r.id));
    let name = control.name.clone();
    view! {
        <p class="ed-per-region" hidden=move || selected.with(Option::is_some)>{(t().editor.per_region_hint)(&name)}</p>
        <Anew
            key=move || selected.get()
            view=move |id| view! { <Widget work=work control=control.clone() scope=Scope::Region(id)/> }.into_any()
        />
    }
}
