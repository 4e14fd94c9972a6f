//! What the use cases promise, on a real database and folders as buckets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod annotating;
mod commenting;
mod declaring;
mod media;
mod moving_data;
mod putting_away;
mod storing;

use super::Service;
use crate::events::Events;
use crate::store::{Db, SecretKey};
use crate::sync::Engine;
use app::api::backend::Backend;
use app::api::error::ApiError;
use app::api::types::{NewProject, Project, StorageInput, TaskFilter, TaskPage, TaskQuery};
use app::model::ids::{ProjectId, TaskId};
use app::model::storage::{Side, StorageKind, StorageSettings};
use bytes::Bytes;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// A server without its HTTP side, and a folder to make buckets in.
struct World {
    service: Service,
    dir: TempDir,
}

impl World {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let key = SecretKey::of_directory(&data).unwrap();
        let db = Db::open(&Db::file(&data), key).await.unwrap();
        let engine = Engine::start(db.clone(), data, Events::new(), tokio::runtime::Handle::current());
        Self { service: Service::new(db, engine), dir }
    }

    async fn project(&self, label_config: &str) -> Project {
        let new =
            NewProject { title: "Cats".into(), label_config: label_config.into(), ..NewProject::default() };
        self.service.create_project(new).await.unwrap()
    }

    /// A folder with these files.
    fn bucket(&self, name: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = std::fs::canonicalize(self.dir.path()).unwrap().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (key, content) in files {
            let path = folder.join(key);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        folder
    }

    async fn tasks(&self, project: ProjectId) -> TaskPage {
        let query = TaskQuery { project, filter: TaskFilter::All, offset: 0, limit: 100 };
        self.service.tasks(query).await.unwrap()
    }

    /// Waits for the engine to have made so many tasks.
    async fn tasks_come(&self, project: ProjectId, count: u64) -> Vec<TaskId> {
        for _ in 0..200 {
            let page = self.tasks(project).await;
            if page.total == count {
                return page.rows.iter().map(|row| row.id).collect();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} tasks instead of {count}", self.tasks(project).await.total);
    }

    async fn import(
        &self,
        project: ProjectId,
        text: &str,
    ) -> Result<app::api::types::ImportReport, ApiError> {
        let parts: Vec<Result<Bytes, String>> =
            text.as_bytes().chunks(7).map(|part| Ok(Bytes::copy_from_slice(part))).collect();
        self.service.import_tasks(project, super::Upload::default(), futures::stream::iter(parts)).await
    }
}

fn local(path: &Path) -> StorageSettings {
    StorageSettings {
        kind: StorageKind::Local,
        path: path.display().to_string(),
        ..StorageSettings::default()
    }
}

fn blobs(path: &Path) -> StorageSettings {
    StorageSettings { use_blob_urls: true, ..local(path) }
}

/// A store that nobody answers for.
fn away() -> StorageSettings {
    StorageSettings {
        path: "cats".into(),
        endpoint: Some("http://127.0.0.1:9".into()),
        ..StorageSettings::default()
    }
}

fn input(project: ProjectId, side: Side, settings: StorageSettings) -> StorageInput {
    StorageInput { id: None, project, side, settings, secrets: None, adopt: false }
}

/// The field that a request was refused for.
fn field(error: &ApiError) -> &str {
    match error {
        ApiError::Invalid { fields, .. } => fields.keys().next().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn object(value: Value) -> serde_json::Map<String, Value> {
    value.as_object().unwrap().clone()
}
