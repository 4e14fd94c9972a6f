//! From what a comparison finds to what is to be done, with the filter, the rules and the tasks that stand. Writes
//! nothing: a run does what it says, a dry run tells it.

use super::diff::{Change, Found};
use super::filter::{Filter, Skip, Verdict};
use super::plan::{Plan, Rules, Survey, plan};
use crate::bucket::Listed;
use crate::store::storages::StoreId;
use crate::store::{Db, StoreError, source};
use app::model::ids::ProjectId;
use rules::object::Known;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Missing objects that one run concludes from; more are left to the next.
const ABSENT: usize = 50_000;

/// What is to be done about one finding.
pub enum Step {
    /// An object of the listing; `skip` says why it is left out, if it is.
    Listed { listed: Listed, change: Change, known: Option<Known>, plan: Plan, skip: Option<Skip> },
    /// Its key holds the one character that the database's JSON cannot, and no store of ours lists.
    Unspeakable(String),
    /// Known, but no longer within the storage's folder.
    Departed(String),
    /// Known, within the folder, and not in the listing. Nothing is done until the listing is complete.
    Missing(String),
}

/// What the listing lacks.
#[derive(Default)]
pub struct Missing {
    pub survey: Survey,
    /// The first of them.
    pub keys: Vec<String>,
}

/// Plans the findings of one run.
pub struct Planner {
    db: Db,
    project: ProjectId,
    store: StoreId,
    filter: Filter,
    pub rules: Rules,
    /// The project had tasks of this store when the run began.
    any_task: bool,
    missing: Mutex<Missing>,
}

impl Planner {
    pub async fn new(
        db: &Db,
        project: ProjectId,
        store: StoreId,
        filter: Filter,
        rules: Rules,
    ) -> Result<Self, StoreError> {
        let any_task = source::any_task(db.reader(), project, store).await?;
        Ok(Self { db: db.clone(), project, store, filter, rules, any_task, missing: Mutex::default() })
    }

    /// One step for each finding, in their order.
    pub async fn steps(&self, found: Vec<Found>) -> Result<Vec<Step>, StoreError> {
        let standing = self.standing(&found).await?;
        Ok(found.into_iter().map(|found| self.step(found, &standing)).collect())
    }

    fn step(&self, found: Found, standing: &HashSet<String>) -> Step {
        let (listed, change, known) = match found {
            Found::Listed { listed, change, known } => (listed, change, known),
            Found::Absent(known) => return self.absent(known.key),
        };
        let mut missing = self.missing();
        missing.survey.listed += 1;
        missing.survey.present += u64::from(known.as_ref().is_some_and(|known| !known.gone));
        drop(missing);
        if listed.key.contains('\0') {
            return Step::Unspeakable(listed.key);
        }
        let verdict = self.filter.verdict(&listed);
        let skip = match verdict {
            Verdict::Skip(skip) => Some(skip),
            Verdict::Take(_) => None,
        };
        let stands = known.is_some() || standing.contains(&listed.key);
        let plan = plan(change, known.as_ref(), verdict, stands, self.rules);
        Step::Listed { listed, change, known, plan, skip }
    }

    fn absent(&self, key: String) -> Step {
        if !self.filter.covers(&key) {
            return Step::Departed(key);
        }
        let mut missing = self.missing();
        missing.survey.present += 1;
        missing.survey.absent += 1;
        if missing.keys.len() < ABSENT {
            missing.keys.push(key.clone());
        }
        Step::Missing(key)
    }

    /// Which of the new objects have tasks already.
    async fn standing(&self, found: &[Found]) -> Result<HashSet<String>, StoreError> {
        let new = |found: &'_ Found| match found {
            Found::Listed { listed, known: None, .. } if !listed.key.contains('\0') => {
                Some(listed.key.clone())
            }
            _ => None,
        };
        let keys: Vec<String> =
            if self.any_task { found.iter().filter_map(new).collect() } else { Vec::new() };
        if keys.is_empty() {
            return Ok(HashSet::new());
        }
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        source::with_tasks(self.db.reader(), self.project, self.store, &keys).await
    }

    /// What was missing so far; it begins anew.
    pub fn take_missing(&self) -> Missing {
        std::mem::take(&mut self.missing())
    }

    fn missing(&self) -> MutexGuard<'_, Missing> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
