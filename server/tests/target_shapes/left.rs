//! What an earlier shape or template left of the documents.

use crate::places::Place;
use crate::targets::{Server, eventually, fill};
use crate::{NAMES, change, nothing_differs, objects, read, wish};
use app::api::backend::Backend;
use app::api::types::Keep;
use app::model::storage::Side;
use serde_json::json;

pub async fn what_was_left_goes_though_the_first_push_met_a_conflict(place: Place) {
    fill(&place, NAMES.map(str::to_owned)).await;
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &place, &wish(&place, place.settings.clone())).await;
    let task = server.tasks_are(NAMES.len()).await["in/3.jpg"];
    server.annotate(task, "Cat").await;
    server.all_pushed().await;
    // A person put a copy where the document is going to be, and edited it.
    let mut edited = read(&place, &format!("out/{task}.json")).await;
    edited["annotations"][0]["result"] = json!([]);
    let key = "out/3.jpg.json";
    place.put(key, edited.to_string().as_bytes()).await;
    change(&server, |settings| settings.key_template = Some("{source_key}.json".into())).await.unwrap();
    eventually("the conflict", async || {
        (server.card(Side::Target).await.target.unwrap().conflicts == 1).then_some(())
    })
    .await;
    let storage = server.settled(Side::Target).await.id;
    let conflict = server.service.conflict(storage, task).await.unwrap();
    assert_eq!(conflict.key, key);
    server.service.settle_conflict(storage, task, conflict.version, Keep::Ours).await.unwrap();
    server.all_pushed().await;
    assert_eq!(objects(&place).await.into_keys().collect::<Vec<_>>(), [key]);
    nothing_differs(&server).await;
    server.stop().await;
}
