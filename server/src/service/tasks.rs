//! Tasks: lists, single ones, the stream, and what clients do to them.

use super::Service;
use super::view::{From, View};
use crate::store::documents::{self, Stored};
use crate::store::task_list::{self, ListedTask};
use crate::store::tasks::{self, NewTask, Origin};
use crate::store::{annotations, drafts, now, outbox, predictions, projects, removal};
use crate::sync::source::Versions;
use app::api::error::{ApiError, ApiResult};
use app::api::types::{Comment, TaskDetail, TaskFilter, TaskPage, TaskQuery, TaskRow};
use app::model::ids::{ProjectId, TaskId, UserId};
use serde_json::{Map, Value};
use std::collections::HashMap;

const LONGEST_PAGE: u32 = 500;
/// Texts in a list are cut to this many characters.
const LISTED_TEXT: usize = 300;

/// A task with everything in it, for clients.
#[derive(Clone, Debug)]
pub struct FullTask {
    /// Annotations and predictions included; `data` of a blob is `None` here.
    pub stored: Stored,
    /// As stored, blobs under their data key.
    pub data: Map<String, Value>,
    /// The same with every URI of a storage replaced by our stable URL.
    pub resolved: Map<String, Value>,
    /// What was said about it, oldest first.
    pub comments: Vec<Comment>,
}

/// A window of a project's tasks with everything in them.
#[derive(Clone, Debug)]
pub struct TaskWindow {
    /// Tasks the filter lets through.
    pub total: u64,
    pub total_annotations: u64,
    pub total_predictions: u64,
    pub tasks: Vec<FullTask>,
}

impl Service {
    pub(super) async fn list_tasks(&self, query: TaskQuery) -> ApiResult<TaskPage> {
        let view = View::of(&self.db, query.project).await?;
        let total = self.total(query.project, query.filter).await?;
        let ids = self.window(query).await?;
        let rows = task_list::rows(self.db.reader(), &ids).await?;
        let rows = rows.into_iter().map(|row| listed(&view, row)).collect();
        Ok(TaskPage { total, offset: query.offset, rows })
    }

    /// A window of a project's tasks with annotations and predictions.
    pub async fn full_tasks(&self, query: TaskQuery) -> ApiResult<TaskWindow> {
        let view = View::of(&self.db, query.project).await?;
        let total = self.total(query.project, query.filter).await?;
        let counts = self.counts.of(query.project).await?;
        let ids = self.window(query).await?;
        let stored = documents::load(&self.db, &ids).await?;
        let mut said: HashMap<TaskId, Vec<Comment>> = HashMap::new();
        for comment in self.comments_of_tasks(&ids).await? {
            said.entry(comment.task).or_default().push(comment);
        }
        Ok(TaskWindow {
            total,
            total_annotations: counts.annotations,
            total_predictions: counts.predictions,
            tasks: stored
                .into_iter()
                .map(|stored| {
                    let comments = said.remove(&stored.id).unwrap_or_default();
                    full(&view, stored, comments)
                })
                .collect(),
        })
    }

    /// One task with annotations and predictions.
    pub async fn full_task(&self, id: TaskId) -> ApiResult<FullTask> {
        let project = tasks::get(self.db.reader(), id).await?.project;
        let view = View::of(&self.db, project).await?;
        let comments = self.comments_of_tasks(&[id]).await?;
        let found = documents::load(&self.db, &[id]).await?.pop().filter(|stored| !stored.deleted);
        found
            .map(|stored| full(&view, stored, comments))
            .ok_or_else(|| ApiError::NotFound(format!("there is no task {id}")))
    }

    async fn window(&self, query: TaskQuery) -> ApiResult<Vec<TaskId>> {
        if query.limit > LONGEST_PAGE {
            return Err(ApiError::field(
                "limit",
                format!("at most {LONGEST_PAGE} tasks can be asked for at once"),
            ));
        }
        let TaskQuery { project, filter, offset, limit } = query;
        Ok(task_list::ids(self.db.reader(), project, filter, offset, limit).await?)
    }

    pub(super) async fn total(&self, project: ProjectId, filter: TaskFilter) -> ApiResult<u64> {
        Ok(filter.count(self.counts.of(project).await?))
    }

    pub(super) async fn task_detail(&self, id: TaskId) -> ApiResult<TaskDetail> {
        let db = self.db.reader();
        let record = tasks::get(db, id).await?;
        let view = View::of(&self.db, record.project).await?;
        let data = view.data(record.data, record.origin.as_ref().map(from));
        let around = task_list::neighbours(db, record.project, id).await?;
        let total = self.counts.of(record.project).await?.tasks;
        Ok(TaskDetail {
            id,
            project: record.project,
            project_title: view.project.title.clone(),
            label_config: view.project.label_config.clone(),
            resolved: view.resolved(id, &data),
            data,
            annotations: annotations::of_tasks(db, &[id]).await?,
            predictions: predictions::of_tasks(db, &[id]).await?,
            drafts: drafts::of_task(db, id, UserId::LOCAL).await?,
            stale: record.stale_etag.is_some(),
            gone: record.hidden.is_gone(),
            archived: record.hidden.is_archived(),
            previous: around.previous,
            next: around.next,
            position: around.before + 1,
            total,
        })
    }

    pub(super) async fn next_in_stream(
        &self,
        project: ProjectId,
        after: Option<TaskId>,
    ) -> ApiResult<Option<TaskId>> {
        projects::get(self.db.reader(), project).await?;
        Ok(task_list::next_unlabeled(self.db.reader(), project, after).await?)
    }

    /// A stale task takes its object's newer version; one that is not stale stays as it is.
    pub(super) async fn take_newest(&self, id: TaskId) -> ApiResult<()> {
        let project = tasks::get(self.db.reader(), id).await?.project;
        let mut versions = Versions::new(&self.engine, project).await?;
        let taken = versions.take(&[id], |other| other == id).await?;
        self.engine.wake_target(project);
        self.announcer.changed(project);
        match taken.kept.into_iter().next() {
            Some((_, why)) => Err(ApiError::Upstream(format!("task {id} keeps its data: {why}"))),
            None => Ok(()),
        }
    }

    pub(super) async fn remove_task(&self, id: TaskId) -> ApiResult<()> {
        let project = self
            .db
            .write(move |conn| Box::pin(async move { removal::delete(conn, id, &now()).await }))
            .await?;
        self.engine.wake_target(project);
        self.announcer.changed(project);
        Ok(())
    }

    /// Adds one task by hand: data and the other fields of its JSON.
    pub async fn create_task(
        &self,
        project: ProjectId,
        data: Map<String, Value>,
        extra: Map<String, Value>,
    ) -> ApiResult<TaskId> {
        projects::get(self.db.reader(), project).await?;
        if data.is_empty() {
            return Err(ApiError::field("data", "the task's data must be an object with at least one field"));
        }
        let made = self
            .db
            .write(move |conn| {
                Box::pin(async move {
                    tasks::insert_many(conn, project, &[NewTask { data, extra }], &now()).await
                })
            })
            .await?;
        self.announcer.changed(project);
        made.first().copied().ok_or_else(|| ApiError::Internal("the new task has no id".to_owned()))
    }

    /// Replaces the data of a task, or some of its other fields; `None` keeps.
    pub async fn update_task(
        &self,
        id: TaskId,
        data: Option<Map<String, Value>>,
        extra: Map<String, Value>,
    ) -> ApiResult<FullTask> {
        let project = self
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let before = tasks::get(&mut *conn, id).await?;
                    let mut kept = before.extra;
                    kept.extend(extra);
                    tasks::update_data(&mut *conn, id, data.as_ref(), Some(&kept), &now()).await?;
                    outbox::want(conn, before.project, id).await?;
                    Ok(before.project)
                })
            })
            .await?;
        self.engine.wake_target(project);
        self.announcer.changed(project);
        self.full_task(id).await
    }
}

pub(super) fn from(origin: &Origin) -> From<'_> {
    From { store: Some(origin.store), kind: origin.kind, bucket: &origin.bucket, key: &origin.key }
}

/// The data of a task that was read with its annotations.
pub(super) fn data_of(view: &View, stored: &Stored) -> Map<String, Value> {
    let from =
        stored.origin.as_ref().map(|o| From { store: None, kind: o.kind, bucket: &o.bucket, key: &o.key });
    view.data(stored.data.clone(), from)
}

fn full(view: &View, stored: Stored, comments: Vec<Comment>) -> FullTask {
    let data = data_of(view, &stored);
    FullTask { resolved: view.resolved(stored.id, &data), data, stored, comments }
}

fn listed(view: &View, row: ListedTask) -> TaskRow {
    let data = view.data(row.data, row.origin.as_ref().map(from));
    TaskRow {
        id: row.id,
        thumbnail: view.thumbnail(row.id, &data),
        data: data.into_iter().map(|(key, value)| (key, shortened(value))).collect(),
        source: row.origin.map(source_of),
        annotations: row.annotations,
        cancelled: row.cancelled,
        predictions: row.predictions,
        has_draft: row.has_draft,
        stale: row.stale,
        gone: row.hidden.is_gone(),
        filtered_out: row.hidden.is_filtered_out(),
        archived: row.hidden.is_archived(),
        deleted: row.hidden.is_deleted(),
        waiting: row.waiting,
        updated_at: row.updated_at,
    }
}

/// `key`, or for a row of several `key [3]`.
fn source_of(origin: Origin) -> String {
    match origin.row_index {
        Some(index) if !origin.row.is_empty() => format!("{} [{index}]", origin.key),
        _ => origin.key,
    }
}

fn shortened(value: Value) -> Value {
    match value {
        Value::String(text) if text.len() > LISTED_TEXT => match text.char_indices().nth(LISTED_TEXT) {
            Some((end, _)) => Value::String(format!("{}…", &text[..end])),
            None => Value::String(text),
        },
        Value::Array(_) | Value::Object(_) => {
            let text = value.to_string();
            if text.len() > LISTED_TEXT { shortened(Value::String(text)) } else { value }
        }
        other => other,
    }
}
