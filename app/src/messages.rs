//! Every text a person sees, in one table: `t().projects.title`. One group of texts for each area of the front end, a
//! file each under `messages/`. A second language is a second value of the same types, which the compiler holds to be
//! complete; `t()` is where it would be chosen.

mod common;
mod editor;
mod import;
mod project;
mod projects;
mod settings;
mod storage;
mod tasks;
mod time;

pub use common::Common;
pub use editor::Editor;
pub use import::Import;
pub use project::Project;
pub use projects::Projects;
pub use settings::Settings;
pub use storage::Storage;
pub use tasks::Tasks;
pub use time::Time;

/// Declares one group of texts and its English words: plain texts first, then those made from values.
macro_rules! texts {
    (
        $(#[$doc:meta])*
        $group:ident { $($name:ident: $text:expr,)* }
        made { $(fn $made:ident($($arg:ident: $ty:ty),*) $body:block)* }
    ) => {
        $(#[$doc])*
        pub struct $group {
            $(pub $name: &'static str,)*
            $(pub $made: fn($($ty),*) -> String,)*
        }

        impl $group {
            pub const EN: Self = Self {
                $($name: $text,)*
                $($made: { fn $made($($arg: $ty),*) -> String $body $made },)*
            };
        }
    };
}
pub(crate) use texts;

/// All texts of one language.
pub struct Messages {
    /// For the `lang` attribute of the page.
    pub lang: &'static str,
    pub common: Common,
    pub editor: Editor,
    pub import: Import,
    pub project: Project,
    pub projects: Projects,
    pub settings: Settings,
    pub storage: Storage,
    pub tasks: Tasks,
    pub time: Time,
}

static EN: Messages = Messages {
    lang: "en",
    common: Common::EN,
    editor: Editor::EN,
    import: Import::EN,
    project: Project::EN,
    projects: Projects::EN,
    settings: Settings::EN,
    storage: Storage::EN,
    tasks: Tasks::EN,
    time: Time::EN,
};

/// The texts of the language that is spoken here.
pub fn t() -> &'static Messages {
    &EN
}

/// `1 task`, `2 tasks`, `12,345 tasks`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// Digits in groups of three, the same on server and browser.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_000), "1,000");
        assert_eq!(number(1_234_567), "1,234,567");
    }

    #[test]
    fn one_thing_is_singular_and_others_are_plural() {
        assert_eq!(counted(0, "task", "tasks"), "0 tasks");
        assert_eq!(counted(1, "task", "tasks"), "1 task");
        assert_eq!(counted(1_500, "task", "tasks"), "1,500 tasks");
    }
}
