//! What HTTP promises, over the real use cases, a real database and folders as buckets.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod comments;
mod elsewhere;
mod html;
mod media;
mod pages;
mod projects;
mod storages;
mod tasks;
mod templates;
mod tiles;

use super::{Access, MediaSources, Shared, configure, guard};
use crate::config::{DeclaredProject, DeclaredStorage, TilesConfig};
use crate::events::Events;
use crate::service::Service;
use crate::store::{Db, SecretKey};
use crate::sync::Engine;
use crate::tiling::Tiling;
use actix_web::dev::ServiceResponse;
use actix_web::http::Method;
use actix_web::middleware::{NormalizePath, from_fn};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, web};
use app::model::storage::{Side, StorageSecrets, StorageSettings};
use leptos::config::LeptosOptions;
use leptos_actix::ActixRouteListing;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Once a process, as at a real start: it also names the executor that pages are rendered on. While routes are being
/// listed, a resource that any thread begins to load never comes.
static ROUTES: LazyLock<Vec<ActixRouteListing>> =
    LazyLock::new(|| leptos_actix::generate_route_list(app::app::App));

/// A server without a socket.
pub struct House {
    shared: Shared,
    routes: Vec<ActixRouteListing>,
    dir: TempDir,
}

/// An answer, read whole.
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl House {
    pub async fn new() -> Self {
        Self::with_token(None).await
    }

    pub async fn with_token(token: Option<&str>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let key = SecretKey::of_directory(dir.path()).unwrap();
        let db = Db::open(&Db::file(dir.path()), key).await.unwrap();
        let events = Events::new();
        let handle = tokio::runtime::Handle::current();
        let engine = Engine::start(db.clone(), dir.path().to_owned(), events.clone(), handle);
        let service = Service::new(db, engine);
        let tiles = TilesConfig { cache_mb: 64, max_source_mb: 16 };
        let tiling = Tiling::open(dir.path(), tiles, service.clone());
        let shared = Shared {
            backend: Arc::new(service.clone()),
            service,
            events,
            access: Access::new("127.0.0.1", token, &["label.example".to_owned()]).unwrap(),
            media: MediaSources::default(),
            tiling,
            closing: CancellationToken::new(),
            largest_body: 1 << 20,
            new_storage: StorageSettings::default(),
        };
        Self { shared, routes: ROUTES.clone(), dir }
    }

    /// One request, sent with a Host header of this machine unless it names another.
    pub async fn send(&self, request: TestRequest) -> Answer {
        Answer::of(self.answer(request).await).await
    }

    async fn answer(&self, request: TestRequest) -> ServiceResponse {
        let shared = web::Data::new(self.shared.clone());
        let routes = self.routes.clone();
        let options = LeptosOptions::builder().output_name("skylabel").build();
        let app = init_service(
            App::new()
                .wrap(from_fn(guard::guard))
                .wrap(NormalizePath::trim())
                .configure(move |config| configure(config, shared, options, routes)),
        )
        .await;
        let request = request.to_request();
        call_service(&app, request).await
    }

    /// As [`Self::send`], for answers that are no text: status, headers, body.
    pub async fn bytes(&self, request: TestRequest) -> (u16, Vec<(String, String)>, Vec<u8>) {
        let response = self.answer(request).await;
        let (status, headers) = (response.status().as_u16(), headers_of(&response));
        (status, headers, read_body(response).await.to_vec())
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(local(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(local(Method::POST, path).set_json(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(local(Method::PATCH, path).set_json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(local(Method::DELETE, path)).await
    }

    /// A project with a config for texts; its id.
    pub async fn project(&self) -> i64 {
        let body =
            json!({"title": "Texts", "label_config": "<View><Text name=\"t\" value=\"$text\"/></View>"});
        self.post("/api/projects/", body).await.expect(201)["id"].as_i64().unwrap()
    }

    /// A project with the bucket `b` of an S3 server that does not answer as its source.
    pub async fn away(&self) {
        let keys = StorageSecrets {
            aws_access_key_id: Some("a".into()),
            aws_secret_access_key: Some("b".into()),
            ..StorageSecrets::default()
        };
        let settings = StorageSettings {
            path: "b".into(),
            endpoint: Some("http://127.0.0.1:1".into()),
            ..StorageSettings::default()
        };
        let source =
            DeclaredStorage { name: "main".into(), side: Side::Source, settings, secrets: Some(keys) };
        let project =
            DeclaredProject { slug: "away".into(), storages: vec![source], ..DeclaredProject::default() };
        self.shared.service.declare_project(project, false).await.unwrap();
    }

    /// Grows with everything that is written to the database.
    pub fn writes(&self) -> u64 {
        self.shared.service.db.generation()
    }

    /// A folder beside the database with these files.
    pub fn folder(&self, name: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = self.dir.path().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, content) in files {
            std::fs::write(folder.join(name), content).unwrap();
        }
        folder
    }

    /// Asks until the answer satisfies.
    pub async fn until(&self, path: &str, satisfied: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let answer = self.get(path).await;
            if answer.status == 200 && satisfied(&answer.json()) {
                return answer.json();
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{path}: {}", answer.body);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A request as a program on this machine sends it.
pub fn local(method: Method, path: &str) -> TestRequest {
    TestRequest::default().method(method).uri(path).insert_header(("host", "localhost:8080"))
}

fn headers_of(response: &ServiceResponse) -> Vec<(String, String)> {
    let text = |value: &actix_web::http::header::HeaderValue| value.to_str().unwrap().to_owned();
    response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

impl Answer {
    async fn of(response: ServiceResponse) -> Self {
        let headers = headers_of(&response);
        let status = response.status().as_u16();
        let body = String::from_utf8(read_body(response).await.to_vec()).unwrap();
        Self { status, headers, body }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }

    /// The JSON of an answer that must have this status.
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        if self.body.is_empty() { Value::Null } else { self.json() }
    }
}
