use super::*;
use crate::bucket::ReadRange;
use crate::service::Resolved;
use app::api::types::ProjectPatch;
use futures::TryStreamExt;
use serde_json::json;

const IMAGE: &str = r#"<View><Image name="i" value="$image"/></View>"#;

async fn opened(world: &World, task: TaskId, uri: &str, range: ReadRange) -> Result<String, ApiError> {
    match world.service.resolve_uri(task, uri, range).await? {
        Resolved::Stream(object) => {
            let parts: Vec<Bytes> = object.body.try_collect().await.unwrap();
            Ok(String::from_utf8(parts.concat()).unwrap())
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn only_what_the_task_says_within_bucket_and_folder_is_opened() {
    let world = World::new().await;
    let folder =
        world.bucket("in", &[("img/a.txt", "inside"), ("img/b.txt", "other"), ("private/c.txt", "secret")]);
    let project = world.project("").await.id;
    let base = format!("file://{}", folder.display());
    let settings = StorageSettings { prefix: "img".into(), ..blobs(&folder) };
    world.service.save_storage(input(project, Side::Source, settings)).await.unwrap();
    let tasks = world.tasks_come(project, 2).await;
    let (a, b) = (format!("{base}/img/a.txt"), format!("{base}/img/b.txt"));
    assert_eq!(opened(&world, tasks[0], &a, ReadRange::Whole).await.unwrap(), "inside");
    assert_eq!(opened(&world, tasks[0], &a, ReadRange::Between(2..5)).await.unwrap(), "sid");
    let foreign = opened(&world, tasks[0], &b, ReadRange::Whole).await.unwrap_err();
    assert!(matches!(foreign, ApiError::NotFound(_)), "another task's object: {foreign:?}");

    let up = format!("{base}/img/../private/c.txt");
    let crafted =
        json!([{"t": format!("{base}/private/c.txt"), "up": up, "etc": "file:///etc/passwd"}]).to_string();
    let task = world.import(project, &crafted).await.unwrap().task_ids[0];
    for uri in [format!("{base}/private/c.txt"), up, "file:///etc/passwd".to_owned()] {
        let refused = opened(&world, task, &uri, ReadRange::Whole).await.unwrap_err();
        assert!(matches!(refused, ApiError::Forbidden(_)), "{uri}: {refused:?}");
    }
    let detail = world.service.task(task).await.unwrap();
    assert_eq!(detail.data, detail.resolved, "no URL is offered for what would be refused");
}

#[tokio::test]
async fn a_blob_stands_under_the_key_that_storage_or_config_names_now() {
    let world = World::new().await;
    let folder = world.bucket("in", &[("a b%20#.jpg", "x")]);
    let project = world.project("").await.id;
    let card = world.service.save_storage(input(project, Side::Source, blobs(&folder))).await.unwrap();
    let task = world.tasks_come(project, 1).await[0];
    let uri = format!("file://{}/a b%20#.jpg", folder.display());
    assert_eq!(world.service.task(task).await.unwrap().data, object(json!({"$undefined$": uri})));

    let patch = ProjectPatch { label_config: Some(IMAGE.into()), ..ProjectPatch::default() };
    world.service.update_project(project, patch).await.unwrap();
    let detail = world.service.task(task).await.unwrap();
    assert_eq!(detail.data, object(json!({"image": uri})));
    let url = detail.resolved["image"].as_str().unwrap();
    assert!(url.starts_with(&format!("/tasks/{task}/resolve/?fileuri=")), "{url}");
    let row = world.tasks(project).await.rows.remove(0);
    assert_eq!((row.thumbnail.as_deref(), row.source.as_deref()), (Some(url), Some("a b%20#.jpg")));

    let settings = StorageSettings { data_key: Some("$photo".into()), ..blobs(&folder) };
    let ask = StorageInput { id: Some(card.id), ..input(project, Side::Source, settings) };
    world.service.save_storage(ask).await.unwrap();
    assert_eq!(world.service.task(task).await.unwrap().data, object(json!({"photo": uri})));
    assert_eq!(opened(&world, task, &uri, ReadRange::Whole).await.unwrap(), "x");
}
