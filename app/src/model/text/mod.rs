//! Offsets, words and overlapping spans of texts. Results count Unicode code points; browsers count UTF-16 units.

mod offsets;
mod segments;
mod words;

pub use offsets::TextIndex;
pub use segments::{Segment, segments};
pub use words::{paragraph_at, sentence_at, snapped, trimmed, word_at};

/// A text as results keep it: newlines are the two characters backslash and n.
pub fn stored_text(text: &str) -> String {
    text.replace('\n', "\\n")
}
