use crate::store::testing::TestDb;
use crate::store::{StoreError, annotations, now, predictions, projects, storages, tasks};
use app::model::ids::UserId;
use app::model::storage::{Side, StorageSecrets};
use serde_json::{Map, Value, json};

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[tokio::test]
async fn what_is_stored_comes_back_equal_numbers_order_and_unknown_fields_included() {
    let t = TestDb::new().await;
    let odd = json!({"z": 1.0, "a": 1e300, "big": 12_345_678_901_234_567_890_u64, "f": 0.1, "nul": "a\u{0}b", "e": "😀"});
    let id = t.tasks(vec![odd.clone()]).await[0];
    let stored = tasks::get(t.db.reader(), id).await.unwrap().data.unwrap();
    assert_eq!(Value::Object(stored).to_string(), odd.to_string());

    // Numbers that go through the database's own reading of JSON, not only around it.
    let times: Vec<f64> = (0..2000).map(|i| f64::from(i).sqrt() * 10f64.powi(i % 40 - 20)).collect();
    let new: Vec<annotations::NewAnnotation> = times
        .iter()
        .map(|time| annotations::NewAnnotation {
            task: id,
            completed_by: UserId::LOCAL,
            result: json!([odd.clone()]),
            was_cancelled: false,
            ground_truth: true,
            lead_time: Some(*time),
            unique_id: None,
            extra: object(json!({"reviewer": {"b": 1, "a": 2}})),
            created_at: Some("2020-01-01T00:00:00Z".into()),
            updated_at: None,
        })
        .collect();
    t.db.write(move |c| Box::pin(async move { annotations::insert_many(c, &new, &now()).await }))
        .await
        .unwrap();
    let back = annotations::of_tasks(t.db.reader(), &[id]).await.unwrap();
    assert_eq!(back.iter().map(|a| a.lead_time.unwrap()).collect::<Vec<_>>(), times);
    assert_eq!(back[7].result.to_string(), json!([odd]).to_string());
    assert_eq!(Value::Object(back[7].extra.clone()).to_string(), r#"{"reviewer":{"b":1,"a":2}}"#);
    assert_eq!(back[7].updated_at, "2020-01-01T00:00:00Z");
}

#[tokio::test]
async fn tasks_added_together_get_ids_in_their_order() {
    let t = TestDb::new().await;
    let ids = t.tasks((0..500).map(|i| json!({"n": i})).collect()).await;
    for (index, id) in ids.iter().enumerate() {
        let task = tasks::get(t.db.reader(), *id).await.unwrap();
        assert_eq!(task.data.unwrap()["n"], index);
    }
    assert!(ids.is_sorted());
}

#[tokio::test]
async fn an_imported_unique_id_that_is_taken_is_replaced() {
    let t = TestDb::new().await;
    let id = t.tasks(vec![json!({"a": 1})]).await[0];
    let one = annotations::NewAnnotation {
        task: id,
        completed_by: UserId(7),
        result: json!([]),
        was_cancelled: true,
        ground_truth: false,
        lead_time: None,
        unique_id: Some("u".into()),
        extra: Map::new(),
        created_at: None,
        updated_at: None,
    };
    for _ in 0..2 {
        let new = vec![one.clone(), one.clone()];
        t.db.write(move |c| Box::pin(async move { annotations::insert_many(c, &new, &now()).await }))
            .await
            .unwrap();
    }
    t.db.write(move |c| Box::pin(async move { tasks::recount(c, &[id], &now()).await })).await.unwrap();
    assert_eq!(t.scalar("SELECT COUNT(DISTINCT unique_id) FROM annotations").await, 4);
    assert_eq!(tasks::get(t.db.reader(), id).await.unwrap().cancelled, 4);
}

#[tokio::test]
async fn predictions_keep_scores_and_fields() {
    let t = TestDb::new().await;
    let id = t.tasks(vec![json!({"a": 1})]).await[0];
    let new = predictions::NewPrediction {
        task: id,
        result: json!([{"score": 0.3}]),
        score: Some(0.123_456_789_012_345_67),
        model_version: Some("v".into()),
        extra: object(json!({"cluster": 3})),
    };
    t.db.write(move |c| Box::pin(async move { predictions::insert_many(c, &[new]).await })).await.unwrap();
    let back = predictions::of_tasks(t.db.reader(), &[id]).await.unwrap();
    assert_eq!(back[0].score, Some(0.123_456_789_012_345_67));
    assert_eq!(back[0].extra["cluster"], 3);
}

#[tokio::test]
async fn a_project_goes_with_everything_in_it_and_its_slug_is_its_own() {
    let t = TestDb::new().await;
    t.bucket(Side::Source, "in").await;
    t.tasks(vec![json!({"a": 1})]).await;
    let taken = t.db.write(|c| {
        let new = projects::NewRow { slug: "p", title: "again", ..projects::NewRow::default() };
        Box::pin(async move { projects::insert(c, new).await })
    });
    assert!(matches!(taken.await, Err(StoreError::Conflict { .. })));
    let id = t.project;
    t.db.write(move |c| Box::pin(async move { projects::delete(c, id).await })).await.unwrap();
    assert_eq!(t.scalar("SELECT (SELECT COUNT(*) FROM tasks) + (SELECT COUNT(*) FROM storages)").await, 0);
    assert!(projects::get(t.db.reader(), id).await.is_err());
}

#[tokio::test]
async fn secrets_stand_sealed_and_open_again() {
    let t = TestDb::new().await;
    let id = t.bucket(Side::Source, "in").await;
    assert!(!storages::get(t.db.reader(), id).await.unwrap().has_secrets());
    let secrets =
        StorageSecrets { aws_access_key_id: Some("AKIA-plain".into()), ..StorageSecrets::default() };
    let (key, given) = (t.db.key().clone(), secrets.clone());
    t.db.write(move |c| Box::pin(async move { storages::set_secrets(c, &key, id, &given).await }))
        .await
        .unwrap();
    let record = storages::get(t.db.reader(), id).await.unwrap();
    assert_eq!(record.secrets(t.db.key()).unwrap(), secrets);
    t.db.close().await;
    let files = std::fs::read_dir(t.dir.path()).unwrap().map(|f| std::fs::read(f.unwrap().path()).unwrap());
    assert!(files.into_iter().all(|bytes| !bytes.windows(10).any(|w| w == b"AKIA-plain")));
}
