//! The check of a storage: does what the storage will do, and says which permission is missing.

use super::types::{Condition, Listed, ReadRange, Version};
use super::{Bucket, BucketError, BucketErrorKind};
use app::model::storage::{CheckReport, CheckStep, Side};
use bytes::Bytes;
use futures::StreamExt;
use rules::keys::TargetKey;
use std::time::Duration;
use uuid::Uuid;

/// The first words of a step that found conditional writes without effect.
const UNPROTECTED: &str = "unprotected:";

/// Life of the URL that is signed for trial.
const TRIAL_LIFE: Duration = Duration::from_secs(60);

pub(super) async fn check(bucket: &Bucket, side: Side, folder: &str) -> CheckReport {
    let mut report = CheckReport::default();
    // The first step that fails says what is wrong; those after it would only say it again.
    if let Err((name, error)) = steps(bucket, side, folder, &mut report.steps).await {
        report.unreachable = is_unreachable(&error);
        report.steps.push(CheckStep { name: name.to_owned(), ok: false, detail: error.to_string() });
    }
    report
}

fn is_unreachable(error: &BucketError) -> bool {
    use BucketErrorKind as Kind;
    matches!(error.kind, Kind::Unreachable | Kind::TimedOut | Kind::Throttled)
}

type Failed = (&'static str, BucketError);

async fn steps(bucket: &Bucket, side: Side, folder: &str, done: &mut Vec<CheckStep>) -> Result<(), Failed> {
    let mut step =
        |name: &str, detail: String| done.push(CheckStep { name: name.to_owned(), ok: true, detail });
    let place = bucket.uri(folder);
    let first = first_page(bucket, folder).await.map_err(|error| ("list", error))?;
    step("list", listed(&first, &place));
    match side {
        Side::Source => {
            let Some(object) = first.iter().find(|l| l.odd.is_none() && !l.is_folder_placeholder()) else {
                step("read", format!("there is nothing to read under {place} yet"));
                return Ok(());
            };
            read(bucket, object).await.map_err(|error| ("read", error))?;
            step("read", format!("{} can be read", bucket.uri(&object.key)));
            let signed = bucket.sign_get(&object.key, TRIAL_LIFE).await.map_err(|error| ("sign", error))?;
            step("sign", signing(signed.is_some()));
        }
        Side::Target => {
            let key = TargetKey::Probe(Uuid::new_v4()).render(folder);
            let written = target(bucket, &key, &mut step).await;
            let deleted = bucket.delete(&key).await;
            written?;
            match deleted {
                Ok(()) => step("delete", format!("objects under {place} can be deleted")),
                Err(error) if bucket.may_delete() => return Err(("delete", error)),
                Err(error) => {
                    step("delete", format!("not needed unless the storage may delete objects: {error}"))
                }
            }
        }
    }
    Ok(())
}

async fn first_page(bucket: &Bucket, folder: &str) -> Result<Vec<Listed>, BucketError> {
    bucket.list(folder, true).next().await.unwrap_or_else(|| Ok(Vec::new()))
}

fn listed(page: &[Listed], place: &str) -> String {
    match page.len() {
        0 => format!("{place} can be listed; it is empty"),
        1 => format!("{place} can be listed; it holds one object"),
        count => format!("{place} can be listed; it holds {count} objects or more"),
    }
}

async fn read(bucket: &Bucket, object: &Listed) -> Result<(), BucketError> {
    let range = if object.size == 0 { ReadRange::Whole } else { ReadRange::Between(0..1) };
    let mut body = bucket.get_range(&object.key, range).await?.body;
    body.next().await.map_or(Ok(()), |chunk| chunk.map(|_| ()))
}

fn signing(signed: bool) -> String {
    match signed {
        true => "URLs can be signed: browsers fetch media from the store itself".to_owned(),
        false => "these credentials cannot sign URLs: media goes through this server".to_owned(),
    }
}

/// Writes the probe, reads it back, and tries what must be refused.
async fn target(bucket: &Bucket, key: &str, step: &mut impl FnMut(&str, String)) -> Result<(), Failed> {
    let first = Bytes::from_static(b"written by a check; may be deleted\n");
    let put = async |body: &Bytes, condition| bucket.put(key, body.clone(), "text/plain", condition).await;
    let created = put(&first, Condition::IfAbsent).await;
    let stale = match created {
        Ok(version) => version,
        Err(error) if lacks_conditions(&error) => {
            put(&first, Condition::Always).await.map_err(|e| ("write", e))?
        }
        Err(error) => return Err(("write", error)),
    };
    step("write", format!("{} was written", bucket.uri(key)));
    let back = bucket.get(key).await.map_err(|error| ("read", error))?;
    let same = back.version == stale;
    let content = back.bytes(1024).await.map_err(|error| ("read", error))?;
    if content != first {
        let message = format!("{} reads back differently from what was written", bucket.uri(key));
        return Err(("read", BucketError::new(BucketErrorKind::Other, message)));
    }
    step("read", format!("{} reads back as it was written", bucket.uri(key)));
    let found = conditions(bucket, key, &stale, same).await.map_err(|error| ("conditions", error))?;
    step("conditions", found);
    Ok(())
}

/// What the store does with conditions, tried rather than believed.
async fn conditions(bucket: &Bucket, key: &str, first: &Version, same: bool) -> Result<String, BucketError> {
    let second = Bytes::from_static(b"written again by a check; may be deleted\n");
    let put = async |condition| bucket.put(key, second.clone(), "text/plain", condition).await;
    if !refused(put(Condition::IfAbsent).await)? {
        return Ok(unprotected(
            "an existing object was overwritten by a write that asked for none to be there",
        ));
    }
    if !same {
        return Ok(unprotected("the version of an object differs from the one its write was answered with"));
    }
    if refused(put(Condition::IfUnchanged(first.clone())).await)? {
        return Ok(unprotected("a write was refused though the object was what it said"));
    }
    if !refused(put(Condition::IfUnchanged(first.clone())).await)? {
        return Ok(unprotected("a changed object was overwritten by a write that asked for the old one"));
    }
    Ok("conditional writes are kept: what others write is never overwritten".to_owned())
}

fn unprotected(why: &str) -> String {
    format!(
        "{UNPROTECTED} the store does not keep conditional writes ({why}); use this target from one server only"
    )
}

/// Whether a conditional write was refused for its condition. A store without conditions does not refuse: it cannot.
fn refused(written: Result<Version, BucketError>) -> Result<bool, BucketError> {
    match written {
        Ok(_) => Ok(false),
        Err(error) if error.kind == BucketErrorKind::Changed => Ok(true),
        Err(error) if lacks_conditions(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

fn lacks_conditions(error: &BucketError) -> bool {
    error.kind == BucketErrorKind::Invalid
}
