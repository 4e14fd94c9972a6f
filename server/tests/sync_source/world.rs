//! A data directory with one project, an engine, and a folder that stands for a bucket.

use app::api::types::{InquiryState, OutcomeItem, OutcomePage, Verification};
use app::model::ids::{ProjectId, StorageId, TaskId, UserId};
use app::model::storage::{
    Outcome, RunCounts, Side, StorageKind, StorageSecrets, StorageSettings, SyncStatus,
};
use serde_json::{Value, json};
use skylabel::bucket::Bucket;
use skylabel::events::Events;
use skylabel::store::projects::{self, NewRow};
use skylabel::store::storages::{self, NewStorage, Place};
use skylabel::store::{Db, SecretKey, Submit, now, removal, source};
use skylabel::sync::source::{Taken, Versions};
use skylabel::sync::verify::{Extent, Verifying};
use skylabel::sync::{Engine, LiveRun};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

pub struct World {
    pub data: TempDir,
    /// The folder that sources read.
    pub folder: TempDir,
    pub db: Db,
    pub engine: Engine,
    pub events: Events,
    pub project: ProjectId,
}

/// A task as tests look at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub id: TaskId,
    pub key: String,
    pub row_index: Option<i64>,
    pub hidden: i64,
    pub stale: bool,
    pub data: Option<Value>,
    pub labeled: bool,
}

impl World {
    pub async fn new() -> Self {
        Self::at(tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()).await
    }

    /// Opens a data directory, as a start of the server does.
    pub async fn at(data: TempDir, folder: TempDir) -> Self {
        skylabel::bucket::install_crypto();
        let key = SecretKey::of_directory(data.path()).unwrap();
        let db = Db::open(&Db::file(data.path()), key).await.unwrap();
        let known = projects::get_by_slug(db.reader(), "p").await.unwrap();
        let project = match known {
            Some(project) => project.id,
            None => {
                let new = NewRow { slug: "p", title: "P", ..NewRow::default() };
                db.write(|conn| Box::pin(projects::insert(conn, new))).await.unwrap().id
            }
        };
        let events = Events::new();
        let handle = tokio::runtime::Handle::current();
        let engine = Engine::start(db.clone(), data.path().to_path_buf(), events.clone(), handle);
        // What stands syncs at the start; what a test adds, it asks for itself.
        tokio::time::sleep(Duration::from_millis(30)).await;
        Self { data, folder, db, engine, events, project }
    }

    /// Stops the server and starts it again on the same data.
    pub async fn restart(self) -> Self {
        let Self { data, folder, db, engine, .. } = self;
        engine.shutdown().await;
        db.close().await;
        drop((engine, db));
        Self::at(data, folder).await
    }

    pub fn put(&self, key: &str, body: impl AsRef<[u8]>) {
        let path = self.folder.path().join(key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, body).unwrap();
    }

    pub fn delete(&self, key: &str) {
        std::fs::remove_file(self.folder.path().join(key)).unwrap();
    }

    /// Settings of a source that reads the folder when it is told to.
    pub fn settings(&self) -> StorageSettings {
        folder_settings(self.folder.path())
    }

    pub fn blobs(&self) -> StorageSettings {
        StorageSettings { use_blob_urls: true, ..self.settings() }
    }

    /// Adds a storage without telling the engine.
    pub async fn insert(&self, side: Side, settings: StorageSettings, secrets: StorageSecrets) -> StorageId {
        let identity = Bucket::connect(&settings, &secrets).unwrap().identity();
        let (project, key) = (self.project, self.db.key().clone());
        self.db
            .write(move |conn| {
                Box::pin(async move {
                    let place = Place {
                        kind: identity.kind,
                        endpoint: &identity.endpoint,
                        account: &identity.account,
                        bucket: &identity.bucket,
                    };
                    let store = storages::store_id(&mut *conn, place).await?;
                    let (settings, secrets) = (&settings, &secrets);
                    let new = NewStorage {
                        project,
                        store,
                        side,
                        name: None,
                        settings,
                        secrets,
                        declared: None,
                        adopt: false,
                    };
                    storages::insert(conn, &key, new).await
                })
            })
            .await
            .unwrap()
    }

    /// Adds a source and waits for its first run.
    pub async fn source(&self, settings: StorageSettings) -> StorageId {
        self.source_with(settings, StorageSecrets::default()).await
    }

    pub async fn source_with(&self, settings: StorageSettings, secrets: StorageSecrets) -> StorageId {
        let id = self.insert(Side::Source, settings, secrets).await;
        self.engine.settings_changed(id).await;
        self.settled(id).await;
        id
    }

    /// Changes a storage's settings and waits for the run.
    pub async fn change(&self, id: StorageId, settings: StorageSettings) -> LiveRun {
        self.change_with(id, settings, StorageSecrets::default()).await
    }

    pub async fn change_with(
        &self,
        id: StorageId,
        settings: StorageSettings,
        secrets: StorageSecrets,
    ) -> LiveRun {
        let identity = Bucket::connect(&settings, &secrets).unwrap().identity();
        self.db
            .write(move |conn| {
                Box::pin(async move {
                    let place = Place {
                        kind: identity.kind,
                        endpoint: &identity.endpoint,
                        account: &identity.account,
                        bucket: &identity.bucket,
                    };
                    let store = storages::store_id(&mut *conn, place).await?;
                    storages::update_settings(conn, id, store, &settings).await
                })
            })
            .await
            .unwrap();
        self.engine.settings_changed(id).await;
        self.settled(id).await
    }

    /// Asks for a run and waits for its end.
    pub async fn sync(&self, id: StorageId) -> LiveRun {
        self.engine.request_sync(id).await.unwrap();
        assert_eq!(self.engine.live(id).status, SyncStatus::Queued);
        self.settled(id).await
    }

    pub async fn settled(&self, id: StorageId) -> LiveRun {
        for _ in 0..6000 {
            let live = self.engine.live(id);
            if !live.status.is_active() {
                return live;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the run does not end: {:?}", self.engine.live(id));
    }

    /// Every task of the project that a bucket has, deleted ones too, by id.
    pub async fn tasks(&self) -> Vec<Seen> {
        type Row = (i64, String, Option<i64>, i64, bool, Option<String>, bool);
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, key, row_index, hidden, stale_etag IS NOT NULL, data, annotations + cancelled > 0
             FROM tasks WHERE project_id = $1 ORDER BY id",
        )
        .bind(self.project.0)
        .fetch_all(self.db.reader())
        .await
        .unwrap();
        let seen = |(id, key, row_index, hidden, stale, data, labeled): Row| Seen {
            id: TaskId(id),
            key,
            row_index,
            hidden,
            stale,
            data: data.map(|text| serde_json::from_str(&text).unwrap()),
            labeled,
        };
        rows.into_iter().map(seen).collect()
    }

    pub async fn task(&self, key: &str) -> Seen {
        let tasks = self.tasks().await;
        tasks.iter().find(|task| task.key == key).unwrap_or_else(|| panic!("{key} in {tasks:?}")).clone()
    }

    /// Gives the project another labeling config.
    pub async fn configure(&self, xml: &str) {
        let (project, xml) = (self.project, xml.to_owned());
        let work = self.db.write(move |conn| {
            Box::pin(async move {
                let change = projects::Change { label_config: Some(&xml), ..Default::default() };
                projects::update(conn, project, change).await
            })
        });
        work.await.unwrap();
    }

    /// Verifies a storage with the contents of all its objects.
    pub async fn verify(&self, id: StorageId, repair: bool) -> Verification {
        let record = storages::get(self.db.reader(), id).await.unwrap();
        let verifying = Verifying::begin(&self.engine, record, Extent { sample: 1.0, repair, seed: None });
        for _ in 0..6000 {
            let view = verifying.view();
            if view.state != InquiryState::Running {
                return view;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("verifying does not end: {:?}", verifying.view());
    }

    /// Keys of the tasks in lists and stream.
    pub async fn visible(&self) -> Vec<String> {
        self.tasks().await.into_iter().filter(|task| task.hidden == 0).map(|task| task.key).collect()
    }

    pub async fn label(&self, task: TaskId) {
        let submit = Submit {
            task,
            completed_by: UserId::LOCAL,
            result: json!([{"id": "r"}]).to_string(),
            was_cancelled: false,
            ground_truth: false,
            lead_time: None,
            unique_id: format!("label-{task}"),
            extra: None,
            now: now(),
        };
        self.db.submit(submit).await.unwrap();
    }

    /// Stale tasks take the newer version of their data. Answers which did, and why others did not.
    pub async fn take_new_version(&self, tasks: &[TaskId]) -> Taken {
        let mut versions = Versions::new(&self.engine, self.project).await.unwrap();
        versions.take(tasks, |id| tasks.contains(&id)).await.unwrap()
    }

    pub async fn delete_task(&self, task: TaskId) {
        self.db
            .write(move |conn| Box::pin(async move { removal::delete(conn, task, &now()).await }))
            .await
            .unwrap();
    }

    pub async fn bring_back(&self, tasks: &[TaskId]) {
        let (project, ids) = (self.project, tasks.to_vec());
        self.db
            .write(move |conn| {
                Box::pin(async move { removal::bring_back(conn, project, &ids, &now()).await })
            })
            .await
            .unwrap();
    }

    pub async fn outcomes(&self, id: StorageId, outcome: Option<Outcome>) -> Vec<OutcomeItem> {
        self.outcome_page(id, outcome, 1).await.items
    }

    pub async fn outcome_page(&self, id: StorageId, outcome: Option<Outcome>, page: u32) -> OutcomePage {
        let run = self.engine.live(id).run;
        source::outcomes::page(self.db.reader(), id, run, outcome, page).await.unwrap()
    }

    pub async fn scalar(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.reader()).await.unwrap()
    }
}

pub fn folder_settings(path: &Path) -> StorageSettings {
    let path: PathBuf = path.canonicalize().unwrap();
    StorageSettings {
        kind: StorageKind::Local,
        path: path.to_str().unwrap().to_owned(),
        sync_interval: Some(0),
        ..StorageSettings::default()
    }
}

/// Every object has one outcome.
pub fn assert_adds_up(counts: &RunCounts) {
    let RunCounts { listed, imported, updated, unchanged, skipped, failed, .. } = *counts;
    assert_eq!(imported + updated + unchanged + skipped + failed, listed, "{counts:?}");
}
