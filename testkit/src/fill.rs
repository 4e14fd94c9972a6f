//! Fills a bucket with many small objects, once: a marker beside the data says that it is done.

use crate::client::S3Client;
use anyhow::{Context, Result};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use std::path::Path;

const AT_ONCE: usize = 64;

/// What to fill a bucket with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// `img/00000017.jpg`, a few bytes each.
    Blobs,
    /// `tasks/00000017.json`, one task each.
    Tasks,
}

impl Content {
    pub fn key(self, number: u64) -> String {
        match self {
            Self::Blobs => format!("img/{number:08}.jpg"),
            Self::Tasks => format!("tasks/{number:08}.json"),
        }
    }

    pub fn body(self, number: u64) -> Bytes {
        match self {
            Self::Blobs => Bytes::from(format!("not really an image {number}")),
            Self::Tasks => {
                Bytes::from(format!(r#"{{"text": "Sentence number {number}.", "number": {number}}}"#))
            }
        }
    }
}

/// Writes objects 0 to `count`, 64 at a time.
pub async fn fill(client: &S3Client, bucket: &str, content: Content, count: u64) -> Result<()> {
    client.create_bucket(bucket).await?;
    let client = &client.pooled()?;
    stream::iter(0..count)
        .map(|number| async move { client.put(bucket, &content.key(number), content.body(number)).await })
        .buffer_unordered(AT_ONCE)
        .try_for_each(|()| async { Ok(()) })
        .await
}

/// The same, unless an earlier run over the same `folder` has done it.
pub async fn fill_once(
    client: &S3Client,
    folder: &Path,
    bucket: &str,
    content: Content,
    count: u64,
) -> Result<()> {
    let marker = folder.join(format!("filled-{bucket}"));
    let wanted = format!("{content:?} {count}");
    if std::fs::read_to_string(&marker).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    eprintln!("testkit: filling {bucket} with {count} objects");
    fill(client, bucket, content, count).await?;
    std::fs::write(&marker, wanted).with_context(|| format!("writing {}", marker.display()))
}
