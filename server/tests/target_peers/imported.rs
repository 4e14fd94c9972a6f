//! Tasks that people gave to one server, which no source knows.

use super::{Pair, in_bucket};
use crate::targets::Server;
use app::api::backend::Backend;
use app::model::ids::TaskId;
use app::model::storage::Side;
use serde_json::{Value, json};
use skylabel::service::Upload;
use skylabel::store::{now, removal};
use std::collections::BTreeMap;

/// Gives the server a task of its own, and labels it.
async fn import(server: &Server, text: &str) -> TaskId {
    let file = bytes::Bytes::from(json!([{"data": {"image": text}}]).to_string());
    let parts = futures::stream::iter([Ok::<_, std::io::Error>(file)]);
    server.service.import_tasks(server.project, Upload::default(), parts).await.unwrap();
    let task = imported(server).await[0];
    server.annotate(task, text).await;
    task
}

async fn imported(server: &Server) -> Vec<TaskId> {
    server.rows().await.into_iter().filter(|row| row.source.is_none()).map(|row| row.id).collect()
}

/// What each imported task says, and what its annotations choose.
async fn said(server: &Server) -> BTreeMap<String, Vec<Value>> {
    let mut said = BTreeMap::new();
    for id in imported(server).await {
        let task = server.service.task(id).await.unwrap();
        let chosen: Vec<_> =
            task.annotations.iter().map(|a| a.result[0]["value"]["choices"][0].clone()).collect();
        said.insert(task.data["image"].as_str().unwrap().to_owned(), chosen);
    }
    said
}

/// Both look at the target until neither has anything to tell.
async fn exchange(pair: &Pair) {
    for _ in 0..3 {
        for server in [&pair.one, &pair.two] {
            server.sync(Side::Target).await;
            server.all_pushed().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn imported_tasks_reach_the_other_server_and_are_never_taken_for_its_own() {
    let pair = Pair::new(&["a.jpg"]).await;
    let one = import(&pair.one, "of the first").await;
    let two = import(&pair.two, "of the second").await;
    assert_eq!(one, two, "both servers gave the same number to another task");
    exchange(&pair).await;
    let expected = ["of the first", "of the second"].map(|text| (text.to_owned(), vec![json!(text)]));
    for server in [&pair.one, &pair.two] {
        assert_eq!(said(server).await, BTreeMap::from(expected.clone()));
    }
    assert_eq!(in_bucket(&pair.place).await.len(), 2);
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_task_that_one_server_deleted_comes_back_where_it_is_brought_back() {
    let pair = Pair::new(&["a.jpg"]).await;
    let task = import(&pair.one, "of the first").await;
    exchange(&pair).await;
    let there = imported(&pair.two).await;
    assert_eq!(there.len(), 1);
    pair.one.service.delete_task(task).await.unwrap();
    exchange(&pair).await;
    assert!(imported(&pair.two).await.is_empty());
    let (project, ids) = (pair.two.project, there.clone());
    let work =
        pair.two.service.db.write(move |conn| {
            Box::pin(async move { removal::bring_back(conn, project, &ids, &now()).await })
        });
    assert_eq!(work.await.unwrap().tasks, there);
    pair.two.service.engine.wake_target(project);
    exchange(&pair).await;
    assert_eq!(said(&pair.two).await, BTreeMap::from([("of the first".to_owned(), vec![])]));
    pair.stop().await;
}
