//! What a sync would do, found out as a sync does it and without writing: the comparison and the planning, told as what
//! a person would call each change.

use super::compare::{Sides, Stop};
use super::diff::{Change, Diff};
use super::filter::Filter;
use super::plan::{Act, Plan};
use super::planner::{Planner, Step};
use super::rows::RowId;
use super::run::{needs, outputs, rules};
use crate::bucket::Bucket;
use crate::store::projects;
use crate::store::source::{self, Understood};
use crate::store::storages::{StorageRecord, StoreId};
use crate::sync::{Engine, SyncError};
use app::api::types::{DryChange, DryItem};
use app::model::config::LabelConfig;
use app::model::ids::ProjectId;
use app::model::storage::{Outcome, StorageSettings};
use futures::TryStreamExt;
use rules::object::Known;
use std::pin::pin;

/// The store of a bucket that no storage ever spoke of: nothing is known there.
const NO_STORE: StoreId = StoreId(0);

/// Which settings, and what is known of the objects they speak of.
pub struct Subject {
    pub project: ProjectId,
    /// The storage as it stands; `None`: a new one.
    pub before: Option<StorageRecord>,
    /// The store that the settings speak of, if it is known.
    pub store: Option<StoreId>,
    pub settings: StorageSettings,
    pub bucket: Bucket,
}

pub struct Outlook {
    sides: Sides,
    planner: Planner,
    unordered: bool,
    /// What is known is of another store than the settings speak of.
    pub moves: bool,
}

/// What comes of looking.
pub enum Sight {
    /// So many objects were listed, of which so many would be left as they are; the others.
    Page { listed: u64, unchanged: u64, items: Vec<DryItem> },
    /// The store does not keep the order of keys: what was seen so far is seen again.
    Again,
}

impl Outlook {
    pub async fn new(engine: &Engine, subject: Subject) -> Result<Self, SyncError> {
        let Subject { project, before, store, settings, bucket } = subject;
        let store = store.unwrap_or(NO_STORE);
        let understood = match &before {
            Some(record) => source::understood(engine.db.reader(), record.id).await?,
            None => None,
        };
        // What is known may still be of the store before the last change of settings.
        let moves = understood.is_some_and(|understood| understood.store != store.0);
        let understood = understood.filter(|_| !moves);
        let storage = before.as_ref().filter(|_| !moves).map(|record| record.id);
        let mut sides = Sides::new(engine, &bucket, storage, &settings);
        let live = before.as_ref().map(|record| engine.live_of(record)).unwrap_or_default();
        sides.expected = live.expected;
        let filter = Filter::new(&settings, outputs(&engine.db, project, store).await?)?;
        let xml = projects::get(engine.db.reader(), project).await?.label_config;
        let needs = needs(LabelConfig::parse(&xml).ok().as_ref());
        let row_id = RowId::new(settings.row_id.as_deref());
        let rules = rules(understood, settings.use_blob_urls, needs, row_id.as_ref(), live.run + 1);
        let planner = Planner::new(&engine.db, project, store, filter, rules).await?;
        let unordered = understood.is_some_and(|Understood { unordered, .. }| unordered);
        Ok(Self { sides, planner, unordered, moves })
    }

    /// Of a storage as it is saved.
    pub async fn of_saved(engine: &Engine, record: &StorageRecord) -> Result<Self, SyncError> {
        let subject = Subject {
            project: record.project,
            store: Some(record.store),
            settings: record.settings.clone(),
            bucket: engine.bucket(record)?,
            before: Some(record.clone()),
        };
        Self::new(engine, subject).await
    }

    /// Looks through the whole listing. Answers why a sync would conclude nothing from it, if so.
    pub async fn through(
        &self,
        mut see: impl FnMut(Sight) -> Result<(), SyncError>,
    ) -> Result<Option<String>, SyncError> {
        let mut diff = if self.unordered { Diff::unordered() } else { Diff::ordered() };
        loop {
            match self.pass(diff, &mut see).await {
                Ok(()) => return Ok(self.planner.take_missing().survey.doubt()),
                Err(Stop::Sync(error)) => return Err(error),
                Err(Stop::OutOfOrder) => {
                    self.planner.take_missing();
                    see(Sight::Again)?;
                    diff = Diff::unordered();
                }
            }
        }
    }

    async fn pass(
        &self,
        diff: Diff,
        see: &mut impl FnMut(Sight) -> Result<(), SyncError>,
    ) -> Result<(), Stop> {
        let mut found = pin!(self.sides.compare(diff));
        while let Some(page) = found.try_next().await? {
            let steps = self.planner.steps(page).await?;
            let is_listed = |step: &&Step| matches!(step, Step::Listed { .. } | Step::Unspeakable(_));
            let (all, listed) = (steps.len(), steps.iter().filter(is_listed).count() as u64);
            let items: Vec<DryItem> = steps.into_iter().filter_map(item).collect();
            see(Sight::Page { listed, unchanged: (all - items.len()) as u64, items })?;
        }
        Ok(())
    }
}

/// What would change about an object; `None` if nothing.
fn item(step: Step) -> Option<DryItem> {
    let (key, change, reason) = match step {
        Step::Listed { listed, change, known, plan, .. } => {
            let (change, reason) = changed(change, known.as_ref(), plan)?;
            (listed.key, change, reason)
        }
        Step::Unspeakable(key) => (key, DryChange::Skipped, None),
        Step::Departed(key) => (key, DryChange::LeftOut, Some("is outside the storage's folder".to_owned())),
        Step::Missing(key) => (key, DryChange::Gone, None),
    };
    Some(DryItem { key, change, reason })
}

fn changed(change: Change, known: Option<&Known>, plan: Plan) -> Option<(DryChange, Option<String>)> {
    let was_out = known.is_some_and(|known| known.outcome == Outcome::Skipped);
    match plan.act {
        Act::Keep => None,
        Act::LeaveOut(skip) => {
            let kind = if known.is_none() || was_out { DryChange::Skipped } else { DryChange::LeftOut };
            Some((kind, Some(skip.to_string())))
        }
        Act::Blob | Act::Read(_) => {
            let kind = match change {
                Change::New if plan.outcome == Outcome::Unchanged => return None,
                Change::New => DryChange::New,
                Change::Returned => DryChange::Back,
                _ if was_out => DryChange::Included,
                Change::Retry => DryChange::Retried,
                Change::Changed | Change::Unchanged => DryChange::Updated,
            };
            Some((kind, None))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::sync::source::filter::{Format, Skip};

    fn known(outcome: Outcome) -> Known {
        let (key, etag) = ("k".to_owned(), "e".to_owned());
        Known { key, etag, size: 1, outcome, reason: None, retry: false, gone: false, run: 1 }
    }

    #[test]
    fn each_change_is_told_as_what_a_person_would_call_it() {
        let read = |outcome| Plan { act: Act::Read(Format::Json), outcome, fresh: false };
        let out = Plan { act: Act::LeaveOut(Skip::Regex), outcome: Outcome::Skipped, fresh: false };
        let keep = Plan { act: Act::Keep, outcome: Outcome::Unchanged, fresh: false };
        let (taken, skipped) = (known(Outcome::Imported), known(Outcome::Skipped));
        for (change, known, plan, expected) in [
            (Change::New, None, read(Outcome::Imported), Some(DryChange::New)),
            (Change::New, None, read(Outcome::Unchanged), None),
            (Change::New, None, out, Some(DryChange::Skipped)),
            (Change::Changed, Some(&taken), read(Outcome::Updated), Some(DryChange::Updated)),
            (Change::Unchanged, Some(&taken), read(Outcome::Updated), Some(DryChange::Updated)),
            (Change::Unchanged, Some(&taken), out, Some(DryChange::LeftOut)),
            (Change::Changed, Some(&skipped), out, Some(DryChange::Skipped)),
            (Change::Unchanged, Some(&skipped), read(Outcome::Imported), Some(DryChange::Included)),
            (Change::Retry, Some(&taken), read(Outcome::Imported), Some(DryChange::Retried)),
            (Change::Returned, Some(&taken), read(Outcome::Updated), Some(DryChange::Back)),
            (Change::Unchanged, Some(&taken), keep, None),
        ] {
            assert_eq!(changed(change, known, plan).map(|(change, _)| change), expected, "{change:?}");
        }
    }
}
