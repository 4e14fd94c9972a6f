//! Objects of a config on screen: what the task has under the key that each names, or why it cannot be shown.

use super::unserved;
use crate::editor::controls::Sides;
use crate::editor::kinds;
use crate::editor::stand_in::{alert, fetched, missing};
use crate::editor::state::Work;
use crate::editor::text::TextObject;
use crate::messages::t;
use crate::model::config::{Node, ObjectTag, Tag};
use crate::model::data;
use leptos::prelude::*;
use serde_json::Value;

/// One object, with a place to click around it where a Pairwise compares it with another.
pub fn object(work: Work, node: &Node) -> AnyView {
    let setup = work.setup();
    let Some(tag) = setup.config.object_at(node.id).cloned() else { return ().into_any() };
    let sides = Sides::of(&setup, &tag.name);
    let body = body(work, node, tag);
    match sides {
        Some(sides) => sides.around(work, body),
        None => body,
    }
}

fn body(work: Work, node: &Node, tag: ObjectTag) -> AnyView {
    let value = || data::resolve(&tag.value, &work.setup().data);
    match &node.tag {
        Tag::Image => image(work, &tag, &value()),
        Tag::Text => text(work, &tag, &value()),
        Tag::HyperText => kinds::documents().map(|part| (part.object)(work, tag)).into_any(),
        Tag::Paragraphs => kinds::further().map(|part| (part.paragraphs)(work, node)).into_any(),
        Tag::List => kinds::further().map(|part| (part.list)(work, node, &tag)).into_any(),
        Tag::Table => kinds::further().map(|part| (part.table)(work, node, &tag)).into_any(),
        _ => unserved(work, node),
    }
}

fn text(work: Work, tag: &ObjectTag, value: &Value) -> AnyView {
    if tag.value_type_url {
        let url = work.asked_at(&tag.name, &data::path::as_text(value), &[]);
        let object = tag.clone();
        let show = move |text| view! { <TextObject work=work object=object.clone() text=text/> }.into_any();
        return fetched(url, show);
    }
    if value.is_null() {
        return missing(tag);
    }
    view! { <TextObject work=work object=tag.clone() text=data::path::as_text(value)/> }.into_any()
}

fn image(work: Work, tag: &ObjectTag, value: &Value) -> AnyView {
    let listed = tag.value_list.as_deref().map(|list| data::resolve(list, &work.setup().data));
    let (urls, is_list) = match (listed.as_ref(), value) {
        (Some(Value::Array(list)), _) | (_, Value::Array(list)) => (addresses(list), true),
        (Some(Value::String(url)), _) if !url.is_empty() => (vec![url.clone()], true),
        (_, Value::String(url)) if !url.is_empty() => (vec![url.clone()], false),
        (Some(_), _) => return alert(t().image.no_images),
        _ => return missing(tag),
    };
    if urls.is_empty() {
        return alert(t().image.no_images);
    }
    kinds::pictures().map(|part| (part.object)(work, tag.clone(), urls, is_list)).into_any()
}

/// What is no text keeps its place, so that results speak of the pictures that they were made on.
fn addresses(list: &[Value]) -> Vec<String> {
    list.iter().map(data::path::as_text).collect()
}
