//! From what a storage is asked to be to what is written: settings in their one form, the store they mean, and what
//! changes with them. Planning reads; [`apply`] writes, inside the caller's transaction.

mod rules;

use self::rules::{
    BESIDE_SOURCES, holds_a_source, moves_keys, normalised, shares_place, unknown_data_key,
    would_leave_documents,
};
use super::Service;
use crate::bucket::{Bucket, StoreIdentity};
use crate::store::outbox::{self, TargetFile};
use crate::store::storages::{self, NewStorage, Place, StorageRecord, StoreId};
use crate::store::{SecretKey, StoreError, targets};
use app::api::error::{ApiError, ApiResult};
use app::model::config::LabelConfig;
use app::model::ids::{ProjectId, StorageId};
use app::model::storage::{Side, StorageSecrets, StorageSettings};
use serde_json::Value;
use sqlx::SqliteConnection;

/// A storage about to be saved.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// `None`: a new one.
    pub before: Option<StorageRecord>,
    pub side: Side,
    /// Its key in a declaration; `None` keeps.
    pub name: Option<String>,
    pub settings: StorageSettings,
    /// `None` keeps the stored ones.
    pub secrets: Option<StorageSecrets>,
    /// What it connects with: the given ones, or those kept.
    pub opened: StorageSecrets,
    pub adopt: bool,
    /// The declaration that this applies.
    pub declared: Option<Value>,
    identity: StoreIdentity,
    secrets_differ: bool,
}

impl Plan {
    /// Whether the store will be asked for something, or in a way, that it was not before.
    pub fn connects_anew(&self) -> bool {
        let Some(before) = &self.before else { return true };
        let (old, new) = (&before.settings, &self.settings);
        let place =
            |s: &StorageSettings| (s.kind, s.path.clone(), s.folder(), s.endpoint.clone(), s.region.clone());
        self.secrets_differ || place(old) != place(new)
    }

    /// The store that it would speak of, if that is one that is known.
    pub async fn store(&self, conn: &mut SqliteConnection) -> Result<Option<StoreId>, StoreError> {
        known_store(conn, self.before.as_ref().map(|before| before.store), &self.identity).await
    }

    /// Whether saving it would change nothing.
    pub fn is_settled(&self) -> bool {
        let same = |before: &StorageRecord| before.settings == self.settings;
        !self.adopt && !self.secrets_differ && self.before.as_ref().is_some_and(same)
    }
}

/// What a plan is made from.
pub(super) struct Wish {
    pub before: Option<StorageRecord>,
    pub side: Side,
    pub name: Option<String>,
    pub settings: StorageSettings,
    pub secrets: Option<StorageSecrets>,
    pub adopt: bool,
}

impl Service {
    /// Settings that cannot work are errors that name the field. `sources` are those of the same project. Returns
    /// notes too: what was understood in a way that a person should know.
    pub(super) fn plan(
        &self,
        wish: Wish,
        sources: &[StorageSettings],
        config: Option<&LabelConfig>,
    ) -> ApiResult<(Plan, Vec<String>)> {
        let mut notes = Vec::new();
        let mut settings = normalised(wish.settings)?;
        if wish.side == Side::Target && shares_place(&settings, sources) {
            settings.prefix = BESIDE_SOURCES.to_owned();
            notes.push(format!(
                "source and target are the same place, so annotations go to {}",
                settings.display_uri()
            ));
        }
        if wish.side == Side::Target && holds_a_source(&settings, sources) {
            return Err(ApiError::field(
                "prefix",
                "a source of this project lies in this target's folder, and its files could be taken for documents; \
                 give the target a prefix of its own",
            ));
        }
        if wish.before.as_ref().is_some_and(|before| would_leave_documents(before, &settings)) {
            return Err(ApiError::field(
                "key_template",
                "the documents that stand there would be left behind under their old keys; let the target delete \
                 documents (can_delete_objects), so that they move, or give it another prefix",
            ));
        }
        notes.extend(unknown_data_key(&settings, config));
        let kept = match &wish.before {
            Some(before) => before.secrets(self.db.key()),
            None => Ok(StorageSecrets::default()),
        };
        let (opened, secrets_differ) = match (&wish.secrets, kept) {
            (None, kept) => (kept?, false),
            // Stored credentials that cannot be opened any more are simply replaced.
            (Some(given), kept) => (given.clone(), kept.map_or(true, |kept| kept != *given)),
        };
        let bucket =
            Bucket::connect(&settings, &opened).map_err(|e| ApiError::field("path", e.to_string()))?;
        let plan = Plan {
            before: wish.before,
            side: wish.side,
            name: wish.name,
            settings,
            secrets: wish.secrets,
            opened,
            adopt: wish.adopt && wish.side == Side::Target,
            declared: None,
            identity: bucket.identity(),
            secrets_differ,
        };
        Ok((plan, notes))
    }
}

/// Writes a planned storage with all that follows from it.
pub(super) async fn apply(
    conn: &mut SqliteConnection,
    key: &SecretKey,
    project: ProjectId,
    plan: &Plan,
) -> Result<StorageId, StoreError> {
    let id = match &plan.before {
        None => add(&mut *conn, key, project, plan).await?,
        Some(before) if plan.is_settled() => before.id,
        Some(before) => change(&mut *conn, key, before, plan).await?,
    };
    if let Some(name) = &plan.name {
        storages::set_name(&mut *conn, id, name).await?;
    }
    if let Some(declared) = &plan.declared {
        storages::set_declared(&mut *conn, id, declared).await?;
    }
    if !plan.is_settled() {
        outbox::file_wanted(conn, project, TargetFile::Project).await?;
    }
    Ok(id)
}

async fn add(
    conn: &mut SqliteConnection,
    key: &SecretKey,
    project: ProjectId,
    plan: &Plan,
) -> Result<StorageId, StoreError> {
    let store = storages::store_id(&mut *conn, place(&plan.identity)).await?;
    let new = NewStorage {
        project,
        store,
        side: plan.side,
        name: plan.name.as_deref(),
        settings: &plan.settings,
        secrets: &plan.opened,
        declared: plan.declared.as_ref(),
        adopt: plan.adopt,
    };
    let id = storages::insert(&mut *conn, key, new).await?;
    outbox::target_added(conn, id).await?;
    Ok(id)
}

async fn change(
    conn: &mut SqliteConnection,
    key: &SecretKey,
    before: &StorageRecord,
    plan: &Plan,
) -> Result<StorageId, StoreError> {
    let id = before.id;
    let store = moved(&mut *conn, before.store, &plan.identity).await?;
    storages::update_settings(&mut *conn, id, store, &plan.settings).await?;
    if let Some(secrets) = &plan.secrets {
        storages::set_secrets(&mut *conn, key, id, secrets).await?;
    }
    if plan.adopt {
        storages::set_adopt(&mut *conn, id, true).await?;
    }
    let elsewhere = store != before.store || before.settings.folder() != plan.settings.folder();
    if plan.side == Side::Target {
        if elsewhere {
            targets::forget(&mut *conn, id).await?;
            outbox::target_added(conn, id).await?;
        } else if moves_keys(&before.settings, &plan.settings) {
            outbox::left::leave_all(conn, id).await?;
        } else if before.settings.shape != plan.settings.shape {
            outbox::want_all(conn, id).await?;
        }
    }
    Ok(id)
}

/// The store that a storage speaks of now. The same bucket behind another endpoint stays the same store, so that its
/// tasks keep their identity; unless that endpoint's store is known already.
async fn moved(
    conn: &mut SqliteConnection,
    old: StoreId,
    now: &StoreIdentity,
) -> Result<StoreId, StoreError> {
    match known_store(&mut *conn, Some(old), now).await? {
        None => storages::store_id(conn, place(now)).await,
        Some(store) => {
            if store == old {
                storages::move_store(conn, old, place(now)).await?;
            }
            Ok(store)
        }
    }
}

/// The store that a storage which spoke of `old` would speak of, if it is one that is known.
async fn known_store(
    conn: &mut SqliteConnection,
    old: Option<StoreId>,
    now: &StoreIdentity,
) -> Result<Option<StoreId>, StoreError> {
    let found = storages::find_store(&mut *conn, place(now)).await?;
    let (None, Some(old)) = (found, old) else { return Ok(found) };
    let (kind, bucket) = storages::store_kind_and_bucket(conn, old).await?;
    Ok((kind == now.kind && bucket == now.bucket).then_some(old))
}

fn place(identity: &StoreIdentity) -> Place<'_> {
    Place {
        kind: identity.kind,
        endpoint: &identity.endpoint,
        account: &identity.account,
        bucket: &identity.bucket,
    }
}
