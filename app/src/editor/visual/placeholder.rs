//! What stands where a tag is that this build does not serve: its name, why, the data it would show, and how many results
//! of it are kept.

use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::{Node, Tag};
use crate::model::data;
use crate::model::markup::safe_link;
use leptos::prelude::*;
use serde_json::Value;

/// So many signs of a tag's data are shown.
const MOST: usize = 20_000;

pub fn view(work: Work, node: &Node) -> AnyView {
    let name = node.tag.name().to_owned();
    let why = match &node.tag {
        Tag::Unknown(written) if is_enterprise(written) => (t().visual.enterprise)(&name),
        Tag::Chat => (t().visual.enterprise)(&name),
        Tag::Unknown(_) => (t().visual.unknown)(&name),
        _ => (t().editor.placeholder)(&name),
    };
    let own = node.attrs.text("name").unwrap_or_default();
    let kept = work.paper.with_untracked(|paper| {
        let speaks = |result: &&Value| {
            let is = |field: &str| {
                !own.is_empty() && result.get(field).and_then(Value::as_str) == Some(own.as_str())
            };
            is("from_name") || is("to_name")
        };
        paper.document.aside().filter(speaks).count()
    });
    let offered = offered(node);
    let value =
        node.attrs.text("value").or_else(|| node.attrs.text("valueList")).filter(|value| value.contains('$'));
    let data = value.map(|value| data::resolve(&value, &work.setup().data)).filter(|data| !data.is_null());
    view! {
        <div class="ed-placeholder" data-testid=format!("placeholder-{name}")>
            <p>{why}</p>
            {(!offered.is_empty()).then(|| view! { <p class="ed-kept">{offered.join(", ")}</p> })}
            {data.map(|data| shown(&data))}
            {(kept > 0).then(|| view! { <p class="ed-kept">{(t().visual.kept)(kept as u64)}</p> })}
        </div>
    }
    .into_any()
}

/// Tags that the field has behind its paid edition or in its next versions.
fn is_enterprise(name: &str) -> bool {
    [
        "ReactCode",
        "OcrLabels",
        "VideoVector",
        "VideoVectorLabels",
        "Cube",
        "CubeLabels",
        "Object3D",
        "PdfLabels",
        "TableLabels",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(name))
}

/// The labels that such a tag would offer.
fn offered(node: &Node) -> Vec<String> {
    node.below(&Tag::Label)
        .map(|label| label.attrs.text("value").unwrap_or_else(|| label.text.clone()))
        .collect()
}

fn shown(data: &Value) -> AnyView {
    let text = match data {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    };
    if let Some(href) = safe_link(&text).filter(|_| !text.contains(char::is_whitespace)) {
        return view! { <p><a href=href target="_blank" rel="noopener noreferrer">{text}</a></p> }.into_any();
    }
    let cut: String = text.chars().take(MOST).collect();
    let is_cut = cut.len() < text.len();
    view! {
        <pre class="ed-md-code" tabindex="0">{cut} {is_cut.then_some("…")}</pre>
    }
    .into_any()
}
