use super::*;
use crate::service::ExportOptions;
use app::api::types::AnnotationInput;
use futures::TryStreamExt;
use serde_json::json;

const TEXT: &str = r#"<View><Text name="t" value="$text"/><Choices name="c" toName="t"><Choice value="A"/></Choices></View>"#;

async fn export(world: &World, project: ProjectId, options: ExportOptions) -> Vec<Value> {
    let stream = world.service.export_json(project, options).await.unwrap();
    let parts: Vec<Bytes> = stream.try_collect().await.unwrap();
    serde_json::from_slice(&parts.concat()).unwrap()
}

#[tokio::test]
async fn an_upload_becomes_tasks_with_what_came_along_and_broken_rows_are_told() {
    let world = World::new().await;
    let project = world.project(TEXT).await.id;
    let text = r#"[
        {"text": "bare"},
        {"data": {"text": "whole"}, "meta": {"k": 1.0}, "annotations": [
            {"result": [{"value": {"choices": ["A"]}}], "unique_id": "u", "reviewer": "x", "completed_by": {"id": 1, "email": "e"}},
            {"result": [], "was_cancelled": true}],
         "predictions": [{"result": [], "score": 0.25, "model_version": "m"}]},
        {"txet": "no text"},
        {oops},
        {"text": "last"}
    ]"#;
    let report = world.import(project, text).await.unwrap();
    assert_eq!((report.task_count, report.annotation_count, report.prediction_count), (3, 2, 1));
    assert_eq!(report.errors.len(), 2, "{:?}", report.errors);
    assert!(report.errors[0].starts_with("row 3: ") && report.errors[1].starts_with("row 4: "));

    let counts = world.service.project(project).await.unwrap().counts;
    assert_eq!((counts.tasks, counts.labeled, counts.annotations, counts.predictions), (3, 1, 1, 1));
    let whole = world.service.full_task(report.task_ids[1]).await.unwrap();
    assert_eq!(whole.stored.extra["meta"], json!({"k": 1.0}));
    assert_eq!(whole.stored.annotations[0].extra["reviewer"], "x");
    assert_eq!(whole.stored.predictions[0].score, Some(0.25));
    assert!(std::fs::read_dir(world.service.engine.dir.join("uploads")).unwrap().next().is_none());
}

#[tokio::test]
async fn an_upload_without_a_single_task_is_refused_with_the_reasons() {
    let world = World::new().await;
    let project = world.project(TEXT).await.id;
    for (text, why) in
        [("", "is empty"), ("[]", "no tasks"), (r#"[{"a":1}]"#, "text"), ("hello", "neither JSON")]
    {
        let refused = world.import(project, text).await.unwrap_err();
        assert_eq!(field(&refused), "file");
        assert!(refused.to_string().contains(why), "{text}: {refused}");
    }
    let broken =
        futures::stream::iter([Ok(Bytes::from_static(b"[{\"text\":\"a\"},")), Err("connection reset")]);
    let refused = world.service.import_tasks(project, crate::service::Upload::default(), broken).await;
    assert!(refused.unwrap_err().to_string().contains("connection reset"));
    assert_eq!(world.tasks(project).await.total, 0, "a broken connection imports nothing");
    let nowhere = world.import(ProjectId(99), "[]").await.unwrap_err();
    assert!(matches!(nowhere, ApiError::NotFound(_)));
}

#[tokio::test]
async fn imported_annotations_are_wanted_by_the_target() {
    let world = World::new().await;
    let out = world.bucket("out", &[]);
    let project = world.project("").await.id;
    world.service.save_storage(input(project, Side::Target, local(&out))).await.unwrap();
    let text = r#"[{"data": {"a": 1}, "annotations": [{"result": []}]}, {"data": {"a": 2}}]"#;
    let ids = world.import(project, text).await.unwrap().task_ids;
    let wanted: Vec<i64> =
        sqlx::query_scalar("SELECT task_id FROM outbox").fetch_all(world.service.db.reader()).await.unwrap();
    assert_eq!(wanted, [ids[0].0]);
}

#[tokio::test]
async fn tasks_are_imported_beside_those_of_a_bucket_and_their_annotations_arrive() {
    let world = World::new().await;
    let (from, out) = (world.bucket("in", &[("a.json", "{\"a\": 0}")]), world.bucket("out", &[]));
    let project = world.project("").await.id;
    let source = world.service.save_storage(input(project, Side::Source, local(&from))).await.unwrap();
    world.tasks_come(project, 1).await;
    world.service.save_storage(input(project, Side::Target, local(&out))).await.unwrap();
    let text = r#"[{"data": {"a": 1}, "annotations": [{"result": []}]}, {"data": {"a": 2}}]"#;
    let imported = world.import(project, text).await.unwrap().task_ids;

    std::fs::write(from.join("b.json"), "{\"a\": 3}").unwrap();
    world.service.sync_storage(Side::Source, source.id).await.unwrap();
    let all = world.tasks_come(project, 4).await;
    assert!(imported.iter().all(|task| all.contains(task)), "a sync leaves them alone: {all:?}");
    let document = out.join(format!("{}.json", imported[0]));
    for _ in 0..400 {
        if document.is_file() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let document: Value = serde_json::from_slice(&std::fs::read(document).unwrap()).unwrap();
    assert_eq!((&document["data"], &document["annotations"][0]["result"]), (&json!({"a": 1}), &json!([])));
}

#[tokio::test]
async fn what_is_exported_can_be_imported_again_and_says_the_same() {
    let world = World::new().await;
    let project = world.project("").await.id;
    let rows: String = (0..130)
        .map(|n| {
            format!("{{\"data\":{{\"n\":{n}.0,\"z\":[{{\"b\":1,\"a\":null}}]}},\"meta\":{{\"m\":{n}}}}}\n")
        })
        .collect();
    let ids = world.import(project, &rows).await.unwrap().task_ids;
    for task in ids.iter().step_by(10) {
        let result = json!([{"id": "r", "value": {"x": 0.1, "choices": ["A"]}, "odd": 1e300}]);
        let input = AnnotationInput {
            result: Some(result),
            lead_time: Some(1.25),
            extra: object(json!({"reviewer": "me"})),
            ..AnnotationInput::default()
        };
        world.service.create_annotation(*task, input).await.unwrap();
    }
    let all = ExportOptions { all_tasks: true, ..ExportOptions::default() };
    let exported = export(&world, project, all.clone()).await;
    assert_eq!(exported.len(), 130);
    assert_eq!(exported[0]["id"], ids[0].0);
    assert_eq!(exported[0]["total_annotations"], 1);
    assert_eq!(exported[0]["annotations"][0]["reviewer"], "me");
    assert_eq!(exported[1]["annotations"], json!([]));
    assert_eq!(export(&world, project, ExportOptions::default()).await.len(), 13, "annotated ones only");
    let two = ExportOptions { ids: Some(vec![ids[3], ids[129]]), ..all.clone() };
    assert_eq!(export(&world, project, two).await.len(), 2);

    let other = world.project("").await.id;
    world.import(other, &serde_json::to_string(&exported).unwrap()).await.unwrap();
    let again = export(&world, other, all).await;
    let told = |tasks: &[Value]| -> Vec<String> {
        let one = |task: &Value| {
            let results: Vec<_> = task["annotations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|a| [&a["result"], &a["lead_time"], &a["reviewer"]])
                .collect();
            json!([task["data"], task["meta"], results]).to_string()
        };
        tasks.iter().map(one).collect()
    };
    assert_eq!(told(&again), told(&exported));
}

#[tokio::test]
async fn an_export_holds_what_lists_leave_out_unless_told_otherwise_and_never_the_deleted() {
    let world = World::new().await;
    let project = world.project("").await.id;
    let ids = world.import(project, "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n").await.unwrap().task_ids;
    let sql = "UPDATE tasks SET hidden = 1 WHERE id = 2; UPDATE tasks SET hidden = 2 WHERE id = 3";
    world
        .service
        .db
        .write(move |c| Box::pin(async move { Ok(sqlx::raw_sql(sql).execute(c).await.map(drop)?) }))
        .await
        .unwrap();
    world.service.delete_task(ids[3]).await.unwrap();
    let all = ExportOptions { all_tasks: true, ..ExportOptions::default() };
    assert_eq!(export(&world, project, all.clone()).await.len(), 3);
    assert_eq!(export(&world, project, ExportOptions { visible_only: true, ..all }).await.len(), 1);
    assert_eq!(
        export(&world, world.project("").await.id, ExportOptions::default()).await,
        Vec::<Value>::new()
    );
}

#[tokio::test]
async fn clients_read_and_change_tasks_with_everything_in_them() {
    let world = World::new().await;
    let project = world.project("").await.id;
    let task = world
        .service
        .create_task(project, object(json!({"a": 1})), object(json!({"meta": {"x": 1}})))
        .await
        .unwrap();
    let new = crate::store::predictions::NewPrediction {
        task,
        result: json!([]),
        score: Some(0.5),
        model_version: None,
        extra: serde_json::Map::new(),
    };
    let prediction = world.service.create_prediction(new).await.unwrap();
    let changed = world
        .service
        .update_task(task, Some(object(json!({"a": 2}))), object(json!({"y": 2})))
        .await
        .unwrap();
    assert_eq!(changed.data, object(json!({"a": 2})));
    assert_eq!(Value::Object(changed.stored.extra), json!({"meta": {"x": 1}, "y": 2}));
    let query = TaskQuery { project, filter: TaskFilter::All, offset: 0, limit: 10 };
    let window = world.service.full_tasks(query).await.unwrap();
    assert_eq!((window.total, window.total_predictions, window.tasks.len()), (1, 1, 1));
    assert_eq!(window.tasks[0].stored.predictions[0].id, prediction.id);
    world.service.delete_prediction(prediction.id).await.unwrap();
    assert_eq!(world.service.predictions_of(task).await.unwrap(), vec![]);
    let much = TaskQuery { limit: 501, ..query };
    assert_eq!(field(&world.service.tasks(much).await.unwrap_err()), "limit");
    assert_eq!(
        field(&world.service.create_task(project, object(json!({})), object(json!({}))).await.unwrap_err()),
        "data"
    );
}
