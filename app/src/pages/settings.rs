//! A project's settings: what it is called, what is labeled in it, and its end.

mod config_editor;
mod danger;
mod general;
mod highlight;
mod problems;

use crate::api::types::Project;
use crate::messages::t;
use crate::pages::project::WithProject;
use crate::ui::states::{Callout, Tone};
use config_editor::ConfigEditor;
use danger::DangerZone;
use general::General;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn SettingsPage() -> impl IntoView {
    view! { <WithProject let:project><Settings project /></WithProject> }
}

#[component]
fn Settings(project: Project) -> impl IntoView {
    let words = &t().settings;
    let differs = project.differs_from_file.then(|| {
        view! {
            <Callout tone=Tone::Warn>
                <p>
                    <strong>{t().project.differs}</strong>
                </p>
                <p>{t().project.differs_text}</p>
            </Callout>
        }
    });
    view! {
        <Title text=(t().common.page_title)(&(words.title_of)(&project.title)) />
        <div class="page settings-page">
            <div class="page-head">
                <h1>{words.title}</h1>
            </div>
            {differs}
            <ConfigEditor project=project.clone() />
            <General project=project.clone() />
            <DangerZone project />
        </div>
    }
}
