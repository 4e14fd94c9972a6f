//! A source against what is known of it: is every object of the bucket accounted for as it is now, does every object
//! that was taken have its tasks, and do they say what it says? What is repaired is read again by the next sync.

use super::{Extent, Verifying};
use crate::store::source::{self, audit};
use crate::store::storages::StorageRecord;
use crate::sync::source::{Outlook, ReRead, Sight};
use crate::sync::{Engine, SyncError};
use app::api::types::{Difference, DifferenceKind};
use app::model::ids::TaskId;
use futures::{StreamExt, stream};

/// Objects read at once.
const READS: usize = 16;
/// Objects looked at together.
const PAGE: u32 = 1000;

pub async fn verify(
    verifying: &Verifying,
    engine: &Engine,
    record: &StorageRecord,
    extent: Extent,
) -> Result<(), SyncError> {
    let outlook = Outlook::of_saved(engine, record).await?;
    let see = |sight| {
        let Sight::Page { listed, items, .. } = sight else {
            verifying.begin_anew();
            return Ok(());
        };
        verifying.checked(listed);
        for item in items {
            verifying.tell(Difference {
                change: Some(item.change),
                detail: item.reason,
                repaired: extent.repair,
                ..Difference::of(item.key, DifferenceKind::NotSynced)
            });
        }
        Ok(())
    };
    if let Some(doubt) = outlook.through(see).await? {
        verifying.doubt(doubt);
    }
    account(verifying, engine, record, extent).await?;
    read_sample(verifying, engine, record, extent).await?;
    if extent.repair {
        engine.request_sync(record.id).await?;
    }
    Ok(())
}

/// Objects without tasks, and tasks without objects. Only blobs are known to have a task each.
async fn account(
    verifying: &Verifying,
    engine: &Engine,
    record: &StorageRecord,
    extent: Extent,
) -> Result<(), SyncError> {
    if record.settings.use_blob_urls {
        objects(verifying, engine, record, extent).await?;
    }
    tasks(verifying, engine, record).await
}

async fn objects(
    verifying: &Verifying,
    engine: &Engine,
    record: &StorageRecord,
    extent: Extent,
) -> Result<(), SyncError> {
    let mut after = None::<String>;
    loop {
        let keys = audit::without_task(engine.db.reader(), record, after.as_deref(), PAGE).await?;
        let Some(last) = keys.last() else { return Ok(()) };
        after = Some(last.clone());
        if extent.repair {
            read_again(engine, record, keys.clone()).await?;
        }
        for key in keys {
            let found = Difference::of(key, DifferenceKind::NoTask);
            verifying.tell(Difference { repaired: extent.repair, ..found });
        }
    }
}

async fn tasks(verifying: &Verifying, engine: &Engine, record: &StorageRecord) -> Result<(), SyncError> {
    let mut after = TaskId(0);
    while let Some(walked) = audit::without_object(engine.db.reader(), record, after, PAGE).await? {
        after = walked.last;
        for (task, key) in walked.without_object {
            let found = Difference::of(key, DifferenceKind::NoObject);
            verifying.tell(Difference { task: Some(task), ..found });
        }
    }
    Ok(())
}

/// Reads some of the objects, and compares their rows with the tasks.
async fn read_sample(
    verifying: &Verifying,
    engine: &Engine,
    record: &StorageRecord,
    extent: Extent,
) -> Result<(), SyncError> {
    if extent.sample <= 0.0 {
        return Ok(());
    }
    let sample = verifying.sample;
    let reread = ReRead::new(engine, record).await?;
    let mut after = None::<String>;
    loop {
        let page = source::known_page(engine.db.reader(), record.id, after.as_deref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.key.clone());
        let chosen = page.into_iter().filter(|known| !known.gone && sample.has(&known.key));
        let mut reads = stream::iter(chosen)
            .map(|known| async { (reread.compare(&known).await, known.key) })
            .buffer_unordered(READS);
        while let Some((said, key)) = reads.next().await {
            let Some(said) = said? else { continue };
            verifying.sampled();
            let Err(detail) = said else { continue };
            if extent.repair {
                read_again(engine, record, vec![key.clone()]).await?;
            }
            let found = Difference::of(key, DifferenceKind::Content);
            verifying.tell(Difference { detail: Some(detail), repaired: extent.repair, ..found });
        }
    }
}

/// The next sync reads these objects as if they had changed.
async fn read_again(engine: &Engine, record: &StorageRecord, keys: Vec<String>) -> Result<(), SyncError> {
    let id = record.id;
    let work =
        engine.db.write_batch(move |conn| Box::pin(async move { audit::read_again(conn, id, &keys).await }));
    Ok(work.await?)
}
