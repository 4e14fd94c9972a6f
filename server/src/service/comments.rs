//! Comments: what people say to one another about the work. Nothing of it goes to a bucket or into an export.

use super::Service;
use crate::store::{comments, now, tasks};
use app::api::error::{ApiError, ApiResult};
use app::api::types::{Comment, CommentPatch, NewComment};
use app::model::ids::{AnnotationId, CommentId, ProjectId, TaskId, UserId};

/// In characters.
const LONGEST: usize = 20_000;

impl Service {
    pub(super) async fn comments_of(&self, task: TaskId) -> ApiResult<Vec<Comment>> {
        tasks::get(self.db.reader(), task).await?;
        Ok(comments::of_tasks(self.db.reader(), &[task]).await?)
    }

    /// The comments of these tasks, by task, oldest first.
    pub async fn comments_of_tasks(&self, tasks: &[TaskId]) -> ApiResult<Vec<Comment>> {
        Ok(comments::of_tasks(self.db.reader(), tasks).await?)
    }

    pub async fn comments_of_annotation(&self, id: AnnotationId) -> ApiResult<Vec<Comment>> {
        Ok(comments::of_annotation(self.db.reader(), id).await?)
    }

    pub async fn comments_of_project(&self, id: ProjectId) -> ApiResult<Vec<Comment>> {
        self.get_project(id).await?;
        Ok(comments::of_project(self.db.reader(), id).await?)
    }

    pub async fn comment(&self, id: CommentId) -> ApiResult<Comment> {
        Ok(comments::get(self.db.reader(), id).await?)
    }

    pub(super) async fn say(&self, task: TaskId, new: NewComment) -> ApiResult<Comment> {
        let new = NewComment { text: checked(&new.text)?, ..new };
        let said = self
            .db
            .write(move |conn| {
                Box::pin(async move { comments::insert(conn, task, new, UserId::LOCAL, &now()).await })
            })
            .await?;
        Ok(said)
    }

    pub(super) async fn say_otherwise(&self, id: CommentId, patch: CommentPatch) -> ApiResult<Comment> {
        let text = patch.text.as_deref().map(checked).transpose()?;
        let patch = CommentPatch { text, ..patch };
        let said = self
            .db
            .write(move |conn| Box::pin(async move { comments::update(conn, id, patch, &now()).await }))
            .await?;
        Ok(said)
    }

    pub(super) async fn unsay(&self, id: CommentId) -> ApiResult<()> {
        self.db.write(move |conn| Box::pin(comments::delete(conn, id))).await?;
        Ok(())
    }
}

fn checked(text: &str) -> ApiResult<String> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(ApiError::field("text", "a comment needs some text")),
        1..=LONGEST => Ok(text.to_owned()),
        _ => Err(ApiError::field("text", format!("the comment is longer than {LONGEST} characters"))),
    }
}
