use super::{House, local};
use actix_web::http::Method;
use serde_json::json;

#[actix_web::test]
async fn a_project_is_made_read_changed_and_deleted() {
    let house = House::new().await;
    let made = house.post("/api/projects/", json!({"title": "Cats", "color": "#fff"})).await.expect(201);
    assert_eq!((&made["id"], &made["title"], &made["color"]), (&json!(1), &json!("Cats"), &json!("#fff")));
    let config = "<View><Text name=\"t\" value=\"$text\"/></View>";
    let patch = json!({"title": "Dogs", "label_config": config, "id": 99, "task_number": 7, "sampling": "Uniform sampling"});
    let changed = house.patch("/api/projects/1", patch).await.expect(200);
    assert_eq!(
        (&changed["title"], &changed["id"], &changed["task_number"]),
        (&json!("Dogs"), &json!(1), &json!(0))
    );
    let read = house.get("/api/projects/1/").await.expect(200);
    assert_eq!(
        (&read["label_config"], &read["sampling"], &read["color"]),
        (&json!(config), &json!("Uniform sampling"), &json!("#fff"))
    );
    assert_eq!(house.delete("/api/projects/1").await.status, 204);
    assert_eq!(house.get("/api/projects/1").await.status, 404);
}

#[actix_web::test]
async fn what_is_missing_or_wrong_is_named() {
    let house = House::new().await;
    let missing = house.post("/api/projects", json!({})).await.expect(400);
    assert_eq!(missing["validation_errors"], json!({"title": ["This field is required."]}));
    let wrong = house.post("/api/projects", json!({"title": 5})).await.expect(400);
    assert_eq!(wrong["validation_errors"]["title"], json!(["title must be text, not a number"]));
    let config =
        house.post("/api/projects", json!({"title": "A b", "label_config": "<View>"})).await.expect(400);
    assert!(config["validation_errors"]["label_config"].is_array(), "{config}");
    assert_eq!(house.post("/api/projects", json!([])).await.status, 400);
    let broken = local(Method::POST, "/api/projects").set_payload("{");
    assert_eq!(house.send(broken).await.status, 400);
    assert_eq!(house.get("/api/projects/none").await.status, 404);
}

#[actix_web::test]
async fn lists_come_in_pages_and_end_with_404() {
    let house = House::new().await;
    for title in ["One", "Two", "Three"] {
        house.post("/api/projects", json!({"title": title})).await.expect(201);
    }
    let first = house.get("/api/projects/?page=1&page_size=2").await.expect(200);
    assert_eq!((&first["count"], first["results"].as_array().unwrap().len()), (&json!(3), 2));
    assert!(first["next"].is_string() && first["previous"].is_null());
    let second = house.get("/api/projects?page=2&page_size=2").await.expect(200);
    assert_eq!(second["results"][0]["title"], "Three");
    assert_eq!(house.get("/api/projects?page=3&page_size=2").await.expect(404)["detail"], "Invalid page.");
    assert_eq!(house.get("/api/projects?title=thr").await.expect(200)["count"], 1);
}

#[actix_web::test]
async fn a_labeling_config_can_be_tried() {
    let house = House::new().await;
    house.project().await;
    let good = json!({"label_config": "<View><Text name=\"a\" value=\"$b\"/></View>"});
    assert_eq!(house.post("/api/projects/1/validate/", good).await.status, 204);
    let bad = house.post("/api/projects/1/validate/", json!({"label_config": "<View><Text></View>"})).await;
    assert!(bad.expect(400)["validation_errors"]["label_config"][0].as_str().unwrap().contains("line"));
}

#[actix_web::test]
async fn clients_find_out_whom_they_talk_to() {
    let house = House::new().await;
    for path in ["/health", "/health/", "/api/health"] {
        assert_eq!(house.get(path).await.expect(200)["status"], "UP");
    }
    for path in ["/version", "/api/version/"] {
        assert_eq!(house.get(path).await.expect(200)["edition"], "Community");
    }
    assert_eq!(house.get("/api/users").await.expect(200)[0]["id"], 1);
}
