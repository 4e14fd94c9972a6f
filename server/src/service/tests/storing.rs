use super::*;
use app::model::storage::StorageSecrets;

#[tokio::test]
async fn a_storage_is_checked_before_it_is_saved_and_then_its_tasks_come() {
    let world = World::new().await;
    let folder = world.bucket("in", &[("a.jpg", "x"), ("b/c.jpg", "y"), ("n.txt", "z")]);
    let project = world.project("").await.id;
    let missing = world.service.save_storage(input(project, Side::Source, blobs(&folder.join("no")))).await;
    assert_eq!(field(&missing.unwrap_err()), "path");
    let relative =
        StorageSettings { kind: StorageKind::Local, path: "in".into(), ..StorageSettings::default() };
    assert_eq!(
        field(&world.service.save_storage(input(project, Side::Source, relative)).await.unwrap_err()),
        "path"
    );
    let regex = StorageSettings { regex: Some("(".into()), ..blobs(&folder) };
    assert_eq!(
        field(&world.service.save_storage(input(project, Side::Source, regex)).await.unwrap_err()),
        "regex"
    );
    assert!(world.service.storages(project).await.unwrap().is_empty(), "what is refused is not saved");

    let settings = StorageSettings { regex: Some("jpg$".into()), ..blobs(&folder) };
    let card = world.service.save_storage(input(project, Side::Source, settings.clone())).await.unwrap();
    assert_eq!(world.tasks_come(project, 2).await.len(), 2);

    let wider = StorageInput { id: Some(card.id), ..input(project, Side::Source, blobs(&folder)) };
    assert_eq!(world.service.save_storage(wider).await.unwrap().id, card.id);
    world.tasks_come(project, 3).await;
    world.service.delete_storage(Side::Source, card.id).await.unwrap();
    assert!(matches!(world.service.storage(Side::Source, card.id).await, Err(ApiError::NotFound(_))));
    assert_eq!(world.tasks(project).await.total, 3, "the tasks stay");
}

#[tokio::test]
async fn a_check_says_what_it_found_and_saves_nothing() {
    let world = World::new().await;
    let folder = world.bucket("in", &[("a.jpg", "x")]);
    let project = world.project(r#"<View><Image name="i" value="$image"/></View>"#).await.id;
    let settings = StorageSettings { data_key: Some("picture".into()), ..blobs(&folder) };
    let report = world.service.check_storage(input(project, Side::Source, settings)).await.unwrap();
    assert!(report.ok(), "{report:?}");
    assert!(report.steps.iter().any(|step| step.detail.contains("$image")), "{report:?}");
    let report = world.service.check_storage(input(project, Side::Target, away())).await.unwrap();
    assert!(!report.ok());
    assert!(world.service.storages(project).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_not_saved_by_hand() {
    let world = World::new().await;
    let project = world.project("").await.id;
    let keys = StorageSecrets {
        aws_access_key_id: Some("a".into()),
        aws_secret_access_key: Some("b".into()),
        ..StorageSecrets::default()
    };
    let ask = StorageInput { secrets: Some(keys), ..input(project, Side::Source, away()) };
    assert_eq!(field(&world.service.save_storage(ask).await.unwrap_err()), "path");
    assert!(world.service.storages(project).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_target_in_the_sources_place_steps_aside() {
    let world = World::new().await;
    let folder = world.bucket("both", &[("a.jpg", "x")]);
    let project = world.project("").await.id;
    world.service.save_storage(input(project, Side::Source, blobs(&folder))).await.unwrap();
    let ask = input(project, Side::Target, local(&folder));
    let (card, notes) = world.service.save_storage_with_notes(ask).await.unwrap();
    assert_eq!(card.settings.folder(), "annotations/");
    assert!(notes[0].contains("annotations/"), "{notes:?}");
    let own = StorageSettings { prefix: "/out/".into(), ..local(&folder) };
    let ask = StorageInput { id: Some(card.id), ..input(project, Side::Target, own) };
    let (card, notes) = world.service.save_storage_with_notes(ask).await.unwrap();
    assert_eq!((card.settings.prefix.as_str(), notes.len()), ("out", 0));
}

#[tokio::test]
async fn a_storage_stays_in_its_project_and_on_its_side() {
    let world = World::new().await;
    let folder = world.bucket("in", &[]);
    let (one, two) = (world.project("").await.id, world.project("").await.id);
    let card = world.service.save_storage(input(one, Side::Source, local(&folder))).await.unwrap();
    let moved = StorageInput { id: Some(card.id), ..input(two, Side::Source, local(&folder)) };
    assert_eq!(field(&world.service.save_storage(moved).await.unwrap_err()), "project");
    assert!(matches!(world.service.storage(Side::Target, card.id).await, Err(ApiError::NotFound(_))));
    assert!(matches!(world.service.sync_storage(Side::Target, card.id).await, Err(ApiError::NotFound(_))));
    let card = world.service.sync_storage(Side::Source, card.id).await.unwrap();
    assert!(card.status.is_active() || card.last_sync.is_some(), "{:?}", card.status);
}
