//! Addresses on other web servers that a config and a task name together.

use super::Service;
use super::tasks::from;
use super::view::View;
use crate::store::tasks;
use app::api::error::{ApiError, ApiResult};
use app::model::branches;
use app::model::config::{LabelConfig, Tag};
use app::model::data::{self, path};
use app::model::ids::TaskId;
use app::model::tables;
use serde_json::{Map, Value};

impl Service {
    /// The address that a tag of the config shows of a task: of an object with `valueType="url"`, or of a level of a
    /// Taxonomy with an `apiUrl`.
    pub async fn address_elsewhere(&self, task: TaskId, name: &str, path: &[String]) -> ApiResult<String> {
        let record = tasks::get(self.db.reader(), task).await?;
        let view = View::of(&self.db, record.project).await?;
        let data = view.data(record.data, record.origin.as_ref().map(from));
        let config = view.config().ok_or_else(|| {
            ApiError::Conflict(
                "the project's labeling config cannot be read; its settings say why".to_owned(),
            )
        })?;
        let config = config.for_task(&data);
        tree(&config, name, path, &data).or_else(|| object(&config, name, &data)).ok_or_else(|| {
            ApiError::NotFound(format!(
                "the labeling config has nothing named \"{name}\" with an address of task {task}"
            ))
        })
    }
}

fn tree(config: &LabelConfig, name: &str, path: &[String], data: &Map<String, Value>) -> Option<String> {
    let url = config.control(name)?.taxonomy()?.api_url.as_deref()?;
    let base = data::resolve_text(url, data);
    (!base.is_empty()).then(|| branches::address(&base, path))
}

fn object(config: &LabelConfig, name: &str, data: &Map<String, Value>) -> Option<String> {
    let tag = config.object(name)?;
    let said = config.node(tag.node).and_then(|node| node.attrs.get("valueType")).unwrap_or_default();
    let is_address = match tag.tag {
        Tag::Text | Tag::Paragraphs => tag.value_type_url,
        Tag::Table => tables::value_type(said).1,
        _ => false,
    };
    let address = path::as_text(&data::resolve(&tag.value, data));
    (is_address && !address.is_empty()).then_some(address)
}
