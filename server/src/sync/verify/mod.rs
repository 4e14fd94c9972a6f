//! Whether what the database says of a storage is so: every object against what is known of it, and a sample of bodies
//! against what stands for them. Writes nothing, unless it is asked to have repaired what differs.

mod source;
mod target;

use super::{Engine, SyncError};
use crate::store::storages::StorageRecord;
use app::api::types::{Difference, InquiryState, Verification};
use app::model::storage::Side;
use serde::Deserialize;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// Differences that are told; more only count.
const TOLD: usize = 1000;

/// What is to be looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Extent {
    /// The part of the bodies that are read, from 0 to 1.
    pub sample: f64,
    /// What differs is to be written, or read, again.
    pub repair: bool,
    /// Of an earlier verification, to read the same bodies; without it others are read.
    pub seed: Option<u64>,
}

/// One verification, as far as it is.
pub struct Verifying {
    cancel: CancellationToken,
    sample: Sample,
    told: Mutex<Verification>,
}

impl Verifying {
    /// Begins to verify; it goes on by itself.
    pub fn begin(engine: &Engine, record: StorageRecord, extent: Extent) -> Arc<Self> {
        let sample = Sample::of(extent);
        let verifying = engine.verifications().add(engine.stopping(), |id, cancel| Self {
            cancel,
            sample,
            told: Mutex::new(sample.nothing_yet(id)),
        });
        let (running, engine_too) = (Arc::clone(&verifying), engine.clone());
        engine.spawn(async move { running.run(&engine_too, &record, extent).await });
        verifying
    }

    pub fn view(&self) -> Verification {
        self.told().clone()
    }

    async fn run(&self, engine: &Engine, record: &StorageRecord, extent: Extent) {
        let ended = tokio::select! {
            ended = self.look(engine, record, extent) => ended,
            () = self.cancel.cancelled() => Err(SyncError::BrokenOff),
        };
        let mut told = self.told();
        match ended {
            Ok(()) => told.state = InquiryState::Done,
            Err(error) => (told.state, told.problem) = (InquiryState::Failed, Some(error.to_string())),
        }
    }

    async fn look(&self, engine: &Engine, record: &StorageRecord, extent: Extent) -> Result<(), SyncError> {
        match record.side {
            Side::Source => source::verify(self, engine, record, extent).await,
            Side::Target => target::verify(self, engine, record, extent).await,
        }
    }

    fn checked(&self, objects: u64) {
        self.told().checked += objects;
    }

    /// Forgets what was found so far: it is looked at again.
    fn begin_anew(&self) {
        let mut told = self.told();
        *told = self.sample.nothing_yet(told.id);
    }

    /// Why nothing may be concluded from the listing.
    fn doubt(&self, doubt: String) {
        self.told().problem = Some(doubt);
    }

    fn sampled(&self) {
        self.told().sampled += 1;
    }

    fn tell(&self, difference: Difference) {
        let mut told = self.told();
        told.differing += 1;
        told.repaired += u64::from(difference.repaired);
        if told.differences.len() < TOLD {
            told.differences.push(difference);
        }
    }

    fn told(&self) -> MutexGuard<'_, Verification> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which bodies are read: by the hash of the key, so that the part is right without counting first. Another seed reads
/// others.
#[derive(Clone, Copy)]
struct Sample {
    part: f64,
    seed: u64,
}

impl Sample {
    /// What is asked for, and else others than before.
    fn of(extent: Extent) -> Self {
        // As many bits as a number has in clients that keep numbers as JavaScript does.
        let other = || uuid::Uuid::new_v4().as_u64_pair().0 >> 11;
        Self { part: extent.sample, seed: extent.seed.unwrap_or_else(other) }
    }

    /// What is told where nothing was looked at yet.
    fn nothing_yet(self, id: u64) -> Verification {
        Verification { id, sample: self.part, seed: self.seed, ..Verification::default() }
    }

    fn has(self, key: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        (self.seed, key).hash(&mut hasher);
        self.part >= 1.0 || (hasher.finish() as f64) < self.part * (u64::MAX as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_about_its_part_and_the_whole_is_the_whole() {
        let chosen = |part| {
            let sample = Sample { part, seed: 7 };
            (0..10_000).filter(|n| sample.has(&n.to_string())).count()
        };
        assert_eq!((chosen(0.0), chosen(1.0)), (0, 10_000));
        assert!((900..1100).contains(&chosen(0.1)), "{}", chosen(0.1));
    }

    #[test]
    fn the_seed_that_a_verification_tells_reads_the_same_bodies_again_and_without_it_others_are_read() {
        let part = Extent { sample: 0.1, ..Extent::default() };
        let (first, other) = (Sample::of(part), Sample::of(part));
        let told = first.nothing_yet(7);
        assert_eq!((told.id, told.sample), (7, 0.1));
        let again = Sample::of(Extent { sample: told.sample, repair: true, seed: Some(told.seed) });
        let chosen = |sample: Sample| (0..10_000).filter(|n| sample.has(&n.to_string())).collect::<Vec<_>>();
        assert_eq!(chosen(first), chosen(again));
        assert_ne!(chosen(first), chosen(other));
    }
}
