//! The commands themselves.

use super::api::{Api, ClientError};
use super::storage::Storage;
use super::{Report, tell};
use crate::cli::storages::{Asked, Which};
use crate::sync::verify::Extent;
use app::model::storage::Outcome;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Between two looks at a run.
const LOOK: Duration = Duration::from_millis(150);

/// Does what was asked for.
pub async fn perform(api: &Api, asked: &Asked) -> Result<Report, ClientError> {
    match asked {
        Asked::List(which) => Ok(list(&storages(api, which).await?)),
        Asked::Show(id) => Ok(show(&one(api, *id).await?)),
        Asked::Outcomes(id, outcome) => outcomes(api, *id, *outcome).await,
        Asked::History(id) => history(api, *id).await,
        Asked::DryRun(which) => dry_run(api, which).await,
        Asked::Verify(which, extent) => verify(api, which, *extent).await,
        Asked::Sync(which) => sync(api, which).await,
        Asked::Check(which) => check(api, which).await,
    }
}

async fn storages(api: &Api, which: &Which) -> Result<Vec<Storage>, ClientError> {
    let projects = api.pages("/api/projects/?page_size=100", "results").await?;
    let names = |project: &Value, name: &str| {
        let id = project["id"].as_i64();
        project["slug"] == name || project["title"] == name || (id.is_some() && id == name.parse().ok())
    };
    let meant: Vec<&Value> = match &which.project {
        None => projects.iter().collect(),
        Some(name) => projects.iter().filter(|project| names(project, name)).collect(),
    };
    if let (true, Some(name)) = (meant.is_empty(), &which.project) {
        let known: Vec<&str> = projects.iter().filter_map(|project| project["slug"].as_str()).collect();
        let known = if known.is_empty() {
            "there is none yet".to_owned()
        } else {
            format!("there are {}", known.join(", "))
        };
        return Err(ClientError::Refused(format!("there is no project \"{name}\"; {known}")));
    }
    let mut found = Vec::new();
    for project in meant {
        for (side, base) in [("source", "/api/storages"), ("target", "/api/storages/export")] {
            let shapes = api.get(&format!("{base}?project={}", project["id"])).await?;
            found.extend(shapes.as_array().into_iter().flatten().map(|shape| Storage {
                project: project["slug"].as_str().unwrap_or_default().to_owned(),
                path: format!("{base}/{}/{}", shape["type"].as_str().unwrap_or_default(), shape["id"]),
                side,
                shape: shape.clone(),
            }));
        }
    }
    if let Some(id) = which.storage {
        found.retain(|storage| storage.id() == id);
        if found.is_empty() {
            return Err(ClientError::Refused(format!(
                "there is no storage {id}; `skylabel storage list` shows those that are"
            )));
        }
    }
    Ok(found)
}

async fn one(api: &Api, id: i64) -> Result<Storage, ClientError> {
    let found = storages(api, &Which { project: None, storage: Some(id) }).await?;
    found.into_iter().next().ok_or_else(|| ClientError::Refused(format!("there is no storage {id}")))
}

fn list(storages: &[Storage]) -> Report {
    let json = storages.iter().map(Storage::json).collect();
    Report { text: tell::table(storages), json: Value::Array(json), well: true }
}

fn show(storage: &Storage) -> Report {
    Report { text: tell::fields(&storage.json()), json: storage.json(), well: true }
}

async fn outcomes(api: &Api, id: i64, outcome: Option<Outcome>) -> Result<Report, ClientError> {
    let storage = one(api, id).await?;
    let filter = outcome.map(|outcome| format!("?outcome={}", outcome.slug())).unwrap_or_default();
    let items = api.pages(&format!("{}/outcomes{filter}", storage.path), "items").await?;
    Ok(Report { text: tell::outcomes(&items), json: Value::Array(items), well: true })
}

async fn history(api: &Api, id: i64) -> Result<Report, ClientError> {
    let storage = one(api, id).await?;
    let runs = api.pages(&format!("{}/runs", storage.path), "items").await?;
    Ok(Report { text: tell::history(&runs), json: Value::Array(runs), well: true })
}

/// Whether what is known of the storages is so. Repaired is not well yet: the next sync or push has to do it.
async fn verify(api: &Api, which: &Which, extent: Extent) -> Result<Report, ClientError> {
    let (mut lines, mut json, mut well) = (Vec::new(), Vec::new(), true);
    for storage in storages(api, which).await? {
        let asked = json!({"sample": extent.sample, "repair": extent.repair, "seed": extent.seed});
        let begun = api.post(&format!("{}/verify", storage.path), asked).await?;
        let found = over(api, &format!("/api/verifications/{}", begun["id"]), begun).await?;
        well &= found["state"] == "done" && found["problem"].is_null() && found["differing"] == 0;
        lines.push(tell::verified(&storage, &found));
        json.push(json!({"id": storage.id(), "side": storage.side, "found": found}));
    }
    Ok(Report { text: tell::lines(lines), json: Value::Array(json), well })
}

/// Waits for what is being found out.
async fn over(api: &Api, path: &str, begun: Value) -> Result<Value, ClientError> {
    let mut now = begun;
    while now["state"] == "running" {
        tokio::time::sleep(LOOK).await;
        now = api.get(path).await?;
    }
    Ok(now)
}

/// What a sync of the sources would do: for each the counts, then each object that would not be left as it is.
async fn dry_run(api: &Api, which: &Which) -> Result<Report, ClientError> {
    let (mut lines, mut json, mut well) = (Vec::new(), Vec::new(), true);
    for storage in storages(api, which).await?.into_iter().filter(|storage| storage.side == "source") {
        let begun = api.post(&format!("{}/dry-run", storage.path), json!({})).await?;
        let path = format!("/api/dry-runs/{}", begun["id"]);
        let run = over(api, &path, begun).await?;
        let mut items = Vec::new();
        for change in tell::CHANGES {
            if run["counts"][change] != 0 {
                items.extend(api.pages(&format!("{path}?change={change}"), "items").await?);
            }
        }
        well &= run["state"] == "done" && run["problem"].is_null();
        lines.push(tell::tried(&storage, &run, &items));
        json.push(json!({"id": storage.id(), "run": run, "changes": items}));
    }
    Ok(Report { text: tell::lines(lines), json: Value::Array(json), well })
}

/// Sources first: what they bring may be wanted in the targets.
async fn sync(api: &Api, which: &Which) -> Result<Report, ClientError> {
    let mut done = Vec::new();
    for storage in storages(api, which).await? {
        let mut storage = storage;
        storage.shape = api.post(&format!("{}/sync", storage.path), json!({})).await?;
        let asked = Instant::now();
        while matches!(storage.status(), "queued" | "in_progress") && !storage.is_held(asked.elapsed()) {
            tokio::time::sleep(LOOK).await;
            storage.shape = api.get(&storage.path).await?;
        }
        done.push(storage);
    }
    let well = done.iter().all(|storage| storage.status() == "completed");
    let json = done.iter().map(Storage::json).collect();
    Ok(Report { text: tell::synced(&done), json: Value::Array(json), well })
}

async fn check(api: &Api, which: &Which) -> Result<Report, ClientError> {
    let (mut lines, mut json, mut well) = (Vec::new(), Vec::new(), true);
    for storage in storages(api, which).await? {
        let base = storage.path.rsplit_once('/').map_or(storage.path.as_str(), |(base, _)| base);
        let asked = json!({"id": storage.id(), "project": storage.shape["project"]});
        let problem = match api.post(&format!("{base}/validate"), asked).await {
            Ok(_) => None,
            Err(ClientError::Refused(why)) => Some(why),
            Err(other) => return Err(other),
        };
        well &= problem.is_none();
        lines.push(tell::checked(&storage, problem.as_deref()));
        json.push(
            json!({"id": storage.id(), "side": storage.side, "ok": problem.is_none(), "problem": problem}),
        );
    }
    Ok(Report { text: tell::lines(lines), json: Value::Array(json), well })
}
