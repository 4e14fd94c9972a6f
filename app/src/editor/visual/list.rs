//! List: items with a title and a body. Where a Ranker orders them it shows them itself.

use super::markup;
use crate::editor::stand_in::alert;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::{Node, ObjectTag, Tag};
use crate::model::data;
use crate::model::markup::from_html;
use crate::model::ranking::{self, Item};
use leptos::prelude::*;

pub fn view(work: Work, node: &Node, object: &ObjectTag) -> AnyView {
    let setup = work.setup();
    if setup.config.controls_of(&object.name).any(|control| control.tag == Tag::Ranker) {
        return ().into_any();
    }
    let value = data::resolve(&object.value, &setup.data);
    let Some(_) = value.as_array() else {
        return alert((t().visual.no_list)(&object.value));
    };
    let title = node.attrs.text("title").map(|title| data::resolve_text(&title, &setup.data));
    let items: Vec<_> = ranking::items(&value)
        .iter()
        .map(|item| {
            view! { <li class="ed-ranker-item htx-ranker-item" data-testid=format!("list-item-{}", item.key())>{item_body(item)}</li> }
        })
        .collect();
    let label = title.clone().unwrap_or_else(|| object.name.clone());
    view! {
        <section class="ed-ranker-column htx-ranker-column" data-testid=format!("list-{}", object.name) aria-label=label>
            {title.map(|title| view! { <p class="ed-ranker-title" aria-hidden="true">{title}</p> })}
            <ol class="ed-ranker-list">{items}</ol>
        </section>
    }
    .into_any()
}

/// What an item shows.
pub fn item_body(item: &Item) -> AnyView {
    let title = (!item.title.is_empty()).then(|| view! { <p class="ed-item-title">{item.title.clone()}</p> });
    let body = match &item.html {
        Some(html) => view! { <div class="ed-item-body">{markup::inline(&from_html(html))}</div> }.into_any(),
        None if item.body.is_empty() => ().into_any(),
        None => view! { <p class="ed-item-body">{item.body.clone()}</p> }.into_any(),
    };
    let bare = item.title.is_empty() && item.body.is_empty() && item.html.is_none();
    let key = bare.then(|| view! { <p class="ed-item-title">{item.key()}</p> });
    view! { {title} {body} {key} }.into_any()
}
