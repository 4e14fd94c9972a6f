//! Blob tasks: one object, one task, whose data is the object's URI under one key.

use crate::model::config::LabelConfig;
use serde_json::{Map, Value};

/// The key when neither storage nor config names one; today's exports have it too.
pub const UNDEFINED_KEY: &str = "$undefined$";

/// The key of a blob task's URI: the storage's, written with or without `$`, else the config's first.
pub fn blob_key<'a>(data_key: Option<&'a str>, config: Option<&'a LabelConfig>) -> &'a str {
    let named = data_key.map(|key| key.trim().trim_start_matches('$')).filter(|key| !key.is_empty());
    named.or_else(|| config?.first_data_key()).unwrap_or(UNDEFINED_KEY)
}

/// The data of a blob task.
pub fn blob_data(uri: &str, data_key: Option<&str>, config: Option<&LabelConfig>) -> Map<String, Value> {
    let key = blob_key(data_key, config).to_owned();
    Map::from_iter([(key, Value::String(uri.to_owned()))])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn the_storage_names_the_key_or_else_the_config() {
        let config =
            LabelConfig::parse(r#"<View><Header value="$title"/><Image name="i" value="$photo"/></View>"#)
                .unwrap();
        assert_eq!(blob_key(Some("$pic"), Some(&config)), "pic");
        assert_eq!(blob_key(Some("pic"), None), "pic");
        assert_eq!(blob_key(Some("$"), Some(&config)), "photo");
        assert_eq!(blob_key(None, Some(&config)), "photo");
        assert_eq!(blob_key(None, Some(&LabelConfig::default())), UNDEFINED_KEY);
        assert_eq!(blob_data("s3://b/k", None, Some(&config))["photo"], "s3://b/k");
    }
}
