//! A database in a folder of its own, for tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::projects::{self, NewRow};
use super::storages::{self, NewStorage, Place};
use super::tasks::{self, NewTask};
use super::{Db, SecretKey, Submit, now};
use app::model::ids::{ProjectId, StorageId, TaskId, UserId};
use app::model::storage::{Side, StorageKind, StorageSecrets, StorageSettings};
use serde_json::{Value, json};
use tempfile::TempDir;

pub struct TestDb {
    pub db: Db,
    pub dir: TempDir,
    pub project: ProjectId,
}

impl TestDb {
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let key = SecretKey::of_directory(dir.path()).unwrap();
        let db = Db::open(&Db::file(dir.path()), key).await.unwrap();
        let project = db
            .write(|conn| {
                Box::pin(projects::insert(conn, NewRow { slug: "p", title: "P", ..NewRow::default() }))
            })
            .await
            .unwrap()
            .id;
        Self { db, dir, project }
    }

    /// Imported tasks with this data.
    pub async fn tasks(&self, data: Vec<Value>) -> Vec<TaskId> {
        let project = self.project;
        let task = |value: Value| NewTask { data: value.as_object().unwrap().clone(), ..NewTask::default() };
        let new: Vec<NewTask> = data.into_iter().map(task).collect();
        self.db
            .write(move |conn| Box::pin(async move { tasks::insert_many(conn, project, &new, &now()).await }))
            .await
            .unwrap()
    }

    pub async fn storage(&self, side: Side, settings: StorageSettings) -> StorageId {
        let (project, key) = (self.project, self.db.key().clone());
        self.db
            .write(move |conn| {
                Box::pin(async move {
                    let place =
                        Place { kind: settings.kind, endpoint: "", account: "", bucket: &settings.path };
                    let store = storages::store_id(&mut *conn, place).await?;
                    let new = NewStorage {
                        project,
                        store,
                        side,
                        name: None,
                        settings: &settings,
                        secrets: &StorageSecrets::default(),
                        declared: None,
                        adopt: false,
                    };
                    storages::insert(conn, &key, new).await
                })
            })
            .await
            .unwrap()
    }

    pub async fn bucket(&self, side: Side, path: &str) -> StorageId {
        let settings =
            StorageSettings { kind: StorageKind::S3, path: path.into(), ..StorageSettings::default() };
        self.storage(side, settings).await
    }

    pub async fn scalar(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.reader()).await.unwrap()
    }

    /// The way that the database would take, step by step.
    pub async fn plan(&self, sql: &str) -> Vec<String> {
        let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sql).fetch_all(self.db.reader()).await.unwrap();
        steps.into_iter().map(|(.., step)| step).collect()
    }

    pub async fn run(&self, sql: &'static str) {
        self.db
            .write(move |conn| Box::pin(async move { Ok(sqlx::raw_sql(sql).execute(conn).await.map(drop)?) }))
            .await
            .unwrap();
    }
}

pub fn submit(task: TaskId, unique_id: &str) -> Submit {
    Submit {
        task,
        completed_by: UserId::LOCAL,
        result: json!([{"id": "r", "value": {"choices": ["A"]}}]).to_string(),
        was_cancelled: false,
        ground_truth: false,
        lead_time: Some(1.5),
        unique_id: unique_id.to_owned(),
        extra: None,
        now: now(),
    }
}
