//! Storages in the field's words: `bucket` (or `container`, or `path`), `regex_filter`, `region_name`, `s3_endpoint`,
//! and back. What we have no word for is kept and given back.

use super::{object, take_id, wrong};
use crate::config::{locate, params};
use crate::http::error::RestError;
use app::api::error::ApiError;
use app::api::types::{StorageCard, StorageInput};
use app::model::ids::{ProjectId, StorageId};
use app::model::storage::{Side, StorageKind, StorageSecrets, StorageSettings};
use serde_json::{Map, Value, json};

/// The name of a kind in paths and bodies.
pub fn slug(kind: StorageKind) -> &'static str {
    match kind {
        StorageKind::Local => "localfiles",
        other => other.slug(),
    }
}

/// The field that names the bucket.
fn place(kind: StorageKind) -> &'static str {
    match kind {
        StorageKind::S3 | StorageKind::Gcs => "bucket",
        StorageKind::Azure => "container",
        StorageKind::Local => "path",
    }
}

/// What we work out ourselves.
const READ_ONLY: [&str; 16] = [
    "syncs_every",
    "id",
    "type",
    "created_at",
    "last_sync",
    "last_sync_count",
    "last_sync_job",
    "status",
    "traceback",
    "meta",
    "counts",
    "target",
    "offer",
    "has_credentials",
    "uri",
    "duration",
];

/// What a body says, over `before` if the storage exists, else over `fresh`.
pub fn input(
    kind: StorageKind,
    side: Side,
    before: Option<&StorageCard>,
    fresh: &StorageSettings,
    body: Value,
) -> Result<StorageInput, RestError> {
    let mut fields = object(body)?;
    let id = take_id(&mut fields, "id")?.map(StorageId);
    let project = match (take_id(&mut fields, "project")?, before) {
        (_, Some(card)) => card.project,
        (Some(id), None) => ProjectId(id),
        (None, None) => return Err(super::missing("project")),
    };
    let adopt = super::take_flag(&mut fields, "adopt_target")?.unwrap_or(false);
    for name in READ_ONLY {
        fields.shift_remove(name);
    }
    let mut settings = match before {
        Some(card) => card.settings.clone(),
        None => StorageSettings { kind, ..fresh.clone() },
    };
    let mut secrets = StorageSecrets::default();
    if let Some(path) = fields.shift_remove(place(kind)) {
        point(&mut settings, path)?;
    }
    if settings.path.is_empty() {
        return Err(super::missing(place(kind)));
    }
    let mut any_secret = false;
    for (name, value) in fields {
        match params::find(&name) {
            Some(param) => {
                any_secret |= param.secret && !value.is_null();
                params::apply(&name, &value, &mut settings, &mut secrets)
                    .map_err(|why| RestError(ApiError::field(&name, why.to_string())))?;
            }
            None => keep(&mut settings.extra, name, value),
        }
    }
    let id = before.map(|card| card.id).or(id);
    Ok(StorageInput { id, project, side, settings, secrets: any_secret.then_some(secrets), adopt })
}

fn point(settings: &mut StorageSettings, path: Value) -> Result<(), RestError> {
    let name = place(settings.kind);
    let text = match &path {
        Value::Null => "",
        Value::String(text) => text,
        other => return Err(wrong(name, "text", other)),
    };
    if settings.kind == StorageKind::Local && !std::path::Path::new(text).is_absolute() {
        return Err(RestError(ApiError::field(name, "the folder must be an absolute path on the server")));
    }
    locate(settings, text, std::path::Path::new("/")).map_err(|why| RestError(ApiError::field(name, why)))
}

fn keep(extra: &mut Map<String, Value>, name: String, value: Value) {
    if value.is_null() {
        extra.shift_remove(&name);
    } else {
        extra.insert(name, value);
    }
}

/// A storage as the field knows it. Secrets are never part of it.
pub fn shape(card: &StorageCard) -> Value {
    let settings = &card.settings;
    let some_text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mut out = json!({
        "id": card.id,
        "type": slug(settings.kind),
        "synchronizable": true,
        "last_sync": card.last_sync,
        "last_sync_count": synced(card),
        "last_sync_job": null,
        "status": card.status,
        "traceback": card.problem,
        "meta": meta(card),
        "title": some_text(&settings.title),
        "description": null,
        "created_at": card.created_at,
        place(settings.kind): settings.path,
        "prefix": some_text(&settings.prefix),
        "regex_filter": settings.regex,
        "use_blob_urls": settings.use_blob_urls,
        "project": card.project,
    });
    let Some(fields) = out.as_object_mut() else { return out };
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    match card.side {
        Side::Source => {
            set("presign", json!(settings.presign));
            set("presign_ttl", json!(settings.presign_ttl));
            set("recursive_scan", json!(settings.recursive));
            set("data_key", json!(settings.data_key));
            set("row_id", json!(settings.row_id));
            set("counts", json!(card.counts));
            set("offer", json!(card.offer));
        }
        Side::Target => {
            set("can_delete_objects", json!(settings.can_delete_objects));
            set("shape", json!(settings.shape));
            set("key_template", json!(settings.key_template));
            set("roll_up", json!(settings.roll_up));
            set("target", json!(card.target));
        }
    }
    if settings.kind == StorageKind::S3 {
        set("region_name", json!(settings.region));
        set("s3_endpoint", json!(settings.endpoint));
    } else if settings.kind != StorageKind::Local {
        set("endpoint", json!(settings.endpoint));
    }
    set("create_local_copy", json!(settings.create_local_copy));
    set("sync_interval", json!(settings.sync_interval));
    set("syncs_every", json!(card.every));
    set("has_credentials", json!(card.has_secrets));
    set("uri", json!(settings.display_uri()));
    fields.extend(settings.extra.clone());
    out
}

/// Of a source the tasks made by its last run, of a target the documents that are there.
fn synced(card: &StorageCard) -> u64 {
    match (&card.side, &card.target) {
        (Side::Target, Some(target)) => target.pushed,
        (Side::Target, None) => 0,
        (Side::Source, _) => card.counts.tasks_created,
    }
}

fn meta(card: &StorageCard) -> Value {
    let mut meta = json!({"attempts": 1, "duration": card.duration, "time_completed": card.last_sync});
    let (name, value) = match card.side {
        Side::Source => ("tasks_existed", json!(card.counts.unchanged)),
        Side::Target => ("total_annotations", json!(synced(card))),
    };
    meta[name] = value;
    meta
}
