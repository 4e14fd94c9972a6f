//! What a client may say of the tasks that it wants. A filter that is not understood is refused, never passed over:
//! the answer would be a wrong one.

use crate::http::error::RestError;
use crate::http::rest::{invalid, projects::required};
use app::api::types::TaskFilter;
use app::model::ids::{ProjectId, TaskId};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

const PAGE_SIZE: u32 = 100;
const LARGEST_PAGE: u32 = 10_000;

/// `true`, `True`, `1`: Python's words for it come too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag(pub bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        match word.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Ok(Self(true)),
            "false" | "0" | "no" | "" => Ok(Self(false)),
            _ => Err(serde::de::Error::custom(format!("\"{word}\" is neither true nor false"))),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct Params {
    project: Option<ProjectId>,
    page: Option<u64>,
    page_size: Option<u32>,
    fields: Option<String>,
    include: Option<String>,
    query: Option<String>,
    resolve_uri: Option<Flag>,
    only_annotated: Option<Flag>,
    view: Option<String>,
    filter: Option<String>,
}

/// The same, understood.
#[derive(Debug, PartialEq)]
pub struct Asked {
    pub project: ProjectId,
    pub page: u64,
    pub page_size: u32,
    pub filter: TaskFilter,
    /// Only these, if any are named.
    pub included: Vec<TaskId>,
    pub excluded: Vec<TaskId>,
    /// Annotations and predictions too.
    pub everything: bool,
    pub ids_only: bool,
    pub resolve: bool,
}

impl Params {
    pub fn of_project(self, project: ProjectId) -> Self {
        Self { project: Some(project), ..self }
    }

    pub fn understood(self) -> Result<Asked, RestError> {
        if self.view.is_some_and(|view| !matches!(view.as_str(), "" | "0")) {
            return Err(invalid("views are not built yet; ask without ?view"));
        }
        let page = self.page.unwrap_or(1);
        if page == 0 {
            return Err(super::super::invalid_page());
        }
        let mut asked = Asked {
            page,
            page_size: self.page_size.unwrap_or(PAGE_SIZE).clamp(1, LARGEST_PAGE),
            everything: self.fields.as_deref() == Some("all"),
            ids_only: self.include.as_deref() == Some("id"),
            ..Asked::one(required(self.project)?, self.resolve_uri.is_none_or(|flag| flag.0))
        };
        if let Some(name) = self.filter.filter(|name| !name.is_empty()) {
            let known = TaskFilter::ALL.into_iter().find(|filter| filter.slug() == name);
            let names = || TaskFilter::ALL.map(TaskFilter::slug).join(", ");
            asked.filter = known
                .ok_or_else(|| invalid(format!("there is no filter \"{name}\"; known are {}", names())))?;
        }
        if self.only_annotated == Some(Flag(true)) {
            asked.filter = TaskFilter::Labeled;
        }
        if let Some(text) = self.query.filter(|text| !text.is_empty()) {
            let query: Value =
                serde_json::from_str(&text).map_err(|why| invalid(format!("query is not JSON: {why}")))?;
            asked.take_filters(&query["filters"])?;
            asked.take_selection(&query["selectedItems"])?;
            check_ordering(&query["ordering"])?;
        }
        Ok(asked)
    }
}

impl Asked {
    /// A task by itself is always whole.
    pub fn one(project: ProjectId, resolve: bool) -> Self {
        Self {
            project,
            page: 1,
            page_size: 1,
            filter: TaskFilter::All,
            included: Vec::new(),
            excluded: Vec::new(),
            everything: true,
            ids_only: false,
            resolve,
        }
    }

    pub fn wants(&self, id: TaskId) -> bool {
        (self.included.is_empty() || self.included.contains(&id)) && !self.excluded.contains(&id)
    }

    /// The filters that clients have names for: labeled or not.
    fn take_filters(&mut self, filters: &Value) -> Result<(), RestError> {
        let items = match filters {
            Value::Null => return Ok(()),
            filters => filters["items"].as_array().map(Vec::as_slice).unwrap_or_default(),
        };
        for item in items {
            let (column, operator) = (item["filter"].as_str(), item["operator"].as_str());
            self.filter = match (column, operator, item["value"].as_bool()) {
                (Some("filter:tasks:completed_at"), Some("empty"), Some(true)) => TaskFilter::Unlabeled,
                (Some("filter:tasks:completed_at"), Some("empty"), Some(false)) => TaskFilter::Labeled,
                _ => return Err(invalid(format!("this filter is not built yet: {item}"))),
            };
        }
        if items.len() > 1 {
            return Err(invalid("more than one filter at once is not built yet"));
        }
        Ok(())
    }

    fn take_selection(&mut self, selected: &Value) -> Result<(), RestError> {
        let ids = |name: &str| -> Vec<TaskId> {
            let list = selected[name].as_array().map(Vec::as_slice).unwrap_or_default();
            list.iter().filter_map(Value::as_i64).map(TaskId).collect()
        };
        (self.included, self.excluded) = (ids("included"), ids("excluded"));
        Ok(())
    }
}

fn check_ordering(ordering: &Value) -> Result<(), RestError> {
    let columns = ordering.as_array().map(Vec::as_slice).unwrap_or_default();
    match columns.iter().find(|column| !matches!(column.as_str(), Some("id" | "tasks:id"))) {
        None => Ok(()),
        Some(column) => {
            Err(invalid(format!("tasks are ordered by id; ordering by {column} is not built yet")))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use actix_web::web::Query;

    fn asked(query: &str) -> Result<Asked, String> {
        let params = Query::<Params>::from_query(query).map_err(|error| error.to_string())?;
        params.into_inner().understood().map_err(|error| error.to_string())
    }

    #[test]
    fn the_requests_of_todays_sdk_are_understood() {
        let asked = asked("fields=all&page=2&project=7").unwrap();
        assert_eq!((asked.project, asked.page, asked.page_size), (ProjectId(7), 2, 100));
        assert!(asked.everything && asked.resolve && asked.filter == TaskFilter::All);
    }

    #[test]
    fn the_requests_of_the_older_client_are_understood() {
        let query = r#"{"filters":{"conjunction":"and","items":[{"filter":"filter:tasks:completed_at","operator":"empty","type":"Datetime","value":false}]},"ordering":[],"selectedItems":{"all":true,"excluded":[]}}"#;
        let asked =
            asked(&format!("project=1&page=1&page_size=100&resolve_uri=True&include=id&query={query}"));
        let asked = asked.unwrap();
        assert!(asked.filter == TaskFilter::Labeled && asked.ids_only);
    }

    #[test]
    fn a_filter_that_is_not_understood_is_refused() {
        let query = r#"{"filters":{"items":[{"filter":"filter:tasks:id","operator":"equal","value":1}]}}"#;
        assert!(asked(&format!("project=1&query={query}")).unwrap_err().contains("not built yet"));
        assert!(
            asked("project=1&query={\"ordering\":[\"-tasks:total_annotations\"]}")
                .unwrap_err()
                .contains("ordered by id")
        );
        assert!(asked("project=1&view=3").unwrap_err().contains("views"));
    }

    #[test]
    fn a_list_needs_a_project_and_a_page_from_1() {
        assert!(asked("page=1").unwrap_err().contains("name the project"));
        assert_eq!(asked("project=1&page=0").unwrap_err(), "Invalid page.");
        assert!(asked("project=1&resolve_uri=maybe").unwrap_err().contains("maybe"));
    }
}
