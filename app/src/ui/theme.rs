//! Light, dark, or as the system has it. The choice is stored in the browser; the shell's first script applies it
//! before anything is painted.

use super::icons::Icon;
use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::prelude::*;

/// Where the choice is stored. The shell's script reads the same.
const KEY: &str = "skylabel.theme";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    const fn slug(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    fn of_slug(slug: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.slug() == Some(slug)).unwrap_or_default()
    }

    const fn icon(self) -> Icon {
        match self {
            Self::System => Icon::Screen,
            Self::Light => Icon::Sun,
            Self::Dark => Icon::Moon,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::System => t().common.theme_system,
            Self::Light => t().common.theme_light,
            Self::Dark => t().common.theme_dark,
        }
    }

    /// Applies and stores it. A browser without storage keeps it until the page is left.
    fn choose(self) {
        let storage = window().local_storage().ok().flatten();
        let root = document().document_element();
        match self.slug() {
            Some(slug) => {
                storage.map(|storage| storage.set_item(KEY, slug));
                root.map(|root| root.set_attribute("data-theme", slug));
            }
            None => {
                storage.map(|storage| storage.remove_item(KEY));
                root.map(|root| root.remove_attribute("data-theme"));
            }
        }
    }
}

fn stored() -> Theme {
    let stored =
        window().local_storage().ok().flatten().and_then(|storage| storage.get_item(KEY).ok().flatten());
    Theme::of_slug(stored.as_deref().unwrap_or_default())
}

/// Three buttons of which one is down.
#[component]
pub fn ThemeToggle() -> impl IntoView {
    let theme = RwSignal::new(Theme::System);
    Effect::new(move |_| theme.set(stored()));
    let one = move |option: Theme| {
        view! {
            <label class="theme-option" title=option.words()>
                <input
                    type="radio"
                    name="theme"
                    class="visually-hidden"
                    prop:checked=move || theme.get() == option
                    on:change=move |_| {
                        option.choose();
                        theme.set(option);
                    }
                />
                {option.icon().view()}
                <span class="visually-hidden">{option.words()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="theme">
            <legend class="visually-hidden">{t().common.theme}</legend>
            {Theme::ALL.map(one).collect_view()}
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_stored_theme_follows_the_system() {
        assert_eq!(Theme::of_slug("dark"), Theme::Dark);
        assert_eq!(Theme::of_slug(""), Theme::System);
        assert_eq!(Theme::of_slug("sepia"), Theme::System);
    }
}
