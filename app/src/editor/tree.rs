//! The labeling config on screen: one view for each tag, laid out as the config says. Tags that this build does not
//! serve say so by name, in their place.

use super::controls::{Labels, PerRegion, Scope, Widget};
use super::css;
use super::image::ImageObject;
use super::state::Work;
use super::text::TextObject;
use crate::messages::t;
use crate::model::config::{Condition, Header, Node, ObjectTag, Tag, ViewStyle};
use crate::model::data;
use leptos::prelude::*;
use serde_json::Value;

/// The whole config.
#[component]
pub fn Tree(work: Work) -> impl IntoView {
    let setup = work.setup();
    adopt_styles(&setup);
    let body = setup.config.root().map(|root| node_view(work, root));
    view! { <div class="ed-config">{body}</div> }
}

fn node_view(work: Work, node: &Node) -> AnyView {
    let body = match &node.tag {
        Tag::View => return layout(work, node),
        Tag::Header => header(work, node),
        Tag::Text | Tag::Image => object(work, node),
        Tag::Labels | Tag::RectangleLabels | Tag::Choices | Tag::TextArea => control(work, node),
        Tag::Rectangle | Tag::Label | Tag::Choice => return children(work, node),
        tag if tag.shows_placeholder() => placeholder(node),
        _ => return ().into_any(),
    };
    let own = ViewStyle::of(node);
    match node.attrs.text("style").filter(|_| node.tag != Tag::Header) {
        Some(style) => styled(Some(&style), own.class_name.as_deref(), own.id, body),
        None => body,
    }
}

fn children(work: Work, node: &Node) -> AnyView {
    node.children.iter().map(|child| node_view(work, child)).collect_view().into_any()
}

fn layout(work: Work, node: &Node) -> AnyView {
    let look = ViewStyle::of(node);
    let inner = children(work, node);
    let style = match (look.inline, look.style) {
        (true, style) => Some(format!("display: inline-block; {}", style.unwrap_or_default())),
        (false, style) => style,
    };
    let body = styled(style.as_deref(), look.class_name.as_deref(), look.id, inner);
    shown_while(work, look.condition, body)
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
        let Some(element) = node.get() else { return };
        let target: &web_sys::HtmlElement = &element;
        for (name, value) in &declarations {
            // A value the browser does not understand changes nothing.
            let _ = target.style().set_property(name, value);
        }
    });
    let class = format!("ed-view {}", class.unwrap_or_default());
    view! { <div class=class data-config-id=id node_ref=node>{inner}</div> }.into_any()
}

fn header(work: Work, node: &Node) -> AnyView {
    let header = Header::of(node);
    let text = data::resolve_text(&header.value, &work.setup().data);
    // Below the page's own title, whatever the config calls it.
    let level = (header.size.max(1) + 1).min(6);
    let inner = view! {
        <p class=format!("ed-header ed-h{}", header.size) class:ed-underline=header.underline role="heading" attr:aria-level=level>
            {text}
        </p>
    };
    match &header.style {
        Some(style) => styled(Some(style), None, None, inner.into_any()),
        None => inner.into_any(),
    }
}

fn object(work: Work, node: &Node) -> AnyView {
    let setup = work.setup();
    let Some(tag) = setup.config.object_at(node.id).cloned() else { return ().into_any() };
    let value = data::resolve(&tag.value, &setup.data);
    if node.tag == Tag::Image {
        return image(work, tag, &value);
    }
    if tag.value_type_url {
        return view! { <FetchedText work=work object=tag url=data::path::as_text(&value)/> }.into_any();
    }
    if value.is_null() {
        return missing(&tag);
    }
    view! { <TextObject work=work object=tag text=data::path::as_text(&value)/> }.into_any()
}

fn image(work: Work, tag: ObjectTag, value: &Value) -> AnyView {
    match value {
        Value::String(url) if !url.is_empty() => {
            view! { <ImageObject work=work object=tag url=url.clone()/> }.into_any()
        }
        _ if tag.value_list.is_some() => {
            view! { <p class="ed-placeholder">{(t().editor.placeholder)("Image valueList")}</p> }.into_any()
        }
        _ => missing(&tag),
    }
}

/// The task has nothing under the key that an object shows.
fn missing(tag: &ObjectTag) -> AnyView {
    view! { <p class="ed-placeholder ed-bad" role="alert">{(t().editor.missing_data)(&tag.value)}</p> }
        .into_any()
}

/// A text that stands behind a URL.
#[component]
fn FetchedText(work: Work, object: ObjectTag, url: String) -> impl IntoView {
    let text = LocalResource::new(move || super::fetch::text(url.clone()));
    move || {
        match text.get() {
        None => view! { <p class="ed-placeholder" aria-busy="true">{t().common.loading}</p> }.into_any(),
        Some(Ok(text)) => view! { <TextObject work=work object=object.clone() text=text/> }.into_any(),
        Some(Err(why)) => view! {
            <div class="ed-placeholder ed-bad" role="alert">
                <p>{why}</p>
                <button type="button" class="ed-button" on:click=move |_| text.refetch()>{t().common.retry}</button>
            </div>
        }
        .into_any(),
    }
    }
}

fn control(work: Work, node: &Node) -> AnyView {
    let setup = work.setup();
    let Some(control) = setup.config.control_at(node.id).cloned() else { return ().into_any() };
    if control.choices().is_some_and(|c| c.nested) {
        return placeholder(node);
    }
    let own = ViewStyle::of(node).condition;
    let body = match &node.tag {
        Tag::Labels | Tag::RectangleLabels => view! { <Labels work=work control=control/> }.into_any(),
        // Shown in the details of the selected region instead of here, where the list is.
        Tag::TextArea if control.per_region && control.text_area().is_some_and(|a| a.in_region_list) => {
            ().into_any()
        }
        _ if control.per_region => view! { <PerRegion work=work control=control/> }.into_any(),
        _ => view! { <Widget work=work control=control scope=Scope::Task/> }.into_any(),
    };
    // The conditions of a per-region control speak of the region that is selected, if one is.
    shown_while(work, own, body)
}

fn placeholder(node: &Node) -> AnyView {
    let name = node.tag.name().to_owned();
    view! { <p class="ed-placeholder" data-testid=format!("placeholder-{name}")>{(t().editor.placeholder)(&name)}</p> }
        .into_any()
}

/// The rules of the config's Style tags, inside this config only, for as long as it is on screen.
fn adopt_styles(setup: &super::setup::Setup) {
    let Some(root) = setup.config.root() else { return };
    let rules: String = root
        .walk()
        .filter(|n| n.tag == Tag::Style)
        .map(|n| {
            css::scoped(&format!("{} {}", n.text, n.attrs.text("value").unwrap_or_default()), ".ed-config")
        })
        .collect();
    if rules.is_empty() {
        return;
    }
    // Dropped, and so taken away, with what is on screen.
    StoredValue::new_local(super::sheet::Sheet::adopt(&rules));
}
