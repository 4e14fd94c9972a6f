use super::{House, local};
use actix_web::http::Method;
use serde_json::{Value, json};

const CONFIG: &str = r#"<View>
  <HyperTextLabels name="l" toName="h"><Label value="A"/></HyperTextLabels>
  <HyperText name="h" value="$html"/>
  <HyperText name="coded" value="$coded" encoding="base64unicode" inline="true"/>
  <HyperText name="page" value="$page" valueType="url"/>
</View>"#;

/// A house with one task; fields that are not given are empty.
async fn with(given: Value) -> House {
    let mut data = json!({"html": "", "coded": "", "page": ""});
    data.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    let house = House::new().await;
    house.post("/api/projects/", json!({"title": "Pages", "label_config": CONFIG})).await.expect(201);
    house.post("/api/projects/1/import", json!([data])).await.expect(201);
    house
}

#[actix_web::test]
async fn a_document_comes_as_a_tree_without_anything_active() {
    let house =
        with(json!({"html": "<p onclick='x()'>Hi<script>x()</script></p>", "coded": "PGI+w6k8L2I+"})).await;
    let tree = house.get("/tasks/1/html?object=h").await.expect(200);
    assert_eq!(
        tree["events"],
        json!([{"e": ["h", "p", []]}, {"t": "Hi"}, {"e": ["i", "script", []]}, "/", "/"])
    );
    let coded = house.get("/tasks/1/html/?object=coded").await.expect(200);
    assert_eq!(
        (&coded["boxed"], &coded["events"]),
        (&json!(true), &json!([{"e": ["h", "b", []]}, {"t": "é"}, "/"]))
    );
}

#[actix_web::test]
async fn what_cannot_be_shown_says_why() {
    let house = with(json!({"html": "", "page": "https://example.org/x.html"})).await;
    for (path, status, why) in [
        ("/tasks/1/html?object=h", 404, "nothing under $html"),
        ("/tasks/1/html?object=l", 404, "no HyperText named"),
        ("/tasks/1/html?object=coded", 404, "nothing under $coded"),
        ("/tasks/1/html?object=page", 403, "outside the source storages"),
        ("/tasks/9/html?object=h", 404, ""),
        ("/tasks/1/html", 400, "object"),
    ] {
        let answer = house.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.body.contains(why), "{path}: {}", answer.body);
    }
}

#[actix_web::test]
async fn a_page_in_a_source_is_read_from_there() {
    let house = House::new().await;
    house.post("/api/projects/", json!({"title": "Pages", "label_config": CONFIG})).await.expect(201);
    let folder = house.folder("in", &[("a.html", "\u{feff}<h1>Title</h1>")]);
    let body = json!({"project": 1, "path": folder, "use_blob_urls": true});
    house.post("/api/storages/localfiles", body).await.expect(201);
    house.until("/api/tasks?project=1", |tasks| tasks["total"] == 1).await;
    let tree = house.get("/tasks/1/html?object=h").await.expect(200);
    assert_eq!(tree["events"], json!([{"e": ["h", "h1", []]}, {"t": "Title"}, "/"]));
}

#[actix_web::test]
async fn the_frame_runs_nothing_and_is_shown_by_our_pages_alone() {
    let house = with(json!({"html": "x"})).await;
    let frame = house.get("/tasks/1/html/frame").await;
    assert_eq!((frame.status, frame.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = frame.header("content-security-policy");
    for part in
        ["default-src 'none'", "sandbox allow-same-origin;", "frame-ancestors 'self'", "form-action 'none'"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("script-src") && !policy.contains("allow-scripts"), "{policy}");
    assert_eq!(frame.header("x-frame-options"), "SAMEORIGIN");
    assert!(!frame.body.contains("<script"));
}

#[actix_web::test]
async fn documents_are_behind_the_same_door_as_tasks() {
    let house = House::with_token(Some("secret")).await;
    for path in ["/tasks/1/html?object=h", "/tasks/1/html/frame"] {
        assert_eq!(house.get(path).await.status, 401);
        let foreign = local(Method::GET, path).insert_header(("origin", "https://evil.example"));
        assert_eq!(house.send(foreign).await.status, 403);
    }
}

#[actix_web::test]
async fn a_document_that_no_task_has_is_as_harmless_as_those_of_tasks() {
    let house = House::new().await;
    let ask = |html: String, encoding: &str| json!({"html": html, "encoding": encoding, "boxed": true, "links": false});
    let tree = house
        .post("/fn/preview_html", ask("<p onclick='x()'>Hi<script>x()</script></p>".to_owned(), ""))
        .await
        .expect(200);
    assert_eq!(tree["boxed"], json!(true));
    assert_eq!(
        tree["events"],
        json!([{"e": ["h", "p", []]}, {"t": "Hi"}, {"e": ["i", "script", []]}, "/", "/"])
    );
    let coded =
        house.post("/fn/preview_html", ask("PGI+w6k8L2I+".to_owned(), "base64unicode")).await.expect(200);
    assert_eq!(coded["events"], json!([{"e": ["h", "b", []]}, {"t": "é"}, "/"]));
}
