//! Whatever happens to a bucket and its storages, in whatever order: afterwards the tasks are what a model of a few lines
//! says. `SKYLABEL_CASES` asks for more cases than usual; a failing one is replayed by the seed that proptest prints.

use crate::world::{Seen, World, assert_adds_up};
use app::model::ids::StorageId;
use app::model::storage::{Side, StorageSettings, SyncStatus};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use regex::Regex;
use serde_json::json;
use testkit::history::{self, Model};

const KEYS: [&str; 7] = ["a.json", "ab.json", "b.json", "c c.json", "d/a.json", "d/b+.json", "e\u{301}.json"];
/// Never deleted, for an empty listing is not one to conclude from.
const ANCHOR: &str = "anchor.json";
const FILTERS: [Option<&str>; 5] = [None, Some("a"), Some("^d/"), Some("b|c"), Some("nothing")];
const STORAGES: usize = 2;

#[derive(Clone, Debug)]
enum Op {
    /// New, or another version of the same size.
    Put(usize),
    Delete(usize),
    Move(usize, usize),
    Filter(usize, usize),
    Add(usize, usize),
    Remove(usize),
    Label(usize),
    DeleteTask(usize),
    Sync(usize),
    SyncAllAtOnce,
    Restart,
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let key = 0..KEYS.len();
    let (storage, filter) = (0..STORAGES, 0..FILTERS.len());
    let op = prop_oneof![
        8 => key.clone().prop_map(Op::Put),
        4 => key.clone().prop_map(Op::Delete),
        2 => (key.clone(), key.clone()).prop_map(|(from, to)| Op::Move(from, to)),
        2 => (storage.clone(), filter.clone()).prop_map(|(storage, filter)| Op::Filter(storage, filter)),
        2 => (storage.clone(), filter).prop_map(|(storage, filter)| Op::Add(storage, filter)),
        1 => storage.clone().prop_map(Op::Remove),
        3 => key.clone().prop_map(Op::Label),
        1 => key.prop_map(Op::DeleteTask),
        5 => storage.prop_map(Op::Sync),
        2 => Just(Op::SyncAllAtOnce),
        1 => Just(Op::Restart),
    ];
    proptest::collection::vec(op, 1..50)
}

fn pattern(filter: Option<&str>) -> Option<Regex> {
    filter.map(|filter| Regex::new(filter).unwrap())
}

struct Case {
    world: Option<World>,
    model: Model,
    /// The sources that there are.
    slots: [Option<StorageId>; STORAGES],
    versions: u32,
}

impl Case {
    async fn new() -> Self {
        let mut case = Self {
            world: Some(World::new().await),
            model: Model::default(),
            slots: [None; STORAGES],
            versions: 0,
        };
        case.put(ANCHOR);
        case.add(0, None).await;
        case
    }

    fn world(&self) -> &World {
        self.world.as_ref().unwrap()
    }

    fn settings(&self, filter: Option<&str>) -> StorageSettings {
        StorageSettings { regex: filter.map(str::to_owned), ..self.world().settings() }
    }

    fn put(&mut self, key: &str) {
        self.versions += 1;
        let data = json!({"version": 10_000 + self.versions});
        self.world().put(key, data.to_string());
        self.model.bucket.insert(key.to_owned(), data);
    }

    fn delete(&mut self, key: &str) {
        if self.model.bucket.remove(key).is_some() {
            self.world().delete(key);
        }
    }

    async fn add(&mut self, slot: usize, filter: Option<&'static str>) {
        if self.slots[slot].is_none() {
            let id = self.world().insert(Side::Source, self.settings(filter), Default::default()).await;
            self.world().engine.settings_changed(id).await;
            self.world().settled(id).await;
            self.slots[slot] = Some(id);
            self.model.sources.insert(id.0, pattern(filter));
        }
    }

    async fn remove(&mut self, slot: usize) {
        let Some(id) = self.slots[slot].take() else { return };
        let world = self.world();
        world.db.write(move |conn| Box::pin(skylabel::store::storages::delete(conn, id))).await.unwrap();
        world.engine.removed(id).await;
        let known: Vec<String> = world.tasks().await.into_iter().map(|task| task.key).collect();
        self.model.remove(id.0, known);
    }

    async fn apply(&mut self, op: Op) {
        match op {
            Op::Put(key) => self.put(KEYS[key]),
            Op::Delete(key) => self.delete(KEYS[key]),
            Op::Move(from, to) => {
                if self.model.bucket.contains_key(KEYS[from]) && from != to {
                    self.delete(KEYS[from]);
                    self.put(KEYS[to]);
                }
            }
            Op::Filter(slot, filter) => {
                if let Some(id) = self.slots[slot] {
                    let settings = self.settings(FILTERS[filter]);
                    self.world().change(id, settings).await;
                    self.model.sources.insert(id.0, pattern(FILTERS[filter]));
                }
            }
            Op::Add(slot, filter) => self.add(slot, FILTERS[filter]).await,
            Op::Remove(slot) => self.remove(slot).await,
            Op::Label(key) => self.label(KEYS[key]).await,
            Op::DeleteTask(key) => self.delete_task(KEYS[key]).await,
            Op::Sync(slot) => {
                if let Some(id) = self.slots[slot] {
                    self.sync(id).await;
                }
            }
            Op::SyncAllAtOnce => self.sync_all_at_once().await,
            Op::Restart => {
                let world = self.world.take().unwrap().restart().await;
                self.world = Some(world);
                self.sync_all_at_once().await;
            }
        }
    }

    async fn sync(&self, id: StorageId) {
        let live = self.world().sync(id).await;
        assert_eq!(live.status, SyncStatus::Completed, "{live:?}");
        assert_adds_up(&live.counts);
    }

    async fn sync_all_at_once(&self) {
        for id in self.slots.iter().flatten() {
            self.world().engine.request_sync(*id).await.unwrap();
        }
        for id in self.slots.iter().flatten() {
            assert_eq!(self.world().settled(*id).await.status, SyncStatus::Completed);
        }
    }

    async fn find(&self, key: &str) -> Option<Seen> {
        self.world().tasks().await.into_iter().find(|task| task.key == key)
    }

    async fn label(&mut self, key: &str) {
        let Some(task) = self.find(key).await else { return };
        if !task.labeled && !self.model.deleted.contains(key) {
            self.world().label(task.id).await;
            self.model.labeled.insert(key.to_owned(), task.data.unwrap());
        }
    }

    async fn delete_task(&mut self, key: &str) {
        let Some(task) = self.find(key).await else { return };
        if !self.model.deleted.contains(key) {
            self.world().delete_task(task.id).await;
            self.model.delete_task(key);
        }
    }

    /// Once everything is synced, the tasks are what the model says.
    async fn check(&mut self) {
        self.sync_all_at_once().await;
        let seen = |task: Seen| history::Seen {
            id: task.id.0,
            key: task.key,
            data: task.data,
            hidden: task.hidden,
            stale: task.stale,
            labeled: task.labeled,
        };
        let tasks: Vec<_> = self.world().tasks().await.into_iter().map(seen).collect();
        self.model.check(&tasks).unwrap();
        self.a_further_sync_writes_nothing().await;
    }

    async fn a_further_sync_writes_nothing(&self) {
        let before = self.world().db.generation();
        self.sync_all_at_once().await;
        assert_eq!(self.world().db.generation(), before, "a sync with nothing new wrote");
    }
}

#[test]
fn whatever_happens_the_tasks_are_what_the_buckets_and_filters_say() {
    let cases = std::env::var("SKYLABEL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let run = TestRunner::new(config).run(&ops(), |ops| {
        runtime.block_on(async {
            let mut case = Case::new().await;
            for (step, op) in ops.into_iter().enumerate() {
                case.apply(op).await;
                if step % 10 == 9 {
                    case.check().await;
                }
            }
            case.check().await;
            case.world().engine.shutdown().await;
        });
        Ok(())
    });
    if let Err(why) = run {
        panic!("{why}");
    }
}
