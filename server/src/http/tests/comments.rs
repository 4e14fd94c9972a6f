use super::*;

async fn with_annotation() -> (House, i64) {
    let house = House::new().await;
    let project = house.project().await;
    house.post(&format!("/api/projects/{project}/import"), json!([{"text": "one"}])).await.expect(201);
    let made = house.post("/api/tasks/1/annotations", json!({"result": []})).await.expect(201);
    (house, made["id"].as_i64().unwrap())
}

#[actix_web::test]
async fn comments_live_in_the_shape_that_clients_know() {
    let (house, annotation) = with_annotation().await;
    let body = json!({"annotation": annotation, "text": " Look at this ", "region_ref": {"regionId": "r1"},
        "classifications": {"default": {"type": "x"}}, "id": 99, "created_by": 7});
    let made = house.post("/api/comments/", body).await.expect(201);
    assert_eq!(
        (&made["text"], &made["task"], &made["project"]),
        (&json!("Look at this"), &json!(1), &json!(1))
    );
    assert_eq!((&made["created_by"], &made["is_resolved"]), (&json!(1), &json!(false)));
    assert_eq!(made["region_ref"], json!({"regionId": "r1"}));
    assert_eq!(made["classifications"]["default"]["type"], "x");

    let path = format!("/api/comments/{}/", made["id"]);
    let changed = house.patch(&path, json!({"is_resolved": true})).await.expect(200);
    assert_eq!((&changed["is_resolved"], &changed["text"]), (&json!(true), &json!("Look at this")));
    assert!(changed["resolved_at"].is_string());
    house.post("/api/comments", json!({"task": 1, "text": "On the task"})).await.expect(201);

    let of_annotation = house.get(&format!("/api/comments?annotation={annotation}")).await.expect(200);
    assert_eq!(of_annotation.as_array().unwrap().len(), 1);
    let newest = house.get("/api/comments?projects=1&ordering=-created_at").await.expect(200);
    assert_eq!((newest.as_array().unwrap().len(), &newest[0]["text"]), (2, &json!("On the task")));
    assert_eq!(house.get("/api/comments?task=1").await.expect(200).as_array().unwrap().len(), 2);
    assert_eq!(house.delete(&path).await.status, 204);
    assert_eq!(house.get(&path).await.status, 404);
}

#[actix_web::test]
async fn tasks_tell_how_much_was_said_and_what_is_open() {
    let (house, annotation) = with_annotation().await;
    let silent = house.get("/api/tasks/1").await.expect(200);
    assert_eq!((&silent["comment_count"], &silent["comment_authors"]), (&json!(0), &json!([])));
    for resolved in [true, false] {
        let body = json!({"annotation": annotation, "text": "x", "is_resolved": resolved});
        house.post("/api/comments", body).await.expect(201);
    }
    for task in [
        house.get("/api/tasks/1").await.expect(200),
        house.get("/api/tasks?project=1").await.expect(200)["tasks"][0].clone(),
    ] {
        assert_eq!((&task["comment_count"], &task["unresolved_comment_count"]), (&json!(2), &json!(1)));
        assert_eq!(task["comment_authors"], json!([1]));
        assert!(task["last_comment_updated_at"].is_string());
    }
}

#[actix_web::test]
async fn a_comment_without_words_or_without_a_place_is_refused() {
    let (house, _) = with_annotation().await;
    assert_eq!(house.post("/api/comments", json!({"text": "x"})).await.status, 400);
    assert_eq!(house.post("/api/comments", json!({"task": 1, "text": "  "})).await.status, 400);
    assert_eq!(house.post("/api/comments", json!({"task": 1})).await.status, 400);
    assert_eq!(house.post("/api/comments", json!({"task": 9, "text": "x"})).await.status, 404);
    assert_eq!(house.get("/api/comments").await.status, 400);
    assert_eq!(house.get("/api/comments?task=1&ordering=text").await.status, 400);
    assert_eq!(house.patch("/api/comments/9", json!({"text": "x"})).await.status, 404);
}
