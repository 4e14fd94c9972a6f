//! Every text a person sees, in one table for each language: `t().projects.title`. One group of texts for each area of
//! the front end, a file each under `messages/`, with the words of all languages side by side: the compiler holds each
//! table to be complete. `t()` is where the language is chosen.

mod actions;
mod answers;
mod comments;
mod common;
mod compare;
mod config;
mod drafts;
mod editor;
mod gallery;
mod hypertext;
mod image;
mod import;
mod keymap;
pub mod language;
mod panels;
mod preview;
mod project;
mod projects;
mod reading;
mod settings;
mod storage;
mod tasks;
mod time;
mod tools;
mod validation;
mod visual;

pub use actions::Actions;
pub use answers::Answers;
pub use comments::Comments;
pub use common::Common;
pub use compare::Compare;
pub use config::Config;
pub use drafts::Drafts;
pub use editor::Editor;
pub use gallery::Gallery;
pub use hypertext::Hypertext;
pub use image::Image;
pub use import::Import;
pub use keymap::Keymap;
pub use panels::Panels;
pub use preview::Preview;
pub use project::Project;
pub use projects::Projects;
pub use reading::Reading;
pub use settings::Settings;
pub use storage::Storage;
pub use tasks::Tasks;
pub use time::Time;
pub use tools::Tools;
pub use validation::Validation;
pub use visual::Visual;

use language::{Language, spoken};

/// Declares one group of texts and its words, English first, then German: plain texts first, then those made from values.
macro_rules! texts {
    (
        $(#[$doc:meta])*
        $group:ident { $($name:ident: $english:literal | $german:literal,)* }
        made { $(fn $made:ident($($arg:ident: $ty:ty),* $(,)?) $in_english:block | $in_german:block)* }
    ) => {
        $(#[$doc])*
        pub struct $group {
            $(pub $name: &'static str,)*
            $(pub $made: fn($($ty),*) -> String,)*
        }

        impl $group {
            pub const EN: Self = Self {
                $($name: $english,)*
                $($made: { fn $made($($arg: $ty),*) -> String $in_english $made },)*
            };

            pub const DE: Self = Self {
                $($name: $german,)*
                $($made: { fn $made($($arg: $ty),*) -> String $in_german $made },)*
            };

            /// Name, English and German of each plain text.
            #[cfg(test)]
            pub(crate) const KEYS: $crate::messages::Keys = &[$((stringify!($name), $english, $german)),*];

            #[cfg(test)]
            pub(crate) fn keys(&self) -> $crate::messages::Keys {
                Self::KEYS
            }
        }
    };
}
pub(crate) use texts;

/// All texts of one language. References, and handed out by value: what reads one group brings that group along, where a
/// table of them all would bring every page's words to every page.
#[derive(Clone, Copy)]
pub struct Messages {
    /// For the `lang` attribute of the page.
    pub lang: &'static str,
    pub actions: &'static Actions,
    pub comments: &'static Comments,
    pub common: &'static Common,
    pub drafts: &'static Drafts,
    pub compare: &'static Compare,
    pub answers: &'static Answers,
    pub config: &'static Config,
    pub editor: &'static Editor,
    pub gallery: &'static Gallery,
    pub hypertext: &'static Hypertext,
    pub image: &'static Image,
    pub import: &'static Import,
    pub keymap: &'static Keymap,
    pub panels: &'static Panels,
    pub preview: &'static Preview,
    pub project: &'static Project,
    pub projects: &'static Projects,
    pub reading: &'static Reading,
    pub settings: &'static Settings,
    pub storage: &'static Storage,
    pub tasks: &'static Tasks,
    pub time: &'static Time,
    pub tools: &'static Tools,
    pub validation: &'static Validation,
    pub visual: &'static Visual,
}

const EN: Messages = Messages {
    lang: "en",
    actions: &Actions::EN,
    comments: &Comments::EN,
    common: &Common::EN,
    drafts: &Drafts::EN,
    compare: &Compare::EN,
    answers: &Answers::EN,
    config: &Config::EN,
    editor: &Editor::EN,
    gallery: &Gallery::EN,
    hypertext: &Hypertext::EN,
    image: &Image::EN,
    import: &Import::EN,
    keymap: &Keymap::EN,
    panels: &Panels::EN,
    preview: &Preview::EN,
    project: &Project::EN,
    projects: &Projects::EN,
    reading: &Reading::EN,
    settings: &Settings::EN,
    storage: &Storage::EN,
    tasks: &Tasks::EN,
    time: &Time::EN,
    tools: &Tools::EN,
    validation: &Validation::EN,
    visual: &Visual::EN,
};

const DE: Messages = Messages {
    lang: "de",
    actions: &Actions::DE,
    comments: &Comments::DE,
    common: &Common::DE,
    drafts: &Drafts::DE,
    compare: &Compare::DE,
    answers: &Answers::DE,
    config: &Config::DE,
    editor: &Editor::DE,
    gallery: &Gallery::DE,
    hypertext: &Hypertext::DE,
    image: &Image::DE,
    import: &Import::DE,
    keymap: &Keymap::DE,
    panels: &Panels::DE,
    preview: &Preview::DE,
    project: &Project::DE,
    projects: &Projects::DE,
    reading: &Reading::DE,
    settings: &Settings::DE,
    storage: &Storage::DE,
    tasks: &Tasks::DE,
    time: &Time::DE,
    tools: &Tools::DE,
    validation: &Validation::DE,
    visual: &Visual::DE,
};

/// The texts of the language that is spoken here.
#[inline(always)]
pub fn t() -> Messages {
    match spoken() {
        Language::English => EN,
        Language::German => DE,
    }
}

/// `1 task`, `2 tasks`, `12,345 tasks`, in the language that is spoken here.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    spoken().counted(n, one, many)
}

/// Digits in groups of three, in the language that is spoken here.
pub fn number(n: u64) -> String {
    spoken().number(n)
}

/// With so many digits after the decimal mark, in the language that is spoken here.
pub fn decimal(x: f64, digits: usize) -> String {
    spoken().decimal(x, digits)
}

/// Name, English and German of each plain text of a group.
#[cfg(test)]
type Keys = &'static [(&'static str, &'static str, &'static str)];

#[cfg(test)]
mod tests;
