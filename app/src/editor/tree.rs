//! The labeling config on screen: one view for each tag, laid out as the config says. Tags that this build does not
//! serve say so by name, in their place.

mod objects;

use super::controls::{OfTask, PerRegion, pairs};
use super::state::Work;
use super::visual::filter::{self, FilterHub};
use super::visual::pages::Pages;
use super::visual::{markup, panels, placeholder};
use super::{css, kinds};
use crate::model::config::{Condition, Header, Node, NodeId, Tag, ViewStyle};
use crate::model::data;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use objects::object;

/// The whole config.
#[component]
pub fn Tree(work: Work) -> impl IntoView {
    let setup = work.setup();
    adopt_styles(&setup);
    FilterHub::provide(setup.config.root());
    let body = setup.config.root().map(|root| node_view(work, root));
    let own = (!setup.prefix.is_empty()).then(|| work.own_id("config"));
    view! { <div class="ed-config" id=own>{body}</div> }
}

fn node_view(work: Work, node: &Node) -> AnyView {
    let body = match &node.tag {
        Tag::View => return layout(work, node),
        Tag::Header => return conditional(work, node, header(work, node)),
        Tag::Markdown => {
            let text = kinds::further().map(|part| (part.markdown)(work, node));
            return layout_of(work, node, text.into_any());
        }
        Tag::PagedView => view! { <Pages work=work node=node.clone() page=node_view/> }.into_any(),
        Tag::Collapse => panels::collapse(work, node, children),
        Tag::Panel => return children(work, node),
        Tag::Dialog => kinds::further().map(|part| (part.dialog)(work, node)).into_any(),
        Tag::Filter => filter::view(work, node),
        Tag::Text | Tag::Image | Tag::List | Tag::Table => object(work, node),
        Tag::HyperText => object(work, node),
        Tag::Paragraphs => object(work, node),
        tag if tag.is_labels() || tag.asks() => control(work, node),
        tag if tag.shape().is_some() || matches!(tag, Tag::Label | Tag::Choice) => {
            return children(work, node);
        }
        tag if tag.shows_placeholder() => unserved(work, node),
        _ => return ().into_any(),
    };
    let own = ViewStyle::of(node);
    match node.attrs.text("style") {
        Some(style) => styled(Some(&style), own.class_name.as_deref(), own.id, body),
        None if own.class_name.is_some() || own.id.is_some() => {
            styled(None, own.class_name.as_deref(), own.id, body)
        }
        None => body,
    }
}

/// A tag that is not served; what stands inside one that is not known is shown all the same.
fn unserved(work: Work, node: &Node) -> AnyView {
    let inner = match node.tag {
        Tag::Unknown(_) => children(work, node),
        _ => ().into_any(),
    };
    view! { {placeholder::view(work, node)} {inner} }.into_any()
}

/// What a tag holds, in order; two objects of a Pairwise that follow one another stand side by side.
fn children(work: Work, node: &Node) -> AnyView {
    let setup = work.setup();
    let mut views = Vec::new();
    let mut rest = node.children.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        match behind.split_first() {
            Some((second, behind)) if pairs(&setup, first, second) => {
                let (left, right) = (node_view(work, first), node_view(work, second));
                views.push(view! { <div class="ed-pair">{left} {right}</div> }.into_any());
                rest = behind;
            }
            _ => {
                views.push(node_view(work, first));
                rest = behind;
            }
        }
    }
    views.into_any()
}

/// The options of a control where the config lays them out, between headings and in views of their own; those that come
/// with the task stand behind.
pub fn options(work: Work, control: NodeId, option: &Tag, views: Vec<AnyView>) -> AnyView {
    let mut views = views.into_iter();
    let setup = work.setup();
    let laid = setup.config.node(control).map(|node| among(work, node, option, &mut views));
    let rest: Vec<AnyView> = views.collect();
    view! { {laid} {rest} }.into_any()
}

fn among(work: Work, node: &Node, option: &Tag, views: &mut std::vec::IntoIter<AnyView>) -> Vec<AnyView> {
    let mut out = Vec::new();
    for child in &node.children {
        if child.tag == *option {
            out.extend(views.next());
        } else if child.below(option).next().is_some() {
            let inner = among(work, child, option, views);
            out.push(layout_of(work, child, inner.into_any()));
        } else {
            out.push(node_view(work, child));
        }
    }
    out
}

fn layout(work: Work, node: &Node) -> AnyView {
    layout_of(work, node, children(work, node))
}

/// A box with the look and the condition of its tag.
fn layout_of(work: Work, node: &Node, inner: AnyView) -> AnyView {
    let look = ViewStyle::of(node);
    let style = match (look.inline, look.style) {
        (true, style) => Some(format!("display: inline-block; {}", style.unwrap_or_default())),
        (false, style) => style,
    };
    let body = styled(style.as_deref(), look.class_name.as_deref(), look.id, inner);
    shown_while(work, look.condition, body)
}

fn conditional(work: Work, node: &Node, body: AnyView) -> AnyView {
    shown_while(work, ViewStyle::of(node).condition, body)
}

/// Hidden rather than taken away: what stands in a hidden control is still there when it comes back.
fn shown_while(work: Work, condition: Option<Condition>, body: AnyView) -> AnyView {
    let Some(condition) = condition else { return body };
    let shown = Memo::new(move |_| work.holds(&condition));
    view! { <div class="ed-when" hidden=move || !shown.get()>{body}</div> }.into_any()
}

/// A box with the config's own look: only what is safe of it, set through the object model, which a strict content
/// security policy allows where it forbids `style` attributes.
fn styled(style: Option<&str>, class: Option<&str>, id: Option<String>, inner: AnyView) -> AnyView {
    let node = NodeRef::<leptos::html::Div>::new();
    let declarations = style.map(css::declarations).unwrap_or_default();
    Effect::new(move |_| {
        if let Some(element) = node.get() {
            css::apply(&element, &declarations);
        }
    });
    let class = format!("ed-view {}", class.unwrap_or_default());
    view! { <div class=class data-config-id=id node_ref=node>{inner}</div> }.into_any()
}

fn header(work: Work, node: &Node) -> AnyView {
    let header = Header::of(node);
    let text = data::resolve_text(&header.value, &work.setup().data);
    let class = if header.underline { "ed-underline" } else { "" };
    let inner = markup::heading(header.size, class, text.into_any());
    let own = ViewStyle::of(node);
    if header.style.is_none() && own.class_name.is_none() && own.id.is_none() {
        return inner;
    }
    styled(header.style.as_deref(), own.class_name.as_deref(), own.id, inner)
}

fn control(work: Work, node: &Node) -> AnyView {
    let setup = work.setup();
    let Some(control) = setup.config.control_at(node.id).cloned() else { return ().into_any() };
    let own = ViewStyle::of(node).condition;
    let body = match &node.tag {
        tag if tag.is_labels() => kinds::regions().map(|part| (part.labels)(work, control)).into_any(),
        // Shown in the details of the selected region instead of here, where the list is.
        Tag::TextArea if control.per_region && control.text_area().is_some_and(|a| a.in_region_list) => {
            ().into_any()
        }
        Tag::Taxonomy if control.labels_by_place() => {
            kinds::further().map(|part| (part.labeling)(work, control)).into_any()
        }
        _ if control.per_region => view! { <PerRegion work=work control=control/> }.into_any(),
        _ => view! { <OfTask work=work control=control/> }.into_any(),
    };
    // The conditions of a per-region control speak of the region that is selected, if one is.
    shown_while(work, own, body)
}

/// The rules of the config's Style tags, inside this config only, for as long as it is on screen.
fn adopt_styles(setup: &super::setup::Setup) {
    let Some(root) = setup.config.root() else { return };
    let scope = match setup.prefix.as_str() {
        "" => ".ed-config".to_owned(),
        prefix => format!("#{prefix}config"),
    };
    let rules: String = root
        .walk()
        .filter(|n| n.tag == Tag::Style)
        .map(|n| css::scoped(&format!("{} {}", n.text, n.attrs.text("value").unwrap_or_default()), &scope))
        .collect();
    if rules.is_empty() {
        return;
    }
    // Dropped, and so taken away, with what is on screen.
    StoredValue::new_local(super::sheet::Sheet::adopt(&rules));
}
