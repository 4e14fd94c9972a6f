//! The editor of the labeling config: its code or its form, an outline beside it, what is wrong with it as it is written,
//! templates to start from, and a guard against leaving with unsaved changes.

mod editing;
mod guard;
mod impact;
mod insert;
mod problem_list;
mod save;
mod suggest;
mod text;
mod toolbar;

pub use editing::Editing;

use super::builder::Builder;
use super::preview_pane::PreviewPane;
use crate::api::types::Project;
use crate::messages::t;
use leptos::prelude::*;
use problem_list::ProblemList;
use save::SaveBar;
use text::ConfigText;
use toolbar::{Face, Tabs, Tools};

#[component]
pub fn ConfigEditor(project: Project) -> impl IntoView {
    let words = t().settings;
    let editing = Editing::new(&project);
    let face = RwSignal::new(Face::Code);
    guard::warn_before_leaving(editing.dirty);
    view! {
        <section class="panel config-panel" aria-labelledby="config-title">
            <header class="panel-head">
                <div>
                    <h2 id="config-title">{words.config}</h2>
                    <p class="muted">{words.config_text}</p>
                </div>
                <Tools editing face />
            </header>
            <Tabs face editing />
            <div class="config-split">
                <div class="config-main">
                    <div role="tabpanel" id="config-code" aria-labelledby="config-tab-code" hidden=move || face.get() != Face::Code>
                        <ConfigText editing />
                    </div>
                    <div role="tabpanel" id="config-visual" aria-labelledby="config-tab-visual" hidden=move || face.get() != Face::Visual>
                        {move || (face.get() == Face::Visual).then(|| view! { <Builder editing /> })}
                    </div>
                    <ProblemList editing face />
                </div>
                <PreviewPane project=project.id editing />
            </div>
            <SaveBar project=project.id editing />
        </section>
    }
}
