//! Looking before saving: does the store do what the storage will ask of it?

use super::placing::Plan;
use crate::bucket::Bucket;
use app::api::error::{ApiError, ApiResult};
use app::model::storage::{CheckReport, CheckStep, Side, StorageSecrets, StorageSettings};
use std::time::Duration;

/// How long a check may take before the store counts as unreachable.
const PATIENCE: Duration = Duration::from_secs(15);

/// Does what the storage will do, with these settings.
pub(super) async fn check(side: Side, settings: &StorageSettings, secrets: &StorageSecrets) -> CheckReport {
    let bucket = match Bucket::connect(settings, secrets) {
        Ok(bucket) => bucket,
        Err(error) => return failed("connect", error.to_string(), false),
    };
    match tokio::time::timeout(PATIENCE, bucket.check(side, &settings.folder())).await {
        Ok(report) => report,
        Err(_) => {
            let seconds = PATIENCE.as_secs();
            failed(
                "connect",
                format!("{} did not answer within {seconds} seconds", settings.display_uri()),
                true,
            )
        }
    }
}

fn failed(name: &str, detail: String, unreachable: bool) -> CheckReport {
    CheckReport { steps: vec![CheckStep { name: name.to_owned(), ok: false, detail }], unreachable }
}

/// What to do about a store that cannot be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreachable {
    Refuse,
    /// Save all the same; the storage retries in sight.
    Allow,
}

/// Checks a storage that is about to be saved, if its connection is new. What the check refuses is an error; what it
/// could not find out is a note or an error, as asked.
pub(super) async fn vet(plan: &Plan, unreachable: Unreachable) -> ApiResult<Vec<String>> {
    if !plan.connects_anew() {
        return Ok(Vec::new());
    }
    let report = check(plan.side, &plan.settings, &plan.opened).await;
    let Some(problem) = report.problem() else { return Ok(Vec::new()) };
    if report.unreachable && unreachable == Unreachable::Allow {
        return Ok(vec![format!("{problem} (it is tried again until it answers)")]);
    }
    Err(ApiError::field("path", problem))
}
