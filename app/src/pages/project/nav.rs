//! The project's part of the header: its name, which opens the list of the others, and its pages.

use super::{ProjectContext, use_project};
use crate::api::functions;
use crate::api::types::Project;
use crate::messages::t;
use crate::ui::icons::Icon;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

/// The pages of a project.
#[component]
pub fn ProjectTabs() -> impl IntoView {
    let Some(ProjectContext { id, .. }) = use_project() else { return ().into_any() };
    let path = use_location().pathname;
    let base = move || id.get().map(|id| format!("/projects/{id}")).unwrap_or_default();
    let rest = move || path.with(|path| path.strip_prefix(&base()).unwrap_or_default().to_owned());
    let tab = move |tail: &'static str, words: &'static str, here: fn(&str) -> bool| {
        view! {
            <a
                class="tab"
                href=move || base() + tail
                aria-current=move || here(rest().trim_matches('/')).then_some("page")
            >
                {words}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=t().project.pages>
            {tab("", t().project.tasks, str::is_empty)}
            {tab("/label", t().project.label, |rest| rest == "label" || rest.starts_with("tasks/"))}
            {tab("/settings", t().project.settings, |rest| rest == "settings")}
        </nav>
    }
    .into_any()
}

/// The project's name; opens the list of all projects.
#[component]
pub fn ProjectSwitcher() -> impl IntoView {
    let Some(context) = use_project() else { return ().into_any() };
    let open = RwSignal::new(false);
    let projects = RwSignal::new(Vec::<Project>::new());
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        if open.get_untracked() {
            leptos::task::spawn_local(async move {
                if let Ok(all) = functions::projects().await {
                    projects.try_set(all);
                }
            });
        }
    };
    let keys = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Escape" if open.get_untracked() => {
            open.set(false);
            button.get_untracked().map(|button| button.focus());
        }
        "ArrowDown" => step(&event, root, 1),
        "ArrowUp" => step(&event, root, -1),
        _ => {}
    };
    let left = move |event: web_sys::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        let inside = root.get_untracked().is_some_and(|root| root.contains(to.as_ref()));
        if !inside {
            open.set(false);
        }
    };
    let title = move || {
        Suspend::new(async move {
            context.project.await.map_or_else(|_| t().project.unknown.to_owned(), |project| project.title)
        })
    };
    let list = move || open.get().then(|| view! { <SwitcherList projects current=context open /> });
    view! {
        <div class="switcher" node_ref=root on:keydown=keys on:focusout=left>
            <span class="crumb" aria-hidden="true">
                "/"
            </span>
            <button
                type="button"
                class="switcher-button"
                node_ref=button
                aria-expanded=move || open.get().to_string()
                on:click=toggle
            >
                <span class="visually-hidden">{t().project.switch}</span>
                <span class="switcher-title">
                    <Transition>{title}</Transition>
                </span>
                {Icon::ChevronDown.view()}
            </button>
            {list}
        </div>
    }
    .into_any()
}

#[component]
fn SwitcherList(
    projects: RwSignal<Vec<Project>>,
    current: ProjectContext,
    open: RwSignal<bool>,
) -> impl IntoView {
    let one = move |project: Project| {
        let id = project.id;
        view! {
            <li>
                <a
                    href=format!("/projects/{id}")
                    aria-current=move || (current.id.get() == Some(id)).then_some("true")
                    on:click=move |_| open.set(false)
                >
                    {project.title}
                </a>
            </li>
        }
    };
    view! {
        <ul class="switcher-list">
            <For each=move || projects.get() key=|project| project.id children=one />
            <li class="switcher-all">
                <a href="/" on:click=move |_| open.set(false)>
                    {t().project.all_projects}
                </a>
            </li>
        </ul>
    }
}

/// Moves the focus among the list's links.
fn step(event: &web_sys::KeyboardEvent, root: NodeRef<html::Div>, by: i32) {
    let Some(links) = root.get_untracked().and_then(|root| root.query_selector_all("a").ok()) else { return };
    let count = links.length() as i32;
    if count == 0 {
        return;
    }
    event.prevent_default();
    let active = document().active_element();
    let here = (0..links.length()).find(|i| {
        links.item(*i).is_some_and(|link| active.as_ref().is_some_and(|a| link.is_same_node(Some(a))))
    });
    let next = match here {
        Some(here) => (here as i32 + by).rem_euclid(count),
        None => 0,
    };
    let link = links.item(next as u32).and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok());
    // A link that has gone meanwhile cannot take the focus, and need not.
    link.map(|link| link.focus());
}
