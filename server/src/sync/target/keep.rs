//! Keeps each target by a task of its own: wakes when annotations were committed or a try is due, and visits.

use super::TargetError;
use super::circuit::Allowed;
use super::drain::now_ms;
use super::memory::Memory;
use super::site::Site;
use super::tend::{Asked, visit};
use crate::store::outbox;
use crate::store::storages::{self, StorageRecord};
use crate::sync::Engine;
use app::api::types::TargetAccess;
use app::model::ids::StorageId;
use app::model::storage::Side;
use std::sync::Arc;
use std::time::Duration;

/// The wait after a visit that failed for a reason that is not the bucket's.
const LATER_MS: i64 = 30_000;
/// Between two visits that nobody asked for.
const PAUSE_MS: i64 = 250;
/// What is committed within this time goes together.
const GATHER: Duration = Duration::from_millis(50);

/// Pushes what the last process left, and then whatever is committed, until the server stops.
pub async fn push_loop(engine: Engine) {
    match storages::all(engine.db.reader()).await {
        Ok(records) => {
            for record in records.iter().filter(|record| record.side == Side::Target) {
                keep(&engine, record.id);
            }
        }
        Err(error) => {
            tracing::error!(%error, "the targets could not be read; they are pushed to on demand only")
        }
    }
    loop {
        let woken = tokio::select! {
            () = engine.stopping().cancelled() => return,
            woken = engine.targets().woken() => woken,
        };
        for project in woken {
            match storages::list(engine.db.reader(), project, Some(Side::Target)).await {
                Ok(records) => records.iter().for_each(|record| {
                    keep(&engine, record.id);
                    engine.targets().of(record.id).ask();
                }),
                Err(error) => tracing::warn!(%project, %error, "the project's targets could not be read"),
            }
        }
        // Under a stream of submits this looks so often, and not once for each.
        tokio::time::sleep(GATHER).await;
    }
}

/// Sees to it that a task keeps the target.
pub fn keep(engine: &Engine, storage: StorageId) {
    let memory = engine.targets().of(storage);
    if memory.is_first_keeper() {
        engine.spawn(keep_one(engine.clone(), storage, memory));
    }
}

async fn keep_one(engine: Engine, storage: StorageId, memory: Arc<Memory>) {
    loop {
        // Broken off anywhere, nothing is lost: what was under way is settled by the next try.
        let attended = tokio::select! {
            () = engine.stopping().cancelled() => return,
            () = memory.gone() => return,
            attended = attend(&engine, storage, &memory) => attended,
        };
        let next = match attended {
            Ok(next) => next,
            // The storage is gone.
            Err(TargetError::Store(crate::store::StoreError::NotFound { .. })) => return,
            Err(error) => {
                tracing::warn!(%storage, "a visit to the target failed: {error}");
                Some(now_ms().saturating_add(LATER_MS))
            }
        };
        tokio::select! {
            () = engine.stopping().cancelled() => return,
            () = memory.gone() => return,
            () = memory.asked() => tokio::time::sleep(GATHER).await,
            () = sleep_until(next) => {}
        }
    }
}

/// Visits if something is due and the target is not known to be away. Answers when to look again.
async fn attend(engine: &Engine, storage: StorageId, memory: &Memory) -> Result<Option<i64>, TargetError> {
    let record = storages::get(engine.db.reader(), storage).await?;
    // Whether it is ours now is seen by the next run.
    let refused = matches!(record.access, TargetAccess::Refused(_)) && !memory.is_confirmed();
    let Some(due) = next_due(engine, &record).await?.filter(|_| !refused) else { return Ok(None) };
    let allowed = memory.circuit().allowed(now_ms());
    if let Allowed::NotBefore(at) = allowed {
        return Ok(Some(at.max(due)));
    }
    if due > now_ms() {
        return Ok(Some(due));
    }
    let visited = visit(&Site::new(engine, &record)?, Asked::Soon).await;
    engine.publish(&record).await;
    match visited {
        Ok(()) | Err(TargetError::Bucket(_)) => {}
        Err(error) => return Err(error),
    }
    let record = storages::get(engine.db.reader(), storage).await?;
    let due = next_due(engine, &record).await?;
    let closed = match memory.circuit().allowed(now_ms()) {
        Allowed::NotBefore(at) => at,
        Allowed::All | Allowed::Probe => 0,
    };
    Ok(due.map(|due| due.max(closed).max(now_ms().saturating_add(PAUSE_MS))))
}

/// When something is due: documents have their times; what was never read, and files, are due at once.
async fn next_due(engine: &Engine, record: &StorageRecord) -> Result<Option<i64>, TargetError> {
    let unread = record.read_at.is_none() || record.adopt;
    if unread || !outbox::files_due(engine.db.reader(), record.id).await?.is_empty() {
        return Ok(Some(0));
    }
    let documents = outbox::next_due(engine.db.reader(), record.id).await?;
    let file = if record.settings.roll_up { engine.targets().of(record.id).roll_up().next_ms } else { None };
    Ok(documents.into_iter().chain(file).min())
}

async fn sleep_until(at_ms: Option<i64>) {
    match at_ms {
        Some(at) => {
            let wait = u64::try_from(at.saturating_sub(now_ms())).unwrap_or(0);
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        None => std::future::pending().await,
    }
}
