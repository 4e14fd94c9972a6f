//! Fetches the rows that come into sight, a few requests at a time, and again when the server says that tasks changed.

use super::pages::{PAGE, Pages};
use crate::api::error::{ApiError, ApiResult};
use crate::api::functions;
use crate::api::types::{TaskFilter, TaskPage, TaskQuery};
use crate::model::ids::ProjectId;
use leptos::prelude::*;
use std::ops::Range;
use std::time::Duration;

/// While tasks stream in, the list is fetched anew at most this often.
const REFRESH: Duration = Duration::from_millis(700);

/// The rows of one list.
#[derive(Clone, Copy)]
pub struct Loader {
    project: ProjectId,
    filter: TaskFilter,
    pub pages: RwSignal<Pages>,
    pub total: RwSignal<u64>,
    pub error: RwSignal<Option<ApiError>>,
    sight: StoredValue<Range<u64>>,
    refresh_due: StoredValue<bool>,
}

/// The first page, which the server renders.
pub async fn first(project: ProjectId, filter: TaskFilter) -> ApiResult<TaskPage> {
    page(project, filter, 0).await
}

async fn page(project: ProjectId, filter: TaskFilter, page: u64) -> ApiResult<TaskPage> {
    functions::tasks(TaskQuery { project, filter, offset: page * PAGE, limit: PAGE as u32 }).await
}

impl Loader {
    pub fn new(project: ProjectId, filter: TaskFilter, first: TaskPage) -> Self {
        let total = first.total;
        let mut pages = Pages::default();
        pages.arrived(0, first);
        Self {
            project,
            filter,
            pages: RwSignal::new(pages),
            total: RwSignal::new(total),
            error: RwSignal::new(None),
            sight: StoredValue::new(0..1),
            refresh_due: StoredValue::new(false),
        }
    }

    /// These rows show now.
    pub fn look_at(self, sight: Range<u64>) {
        // An empty list still looks at its first page, where tasks will appear.
        self.sight.try_set_value(if sight.is_empty() { 0..1 } else { sight });
        self.fetch();
    }

    /// Something changed: fetches anew what shows, soon.
    pub fn refresh(self) {
        if self.refresh_due.try_get_value() != Some(false) {
            return;
        }
        self.refresh_due.set_value(true);
        set_timeout(
            move || {
                self.refresh_due.try_set_value(false);
                self.pages.try_maybe_update(|pages| (false, pages.grow_old()));
                self.fetch();
            },
            REFRESH,
        );
    }

    fn fetch(self) {
        let Some(sight) = self.sight.try_get_value() else { return };
        let wanted = self.pages.try_maybe_update(|pages| (false, pages.wanted(&sight)));
        for wanted in wanted.unwrap_or_default() {
            leptos::task::spawn_local(async move {
                match page(self.project, self.filter, wanted).await {
                    Ok(answer) => self.take(wanted, answer),
                    Err(error) => self.fail(wanted, error),
                }
            });
        }
    }

    fn take(self, page: u64, answer: TaskPage) {
        if self.total.try_get_untracked() != Some(answer.total) {
            self.total.try_set(answer.total);
        }
        if self.error.try_with_untracked(Option::is_some) == Some(true) {
            self.error.try_set(None);
        }
        self.pages.try_update(|pages| pages.arrived(page, answer));
        self.fetch();
    }

    fn fail(self, page: u64, error: ApiError) {
        self.pages.try_maybe_update(|pages| (false, pages.failed(page)));
        self.error.try_set(Some(error));
    }
}
