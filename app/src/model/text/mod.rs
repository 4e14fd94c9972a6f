//! Offsets, words, blocks and overlapping spans of texts. Results count Unicode code points; browsers count UTF-16 units.

mod blocks;
mod dialogue;
mod encoding;
mod find;
mod graphemes;
mod heights;
mod lanes;
mod links;
mod offsets;
mod segments;
mod words;

pub use blocks::Blocks;
pub use dialogue::{Dialogue, DialogueError, Lines, Paragraph, clock};
pub use encoding::{Encoding, EncodingError};
pub use find::{Found, find};
pub use graphemes::whole_signs;
pub use heights::{Heights, Placed, joined};
pub use lanes::{by_block, lanes};
pub use links::links;
pub use offsets::TextIndex;
pub use segments::{Segment, segments};
pub use words::{Step, paragraph_at, sentence_at, snapped, step, trimmed, word_at};

/// A text as results keep it: newlines are the two characters backslash and n.
pub fn stored_text(text: &str) -> String {
    text.replace('\n', "\\n")
}
