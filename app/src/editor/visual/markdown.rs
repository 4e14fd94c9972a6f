//! Markdown: a text with headings, lists, links and the like, of the config or of the task's data.

use super::markup;
use crate::editor::state::Work;
use crate::model::config::Node;
use crate::model::data;
use crate::model::markdown;
use leptos::prelude::*;

pub fn view(work: Work, node: &Node) -> AnyView {
    let written = node.attrs.text("value").unwrap_or_else(|| node.text.clone());
    text(&data::resolve_text(&written, &work.setup().data))
}

/// A text of Markdown.
pub fn text(source: &str) -> AnyView {
    let blocks = markdown::parse(source);
    view! { <div class="ed-markdown" data-testid="markdown">{markup::blocks(&blocks)}</div> }.into_any()
}
