//! What all pages of one project share: its header with the ways between them, the project itself, the live feed.

pub mod live;
mod nav;
mod sync_state;

use crate::api::error::{ApiError, ApiResult};
use crate::api::functions;
use crate::api::types::{Project, TaskCounts};
use crate::messages::t;
use crate::model::ids::ProjectId;
use crate::ui::header::Header;
use crate::ui::states::{ErrorState, Skeleton};
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_params_map;
use live::Live;
use nav::{ProjectSwitcher, ProjectTabs};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync_state::SyncState;

/// The project that the address names.
#[derive(Clone, Copy)]
pub struct ProjectContext {
    /// `None` if the address names none.
    pub id: Memo<Option<ProjectId>>,
    pub project: Resource<ApiResult<Project>>,
    pub live: Live,
}

impl ProjectContext {
    /// The counts as of now: what the feed said last, else what the project came with.
    pub fn counts(self, project: &Project) -> Signal<TaskCounts> {
        let at_first = project.counts;
        Signal::derive(move || self.live.counts.get().unwrap_or(at_first))
    }
}

/// From the context that [`ProjectLayout`] provides to its pages.
pub fn use_project() -> Option<ProjectContext> {
    use_context()
}

/// Around every page of a project.
#[component]
pub fn ProjectLayout() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let project = load(id, || (), |id, ()| functions::project(id));
    let live = Live::default();
    provide_context(ProjectContext { id, project, live });
    live.follow(id, project);
    view! {
        <Header>
            <ProjectSwitcher />
            <ProjectTabs />
            <SyncState />
        </Header>
        <main id="main" tabindex="-1">
            <Outlet />
        </main>
    }
}

/// Loads what a page shows of the project that `id` names; `part` says which part of it. Only for where a page begins,
/// never within what waits for other data: the server runs that several times, each run would load anew, and the browser
/// would take over by what the first run loaded the page that the last one rendered.
pub fn load<P, T, F>(
    id: Memo<Option<ProjectId>>,
    part: impl Fn() -> P + Send + Sync + 'static,
    fetch: impl Fn(ProjectId, P) -> F + Copy + Send + Sync + 'static,
) -> Resource<ApiResult<T>>
where
    P: Clone + PartialEq + Send + Sync + 'static,
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    F: Future<Output = ApiResult<T>> + Send + 'static,
{
    Resource::new(
        move || (id.get(), part()),
        move |(id, part)| async move {
            match id {
                Some(id) => fetch(id, part).await,
                None => Err(ApiError::NotFound(t().project.no_such_project.to_owned())),
            }
        },
    )
}

/// A page that needs the project: skeleton until it is there, the error if it cannot be had.
#[component]
pub fn WithProject<V, F>(children: F) -> impl IntoView
where
    F: Fn(Project) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let Some(context) = use_project() else { return ().into_any() };
    let show = move |project: ApiResult<Project>| match project {
        Ok(project) => children(project).into_any(),
        Err(error) => {
            answer_status(&error);
            view! { <ErrorState error retry=Callback::new(move |()| context.project.refetch()) /> }.into_any()
        }
    };
    view! {
        <Transition fallback=|| view! { <div class="page"><Skeleton rows=4 tall=true /></div> }>
            {move || {
                let show = show.clone();
                Suspend::new(async move { show(context.project.await) })
            }}
        </Transition>
    }
    .into_any()
}

/// A page about something that is not there says so in its HTTP status too.
#[cfg(feature = "ssr")]
pub fn answer_status(error: &ApiError) {
    if let (Some(options), Ok(status)) =
        (use_context::<leptos_actix::ResponseOptions>(), error.status().try_into())
    {
        options.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
pub fn answer_status(_: &ApiError) {}
