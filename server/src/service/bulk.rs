//! What people do to many tasks at once: a page of them at a time, so that nobody else waits, and by itself, so that the
//! page that asked may be closed. Each task it could not be done to is told with the reason.

use super::Service;
use crate::store::removal::{self, Returned};
use crate::store::{StoreError, now, projects, storages, task_list};
use crate::sync::KEPT;
use crate::sync::source::Versions;
use app::api::error::{ApiError, ApiResult};
use app::api::types::{BulkAction, BulkInput, BulkRun, Chosen, InquiryState, NotDone, TaskFilter};
use app::messages::language::Language;
use app::model::ids::{ProjectId, TaskId};
use app::model::storage::Side;
use futures::FutureExt;
use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Tasks written together: what holds the writer for some milliseconds.
const PAGE: u32 = 200;
/// Reasons that are told; more only count.
const TOLD: usize = 1000;

/// One action on many tasks.
pub struct Bulk {
    pub project: ProjectId,
    told: Mutex<BulkRun>,
}

impl Bulk {
    /// One that is under way.
    pub(super) fn new(id: u64, project: ProjectId, action: BulkAction, total: u64) -> Self {
        let told = Mutex::new(BulkRun {
            id,
            action,
            state: InquiryState::Running,
            problem: None,
            total,
            done: 0,
            not_done: 0,
            reasons: Vec::new(),
            notes: Vec::new(),
        });
        Self { project, told }
    }

    pub(super) fn is_over(&self) -> bool {
        self.told().state != InquiryState::Running
    }

    pub(super) fn end(&self, ended: Result<(), String>) {
        let mut told = self.told();
        told.total = told.total.max(told.done + told.not_done);
        (told.state, told.problem) = match ended {
            Ok(()) => (InquiryState::Done, None),
            Err(why) => (InquiryState::Failed, Some(why)),
        };
    }

    pub fn view(&self) -> BulkRun {
        self.told().clone()
    }

    fn done(&self, tasks: usize) {
        self.told().done += tasks as u64;
    }

    fn not_done(&self, tasks: impl IntoIterator<Item = (TaskId, String)>) {
        let mut told = self.told();
        for (task, reason) in tasks {
            told.not_done += 1;
            if told.reasons.len() < TOLD {
                told.reasons.push(NotDone { task, reason });
            }
        }
    }

    fn told(&self) -> MutexGuard<'_, BulkRun> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Service {
    /// Begins; it goes on by itself.
    pub(super) async fn start_bulk(&self, input: BulkInput) -> ApiResult<BulkRun> {
        projects::get(self.db.reader(), input.project).await?;
        let fits = BulkAction::of(input.filter).contains(&input.action);
        if !fits && matches!(input.chosen, Chosen::All { .. }) {
            let (action, filter) = (input.action.slug(), input.filter.slug());
            let why = format!("{action} cannot be done to all tasks of the filter {filter}");
            return Err(ApiError::field("action", why));
        }
        let (project, action) = (input.project, input.action);
        let pages = Pages::new(project, input.filter, input.chosen);
        let total = match &pages.chosen {
            Chosen::Only(ids) => ids.len() as u64,
            Chosen::All { except } => {
                self.total(project, input.filter).await?.saturating_sub(except.len() as u64)
            }
        };
        let begun = self.bulks.add_if_room(self.engine.stopping(), Bulk::is_over, |id, _| {
            Bulk::new(id, project, action, total)
        });
        let bulk = begun.ok_or_else(|| ApiError::Conflict(too_many(action)))?;
        let (service, running) = (self.clone(), Arc::clone(&bulk));
        self.engine.spawn(async move { service.run_bulk(&running, action, pages).await });
        Ok(bulk.view())
    }

    pub(super) fn find_bulk(&self, id: u64) -> ApiResult<BulkRun> {
        let found = self.bulks.find(id).map(|bulk| bulk.view());
        found.ok_or_else(|| {
            ApiError::NotFound(format!("there is no bulk action {id} any more: only the last few are kept"))
        })
    }

    async fn run_bulk(&self, bulk: &Bulk, action: BulkAction, pages: Pages) {
        let ended = tokio::select! {
            ended = outcome(self.act(bulk, action, pages)) => ended,
            () = self.engine.stopping().cancelled() => {
                Err("the server was stopped; what was done so far stands".to_owned())
            }
        };
        bulk.end(ended);
        self.announcer.changed(bulk.project);
        self.engine.wake_target(bulk.project);
    }

    async fn act(&self, bulk: &Bulk, action: BulkAction, mut pages: Pages) -> Result<(), StoreError> {
        let project = bulk.project;
        let mut doing = match action {
            BulkAction::TakeNewVersion => {
                let versions = Versions::new(&self.engine, project).await?;
                Doing::Versions(Box::new(versions), HashSet::new())
            }
            BulkAction::Archive => Doing::Archive,
            BulkAction::BringBack => Doing::Return(Returned::default()),
        };
        while let Some(page) = self.page(&mut pages).await? {
            match &mut doing {
                Doing::Archive => self.archive(bulk, page).await?,
                Doing::Return(all) => self.bring_back(bulk, page, all).await?,
                Doing::Versions(versions, met) => {
                    let taken = versions.take(&page, |id| pages.has(id)).await?;
                    // An object's tasks may be on several pages.
                    met.extend(taken.tasks.iter().copied().chain(taken.kept.iter().map(|(id, _)| *id)));
                    let fresh = page.into_iter().filter(|id| !met.contains(id));
                    let fresh = fresh.map(|id| (id, "it has no newer version to take".to_owned()));
                    bulk.not_done(fresh.collect::<Vec<_>>());
                    bulk.done(taken.tasks.len());
                    bulk.not_done(taken.kept);
                }
            }
            self.announcer.changed(project);
        }
        match doing {
            Doing::Return(all) => self.returned(bulk, &all).await,
            Doing::Archive | Doing::Versions(..) => Ok(()),
        }
    }

    async fn page(&self, pages: &mut Pages) -> Result<Option<Vec<TaskId>>, StoreError> {
        match &mut pages.chosen {
            Chosen::Only(_) => Ok(pages.of_chosen()),
            Chosen::All { .. } => {
                let (project, filter, after) = (pages.project, pages.filter, pages.after);
                let ids = task_list::ids_after(self.db.reader(), project, filter, after, PAGE).await?;
                let Some(last) = ids.last() else { return Ok(None) };
                pages.after = *last;
                Ok(Some(ids.into_iter().filter(|id| pages.has(*id)).collect()))
            }
        }
    }

    async fn archive(&self, bulk: &Bulk, page: Vec<TaskId>) -> Result<(), StoreError> {
        let (project, ids) = (bulk.project, page.clone());
        let work = self.db.write_batch(move |conn| {
            Box::pin(async move { removal::archive(conn, project, &ids, &now()).await })
        });
        tell(bulk, &page, &work.await?, "it is deleted or archived already, or not of this project");
        Ok(())
    }

    async fn bring_back(&self, bulk: &Bulk, page: Vec<TaskId>, all: &mut Returned) -> Result<(), StoreError> {
        let (project, ids) = (bulk.project, page.clone());
        let work = self.db.write_batch(move |conn| {
            Box::pin(async move { removal::bring_back(conn, project, &ids, &now()).await })
        });
        let done = work.await?;
        tell(bulk, &page, &done.tasks, "it is neither deleted nor archived, or not of this project");
        all.still_hidden += done.still_hidden;
        all.bare += done.bare;
        Ok(())
    }

    /// What a person should know of the tasks that returned.
    async fn returned(&self, bulk: &Bulk, all: &Returned) -> Result<(), StoreError> {
        if all.still_hidden > 0 {
            let tasks = Language::English.counted(all.still_hidden, "task stays", "tasks stay");
            let note =
                format!("{tasks} out of the list: the object is gone, or outside its storage's filter");
            bulk.told().notes.push(note);
        }
        if all.bare > 0 {
            let tasks = Language::English.counted(all.bare, "task was", "tasks were");
            let note = format!(
                "{tasks} deleted on another server, or before annotations were kept here: what annotations there were do not come back"
            );
            bulk.told().notes.push(note);
            let sources = storages::list(self.db.reader(), bulk.project, Some(Side::Source)).await?;
            for source in sources {
                if let Err(error) = self.engine.request_sync(source.id).await {
                    tracing::warn!(storage = %source.id, %error, "a source was not asked to sync");
                }
            }
        }
        Ok(())
    }
}

fn too_many(action: BulkAction) -> String {
    let action = action.slug();
    format!(
        "{action} was not begun: {KEPT} actions on many tasks are running, and no more may at once; wait until one of \
         them is over, then begin it again"
    )
}

/// How work ended. A defect of ours ends it too: it must not be taken for running for ever.
async fn outcome(work: impl Future<Output = Result<(), StoreError>>) -> Result<(), String> {
    let Ok(ended) = AssertUnwindSafe(work).catch_unwind().await else {
        return Err(
            "it ended on a defect of this program, which the log tells; what was done so far stands".into()
        );
    };
    ended.map_err(|error| error.to_string())
}

/// Some of a page were done.
fn tell(bulk: &Bulk, page: &[TaskId], done: &[TaskId], otherwise: &str) {
    let there: HashSet<TaskId> = done.iter().copied().collect();
    bulk.done(there.len());
    let rest = page.iter().filter(|id| !there.contains(id));
    bulk.not_done(rest.map(|id| (*id, otherwise.to_owned())).collect::<Vec<_>>());
}

/// What an action keeps between its pages.
enum Doing {
    Archive,
    Return(Returned),
    Versions(Box<Versions>, HashSet<TaskId>),
}

/// The way through the chosen tasks, ascending.
struct Pages {
    project: ProjectId,
    filter: TaskFilter,
    chosen: Chosen,
    named: HashSet<TaskId>,
    after: TaskId,
}

impl Pages {
    fn new(project: ProjectId, filter: TaskFilter, mut chosen: Chosen) -> Self {
        let (Chosen::All { except: ids } | Chosen::Only(ids)) = &mut chosen;
        ids.sort_unstable();
        ids.dedup();
        let named = ids.iter().copied().collect();
        Self { project, filter, chosen, named, after: TaskId(0) }
    }

    fn has(&self, id: TaskId) -> bool {
        self.named.contains(&id) == matches!(self.chosen, Chosen::Only(_))
    }

    /// The next page of tasks that were named one by one.
    fn of_chosen(&mut self) -> Option<Vec<TaskId>> {
        let Chosen::Only(ids) = &self.chosen else { return None };
        let from = ids.partition_point(|id| *id <= self.after);
        let page: Vec<TaskId> = ids[from..].iter().copied().take(PAGE as usize).collect();
        self.after = *page.last()?;
        Some(page)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[tokio::test]
    async fn an_action_that_meets_a_defect_has_failed_and_does_not_run_for_ever() {
        async fn defect() -> Result<(), StoreError> {
            panic!("as a defect does")
        }
        let bulk = Bulk::new(1, ProjectId(1), BulkAction::Archive, 450);
        bulk.done(200);
        assert!(!bulk.is_over());
        bulk.end(outcome(defect()).await);
        let told = bulk.view();
        assert_eq!((told.state, told.done), (InquiryState::Failed, 200));
        assert!(told.problem.unwrap().contains("a defect of this program"));
    }

    #[test]
    fn those_named_are_met_once_each_and_in_order() {
        let named: Vec<TaskId> = (1..=450).rev().chain([3, 3]).map(TaskId).collect();
        let mut pages = Pages::new(ProjectId(1), TaskFilter::All, Chosen::Only(named));
        let mut met = Vec::new();
        while let Some(page) = pages.of_chosen() {
            assert!(page.len() <= PAGE as usize);
            met.extend(page);
        }
        assert_eq!(met, (1..=450).map(TaskId).collect::<Vec<_>>());
        assert!(pages.has(TaskId(7)) && !pages.has(TaskId(451)));
        let all = Pages::new(ProjectId(1), TaskFilter::All, Chosen::All { except: vec![TaskId(7)] });
        assert!(!all.has(TaskId(7)) && all.has(TaskId(451)));
    }
}
