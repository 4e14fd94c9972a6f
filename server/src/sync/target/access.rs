//! Makes sure that a target is ours before anything is read or written there: claims an empty one, joins our
//! project's own, refuses another's. Every write here is conditional and settled by reading back.

use super::claim::{self, Claim, ClaimSource, Claimant, Verdict, Why};
use super::site::Site;
use super::{TargetError, survey};
use crate::bucket::{BucketErrorKind, Condition, TargetKey, Version};
use crate::store::{StoreError, outbox, projects, roll_ups, targets};
use app::api::types::TargetAccess;
use app::model::ids::StorageId;
use bytes::Bytes;
use futures::future::BoxFuture;
use serde_json::Map;
use sqlx::SqliteConnection;
use uuid::Uuid;

/// Rounds until somebody else's simultaneous claims must have come to rest.
const ROUNDS: u32 = 5;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    Ours {
        /// Something that a person should know: a project was joined, or a foreign target taken over.
        notice: Option<String>,
    },
    /// Whose it is, and the two ways on.
    Refused(String),
}

/// Claims the target if that is possible; remembers the answer.
pub async fn establish(site: &Site) -> Result<Access, TargetError> {
    let access = settle(site).await?;
    match &access {
        Access::Ours { .. } => site.memory.confirm(true),
        Access::Refused(found) => {
            site.memory.confirm(false);
            let refused = TargetAccess::Refused(found.clone());
            if site.record.access != refused {
                tracing::warn!(storage = %site.record.id, "{found}");
                write(site, |conn, id| {
                    Box::pin(async move { targets::set_access(conn, id, &refused).await })
                })
                .await?;
            }
        }
    }
    Ok(access)
}

async fn settle(site: &Site) -> Result<Access, TargetError> {
    let mut notice = None;
    for _ in 0..ROUNDS {
        let claimant = claimant(site).await?;
        let Some((version, bytes)) = site.read(&site.key(&TargetKey::Claim)).await? else {
            if let Some(refused) = refused_for_documents(site).await? {
                return Ok(Access::Refused(refused));
            }
            create(site, &claimant.claim).await?;
            continue;
        };
        let found = Claim::parse(&bytes);
        let verdict = found
            .as_ref()
            .map_or_else(|why| Verdict::Foreign(why.clone()), |found| claim::judge(found, &claimant));
        match (verdict, found) {
            (Verdict::Ours, Ok(found)) => {
                claimed(site, &claimant.claim, &found, version).await?;
                return Ok(Access::Ours { notice });
            }
            (Verdict::TakeOver, Ok(found)) => notice = Some(join(site, &found).await?),
            (Verdict::Foreign(why), found) if site.record.adopt && !matches!(why, Why::Newer(_)) => {
                // Its documents stand at its keys.
                let claim = match found {
                    Ok(found) => claimant.claim.with_keys_of(&found),
                    Err(_) => claimant.claim,
                };
                notice = Some(take_over(site, &claim, version, &why).await?);
            }
            (Verdict::Foreign(why), _) => {
                return Ok(Access::Refused(claim::refusal(&site.place(), &why.to_string())));
            }
            (Verdict::Ours | Verdict::TakeOver, Err(why)) => {
                return Ok(Access::Refused(claim::refusal(&site.place(), &why.to_string())));
            }
        }
    }
    Err(TargetError::Unsettled(site.place()))
}

/// What this server's project says of itself.
pub async fn claimant(site: &Site) -> Result<Claimant, StoreError> {
    let project = projects::get(site.db.reader(), site.record.project).await?;
    let sources = targets::sources(site.db.reader(), project.id).await?;
    let sources = sources.into_iter().map(|source| ClaimSource {
        kind: source.kind,
        prefix: source.settings.folder(),
        endpoint: source.endpoint,
        account: source.account,
        bucket: source.bucket,
    });
    Ok(Claimant {
        fresh: !targets::had_target(site.db.reader(), &project.uuid).await?,
        others: targets::other_projects(site.db.reader(), project.id).await?,
        claim: Claim {
            format: claim::FORMAT,
            project: project.uuid,
            name: project.slug,
            title: project.title,
            sources: claim::sorted(sources.collect()),
            keys: site.record.templates(),
            write_id: Uuid::new_v4().to_string(),
            extra: Map::new(),
        },
    })
}

/// Why a target without a claim is not empty for us; `None` if it is, or if what is there is to be adopted.
async fn refused_for_documents(site: &Site) -> Result<Option<String>, TargetError> {
    let known = targets::known_keys(site.db.reader(), site.record.id).await?;
    let found = survey::foreign(site, &known).await?;
    if found.documents == 0 {
        return Ok(None);
    }
    if !site.record.adopt {
        return Ok(Some(claim::refusal(&site.place(), &found.to_string())));
    }
    write(site, |conn, id| Box::pin(async move { Ok(targets::set_adopting(conn, id).await?) })).await?;
    Ok(None)
}

/// Creates the claim. Whatever became of it is seen by reading, which the caller does next. Where a claim of ours
/// stood before, the target was emptied: all that it held is wanted again, which is remembered first.
async fn create(site: &Site, claim: &Claim) -> Result<(), TargetError> {
    if site.record.access == TargetAccess::Claimed {
        tracing::warn!(storage = %site.record.id, "the target {} was emptied; everything is written again", site.place());
        write(site, |conn, id| {
            Box::pin(async move {
                outbox::want_all(&mut *conn, id).await?;
                Ok(roll_ups::want_all(conn, id).await?)
            })
        })
        .await?;
        site.memory.roll_up().start_anew();
    }
    settled_by_reading(put_where_possible(site, claim, Condition::IfAbsent).await)
}

/// A store that refuses conditions as such takes a plain write: it was read before, which is all that can be done.
async fn put_where_possible(
    site: &Site,
    claim: &Claim,
    condition: Condition,
) -> Result<Version, TargetError> {
    match put(site, claim, condition).await {
        Err(TargetError::Bucket(error)) if error.kind == BucketErrorKind::Invalid => {
            put(site, claim, Condition::Always).await
        }
        written => written,
    }
}

async fn put(site: &Site, claim: &Claim, condition: Condition) -> Result<Version, TargetError> {
    let (key, body) = (TargetKey::Claim, Bytes::from(claim.render()?));
    Ok(site.bucket.put(&site.key(&key), body, key.content_type(), condition).await?)
}

/// Refused or unanswered: the next read tells what became of it.
fn settled_by_reading(written: Result<Version, TargetError>) -> Result<(), TargetError> {
    match written {
        Err(TargetError::Bucket(e))
            if matches!(e.kind, BucketErrorKind::Changed | BucketErrorKind::TimedOut) =>
        {
            Ok(())
        }
        other => other.map(drop),
    }
}

async fn write(
    site: &Site,
    work: impl for<'c> FnOnce(&'c mut SqliteConnection, StorageId) -> BoxFuture<'c, Result<(), StoreError>>
    + Send
    + 'static,
) -> Result<(), StoreError> {
    let id = site.record.id;
    site.db.write(move |conn| work(conn, id)).await
}

/// The project joins the one that claimed the target: that is how a fresh machine gets everything back.
async fn join(site: &Site, found: &Claim) -> Result<String, TargetError> {
    let (project, uuid) = (site.record.project, found.project.clone());
    write(site, move |conn, _| Box::pin(async move { projects::set_uuid(conn, project, &uuid).await }))
        .await?;
    let notice =
        format!("Joined the project \"{}\" of this target: its name and sources are the same.", found.name);
    tracing::info!(storage = %site.record.id, "{notice}");
    Ok(notice)
}

/// A person asked to adopt: our claim replaces the foreign one.
async fn take_over(site: &Site, claim: &Claim, version: Version, why: &Why) -> Result<String, TargetError> {
    write(site, |conn, id| Box::pin(async move { Ok(targets::set_adopting(conn, id).await?) })).await?;
    settled_by_reading(put_where_possible(site, claim, Condition::IfUnchanged(version)).await)?;
    let notice = format!("Took the target over although {why}, as was asked.");
    tracing::info!(storage = %site.record.id, "{notice}");
    Ok(notice)
}

/// The claim is ours: on the first look, find out whether conditions protect there; remember what is new.
async fn claimed(site: &Site, ours: &Claim, found: &Claim, version: Version) -> Result<(), TargetError> {
    let unprotected = match site.record.read_at {
        None => Some(!conditions_hold(site, ours, version).await?),
        Some(_) => None,
    };
    let stale = !found.says_the_same(ours);
    let keys = found.clone().with_keys_of(ours).keys;
    let known = site.record.access == TargetAccess::Claimed && site.record.key_templates == keys;
    if known && unprotected.is_none() && !stale {
        return Ok(());
    }
    let (uuid, project) = (ours.project.clone(), site.record.project);
    write(site, move |conn, id| {
        Box::pin(async move {
            targets::set_claimed(conn, id, &uuid).await?;
            targets::set_key_templates(conn, id, &keys).await?;
            if let Some(unprotected) = unprotected {
                targets::set_unprotected(conn, id, unprotected).await?;
            }
            if stale {
                outbox::file_wanted(conn, project, outbox::TargetFile::Project).await?;
            }
            Ok(())
        })
    })
    .await?;
    Ok(())
}

/// Whether the store refuses what it must: a second creation, and an update of a version that is gone. The claim
/// itself is written for it, so that nothing else has to be created or deleted.
async fn conditions_hold(site: &Site, claim: &Claim, version: Version) -> Result<bool, TargetError> {
    let again = || Claim { write_id: Uuid::new_v4().to_string(), ..claim.clone() };
    if !is_refused(put(site, &again(), Condition::IfAbsent).await)? {
        return Ok(false);
    }
    put(site, &again(), Condition::IfUnchanged(version.clone())).await?;
    is_refused(put(site, &again(), Condition::IfUnchanged(version)).await)
}

fn is_refused(written: Result<Version, TargetError>) -> Result<bool, TargetError> {
    match written {
        Ok(_) => Ok(false),
        Err(TargetError::Bucket(error)) if error.kind == BucketErrorKind::Changed => Ok(true),
        // It knows no conditions, so it keeps none.
        Err(TargetError::Bucket(error)) if error.kind == BucketErrorKind::Invalid => Ok(false),
        Err(error) => Err(error),
    }
}
