//! The parts that the browser loads the front end in: what every page needs, and on top of that either labeling or the
//! pages around it. Whoever labels never loads the rest, and the other way around not before it is likely to be wanted.
//! What only some labeling configs need is split off again, in `editor/kinds.rs`.

use crate::pages::label;
use crate::pages::projects::ProjectsPage;
use crate::pages::settings::SettingsPage;
use crate::pages::tasks::TasksPage;
use leptos::prelude::*;
use std::fmt;

/// What is loaded on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Labeling,
    Managing,
}

impl Part {
    /// The part that the page at `path` is in; `None` for a page that is not there.
    pub fn of(path: &str) -> Option<Self> {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        match steps[..] {
            [] | ["projects", _] | ["projects", _, "settings"] => Some(Self::Managing),
            ["projects", _, "label"] | ["projects", _, "tasks", _] => Some(Self::Labeling),
            _ => None,
        }
    }

    /// Fetches it, unless it is there.
    #[cfg(feature = "hydrate")]
    pub async fn load(self) {
        match self {
            Self::Labeling => __preload_labeling().await,
            Self::Managing => __preload_managing().await,
        }
    }
}

/// As the manifest of the front end's files names it: after the function that begins it.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Labeling => "labeling",
            Self::Managing => "managing",
        })
    }
}

/// The pages around labeling.
#[derive(Clone, Copy)]
pub enum Page {
    Projects,
    Tasks,
    Settings,
}

// What waits for a part is shown anew when anything changes that was read while it came: nothing is read for it here.

#[lazy]
pub fn managing(page: Page) -> AnyView {
    untrack(|| match page {
        Page::Projects => view! { <ProjectsPage /> }.into_any(),
        Page::Tasks => view! { <TasksPage /> }.into_any(),
        Page::Settings => view! { <SettingsPage /> }.into_any(),
    })
}

#[lazy]
pub fn labeling() -> AnyView {
    untrack(label::page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_is_in_the_part_that_its_page_needs() {
        for managed in ["/", "/projects/1", "/projects/1/", "/projects/1/settings"] {
            assert_eq!(Part::of(managed), Some(Part::Managing), "{managed}");
        }
        for labeled in ["/projects/1/label", "/projects/1/tasks/7"] {
            assert_eq!(Part::of(labeled), Some(Part::Labeling), "{labeled}");
        }
        assert_eq!(Part::of("/nowhere"), None);
    }
}
