//! A target with one object an annotation: brings those of a task that differ from what stands there, and sees to it that
//! those of deleted annotations say so, or go. What came of each is remembered even if another did not arrive.

use super::blobs::Blobs;
use super::document::{Part, digest_of_content};
use super::push::{Before, Brought, Push, Trouble, render};
use super::site::Site;
use super::{TargetError, naming};
use crate::bucket::Version;
use crate::store::StoreError;
use crate::store::documents::Stored;
use crate::store::outbox::Due;
use crate::store::outbox::pieces::{self, Piece};
use app::model::ids::{AnnotationId, TaskId};
use bytes::Bytes;

/// A task's pieces on their way.
struct Pieces<'a> {
    site: &'a Site,
    blobs: &'a Blobs,
    task: &'a Stored,
    trying: &'a str,
    standing: Vec<Piece>,
    gone: Vec<AnnotationId>,
}

/// Brings all that differs.
pub async fn push(site: &Site, blobs: &Blobs, due: &Due, task: &Stored) -> Result<Brought, Trouble> {
    let known = of_task(site, task.id).await?;
    let mut pieces =
        Pieces { site, blobs, task, trying: &due.trying, standing: Vec::new(), gone: Vec::new() };
    let brought = pieces.bring_all(known).await;
    pieces.remember().await?;
    brought.map(|()| None)
}

/// What is known of the task's objects.
pub async fn of_task(site: &Site, task: TaskId) -> Result<Vec<Piece>, TargetError> {
    Ok(pieces::of_task(site.db.reader(), site.record.id, task).await?)
}

impl Pieces<'_> {
    async fn bring_all(&mut self, known: Vec<Piece>) -> Result<(), Trouble> {
        let is_there = |annotation| self.task.annotations.iter().any(|a| a.id == annotation);
        let of_deleted: Vec<_> = known.iter().filter(|piece| !is_there(piece.annotation)).cloned().collect();
        for annotation in &self.task.annotations {
            let piece = known.iter().find(|piece| piece.annotation == annotation.id).cloned();
            self.bring(piece.unwrap_or_else(|| unknown(annotation.id))).await?;
        }
        for piece in of_deleted {
            self.retire(piece).await?;
        }
        Ok(())
    }

    /// Writes an object, unless it says that already.
    async fn bring(&mut self, piece: Piece) -> Result<(), Trouble> {
        let part = Part::One(piece.annotation);
        let body = render(&self.site.record.settings, self.blobs, self.trying, self.task, part);
        let digest = digest_of_content(&body.map_err(TargetError::from)?);
        if piece.etag.is_some() && piece.digest == digest {
            return Ok(());
        }
        let annotation = piece.annotation;
        let mut push = self.prepared(piece).await?;
        let version = push.write().await?;
        let (key, etag, write_id) = (Some(push.key), Some(version.0), Some(self.trying.to_owned()));
        self.standing.push(Piece { annotation, key, etag, write_id, digest });
        Ok(())
    }

    /// Removes the object of a deleted annotation, or has it say so where it may not go.
    async fn retire(&mut self, piece: Piece) -> Result<(), Trouble> {
        if self.site.record.settings.can_delete_objects {
            let annotation = piece.annotation;
            self.prepared(piece).await?.remove().await?;
            self.gone.push(annotation);
            return Ok(());
        }
        // One that never was written needs no grave.
        if piece.key.is_none() && !self.prepared(piece.clone()).await?.is_written().await? {
            self.gone.push(piece.annotation);
            return Ok(());
        }
        self.bring(piece).await
    }

    async fn prepared(&self, piece: Piece) -> Result<Push<'_>, Trouble> {
        let Piece { annotation, key, etag, write_id, .. } = piece;
        let before = Before { is_free: false, key, etag, write_id };
        Push::new(self.site, self.blobs, self.task, Part::One(annotation), self.trying, before).await
    }

    async fn remember(self) -> Result<(), TargetError> {
        let Self { site, task, trying, standing, gone, .. } = self;
        if standing.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let (storage, task, trying) = (site.record.id, task.id, trying.to_owned());
        let work = site.db.write_batch(move |conn| {
            Box::pin(async move {
                Ok::<_, StoreError>(pieces::save(conn, storage, task, &trying, &standing, &gone).await?)
            })
        });
        Ok(work.await?)
    }
}

fn unknown(annotation: AnnotationId) -> Piece {
    Piece { annotation, key: None, etag: None, write_id: None, digest: None }
}

/// A piece that somebody else has changed, or taken away.
pub struct Contested {
    pub annotation: AnnotationId,
    pub key: String,
    pub theirs: Option<(Version, Bytes)>,
}

/// The first piece of a task that cannot be written as it was last seen.
pub async fn contested(site: &Site, blobs: &Blobs, task: &Stored) -> Result<Option<Contested>, TargetError> {
    let known = of_task(site, task.id).await?;
    for piece in known {
        let (annotation, part) = (piece.annotation, Part::One(piece.annotation));
        let natural = || site.key(&naming::natural(&site.record.settings, blobs, task, part));
        let key = piece.key.clone().unwrap_or_else(natural);
        let theirs = site.read(&key).await?;
        let is_as_seen = theirs.as_ref().map(|(version, _)| &version.0) == piece.etag.as_ref();
        if !is_as_seen {
            return Ok(Some(Contested { annotation, key, theirs }));
        }
    }
    Ok(None)
}
