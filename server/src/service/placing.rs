//! From what a storage is asked to be to what is written: settings in their one form, the store they mean, and what
//! changes with them. Planning reads; [`apply`] writes, inside the caller's transaction.

use super::Service;
use crate::bucket::{Bucket, StoreIdentity};
use crate::config::{locate, supported_kind};
use crate::store::outbox::{self, TargetFile};
use crate::store::storages::{self, NewStorage, Place, StorageRecord, StoreId};
use crate::store::{SecretKey, StoreError, targets};
use crate::sync::source::filter;
use app::api::error::{ApiError, ApiResult};
use app::api::types::TargetAccess;
use app::model::config::LabelConfig;
use app::model::ids::{ProjectId, StorageId};
use app::model::storage::{Side, StorageKind, StorageSecrets, StorageSettings};
use app::model::target::KeyTemplate;
use serde_json::Value;
use sqlx::SqliteConnection;
use std::path::Path;

/// Where a target's documents go when it shares the source's bucket and was given no prefix.
const BESIDE_SOURCES: &str = "annotations";

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

/// The one form of settings: texts trimmed, empty ones gone, the prefix without slashes at its ends.
fn normalised(mut settings: StorageSettings) -> ApiResult<StorageSettings> {
    supported_kind(settings.kind.slug()).map_err(|why| ApiError::field("kind", why))?;
    let path = settings.path.trim().to_owned();
    if settings.kind == StorageKind::Local && !Path::new(path.trim_start_matches("file://")).is_absolute() {
        return Err(ApiError::field(
            "path",
            "a local folder must be given by its whole path, such as /data/images",
        ));
    }
    locate(&mut settings, &path, Path::new("/")).map_err(|why| ApiError::field("path", why))?;
    settings.title = settings.title.trim().to_owned();
    settings.prefix = settings.prefix.trim().trim_matches('/').to_owned();
    settings.row_id = settings.row_id.map(|path| path.trim().trim_start_matches('$').to_owned());
    for text in [
        &mut settings.regex,
        &mut settings.data_key,
        &mut settings.row_id,
        &mut settings.region,
        &mut settings.endpoint,
        &mut settings.key_template,
    ] {
        *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    }
    settings.endpoint = settings.endpoint.map(|endpoint| endpoint.trim_end_matches('/').to_owned());
    if let Some(pattern) = &settings.regex {
        filter::compile(pattern).map_err(|error| ApiError::field("regex", error.to_string()))?;
    }
    let keys = settings.keys().map_err(|why| ApiError::field("key_template", why.to_string()))?;
    if keys == KeyTemplate::usual(settings.shape) {
        settings.key_template = None;
    }
    if settings.presign_ttl == 0 {
        return Err(ApiError::field("presign_ttl", "a signed URL must live for at least a minute"));
    }
    Ok(settings)
}

fn shares_place(target: &StorageSettings, sources: &[StorageSettings]) -> bool {
    let same = |source: &StorageSettings| {
        source.kind == target.kind && source.path == target.path && source.endpoint == target.endpoint
    };
    target.folder().is_empty() && sources.iter().any(same)
}

/// Whether a target's documents are to have other keys than those that they have, and the old ones may not go.
fn would_leave_documents(before: &StorageRecord, settings: &StorageSettings) -> bool {
    before.access == TargetAccess::Claimed
        && (before.settings.kind, &before.settings.path, before.settings.folder())
            == (settings.kind, &settings.path, settings.folder())
        && moves_keys(&before.settings, settings)
        && !settings.can_delete_objects
}

/// Whether objects get other keys: by another template, or because they hold other parts of a task.
fn moves_keys(before: &StorageSettings, settings: &StorageSettings) -> bool {
    before.shape.is_whole() != settings.shape.is_whole() || before.keys() != settings.keys()
}

/// Whether objects of a source could have keys of the target's own pattern. Plain keys are known for ours.
fn holds_a_source(target: &StorageSettings, sources: &[StorageSettings]) -> bool {
    let holds = |source: &StorageSettings| {
        source.kind == target.kind
            && source.path == target.path
            && source.endpoint == target.endpoint
            && source.folder().starts_with(&target.folder())
    };
    let plain = target.keys().is_ok_and(|keys| keys.is_plain());
    !plain && sources.iter().any(holds)
}

fn unknown_data_key(settings: &StorageSettings, config: Option<&LabelConfig>) -> Option<String> {
    let key = settings.data_key.as_deref()?.trim_start_matches('$');
    let keys = config?.data_keys();
    if keys.is_empty() || keys.contains(&key) {
        return None;
    }
    Some(format!(
        "the labeling config has no ${key}; it reads {}",
        keys.iter().map(|k| format!("${k}")).collect::<Vec<_>>().join(", ")
    ))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use app::model::target::DocumentShape;

    fn s3(path: &str, prefix: &str) -> StorageSettings {
        StorageSettings { path: path.into(), prefix: prefix.into(), ..StorageSettings::default() }
    }

    #[test]
    fn settings_come_to_one_form_however_they_were_typed() {
        let typed = StorageSettings {
            regex: Some("  ".into()),
            endpoint: Some("http://localhost:9000/".into()),
            data_key: Some(" $image ".into()),
            ..s3(" s3://cats/img/2026/ ", "")
        };
        let settings = normalised(typed).unwrap();
        assert_eq!((settings.path.as_str(), settings.prefix.as_str()), ("cats", "img/2026"));
        assert_eq!(settings.regex, None);
        assert_eq!(settings.endpoint.as_deref(), Some("http://localhost:9000"));
        assert_eq!(settings.data_key.as_deref(), Some("$image"));
        assert_eq!(normalised(settings.clone()).unwrap(), settings);
    }

    #[test]
    fn what_cannot_work_is_refused_at_its_field() {
        let field = |settings| match normalised(settings) {
            Err(ApiError::Invalid { fields, .. }) => fields.into_keys().next().unwrap(),
            other => panic!("{other:?}"),
        };
        assert_eq!(field(s3("", "")), "path");
        assert_eq!(field(s3("gs://cats", "")), "path");
        assert_eq!(field(StorageSettings { regex: Some("(".into()), ..s3("cats", "") }), "regex");
        assert_eq!(field(StorageSettings { regex: Some("a(?=b)".into()), ..s3("cats", "") }), "regex");
        assert_eq!(
            field(StorageSettings { key_template: Some("{id}".into()), ..s3("cats", "") }),
            "key_template"
        );
        assert_eq!(field(StorageSettings { presign_ttl: 0, ..s3("cats", "") }), "presign_ttl");
        assert_eq!(field(StorageSettings { kind: StorageKind::Azure, ..s3("cats", "") }), "kind");
        assert_eq!(field(StorageSettings { kind: StorageKind::Local, ..s3("cats", "") }), "path");
    }

    #[test]
    fn a_target_shares_a_place_only_without_a_prefix_of_its_own() {
        let sources = [s3("cats", "img")];
        assert!(shares_place(&s3("cats", ""), &sources));
        assert!(!shares_place(&s3("cats", "out"), &sources));
        assert!(!shares_place(&s3("dogs", ""), &sources));
    }

    #[test]
    fn keys_of_a_pattern_need_a_folder_without_a_source() {
        let sources = [s3("cats", "img/2026")];
        let target = |prefix: &str, keys: Option<&str>| StorageSettings {
            key_template: keys.map(str::to_owned),
            ..s3("cats", prefix)
        };
        assert!(holds_a_source(&target("img", Some("{source_key}.json")), &sources));
        assert!(!holds_a_source(&target("img/2026/out", Some("{source_key}.json")), &sources));
        assert!(!holds_a_source(&target("img", None), &sources));
        let typed = StorageSettings { key_template: Some(" {id}.json ".into()), ..s3("cats", "") };
        assert_eq!(normalised(typed).unwrap().key_template, None);
        let each = StorageSettings { shape: DocumentShape::Annotation, ..target("img", None) };
        assert!(holds_a_source(&each, &sources));
        let wrong = StorageSettings { shape: DocumentShape::Annotation, ..target("out", Some("{id}.json")) };
        assert!(matches!(normalised(wrong), Err(ApiError::Invalid { .. })));
    }

    #[test]
    fn a_data_key_that_the_config_does_not_read_is_noted() {
        let config = LabelConfig::parse(r#"<View><Image name="i" value="$image"/></View>"#).unwrap();
        let with = |key: &str| StorageSettings { data_key: Some(key.into()), ..s3("cats", "") };
        assert!(unknown_data_key(&with("img"), Some(&config)).unwrap().contains("$image"));
        assert_eq!(unknown_data_key(&with("$image"), Some(&config)), None);
        assert_eq!(unknown_data_key(&with("img"), Some(&LabelConfig::default())), None);
    }
}
