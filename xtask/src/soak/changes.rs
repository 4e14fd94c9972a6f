//! What changes in the bucket and in the project's sources.

use super::house::{SOURCE, TARGET};
use super::{World, count};
use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use regex::Regex;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const KEYS: usize = 150;
/// Never deleted, for an empty listing is not one to conclude from.
const ANCHOR: &str = "in/anchor.json";
const FILTERS: [Option<&str>; 5] =
    [None, Some("[0-4][.]json$"), Some("^in/d/"), Some("a|b"), Some("nothing")];
const SOURCES: usize = 2;

fn key(number: usize) -> String {
    let folder = ["a", "b b", "d/", "f+", "e\u{301}", "g%2F", "h&=", "i/ /"][number % 8];
    format!("{SOURCE}{folder}{number}.json")
}

/// Most keys are there from the start.
pub async fn begin(world: &World) -> Result<()> {
    put(world, ANCHOR).await?;
    for number in (0..KEYS).filter(|number| number % 4 != 0) {
        put(world, &key(number)).await?;
    }
    Ok(())
}

async fn put(world: &World, key: &str) -> Result<()> {
    let data = json!({"version": 1_000_000 + world.next()});
    let (s3, bucket) = (&world.house.s3.client, &world.house.bucket);
    s3.put(bucket, key, data.to_string()).await?;
    world.model().bucket.insert(key.to_owned(), data);
    Ok(())
}

async fn delete(world: &World, key: &str) -> Result<()> {
    if world.model().bucket.contains_key(key) {
        world.house.s3.client.delete(&world.house.bucket, key).await?;
        world.model().bucket.remove(key);
    }
    Ok(())
}

/// Changes this and that until it is time.
pub async fn go_on(world: &World, mut random: Rng, until: Instant) -> Result<()> {
    while Instant::now() < until {
        step(world, &mut random).await?;
        tokio::time::sleep(Duration::from_millis(random.u64(20..300))).await;
    }
    Ok(())
}

async fn step(world: &World, random: &mut Rng) -> Result<()> {
    let (one, other) = (key(random.usize(..KEYS)), key(random.usize(..KEYS)));
    let filter = FILTERS[random.usize(..FILTERS.len())];
    match random.u32(..100) {
        0..50 => put(world, &one).await?,
        50..68 => delete(world, &one).await?,
        68..76 => {
            if one != other && world.model().bucket.contains_key(&one) {
                delete(world, &one).await?;
                put(world, &other).await?;
            }
        }
        76..81 => return change(world, random, filter).await,
        81..84 => return add(world, filter).await,
        84..86 => return remove(world, random).await,
        _ => return sync(world).await,
    }
    count(&world.figures.changes);
    Ok(())
}

/// Asks every source, and the target, for a run at once.
async fn sync(world: &World) -> Result<()> {
    let ids: Vec<i64> = world.model().sources.keys().copied().collect();
    let paths = ids.iter().map(|id| format!("/api/storages/s3/{id}/sync"));
    let asked = paths.map(|path| async move {
        count(&world.figures.syncs);
        world.house.settle(&world.figures.answers, Method::POST, &path, None).await
    });
    futures::future::try_join_all(asked).await?;
    Ok(())
}

/// Adds a source, if there is room for one.
pub async fn add(world: &World, filter: Option<&str>) -> Result<()> {
    if world.model().sources.len() >= SOURCES {
        return Ok(());
    }
    let mut body = json!({"project": 1, "bucket": world.house.bucket, "prefix": SOURCE, "sync_interval": 2});
    if let Some(filter) = filter {
        body["regex_filter"] = json!(filter);
    }
    ask(world, Method::POST, "/api/storages/s3", Some(body)).await;
    learn(world, filter).await
}

async fn change(world: &World, random: &mut Rng, filter: Option<&str>) -> Result<()> {
    let Some(id) = some_source(world, random) else { return Ok(()) };
    ask(world, Method::PATCH, &format!("/api/storages/s3/{id}"), Some(json!({"regex_filter": filter}))).await;
    learn(world, filter).await
}

async fn remove(world: &World, random: &mut Rng) -> Result<()> {
    let Some(id) = some_source(world, random) else { return Ok(()) };
    ask(world, Method::DELETE, &format!("/api/storages/s3/{id}"), None).await;
    learn(world, None).await
}

/// Once: whether it was done is seen afterwards.
async fn ask(world: &World, method: Method, path: &str, body: Option<Value>) {
    count(&world.figures.storages);
    let answer = world.house.rest.ask(method, path, body.map(|body| body.to_string())).await;
    let status = answer.map_or_else(|| "none".to_owned(), |(status, _)| status.to_string());
    super::tally(&world.figures.answers, format!("storage {status}"));
}

fn some_source(world: &World, random: &mut Rng) -> Option<i64> {
    let ids: Vec<i64> = world.model().sources.keys().copied().collect();
    random.choice(ids)
}

/// Takes over which sources there are, which are as they were or as was just asked for.
pub async fn learn(world: &World, asked: Option<&str>) -> Result<()> {
    let path = "/api/storages/s3?project=1";
    let (status, listed) = world.house.settle(&world.figures.answers, Method::GET, path, None).await?;
    let listed = listed.as_array().with_context(|| format!("{path}: {status} {listed}"))?.clone();
    let mut model = world.model();
    let gone: Vec<i64> =
        model.sources.keys().copied().filter(|id| !listed.iter().any(|s| s["id"] == *id)).collect();
    let known: Vec<String> =
        model.ids.keys().cloned().chain([ANCHOR.to_owned()]).chain((0..KEYS).map(key)).collect();
    for id in gone {
        model.remove(id, known.iter().cloned());
    }
    for source in listed {
        let id = source["id"].as_i64().context("an id")?;
        let filter = source["regex_filter"].as_str();
        let before = model.sources.get(&id).map(|filter| filter.as_ref().map(Regex::as_str));
        ensure!(
            filter == asked || before == Some(filter),
            "source {id} has the filter {filter:?}, not {before:?} nor {asked:?}"
        );
        model.sources.insert(id, filter.map(Regex::new).transpose()?);
    }
    Ok(())
}

/// What a serial listing of the source's folder says.
pub async fn listed(world: &World) -> Result<Vec<String>> {
    world.house.s3.client.list(&world.house.bucket, SOURCE).await
}

/// The keys of the documents in the target.
pub async fn documents(world: &World) -> Result<Vec<String>> {
    let keys = world.house.s3.client.list(&world.house.bucket, TARGET).await?;
    Ok(keys.into_iter().filter(|key| !key.contains("/.skylabel/")).collect())
}
