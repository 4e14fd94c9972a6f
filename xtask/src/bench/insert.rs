//! How fast tasks are committed when their listing comes from far away, while people submit.

use super::server::Server;
use super::sync::{bench_folder, duration};
use super::{Line, plain};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use testkit::far::FarServer;
use testkit::s3::S3Server;

const OBJECTS: u64 = 1_000_000;
const DISTANCE: Duration = Duration::from_millis(80);
const PEOPLE: usize = 8;
/// Each of them submits so often, which no person does.
const EVERY: Duration = Duration::from_millis(50);

pub async fn measure(s3: &S3Server) -> Result<Vec<Line>> {
    let far = FarServer::start(OBJECTS, DISTANCE)?;
    let data = tempfile::tempdir_in(bench_folder()?)?;
    let server =
        Server::start(s3, data.path(), &["bench", "--init", "--template", "text-classification"]).await?;
    let server = Arc::new(server);
    let texts: Vec<Value> = (0..1000).map(|n| json!({"text": format!("Sentence {n}")})).collect();
    let imported = server.post("/api/projects/1/import?return_task_ids=true", texts.into()).await?;
    let first = imported["task_ids"][0].as_i64().context("the first task")?;
    let source = json!({
        "project": 1, "bucket": "far", "use_blob_urls": true, "s3_endpoint": far.endpoint, "synchronizable": true,
        "aws_access_key_id": testkit::ACCESS_KEY, "aws_secret_access_key": testkit::SECRET_KEY,
    });
    let over = Arc::new(AtomicBool::new(false));
    let people: Vec<_> = (0..PEOPLE)
        .map(|person| tokio::spawn(submit(Arc::clone(&server), Arc::clone(&over), first + person as i64)))
        .collect();
    let storage = server.post("/api/storages/s3", source).await?;
    let id = storage["id"].as_i64().context("the storage's id")?;
    server.post(&format!("/api/storages/s3/{id}/sync"), Value::Null).await?;
    let storage = server.synced().await?;
    over.store(true, Ordering::Relaxed);
    let mut waits = Vec::new();
    for person in people {
        waits.extend(person.await??);
    }
    let seconds = duration(&storage)?;
    ensure!(storage["last_sync_count"] == OBJECTS, "{storage}");
    let rate = OBJECTS as f64 / seconds;
    waits.sort_unstable();
    let share =
        |of: usize| waits.get(waits.len() * of / 100).map_or(f64::NAN, |wait| wait.as_secs_f64() * 1e3);
    let (half, most) = (share(50), share(99));
    let (asked, least) = (far.asked(), OBJECTS / testkit::far::PAGE);
    Ok(vec![
        plain(
            "1,000,000 objects from 80 ms away, listed, compared and committed",
            format!("{seconds:.1} s, {rate:.0} tasks/s, {asked} requests for {least} pages"),
            "≥ 50,000/s",
            rate >= 50_000.0,
        ),
        plain(
            "submits meanwhile",
            format!("{} of them, half within {half:.1} ms, 99 % within {most:.1} ms", waits.len()),
            "99 % < 50 ms",
            most < 50.0,
        ),
    ])
}

/// Submits until it is over; gives how long each answer took.
async fn submit(server: Arc<Server>, over: Arc<AtomicBool>, task: i64) -> Result<Vec<Duration>> {
    let result = json!([{"id": "a1b2c3d4e5", "from_name": "sentiment", "to_name": "text", "type": "choices",
        "value": {"choices": ["Positive"]}, "origin": "manual"}]);
    let mut waits = Vec::new();
    let mut pace = tokio::time::interval(EVERY);
    for task in (task..).step_by(PEOPLE).take(1000 / PEOPLE).cycle() {
        pace.tick().await;
        if over.load(Ordering::Relaxed) {
            break;
        }
        let begun = Instant::now();
        server.post(&format!("/api/tasks/{task}/annotations/"), json!({"result": result})).await?;
        waits.push(begun.elapsed());
    }
    Ok(waits)
}
