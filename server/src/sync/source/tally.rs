//! The counts of a run as they grow, and what its end says of them.

use crate::bucket::Requests;
use app::api::types::StorageOffer;
use app::model::storage::{Outcome, RunCounts, SyncStatus};
use std::sync::{Mutex, PoisonError};

/// Counted by the parts of a run that go on at once.
#[derive(Debug, Default)]
pub struct Tally {
    counts: Mutex<Counted>,
}

#[derive(Clone, Debug, Default)]
struct Counted {
    run: RunCounts,
    /// The first object that failed, and why.
    first: Option<(String, String)>,
    /// Objects skipped because they are no JSON.
    not_tasks: u64,
    notes: Vec<String>,
    doubt: Option<String>,
}

impl Tally {
    pub fn counts(&self) -> RunCounts {
        self.with(|counted| counted.run)
    }

    pub fn listed(&self) {
        self.with(|counted| counted.run.listed += 1);
    }

    pub fn count(&self, key: &str, outcome: Outcome, reason: Option<&str>) {
        self.with(|counted| {
            counted.run.count(outcome);
            if outcome == Outcome::Failed && counted.first.is_none() {
                counted.first = Some((key.to_owned(), reason.unwrap_or("it failed").to_owned()));
            }
        });
    }

    pub fn not_tasks(&self) {
        self.with(|counted| counted.not_tasks += 1);
    }

    pub fn created(&self, tasks: u64) {
        self.with(|counted| counted.run.tasks_created += tasks);
    }

    pub fn vanished(&self, objects: u64) {
        self.with(|counted| counted.run.vanished += objects);
    }

    pub fn requests(&self, sent: Requests) {
        self.with(|counted| sent.enter(&mut counted.run));
    }

    /// Something that a person should know, though nothing failed.
    pub fn note(&self, note: impl Into<String>) {
        self.with(|counted| counted.notes.push(note.into()));
    }

    /// The listing is not one to conclude from.
    pub fn doubt(&self, doubt: String) {
        self.with(|counted| counted.doubt = Some(doubt));
    }

    /// What is counted from here on begins anew; the requests and the tasks stay.
    pub fn restart(&self) {
        self.with(|counted| {
            let RunCounts { requests, lists, writes, tasks_created, .. } = counted.run;
            counted.run = RunCounts { requests, lists, writes, tasks_created, ..RunCounts::default() };
            counted.first = None;
            counted.not_tasks = 0;
        });
    }

    pub fn status(&self) -> SyncStatus {
        self.with(|counted| {
            if counted.doubt.is_some() {
                SyncStatus::Failed
            } else if counted.run.failed > 0 {
                SyncStatus::CompletedWithErrors
            } else {
                SyncStatus::Completed
            }
        })
    }

    /// Why the run is not completed, or what a person should know.
    pub fn problem(&self) -> Option<String> {
        self.with(|counted| {
            let failed = counted.first.as_ref().map(|(key, reason)| {
                let RunCounts { failed, listed, .. } = counted.run;
                let objects = if listed == 1 { "object" } else { "objects" };
                format!("{failed} of {listed} {objects} failed. The first is {key}: {reason}")
            });
            let said: Vec<_> =
                counted.doubt.iter().cloned().chain(failed).chain(counted.notes.iter().cloned()).collect();
            (!said.is_empty()).then(|| said.join(". "))
        })
    }

    /// JSON mode made nothing of a bucket that holds other files.
    pub fn offer(&self, blobs: bool) -> Option<StorageOffer> {
        self.with(|counted| {
            let RunCounts { listed, skipped, .. } = counted.run;
            let none_taken = listed == skipped && counted.not_tasks > 0;
            (!blobs && none_taken).then_some(StorageOffer::UseBlobUrls)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Counted) -> T) -> T {
        work(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_bucket_of_images_read_as_json_offers_blob_urls() {
        let tally = Tally::default();
        tally.listed();
        tally.not_tasks();
        tally.count("a.jpg", Outcome::Skipped, None);
        assert_eq!(tally.offer(false), Some(StorageOffer::UseBlobUrls));
        assert_eq!(tally.offer(true), None);
        assert_eq!((tally.status(), tally.problem()), (SyncStatus::Completed, None));
        tally.listed();
        tally.count("a.json", Outcome::Imported, None);
        assert_eq!(tally.offer(false), None);
    }

    #[test]
    fn a_failure_is_named_and_a_doubt_weighs_more() {
        let tally = Tally::default();
        tally.listed();
        tally.count("a.json", Outcome::Failed, Some("is empty"));
        assert_eq!(tally.status(), SyncStatus::CompletedWithErrors);
        assert_eq!(tally.problem().unwrap(), "1 of 1 object failed. The first is a.json: is empty");
        tally.doubt("the listing came back empty".into());
        assert_eq!(tally.status(), SyncStatus::Failed);
    }
}
