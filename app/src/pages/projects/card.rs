//! One project in the list: what it is called, how far it is.

use crate::api::types::Project;
use crate::messages::{number, t};
use crate::ui::progress::{Progress, percent};
use leptos::prelude::*;

#[component]
pub fn ProjectCard(project: Project) -> impl IntoView {
    let counts = project.counts;
    let words = t().projects;
    let done = percent(counts.labeled + counts.skipped, counts.tasks).floor();
    let state = match (project.label_config.trim().is_empty(), counts.tasks) {
        (true, _) => words.no_config.to_owned(),
        (false, 0) => words.no_tasks.to_owned(),
        (false, _) => (words.percent)(done as u64),
    };
    let file_note = project.differs_from_file.then(|| {
        view! { <span class="chip warn">{t().project.differs}</span> }
    });
    view! {
        <li class="project-card">
            <h2>
                <a class="stretched" href=format!("/projects/{}", project.id)>
                    {project.title}
                </a>
            </h2>
            <p class="slug">{project.slug} {file_note}</p>
            {(!project.description.is_empty()).then(|| view! { <p class="clamp">{project.description} </p> })}
            <div class="project-progress">
                <Progress counts=Signal::stored(counts) />
                <span>{state}</span>
            </div>
            <dl class="figures">
                <Figure name=words.tasks value=counts.tasks />
                <Figure name=words.labeled value=counts.labeled />
                <Figure name=words.skipped value=counts.skipped />
                <Figure name=words.annotations value=counts.annotations />
            </dl>
        </li>
    }
}

#[component]
fn Figure(name: &'static str, value: u64) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{number(value)}</dd>
        </div>
    }
}
