//! An address at which there is nothing.

use crate::messages::t;
use crate::ui::header::Header;
use crate::ui::icons::Icon;
use crate::ui::states::EmptyState;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    answer_not_found();
    view! {
        <Title text=(t().common.page_title)(t().common.not_found_title) />
        <Header />
        <main id="main" tabindex="-1">
            <div class="page">
                <EmptyState icon=Icon::Info title=t().common.not_found_title>
                    <p>{t().common.not_found_text}</p>
                    <a class="button primary" href="/">
                        {t().common.to_projects}
                    </a>
                </EmptyState>
            </div>
        </main>
    }
}

#[cfg(feature = "ssr")]
fn answer_not_found() {
    if let (Some(options), Ok(status)) = (use_context::<leptos_actix::ResponseOptions>(), 404_u16.try_into())
    {
        options.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
fn answer_not_found() {}
