use super::*;
use crate::config::{DeclaredProject, DeclaredStorage};
use app::api::types::ProjectPatch;
use app::model::storage::StorageSecrets;

const CONFIG: &str = r#"<View><Image name="i" value="$image"/></View>"#;

fn storage(side: Side, settings: StorageSettings) -> DeclaredStorage {
    DeclaredStorage { name: "main".into(), side, settings, secrets: None }
}

fn declared(storages: Vec<DeclaredStorage>) -> DeclaredProject {
    DeclaredProject { slug: "my_project".into(), storages, ..DeclaredProject::default() }
}

#[tokio::test]
async fn the_same_command_twice_makes_one_project_and_changes_nothing() {
    let world = World::new().await;
    let (from, to) = (world.bucket("in", &[("a.jpg", "x")]), world.bucket("out", &[]));
    let ask = declared(vec![storage(Side::Target, local(&to)), storage(Side::Source, blobs(&from))]);
    let first = world.service.declare_project(ask.clone(), false).await.unwrap();
    assert!(first.created && first.notes.is_empty(), "{first:?}");
    assert_eq!((first.project.slug.as_str(), first.project.title.as_str()), ("my_project", "my_project"));
    world.tasks_come(first.project.id, 1).await;
    let cards = world.service.storages(first.project.id).await.unwrap();

    let second = world.service.declare_project(ask, false).await.unwrap();
    assert!(!second.created);
    let again = world.service.storages(first.project.id).await.unwrap();
    let ids = |cards: &[app::api::types::StorageCard]| cards.iter().map(|card| card.id).collect::<Vec<_>>();
    assert_eq!(ids(&cards), ids(&again));
    assert_eq!(world.service.project_by_slug("my_project").await.unwrap().unwrap().id, first.project.id);
}

#[tokio::test]
async fn a_refused_declaration_leaves_nothing_behind() {
    let world = World::new().await;
    let good = world.bucket("in", &[]);
    let bad_regex = StorageSettings { regex: Some("a(?!b)".into()), ..blobs(&good) };
    for wrong in [
        declared(vec![
            storage(Side::Source, blobs(&good)),
            storage(Side::Target, local(&good.join("missing/folder"))),
        ]),
        declared(vec![storage(Side::Source, bad_regex)]),
        DeclaredProject {
            label_config: Some("<View>".into()),
            ..declared(vec![storage(Side::Source, blobs(&good))])
        },
        DeclaredProject { slug: "my project".into(), ..declared(vec![]) },
    ] {
        let refused = world.service.declare_project(wrong, false).await.unwrap_err();
        assert_eq!(refused.status(), 400, "{refused:?}");
        assert!(world.service.projects().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_is_told_is_applied_and_all_else_kept() {
    let world = World::new().await;
    let from = world.bucket("in", &[]);
    let first = DeclaredProject {
        label_config: Some(CONFIG.into()),
        ..declared(vec![storage(Side::Source, blobs(&from))])
    };
    let id = world.service.declare_project(first, false).await.unwrap().project.id;
    let patch = ProjectPatch { title: Some("By hand".into()), ..ProjectPatch::default() };
    world.service.update_project(id, patch).await.unwrap();

    let other = StorageSettings { regex: Some("jpg".into()), ..blobs(&from) };
    let ask =
        DeclaredProject { description: Some("told".into()), ..declared(vec![storage(Side::Source, other)]) };
    let after = world.service.declare_project(ask, false).await.unwrap().project;
    assert_eq!((after.title.as_str(), after.description.as_str()), ("By hand", "told"));
    assert_eq!(after.label_config, CONFIG);
    let cards = world.service.storages(id).await.unwrap();
    assert_eq!((cards.len(), cards[0].settings.regex.as_deref()), (1, Some("jpg")));
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_added_by_declaration_with_a_note() {
    let world = World::new().await;
    let keys = StorageSecrets {
        aws_access_key_id: Some("a".into()),
        aws_secret_access_key: Some("b".into()),
        ..StorageSecrets::default()
    };
    let source = DeclaredStorage { secrets: Some(keys), ..storage(Side::Source, away()) };
    let done = world.service.declare_project(declared(vec![source.clone()]), false).await.unwrap();
    assert_eq!(done.notes.len(), 1, "{:?}", done.notes);
    let card = world.service.storages(done.project.id).await.unwrap().remove(0);
    assert!(card.has_secrets);

    // By hand: other rules for the same connection are saved without asking it; a new connection is refused.
    let edit =
        |settings| StorageInput { id: Some(card.id), ..input(done.project.id, Side::Source, settings) };
    let ruled =
        StorageSettings { regex: Some("jpg".into()), sync_interval: Some(0), ..card.settings.clone() };
    let saved = world.service.save_storage(edit(ruled)).await.unwrap();
    assert_eq!((saved.id, saved.settings.regex.as_deref(), saved.has_secrets), (card.id, Some("jpg"), true));
    let elsewhere = StorageSettings { prefix: "other".into(), ..card.settings.clone() };
    assert_eq!(field(&world.service.save_storage(edit(elsewhere)).await.unwrap_err()), "path");

    // Another endpoint for the same bucket: the same store.
    let stores = || async {
        let sql = "SELECT id, endpoint FROM stores ORDER BY id";
        sqlx::query_as::<_, (i64, String)>(sql).fetch_all(world.service.db.reader()).await.unwrap()
    };
    let before = stores().await;
    let moved = StorageSettings { endpoint: Some("http://127.0.0.1:10".into()), ..away() };
    let source = DeclaredStorage { settings: moved, ..source };
    world.service.declare_project(declared(vec![source]), false).await.unwrap();
    let after = stores().await;
    assert_eq!((before.len(), after.len(), before[0].0), (1, 1, after[0].0));
    assert_ne!(before[0].1, after[0].1);
}

#[tokio::test]
async fn a_declaration_in_the_file_is_applied_when_it_changes_and_edits_stand_otherwise() {
    let world = World::new().await;
    let from = world.bucket("in", &[]);
    let file = |title: &str, regex: &str| {
        let settings = StorageSettings { regex: Some(regex.into()), ..blobs(&from) };
        vec![DeclaredProject { title: Some(title.into()), ..declared(vec![storage(Side::Source, settings)]) }]
    };
    let apply =
        |declared| async { world.service.apply_declarations(declared).await.unwrap().remove(0).project };
    let project = apply(file("One", "jpg")).await;
    assert!(!project.differs_from_file);
    let card = world.service.storages(project.id).await.unwrap().remove(0);
    assert!(!card.differs_from_file);

    let patch = ProjectPatch { title: Some("Mine".into()), ..ProjectPatch::default() };
    assert!(world.service.update_project(project.id, patch).await.unwrap().differs_from_file);
    let edited = StorageSettings { regex: Some("png".into()), ..card.settings.clone() };
    let save = StorageInput { id: Some(card.id), ..input(project.id, Side::Source, edited) };
    assert!(world.service.save_storage(save).await.unwrap().differs_from_file);

    let restarted = apply(file("One", "jpg")).await;
    assert_eq!((restarted.title.as_str(), restarted.differs_from_file), ("Mine", true));
    assert_eq!(world.service.storages(project.id).await.unwrap()[0].settings.regex.as_deref(), Some("png"));

    // The file changes in one place: that is applied, the other edit stands.
    let changed = apply(file("Two", "jpg")).await;
    assert_eq!((changed.title.as_str(), changed.differs_from_file), ("Two", true));
    assert_eq!(world.service.storages(project.id).await.unwrap()[0].settings.regex.as_deref(), Some("png"));
    let changed = apply(file("Two", "gif")).await;
    assert!(!changed.differs_from_file);

    // A storage removed by hand stays away, and one that the file no longer names is only the person's.
    world.service.delete_storage(Side::Source, card.id).await.unwrap();
    assert!(apply(file("Two", "gif")).await.differs_from_file);
    assert!(world.service.storages(project.id).await.unwrap().is_empty());
    world.service.apply_declarations(Vec::new()).await.unwrap();
    assert!(!world.service.project(project.id).await.unwrap().differs_from_file);
}

#[tokio::test]
async fn a_storage_added_by_hand_in_the_same_place_becomes_the_declared_one() {
    let world = World::new().await;
    let from = world.bucket("in", &[]);
    let id = world.service.declare_project(declared(vec![]), false).await.unwrap().project.id;
    let card = world.service.save_storage(input(id, Side::Source, blobs(&from))).await.unwrap();
    world.service.declare_project(declared(vec![storage(Side::Source, blobs(&from))]), false).await.unwrap();
    let cards = world.service.storages(id).await.unwrap();
    assert_eq!(cards.iter().map(|card| card.id).collect::<Vec<_>>(), [card.id]);
    let named = world.service.declared_storages(id).await.unwrap();
    assert_eq!((named.len(), named[0].name.as_str()), (1, "main"));
}
