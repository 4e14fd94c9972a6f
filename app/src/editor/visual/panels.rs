//! Collapse with its Panels, and Dialog: parts of a config that open and close.

use super::markdown;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::{Node, Tag};
use crate::model::data::{self, path::as_text};
use leptos::html;
use leptos::prelude::*;
use serde_json::Value;

/// Panels of which, as an accordion, one is open at a time. `inner` makes the view of what a panel holds.
pub fn collapse(work: Work, node: &Node, inner: fn(Work, &Node) -> AnyView) -> AnyView {
    let accordion = node.attrs.bool_or("accordion", true);
    let group = accordion.then(|| work.own_id(&format!("collapse-{}", node.id.0)));
    let all_open = node.attrs.bool_or("open", false);
    let panels: Vec<&Node> = node.children.iter().filter(|child| child.tag == Tag::Panel).collect();
    let mut one_open = false;
    let views: Vec<_> = panels
        .iter()
        .enumerate()
        .map(|(at, panel)| {
            let wants = panel.attrs.bool_or("open", all_open);
            let open = wants && !(accordion && one_open);
            one_open |= open;
            let title = data::resolve_text(panel.attrs.get("value").unwrap_or_default(), &work.setup().data);
            let title = if title.is_empty() { (t().visual.panel)(at + 1) } else { title };
            // A name in common makes the browser close the others.
            view! {
                <details class="ed-panel" name=group.clone() open=open data-testid="panel">
                    <summary>{title}</summary>
                    <div class="ed-panel-body">{inner(work, panel)}</div>
                </details>
            }
        })
        .collect();
    let rest: Vec<_> = node
        .children
        .iter()
        .filter(|child| child.tag != Tag::Panel)
        .map(|child| inner(work, child))
        .collect();
    let bordered = node.attrs.bool_or("bordered", false);
    view! { <div class="ed-collapse" class:ed-bordered=bordered>{views} {rest}</div> }.into_any()
}

/// A Dialog: a conversation is shown as one; any other text opens over the page.
pub fn dialog(work: Work, node: &Node) -> AnyView {
    let value = data::resolve(node.attrs.get("value").unwrap_or_default(), &work.setup().data);
    match &value {
        Value::Array(turns) if turns.iter().all(Value::is_object) && !turns.is_empty() => conversation(turns),
        Value::Null => view! {
            <p class="ed-placeholder">{(t().editor.missing_data)(node.attrs.get("value").unwrap_or_default())}</p>
        }
        .into_any(),
        other => {
            let text = match other {
                Value::Object(_) | Value::Array(_) => {
                    serde_json::to_string_pretty(other).map(|json| format!("```\n{json}\n```")).unwrap_or_default()
                }
                plain => as_text(plain),
            };
            let title = node.attrs.text("name").unwrap_or_else(|| t().visual.details.to_owned());
            view! { <Modal title=title text=text/> }.into_any()
        }
    }
}

fn conversation(turns: &[Value]) -> AnyView {
    let field = |turn: &Value, name: &str| turn.get(name).map(as_text).filter(|text| !text.is_empty());
    let turns: Vec<_> = turns
        .iter()
        .map(|turn| {
            let name = field(turn, "name").or_else(|| field(turn, "author"));
            let selected = turn.get("selected") == Some(&Value::Bool(true));
            view! {
                <li class="ed-turn" class:ed-on=selected>
                    <p class="ed-turn-head">
                        {name.map(|name| view! { <strong>{name}</strong> })}
                        {field(turn, "date").map(|date| view! { <span class="ed-turn-date">{date}</span> })}
                    </p>
                    <p class="ed-turn-text">{field(turn, "text")}</p>
                    {field(turn, "hint").map(|hint| view! { <p class="ed-turn-hint">{hint}</p> })}
                </li>
            }
        })
        .collect();
    view! { <ol class="ed-turns" tabindex="0" data-testid="dialog">{turns}</ol> }.into_any()
}

#[component]
fn Modal(title: String, text: String) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let show = move |_| {
        if let Some(dialog) = node.get_untracked() {
            // It is shown already, or is about to be taken away.
            let _ = dialog.show_modal();
        }
    };
    let close = move |_| {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    };
    let label = title.clone();
    view! {
        <button type="button" class="ed-button" aria-haspopup="dialog" data-testid="dialog-open" on:click=show>{title.clone()}</button>
        <dialog
            class="ed-help ed-modal"
            node_ref=node
            aria-label=label
            data-testid="dialog"
            // Escape closes it, and no key of the work behind it is pressed from here.
            on:keydown=|ev| ev.stop_propagation()
        >
            <header class="ed-side-head">
                <h2>{title}</h2>
                <button type="button" class="ed-icon" aria-label=t().common.close on:click=close>
                    {crate::editor::icons::Icon::Close.view()}
                </button>
            </header>
            {markdown::text(&text)}
        </dialog>
    }
}
