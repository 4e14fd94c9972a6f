//! The objects of the GCS endpoint: what a bucket holds, and the rule of generations.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use md5::{Digest, Md5};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One object, at one generation.
#[derive(Clone, Debug)]
pub struct Stored {
    pub body: Bytes,
    pub content_type: String,
    pub generation: i64,
    pub etag: String,
    pub modified: DateTime<Utc>,
}

/// Why an operation is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NoSuchBucket,
    NoSuchKey,
    /// The generation is not the one named.
    PreconditionFailed,
    AccessDenied,
}

type Bucket = BTreeMap<String, Stored>;

/// All buckets.
#[derive(Default)]
pub struct Buckets {
    all: Mutex<BTreeMap<String, Bucket>>,
    generations: AtomicI64,
    pub refuse_writes: AtomicBool,
    pub ignore_conditions: AtomicBool,
}

/// One page of a listing.
pub struct Page {
    pub objects: Vec<(String, Stored)>,
    pub prefixes: Vec<String>,
    /// The last key or prefix of the page, if more follow.
    pub next: Option<String>,
}

impl Buckets {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Bucket>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn create(&self, bucket: &str) {
        self.lock().entry(bucket.to_owned()).or_default();
    }

    pub fn keys(&self, bucket: &str) -> Vec<String> {
        self.lock().get(bucket).map(|b| b.keys().cloned().collect()).unwrap_or_default()
    }

    pub fn get(&self, bucket: &str, key: &str) -> Option<Stored> {
        self.lock().get(bucket)?.get(key).cloned()
    }

    pub fn find(&self, bucket: &str, key: &str) -> Result<Stored, Refusal> {
        let all = self.lock();
        let bucket = all.get(bucket).ok_or(Refusal::NoSuchBucket)?;
        bucket.get(key).cloned().ok_or(Refusal::NoSuchKey)
    }

    pub fn put_plain(&self, bucket: &str, key: &str, body: Bytes) {
        let mut all = self.lock();
        let stored = self.stored(body, "application/octet-stream".to_owned());
        all.entry(bucket.to_owned()).or_default().insert(key.to_owned(), stored);
    }

    /// Writes if the current generation (0: none) is `expected`, where one is named.
    pub fn put(
        &self,
        bucket: &str,
        key: &str,
        body: Bytes,
        content_type: String,
        expected: Option<i64>,
    ) -> Result<Stored, Refusal> {
        let mut all = self.lock();
        let objects = self.writable(&mut all, bucket, key, expected)?;
        let stored = self.stored(body, content_type);
        objects.insert(key.to_owned(), stored.clone());
        Ok(stored)
    }

    pub fn delete(&self, bucket: &str, key: &str, expected: Option<i64>) -> Result<(), Refusal> {
        let mut all = self.lock();
        let objects = self.writable(&mut all, bucket, key, expected)?;
        objects.remove(key).map(|_| ()).ok_or(Refusal::NoSuchKey)
    }

    fn writable<'a>(
        &self,
        all: &'a mut BTreeMap<String, Bucket>,
        bucket: &str,
        key: &str,
        expected: Option<i64>,
    ) -> Result<&'a mut Bucket, Refusal> {
        let objects = all.get_mut(bucket).ok_or(Refusal::NoSuchBucket)?;
        if self.refuse_writes.load(Ordering::Relaxed) {
            return Err(Refusal::AccessDenied);
        }
        let current = objects.get(key).map_or(0, |object| object.generation);
        let expected = expected.filter(|_| !self.ignore_conditions.load(Ordering::Relaxed));
        if expected.is_some_and(|generation| generation != current) {
            return Err(Refusal::PreconditionFailed);
        }
        Ok(objects)
    }

    fn stored(&self, body: Bytes, content_type: String) -> Stored {
        // Generations look like Google's: microseconds, and never twice the same.
        let now = Utc::now();
        let least = now.timestamp_micros();
        let generation = self.generations.fetch_max(least, Ordering::SeqCst).max(least);
        let generation = self.generations.fetch_add(1, Ordering::SeqCst).max(generation) + 1;
        let digest = Md5::digest(&body);
        let etag = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Stored { body, content_type, generation, etag, modified: now }
    }

    pub fn list(
        &self,
        bucket: &str,
        prefix: &str,
        delimiter: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page, Refusal> {
        let all = self.lock();
        let objects = all.get(bucket).ok_or(Refusal::NoSuchBucket)?;
        let mut page = Page { objects: Vec::new(), prefixes: Vec::new(), next: None };
        let mut last: Option<String> = None;
        let from = after.filter(|after| *after >= prefix).map_or(Bound::Included(prefix), Bound::Excluded);
        for (key, object) in objects.range::<str, _>((from, Bound::Unbounded)) {
            let Some(rest) = key.strip_prefix(prefix) else { break };
            let folder = folder_of(prefix, rest, delimiter);
            let seen = |folder: &String| after == Some(folder) || page.prefixes.last() == Some(folder);
            if folder.as_ref().is_some_and(seen) {
                continue;
            }
            if page.objects.len() + page.prefixes.len() == limit {
                page.next = last;
                break;
            }
            last = Some(folder.clone().unwrap_or_else(|| key.clone()));
            match folder {
                Some(folder) => page.prefixes.push(folder),
                None => page.objects.push((key.clone(), object.clone())),
            }
        }
        Ok(page)
    }
}

fn folder_of(prefix: &str, rest: &str, delimiter: &str) -> Option<String> {
    if delimiter.is_empty() {
        return None;
    }
    let end = rest.find(delimiter)? + delimiter.len();
    Some(format!("{prefix}{}", &rest[..end]))
}
