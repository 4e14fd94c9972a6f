//! A server in this process, over one place that holds its source (`in/`) and its target (`out/`).

#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

use crate::places::Place;
use app::api::backend::Backend;
use app::api::types::{Annotation, AnnotationInput, StorageCard, TaskFilter, TaskQuery, TaskRow};
use app::model::ids::{ProjectId, TaskId};
use app::model::storage::{Side, StorageSettings};
use serde_json::{Value, json};
use skylabel::config::{DeclaredProject, DeclaredStorage};
use skylabel::events::Events;
use skylabel::service::Service;
use skylabel::store::{Db, SecretKey, StoreError};
use skylabel::sync::Engine;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

pub const CONFIG: &str = r#"<View><Image name="img" value="$image"/>
    <Choices name="kind" toName="img"><Choice value="Cat"/><Choice value="Dog"/></Choices></View>"#;
const PATIENCE: Duration = Duration::from_secs(40);

/// What a project is declared with.
#[derive(Clone)]
pub struct Wish {
    pub slug: &'static str,
    pub label_config: Option<&'static str>,
    pub adopt: bool,
    pub source: StorageSettings,
    pub target: StorageSettings,
}

impl Wish {
    /// Images under `in/`, annotations to `out/`.
    pub fn of(place: &Place) -> Self {
        let source = StorageSettings {
            prefix: "in".into(),
            use_blob_urls: true,
            sync_interval: Some(0),
            ..place.settings.clone()
        };
        let target =
            StorageSettings { prefix: "out".into(), sync_interval: Some(0), ..place.settings.clone() };
        Self { slug: "cats", label_config: Some(CONFIG), adopt: false, source, target }
    }

    fn declared(&self, place: &Place) -> DeclaredProject {
        let storage = |name: &str, side, settings: &StorageSettings| DeclaredStorage {
            name: name.into(),
            side,
            settings: settings.clone(),
            secrets: Some(place.secrets.clone()),
        };
        DeclaredProject {
            slug: self.slug.into(),
            title: None,
            description: None,
            label_config: self.label_config.map(str::to_owned),
            storages: vec![
                storage("s", Side::Source, &self.source),
                storage("t", Side::Target, &self.target),
            ],
        }
    }
}

pub struct Server {
    pub service: Service,
    pub project: ProjectId,
}

impl Server {
    /// Starts over a data directory and declares the project, as `start NAME --init` does.
    pub async fn start(dir: &Path, place: &Place, wish: &Wish) -> Self {
        let service = open(dir).await;
        let declared = service.declare_project(wish.declared(place), wish.adopt).await.unwrap();
        Self { service, project: declared.project.id }
    }

    pub async fn stop(self) {
        self.service.engine.shutdown().await;
        self.service.db.close().await;
    }

    pub async fn card(&self, side: Side) -> StorageCard {
        let cards = self.service.storages(self.project).await.unwrap();
        cards.into_iter().find(|card| card.side == side).unwrap()
    }

    /// Runs one side now and waits for its end.
    pub async fn sync(&self, side: Side) -> StorageCard {
        let id = self.card(side).await.id;
        self.service.sync_storage(side, id).await.unwrap();
        self.settled(side).await
    }

    pub async fn settled(&self, side: Side) -> StorageCard {
        eventually("the run to end", async || {
            let card = self.card(side).await;
            (!card.status.is_active() && card.duration.is_some()).then_some(card)
        })
        .await
    }

    pub async fn rows(&self) -> Vec<TaskRow> {
        let query = TaskQuery { project: self.project, filter: TaskFilter::All, offset: 0, limit: 500 };
        self.service.tasks(query).await.unwrap().rows
    }

    /// Tasks by the key of their object.
    pub async fn tasks(&self) -> BTreeMap<String, TaskId> {
        self.rows().await.into_iter().map(|row| (row.source.unwrap(), row.id)).collect()
    }

    /// Waits until the source has given so many tasks.
    pub async fn tasks_are(&self, count: usize) -> BTreeMap<String, TaskId> {
        eventually("the tasks to be there", async || {
            let tasks = self.tasks().await;
            (tasks.len() == count).then_some(tasks)
        })
        .await
    }

    pub async fn annotate(&self, task: TaskId, choice: &str) -> Annotation {
        let result = json!([{"id": "r1", "from_name": "kind", "to_name": "img", "type": "choices",
            "value": {"choices": [choice]}}]);
        let input =
            AnnotationInput { result: Some(result), lead_time: Some(1.25), ..AnnotationInput::default() };
        self.service.create_annotation(task, input).await.unwrap()
    }

    pub async fn annotations(&self, task: TaskId) -> Vec<Annotation> {
        self.service.task(task).await.unwrap().annotations
    }

    /// Waits until nothing waits for the target any more.
    pub async fn all_pushed(&self) -> StorageCard {
        eventually("everything to arrive", async || {
            let card = self.card(Side::Target).await;
            let state = card.target.clone().unwrap();
            (state.pending == 0).then_some(card)
        })
        .await
    }
}

async fn open(dir: &Path) -> Service {
    let begun = Instant::now();
    let key = SecretKey::of_directory(dir).unwrap();
    let db = loop {
        match Db::open(&Db::file(dir), key.clone()).await {
            Ok(db) => break db,
            Err(StoreError::Locked { .. }) if begun.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(error) => panic!("{error}"),
        }
    };
    let engine = Engine::start(db.clone(), dir.to_owned(), Events::new(), tokio::runtime::Handle::current());
    Service::new(db, engine)
}

/// Asks until there is an answer.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub async fn fill(place: &Place, names: impl IntoIterator<Item = String>) {
    for name in names {
        place.put(&format!("in/{name}"), name.as_bytes()).await;
    }
}

/// The document of a task, read without the code under test.
pub async fn document(place: &Place, task: TaskId) -> Option<Value> {
    let bytes = place.look(&format!("out/{task}.json")).await?;
    Some(serde_json::from_slice(&bytes).unwrap())
}

/// What of an annotation must survive everything.
pub fn essence(annotation: &Annotation) -> Value {
    json!([
        annotation.id,
        annotation.unique_id,
        annotation.result,
        annotation.created_at,
        annotation.updated_at,
        annotation.lead_time,
        annotation.was_cancelled,
        annotation.ground_truth
    ])
}
