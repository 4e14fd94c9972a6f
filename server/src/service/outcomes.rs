//! The outcomes of a storage as one file.

use super::Service;
use crate::store::source::outcomes;
use app::api::error::{ApiError, ApiResult};
use app::api::types::OutcomeItem;
use app::model::ids::StorageId;
use app::model::storage::{Outcome, Side};
use async_stream::try_stream;
use bytes::Bytes;
use futures::Stream;

/// Outcomes written together.
const BATCH: u32 = 2000;

impl Service {
    /// Key, row, outcome and reason as CSV with a header, of one outcome or of all.
    pub async fn outcomes_csv(
        &self,
        side: Side,
        id: StorageId,
        outcome: Option<Outcome>,
    ) -> ApiResult<impl Stream<Item = ApiResult<Bytes>> + use<>> {
        let record = self.record(side, id).await?;
        let run = self.engine.live_of(&record).run;
        let db = self.db.clone();
        Ok(try_stream! {
            yield Bytes::from_static(b"key,row,outcome,reason\n");
            let mut last = (String::new(), -2);
            loop {
                let items = outcomes::after(db.reader(), id, run, outcome, (&last.0, last.1), BATCH).await?;
                let Some(end) = items.last() else { break };
                last = (end.key.clone(), end.row.and_then(|row| i64::try_from(row).ok()).unwrap_or(-1));
                yield lines(&items)?;
            }
        })
    }
}

fn lines(items: &[OutcomeItem]) -> ApiResult<Bytes> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let failed = |why: String| ApiError::Internal(format!("the outcomes could not be written: {why}"));
    for item in items {
        let row = item.row.map(|row| row.to_string()).unwrap_or_default();
        let fields = [&item.key, &row, item.outcome.slug(), item.reason.as_deref().unwrap_or_default()];
        csv.write_record(fields).map_err(|why| failed(why.to_string()))?;
    }
    csv.into_inner().map(Bytes::from).map_err(|why| failed(why.to_string()))
}
