//! The counts of projects' tasks, kept until the database changes.

use crate::store::{Db, StoreError, projects};
use app::api::types::TaskCounts;
use app::model::ids::ProjectId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

pub(super) struct Counts {
    db: Db,
    /// With the generation of the database that they are true for.
    known: Mutex<HashMap<ProjectId, (u64, TaskCounts)>>,
}

impl Counts {
    pub fn new(db: Db) -> Self {
        Self { db, known: Mutex::default() }
    }

    pub async fn of(&self, project: ProjectId) -> Result<TaskCounts, StoreError> {
        // Read before the counting: a commit in between makes the entry too old, never too new.
        let generation = self.db.generation();
        let known = self.lock().get(&project).copied();
        if let Some((at, counts)) = known
            && at == generation
        {
            return Ok(counts);
        }
        let counts = projects::counts(self.db.reader(), project).await?;
        self.lock().insert(project, (generation, counts));
        Ok(counts)
    }

    pub fn forget(&self, project: ProjectId) {
        self.lock().remove(&project);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ProjectId, (u64, TaskCounts)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
