//! Everything that keys can ask for, by name: what it is called, where its keys count, which keys it has from the start,
//! and which a person chose in their place. What is done then is the keyboard's and the work's.

mod chosen;
mod dialog;
mod kept;
mod labels;
mod table;

pub use chosen::Keymap;
pub use dialog::{ChooseKeys, Choosing, body as choosing};
pub use kept::{aria_of, keys_shown, titled, was_unreadable, with_untracked};
pub use labels::{kept_clear, reserved};
pub use table::ACTIONS;

use super::keys::Command;
use crate::messages::{Messages, t};
use crate::model::config::{LabelConfig, Tag};
use crate::model::hotkeys::Key;

/// Where the keys of an action count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Also while something is typed.
    Everywhere,
    /// Wherever nothing is typed.
    Page,
    Image,
    /// Several images in one task.
    Images,
    Text,
    Paragraphs,
    /// A Repeater that shows one entry at a time.
    Pages,
}

impl Context {
    /// In the order in which they are listed.
    pub const ALL: [Self; 7] =
        [Self::Everywhere, Self::Page, Self::Image, Self::Images, Self::Text, Self::Paragraphs, Self::Pages];

    /// Its keys are heard by the one listener of the work; those of others by the parts of the page they are for.
    pub const fn is_of_the_work(self) -> bool {
        matches!(self, Self::Everywhere | Self::Page | Self::Image)
    }

    /// One key cannot mean something in each of the two.
    pub fn meets(self, other: Self) -> bool {
        let wide = |context: Self| matches!(context, Self::Everywhere | Self::Page);
        let near = |one: Self, two: Self| (self == one && other == two) || (self == two && other == one);
        self == other
            || wide(self)
            || wide(other)
            || near(Self::Image, Self::Images)
            || near(Self::Text, Self::Paragraphs)
    }

    /// A config has something of the kind.
    pub fn is_in(self, config: &LabelConfig) -> bool {
        let has = |tags: &[Tag]| config.objects().iter().any(|object| tags.contains(&object.tag));
        let holds = |tag: Tag| config.root().is_some_and(|root| root.walk().any(|node| node.tag == tag));
        match self {
            Self::Everywhere | Self::Page => true,
            Self::Image | Self::Images => has(&[Tag::Image]),
            Self::Text => has(&[Tag::Text, Tag::HyperText, Tag::Paragraphs]),
            Self::Paragraphs => has(&[Tag::Paragraphs]),
            Self::Pages => holds(Tag::Repeater) || holds(Tag::PagedView),
        }
    }

    pub fn words(self) -> &'static str {
        let words = &t().keymap;
        match self {
            Self::Everywhere => words.everywhere,
            Self::Page => words.page,
            Self::Image => words.image,
            Self::Images => words.images,
            Self::Text => words.text,
            Self::Paragraphs => words.paragraphs,
            Self::Pages => words.pages,
        }
    }
}

/// Something that keys can ask for.
#[derive(Debug)]
pub struct Action {
    /// As the field names it where it has a name for it. Kept in people's browsers: it never changes.
    pub id: &'static str,
    pub context: Context,
    /// From the start, `ctrl` standing for the primary modifier of the machine.
    pub keys: &'static [&'static str],
    pub command: Command,
    name: fn(&Messages) -> &'static str,
}

impl Action {
    const fn new(
        id: &'static str,
        context: Context,
        keys: &'static [&'static str],
        command: Command,
        name: fn(&Messages) -> &'static str,
    ) -> Self {
        Self { id, context, keys, command, name }
    }

    /// What it does, in words.
    pub fn words(&self) -> &'static str {
        (self.name)(&t())
    }

    /// Its keys from the start.
    pub fn defaults(&self) -> Vec<Key> {
        self.keys.iter().filter_map(|written| written.parse().ok()).collect()
    }

    pub fn of(id: &str) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.id == id)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const DOCUMENT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/keys.md"));

    fn row(action: &Action) -> String {
        let keys: Vec<String> = action.keys.iter().map(|key| format!("`{key}`")).collect();
        format!("| `{}` | {} | {} | {} |", action.id, keys.join(" "), action.context.words(), action.words())
    }

    #[test]
    fn the_document_of_keys_lists_every_action_as_it_is() {
        let expected: Vec<String> = ACTIONS.iter().map(row).collect();
        let is_of_actions = |line: &&str| line.starts_with("| `") && line.contains(':');
        let found: Vec<&str> = DOCUMENT.lines().filter(is_of_actions).collect();
        assert_eq!(found, expected, "as it should be:\n{}", expected.join("\n"));
    }

    #[test]
    fn every_action_has_a_name_and_words_of_its_own() {
        for (at, action) in ACTIONS.iter().enumerate() {
            let others = ACTIONS.iter().take(at);
            for other in others {
                assert_ne!(action.id, other.id);
                assert!(action.context != other.context || action.words() != other.words(), "{}", action.id);
            }
        }
    }

    #[test]
    fn contexts_meet_where_one_key_cannot_mean_two_things() {
        assert!(Context::Page.meets(Context::Text) && Context::Text.meets(Context::Everywhere));
        assert!(Context::Images.meets(Context::Image) && Context::Paragraphs.meets(Context::Text));
        assert!(!Context::Image.meets(Context::Text) && !Context::Pages.meets(Context::Image));
    }

    #[test]
    fn a_config_has_the_contexts_of_its_objects() {
        let xml = "<View><Text name='t' value='$t'/><Repeater on='$r' mode='pagination'/></View>";
        let config = LabelConfig::parse(xml).unwrap();
        let in_it: Vec<Context> = Context::ALL.into_iter().filter(|context| context.is_in(&config)).collect();
        assert_eq!(in_it, [Context::Everywhere, Context::Page, Context::Text, Context::Pages]);
    }
}
