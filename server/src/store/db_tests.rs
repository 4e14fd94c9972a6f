#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::store::now;
use futures::future::join_all;

async fn open(dir: &Path) -> Db {
    Db::open(&Db::file(dir), SecretKey::of_directory(dir).unwrap()).await.unwrap()
}

async fn note(conn: &mut SqliteConnection, name: String) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO meta (name, value) VALUES ($1, $2)")
        .bind(name)
        .bind(now())
        .execute(conn)
        .await?;
    Ok(())
}

async fn names(db: &Db) -> Vec<String> {
    sqlx::query_scalar("SELECT name FROM meta ORDER BY name").fetch_all(db.reader()).await.unwrap()
}

#[tokio::test]
async fn what_is_answered_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    db.write(|conn| Box::pin(note(conn, "a".into()))).await.unwrap();
    assert_eq!(names(&db).await, ["a"]);
    db.close().await;
    assert!(matches!(db.write(|conn| Box::pin(note(conn, "b".into()))).await, Err(StoreError::Closed)));
    drop(db);
    assert_eq!(names(&open(dir.path()).await).await, ["a"]);
}

#[tokio::test]
async fn a_second_process_is_told_which_directory_is_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let key = db.key().clone();
    let refused = Db::open(&Db::file(dir.path()), key).await.err().unwrap();
    assert!(matches!(refused, StoreError::Locked { .. }));
    assert!(refused.to_string().contains(&dir.path().display().to_string()));
}

#[tokio::test]
async fn a_closed_database_lets_go_of_its_directory_though_a_clone_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let clone = db.clone();
    db.close().await;
    assert!(names(&open(dir.path()).await).await.is_empty());
    assert!(matches!(clone.write(|conn| Box::pin(note(conn, "b".into()))).await, Err(StoreError::Closed)));
}

#[tokio::test]
async fn one_failing_work_of_a_group_undoes_itself_alone() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let before = db.generation();
    let works = (0..40).map(|i| {
        db.write(move |conn| {
            Box::pin(async move {
                note(conn, format!("{i:02}")).await?;
                match i % 4 {
                    1 => Err(StoreError::conflict("no")),
                    2 => note(conn, format!("{i:02}")).await,
                    3 => panic!("a defect"),
                    _ => Ok(()),
                }
            })
        })
    });
    let answers = join_all(works).await;
    for (i, answer) in answers.iter().enumerate() {
        match i % 4 {
            0 => assert!(answer.is_ok()),
            1 => assert!(matches!(answer, Err(StoreError::Conflict { .. }))),
            2 => assert!(answer.as_ref().unwrap_err().is_duplicate()),
            _ => assert!(matches!(answer, Err(StoreError::Panicked))),
        }
    }
    let kept: Vec<String> = (0..40).step_by(4).map(|i| format!("{i:02}")).collect();
    assert_eq!(names(&db).await, kept);
    assert!(db.generation() - before < 40, "works queued together share commits");
}

#[tokio::test]
async fn interactive_work_goes_before_batches_that_wait() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let slow = |i: usize| {
        db.write_batch(move |conn| {
            Box::pin(async move {
                note(conn, format!("batch {i:02}")).await?;
                tokio::time::sleep(Duration::from_millis(10)).await;
                Ok(())
            })
        })
    };
    let batches = join_all((0..20).map(slow));
    let quick = async {
        tokio::time::sleep(Duration::from_millis(15)).await;
        db.write(|conn| {
            Box::pin(async move {
                let done: i64 = sqlx::query_scalar("SELECT count(*) FROM meta").fetch_one(conn).await?;
                Ok(done)
            })
        })
        .await
        .unwrap()
    };
    let (batches, done) = futures::join!(batches, quick);
    assert!(batches.iter().all(Result::is_ok));
    assert!(done < 15, "{done} of 20 batches ran before one interactive work");
    assert_eq!(names(&db).await.len(), 20);
}

#[tokio::test]
async fn batches_are_not_starved_by_interactive_work() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let stop = std::sync::atomic::AtomicBool::new(false);
    let busy = |lane: usize| {
        let (db, stop) = (&db, &stop);
        async move {
            for i in 0.. {
                if stop.load(std::sync::atomic::Ordering::Relaxed) {
                    return;
                }
                db.write(move |conn| Box::pin(note(conn, format!("{lane}-{i}")))).await.unwrap();
            }
        }
    };
    let batch = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let asked = std::time::Instant::now();
        db.write_batch(|conn| Box::pin(note(conn, "batch".into()))).await.unwrap();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        asked.elapsed()
    };
    let (_, waited) = futures::join!(join_all((0..8).map(busy)), batch);
    assert!(waited < Duration::from_secs(2), "waited {waited:?}");
}

#[tokio::test]
async fn on_a_full_disk_what_is_refused_is_absent_and_what_is_answered_stays() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let small = |name: String| db.write(move |conn| Box::pin(note(conn, name)));
    small("before".into()).await.unwrap();
    let full = "PRAGMA max_page_count = 1; PRAGMA max_page_count";
    db.write(move |conn| Box::pin(async move { Ok(sqlx::raw_sql(full).execute(conn).await.map(drop)?) }))
        .await
        .unwrap();
    let huge = db.write(|conn| Box::pin(note(conn, "huge".repeat(1 << 20))));
    let (a, b, c) = futures::join!(small("a".into()), huge, small("c".into()));
    assert!(b.is_err());
    let mut expected = vec!["before".to_owned()];
    expected.extend(a.is_ok().then(|| "a".to_owned()));
    expected.extend(c.is_ok().then(|| "c".to_owned()));
    expected.sort();
    assert_eq!(names(&db).await, expected);

    let room = "PRAGMA max_page_count = 1000000";
    db.write(move |conn| Box::pin(async move { Ok(sqlx::raw_sql(room).execute(conn).await.map(drop)?) }))
        .await
        .unwrap();
    small("after".into()).await.unwrap();
    assert!(names(&db).await.contains(&"after".to_owned()), "there is room again, and work goes on");
}

#[tokio::test]
async fn the_log_is_moved_into_the_file_though_no_commit_does_so() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let size = || std::fs::metadata(Db::file(dir.path())).unwrap().len();
    let before = size();
    let text = "x".repeat(200_000);
    for number in 0..20 {
        let text = text.clone();
        let work = db.write_batch(move |conn| {
            Box::pin(async move {
                sqlx::query("INSERT INTO meta (name, value) VALUES ($1, $2)")
                    .bind(number.to_string())
                    .bind(text)
                    .execute(conn)
                    .await?;
                Ok(())
            })
        });
        work.await.unwrap();
    }
    // Far less was written than lets a commit do it.
    for _ in 0..1000 {
        if size() > before + 1_000_000 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the file has {} bytes as before", size());
}

async fn failing(conn: &mut SqliteConnection, name: String) -> Result<(), StoreError> {
    note(conn, name).await?;
    Err(StoreError::Closed)
}

#[tokio::test]
async fn no_batch_of_a_chain_is_done_after_one_that_failed() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let (chain, other) = (Chain::default(), Chain::default());
    // All are asked for before any is answered.
    let asked = [
        db.write_batch_of(&chain, |conn| Box::pin(note(conn, "1 first".into()))),
        db.write_batch_of(&chain, |conn| Box::pin(failing(conn, "2 fails".into()))),
        db.write_batch_of(&chain, |conn| Box::pin(note(conn, "3 follows".into()))),
        db.write_batch_of(&other, |conn| Box::pin(note(conn, "4 of another".into()))),
    ];
    let done: Vec<bool> = join_all(asked).await.iter().map(Result::is_ok).collect();
    assert_eq!(done, [true, false, false, true]);
    let late = db.write_batch_of(&chain, |conn| Box::pin(note(conn, "5 late".into()))).await;
    assert!(matches!(late, Err(StoreError::Closed)));
    let notes: Vec<String> = names(&db).await.into_iter().filter(|name| name.contains(' ')).collect();
    assert_eq!(notes, ["1 first", "4 of another"]);
}

#[tokio::test]
async fn no_batch_of_a_chain_is_done_after_a_transaction_that_did_not_hold() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let chain = Chain::default();
    let given_up = db.write_batch_of(&chain, |conn| {
        Box::pin(async move {
            note(conn, "lost".into()).await?;
            sqlx::raw_sql("ROLLBACK").execute(conn).await?;
            Ok(())
        })
    });
    let follows = db.write_batch_of(&chain, |conn| Box::pin(note(conn, "follows".into())));
    let (given_up, follows) = (given_up.await, follows.await);
    assert!(matches!(given_up, Err(StoreError::Commit(_))), "{given_up:?}");
    assert!(follows.is_err());
    assert!(!names(&db).await.iter().any(|name| name == "lost" || name == "follows"));
    db.write(|conn| Box::pin(note(conn, "on".into()))).await.unwrap();
    assert!(names(&db).await.contains(&"on".to_owned()));
}

#[tokio::test]
async fn what_others_wait_for_is_answered_while_a_chain_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let chain = Chain::default();
    let asked = |name: String| {
        db.write_batch_of(&chain, move |conn| {
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(5)).await;
                note(conn, name).await
            })
        })
    };
    let before: Vec<_> = (0..3).map(|n| asked(format!("before {n}"))).collect();
    let waited_for = db.write_batch(|conn| Box::pin(note(conn, "waited for".into())));
    let after = async { join_all((0..60).map(|n| asked(format!("after {n}")))).await };
    let begun = std::time::Instant::now();
    let waited_for = async { (waited_for.await, begun.elapsed()) };
    let (before, (waited_for, waited), after) = tokio::join!(join_all(before), waited_for, after);
    let all = begun.elapsed();
    assert!(before.iter().chain(&after).all(Result::is_ok) && waited_for.is_ok());
    assert!(waited * 3 < all, "answered after {waited:?} of {all:?}");
}
