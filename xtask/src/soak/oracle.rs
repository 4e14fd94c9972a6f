//! What is there, against what must be: once all has come to rest. Reads the bucket with a client of its own and the
//! database with another program, and recomputes the rest.

use super::house::TARGET;
use super::{Note, World, changes, count, trouble};
use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::history::{Model, Seen};
use testkit::skylabel::Skylabel;

const LIMIT: Duration = Duration::from_secs(180);

/// Lets all come to rest, and looks.
pub async fn look(world: &World, server: &Skylabel) -> Result<()> {
    world.house.proxy.clear();
    rest(world, server).await.context("coming to rest")?;
    let mut model = world.model().clone();
    check(world, server, &mut model).await?;
    *world.model() = model;
    nothing_more_is_written(world, server).await?;
    count(&world.figures.looks);
    Ok(())
}

/// A fresh machine, with nothing but the buckets and a configuration.
pub async fn rebuild(world: &World, server: &mut Skylabel) -> Result<()> {
    if world.model().sources.is_empty() {
        changes::add(world, None).await?;
        rest(world, server).await?;
        let mut model = world.model().clone();
        check(world, server, &mut model).await?;
        *world.model() = model;
    }
    let filters: Vec<Option<String>> =
        world.model().sources.values().map(|filter| filter.as_ref().map(|f| f.as_str().to_owned())).collect();
    server.signal("KILL")?;
    server.ended().await?;
    std::fs::rename(world.house.data(), world.house.data().with_extension("lost"))?;
    *server = world.house.start_with(&filters).await?;
    std::fs::remove_dir_all(world.house.data().with_extension("lost"))?;
    let path = "/api/storages/s3?project=1";
    let listed = server.get(path).await?;
    let ids = listed.as_array().with_context(|| format!("{path}: {listed}"))?;
    let mut model = world.model().clone();
    ensure!(ids.len() == filters.len(), "{path}: {listed}");
    let patterns: Vec<_> = std::mem::take(&mut model.sources).into_values().collect();
    for (source, pattern) in ids.iter().zip(patterns) {
        model.sources.insert(source["id"].as_i64().context("an id")?, pattern);
    }
    // What nobody labeled may get another id; what somebody labeled or deleted may not.
    let Model { labeled, deleted, .. } = &model;
    let kept = |key: &String| labeled.contains_key(key) || deleted.contains(key);
    let ids = model.ids.clone().into_iter().filter(|(key, _)| kept(key)).collect();
    model.ids = ids;
    *world.model() = model;
    look(world, server).await.context("after the rebuild")?;
    count(&world.figures.rebuilds);
    Ok(())
}

/// Has every source and the target run once more, and waits until there is nothing left to do.
async fn rest(world: &World, server: &Skylabel) -> Result<()> {
    for side in ["/api/storages", "/api/storages/export"] {
        for storage in server.get(&format!("{side}/s3?project=1")).await?.as_array().into_iter().flatten() {
            let path = format!("{side}/s3/{}", storage["id"]);
            server.json(Method::POST, &format!("{path}/sync"), None).await?;
            count(&world.figures.syncs);
            server
                .until(&path, LIMIT, |now| {
                    let well = now["status"] == "completed";
                    well && (side == "/api/storages" || now["target"]["pending"] == 0)
                })
                .await?;
        }
    }
    Ok(())
}

async fn check(world: &World, server: &Skylabel, model: &mut Model) -> Result<()> {
    let keys = changes::listed(world).await?;
    let known: Vec<&String> = model.bucket.keys().collect();
    ensure!(
        keys.iter().collect::<Vec<_>>() == known,
        "the bucket is not what was written: {keys:?} {known:?}"
    );
    // Between two runs: they come every few seconds.
    let idle = |sources: &Value| {
        let mut states = sources.as_array().into_iter().flatten().map(|source| &source["status"]);
        states.all(|state| state != "queued" && state != "in_progress")
    };
    let sources = server.until("/api/storages/s3?project=1", Duration::from_secs(30), idle).await?;
    for source in sources.as_array().into_iter().flatten() {
        adds_up(&source["counts"], keys.len() as u64).with_context(|| format!("{source}"))?;
    }
    let database = world.house.database()?;
    ensure!(database["check"] == "ok", "the database is damaged: {}", database["check"]);
    ensure!(database["outbox"] == 0, "the outbox is not clean: {}", database["outbox"]);
    let tasks: Vec<Seen> =
        database["tasks"].as_array().into_iter().flatten().map(seen).collect::<Result<_>>()?;
    model.check(&tasks)?;
    let notes = world.notes().clone();
    ensure_same("the database", &notes, &in_database(&database)?)?;
    ensure_same("the target", &notes, &in_target(world, &tasks).await?)?;
    let targets = server.get("/api/storages/export/s3?project=1").await?;
    ensure!(targets[0]["target"]["conflicts"] == 0, "a conflict that nobody made: {targets}");
    let (well, found) = world.house.command(&["verify", "soak", "--sample", "100%"]).await?;
    ensure!(well, "verify finds differences: {found}");
    Ok(())
}

/// Every key of the serial listing has one outcome.
fn adds_up(counts: &Value, keys: u64) -> Result<()> {
    let n = |name: &str| counts[name].as_u64().with_context(|| format!("no {name}"));
    let sum = n("imported")? + n("updated")? + n("unchanged")? + n("skipped")? + n("failed")?;
    ensure!(sum == keys && n("listed")? == keys, "{sum} outcomes for {keys} keys");
    Ok(())
}

fn seen(row: &Value) -> Result<Seen> {
    Ok(Seen {
        id: row["id"].as_i64().context("an id")?,
        key: row["key"].as_str().context("a key")?.to_owned(),
        data: row["data"].as_str().map(serde_json::from_str).transpose()?,
        hidden: row["hidden"].as_i64().context("hidden")?,
        stale: row["stale"] == 1,
        labeled: row["labeled"] == 1,
    })
}

fn text(result: &Value) -> String {
    result[0]["value"]["text"][0].as_str().unwrap_or_default().to_owned()
}

fn in_database(database: &Value) -> Result<BTreeMap<String, Note>> {
    let mut found = BTreeMap::new();
    for row in database["annotations"].as_array().into_iter().flatten() {
        let result: Value = serde_json::from_str(row["result"].as_str().context("a result")?)?;
        let (task, id) = (row["task_id"].as_i64().context("a task")?, row["id"].as_i64().context("an id")?);
        let unique = row["unique_id"].as_str().context("a unique id")?.to_owned();
        found.insert(unique, Note { task, id, text: text(&result) });
    }
    Ok(found)
}

/// Every annotation of every document, which must stand at its task's key and speak of its task's object.
async fn in_target(world: &World, tasks: &[Seen]) -> Result<BTreeMap<String, Note>> {
    let (client, bucket) = (&world.house.s3.client, &world.house.bucket);
    let mut found = BTreeMap::new();
    for key in changes::documents(world).await? {
        let body = client.get(bucket, &key).await?.with_context(|| format!("{key} went away"))?;
        let document: Value = serde_json::from_slice(&body).with_context(|| key.clone())?;
        let task = document["id"].as_i64().with_context(|| format!("{key} has no id"))?;
        ensure!(key == format!("{TARGET}{task}.json"), "{key} holds task {task}");
        let known =
            tasks.iter().find(|seen| seen.id == task).with_context(|| format!("{key}: no such task"))?;
        let uri = json!(format!("s3://{bucket}/{}", known.key));
        ensure!(document["storage"]["uri"] == uri, "{key} is not of {}: {document}", known.key);
        for annotation in document["annotations"].as_array().into_iter().flatten() {
            let unique = annotation["unique_id"].as_str().context("a unique id")?.to_owned();
            let id = annotation["id"].as_i64().context("an id")?;
            let before = found.insert(unique.clone(), Note { task, id, text: text(&annotation["result"]) });
            ensure!(before.is_none(), "{unique} is twice in the target: {before:?} and in {key}");
        }
    }
    Ok(found)
}

fn ensure_same(place: &str, wanted: &BTreeMap<String, Note>, found: &BTreeMap<String, Note>) -> Result<()> {
    for (unique, note) in wanted {
        ensure!(found.get(unique) == Some(note), "{place}: {note:?} is {:?} ({unique})", found.get(unique));
    }
    let more: Vec<_> = found.iter().filter(|(unique, _)| !wanted.contains_key(*unique)).collect();
    ensure!(more.is_empty(), "{place} has what was deleted or never made: {more:?}");
    Ok(())
}

/// Nothing changed: a further sync writes nothing, neither here nor there.
async fn nothing_more_is_written(world: &World, server: &Skylabel) -> Result<()> {
    trouble::note(world);
    let before = world.house.database()?;
    rest(world, server).await?;
    let after = world.house.database()?;
    ensure!(before["digests"] == after["digests"], "wrote: {} {}", before["digests"], after["digests"]);
    let log = world.house.proxy.take_log();
    let writes: Vec<_> = log.iter().filter(|seen| seen.method != "GET" && seen.method != "HEAD").collect();
    ensure!(writes.is_empty(), "a sync with nothing new wrote to the store: {writes:?}");
    Ok(())
}
