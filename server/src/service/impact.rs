//! What saving another labeling config would mean for the work that is done. Looks only; saving refuses nothing.

use super::Service;
use crate::store::{impact, projects};
use app::api::error::{ApiError, ApiResult};
use app::model::config::LabelConfig;
use app::model::config::impact::{Impact, Tally};
use app::model::ids::ProjectId;
use tokio::sync::oneshot;

impl Service {
    pub(super) async fn find_impact(&self, id: ProjectId, label_config: &str) -> ApiResult<Impact> {
        let project = projects::get(self.db.reader(), id).await?;
        let new = LabelConfig::parse(label_config)
            .map_err(|error| ApiError::field("label_config", error.to_string()))?;
        // As far as it can be read: nothing can be said of results that no config described.
        let (old, _) = LabelConfig::examine(&project.label_config);
        let Some(mut tally) = Tally::between(&old, &new) else { return Ok(Impact::default()) };
        // Reading all results of a big project keeps a processor busy: not one that answers requests.
        let (tell, told) = oneshot::channel();
        let db = self.db.clone();
        self.engine.spawn(async move {
            let read = impact::each_result(db.reader(), id, |work, text| tally.take(work, text)).await;
            // Nobody waits any more if the page was left.
            let _ = tell.send(read.map(|()| tally.finish()));
        });
        let impact = told.await.map_err(|_| {
            ApiError::Internal("looking through the annotations was broken off; try again".to_owned())
        })?;
        Ok(impact?)
    }
}
