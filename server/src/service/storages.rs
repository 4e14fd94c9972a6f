//! Storages: checking, saving, removing, running.

use super::Service;
use super::checks::{self, Unreachable};
use super::placing::{self, Wish};
use super::view::View;
use crate::store::history;
use crate::store::outbox::{self, TargetFile};
use crate::store::storages::{self, StorageRecord};
use app::api::error::{ApiError, ApiResult};
use app::api::types::{OutcomePage, RunPage, StorageCard, StorageInput};
use app::model::ids::{ProjectId, StorageId};
use app::model::storage::{CheckReport, CheckStep, Outcome, Side, StorageSettings};

impl Service {
    pub(super) async fn list_storages(&self, project: ProjectId) -> ApiResult<Vec<StorageCard>> {
        crate::store::projects::get(self.db.reader(), project).await?;
        let mut cards = Vec::new();
        for record in storages::list(self.db.reader(), project, None).await? {
            cards.push(self.engine.card(&record).await?);
        }
        Ok(cards)
    }

    pub(super) async fn get_storage(&self, side: Side, id: StorageId) -> ApiResult<StorageCard> {
        let record = self.record(side, id).await?;
        Ok(self.engine.card(&record).await?)
    }

    pub(super) async fn record(&self, side: Side, id: StorageId) -> ApiResult<StorageRecord> {
        let found = storages::find(self.db.reader(), id).await?.filter(|record| record.side == side);
        found.ok_or_else(|| ApiError::NotFound(format!("there is no {side} storage {id}")))
    }

    /// Does with the given settings what the storage would do, and saves nothing.
    pub(super) async fn try_storage(&self, input: StorageInput) -> ApiResult<CheckReport> {
        let (plan, notes) = self.planned(input).await?;
        let mut report = checks::check(plan.side, &plan.settings, &plan.opened).await;
        let step = |detail| CheckStep { name: "settings".to_owned(), ok: true, detail };
        report.steps.extend(notes.into_iter().map(step));
        Ok(report)
    }

    /// Checks, then saves, then runs. Beside the card come notes: what was understood in a way that a person should
    /// know.
    pub async fn save_storage_with_notes(
        &self,
        input: StorageInput,
    ) -> ApiResult<(StorageCard, Vec<String>)> {
        let project = input.project;
        let (plan, mut notes) = self.planned(input).await?;
        notes.extend(checks::vet(&plan, Unreachable::Refuse).await?);
        let key = self.db.key().clone();
        let id = self
            .db
            .write(move |conn| Box::pin(async move { placing::apply(conn, &key, project, &plan).await }))
            .await?;
        self.engine.settings_changed(id).await;
        self.engine.wake_target(project);
        let record = storages::get(self.db.reader(), id).await?;
        Ok((self.engine.card(&record).await?, notes))
    }

    pub(super) async fn planned(&self, input: StorageInput) -> ApiResult<(placing::Plan, Vec<String>)> {
        let StorageInput { id, project, side, settings, secrets, adopt } = input;
        let view = View::of(&self.db, project).await?;
        let before = match id {
            Some(id) => Some(self.record(side, id).await?),
            None => None,
        };
        if before.as_ref().is_some_and(|before| before.project != project) {
            return Err(ApiError::field("project", "a storage cannot move to another project; add it there"));
        }
        let sources = self.source_settings(project).await?;
        let wish = Wish { before, side, name: None, settings, secrets, adopt };
        self.plan(wish, &sources, view.config())
    }

    pub(super) async fn source_settings(&self, project: ProjectId) -> ApiResult<Vec<StorageSettings>> {
        let records = storages::list(self.db.reader(), project, Some(Side::Source)).await?;
        Ok(records.into_iter().map(|record| record.settings).collect())
    }

    /// Its tasks stay, and what it wrote stays.
    pub(super) async fn remove_storage(&self, side: Side, id: StorageId) -> ApiResult<()> {
        let project = self.record(side, id).await?.project;
        self.db
            .write(move |conn| {
                Box::pin(async move {
                    storages::delete(&mut *conn, id).await?;
                    Ok(outbox::file_wanted(conn, project, TargetFile::Project).await?)
                })
            })
            .await?;
        self.engine.removed(id).await;
        self.engine.wake_target(project);
        Ok(())
    }

    pub(super) async fn run_storage(&self, side: Side, id: StorageId) -> ApiResult<StorageCard> {
        let record = self.record(side, id).await?;
        self.engine.request_sync(id).await?;
        Ok(self.engine.card(&record).await?)
    }

    pub(super) async fn list_outcomes(
        &self,
        side: Side,
        id: StorageId,
        outcome: Option<Outcome>,
        page: u32,
    ) -> ApiResult<OutcomePage> {
        let record = self.record(side, id).await?;
        let run = self.engine.live_of(&record).run;
        Ok(crate::store::source::outcomes::page(self.db.reader(), id, run, outcome, page.max(1)).await?)
    }

    pub(super) async fn list_history(&self, side: Side, id: StorageId, page: u32) -> ApiResult<RunPage> {
        self.record(side, id).await?;
        Ok(history::page(self.db.reader(), id, page).await?)
    }
}
