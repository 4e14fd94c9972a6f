//! The command lines of the manual against real object storage: an S3 server that checks signatures, and an endpoint
//! of Google's documented protocol.

use crate::house::House;
use testkit::gcs::GcsServer;
use testkit::s3::S3Server;

fn with_s3(s3: &S3Server, access: &str, secret: &str) -> House {
    House::new()
        .with("AWS_ENDPOINT_URL", &s3.endpoint)
        .with("AWS_ACCESS_KEY_ID", access)
        .with("AWS_SECRET_ACCESS_KEY", secret)
        .with("AWS_REGION", testkit::REGION)
}

async fn house_and_bucket(purpose: &str) -> (House, &'static S3Server, String) {
    let s3 = S3Server::shared().await;
    let bucket = s3.new_bucket(purpose).await.unwrap();
    (with_s3(s3, testkit::ACCESS_KEY, testkit::SECRET_KEY), s3, bucket)
}

/// Work that blocks, beside the servers that run on this test's own runtime.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_come_from_a_bucket_and_annotations_go_into_it() {
    let (house, s3, bucket) = house_and_bucket("loop").await;
    s3.client.put(&bucket, "a.json", "{\"text\": \"one\"}").await.unwrap();
    s3.client.put(&bucket, "b.json", "{\"text\": \"two\"}").await.unwrap();
    let name = bucket.clone();
    aside(move || {
        let line = format!("label-studio init my_project --source s3 --source-path {name} --target s3-completions --target-path {name}");
        let first = house.typed(&line).done();
        assert!(first.err.contains("note: source and target are the same place"), "{}", first.err);
        house.typed(&line).done();
        let running = house.start(&["my_project"]);
        running.until("/api/tasks?project=1", |tasks| tasks["total"] == 2);
        running.post("/api/tasks/1/annotations", "{\"result\": []}");
        running.until("/api/storages/export?project=1", |targets| targets[0]["last_sync_count"] == 1);
        let source = running.json("/api/storages?project=1")[0]["id"].clone();
        running.post(&format!("/api/storages/s3/{source}/sync"), "");
        let left_out = format!("/api/storages/s3/{source}/outcomes?outcome=skipped");
        let left_out = running.until(&left_out, |skipped| skipped.to_string().contains("\"annotations/1.json\""));
        assert!(left_out.to_string().contains("written by this project's target storage"), "{left_out}");
        running.until("/api/storages?project=1", |sources| sources[0]["status"] == "completed");
        assert_eq!(running.json("/api/tasks?project=1")["total"], 2, "our own documents are no tasks");
    })
    .await;
    let document = s3.client.get(&bucket, "annotations/1.json").await.unwrap().expect("the document");
    let document: serde_json::Value = serde_json::from_slice(&document).unwrap();
    assert_eq!(document["data"]["text"], "one");
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_become_tasks_by_the_manuals_own_parameters() {
    let (house, s3, bucket) = house_and_bucket("blobs").await;
    for key in ["photos/a b.jpg", "photos/deep/c+d.jpg", "photos/readme.txt", "other/e.jpg"] {
        s3.client.put(&bucket, key, "x").await.unwrap();
    }
    aside(move || {
        let params = r#""{\"prefix\": \"photos\", \"regex\": \".*\\\\.jpg\", \"use_blob_urls\": true, \"data_key\": \"my-object-tag-$value\"}""#;
        let line = format!("label-studio init p --source s3 --source-path {bucket} --source-params {params}");
        house.typed(&line).done();
        let running = house.start(&["p"]);
        let tasks = running.until("/api/tasks?project=1&resolve_uri=false", |tasks| tasks["total"] == 2);
        let text = tasks.to_string();
        assert!(text.contains(&format!("s3://{bucket}/photos/a b.jpg")), "{text}");
        assert!(text.contains(&format!("s3://{bucket}/photos/deep/c+d.jpg")), "{text}");

        // Signed and redirected to, until the storage says to stream.
        let shown = running.json("/api/tasks?project=1");
        let url = shown["tasks"][0]["data"].as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        assert_eq!(running.get(&url, &[]).unwrap().0, 303);
        let streaming = format!("label-studio init p --source-params '{}'", "{\"presign\": false}");
        assert_eq!(running.stop("TERM").0, 0);
        house.typed(&streaming).done();
        let running = house.start(&["p"]);
        assert_eq!(running.get(&url, &[]).unwrap(), (200, "x".to_owned()));
        assert_eq!(running.get(&url, &[("Range", "bytes=0-0")]).unwrap().0, 206);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_store_definitely_refuses_is_refused_in_one_sentence_and_nothing_is_created() {
    let (house, s3, bucket) = house_and_bucket("refused").await;
    let stranger = with_s3(s3, "nobody", "nothing");
    let reader = with_s3(s3, testkit::READ_ONLY_ACCESS_KEY, testkit::READ_ONLY_SECRET_KEY);
    aside(move || {
        let missing = house.run(&["init", "p", "-s", "s3", "--source-path", "no-such-bucket-anywhere"]);
        assert!(missing.refusal().contains("no-such-bucket-anywhere"), "{}", missing.err);
        let unknown = stranger.run(&["init", "p", "-s", "s3", "--source-path", &bucket]);
        assert!(unknown.refusal().contains(&bucket), "{}", unknown.err);
        let unwritable = reader.run(&["init", "p", "-t", "s3", "--target-path", &bucket]);
        assert!(unwritable.refusal().contains(&bucket), "{}", unwritable.err);
        for house in [house, stranger, reader] {
            assert!(house.run(&["start", "p", "-b"]).refusal().contains("there are none yet"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_merely_away_does_not_keep_the_server_from_starting() {
    let [port] = testkit::ports::free().unwrap();
    let house = House::new()
        .with("AWS_ENDPOINT_URL", &format!("http://127.0.0.1:{port}"))
        .with("AWS_ACCESS_KEY_ID", "a")
        .with("AWS_SECRET_ACCESS_KEY", "b");
    aside(move || {
        let answer = house.run(&["init", "p", "-s", "s3", "--source-path", "bucket"]).done();
        assert!(answer.err.contains("note: ") && answer.err.contains("bucket"), "{}", answer.err);
        let running = house.start(&["p"]);
        running.until("/api/storages?project=1", |sources| !sources[0]["traceback"].is_null());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_over_google_cloud_storage() {
    let gcs = GcsServer::start().await.unwrap();
    gcs.put("my-bucket", "a.json", "{\"text\": \"one\"}");
    gcs.create_bucket("out");
    let house = House::new();
    let credentials = house.write("account.json", &gcs.service_account());
    let house = house.with("GOOGLE_APPLICATION_CREDENTIALS", credentials.to_str().unwrap());
    aside(move || {
        let line = "label-studio init my_project --source gcs --source-path my-bucket";
        house.typed(line).done();
        // As the manual of 2020 has it: the target's bucket under the source's flag.
        let slip =
            house.typed("label-studio init my_project --target gcs-completions --source-path out").done();
        assert!(slip.err.contains("--source-path was taken as --target-path"), "{}", slip.err);
        let running = house.start(&["my_project"]);
        running.until("/api/tasks?project=1", |tasks| tasks["total"] == 1);
        running.post("/api/tasks/1/annotations", "{\"result\": []}");
        running.until("/api/storages/export?project=1", |targets| targets[0]["last_sync_count"] == 1);
    })
    .await;
    assert!(gcs.get("out", "1.json").is_some(), "{:?}", gcs.keys("out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn media_come_through_the_server_where_the_credentials_cannot_sign() {
    let gcs = GcsServer::start().await.unwrap();
    gcs.put("my-bucket", "a.txt", "one");
    let house = House::new();
    let credentials = house.write("account.json", &gcs.service_account());
    let house = house.with("GOOGLE_APPLICATION_CREDENTIALS", credentials.to_str().unwrap());
    aside(move || {
        let params = "{\"use_blob_urls\": true, \"presign\": true}";
        let line = ["init", "p", "-s", "gcs", "--source-path", "my-bucket", "--source-params", params];
        house.run(&line).done();
        let running = house.start(&["p"]);
        let tasks = running.until("/api/tasks?project=1", |tasks| tasks["total"] == 1);
        let data = tasks["tasks"][0]["data"].as_object().unwrap();
        let url = data.values().next().unwrap().as_str().unwrap();
        assert_eq!(running.get(url, &[]).unwrap(), (200, "one".to_owned()));
        assert_eq!(running.get(url, &[("Range", "bytes=1-")]).unwrap(), (206, "ne".to_owned()));
    })
    .await;
}
