//! The machine dies: of the database's files there is what was synced to the disk, and of what was not any part. Whatever
//! that part is, every annotation that was acknowledged is there, once, in a sound database.

use app::model::ids::{TaskId, UserId};
use serde_json::json;
use skylabel::store::tasks::{self, NewTask};
use skylabel::store::{Db, SecretKey, Submit, now, projects};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::fs;
use std::path::{Path, PathBuf};

const SUBMITS: usize = 300;
const CRASHES: usize = 1000;
/// Of a crash while the log is copied into the database.
const CHECKPOINT_CRASHES: usize = 200;
const PAGE: usize = 4096;

/// The files, and how long the log was when each annotation had been acknowledged.
struct History {
    before: Vec<u8>,
    log: Vec<u8>,
    /// The database once the whole log was copied into it.
    after: Vec<u8>,
    acknowledged: Vec<usize>,
}

fn log_of(file: &Path) -> PathBuf {
    file.with_extension("db-wal")
}

async fn write_history() -> History {
    let dir = tempfile::tempdir().unwrap();
    let (key, file) = (SecretKey::of_directory(dir.path()).unwrap(), Db::file(dir.path()));
    let db = Db::open(&file, key).await.unwrap();
    let task = db.write(|conn| Box::pin(async move { one_task(conn).await })).await.unwrap();
    let mut acknowledged = Vec::new();
    for number in 0..SUBMITS {
        // Some are larger than a page.
        let submit = submit(task, number, "x".repeat(number % 7 * 1500));
        db.submit(submit).await.unwrap().expect("the task is there");
        acknowledged.push(usize::try_from(fs::metadata(log_of(&file)).unwrap().len()).unwrap());
    }
    let (before, log) = (fs::read(&file).unwrap(), fs::read(log_of(&file)).unwrap());
    db.close().await;
    History { before, log, after: fs::read(&file).unwrap(), acknowledged }
}

async fn one_task(conn: &mut sqlx::SqliteConnection) -> Result<TaskId, skylabel::store::StoreError> {
    let new = projects::NewRow { slug: "p", title: "P", ..Default::default() };
    let project = projects::insert(&mut *conn, new).await?.id;
    let data = json!({"t": 1}).as_object().cloned().unwrap_or_default();
    let new = [NewTask { data, ..NewTask::default() }];
    Ok(tasks::insert_many(conn, project, &new, &now()).await?[0])
}

fn submit(task: TaskId, number: usize, text: String) -> Submit {
    Submit {
        task,
        completed_by: UserId::LOCAL,
        result: json!([{"id": "r", "value": {"text": [text]}}]).to_string(),
        was_cancelled: false,
        ground_truth: false,
        lead_time: None,
        unique_id: format!("u-{number:05}"),
        extra: None,
        now: now(),
    }
}

/// Opens what a crash left; answers the annotations that are there.
async fn recovered(file: &Path) -> Vec<String> {
    let mut conn = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    let sound: String = sqlx::query_scalar("PRAGMA quick_check").fetch_one(&mut conn).await.unwrap();
    assert_eq!(sound, "ok");
    let sql = "SELECT unique_id FROM annotations ORDER BY id";
    let there: sqlx::Result<Vec<String>> = sqlx::query_scalar(sql).fetch_all(&mut conn).await;
    conn.close().await.unwrap();
    match there {
        Ok(there) => there,
        // It died before there was a schema.
        Err(error) if error.to_string().contains("no such table: annotations") => Vec::new(),
        Err(error) => panic!("{}: {error}", file.display()),
    }
}

fn assert_there(there: &[String], acknowledged: usize, crash: usize) {
    let expected: Vec<String> = (0..there.len()).map(|number| format!("u-{number:05}")).collect();
    assert_eq!(there, expected, "crash {crash}: what is there is the beginning of what was done");
    assert!(there.len() >= acknowledged, "crash {crash}: {} of {acknowledged} acknowledged", there.len());
}

fn seed() -> u64 {
    let said = std::env::var("SKYLABEL_SEED").ok().and_then(|seed| seed.parse().ok());
    said.unwrap_or_else(|| fastrand::u64(..1 << 32))
}

#[tokio::test]
async fn of_any_prefix_of_the_database_log_every_acknowledged_annotation_is_recovered() {
    let history = write_history().await;
    let seed = seed();
    println!("SKYLABEL_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged_in_all = 0;
    for crash in 0..CRASHES {
        let file = dir.path().join(format!("{crash}.db"));
        let length = random.usize(..=history.log.len());
        let mut log = history.log[..length].to_vec();
        // Behind what was synced stands what the disk happened to hold.
        if random.bool() {
            log.extend((0..random.usize(..3 * PAGE)).map(|_| random.u8(..)));
        }
        fs::write(&file, &history.before).unwrap();
        fs::write(log_of(&file), log).unwrap();
        let acknowledged = history.acknowledged.iter().filter(|end| **end <= length).count();
        assert_there(&recovered(&file).await, acknowledged, crash);
        acknowledged_in_all += acknowledged;
        fs::remove_file(&file).unwrap();
    }
    println!("{CRASHES} crashes, {acknowledged_in_all} acknowledged annotations looked for");
    assert!(acknowledged_in_all > 0, "every crash came before the first answer");
}

#[tokio::test]
async fn a_crash_while_the_log_is_copied_into_the_database_loses_nothing() {
    let history = write_history().await;
    let seed = seed();
    println!("SKYLABEL_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let dir = tempfile::tempdir().unwrap();
    for crash in 0..CHECKPOINT_CRASHES {
        let file = dir.path().join(format!("{crash}.db"));
        let length = random.usize(history.before.len()..=history.after.len());
        let mut pages = history.before.clone();
        pages.resize(length, 0);
        for (index, page) in pages.chunks_mut(PAGE).enumerate() {
            if random.bool() {
                page.copy_from_slice(&history.after[index * PAGE..index * PAGE + page.len()]);
            }
        }
        fs::write(&file, pages).unwrap();
        fs::write(log_of(&file), &history.log).unwrap();
        assert_there(&recovered(&file).await, SUBMITS, crash);
        fs::remove_file(&file).unwrap();
    }
}
