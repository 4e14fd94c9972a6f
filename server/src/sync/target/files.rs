//! The files of a target beside its documents: the labeling config, the deletions, and the claim kept up to date.

use super::access;
use super::claim::Claim;
use super::deletions::{self, DeletedTask, Deletions};
use super::site::Site;
use super::{TargetError, peers};
use crate::bucket::{BucketErrorKind, Condition, TargetKey, Version};
use crate::store::outbox::{self, DueFile, TargetFile};
use crate::store::{past, projects, targets};
use bytes::Bytes;

/// Writes before a file that others keep writing is left for later.
const ROUNDS: u32 = 4;

/// Whether the claim says what is wanted of it: which keys documents have, among others.
pub async fn is_claim_told(site: &Site) -> Result<bool, TargetError> {
    let due = outbox::files_due(site.db.reader(), site.record.id).await?;
    Ok(due.iter().all(|due| due.file != TargetFile::Project))
}

/// Writes the files that are due. What did not work is remembered with the file, and the first failure answered.
pub async fn push(site: &Site) -> Result<(), TargetError> {
    let mut first = None;
    for due in outbox::files_due(site.db.reader(), site.record.id).await? {
        if let Err(error) = push_file(site, &due).await {
            let (id, file, problem) = (site.record.id, due.file, error.to_string());
            tracing::warn!(storage = %id, "{} was not written: {problem}", file.name());
            site.db
                .write(move |conn| {
                    Box::pin(async move { Ok(outbox::file_failed(conn, id, file, &problem).await?) })
                })
                .await?;
            first.get_or_insert(error);
        }
    }
    first.map_or(Ok(()), Err)
}

async fn push_file(site: &Site, due: &DueFile) -> Result<(), TargetError> {
    let version = match due.file {
        TargetFile::Project => update_claim(site).await?,
        TargetFile::LabelConfig => write_config(site, due).await?,
        TargetFile::Deletions => write_deletions(site, due).await?,
    };
    let (id, file, wanted) = (site.record.id, due.file, due.wanted);
    site.db
        .write(move |conn| {
            let etag = version.map(|version| version.0);
            Box::pin(async move { Ok(outbox::file_pushed(conn, id, file, wanted, etag.as_deref()).await?) })
        })
        .await?;
    Ok(())
}

/// The claim says what the project says now.
async fn update_claim(site: &Site) -> Result<Option<Version>, TargetError> {
    for _ in 0..ROUNDS {
        let ours = access::claimant(site).await?.claim;
        let key = site.key(&TargetKey::Claim);
        let Some((version, bytes)) = site.read(&key).await? else {
            return Err(TargetError::Unsettled(site.place()));
        };
        match Claim::parse(&bytes) {
            Ok(found) if found.project != ours.project => return Err(TargetError::Unsettled(site.place())),
            Ok(found) if found.says_the_same(&ours) => return Ok(Some(version)),
            Ok(found) => {
                let ours = ours.with_keys_of(&found);
                let body = Bytes::from(Claim { extra: found.extra, ..ours }.render()?);
                if let Some(written) =
                    put(site, &TargetKey::Claim, body, Condition::IfUnchanged(version)).await?
                {
                    return Ok(Some(written));
                }
            }
            Err(why) => return Err(TargetError::Illegible { key, why: why.to_string() }),
        }
    }
    Err(TargetError::Unsettled(site.place()))
}

/// The config of this server's project stands there: it is the latest word, whoever wrote the one before.
async fn write_config(site: &Site, due: &DueFile) -> Result<Option<Version>, TargetError> {
    let config = projects::get(site.db.reader(), site.record.project).await?.label_config;
    if config.is_empty() && due.etag.is_none() {
        return Ok(None);
    }
    let body = Bytes::from(config.into_bytes());
    let mut condition =
        due.etag.clone().map_or(Condition::IfAbsent, |etag| Condition::IfUnchanged(Version(etag)));
    for _ in 0..ROUNDS {
        if let Some(written) = put(site, &TargetKey::LabelConfig, body.clone(), condition).await? {
            return Ok(Some(written));
        }
        condition = match site.read(&site.key(&TargetKey::LabelConfig)).await? {
            Some((version, bytes)) if bytes == body => return Ok(Some(version)),
            Some((version, _)) => Condition::IfUnchanged(version),
            None => Condition::IfAbsent,
        };
    }
    Err(TargetError::Unsettled(site.place()))
}

/// Every deletion stands there, and those that another server of this project wrote stay, and are taken in, but for the
/// tasks that people brought back here since.
async fn write_deletions(site: &Site, due: &DueFile) -> Result<Option<Version>, TargetError> {
    let (ours, returned) = (our_deletions(site).await?, returned(site).await?);
    let nothing = ours.tasks.is_empty() && ours.annotations.is_empty() && returned.is_empty();
    if nothing && due.etag.is_none() {
        return Ok(None);
    }
    let returned = deletions::by_identity(&returned);
    for _ in 0..ROUNDS {
        let (condition, theirs) = match read_deletions(site).await? {
            Some((version, theirs)) => (Condition::IfUnchanged(version), theirs),
            None => (Condition::IfAbsent, Deletions::default()),
        };
        peers::take_in_deletions(site, &theirs).await?;
        let mut all = ours.joined(&theirs);
        all.tasks.retain(|task| !task.is_taken_back(&returned));
        if let (true, Condition::IfUnchanged(version)) = (all.says_the_same(&theirs), &condition) {
            return Ok(Some(version.clone()));
        }
        let body = Bytes::from(serde_json::to_vec(&all)?);
        if let Some(written) = put(site, &TargetKey::Deletions, body, condition).await? {
            return Ok(Some(written));
        }
    }
    Err(TargetError::Unsettled(site.place()))
}

/// The list of deletions that stands there.
pub async fn read_deletions(site: &Site) -> Result<Option<(Version, Deletions)>, TargetError> {
    let key = site.key(&TargetKey::Deletions);
    let Some((version, bytes)) = site.read(&key).await? else { return Ok(None) };
    match Deletions::parse(&bytes) {
        Ok(list) => Ok(Some((version, list))),
        Err(why) => Err(TargetError::Illegible { key, why: why.to_string() }),
    }
}

/// What this server would say.
pub async fn our_deletions(site: &Site) -> Result<Deletions, TargetError> {
    let (db, project) = (site.db.reader(), site.record.project);
    let tasks = targets::deleted(db, project, site.record.id).await?;
    let of_deleted = !site.record.settings.can_delete_objects;
    Ok(Deletions {
        format: deletions::FORMAT,
        tasks: tasks.into_iter().map(|task| DeletedTask::of(task, &site.folder)).collect(),
        annotations: past::without_documents(db, project, of_deleted).await?,
    })
}

/// The tasks that were deleted and that people brought back here, with when they last did.
pub async fn returned(site: &Site) -> Result<Vec<(DeletedTask, String)>, TargetError> {
    let tasks = targets::returned(site.db.reader(), site.record.project, site.record.id).await?;
    Ok(tasks.into_iter().map(|(task, at)| (DeletedTask::of(task, &site.folder), at)).collect())
}

/// Writes a file; `None` if what stands there is not what the condition says.
pub(super) async fn put(
    site: &Site,
    key: &TargetKey,
    body: Bytes,
    condition: Condition,
) -> Result<Option<Version>, TargetError> {
    let condition = if site.record.unprotected { Condition::Always } else { condition };
    match site.bucket.put(&site.key(key), body, key.content_type(), condition).await {
        Ok(version) => Ok(Some(version)),
        Err(e) if matches!(e.kind, BucketErrorKind::Changed | BucketErrorKind::NoSuchObject) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
