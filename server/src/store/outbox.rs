//! What every target should hold and what it holds: one row a task and target, with its pieces
//! where an object holds one annotation, and one row a file and target. State, not
//! a log: `wanted` counts changes, `pushed` is the count that stands in the target. Knows nothing of buckets.

mod conflicts;
mod files;
pub mod left;
mod peers;
pub mod pieces;
mod push;
mod standing;
#[cfg(test)]
mod tests;

pub use conflicts::{conflicts, key_of, settle};
pub use files::{DueFile, file_failed, file_found, file_lost, file_pushed, file_version, files_due};
pub use peers::{
    KnownObject, Second, forget_object, known_objects, place_of, seconds, standing_count, vanished,
};
pub use push::{
    Due, Failed, Holder, Pushed, claim, key_holder, keys_in_use, mark_failed, mark_pushed, next_due,
    retry_now, want_all,
};

pub use standing::{Standing, push_again, standing, standing_at};

use app::api::types::TargetState;
use app::model::ids::{ProjectId, StorageId, TaskId};
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// A file of a target beside its documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TargetFile {
    /// The labeling config.
    LabelConfig,
    /// Tasks that people deleted.
    Deletions,
    /// The claim: the project's name, title and sources.
    Project,
}

impl TargetFile {
    pub const ALL: [Self; 3] = [Self::LabelConfig, Self::Deletions, Self::Project];

    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LabelConfig => "config.xml",
            Self::Deletions => "deletions.json",
            Self::Project => "project.json",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.name() == name)
    }
}

/// The task's annotations changed: every target of its project wants the new document. To be called inside the
/// annotation's own transaction, after its rows changed. A task without annotations is wanted only where it was
/// wanted before, so that the last annotation's deletion arrives too.
pub async fn want(conn: &mut SqliteConnection, project: ProjectId, task: TaskId) -> sqlx::Result<()> {
    want_except(conn, project, task, None).await
}

/// [`want`], except of the target that said so.
pub async fn want_except(
    conn: &mut SqliteConnection,
    project: ProjectId,
    task: TaskId,
    except: Option<StorageId>,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO outbox (storage_id, task_id)
         SELECT s.id, $2 FROM storages s
         WHERE s.project_id = $1 AND s.side = 'target' AND s.id IS NOT $3
           AND (EXISTS (SELECT 1 FROM annotations a WHERE a.task_id = $2)
                OR EXISTS (SELECT 1 FROM outbox o WHERE o.storage_id = s.id AND o.task_id = $2))
         ON CONFLICT (storage_id, task_id) DO UPDATE SET wanted = wanted + 1",
    )
    .bind(project.0)
    .bind(task.0)
    .bind(except.map(|storage| storage.0))
    .execute(conn)
    .await?;
    Ok(())
}

/// A source is about to give tasks other data: documents that stand without annotations follow; those with annotations
/// keep what was labeled, as their tasks do. `rows` is a JSON array of arrays, of which the first is the task's id and the
/// fifth its data.
pub async fn want_where_data_changes(conn: &mut SqliteConnection, rows: &str) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox SET wanted = wanted + 1 WHERE task_id IN (
             SELECT t.id FROM json_each($1) j JOIN tasks t ON t.id = j.value ->> 0
             WHERE t.annotations + t.cancelled = 0 AND t.hidden & 4 = 0 AND t.data IS NOT j.value ->> 4)",
    )
    .bind(rows)
    .execute(conn)
    .await?;
    Ok(())
}

/// [`want`] for many tasks in one statement: `$1` is a JSON array of task ids.
pub const WANT_MANY: &str = "
    INSERT INTO outbox (storage_id, task_id)
    SELECT s.id, t.id FROM json_each($1) j
    JOIN tasks t ON t.id = j.value
    JOIN storages s ON s.project_id = t.project_id AND s.side = 'target'
    WHERE EXISTS (SELECT 1 FROM annotations a WHERE a.task_id = t.id)
       OR EXISTS (SELECT 1 FROM outbox o WHERE o.storage_id = s.id AND o.task_id = t.id)
    ON CONFLICT (storage_id, task_id) DO UPDATE SET wanted = wanted + 1";

/// A person deleted the task; to be called inside that transaction, after `hidden` says so and its annotations are
/// gone. The task's row must stay (as a tombstone) while a target may hold its document.
pub async fn task_deleted(conn: &mut SqliteConnection, project: ProjectId, task: TaskId) -> sqlx::Result<()> {
    want(&mut *conn, project, task).await?;
    file_wanted(conn, project, TargetFile::Deletions).await
}

/// The labeling config, the deletions, or the project's name, title or sources changed.
pub async fn file_wanted(
    conn: &mut SqliteConnection,
    project: ProjectId,
    file: TargetFile,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO target_files (storage_id, name)
         SELECT s.id, $2 FROM storages s WHERE s.project_id = $1 AND s.side = 'target'
         ON CONFLICT (storage_id, name) DO UPDATE SET wanted = wanted + 1",
    )
    .bind(project.0)
    .bind(file.name())
    .execute(conn)
    .await?;
    Ok(())
}

/// An annotation was deleted, and if it was the task's last, targets that delete objects want the list of deletions.
pub async fn file_wanted_of_bare(
    conn: &mut SqliteConnection,
    project: ProjectId,
    task: TaskId,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO target_files (storage_id, name)
         SELECT s.id, $3 FROM storages s
         WHERE s.project_id = $1 AND s.side = 'target' AND s.settings ->> '$.can_delete_objects'
           AND NOT EXISTS (SELECT 1 FROM annotations a WHERE a.task_id = $2)
         ON CONFLICT (storage_id, name) DO UPDATE SET wanted = wanted + 1",
    )
    .bind(project.0)
    .bind(task.0)
    .bind(TargetFile::Deletions.name())
    .execute(conn)
    .await?;
    Ok(())
}

/// A target was added: it wants every annotated task of the project, and all files. To be called in the transaction
/// that inserts the storage; harmless for a source.
pub async fn target_added(conn: &mut SqliteConnection, storage: StorageId) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO outbox (storage_id, task_id)
         SELECT s.id, t.id FROM storages s JOIN tasks t ON t.project_id = s.project_id
         WHERE s.id = $1 AND s.side = 'target'
           AND EXISTS (SELECT 1 FROM annotations a WHERE a.task_id = t.id)
         ON CONFLICT (storage_id, task_id) DO NOTHING",
    )
    .bind(storage.0)
    .execute(&mut *conn)
    .await?;
    for file in TargetFile::ALL {
        sqlx::query(
            "INSERT INTO target_files (storage_id, name)
             SELECT id, $2 FROM storages WHERE id = $1 AND side = 'target'
             ON CONFLICT (storage_id, name) DO NOTHING",
        )
        .bind(storage.0)
        .bind(file.name())
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// How far a target has come; access and protection are the storage's own to say.
pub async fn state(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
) -> sqlx::Result<(TargetState, Option<i64>)> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM outbox WHERE storage_id = $1) AS total,
                (SELECT COUNT(*) FROM outbox INDEXED BY outbox_pending
                 WHERE storage_id = $1 AND wanted > pushed) AS pending,
                COALESCE(SUM(conflict), 0) AS conflicts,
                MIN(CASE WHEN conflict = 0 THEN next_ms END) AS next_ms,
                (SELECT p.problem FROM outbox p INDEXED BY outbox_waiting
                 WHERE p.storage_id = $1 AND p.wanted > p.pushed AND p.problem IS NOT NULL
                 ORDER BY p.conflict, p.next_ms LIMIT 1) AS problem
         FROM outbox INDEXED BY outbox_waiting
         WHERE storage_id = $1 AND wanted > pushed AND problem IS NOT NULL",
    )
    .bind(storage.0)
    .fetch_one(db)
    .await?;
    let count = |name| row.try_get::<i64, _>(name).map(i64::unsigned_abs);
    let (total, pending) = (count("total")?, count("pending")?);
    let state = TargetState {
        pending,
        pushed: total - pending,
        waiting_because: row.try_get("problem")?,
        conflicts: count("conflicts")?,
        ..TargetState::default()
    };
    Ok((state, row.try_get("next_ms")?))
}
