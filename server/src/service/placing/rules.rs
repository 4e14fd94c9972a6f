//! What settings of a storage may be, and what changes of them mean. Asks neither the database nor a bucket.

use crate::config::{locate, supported_kind};
use crate::store::storages::StorageRecord;
use crate::sync::source::filter;
use app::api::error::{ApiError, ApiResult};
use app::api::types::TargetAccess;
use app::model::config::LabelConfig;
use app::model::storage::{StorageKind, StorageSettings};
use app::model::target::KeyTemplate;
use std::path::Path;

/// Where a target's documents go when it shares the source's bucket and was given no prefix.
pub(super) const BESIDE_SOURCES: &str = "annotations";

/// The one form of settings: texts trimmed, empty ones gone, the prefix without slashes at its ends.
pub(super) fn normalised(mut settings: StorageSettings) -> ApiResult<StorageSettings> {
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

pub(super) fn shares_place(target: &StorageSettings, sources: &[StorageSettings]) -> bool {
    let same = |source: &StorageSettings| {
        source.kind == target.kind && source.path == target.path && source.endpoint == target.endpoint
    };
    target.folder().is_empty() && sources.iter().any(same)
}

/// Whether a target's documents are to have other keys than those that they have, and the old ones may not go.
pub(super) fn would_leave_documents(before: &StorageRecord, settings: &StorageSettings) -> bool {
    before.access == TargetAccess::Claimed
        && (before.settings.kind, &before.settings.path, before.settings.folder())
            == (settings.kind, &settings.path, settings.folder())
        && moves_keys(&before.settings, settings)
        && !settings.can_delete_objects
}

/// Whether objects get other keys: by another template, or because they hold other parts of a task.
pub(super) fn moves_keys(before: &StorageSettings, settings: &StorageSettings) -> bool {
    before.shape.is_whole() != settings.shape.is_whole() || before.keys() != settings.keys()
}

/// Whether objects of a source could have keys of the target's own pattern. Plain keys are known for ours.
pub(super) fn holds_a_source(target: &StorageSettings, sources: &[StorageSettings]) -> bool {
    let holds = |source: &StorageSettings| {
        source.kind == target.kind
            && source.path == target.path
            && source.endpoint == target.endpoint
            && source.folder().starts_with(&target.folder())
    };
    let plain = target.keys().is_ok_and(|keys| keys.is_plain());
    !plain && sources.iter().any(holds)
}

pub(super) fn unknown_data_key(settings: &StorageSettings, config: Option<&LabelConfig>) -> Option<String> {
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
