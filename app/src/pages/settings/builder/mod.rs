//! The config as a form: every object and control with its labels, choices and settings. Each change is a small edit of
//! the code, so that whatever else stands there stays.

mod fields;
mod options;

use super::config_editor::Editing;
use crate::editor::reserved;
use crate::messages::t;
use crate::model::config::lint::collisions;
use crate::model::config::parts::{self, Section};
use crate::model::config::{LabelConfig, NodeId, Role};
use crate::ui::icons::Icon;
use crate::ui::states::{Callout, Tone};
use fields::Fields;
use leptos::prelude::*;
use options::Options;
use std::collections::BTreeMap;

/// What the form shows of the text.
#[derive(Clone, Debug, PartialEq)]
struct Form {
    /// It is XML, or nothing yet.
    sound: bool,
    sections: Vec<Section>,
    /// What is wrong with keys, by element.
    keys: BTreeMap<usize, String>,
}

impl Form {
    fn of(text: &str) -> Self {
        let (config, errors) = LabelConfig::examine(text);
        let element = |NodeId(id): NodeId| id as usize;
        let keys = config.root().map(|root| collisions(root, &reserved(&config))).unwrap_or_default();
        Self {
            sound: config.root().is_some() || errors.is_empty(),
            sections: parts::sections(&config),
            keys: keys.into_iter().map(|found| (element(found.node.id), found.message)).collect(),
        }
    }
}

#[component]
pub fn Builder(editing: Editing) -> impl IntoView {
    let form = Memo::new(move |_| editing.text.with(|text| Form::of(text)));
    let count = Memo::new(move |_| form.with(|form| form.sections.len()));
    let state = Memo::new(move |_| form.with(|form| (form.sound, form.sections.is_empty())));
    let said = move || match state.get() {
        (false, _) => Some(t().config.mend_first),
        (true, true) => Some(t().config.nothing_yet),
        (true, false) => None,
    };
    let one = move |index: usize| {
        let section = Memo::new(move |_| form.with(|form| form.sections.get(index).cloned()));
        let keys = Memo::new(move |_| form.with(|form| form.keys.clone()));
        view! { <Card editing section keys /> }
    };
    view! {
        <div class="builder">
            {move || said().map(|said| view! { <Callout tone=Tone::Info><p>{said}</p></Callout> })}
            <For each=move || 0..count.get() key=|index| *index children=one />
        </div>
    }
}

/// One object or control.
#[component]
fn Card(
    editing: Editing,
    section: Memo<Option<Section>>,
    keys: Memo<BTreeMap<usize, String>>,
) -> impl IntoView {
    let of = move |read: fn(&Section) -> String| {
        Memo::new(move |_| section.with(|section| section.as_ref().map(read).unwrap_or_default()))
    };
    let name = of(|section| section.name.clone());
    let tag = of(|section| format!("<{}>", section.tag.name()));
    let about = of(|section| match section.role {
        Role::Object => section.value.clone(),
        _ => section.to_name.clone(),
    });
    let option = Memo::new(move |_| section.with(|section| section.as_ref()?.option.clone()));
    let icon = section.with_untracked(|section| match section.as_ref().map(|section| section.role) {
        Some(Role::Object) => Icon::Image,
        _ => Icon::Tag,
    });
    let options = move || option.get().map(|option| view! { <Options editing section option keys /> });
    view! {
        <section class="builder-card" aria-label=move || name.get()>
            <h3>
                {icon.view()} <span>{name}</span> <code>{tag}</code> <span class="muted">{about}</span>
            </h3>
            {options}
            <Fields editing section />
        </section>
    }
}
