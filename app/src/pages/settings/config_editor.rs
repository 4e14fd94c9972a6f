//! The editor of the labeling config: its text with line numbers and colours, what is wrong with it as it is typed,
//! templates to start from, and a guard against leaving with unsaved changes.

mod guard;
mod text;

use super::problems::{self, Problem};
use crate::api::error::ApiError;
use crate::api::functions;
use crate::api::types::{Project, ProjectPatch};
use crate::messages::t;
use crate::model::ids::ProjectId;
use crate::model::templates::{TEMPLATES, Template};
use crate::pages::project::use_project;
use crate::ui::confirm::{Question, use_confirm};
use crate::ui::icons::Icon;
use crate::ui::states::{Callout, Tone};
use crate::ui::toast::use_toasts;
use leptos::html;
use leptos::prelude::*;
use text::ConfigText;

#[component]
pub fn ConfigEditor(project: Project) -> impl IntoView {
    let words = &t().settings;
    let saved = RwSignal::new(project.label_config.clone());
    let text = RwSignal::new(project.label_config);
    let dirty = Memo::new(move |_| text.with(|text| saved.with(|saved| text != saved)));
    let problems = Memo::new(move |_| text.with(|text| problems::examine(text)));
    let area = NodeRef::<html::Textarea>::new();
    guard::warn_before_leaving(dirty);
    view! {
        <section class="panel config-panel" aria-labelledby="config-title">
            <header class="panel-head">
                <div>
                    <h2 id="config-title">{words.config}</h2>
                    <p class="muted">{words.config_text}</p>
                </div>
                <Templates text />
            </header>
            <ConfigText text problems area />
            <ProblemList text problems area />
            <SaveBar project=project.id text saved dirty problems />
        </section>
    }
}

/// Templates to start from: asks before it replaces something.
#[component]
fn Templates(text: RwSignal<String>) -> impl IntoView {
    let confirm = use_confirm();
    let choose = move |template: &'static Template| {
        let put = Callback::new(move |()| text.set(template.xml.trim().to_owned() + "\n"));
        if text.with_untracked(|text| text.trim().is_empty()) {
            put.run(());
        } else {
            confirm.ask(Question {
                title: (t().settings.replace_title)(template.title),
                text: t().settings.replace_text.to_owned(),
                action: t().settings.replace.to_owned(),
                destroys: true,
                on_yes: put,
            });
        }
    };
    let one = move |template: &'static Template| {
        view! {
            <button type="button" class="button small" title=template.description on:click=move |_| choose(template)>
                {template.title}
            </button>
        }
    };
    view! {
        <div class="templates" role="group" aria-label=t().settings.templates>
            <span class="muted">{t().settings.templates}</span>
            {TEMPLATES.iter().map(one).collect_view()}
        </div>
    }
}

/// Errors and warnings by place; choosing one puts the caret there.
#[component]
fn ProblemList(
    text: RwSignal<String>,
    problems: Memo<Vec<Problem>>,
    area: NodeRef<html::Textarea>,
) -> impl IntoView {
    let go = move |line: u32, column: u32| {
        if let Some(area) = area.get_untracked() {
            let at = text.with_untracked(|text| problems::position_of(text, line, column));
            // A selection that cannot be set leaves the caret where it was.
            let _ = area.focus();
            let _ = area.set_selection_range(at, at);
        }
    };
    let one = move |problem: Problem| {
        let (line, column) = (problem.line, problem.column);
        view! {
            <li class=if problem.fatal { "bad" } else { "warn" }>
                {Icon::Warning.view()}
                <button type="button" class="place" on:click=move |_| go(line, column)>
                    {(t().settings.place)(line, column)}
                </button>
                <span>{problem.message}</span>
            </li>
        }
    };
    let good = move || {
        let sentence = text.with(|text| problems::summary(text));
        (problems.with(Vec::is_empty)).then_some(sentence).flatten().map(|sentence| {
            view! {
                <p class="config-good">
                    {Icon::Check.view()} {sentence}
                </p>
            }
        })
    };
    view! {
        <div id="config-problems" class="config-problems" aria-live="polite">
            {good}
            <ul>{move || problems.get().into_iter().map(one).collect_view()}</ul>
        </div>
    }
}

#[component]
fn SaveBar(
    project: ProjectId,
    text: RwSignal<String>,
    saved: RwSignal<String>,
    dirty: Memo<bool>,
    problems: Memo<Vec<Problem>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let context = use_project();
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let broken = Memo::new(move |_| problems.with(|problems| problems.iter().any(|problem| problem.fatal)));
    let save = move |_| {
        let sent = text.get_untracked();
        let patch = ProjectPatch { label_config: Some(sent.clone()), ..ProjectPatch::default() };
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match functions::update_project(project, patch).await {
                Ok(_) => {
                    saved.try_set(sent);
                    toasts.good(t().settings.config_saved);
                    if let Some(context) = context {
                        context.project.refetch();
                    }
                }
                Err(why) => {
                    error.try_set(Some(why));
                }
            }
            busy.try_set(false);
        });
    };
    let state = move || match (broken.get(), dirty.get()) {
        (true, _) => t().settings.cannot_save,
        (false, true) => t().settings.unsaved,
        (false, false) => t().settings.all_saved,
    };
    view! {
        {move || {
            error.get().map(|error| view! { <Callout tone=Tone::Bad><p class="pre-line">{error.to_string()}</p></Callout> })
        }}
        <div class="panel-foot">
            <span class="muted" role="status">{state}</span>
            <button
                type="button"
                class="button"
                disabled=move || !dirty.get()
                on:click=move |_| text.set(saved.get_untracked())
            >
                {t().settings.revert}
            </button>
            <button
                type="button"
                class="button primary"
                disabled=move || busy.get() || broken.get() || !dirty.get()
                on:click=save
            >
                {t().settings.save_config}
            </button>
        </div>
    }
}
