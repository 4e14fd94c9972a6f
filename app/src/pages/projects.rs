//! `/`: all projects of this server, and how to begin one.

mod card;
mod create;

use crate::api::error::ApiError;
use crate::api::functions;
use crate::api::types::Project;
use crate::messages::t;
use crate::ui::header::Header;
use crate::ui::icons::{Icon, Mark};
use crate::ui::states::{ErrorState, Skeleton};
use crate::ui::toast::use_toasts;
use card::ProjectCard;
use create::CreateDialog;
use leptos::prelude::*;
use leptos_meta::Title;

/// The seed's command, as a person types it.
const FIRST_COMMAND: &str = "skylabel start my_project --init \\\n  --source s3 --source-path my-bucket \\\n  --target s3-completions --target-path my-bucket";

#[component]
pub fn ProjectsPage() -> impl IntoView {
    let projects = Resource::new(|| (), |()| functions::projects());
    let creating = RwSignal::new(false);
    let show = move |loaded: Result<Vec<Project>, ApiError>| match loaded {
        Ok(list) if list.is_empty() => view! { <Begin creating /> }.into_any(),
        Ok(list) => view! { <List list creating /> }.into_any(),
        Err(error) => {
            view! { <ErrorState error retry=Callback::new(move |()| projects.refetch()) /> }.into_any()
        }
    };
    view! {
        <Title text=(t().common.page_title)(t().common.projects) />
        <Header />
        <main id="main" tabindex="-1">
            <div class="page">
                <Transition fallback=|| view! { <Skeleton rows=3 tall=true /> }>
                    {move || Suspend::new(async move { show(projects.await) })}
                </Transition>
            </div>
        </main>
        <CreateDialog open=creating />
    }
}

#[component]
fn List(list: Vec<Project>, creating: RwSignal<bool>) -> impl IntoView {
    let count = (t().projects.count)(list.len() as u64);
    let cards = list.into_iter().map(|project| view! { <ProjectCard project /> }).collect_view();
    view! {
        <div class="page-head">
            <div>
                <h1>{t().common.projects}</h1>
                <p class="muted">{count}</p>
            </div>
            <div class="page-actions">
                <NewButton creating />
            </div>
        </div>
        <ul class="project-list">{cards}</ul>
    }
}

/// What a fresh server shows: the two ways to a first project.
#[component]
fn Begin(creating: RwSignal<bool>) -> impl IntoView {
    view! {
        <section class="begin">
            <Mark />
            <h1>{t().projects.begin_title}</h1>
            <p class="begin-lead">{t().projects.begin_text}</p>
            <div class="begin-ways">
                <div class="begin-way">
                    <h2>{t().projects.begin_command}</h2>
                    <p class="muted">{t().projects.begin_command_text}</p>
                    <Command />
                </div>
                <div class="begin-way">
                    <h2>{t().projects.begin_here}</h2>
                    <ol class="begin-steps">
                        <li>{t().projects.begin_choose}</li>
                        <li>{t().projects.begin_connect}</li>
                        <li>{t().projects.begin_label}</li>
                    </ol>
                    <NewButton creating />
                </div>
            </div>
        </section>
    }
}

#[component]
fn NewButton(creating: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="button primary" on:click=move |_| creating.set(true)>
            {Icon::Plus.view()}
            {t().projects.new}
        </button>
    }
}

/// The command, and a button that copies it.
#[component]
fn Command() -> impl IntoView {
    let toasts = use_toasts();
    let copy = move |_| {
        let clipboard = window().navigator().clipboard();
        leptos::task::spawn_local(async move {
            let copied = wasm_bindgen_futures::JsFuture::from(clipboard.write_text(FIRST_COMMAND)).await;
            match copied {
                Ok(_) => toasts.good(t().common.copied),
                Err(_) => toasts.bad(t().common.copy_failed),
            }
        });
    };
    view! {
        <div class="command">
            <pre tabindex="0" role="region" aria-label=t().projects.command>
                <code>{FIRST_COMMAND}</code>
            </pre>
            <button type="button" class="button small" on:click=copy>
                {Icon::Copy.view()}
                {t().common.copy}
            </button>
        </div>
    }
}
