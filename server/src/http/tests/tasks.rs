use super::{House, local};
use actix_web::http::Method;
use serde_json::{Value, json};

async fn with_tasks(texts: &[&str]) -> House {
    let house = House::new().await;
    house.project().await;
    if texts.is_empty() {
        return house;
    }
    let tasks: Vec<Value> = texts.iter().map(|text| json!({"text": text})).collect();
    let done = house.post("/api/projects/1/import?return_task_ids=1", json!(tasks)).await.expect(201);
    assert_eq!(done["task_ids"].as_array().unwrap().len(), texts.len());
    house
}

#[actix_web::test]
async fn tasks_are_imported_as_json_and_as_files_of_a_form() {
    let house = with_tasks(&["one"]).await;
    let form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"t.csv\"\r\n\r\ntext,n\ntwo,1\n\r\n--x--";
    let upload = local(Method::POST, "/api/projects/1/import")
        .insert_header(("content-type", "multipart/form-data; boundary=x"))
        .set_payload(form);
    let done = house.send(upload).await.expect(201);
    assert_eq!((&done["task_count"], done.get("task_ids")), (&json!(1), None));
    let tasks = house.get("/api/tasks?project=1").await.expect(200);
    assert_eq!(tasks["tasks"][1]["data"]["text"], "two");
}

#[actix_web::test]
async fn what_is_no_task_is_refused_with_the_reason() {
    let house = with_tasks(&["one"]).await;
    assert_eq!(house.post("/api/projects/1/import", json!([5])).await.status, 400);
    assert_eq!(house.post("/api/projects/9/import", json!([{"text": "a"}])).await.status, 404);
    let no_file = local(Method::POST, "/api/projects/1/import")
        .insert_header(("content-type", "multipart/form-data; boundary=x"))
        .set_payload("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--");
    assert!(house.send(no_file).await.expect(400)["validation_errors"]["file"].is_array());
    let large = local(Method::POST, "/api/projects/1/import")
        .insert_header(("content-type", "multipart/form-data; boundary=x"))
        .set_payload("a".repeat((1 << 20) + 1));
    assert_eq!(house.send(large).await.status, 413);
}

#[actix_web::test]
async fn lists_come_in_pages_with_totals_and_end_with_404() {
    let house = with_tasks(&["one", "two", "three"]).await;
    let first = house.get("/api/tasks/?project=1&page=1&page_size=2").await.expect(200);
    assert_eq!((&first["total"], first["tasks"].as_array().unwrap().len()), (&json!(3), 2));
    assert!(first["tasks"][0].get("annotations").is_none());
    let second = house.get("/api/tasks?project=1&page=2&page_size=2&fields=all").await.expect(200);
    assert_eq!(second["tasks"][0]["annotations"], json!([]));
    assert_eq!(
        house.get("/api/tasks?project=1&page=3&page_size=2").await.expect(404)["detail"],
        "Invalid page."
    );
    assert_eq!(house.get("/api/tasks").await.status, 400);
    assert_eq!(house.get("/api/projects/1/tasks").await.expect(200)["total"], 3);
}

#[actix_web::test]
async fn a_task_is_made_read_changed_and_stays_deleted() {
    let house = with_tasks(&[]).await;
    let made = house
        .post("/api/tasks/", json!({"project": 1, "data": {"text": "a"}, "meta": {"k": 1}}))
        .await
        .expect(201);
    assert_eq!((&made["data"]["text"], &made["meta"]["k"]), (&json!("a"), &json!(1)));
    let changed = house
        .patch("/api/tasks/1/", json!({"data": {"text": "b"}, "total_annotations": 9}))
        .await
        .expect(200);
    assert_eq!((&changed["data"]["text"], &changed["total_annotations"]), (&json!("b"), &json!(0)));
    assert_eq!(house.delete("/api/tasks/1/").await.status, 204);
    assert_eq!(house.get("/api/tasks/1/").await.status, 404);
    assert_eq!(house.post("/api/tasks", json!({"project": 1})).await.status, 400);
}

#[actix_web::test]
async fn an_annotation_is_made_read_changed_and_deleted() {
    let house = with_tasks(&["one"]).await;
    let result = json!([{"from_name": "c", "to_name": "t", "type": "choices", "value": {"choices": ["A"]}}]);
    let body =
        json!({"result": result, "lead_time": 1.5, "was_cancelled": null, "project": 7, "mine": "kept"});
    let made = house.post("/api/tasks/1/annotations/", body).await.expect(201);
    assert_eq!((&made["result"], &made["task"], &made["project"]), (&result, &json!(1), &json!(1)));
    assert_eq!((&made["lead_time"], &made["mine"]), (&json!(1.5), &json!("kept")));
    let id = &made["id"];
    let task = house.get("/api/tasks/1").await.expect(200);
    assert_eq!((&task["total_annotations"], &task["is_labeled"]), (&json!(1), &json!(true)));

    let path = format!("/api/annotations/{id}/");
    let changed = house.patch(&path, json!({"was_cancelled": true})).await.expect(200);
    assert_eq!((&changed["was_cancelled"], &changed["result"]), (&json!(true), &result));
    assert_eq!(house.get("/api/tasks/1/annotations").await.expect(200).as_array().unwrap().len(), 1);
    assert_eq!(house.get("/api/tasks/1").await.expect(200)["cancelled_annotations"], 1);
    assert_eq!(house.delete(&path).await.status, 204);
    assert_eq!(house.get(&path).await.status, 404);
}

#[actix_web::test]
async fn an_annotation_sent_twice_under_its_own_id_is_stored_once() {
    let house = with_tasks(&["one"]).await;
    let body = json!({"result": [], "unique_id": "a-client's-own"});
    let first = house.post("/api/tasks/1/annotations", body.clone()).await.expect(201);
    let again = house.post("/api/tasks/1/annotations", body).await.expect(201);
    assert_eq!(first["id"], again["id"]);
}

#[actix_web::test]
async fn a_result_that_is_no_list_is_refused() {
    let house = with_tasks(&["one"]).await;
    assert_eq!(house.post("/api/tasks/1/annotations", json!({"result": "x"})).await.status, 400);
    assert_eq!(house.post("/api/tasks/9/annotations", json!({"result": []})).await.status, 404);
}

#[actix_web::test]
async fn predictions_are_made_and_listed() {
    let house = with_tasks(&["one", "two"]).await;
    let made =
        house.post("/api/predictions/", json!({"task": 2, "result": [], "score": 0.5})).await.expect(201);
    let listed = house.get("/api/predictions/?project=1").await.expect(200);
    assert_eq!((&listed[0]["id"], &listed[0]["score"]), (&made["id"], &json!(0.5)));
    assert_eq!(house.get("/api/predictions?task=1").await.expect(200), json!([]));
    assert_eq!(house.get("/api/tasks?project=1").await.expect(200)["total_predictions"], 1);
    assert_eq!(house.delete(&format!("/api/predictions/{}", made["id"])).await.status, 204);
}

#[actix_web::test]
async fn a_project_is_exported_as_json() {
    let house = with_tasks(&["one", "two"]).await;
    house.post("/api/tasks/2/annotations", json!({"result": []})).await.expect(201);
    let labeled = house.get("/api/projects/1/export?exportType=JSON").await;
    assert!(labeled.header("content-disposition").contains(".json\""));
    let labeled = labeled.expect(200);
    assert_eq!((labeled.as_array().unwrap().len(), &labeled[0]["id"]), (1, &json!(2)));
    assert_eq!(labeled[0]["annotations"][0]["completed_by"], 1);
    let all = house.get("/api/projects/1/export?export_type=JSON&download_all_tasks=true").await.expect(200);
    assert_eq!(all.as_array().unwrap().len(), 2);
    let one = house.get("/api/projects/1/export?download_all_tasks=true&ids=1").await.expect(200);
    assert_eq!(one[0]["id"], 1);
    assert_eq!(house.get("/api/projects/1/export?exportType=COCO").await.status, 400);
    assert_eq!(house.get("/api/projects/9/export").await.status, 404);
    assert_eq!(house.get("/api/projects/1/export/formats").await.expect(200)[0]["name"], "JSON");
}

#[actix_web::test]
async fn many_tasks_are_put_away_and_brought_back_by_rest() {
    let house = with_tasks(&["one", "two", "three"]).await;
    let task = house.get("/api/tasks?project=1").await.expect(200)["tasks"][0]["id"].clone();
    house.post(&format!("/api/tasks/{task}/annotations"), json!({"result": []})).await.expect(201);
    assert_eq!(house.send(local(Method::DELETE, &format!("/api/tasks/{task}"))).await.status, 204);
    let listed = async |filter: &str| {
        let found = house.get(&format!("/api/tasks?project=1&filter={filter}")).await.expect(200);
        (found["total"].as_u64().unwrap(), found["tasks"][0]["data"]["text"].clone())
    };
    assert_eq!(listed("deleted").await.0, 1);
    let done = async |body: Value| {
        let begun = house.post("/api/projects/1/bulk", body).await.expect(201);
        loop {
            let run = house.get(&format!("/api/bulk/{}", begun["id"])).await.expect(200);
            if run["state"] != "running" {
                return run;
            }
            actix_web::rt::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    let run = done(json!({"action": "bring_back", "filter": "deleted"})).await;
    assert_eq!((&run["state"], &run["done"], &run["not_done"]), (&json!("done"), &json!(1), &json!(0)));
    assert_eq!(listed("deleted").await.0, 0);
    assert_eq!(listed("labeled").await, (1, json!("one")));

    let run = done(json!({"action": "archive", "filter": "all", "except": [task]})).await;
    assert_eq!((&run["total"], &run["done"]), (&json!(2), &json!(2)));
    assert_eq!((listed("all").await.0, listed("archived").await), (1, (2, json!("two"))));
    let exported = async |query: &str| {
        let path = format!("/api/projects/1/export?download_all_tasks=true{query}");
        house.get(&path).await.expect(200).as_array().unwrap().len()
    };
    assert_eq!((exported("").await, exported("&include_archived=true").await), (1, 3));
    let run = done(json!({"action": "archive", "ids": [task, 99]})).await;
    assert_eq!((&run["done"], &run["reasons"][0]["task"]), (&json!(1), &json!(99)));
    let run = done(json!({"action": "take_new_version", "ids": [task]})).await;
    assert_eq!(run["reasons"][0]["reason"], "it has no newer version to take");

    assert_eq!(
        house.post("/api/projects/1/bulk", json!({"action": "bring_back", "filter": "all"})).await.status,
        400
    );
    assert_eq!(
        house.post("/api/projects/1/bulk", json!({"action": "explode", "filter": "all"})).await.status,
        400
    );
    assert_eq!(house.post("/api/projects/1/bulk", json!({"action": "archive"})).await.status, 400);
    assert_eq!(house.get("/api/tasks?project=1&filter=nonsense").await.status, 400);
    assert_eq!(house.get("/api/bulk/99").await.status, 404);
}
