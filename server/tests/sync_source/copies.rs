//! Complete local copies.

use crate::world::World;
use app::model::storage::{StorageSettings, SyncStatus};
use skylabel::sync::copies;

#[tokio::test(flavor = "multi_thread")]
async fn the_local_copy_holds_every_object_and_follows_changes() {
    let world = World::new().await;
    world.put("tasks.json", r#"[{"image": "pics/a b.jpg"}]"#);
    world.put("pics/a b.jpg", "one");
    let settings = StorageSettings { create_local_copy: true, ..world.settings() };
    let id = world.source(settings).await;
    assert_eq!(world.engine.live(id).status, SyncStatus::Completed);
    let read = async |key: &str| {
        let path = copies::find(world.data.path(), id, key).await.unwrap();
        std::fs::read_to_string(path).unwrap()
    };
    assert_eq!(read("pics/a b.jpg").await, "one");
    assert!(read("tasks.json").await.contains("image"));
    world.put("pics/a b.jpg", "another");
    world.sync(id).await;
    assert_eq!(read("pics/a b.jpg").await, "another");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_turned_on_later_or_lost_is_made_up_for_without_writing_rows() {
    let world = World::new().await;
    world.put("a.jpg", "one");
    let id = world.source(world.blobs()).await;
    assert_eq!(copies::find(world.data.path(), id, "a.jpg").await, None);
    world.change(id, StorageSettings { create_local_copy: true, ..world.blobs() }).await;
    let path = copies::find(world.data.path(), id, "a.jpg").await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let before = world.db.generation();
    assert_eq!(world.sync(id).await.counts.unchanged, 1);
    assert!(path.is_file());
    assert_eq!(world.db.generation(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_storage_leaves_no_copy() {
    let world = World::new().await;
    world.put("a.jpg", "one");
    let id = world.source(StorageSettings { create_local_copy: true, ..world.blobs() }).await;
    let path = copies::find(world.data.path(), id, "a.jpg").await.unwrap();
    world.engine.removed(id).await;
    for _ in 0..200 {
        if !path.exists() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the copy stays");
}
