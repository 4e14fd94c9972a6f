//! Single files: read with ranges, written whole and durably (a file aside, then a rename), conditions kept under a
//! lock of our own.

use super::{LOCK, UNFINISHED, failed};
use crate::bucket::types::{Body, Condition, ReadRange, Version};
use crate::bucket::{BucketError, BucketErrorKind};
use crate::hex::hex;
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures::StreamExt;
use std::fs::{File, Metadata};
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::time::UNIX_EPOCH;
use tokio_util::io::ReaderStream;

/// A version holds a hash up to this size: documents are smaller, and media need no protection from our writes.
const HASHED: u64 = 4 * 1024 * 1024;
const CHUNK: usize = 128 * 1024;

/// A file opened at the right place.
pub(super) struct Reading {
    pub(super) version: Version,
    pub(super) size: u64,
    pub(super) range: Range<u64>,
    pub(super) modified: Option<DateTime<Utc>>,
    pub(super) file: File,
}

pub(super) fn open(root: &Path, path: &Path, range: &ReadRange, uri: &str) -> Result<Reading, BucketError> {
    let wrong = |error: std::io::Error| failed("read", uri, root, &error);
    let mut file = File::open(path).map_err(wrong)?;
    let about = file.metadata().map_err(wrong)?;
    if !about.is_file() {
        return Err(BucketError::new(BucketErrorKind::NoSuchObject, format!("{uri} is no file")));
    }
    let size = about.len();
    let range = resolve(range, size).ok_or_else(|| {
        let message = format!("the range asked for lies beyond the end of {uri}");
        BucketError::new(BucketErrorKind::OutOfRange, message)
    })?;
    let version = version(&mut file, &about).map_err(wrong)?;
    file.seek(SeekFrom::Start(range.start)).map_err(wrong)?;
    Ok(Reading { version, size, range, modified: about.modified().ok().map(DateTime::from), file })
}

pub(super) fn stream(file: File, range: Range<u64>, uri: String) -> Body {
    use tokio::io::AsyncReadExt;
    let part = tokio::fs::File::from_std(file).take(range.end - range.start);
    ReaderStream::with_capacity(part, CHUNK)
        .map(move |chunk| {
            let broken =
                |error| BucketError::new(BucketErrorKind::Other, format!("cannot read {uri}: {error}"));
            chunk.map_err(broken)
        })
        .boxed()
}

fn resolve(range: &ReadRange, size: u64) -> Option<Range<u64>> {
    let part = match range {
        ReadRange::Whole => return Some(0..size),
        ReadRange::From(start) => *start..size,
        ReadRange::Between(range) => range.start..range.end.min(size),
        ReadRange::Last(count) => size.saturating_sub(*count)..size,
    };
    (part.start < part.end).then_some(part)
}

pub(super) fn write(
    root: &Path,
    path: &Path,
    body: &Bytes,
    condition: &Condition,
    uri: &str,
) -> Result<Version, BucketError> {
    let wrong = |error: std::io::Error| failed("write", uri, root, &error);
    let _lock = lock(root).map_err(wrong)?;
    let current = current(path).map_err(wrong)?;
    match (condition, &current) {
        (Condition::IfAbsent, Some(_)) => return Err(changed(uri, "it exists already")),
        (Condition::IfUnchanged(_), None) => return Err(changed(uri, "it is gone")),
        (Condition::IfUnchanged(seen), Some(now)) if seen != now => {
            return Err(changed(uri, "it is not what it was"));
        }
        _ => {}
    }
    replace(path, body).map_err(wrong)
}

pub(super) fn delete(root: &Path, path: &Path, uri: &str) -> Result<(), BucketError> {
    let wrong = |error: std::io::Error| failed("delete", uri, root, &error);
    let _lock = lock(root).map_err(wrong)?;
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        done => done.map_err(wrong),
    }
}

fn changed(uri: &str, why: &str) -> BucketError {
    BucketError::new(BucketErrorKind::Changed, format!("{uri} was not written, for {why}"))
}

/// Held while comparing and writing, by all processes of this machine that write into the folder.
fn lock(root: &Path) -> std::io::Result<File> {
    if !root.is_dir() {
        return Err(std::io::ErrorKind::NotFound.into());
    }
    let path = root.join(LOCK);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    file.lock()?;
    Ok(file)
}

fn current(path: &Path) -> std::io::Result<Option<Version>> {
    match File::open(path) {
        Ok(mut file) => {
            let about = file.metadata()?;
            version(&mut file, &about).map(Some)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn replace(path: &Path, body: &Bytes) -> std::io::Result<Version> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    let aside = folder.join(format!("{UNFINISHED}{}", uuid::Uuid::new_v4()));
    let written = write_aside(&aside, path, body);
    if written.is_err() {
        // The first error is the one to tell; what is left aside is never listed.
        let _ = std::fs::remove_file(&aside);
    }
    let about = written?;
    File::open(folder)?.sync_all()?;
    Ok(Version(with_hash(&fingerprint(&about), Some(body))))
}

fn write_aside(aside: &Path, path: &Path, body: &Bytes) -> std::io::Result<Metadata> {
    let mut file = File::create_new(aside)?;
    file.write_all(body)?;
    file.sync_all()?;
    std::fs::rename(aside, path)?;
    file.metadata()
}

/// What a listing shows of a file's state: when it was changed, and its size.
pub(super) fn fingerprint(about: &Metadata) -> String {
    let since =
        about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("{}-{}", since.as_nanos(), about.len())
}

/// The fingerprint and, for what is small, the content's hash: two writes within a clock's tick differ.
fn version(file: &mut File, about: &Metadata) -> std::io::Result<Version> {
    if about.len() > HASHED {
        return Ok(Version(fingerprint(about)));
    }
    let mut content = BytesMut::zeroed(usize::try_from(about.len()).unwrap_or(0));
    file.read_exact(&mut content)?;
    Ok(Version(with_hash(&fingerprint(about), Some(&content))))
}

fn with_hash(fingerprint: &str, content: Option<&[u8]>) -> String {
    match content.filter(|content| content.len() as u64 <= HASHED) {
        None => fingerprint.to_owned(),
        Some(content) => {
            let digest = ring::digest::digest(&ring::digest::SHA256, content);
            format!("{fingerprint}-{}", hex(&digest.as_ref()[..8]))
        }
    }
}
