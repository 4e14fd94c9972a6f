//! A project's settings: what it is called, what is labeled in it, and its end.

mod builder;
mod config_editor;
mod danger;
mod general;
pub(super) mod highlight;
mod preview_pane;
mod problems;

use crate::api::error::ApiError;
use crate::api::types::Project;
use crate::messages::t;
use crate::model::ids::ProjectId;
use crate::pages::project::{ProjectContext, answer_status, use_project};
use crate::ui::states::{Callout, ErrorState, Skeleton, Tone};
use config_editor::ConfigEditor;
use danger::DangerZone;
use general::General;
use leptos::prelude::*;
use leptos_meta::Title;

/// Unlike other pages it stays as it is when the project is loaded anew after a save: what is being written here, and
/// where the caret stands in it, must outlive that.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let Some(context) = use_project() else { return ().into_any() };
    view! {
        <Transition fallback=|| view! { <div class="page"><Skeleton rows=4 tall=true /></div> }>
            <Settled context />
        </Transition>
    }
    .into_any()
}

/// What is shown of the loaded project: changes with the project, not with its fields.
#[component]
fn Settled(context: ProjectContext) -> impl IntoView {
    let shown: Memo<Option<Result<ProjectId, ApiError>>> =
        Memo::new(move |_| context.project.get().map(|project| project.map(|project| project.id)));
    move || match shown.get()? {
        Ok(_) => {
            let project = context.project.get_untracked().and_then(Result::ok)?;
            Some(view! { <Settings project /> }.into_any())
        }
        Err(error) => {
            answer_status(&error);
            let retry = Callback::new(move |()| context.project.refetch());
            Some(view! { <ErrorState error retry /> }.into_any())
        }
    }
}

/// What of the project the parts of this page tell one another.
#[derive(Clone, Copy)]
struct Known {
    title: RwSignal<String>,
    differs_from_file: RwSignal<bool>,
}

impl Known {
    /// After a save.
    fn learn(self, project: &Project) {
        self.title.try_set(project.title.clone());
        self.differs_from_file.try_set(project.differs_from_file);
    }
}

#[component]
fn Settings(project: Project) -> impl IntoView {
    let words = t().settings;
    let known = Known {
        title: RwSignal::new(project.title.clone()),
        differs_from_file: RwSignal::new(project.differs_from_file),
    };
    provide_context(known);
    let differs = move || {
        known.differs_from_file.get().then(|| {
            view! {
                <Callout tone=Tone::Warn>
                    <p>
                        <strong>{t().project.differs}</strong>
                    </p>
                    <p>{t().project.differs_text}</p>
                </Callout>
            }
        })
    };
    view! {
        <Title text=move || (t().common.page_title)(&(words.title_of)(&known.title.get())) />
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

/// Tells the other parts of the page, and the header around it, of a saved project.
fn tell(known: Option<Known>, context: Option<ProjectContext>, project: &Project) {
    if let Some(known) = known {
        known.learn(project);
    }
    if let Some(context) = context {
        context.project.refetch();
    }
}
