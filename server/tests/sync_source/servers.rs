//! The same over real servers, with the keys that other people choose and the faults that networks have.

use crate::world::{World, assert_adds_up};
use app::model::storage::{StorageKind, StorageSecrets, StorageSettings, SyncStatus};
use serde_json::json;
use skylabel::bucket::Condition;
use testkit::faults::{Fault, FaultProxy, Rule};
use testkit::gcs::GcsServer;
use testkit::moto::MotoServer;
use testkit::s3::S3Server;
use testkit::{ACCESS_KEY, REGION, SECRET_KEY};

pub fn s3(endpoint: &str, bucket: &str) -> StorageSettings {
    StorageSettings {
        kind: StorageKind::S3,
        path: bucket.to_owned(),
        endpoint: Some(endpoint.to_owned()),
        region: Some(REGION.to_owned()),
        sync_interval: Some(0),
        ..StorageSettings::default()
    }
}

pub fn keys() -> StorageSecrets {
    StorageSecrets {
        aws_access_key_id: Some(ACCESS_KEY.into()),
        aws_secret_access_key: Some(SECRET_KEY.into()),
        ..StorageSecrets::default()
    }
}

/// Keys that S3 takes and that we can read.
const HOSTILE: &[&str] = &[
    " lead.json",
    "a b.json",
    "a+b.json",
    "a%2Fb.json",
    "a%.json",
    "a#b.json",
    "a?b.json",
    "a&b.json",
    "a'b\".json",
    ".hidden.json",
    "~tilde.json",
    "\u{1F600}.json",
    "e\u{301}.json",
    "\u{e9}.json",
    "UPPER.json",
    "upper.json",
    "a=b;c,d@e!$(f).json",
    "\\back.json",
    "<x>.json",
    "dir/a.json",
    "dir.json",
    "[x]{y}|^`.json",
];

/// Keys that a URL library would tidy; put as they are.
const UNTIDY: &[&str] = &[
    "a//b.json",
    "tab\there.json",
    "/lead.json",
    "//two.json",
    "dots/../x.json",
    "./here.json",
    "../up.json",
    "c\u{1}ntrol.json",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_hostile_key_becomes_a_task_and_opens() {
    let moto = MotoServer::shared().await;
    let bucket = "hostile-keys";
    moto.client.create_bucket(bucket).await.unwrap();
    let all: Vec<&str> = HOSTILE.iter().chain(UNTIDY).copied().collect();
    for key in &all {
        let body = format!("{{\"key\": {}}}", serde_json::json!(key));
        moto.client.put_untouched(bucket, key, body.as_bytes()).await.unwrap();
    }
    // A folder with content is an object like any other, but no JSON by its name.
    moto.client.put_untouched(bucket, "dir/content/", b"{}").await.unwrap();
    let world = World::new().await;
    let id = world.source_with(s3(&moto.endpoint, bucket), keys()).await;
    let live = world.engine.live(id);
    assert_adds_up(&live.counts);
    assert_eq!((live.status, live.problem.as_deref()), (SyncStatus::Completed, None));
    assert_eq!(live.counts.listed as usize, all.len() + 1);
    let tasks = world.tasks().await;
    for key in &all {
        let task = tasks.iter().find(|task| task.key == *key);
        let task = task.unwrap_or_else(|| panic!("{key:?} is no task"));
        assert_eq!(task.data.as_ref().unwrap()["key"], *key);
    }
    assert_eq!(tasks.len(), all.len());

    let before = world.db.generation();
    assert_eq!(world.sync(id).await.counts.unchanged as usize, all.len());
    assert_eq!(world.db.generation(), before);
    let live = world
        .change_with(id, StorageSettings { use_blob_urls: true, ..s3(&moto.endpoint, bucket) }, keys())
        .await;
    assert_eq!((live.status, live.counts.skipped), (SyncStatus::Completed, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_of_several_pages_is_listed_whole_and_once() {
    let server = S3Server::shared().await;
    let bucket = server.new_bucket("pages").await.unwrap();
    let client = server.client.pooled().unwrap();
    for n in 0..1203 {
        client.put(&bucket, &format!("in/{n:05}.jpg"), "x").await.unwrap();
    }
    client.put(&bucket, "inside.jpg", "x").await.unwrap();
    let world = World::new().await;
    let settings =
        StorageSettings { use_blob_urls: true, prefix: "in".into(), ..s3(&server.endpoint, &bucket) };
    let id = world.source_with(settings, keys()).await;
    let live = world.engine.live(id);
    assert_eq!((live.status, live.counts.imported), (SyncStatus::Completed, 1203));
    assert_eq!((live.counts.requests, live.counts.lists, live.counts.writes), (2, 2, 0));
    assert_eq!(live.counts.dollars(StorageKind::S3), Some(2.0 * 5.0 / 1e6));
    let before = world.db.generation();
    assert_eq!(world.sync(id).await.counts.unchanged, 1203);
    assert_eq!(world.db.generation(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_does_not_finish_concludes_nothing() {
    let server = S3Server::shared().await;
    let bucket = server.new_bucket("faults").await.unwrap();
    for key in ["a.json", "b.json"] {
        server.client.put(&bucket, key, "{\"t\": 1}").await.unwrap();
    }
    let proxy = FaultProxy::start(&server.endpoint).await.unwrap();
    let world = World::new().await;
    let id = world.source_with(s3(&proxy.endpoint, &bucket), keys()).await;
    assert_eq!(world.visible().await.len(), 2);
    server.client.delete(&bucket, "b.json").await.unwrap();
    proxy.set(vec![Rule::always(Fault::Status { status: 403, retry_after: None })]);
    let live = world.sync(id).await;
    assert_eq!(live.status, SyncStatus::Failed);
    assert!(live.problem.as_ref().unwrap().contains(&bucket), "{live:?}");
    assert_eq!(world.visible().await.len(), 2);
    proxy.set(Vec::new());
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.vanished), (SyncStatus::Completed, 1));
    assert_eq!(world.visible().await, ["a.json"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_cannot_be_read_now_is_read_at_the_next_run() {
    let server = S3Server::shared().await;
    let bucket = server.new_bucket("retry").await.unwrap();
    for key in ["a.json", "b.json"] {
        server.client.put(&bucket, key, "{\"t\": 1}").await.unwrap();
    }
    let proxy = FaultProxy::start(&server.endpoint).await.unwrap();
    proxy.set(vec![
        Rule::always(Fault::Status { status: 403, retry_after: None }).path(format!("/{bucket}/b.json")),
    ]);
    let world = World::new().await;
    let id = world.source_with(s3(&proxy.endpoint, &bucket), keys()).await;
    let live = world.engine.live(id);
    assert_eq!(
        (live.status, live.counts.failed, live.counts.imported),
        (SyncStatus::CompletedWithErrors, 1, 1)
    );
    proxy.set(Vec::new());
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.imported, live.counts.unchanged), (SyncStatus::Completed, 1, 1));
}

/// The folder `in` of a bucket there.
fn gcs(server: &GcsServer, bucket: &str) -> (StorageSettings, StorageSecrets) {
    let secrets = StorageSecrets {
        google_application_credentials: Some(server.service_account()),
        ..StorageSecrets::default()
    };
    let settings = StorageSettings {
        kind: StorageKind::Gcs,
        path: bucket.to_owned(),
        prefix: "in".into(),
        sync_interval: Some(0),
        ..StorageSettings::default()
    };
    (settings, secrets)
}

#[tokio::test(flavor = "multi_thread")]
async fn gcs_becomes_tasks_over_the_xml_api() {
    let server = GcsServer::start().await.unwrap();
    for n in 0..3 {
        server.put("gcs-bucket", &format!("in/{n} +%.json"), format!("[{{\"n\": {n}}}]"));
    }
    let world = World::new().await;
    let (settings, secrets) = gcs(&server, "gcs-bucket");
    let id = world.source_with(settings, secrets).await;
    let live = world.engine.live(id);
    assert_eq!((live.status, live.counts.imported, live.counts.tasks_created), (SyncStatus::Completed, 3, 3));
    let before = world.db.generation();
    assert_eq!(world.sync(id).await.counts.unchanged, 3);
    assert_eq!(world.db.generation(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_bucket_is_listed_by_ranges_and_nothing_is_missed() {
    let server = GcsServer::start().await.unwrap();
    let name = |n: u32| format!("in/{n:06}.jpg");
    for n in 0..101_000 {
        server.put("large", &name(n), "x");
    }
    server.put("large", "in.jpg", "beside the folder");
    let world = World::new().await;
    let (settings, secrets) = gcs(&server, "large");
    let proxy = FaultProxy::start(&server.endpoint).await.unwrap();
    let endpoint = Some(proxy.endpoint.clone());
    let settings = StorageSettings { use_blob_urls: true, endpoint, ..settings };
    let id = world.source_with(settings.clone(), secrets.clone()).await;
    assert_eq!(world.engine.live(id).counts.imported, 101_000);
    let before = world.db.generation();
    let live = world.sync(id).await;
    assert_eq!(live.counts.unchanged, 101_000);
    assert_eq!(world.db.generation(), before, "nothing was written");
    let log = proxy.take_log();
    let begun = log.iter().filter(|seen| seen.target.contains("start-after=")).count();
    assert!(begun > 10, "only {begun} of {} requests begin a range", log.len());

    // The end of a range goes, others change and come.
    let bucket = skylabel::bucket::Bucket::connect(&settings, &secrets).unwrap();
    bucket.delete(&name(7_999)).await.unwrap();
    bucket.delete(&name(12_345)).await.unwrap();
    server.put("large", &name(11_999), "changed");
    server.put("large", "in/000000", "first");
    server.put("large", "in/zzz", "last");
    let live = world.sync(id).await;
    assert_adds_up(&live.counts);
    let counts = live.counts;
    assert_eq!((live.status, live.problem), (SyncStatus::Completed, None));
    assert_eq!((counts.imported, counts.updated, counts.vanished), (2, 1, 2));
    assert_eq!((counts.listed, counts.unchanged), (101_000, 100_997));
    assert!(counts.requests <= 101 * 3 / 2, "{} requests", counts.requests);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_while_many_ranges_are_listed_is_never_taken_for_gone() {
    let server = GcsServer::start().await.unwrap();
    let name = |n: usize| format!("in/{n:06}.jpg");
    let mut bucket: std::collections::BTreeSet<String> = (0..101_000).map(name).collect();
    for key in &bucket {
        server.put("busy", key, "x");
    }
    let world = World::new().await;
    let (settings, secrets) = gcs(&server, "busy");
    let proxy = FaultProxy::start(&server.endpoint).await.unwrap();
    let settings =
        StorageSettings { use_blob_urls: true, endpoint: Some(proxy.endpoint.clone()), ..settings };
    let id = world.source_with(settings.clone(), secrets.clone()).await;
    let hand = StorageSettings { endpoint: Some(server.endpoint.clone()), ..settings };
    let hand = skylabel::bucket::Bucket::connect(&hand, &secrets).unwrap();

    // A writer changes one object in twenty, all over the bucket, before, in and after what is being listed; slowly, so
    // that the writer is at it all the while.
    proxy.set([Rule::always(Fault::Delay { ms: 100 }).method("GET")]);
    world.engine.request_sync(id).await.unwrap();
    let mut untouched = bucket.clone();
    let mut meanwhile = 0;
    for step in 0..5_000 {
        meanwhile += u32::from(world.engine.live(id).status == SyncStatus::InProgress);
        let key = name(step * 7_919 % 101_000);
        if step % 3 == 1 {
            untouched.remove(&key);
        }
        match step % 3 {
            0 => server.put("busy", &key, "changed"),
            1 if step % 50 == 1 => {
                hand.delete(&key).await.unwrap();
                bucket.remove(&key);
            }
            1 => {
                hand.delete(&key).await.unwrap();
                server.put("busy", &key, "created anew");
            }
            _ => {
                let new = format!("{key}-new.jpg");
                server.put("busy", &new, "new");
                bucket.insert(new);
            }
        }
        if step % 100 == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
    assert!(meanwhile > 500, "only {meanwhile} changes fell into the run");
    let during = world.settled(id).await;
    assert_eq!(during.status, SyncStatus::Completed, "{during:?}");
    assert_adds_up(&during.counts);
    let visible: std::collections::BTreeSet<String> = world.visible().await.into_iter().collect();
    assert!(visible.is_superset(&untouched), "what was never deleted never left the lists");
    let log = proxy.take_log();
    assert!(
        log.iter().filter(|seen| seen.target.contains("start-after=")).count() > 10,
        "it was listed by ranges"
    );
    proxy.clear();

    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.listed), (SyncStatus::Completed, bucket.len() as u64));
    let visible: std::collections::BTreeSet<String> = world.visible().await.into_iter().collect();
    assert!(visible == bucket, "one more sync is the truth");
    let before = world.db.generation();
    world.sync(id).await;
    assert_eq!(world.db.generation(), before, "and the one after it has nothing to do");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_on_s3_keep_their_tasks_by_their_ids() {
    let server = S3Server::start().await.unwrap();
    let name = server.new_bucket("rows").await.unwrap();
    let settings = StorageSettings { row_id: Some("meta.sku".into()), ..s3(&server.endpoint, &name) };
    let bucket = skylabel::bucket::Bucket::connect(&settings, &keys()).unwrap();
    let put = async |lines: &[(&str, &str)]| {
        let line =
            |(sku, text): &(&str, &str)| json!({"data": {"t": text}, "meta": {"sku": sku}}).to_string();
        let body = lines.iter().map(line).collect::<Vec<_>>().join("\n");
        bucket.put("a.jsonl", body.into(), "application/jsonl", Condition::Always).await.unwrap();
    };
    put(&[("x", "one"), ("y", "two")]).await;
    let world = World::new().await;
    let id = world.source_with(settings.clone(), keys()).await;
    let before = world.tasks().await;
    world.label(before[1].id).await;
    put(&[("z", "new"), ("y", "other"), ("x", "one"), ("x", "again")]).await;
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.tasks_created), (SyncStatus::CompletedWithErrors, 1));
    let after = world.tasks().await;
    assert_eq!((after[0].row_index, after[1].stale, after[1].labeled), (Some(2), true, true));
    assert_eq!(after[1].data, before[1].data);
    assert_eq!(world.take_new_version(&[before[1].id]).await.tasks, [before[1].id]);
    assert_eq!(world.tasks().await[1].data, Some(json!({"t": "other"})));
}
