use super::House;
use serde_json::json;

async fn with_source(files: &[(&str, &str)], more: serde_json::Value) -> (House, String) {
    let house = House::new().await;
    house.project().await;
    let folder = house.folder("in", files);
    let mut body = json!({"project": 1, "path": folder, "title": "In"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = house.post("/api/storages/localfiles/", body).await.expect(201);
    let path = format!("/api/storages/localfiles/{}", made["id"]);
    house.until(&path, |storage| storage["status"] == "completed").await;
    (house, path)
}

#[actix_web::test]
async fn a_source_is_made_synced_read_changed_and_deleted() {
    let (house, path) =
        with_source(&[("a.json", "{\"text\": \"one\"}")], json!({"description": "kept"})).await;
    let storage = house.get(&path).await.expect(200);
    assert_eq!(
        (&storage["type"], &storage["title"], &storage["project"]),
        (&json!("localfiles"), &json!("In"), &json!(1))
    );
    assert_eq!((&storage["last_sync_count"], &storage["traceback"]), (&json!(1), &json!(null)));
    assert_eq!((&storage["description"], &storage["recursive_scan"]), (&json!("kept"), &json!(true)));
    assert_eq!(house.get("/api/tasks?project=1").await.expect(200)["total"], 1);

    house.folder("in", &[("b.json", "{\"text\": \"two\"}")]);
    let queued = house.post(&format!("{path}/sync"), json!(null)).await.expect(200);
    assert!(["queued", "in_progress", "completed"].contains(&queued["status"].as_str().unwrap()));
    house.until("/api/tasks?project=1", |tasks| tasks["total"] == 2).await;

    let changed =
        house.patch(&path, json!({"regex_filter": "a\\.json$", "title": "Only a"})).await.expect(200);
    assert_eq!((&changed["regex_filter"], &changed["title"]), (&json!("a\\.json$"), &json!("Only a")));
    house.until("/api/tasks?project=1", |tasks| tasks["total"] == 1).await;

    assert_eq!(house.get("/api/storages/?project=1").await.expect(200).as_array().unwrap().len(), 1);
    assert_eq!(house.get("/api/storages/s3/?project=1").await.expect(200), json!([]));
    assert_eq!(house.delete(&path).await.status, 204);
    assert_eq!(house.get(&path).await.status, 404);
}

#[actix_web::test]
async fn saving_checks_first_and_says_what_is_wrong() {
    let house = House::new().await;
    house.project().await;
    let refused = async |kind: &str, body: serde_json::Value| {
        let answer = house.post(&format!("/api/storages/{kind}"), body).await.expect(400);
        answer["validation_errors"].to_string()
    };
    let nowhere = house.folder("in", &[]).join("nowhere");
    assert!(refused("localfiles", json!({"project": 1, "path": nowhere})).await.contains("nowhere"));
    assert!(refused("localfiles", json!({"project": 1, "path": "relative"})).await.contains("absolute"));
    assert!(refused("localfiles", json!({"path": "/"})).await.contains("project"));
    assert!(refused("s3", json!({"project": 1})).await.contains("bucket"));
    assert!(refused("s3", json!({"project": 1, "bucket": "b", "regex_filter": "("})).await.contains("regex"));
    assert!(refused("s3", json!({"project": 1, "bucket": "b", "presign": "x"})).await.contains("presign"));
    assert_eq!(house.get("/api/storages/?project=1").await.expect(200), json!([]), "nothing was saved");
    assert_eq!(house.post("/api/storages/redis", json!({"project": 1})).await.status, 404);
    assert_eq!(house.get("/api/storages/localfiles").await.status, 400, "a list needs a project");
}

#[actix_web::test]
async fn validate_tries_without_saving() {
    let house = House::new().await;
    house.project().await;
    let folder = house.folder("in", &[("a.json", "{}")]);
    let good = json!({"project": 1, "path": folder});
    assert_eq!(house.post("/api/storages/localfiles/validate", good.clone()).await.status, 200);
    assert_eq!(house.post("/api/storages/export/localfiles/validate", good).await.status, 200);
    let bad = json!({"project": 1, "path": folder.join("nowhere")});
    assert_eq!(house.post("/api/storages/localfiles/validate", bad).await.status, 400);
    assert_eq!(house.get("/api/storages/?project=1").await.expect(200), json!([]));
}

#[actix_web::test]
async fn outcomes_can_be_read_with_their_reasons() {
    let files = [("a.json", "{\"text\": \"one\"}"), ("b.json", "{broken"), ("c.txt", "no task")];
    let house = House::new().await;
    house.project().await;
    let folder = house.folder("in", &files);
    let made =
        house.post("/api/storages/localfiles", json!({"project": 1, "path": folder})).await.expect(201);
    let path = format!("/api/storages/localfiles/{}", made["id"]);
    house.until(&path, |storage| storage["status"] == "completed_with_errors").await;
    let failed = house.get(&format!("{path}/outcomes?outcome=failed&page=1")).await.expect(200);
    assert_eq!((&failed["total"], &failed["items"][0]["key"]), (&json!(1), &json!("b.json")));
    assert!(failed["items"][0]["reason"].is_string());
    let skipped = house.get(&format!("{path}/outcomes/?outcome=skipped")).await.expect(200);
    assert_eq!(skipped["items"][0]["key"], "c.txt");
    assert_eq!(house.get(&format!("{path}/outcomes?outcome=wrong")).await.status, 400);
    let all = house.get(&format!("{path}/outcomes.csv")).await;
    let lines: Vec<&str> = all.body.lines().collect();
    assert_eq!((all.status, lines[0], lines[1]), (200, "key,row,outcome,reason", "a.json,,imported,"));
    assert!(lines[2].starts_with("b.json,,failed,") && lines[3].starts_with("c.txt,,skipped,"), "{lines:?}");
    let skipped = house.get(&format!("{path}/outcomes.csv?outcome=skipped")).await;
    assert_eq!(skipped.body.lines().count(), 2, "{}", skipped.body);
    assert_eq!(house.get(&format!("{path}/outcomes?page=9")).await.expect(404)["detail"], "Invalid page.");
}

#[actix_web::test]
async fn a_target_receives_annotations_and_is_no_source() {
    let (house, source) = with_source(&[("a.json", "{\"text\": \"one\"}")], json!({})).await;
    let out = house.folder("out", &[]);
    let made =
        house.post("/api/storages/export/localfiles", json!({"project": 1, "path": out})).await.expect(201);
    let path = format!("/api/storages/export/localfiles/{}", made["id"]);
    house.post("/api/tasks/1/annotations", json!({"result": []})).await.expect(201);
    house.post(&format!("{path}/sync"), json!(null)).await.expect(200);
    house.until(&path, |target| target["last_sync_count"] == 1).await;
    assert!(out.join("1.json").is_file());
    assert_eq!(house.get(&path.replace("export/", "")).await.status, 404);
    assert_eq!(house.get(&source.replace("storages/", "storages/export/")).await.status, 404);
    assert_eq!(house.get("/api/storages/export?project=1").await.expect(200).as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn secrets_go_in_and_never_out() {
    let house = House::new().await;
    house.project().await;
    let folder = house.folder("in", &[]);
    let body = json!({"project": 1, "path": folder, "aws_access_key_id": "AKIA123", "aws_secret_access_key": "hunter2"});
    let made = house.post("/api/storages/localfiles", body).await;
    assert!(!made.body.contains("hunter2") && !made.body.contains("AKIA123"), "{}", made.body);
    let made = made.expect(201);
    assert_eq!(made["has_credentials"], true);
    let listed = house.get("/api/storages?project=1").await;
    assert!(!listed.body.contains("hunter2"), "{}", listed.body);
}

#[actix_web::test]
async fn a_storage_that_is_not_to_be_synchronized_is_not() {
    let (house, path) = with_source(&[], json!({"synchronizable": false})).await;
    assert_eq!(house.get(&path).await.expect(200)["synchronizable"], false);
    assert_eq!(house.post(&format!("{path}/sync"), json!(null)).await.status, 400);
}

#[actix_web::test]
async fn azure_is_not_built_yet_and_that_is_said() {
    let house = House::new().await;
    house.project().await;
    let body = json!({"project": 1, "container": "c", "account_name": "a", "account_key": "hunter2"});
    for side in ["/api/storages", "/api/storages/export"] {
        for path in ["azure", "azure/validate"] {
            let refused = house.post(&format!("{side}/{path}"), body.clone()).await.expect(404);
            assert_eq!(refused["detail"], "Azure Blob Storage is not built yet", "{side}/{path}");
        }
        let types = house.get(&format!("{side}/types")).await;
        assert!(!types.body.contains("azure"), "{}", types.body);
        assert_eq!(house.get(&format!("{side}?project=1")).await.expect(200), json!([]));
    }
}

#[actix_web::test]
async fn the_types_are_listed() {
    let house = House::new().await;
    for path in ["/api/storages/types", "/api/storages/export/types"] {
        let types = house.get(path).await.expect(200);
        assert_eq!(types[0]["name"], "s3");
    }
}

#[actix_web::test]
async fn the_history_tells_the_runs_that_did_something_and_what_was_pushed() {
    let (house, source) = with_source(&[("a.json", "{\"text\": \"one\"}")], json!({})).await;
    let out = house.folder("out", &[]);
    let made =
        house.post("/api/storages/export/localfiles", json!({"project": 1, "path": out})).await.expect(201);
    let target = format!("/api/storages/export/localfiles/{}", made["id"]);
    house.post("/api/tasks/1/annotations", json!({"result": []})).await.expect(201);
    let pushed = house.until(&format!("{target}/runs"), |runs| runs["total"] == 1).await;
    let counts = &pushed["items"][0]["counts"];
    assert_eq!((&pushed["items"][0]["status"], &counts["pushed"]), (&json!("completed"), &json!(1)));

    let before = house.get(&source).await.expect(200)["last_sync"].clone();
    house.post(&format!("{source}/sync"), json!(null)).await.expect(200);
    house.until(&source, |source| source["last_sync"] != before).await;
    let runs = house.get(&format!("{source}/runs/?page=1")).await.expect(200);
    assert_eq!((&runs["total"], runs["items"].as_array().unwrap().len()), (&json!(1), 1), "{runs}");
    let first = &runs["items"][0];
    assert_eq!((&first["counts"]["imported"], &first["counts"]["tasks_created"]), (&json!(1), &json!(1)));
    assert!(
        first["seconds"].as_f64().unwrap() > 0.0 && first["began_at"].as_str() < first["ended_at"].as_str()
    );
    assert_eq!(first["dollars"], json!(null), "a folder costs nothing");
    assert_eq!(house.get(&format!("{source}/runs?page=2")).await.status, 404);
}

#[actix_web::test]
async fn a_dry_run_tells_the_whole_diff_under_settings_that_are_not_saved_and_writes_nothing() {
    let files = [("a.json", "{\"text\": \"one\"}"), ("b.json", "{\"text\": \"two\"}"), ("c.txt", "none")];
    let (house, source) = with_source(&files, json!({})).await;
    let folder = house.folder("in", &[("d.json", "{}"), ("b.json", "{\"text\": \"another\"}")]);
    std::fs::remove_file(folder.join("c.txt")).unwrap();
    let over = async |body: serde_json::Value| {
        let begun = house.post(&format!("{source}/dry-run"), body).await.expect(201);
        let path = format!("/api/dry-runs/{}", begun["id"]);
        (house.until(&path, |run| run["state"] != "running").await, path)
    };
    let before = house.writes();
    let (run, path) = over(json!({})).await;
    let counts = |run: &serde_json::Value| {
        ["listed", "unchanged", "new", "updated", "gone", "left_out", "skipped"]
            .map(|name| run["counts"][name].as_u64().unwrap())
    };
    assert_eq!((run["state"].as_str(), counts(&run)), (Some("done"), [3, 1, 1, 1, 1, 0, 0]), "{run}");
    let items = house.get(&format!("{path}?change=updated&page=1")).await.expect(200);
    assert_eq!((&items["total"], &items["items"][0]["key"]), (&json!(1), &json!("b.json")));
    assert_eq!(house.get(&format!("{path}?change=gone")).await.expect(200)["items"][0]["key"], "c.txt");
    assert_eq!(house.get(&format!("{path}?change=new&page=2")).await.status, 404);

    let (run, path) = over(json!({"regex_filter": "d"})).await;
    assert_eq!(counts(&run), [3, 0, 1, 0, 1, 2, 0], "{run}");
    let left = house.get(&format!("{path}?change=left_out")).await.expect(200);
    assert!(left["items"][0]["reason"].as_str().unwrap().contains("regex"), "{left}");

    let elsewhere = house.folder("other", &[("z.json", "{}")]);
    let (run, _) = over(json!({"path": elsewhere})).await;
    assert_eq!(counts(&run), [1, 0, 1, 0, 0, 0, 0], "{run}");
    assert!(run["note"].as_str().unwrap().contains("another place"), "{run}");

    assert_eq!(house.writes(), before);
    let wrong = house.post(&format!("{source}/dry-run"), json!({"regex_filter": "("})).await;
    assert_eq!(wrong.status, 400);
    assert_eq!(house.get("/api/dry-runs/99").await.status, 404);
}

/// A house whose target holds a document of task 1 that somebody else changed; the conflict's path, and the file.
async fn with_conflict() -> (House, String, std::path::PathBuf) {
    let (house, _) = with_source(&[("a.json", "{\"text\": \"one\"}")], json!({})).await;
    let out = house.folder("out", &[]);
    let made =
        house.post("/api/storages/export/localfiles", json!({"project": 1, "path": out})).await.expect(201);
    let target = format!("/api/storages/export/localfiles/{}", made["id"]);
    let choice = |name: &str| json!([{"id": "r", "type": "choices", "value": {"choices": [name]}}]);
    house.post("/api/tasks/1/annotations", json!({"result": choice("first")})).await.expect(201);
    house.until(&target, |target| target["last_sync_count"] == 1).await;
    let file = out.join("1.json");
    let mut theirs: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    theirs["annotations"][0]["result"] = choice("edited");
    let mut added = theirs["annotations"][0].clone();
    (added["id"], added["unique_id"], added["result"]) = (json!(77), json!("theirs"), choice("added"));
    theirs["annotations"].as_array_mut().unwrap().push(added);
    std::fs::write(&file, theirs.to_string()).unwrap();
    house.post("/api/tasks/1/annotations", json!({"result": choice("second")})).await.expect(201);
    let conflicts = format!("{target}/conflicts");
    house.until(&conflicts, |conflicts| conflicts["total"] == 1).await;
    (house, format!("{conflicts}/1"), file)
}

fn choices(document: &serde_json::Value) -> Vec<String> {
    let chosen = |annotation: &serde_json::Value| {
        annotation["result"][0]["value"]["choices"][0].as_str().unwrap().to_owned()
    };
    let mut all: Vec<String> = document["annotations"].as_array().unwrap().iter().map(chosen).collect();
    all.sort();
    all
}

#[actix_web::test]
async fn a_conflict_shows_both_versions_and_is_settled_as_a_person_says() {
    for (keep, expected) in [
        ("ours", vec!["first", "second"]),
        ("theirs", vec!["added", "edited"]),
        ("both", vec!["added", "edited", "first", "second"]),
    ] {
        let (house, path, file) = with_conflict().await;
        let conflict = house.get(&path).await.expect(200);
        assert_eq!(choices(&conflict["ours"]), ["first", "second"]);
        assert_eq!(choices(&conflict["theirs"]), ["added", "edited"]);
        let decision = json!({"keep": keep, "version": conflict["version"]});
        assert_eq!(house.post(&path, decision.clone()).await.status, 204, "{keep}");
        let annotations = house.get("/api/tasks/1/annotations").await.expect(200);
        assert_eq!(choices(&json!({"annotations": annotations})), expected, "{keep}");
        for _ in 0..500 {
            let document = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
            if choices(&document) == expected {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let document = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(choices(&document), expected, "{keep}");
        assert_eq!(house.post(&path, decision).await.status, 404, "{keep}: there is none any more");
    }
}

#[actix_web::test]
async fn a_decision_is_about_the_version_that_was_seen() {
    let (house, path, file) = with_conflict().await;
    let seen = house.get(&path).await.expect(200)["version"].clone();
    std::fs::write(&file, "{\"no\": \"document\"}").unwrap();
    let refused = house.post(&path, json!({"keep": "ours", "version": seen})).await.expect(409);
    assert!(refused["detail"].as_str().unwrap().contains("changed again"), "{refused}");
    let now = house.get(&path).await.expect(200);
    assert!(now["unreadable"].is_string() && now["theirs"]["no"] == "document", "{now}");
    assert_eq!(house.post(&path, json!({"keep": "both", "version": now["version"]})).await.status, 409);
    assert_eq!(house.post(&path, json!({"keep": "ours", "version": now["version"]})).await.status, 204);
    assert_eq!(house.get("/api/tasks/1/annotations").await.expect(200).as_array().unwrap().len(), 2);
}
