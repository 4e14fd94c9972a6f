//! Where media may come from right now: what the policy of pages lets scripts ask. Looked up when a page is asked for.

use super::csp::media_sources;
use crate::store::storages;
use crate::sync::Engine;
use app::model::storage::StorageSettings;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

/// The CSP sources of every storage's signed URLs, as last looked up. Cheap to clone.
#[derive(Clone, Default)]
pub struct MediaSources {
    known: Arc<RwLock<BTreeSet<String>>>,
}

impl MediaSources {
    pub fn now(&self) -> BTreeSet<String> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks the storages up again. If that fails, what was known stays: the page shows its own error.
    pub async fn refresh(&self, engine: &Engine) {
        let records = match storages::all(engine.db.reader()).await {
            Ok(records) => records,
            Err(error) => {
                tracing::warn!(%error, "the policy of pages may not know the latest storages");
                return;
            }
        };
        // The endpoint that is really spoken to, also when the environment or a credentials file names it.
        let connected: Vec<StorageSettings> = records
            .iter()
            .map(|record| {
                let mut settings = record.settings.clone();
                if let Ok(bucket) = engine.bucket(record) {
                    settings.endpoint = Some(bucket.identity().endpoint);
                }
                settings
            })
            .collect();
        let sources = media_sources(&connected);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = sources;
    }
}
