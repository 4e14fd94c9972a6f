//! Pairwise: two objects of which one is chosen. The objects stand where the config has them, side by side where they
//! follow one another; each is a place to click, with a button below it for the keys.

use super::ask::Ask;
use crate::editor::css;
use crate::editor::setup::Setup;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::{Control, Node, Tag};
use crate::model::result::Subject;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    const fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }
}

/// The Pairwise that compares an object, and which side it is.
pub struct Sides {
    control: Control,
    side: Side,
}

impl Sides {
    pub fn of(setup: &Setup, object: &str) -> Option<Self> {
        let side = |control: &Control| match control.to_names.as_slice() {
            [left, right] if left != right => match () {
                () if left == object => Some(Side::Left),
                () if right == object => Some(Side::Right),
                () => None,
            },
            _ => None,
        };
        let pairwise = setup.config.controls().iter().filter(|control| control.tag == Tag::Pairwise);
        pairwise
            .into_iter()
            .find_map(|control| side(control).map(|side| Self { control: control.clone(), side }))
    }

    /// The object with its place to click.
    pub fn around(self, work: Work, body: AnyView) -> AnyView {
        let Self { control, side } = self;
        let node = work.setup().config.node(control.node).cloned();
        let attr = |name: &str| node.as_ref().and_then(|node| node.attrs.text(name));
        let class = match side {
            Side::Left => attr("leftClass"),
            Side::Right => attr("rightClass"),
        };
        let look = attr("selectionStyle").map(|style| css::declarations(&style)).unwrap_or_default();
        let class = format!("ed-side-of-pair {}", class.unwrap_or_default());
        let ask = Ask { work, control: Arc::new(control), scope: Subject::Task.into() };
        let answer = ask.answer();
        let on = Memo::new(move |_| {
            answer.with(|said| said.as_ref().and_then(Value::as_str) == Some(side.word()))
        });
        let box_node = NodeRef::<html::Div>::new();
        Effect::new(move |_| {
            let on = on.get();
            let Some(element) = box_node.get() else { return };
            let target: &web_sys::HtmlElement = &element;
            if on {
                return css::apply(target, &look);
            }
            for (name, _) in &look {
                // A property that is not there needs no taking away.
                let _ = target.style().remove_property(name);
            }
        });
        let (by_click, by_button, by_key) = (ask.clone(), ask.clone(), ask.clone());
        let words = match side {
            Side::Left => t().answers.left,
            Side::Right => t().answers.right,
        };
        let own_look = attr("selectionStyle").is_some();
        view! {
            <div
                class=class
                class:ed-on=on
                class:ed-own-look=own_look
                node_ref=box_node
                data-testid=format!("pairwise-{}", side.word())
                on:click=move |ev| if is_plain_click(&ev) { choose(&by_click, side) }
            >
                <div class="ed-side-body">{body}</div>
                <button
                    type="button"
                    class="ed-button ed-prefer"
                    class:ed-on=on
                    id=button_id(&ask, side)
                    data-entry=""
                    aria-pressed=move || if on.get() { "true" } else { "false" }
                    on:click=move |ev| {
                        ev.stop_propagation();
                        choose(&by_button, side);
                    }
                    on:keydown=move |ev| {
                        let to = match ev.key().as_str() {
                            "ArrowLeft" | "ArrowUp" => Side::Left,
                            "ArrowRight" | "ArrowDown" => Side::Right,
                            _ => return,
                        };
                        if ev.alt_key() || ev.ctrl_key() || ev.meta_key() {
                            return;
                        }
                        ev.prevent_default();
                        by_key.set(Some(&json!(to.word())));
                        crate::editor::browser::focus(&format!("[id=\"{}\"]", button_id(&by_key, to)));
                    }
                >
                    <span class="ed-prefer-mark" aria-hidden="true"></span>
                    {words}
                </button>
            </div>
        }
        .into_any()
    }
}

fn button_id(ask: &Ask, side: Side) -> String {
    ask.work.own_id(&format!("pairwise-{}-{}", ask.name(), side.word()))
}

/// Chooses a side, or takes the choice back.
fn choose(ask: &Ask, side: Side) {
    let said = untrack(|| ask.said());
    let again = said.as_ref().and_then(Value::as_str) == Some(side.word());
    ask.set((!again).then(|| json!(side.word())).as_ref());
}

/// Neither on something that has clicks of its own, nor the end of selecting text.
fn is_plain_click(ev: &web_sys::MouseEvent) -> bool {
    let target = ev.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let own = target.is_some_and(|element| {
        element
            .closest("a, button, input, select, textarea, summary, canvas, label, audio, video")
            .ok()
            .flatten()
            .is_some()
    });
    let selecting =
        window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed());
    !own && !selecting
}

/// The tag itself, where it stands: what is wrong, if anything is.
#[component]
pub fn Pairwise(ask: Ask) -> impl IntoView {
    let words = match ask.control.to_names.as_slice() {
        [left, right] if left != right => None,
        _ => Some(view! { <p class="ed-problem">{(t().answers.two_names)(ask.name())}</p> }),
    };
    ask.frame("ed-pairwise", format!("pairwise-{}", ask.name()), words.into_any())
}

/// Whether two neighbours in the config are the two sides of a Pairwise: then they stand side by side.
pub fn pairs(setup: &Setup, first: &Node, second: &Node) -> bool {
    let name = |node: &Node| setup.config.object_at(node.id).map(|object| object.name.clone());
    let (Some(first), Some(second)) = (name(first), name(second)) else { return false };
    setup.config.controls().iter().any(|control| {
        control.tag == Tag::Pairwise
            && control.to_names.len() == 2
            && control.to_names == [first.as_str(), second.as_str()]
    })
}
