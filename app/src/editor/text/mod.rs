//! A text to label: regions shown so that overlaps stay readable, spans selected by pointer or by a keyboard caret.
//! Long texts are cut into blocks at line ends; the browser lays out only the blocks in sight, and an operation
//! redraws only the blocks it touches.

mod block;
mod caret;
mod offsets;

use super::keyboard;
use super::state::{TextRange, Work};
use crate::messages::t;
use crate::model::config::{Granularity, ObjectTag};
use crate::model::result::Span;
use crate::model::text::{self, TextIndex};
use block::Block;
use leptos::html::Div;
use leptos::prelude::*;
use std::sync::Arc;

/// Blocks hold about this many characters, more where a line is longer.
const BLOCK: u32 = 1500;

/// The text of one object and what of it each block shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// First code point.
    pub start: u32,
    pub end: u32,
    pub text: Arc<str>,
}

/// Cuts a text at line ends into pieces of about [`BLOCK`] characters.
fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let (mut start, mut at, mut from) = (0, 0, 0_usize);
    for line in text.split_inclusive('\n') {
        at += line.chars().count() as u32;
        if at - start >= BLOCK {
            let to = line.as_ptr() as usize - text.as_ptr() as usize + line.len();
            out.push(Piece { start, end: at, text: text[from..to].into() });
            (start, from) = (at, to);
        }
    }
    if from < text.len() || out.is_empty() {
        out.push(Piece { start, end: at, text: text[from..].into() });
    }
    out
}

/// One Text object of the config.
#[component]
pub fn TextObject(work: Work, object: ObjectTag, text: String) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let name = object.name.clone();
    let label = (t().editor.text_to_label)(&name);
    let blocks: Vec<_> = pieces(&text)
        .into_iter()
        .map(|piece| view! { <Block work=work object=name.clone() piece=piece/> })
        .collect();
    let text = Arc::new(TextIndex::new(text));
    let session = Session { work, root, name: name.clone(), text, granularity: object.granularity };
    let caret = caret::Caret::new(root);
    watch_selection(&session, caret);
    let on_up = session.clone();
    let on_double = session.clone();
    let on_key = session.clone();
    view! {
        <div
            class="ed-text"
            data-testid="task-text"
            data-text-object=name
            tabindex="0"
            role="textbox"
            aria-readonly="true"
            aria-multiline="true"
            aria-label=label
            node_ref=root
            on:pointerdown=move |_| { work.pending.set(None); caret.hide(); }
            on:mouseup=move |ev| if ev.detail() < 2 { on_up.finish_pointer() }
            on:dblclick=move |_| on_double.finish_word()
            on:keydown=move |ev| on_key.key(&ev, caret)
            on:blur=move |_| caret.hide()
        >
            {blocks}
            <span class="ed-caret" aria-hidden="true" hidden=move || caret.at.get().is_none() node_ref=caret.mark></span>
        </div>
    }
}

/// Follows the browser's selection into `work.pending`, as long as it stays inside this text.
fn watch_selection(session: &Session, caret: caret::Caret) {
    let session = session.clone();
    keyboard::on_document::<web_sys::Event>("selectionchange", move |_| {
        if let Some(span) = session.selection() {
            let span = text::snapped(&session.text, span, session.granularity);
            session.work.pending.set((span.start < span.end).then(|| session.range(span)));
            caret.follow();
        }
    });
}

#[derive(Clone)]
struct Session {
    work: Work,
    root: NodeRef<Div>,
    name: String,
    text: Arc<TextIndex>,
    granularity: Granularity,
}

impl Session {
    fn range(&self, span: Span) -> TextRange {
        TextRange { object: self.name.clone(), span, text: self.text.slice(span).to_owned() }
    }

    /// The browser's selection as code points of this text, or `None` if it is elsewhere.
    fn selection(&self) -> Option<Span> {
        let root = self.root.get_untracked()?;
        offsets::selection_in(&root)
    }

    /// A selection was drawn with the pointer, or a place was clicked.
    fn finish_pointer(&self) {
        let Some(span) = self.selection() else { return };
        if span.start < span.end {
            self.label(span);
        } else {
            self.select_at(span.start);
        }
    }

    fn finish_word(&self) {
        let Some(span) = self.selection() else { return };
        let word = text::trimmed(&self.text, text::word_at(&self.text, span.start));
        if word.start < word.end {
            self.label(word);
        }
    }

    /// Gives the range to the active label; without one it stays selected, waiting for a label's key or click.
    fn label(&self, span: Span) {
        let span = text::snapped(&self.text, span, self.granularity);
        if span.start >= span.end {
            return;
        }
        self.work.pending.set(Some(self.range(span)));
        if self.work.label_pending() {
            offsets::clear_selection();
        }
    }

    /// Selects the innermost region at a place; again, the next one out.
    fn select_at(&self, at: u32) {
        self.work.select_text_at(&self.name, at);
    }

    fn key(&self, ev: &web_sys::KeyboardEvent, caret: caret::Caret) {
        if caret.key(ev) {
            ev.prevent_default();
            ev.stop_propagation();
            return;
        }
        if ev.key() == "Enter" && !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key() {
            let handled = match self.selection() {
                Some(span) if span.start < span.end => {
                    self.label(span);
                    true
                }
                Some(span) => {
                    self.select_at(span.start);
                    true
                }
                None => false,
            };
            if handled {
                ev.prevent_default();
                ev.stop_propagation();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_to_the_text_and_count_code_points() {
        let text = format!("{}\n", "ä😀".repeat(400)).repeat(9);
        let cut = pieces(&text);
        assert!(cut.len() > 3);
        assert_eq!(cut.iter().map(|p| &*p.text).collect::<String>(), text);
        assert!(cut.windows(2).all(|w| w[0].end == w[1].start));
        assert_eq!(cut.last().map(|p| p.end), Some(text.chars().count() as u32));
    }

    #[test]
    fn an_empty_text_is_one_empty_piece() {
        assert_eq!(pieces(""), [Piece { start: 0, end: 0, text: "".into() }]);
    }
}
