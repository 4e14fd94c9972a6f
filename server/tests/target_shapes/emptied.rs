//! A target whose objects somebody took away.

use crate::places::Place;
use crate::targets::{Server, fill};
use crate::{NAMES, day_is, nothing_differs, wish};
use app::model::storage::{Side, StorageSettings, SyncStatus};
use futures::StreamExt;
use serde_json::json;
use skylabel::service::Upload;

pub async fn an_emptied_target_gets_its_daily_files_again(place: Place) {
    fill(&place, NAMES.map(str::to_owned)).await;
    let dir = tempfile::tempdir().unwrap();
    let told = StorageSettings { roll_up: true, ..place.settings.clone() };
    let server = Server::start(dir.path(), &place, &wish(&place, told)).await;
    let tasks = server.tasks_are(NAMES.len()).await;
    let today = chrono::Utc::now().date_naive();
    let yesterday = today.pred_opt().unwrap();
    let at = format!("{yesterday}T12:00:00Z");
    let old = json!([{"data": {"image": "x"}, "annotations": [{"result": [], "updated_at": at, "created_at": at}]}]);
    let upload = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(old.to_string()))]);
    server.service.import_tasks(server.project, Upload::default(), upload).await.unwrap();
    let file = |day: chrono::NaiveDate| format!("out/roll-up-{day}.jsonl");
    day_is(&place, &file(yesterday), 1).await;
    server.annotate(tasks["in/3.jpg"], "Cat").await;
    server.all_pushed().await;

    let mut keys = Vec::new();
    let mut pages = place.bucket().list("out/", true);
    while let Some(page) = pages.next().await {
        keys.extend(page.unwrap().into_iter().map(|object| object.key));
    }
    for key in keys {
        place.bucket().delete(&key).await.unwrap();
    }
    let card = server.sync(Side::Target).await;
    assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
    for day in [yesterday, today] {
        assert_eq!(day_is(&place, &file(day), 1).await.len(), 1);
    }
    nothing_differs(&server).await;
    server.stop().await;
}
