use super::{Answer, House, local};
use actix_web::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

/// A project over a folder of blobs; the URLs that its tasks show, by key.
async fn with_blobs(files: &[(&str, &str)], more: serde_json::Value) -> (House, Vec<String>) {
    let house = House::new().await;
    house.project().await;
    let mut body = json!({"project": 1, "path": house.folder("in", files), "use_blob_urls": true});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    house.post("/api/storages/localfiles", body).await.expect(201);
    let count = files.len();
    let tasks = house.until("/api/tasks?project=1", |tasks| tasks["total"] == count).await;
    let url = |task: &serde_json::Value| task["data"]["text"].as_str().unwrap().to_owned();
    let urls = tasks["tasks"].as_array().unwrap().iter().map(url).collect();
    (house, urls)
}

async fn part(house: &House, url: &str, range: &str) -> Answer {
    house.send(local(Method::GET, url).insert_header(("range", range))).await
}

#[actix_web::test]
async fn a_tasks_media_are_streamed_with_ranges() {
    for copied in [false, true] {
        let (house, urls) =
            with_blobs(&[("a.jpg", "0123456789")], json!({"create_local_copy": copied})).await;
        assert!(urls[0].starts_with("/tasks/1/resolve/?fileuri="), "{}", urls[0]);
        let whole = house.get(&urls[0]).await;
        assert_eq!(
            (whole.status, whole.body.as_str(), whole.header("content-type")),
            (200, "0123456789", "image/jpeg")
        );
        assert_eq!(
            (whole.header("accept-ranges"), whole.header("x-content-type-options")),
            ("bytes", "nosniff")
        );
        let some = part(&house, &urls[0], "bytes=2-4").await;
        assert_eq!(
            (some.status, some.body.as_str(), some.header("content-range")),
            (206, "234", "bytes 2-4/10")
        );
        let known = house
            .send(local(Method::GET, &urls[0]).insert_header(("if-none-match", whole.header("etag"))))
            .await;
        assert_eq!(known.status, 304);
        assert_eq!(part(&house, &urls[0], "bytes=10-").await.status, 416);
        let presign = urls[0].replace("resolve", "presign");
        assert_eq!(house.get(&presign).await.status, 200);
    }
}

#[actix_web::test]
async fn only_what_a_task_speaks_of_is_opened() {
    let (house, urls) = with_blobs(&[("a.jpg", "a"), ("b.jpg", "b")], json!({})).await;
    let folder = house.folder("in", &[]);
    let uri = |name: &str| URL_SAFE.encode(format!("file://{}/{name}", folder.display()));
    let other_task = format!("/tasks/1/resolve/?fileuri={}", uri("b.jpg"));
    assert_eq!(house.get(&other_task).await.status, 404);
    let outside = format!("/tasks/1/resolve/?fileuri={}", uri("../lock"));
    let gone = house.folder("in", &[]).join("a.jpg");
    assert_eq!(house.get(&outside).await.status, 404);
    assert_eq!(house.get("/tasks/1/resolve/?fileuri=%25").await.status, 400);
    assert_eq!(house.get("/tasks/99/resolve/?fileuri=eA").await.status, 404);
    std::fs::remove_file(gone).unwrap();
    assert_eq!(house.get(&urls[0]).await.status, 404);
}

#[actix_web::test]
async fn what_a_browser_would_run_is_handed_over_as_a_file() {
    let (house, urls) =
        with_blobs(&[("a.html", "<script>alert(1)</script>"), ("b.svg", "<svg/>")], json!({})).await;
    for url in &urls {
        let answer = house.get(url).await;
        assert_eq!(answer.header("content-disposition"), "attachment");
        assert!(answer.header("content-security-policy").contains("sandbox"));
    }
}

#[actix_web::test]
async fn a_tasks_address_stays_and_is_signed_anew_at_each_request() {
    let house = House::new().await;
    house.away().await;
    house.post("/api/projects/1/import", json!([{"text": "s3://b/x.jpg"}])).await.expect(201);
    let url = async || {
        let task = house.get("/api/tasks/1").await.expect(200);
        task["data"]["text"].as_str().unwrap().to_owned()
    };
    let first = url().await;
    assert!(first.starts_with("/tasks/1/resolve/?fileuri="), "{first}");
    // A signature tells its second: the next one has another.
    let mut signed = BTreeSet::new();
    for _ in 0..100 {
        let answer = house.get(&first).await;
        assert_eq!((answer.status, answer.header("cache-control")), (303, "no-store"));
        let address = answer.header("location").to_owned();
        assert!(address.starts_with("http://127.0.0.1:1/b/x.jpg?"), "{address}");
        assert!(address.contains("X-Amz-Expires=3600&"), "it lives an hour: {address}");
        signed.insert(address);
        if signed.len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(signed.len(), 2);
    assert_eq!(url().await, first);
}

#[actix_web::test]
async fn a_large_part_is_sent_whole_and_so_is_a_files_end() {
    let large = format!("{}end", "x".repeat(9 << 20));
    let (house, urls) = with_blobs(&[("a.txt", large.as_str())], json!({})).await;
    let all = part(&house, &urls[0], "bytes=0-").await;
    assert_eq!((all.status, all.body.len()), (206, large.len()));
    let end = part(&house, &urls[0], "bytes=-3").await;
    assert_eq!((end.status, end.body.as_str()), (206, "end"));
}
