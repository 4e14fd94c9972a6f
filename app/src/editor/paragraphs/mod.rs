//! The Paragraphs object of a config: who says what, one block each, read as a text is. Offsets of results count within
//! paragraphs; that is the business of `Source`. Plays no sound: times of the data are shown as they are.

mod authors;
mod phrases;

use super::reading::{Body, Reader, Source};
use super::stand_in::{alert, fetched, missing};
use super::state::Work;
use crate::messages::t;
use crate::model::config::{Attrs, Node, ObjectTag};
use crate::model::data;
use crate::model::text::{Dialogue, DialogueError, Lines, Paragraph, clock};
use authors::{Authors, Hues};
use leptos::prelude::*;
use phrases::Phrases;
use serde_json::Value;
use std::sync::Arc;

/// What a paragraph takes beside its text, about, in pixels: its author's line and the room around it.
const BESIDE: f64 = 44.0;

/// One Paragraphs object of the config.
pub fn view(work: Work, node: &Node) -> AnyView {
    let setup = work.setup();
    let Some(object) = setup.config.object_at(node.id).cloned() else { return ().into_any() };
    let value = data::resolve(&object.value, &setup.data);
    match value {
        Value::Null => missing(&object),
        Value::String(url) if object.value_type_url => {
            let url = work.asked_at(&object.name, &url, &[]);
            fetched(url, move |text| match serde_json::from_str(&text) {
                Ok(list) => shown(work, &object, &list),
                Err(_) => alert(t().reading.not_json),
            })
        }
        // Lists that came as a text: a cell of a table, as from CSV.
        Value::String(text) => match serde_json::from_str(&text) {
            Ok(list) => shown(work, &object, &list),
            Err(_) => alert((t().reading.no_list)(&object.value)),
        },
        list => shown(work, &object, &list),
    }
}

fn shown(work: Work, object: &ObjectTag, list: &Value) -> AnyView {
    let attrs = work.setup().config.node(object.node).map(|n| n.attrs.clone()).unwrap_or_default();
    let key = |name: &str, default: &str| attrs.text(name).unwrap_or_else(|| default.to_owned());
    let (name_key, text_key) = (key("nameKey", "author"), key("textKey", "text"));
    match Dialogue::read(list, &name_key, &text_key) {
        Ok(dialogue) if dialogue.paragraphs.is_empty() => {
            view! { <p class="ed-placeholder">{t().reading.no_paragraphs}</p> }.into_any()
        }
        Ok(dialogue) => read(work, object, &attrs, dialogue),
        Err(DialogueError::NotAList(_)) => alert((t().reading.no_list)(&object.value)),
        Err(DialogueError::NotAnObject(at)) => alert((t().reading.no_object)(at)),
        Err(DialogueError::NoText(at)) => alert((t().reading.no_text)(at, &text_key)),
    }
}

fn read(work: Work, object: &ObjectTag, attrs: &Attrs, mut dialogue: Dialogue) -> AnyView {
    if attrs.bool_or("contextScroll", false) {
        dialogue.by_time();
    }
    let lines = Lines::new(dialogue.paragraphs.iter().map(|p| p.text.as_str()));
    let reader = Reader::new(work, object, Source::Lines(lines), BESIDE);
    let dialogue = Arc::new(dialogue);
    let phrases = Phrases::new(reader, dialogue.paragraphs.len());
    phrases.listen(object);
    let class = match attrs.get("layout") {
        Some(layout) if layout.eq_ignore_ascii_case("dialogue") => "ed-paragraphs ed-dialogue",
        _ => "ed-paragraphs",
    };
    let testid = format!("paragraphs-{}", object.name);
    let label = (t().reading.paragraphs_to_label)(&object.name);
    let hues = Arc::new(Hues::of(&dialogue.authors()));
    let (all, hues_of) = (dialogue.clone(), hues.clone());
    let around = move |number: usize, text: AnyView| match all.paragraphs.get(number) {
        Some(paragraph) => paragraph_view(phrases, number, paragraph, hues_of.get(&paragraph.author), text),
        None => text,
    };
    view! {
        <Authors reader=reader dialogue=dialogue hues=hues/>
        <Body reader=reader label=label testid=testid class=class around=around on_key=move |ev| phrases.key(ev)/>
    }
    .into_any()
}

fn paragraph_view(
    phrases: Phrases,
    number: usize,
    paragraph: &Paragraph,
    hue: u32,
    text: AnyView,
) -> AnyView {
    let is_current = move || phrases.is_current(number);
    view! {
        <div
            class="ed-paragraph"
            class:ed-current=is_current
            style:--hue=hue.to_string()
            data-testid=format!("paragraph-{number}")
        >
            <div class="ed-paragraph-head">
                <span class="ed-author">{paragraph.author.clone()}</span>
                <span class="ed-time">{time_of(paragraph)}</span>
                <button
                    type="button"
                    class="ed-icon ed-take"
                    // Ctrl+Shift+A does the same where the keys are.
                    tabindex="-1"
                    aria-label=t().reading.label_paragraph
                    title=t().reading.label_paragraph
                    data-testid=format!("label-paragraph-{number}")
                    on:pointerdown=|ev| ev.stop_propagation()
                    on:mousedown=|ev| ev.prevent_default()
                    on:click=move |_| phrases.label_whole(number)
                ></button>
            </div>
            {text}
        </div>
    }
    .into_any()
}

/// When it is said, as far as the data tells.
fn time_of(paragraph: &Paragraph) -> Option<String> {
    let start = clock(paragraph.start?);
    Some(match paragraph.end {
        Some(end) => (t().reading.from_to)(&start, &clock(end)),
        None => start,
    })
}
