//! Every fault at every stage of a sync: what becomes of it, and that nothing is lost or doubled. The table that comes of
//! it stands in `docs/faults.md`; `SKYLABEL_WRITE_DOCS=1` writes it anew.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod places;
mod targets;

use app::model::ids::TaskId;
use app::model::storage::{Side, StorageSettings, SyncStatus};
use places::{Hand, Place};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use targets::{Server, Wish, document, eventually};
use testkit::faults::{Fault, FaultProxy, Rule};

const HEAD: &str = "# Faults\n\nWhat becomes of a fault at each stage, as the tests find it (`server/tests/fault_matrix.rs`), with a real S3 server\nbehind a proxy that fails. After each, with the fault gone, the next sync leaves what a sync without faults leaves: no task\nlost or doubled, each annotation in the target once.\n\n| fault | listing | reading an object | writing a document |\n|---|---|---|---|\n";

fn faults() -> Vec<(&'static str, Fault)> {
    let status = |status, retry_after| Fault::Status { status, retry_after };
    let refusal = |status, code, more: &str| {
        let body = format!("<Error><Code>{code}</Code><Message>told to refuse</Message>{more}</Error>");
        Fault::Answer { status, body }
    };
    vec![
        ("403", status(403, None)),
        ("404", status(404, None)),
        ("429, Retry-After 1 s", status(429, Some(1))),
        ("500", status(500, None)),
        ("503, Retry-After 1 s", status(503, Some(1))),
        ("400 ExpiredToken", refusal(400, "ExpiredToken", "")),
        ("403 RequestTimeTooSkewed", refusal(403, "RequestTimeTooSkewed", "")),
        (
            "400 AuthorizationHeaderMalformed, another region",
            refusal(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"),
        ),
        ("connection closed", Fault::Drop),
        ("answer lost after the request was done", Fault::LoseAnswer),
        ("answer cut in its middle", Fault::Cut { bytes: 420 }),
        ("answer after 1.5 s", Fault::Delay { ms: 1500 }),
    ]
}

struct Case {
    place: Place,
    proxy: FaultProxy,
    server: Server,
    bucket: String,
}

impl Case {
    async fn new(dir: &Path) -> Self {
        let place = places::weed().await;
        let bucket = place.settings.path.clone();
        for name in ["a", "b", "c"] {
            place.put(&format!("in/{name}.json"), data(name).to_string().as_bytes()).await;
        }
        let proxy = FaultProxy::start(place.settings.endpoint.as_deref().unwrap()).await.unwrap();
        let through = |settings: StorageSettings| StorageSettings {
            endpoint: Some(proxy.endpoint.clone()),
            ..settings
        };
        let wish = Wish::of(&place);
        let source = StorageSettings { use_blob_urls: false, ..through(wish.source.clone()) };
        let wish = Wish { source, target: through(wish.target.clone()), ..wish };
        let server = Server::start(dir, &place, &wish).await;
        server.tasks_are(3).await;
        server.settled(Side::Target).await;
        Self { place, proxy, server, bucket }
    }

    /// The data of every task in the lists, by key.
    async fn tasks(&self) -> BTreeMap<String, Value> {
        let rows = self.server.rows().await;
        let seen = rows.len();
        let tasks: BTreeMap<_, _> =
            rows.into_iter().map(|row| (row.source.unwrap(), row.data["image"].clone())).collect();
        assert_eq!(tasks.len(), seen, "no object has two tasks");
        tasks
    }

    fn set(&self, rule: Rule) {
        self.proxy.set([rule]);
    }

    /// Changes the bucket while its listing fails.
    async fn listing(&self, fault: Fault) -> String {
        let before = self.tasks().await;
        let Hand::S3(client) = &self.place.hand else { panic!("an S3 server") };
        client.delete(&self.bucket, "in/c.json").await.unwrap();
        self.place.put("in/d.json", data("d").to_string().as_bytes()).await;
        self.set(Rule::always(fault).method("GET").path(format!("/{}?", self.bucket)));
        let card = self.server.sync(Side::Source).await;
        let told = match card.status {
            SyncStatus::Failed => {
                assert_eq!(self.tasks().await, before, "nothing is concluded");
                assert!(card.problem.as_ref().unwrap().contains(&self.bucket), "{card:?}");
                "failed and said why, nothing concluded"
            }
            SyncStatus::Completed => "completed",
            other => panic!("{other:?}: {:?}", card.problem),
        };
        self.proxy.clear();
        let card = self.server.sync(Side::Source).await;
        assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
        let expected = ["a", "b", "d"].map(|name| (format!("in/{name}.json"), data(name)["image"].clone()));
        assert_eq!(self.tasks().await, BTreeMap::from(expected));
        told.to_owned()
    }

    /// Changes an object whose reading fails.
    async fn reading(&self, fault: Fault) -> String {
        self.place.put("in/b.json", data("changed").to_string().as_bytes()).await;
        self.set(Rule::always(fault).method("GET").path(format!("/{}/in/b.json", self.bucket)));
        let card = self.server.sync(Side::Source).await;
        let told = match card.status {
            SyncStatus::CompletedWithErrors => {
                assert!(card.problem.as_ref().unwrap().contains("in/b.json"), "{card:?}");
                assert_eq!(self.tasks().await["in/b.json"], data("b")["image"], "the task keeps what it had");
                "completed with errors, the object named"
            }
            SyncStatus::Failed => {
                assert_eq!(self.tasks().await["in/b.json"], data("b")["image"], "the task keeps what it had");
                "failed and said why"
            }
            SyncStatus::Completed => "completed",
            other => panic!("{other:?}: {:?}", card.problem),
        };
        self.proxy.clear();
        let card = self.server.sync(Side::Source).await;
        assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
        assert_eq!(self.tasks().await["in/b.json"], data("changed")["image"]);
        told.to_owned()
    }

    /// Labels while documents cannot be written.
    async fn writing(&self, fault: Fault) -> String {
        let task = self.server.tasks().await["in/a.json"];
        self.set(Rule::always(fault).method("PUT").path(format!("/{}/out/", self.bucket)));
        self.server.annotate(task, "Cat").await;
        let told = eventually("the document to arrive or to wait", async || {
            let state = self.server.card(Side::Target).await.target.unwrap();
            match state.pending {
                0 => Some("arrived"),
                _ => state.waiting_because.map(|_| "waits, with the reason"),
            }
        })
        .await;
        self.proxy.clear();
        let card = self.server.sync(Side::Target).await;
        assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
        self.server.all_pushed().await;
        self.assert_there_once(task).await;
        told.to_owned()
    }

    async fn assert_there_once(&self, task: TaskId) {
        let document = document(&self.place, task).await.unwrap();
        let there: Vec<_> = document["annotations"].as_array().unwrap().clone();
        let here = self.server.annotations(task).await;
        assert_eq!(there.len(), 1);
        assert_eq!(there[0]["unique_id"], here[0].unique_id);
        let Hand::S3(client) = &self.place.hand else { panic!("an S3 server") };
        let keys = client.list(&self.bucket, "out/").await.unwrap();
        let documents = keys.iter().filter(|key| !key.contains(".skylabel"));
        assert_eq!(documents.count(), 1, "{keys:?}");
    }
}

fn data(name: &str) -> Value {
    json!({"image": format!("https://example.com/{name}.jpg")})
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_at_every_stage_is_survived_and_told() {
    let mut table = HEAD.to_owned();
    for (name, fault) in faults() {
        let dir = tempfile::tempdir().unwrap();
        let case = Case::new(dir.path()).await;
        let listing = case.listing(fault.clone()).await;
        let reading = case.reading(fault.clone()).await;
        let writing = case.writing(fault).await;
        table += &format!("| {name} | {listing} | {reading} | {writing} |\n");
        case.server.stop().await;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/faults.md");
    if std::env::var_os("SKYLABEL_WRITE_DOCS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), table, "docs/faults.md says otherwise");
}
