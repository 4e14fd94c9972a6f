//! Where media may come from right now: what the policy of pages lets scripts ask. Looked up when a page is asked for.

use super::csp::media_sources;
use crate::store::{Db, storages};
use app::model::storage::StorageSettings;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

/// Endpoints that the environment names for all storages that name none.
const VARIABLES: [&str; 3] = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "GCS_ENDPOINT_URL"];

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
    pub async fn refresh(&self, db: &Db) {
        let records = match storages::all(db.reader()).await {
            Ok(records) => records,
            Err(error) => {
                tracing::warn!(%error, "the policy of pages may not know the latest storages");
                return;
            }
        };
        let named: Vec<StorageSettings> = VARIABLES
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .map(|endpoint| StorageSettings { endpoint: Some(endpoint), ..StorageSettings::default() })
            .collect();
        let sources = media_sources(records.iter().map(|record| &record.settings).chain(&named));
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = sources;
    }
}
