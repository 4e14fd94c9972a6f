//! One visit to a target: make sure that it is ours, read what it holds if that was never done, take in what other
//! servers wrote since, write what is due.

use super::access::{self, Access};
use super::circuit::Allowed;
use super::drain::{drain, entropy, now_ms};
use super::site::Site;
use super::{TargetError, TargetRun, adopt, copy, files, keep, pull, restore, roll_up};
use crate::bucket::{BucketError, BucketErrorKind};
use crate::store::storages::{self, StorageRecord};
use crate::store::{StoreError, outbox, targets};
use crate::sync::Engine;
use crate::sync::scheduler::publish_tasks;
use app::api::types::{TargetAccess, TargetState};
use app::model::ids::ProjectId;
use app::model::storage::{Side, SyncStatus};
use chrono::{DateTime, SecondsFormat};
use std::time::Duration;

/// How often adopting looks whether the sources are done.
const LOOK: Duration = Duration::from_millis(100);

/// A whole run, as a person or the schedule asks for it: the claim is looked at, what waited for its time is tried
/// now, and the answer says truthfully how the target stands afterwards.
pub async fn run(engine: &Engine, record: &StorageRecord) -> TargetRun {
    let memory = engine.targets().of(record.id);
    memory.circuit().try_now();
    keep::keep(engine, record.id);
    let visited = tokio::select! {
        () = engine.stopping().cancelled() => Err(TargetError::BrokenOff),
        () = memory.gone() => Err(TargetError::BrokenOff),
        visited = async { visit(&Site::new(engine, record)?, Asked::Now).await } => visited,
    };
    match judge(engine, record, visited).await {
        Ok(run) => run,
        Err(error) => TargetRun { status: SyncStatus::Failed, problem: Some(error.to_string()) },
    }
}

/// Who asked for a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A person or the schedule: look at the claim, try everything that waits.
    Now,
    /// Something new is wanted: push what is due.
    Soon,
}

/// Visits a target.
pub async fn visit(site: &Site, asked: Asked) -> Result<(), TargetError> {
    let visited = enter(site, asked).await;
    if let Err(TargetError::Bucket(error)) = &visited {
        site.memory.circuit().open(error, now_ms(), entropy());
        site.memory.confirm(false);
    }
    visited
}

async fn enter(site: &Site, asked: Asked) -> Result<(), TargetError> {
    if asked == Asked::Now || !site.memory.is_confirmed() || site.record.read_at.is_none() {
        prepare(site).await?;
    }
    if is_to_adopt(site).await? {
        await_sources(site).await?;
        let _turn = site.memory.turn.lock().await;
        if is_to_adopt(site).await? {
            site.memory.notice(adopt::adopt(&site.refreshed().await?).await?.sentence());
            publish_tasks(&site.engine, &site.record).await;
        }
    }
    let site = site.refreshed().await?;
    let _turn = site.memory.turn.lock().await;
    if asked == Asked::Now {
        let id = site.record.id;
        site.db.write(move |conn| Box::pin(async move { Ok(outbox::retry_now(conn, id).await?) })).await?;
        complete_copies(&site).await?;
    }
    // What was told to people goes out even if what others wrote cannot be read.
    let pulled = if asked == Asked::Now { pull::pull(&site).await } else { Ok(()) };
    let files = files::push(&site).await;
    // No document stands at a key that the claim does not tell of: nobody would find it there.
    if files.is_ok() || site.keys.are_plain() || files::is_claim_told(&site).await? {
        drain(&site).await?;
        if asked == Asked::Now {
            pull::empty_seconds(&site).await?;
        }
    }
    roll_up::keep(&site, asked).await;
    pulled.and(files)
}

/// A person asked to adopt, or a foreign claim was written over for it, and it was not done yet.
async fn is_to_adopt(site: &Site) -> Result<bool, TargetError> {
    let asked = site.refreshed().await?.record.adopt;
    Ok(asked || targets::is_adopting(site.db.reader(), site.record.id).await?)
}

/// Claims the target and reads it, if that is still to be done. What is to be adopted is left for later: its tasks
/// must be there first.
async fn prepare(site: &Site) -> Result<(), TargetError> {
    let _turn = site.memory.turn.lock().await;
    let site = site.refreshed().await?;
    match access::establish(&site).await? {
        Access::Refused(found) => return Err(TargetError::Refused(found)),
        Access::Ours { notice } => notice.into_iter().for_each(|notice| site.memory.notice(notice)),
    }
    site.memory.circuit().succeeded();
    let site = site.refreshed().await?;
    if site.record.read_at.is_some() || targets::is_adopting(site.db.reader(), site.record.id).await? {
        return Ok(());
    }
    let counts = restore::read(&site).await?.counts;
    if counts.documents > 0 {
        let (documents, annotations) = (counts.documents, counts.annotations);
        site.memory.notice(format!("Read back {documents} documents with {annotations} annotations."));
        publish_tasks(&site.engine, &site.record).await;
    }
    Ok(())
}

async fn complete_copies(site: &Site) -> Result<(), TargetError> {
    if !site.record.settings.create_local_copy || site.memory.is_copied() {
        return Ok(());
    }
    copy::complete(site, targets::known_keys(site.db.reader(), site.record.id).await?).await?;
    site.memory.set_copied();
    Ok(())
}

/// Adopting pairs documents with tasks: every source must have been read once.
async fn await_sources(site: &Site) -> Result<(), TargetError> {
    let sources = storages::list(site.db.reader(), site.record.project, Some(Side::Source)).await?;
    for source in sources {
        if site.engine.live_of(&source).last_sync.is_some() {
            continue;
        }
        let place = source.settings.display_uri();
        let fail = |why: String| TargetError::Source { place: place.clone(), why };
        if !site.engine.live_of(&source).status.is_active() {
            site.engine.request_sync(source.id).await.map_err(|e| fail(e.to_string()))?;
        }
        loop {
            tokio::time::sleep(LOOK).await;
            let live = site.engine.live_of(&source);
            match live.status {
                _ if site.memory.is_gone() || site.engine.stopping().is_cancelled() => {
                    return Err(fail("the server is stopping, or the target changed".to_owned()));
                }
                SyncStatus::Queued | SyncStatus::InProgress | SyncStatus::Initialized => {}
                SyncStatus::Failed => return Err(fail(live.problem.unwrap_or_default())),
                SyncStatus::Completed | SyncStatus::CompletedWithErrors => break,
            }
        }
    }
    Ok(())
}

/// How the target stands after a visit.
async fn judge(
    engine: &Engine,
    record: &StorageRecord,
    visited: Result<(), TargetError>,
) -> Result<TargetRun, StoreError> {
    let failed = |problem: String| TargetRun { status: SyncStatus::Failed, problem: Some(problem) };
    if let Err(error) = visited {
        return Ok(failed(error.to_string()));
    }
    let memory = engine.targets().of(record.id);
    if let Some((problem, _)) = memory.circuit().waiting() {
        return Ok(failed(problem.to_owned()));
    }
    let (state, _) = outbox::state(engine.db.reader(), record.id).await?;
    Ok(match state.waiting_because {
        Some(why) => {
            let problem =
                format!("{} of {} documents wait: {why}", state.pending, state.pending + state.pushed);
            TargetRun { status: SyncStatus::CompletedWithErrors, problem: Some(problem) }
        }
        None => match memory.roll_up().problem.clone().filter(|_| record.settings.roll_up) {
            Some(problem) => TargetRun { status: SyncStatus::CompletedWithErrors, problem: Some(problem) },
            None => TargetRun { status: SyncStatus::Completed, problem: memory.notices() },
        },
    })
}

/// Holds a source's first sync back until the targets of its project are read: its tasks may have their ids there.
/// Once a source was read there is nothing to wait for, and a refused or foreign target holds nothing back.
pub async fn read_before_first_sync(engine: &Engine, project: ProjectId) -> Result<(), TargetError> {
    let records = storages::list(engine.db.reader(), project, Some(Side::Target)).await?;
    for record in records.into_iter().filter(|record| record.read_at.is_none()) {
        if targets::sources_were_read(engine.db.reader(), project).await? {
            return Ok(());
        }
        let site = Site::new(engine, &record)?;
        if let Some(error) = away(&site) {
            return Err(error.into());
        }
        match prepare(&site).await {
            Ok(()) | Err(TargetError::Refused(_)) => {}
            Err(error) => {
                if let TargetError::Bucket(error) = &error {
                    site.memory.circuit().open(error, now_ms(), entropy());
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Why the target need not even be asked now.
fn away(site: &Site) -> Option<BucketError> {
    let circuit = site.memory.circuit();
    let closed = matches!(circuit.allowed(now_ms()), Allowed::NotBefore(_));
    let (problem, _) = circuit.waiting().filter(|_| closed)?;
    Some(BucketError::new(BucketErrorKind::Unreachable, problem))
}

/// How far annotations have come to a target, and why the others wait.
pub async fn state(engine: &Engine, record: &StorageRecord) -> Result<TargetState, StoreError> {
    let (mut state, mut next_ms) = outbox::state(engine.db.reader(), record.id).await?;
    // Callers hold the record as it was before a run.
    let record = storages::get(engine.db.reader(), record.id).await?;
    state.access = record.access.clone();
    state.unprotected = record.unprotected;
    if let Some((problem, at)) = engine.targets().of(record.id).circuit().waiting() {
        state.waiting_because = Some(problem.to_owned());
        next_ms = Some(at);
    }
    if let TargetAccess::Refused(found) = &record.access {
        state.waiting_because = Some(found.clone());
        next_ms = None;
    }
    let waits = state.pending > 0 && state.waiting_because.is_some();
    let at = next_ms.filter(|_| waits).and_then(DateTime::from_timestamp_millis);
    state.next_try = at.map(|at| at.to_rfc3339_opts(SecondsFormat::Millis, true));
    Ok(state)
}
