//! The bar at the top of every page: the product, where one is, the pages of the project, language and theme.

use super::icons::Mark;
use super::language::LanguageSwitch;
use super::theme::ThemeToggle;
use crate::messages::t;
use leptos::prelude::*;

#[component]
pub fn Header(
    /// Where one is: project switcher and pages of the project.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="header">
            <a class="brand" href="/" aria-label=t().common.home>
                <Mark />
                <span class="brand-name">{t().common.product}</span>
            </a>
            {children.map(|children| children())}
            <ThemeToggle />
            <LanguageSwitch />
        </header>
    }
}
