use crate::store::testing::{TestDb, submit};
use crate::store::{Submit, projects, task_list};
use app::api::types::TaskFilter;
use app::model::ids::TaskId;
use serde_json::json;
use std::time::Instant;

#[tokio::test]
async fn every_filter_shows_its_tasks_and_the_counts_agree() {
    let t = TestDb::new().await;
    let ids = t.tasks((0..10).map(|i| json!({"n": i})).collect()).await;
    t.db.submit(submit(ids[0], "a")).await.unwrap();
    t.db.submit(Submit { was_cancelled: true, ..submit(ids[1], "b") }).await.unwrap();
    t.run(
        "UPDATE tasks SET stale_etag = 'x' WHERE id = 1; UPDATE tasks SET hidden = 1 WHERE id = 5;
           UPDATE tasks SET hidden = 2 WHERE id = 6; UPDATE tasks SET hidden = 3 WHERE id = 7;
           UPDATE tasks SET hidden = 4 WHERE id = 8; UPDATE tasks SET hidden = 12, stale_etag = 'x' WHERE id = 9;
           UPDATE tasks SET hidden = 10, stale_etag = 'x' WHERE id = 10",
    )
    .await;
    let counts = projects::counts(t.db.reader(), t.project).await.unwrap();
    assert_eq!((counts.annotations, counts.hidden), (1, 3));
    for (filter, shown) in [
        (TaskFilter::All, vec![1, 2, 3, 4]),
        (TaskFilter::Unlabeled, vec![3, 4]),
        (TaskFilter::Labeled, vec![1]),
        (TaskFilter::Skipped, vec![2]),
        (TaskFilter::Stale, vec![1]),
        (TaskFilter::Gone, vec![6, 7]),
        (TaskFilter::FilteredOut, vec![5, 7]),
        (TaskFilter::Archived, vec![10]),
        (TaskFilter::Deleted, vec![8, 9]),
    ] {
        let found = task_list::ids(t.db.reader(), t.project, filter, 0, 50).await.unwrap();
        assert_eq!(found, shown.iter().copied().map(TaskId).collect::<Vec<_>>(), "{filter:?}");
        assert_eq!(filter.count(counts), shown.len() as u64, "{filter:?}");
    }
}

#[tokio::test]
async fn the_stream_goes_on_after_a_task_and_around_once() {
    let t = TestDb::new().await;
    let ids = t.tasks((0..4).map(|i| json!({"n": i})).collect()).await;
    t.db.submit(submit(ids[2], "a")).await.unwrap();
    let next = |after: Option<usize>| {
        let after = after.map(|i| ids[i]);
        task_list::next_unlabeled(t.db.reader(), t.project, after)
    };
    assert_eq!(next(None).await.unwrap(), Some(ids[0]));
    assert_eq!(next(Some(1)).await.unwrap(), Some(ids[3]));
    assert_eq!(next(Some(3)).await.unwrap(), Some(ids[0]));
    for (i, id) in ids.iter().enumerate() {
        t.db.submit(submit(*id, &format!("x{i}"))).await.unwrap();
    }
    assert_eq!(next(Some(1)).await.unwrap(), None);
    let around = task_list::neighbours(t.db.reader(), t.project, ids[1]).await.unwrap();
    assert_eq!((around.previous, around.next, around.before), (Some(ids[0]), Some(ids[2]), 1));
}

#[tokio::test]
async fn big_values_are_cut_for_lists_and_small_ones_kept_as_they_are() {
    let t = TestDb::new().await;
    let exact = json!({"n": 1.0, "deep": {"a": [1, null]}, "no": null, "yes": true});
    let ids = t
        .tasks(vec![exact.clone(), json!({"text": "x".repeat(1 << 20), "n": 2.5, "b": false, "l": [1]})])
        .await;
    let rows = task_list::rows(t.db.reader(), &ids).await.unwrap();
    assert_eq!(serde_json::Value::Object(rows[0].data.clone().unwrap()), exact);
    let big = rows[1].data.as_ref().unwrap();
    assert_eq!(big["text"].as_str().unwrap().len(), 1000);
    assert_eq!((&big["n"], &big["b"]), (&json!(2.5), &json!(false)));
}

#[tokio::test]
async fn the_far_end_of_a_long_list_is_near() {
    let t = TestDb::new().await;
    for _ in 0..100 {
        t.tasks((0..1000).map(|i| json!({"text": format!("row {i} {}", "word ".repeat(20))})).collect())
            .await;
    }
    t.run("UPDATE tasks SET hidden = 1 WHERE id % 97 = 0").await;
    let mut best = f64::MAX;
    for _ in 0..5 {
        let started = Instant::now();
        let ids = task_list::ids(t.db.reader(), t.project, TaskFilter::All, 98_900, 50).await.unwrap();
        let rows = task_list::rows(t.db.reader(), &ids).await.unwrap();
        best = best.min(started.elapsed().as_secs_f64());
        assert_eq!(rows.len(), 50);
    }
    assert!(best < 0.2, "took {:.1} ms", best * 1e3);
    println!("a page at the far end: {:.1} ms", best * 1e3);
    let page = "SELECT id FROM tasks WHERE project_id = 1 AND hidden = 0 ORDER BY id LIMIT 5 OFFSET 7";
    let plan = t.plan(page).await;
    assert!(plan[0].contains("COVERING INDEX tasks_by_view"), "{plan:?}");
    assert_eq!(plan.len(), 1, "no sorting: {plan:?}");
}
