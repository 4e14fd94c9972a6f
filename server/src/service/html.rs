//! The documents that HyperText objects show: out of a task's data or from the object it names, decoded, and made
//! harmless before they leave.

use super::Service;
use super::tasks::from;
use super::view::View;
use crate::bucket::{BucketErrorKind, ReadRange};
use crate::html::{self, Shown};
use crate::store::storages::StorageRecord;
use crate::store::tasks;
use crate::sync::copies;
use app::api::error::{ApiError, ApiResult};
use app::model::config::{Attrs, ObjectTag, Tag};
use app::model::data::{self, path};
use app::model::html::HtmlTree;
use app::model::ids::TaskId;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use futures::TryStreamExt;

/// Bytes of the largest document that is shown.
const LARGEST: u64 = 16 << 20;

/// Bytes of the largest document of a preview.
const LARGEST_PREVIEW: usize = 1 << 20;

/// Base64 as browsers read it: with or without its padding.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

impl Service {
    /// What an object of the project's config shows of a task.
    pub async fn html(&self, task: TaskId, object: &str) -> ApiResult<HtmlTree> {
        let record = tasks::get(self.db.reader(), task).await?;
        let view = View::of(&self.db, record.project).await?;
        let data = view.data(record.data, record.origin.as_ref().map(from));
        let (tag, attrs) = object_of(&view, object)?;
        let plain = path::as_text(&data::resolve(&tag.value, &data));
        if plain.is_empty() {
            return Err(ApiError::NotFound(format!("task {task} has nothing under {}", tag.value)));
        }
        let text = if tag.value_type_url || data::uris::is_uri(&plain) {
            self.fetched(&view, &plain).await?
        } else {
            path::as_text(&data::resolve(&tag.value, &view.resolved(task, &data)))
        };
        let text = decoded(text, attrs.get("encoding").unwrap_or_default())?;
        let shown =
            Shown { boxed: attrs.bool_or("inline", false), links: attrs.bool_or("clickableLinks", false) };
        harmless(text, shown, &format!("task {task}")).await
    }

    /// The document behind an address in a source storage.
    async fn fetched(&self, view: &View, uri: &str) -> ApiResult<String> {
        let Some((source, key)) = view.source_of(uri) else {
            return Err(ApiError::Forbidden(format!(
                "{uri} lies outside the source storages of this project, and other web pages are not opened; add a source \
                 storage whose bucket and prefix hold it, or put the HTML itself into the task"
            )));
        };
        let bytes = self.bytes(source, key).await?;
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
    }

    async fn bytes(&self, source: &StorageRecord, key: &str) -> ApiResult<Vec<u8>> {
        if source.settings.create_local_copy
            && let Some(path) = copies::find(&self.engine.dir, source.id, key).await
        {
            let unreadable =
                |why: std::io::Error| ApiError::Internal(format!("the local copy of {key}: {why}"));
            check_size(tokio::fs::metadata(&path).await.map_err(unreadable)?.len(), key)?;
            return tokio::fs::read(&path).await.map_err(unreadable);
        }
        let mut object = match self.engine.bucket(source)?.get_range(key, ReadRange::Whole).await {
            Ok(object) => object,
            Err(error) if error.kind == BucketErrorKind::NoSuchObject => {
                return Err(ApiError::NotFound(error.to_string()));
            }
            Err(error) => return Err(error.into()),
        };
        check_size(object.size, key)?;
        let mut bytes = Vec::new();
        while let Some(part) = object.body.try_next().await? {
            bytes.extend_from_slice(&part);
            check_size(bytes.len() as u64, key)?;
        }
        Ok(bytes)
    }
}

fn object_of<'a>(view: &'a View, name: &str) -> ApiResult<(&'a ObjectTag, &'a Attrs)> {
    let config = view.config().ok_or_else(|| {
        ApiError::Conflict("the project's labeling config cannot be read; its settings say why".to_owned())
    })?;
    let tag = config.object(name).filter(|tag| tag.tag == Tag::HyperText);
    let found = tag.and_then(|tag| Some((tag, &config.node(tag.node)?.attrs)));
    found.ok_or_else(|| ApiError::NotFound(format!("the labeling config has no HyperText named \"{name}\"")))
}

fn check_size(bytes: u64, key: &str) -> ApiResult<()> {
    if bytes <= LARGEST {
        return Ok(());
    }
    let (largest, size) = (LARGEST >> 20, bytes.div_ceil(1 << 20));
    Err(ApiError::invalid(format!("{key} has {size} MB; documents of up to {largest} MB are shown")))
}

/// A document that no task has, decoded and made harmless as those of tasks are.
pub async fn preview(html: String, encoding: &str, shown: Shown) -> ApiResult<HtmlTree> {
    if html.len() > LARGEST_PREVIEW {
        return Err(ApiError::invalid(format!(
            "the document has {} KB; a preview shows up to {} KB; a task of the project shows it whole",
            html.len().div_ceil(1 << 10),
            LARGEST_PREVIEW >> 10
        )));
    }
    harmless(decoded(html, encoding)?, shown, "the preview").await
}

async fn harmless(text: String, shown: Shown, whose: &str) -> ApiResult<HtmlTree> {
    let made = tokio::task::spawn_blocking(move || html::neutral(&text, shown)).await;
    let made = made.map_err(|why| ApiError::Internal(format!("the document of {whose}: {why}")))?;
    made.map_err(|why| ApiError::invalid(format!("{whose}: {why}")))
}

/// The text out of its encoding, as browsers decode it: each byte a character, or together UTF-8.
fn decoded(text: String, encoding: &str) -> ApiResult<String> {
    let bytes = || {
        let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        FORGIVING.decode(packed).map_err(|why| {
            ApiError::invalid(format!("encoding=\"{encoding}\", but the data is not base64: {why}"))
        })
    };
    match encoding {
        "base64" => Ok(bytes()?.into_iter().map(char::from).collect()),
        "base64unicode" => String::from_utf8(bytes()?).map_err(|why| {
            ApiError::invalid(format!(
                "encoding=\"base64unicode\", but the data is not UTF-8 in base64: {why}"
            ))
        }),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[tokio::test]
    async fn a_preview_of_more_than_a_megabyte_is_refused_with_its_size() {
        let shown = Shown { boxed: true, links: false };
        let refused = preview("x".repeat((1 << 20) + 1), "", shown).await.unwrap_err();
        assert!(refused.to_string().contains("up to 1024 KB"), "{refused}");
    }

    #[test]
    fn texts_are_decoded_as_browsers_decode_them() {
        assert_eq!(decoded("PGI+w6k8L2I+".into(), "base64").unwrap(), "<b>Ã©</b>");
        assert_eq!(decoded("PGI+w6k8\nL2I+".into(), "base64unicode").unwrap(), "<b>é</b>");
        assert_eq!(decoded("YQ".into(), "base64").unwrap(), "a");
        assert_eq!(decoded("<b>".into(), "none").unwrap(), "<b>");
        assert!(decoded("<b>".into(), "base64").is_err());
        assert!(decoded("/w==".into(), "base64unicode").is_err());
    }
}
