//! Giving a project out, as a stream that holds a few tasks at a time.

use super::Service;
use super::tasks::data_of;
use super::view::View;
use crate::export::json::JsonList;
use crate::store::task_list::{self, Walk};
use crate::store::{Db, documents, projects};
use app::api::error::{ApiError, ApiResult};
use app::model::ids::{ProjectId, TaskId};
use app::model::task::Predictions;
use async_stream::try_stream;
use bytes::Bytes;
use futures::stream::BoxStream;
use serde_json::{Map, Value};

/// Tasks in memory at once.
const AT_ONCE: u32 = 50;

/// What of a project to give out.
#[derive(Clone, Debug, Default)]
pub struct ExportOptions {
    /// Tasks without annotations too.
    pub all_tasks: bool,
    /// Leave out what a filter or a vanished object took from the lists.
    pub visible_only: bool,
    /// Archived ones too.
    pub archived: bool,
    /// Only these.
    pub ids: Option<Vec<TaskId>>,
    /// Predictions in full instead of their ids, which the field's own exports have.
    pub whole_predictions: bool,
}

impl Service {
    /// The project as one JSON list, ascending by task id.
    pub async fn export_json(
        &self,
        project: ProjectId,
        options: ExportOptions,
    ) -> ApiResult<BoxStream<'static, ApiResult<Bytes>>> {
        projects::get(self.db.reader(), project).await?;
        Ok(Box::pin(stream(self.db.clone(), project, options)))
    }
}

fn stream(
    db: Db,
    project: ProjectId,
    options: ExportOptions,
) -> impl futures::Stream<Item = ApiResult<Bytes>> + Send + 'static {
    try_stream! {
        let view = View::of(&db, project).await.map_err(ApiError::from)?;
        let walk = Walk {
            annotated_only: !options.all_tasks,
            visible_only: options.visible_only,
            archived: options.archived,
        };
        let predictions = if options.whole_predictions { Predictions::Whole } else { Predictions::Ids };
        let mut list = JsonList::default();
        let mut after = TaskId(0);
        loop {
            let ids = task_list::walk(db.reader(), project, walk, after, AT_ONCE).await.map_err(ApiError::from)?;
            let Some(last) = ids.last() else { break };
            after = *last;
            let wanted = |id: &TaskId| options.ids.as_ref().is_none_or(|ids| ids.contains(id));
            let ids: Vec<TaskId> = ids.into_iter().filter(wanted).collect();
            let stored = documents::load(&db, &ids).await.map_err(ApiError::from)?;
            let data: Vec<Map<String, Value>> = stored.iter().map(|task| data_of(&view, task)).collect();
            let parts = stored.iter().zip(&data).filter(|(task, _)| !task.deleted).map(|(task, data)| task.parts(data));
            let bytes = list.tasks(parts, predictions);
            if !bytes.is_empty() {
                yield bytes;
            }
        }
        yield list.end();
    }
}
