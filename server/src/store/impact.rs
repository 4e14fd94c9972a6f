//! All results of a project, one after the other, for what must look into each of them.

use super::StoreError;
use app::model::config::impact::Work;
use app::model::ids::ProjectId;
use futures::TryStreamExt;
use sqlx::SqlitePool;

const ANNOTATIONS: &str = "SELECT a.result FROM tasks t JOIN annotations a ON a.task_id = t.id
    WHERE t.project_id = $1 AND t.hidden & 4 = 0";
const DRAFTS: &str = "SELECT d.result FROM tasks t JOIN drafts d ON d.task_id = t.id
    WHERE t.project_id = $1 AND t.hidden & 4 = 0";

/// Shows the results of every annotation and draft on tasks that nobody deleted, as the JSON text they are stored as.
/// They pass by one at a time, however many they are.
pub async fn each_result(
    db: &SqlitePool,
    project: ProjectId,
    mut look: impl FnMut(Work, &str),
) -> Result<(), StoreError> {
    for (work, sql) in [(Work::Annotation, ANNOTATIONS), (Work::Draft, DRAFTS)] {
        let mut results = sqlx::query_scalar::<_, String>(sql).bind(project.0).fetch(db);
        while let Some(result) = results.try_next().await? {
            look(work, &result);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::store::testing::{TestDb, submit};
    use serde_json::json;

    #[tokio::test]
    async fn results_of_deleted_tasks_and_other_projects_are_passed_over() {
        let test = TestDb::new().await;
        let tasks = test.tasks(vec![json!({"a": 1}), json!({"a": 2})]).await;
        for (index, task) in tasks.iter().enumerate() {
            test.db.submit(submit(*task, &format!("u-{index}"))).await.unwrap();
        }
        let mut seen = 0;
        each_result(test.db.reader(), test.project, |work, text| {
            assert_eq!(work, Work::Annotation);
            assert!(text.contains("choices"));
            seen += 1;
        })
        .await
        .unwrap();
        assert_eq!(seen, 2);
        test.run("UPDATE tasks SET hidden = 4 WHERE id = (SELECT min(id) FROM tasks)").await;
        let mut left = 0;
        each_result(test.db.reader(), test.project, |_, _| left += 1).await.unwrap();
        assert_eq!(left, 1);
        each_result(test.db.reader(), ProjectId(99), |_, _| left += 1).await.unwrap();
        assert_eq!(left, 1);
    }

    #[tokio::test]
    async fn results_are_found_by_the_tasks_of_the_project_alone() {
        let test = TestDb::new().await;
        for sql in [ANNOTATIONS, DRAFTS] {
            let plan = test.plan(&sql.replace("$1", "1")).await;
            assert!(plan.iter().all(|step| step.starts_with("SEARCH")), "{plan:?}");
        }
    }
}
