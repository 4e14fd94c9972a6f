//! Annotations that came with a source, which every server reads for itself.

use super::{Pair, delete, in_bucket, started};
use crate::places::{self, Place};
use crate::targets::Wish;
use app::api::backend::Backend;
use app::model::storage::{Side, StorageSettings};
use serde_json::json;

/// The source's one object: a row with so many annotations.
pub async fn put_row(place: &Place, image: &str, annotations: usize) {
    let result = json!([{"id": "r", "from_name": "kind", "to_name": "img", "type": "choices",
        "value": {"choices": ["Cat"]}}]);
    let annotations = vec![json!({"result": result}); annotations];
    let row = json!({"data": {"image": image}, "annotations": annotations});
    place.put("in/a.json", row.to_string().as_bytes()).await;
}

/// Two servers that both read the source before either wrote a document.
pub async fn pair(place: Place) -> Pair {
    let wish = Wish::of(&place);
    let source = StorageSettings { use_blob_urls: false, ..wish.source.clone() };
    let wish = Wish { source, ..wish };
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (one, two) =
        tokio::join!(started(dirs[0].path(), &place, &wish, 1), started(dirs[1].path(), &place, &wish, 1));
    Pair { place, wish, one, two, _dirs: dirs }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_annotation_that_came_with_a_source_and_was_deleted_stays_so_when_its_object_changes() {
    let place = places::weed().await;
    put_row(&place, "before", 1).await;
    let pair = pair(place).await;
    pair.converge().await;
    delete(&pair.one, "in/a.json").await;
    assert!(pair.converge().await["in/a.json"].is_empty());
    put_row(&pair.place, "after", 1).await;
    for server in [&pair.one, &pair.two] {
        server.sync(Side::Source).await;
        let task = server.tasks().await["in/a.json"];
        assert_eq!(server.service.task(task).await.unwrap().data["image"], "after");
    }
    let said = pair.converge().await;
    assert!(said["in/a.json"].is_empty(), "{said:?}");
    assert!(in_bucket(&pair.place).await.is_empty());
    pair.stop().await;
}
