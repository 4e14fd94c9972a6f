//! Projects: making, changing, removing.

use super::Service;
use super::view::check_config;
use crate::store::outbox::{self, TargetFile};
use crate::store::projects::{self, Change, NewRow, ProjectRecord};
use crate::store::storages;
use app::api::error::{ApiError, ApiResult};
use app::api::types::{NewProject, Project, ProjectPatch};
use app::model::ids::ProjectId;

const LONGEST_TITLE: usize = 200;
const LONGEST_SLUG: usize = 100;
/// Tasks removed in one transaction, so that removing a big project never holds up a submit.
const REMOVED_AT_ONCE: i64 = 500;

impl Service {
    pub(super) async fn list_projects(&self) -> ApiResult<Vec<Project>> {
        let mut found = Vec::new();
        for record in projects::list(self.db.reader()).await? {
            found.push(self.shown(record).await?);
        }
        Ok(found)
    }

    pub(super) async fn get_project(&self, id: ProjectId) -> ApiResult<Project> {
        let record = projects::get(self.db.reader(), id).await?;
        self.shown(record).await
    }

    /// The project of this name on the command line.
    pub async fn project_by_slug(&self, slug: &str) -> ApiResult<Option<Project>> {
        match projects::get_by_slug(self.db.reader(), slug).await? {
            Some(record) => Ok(Some(self.shown(record).await?)),
            None => Ok(None),
        }
    }

    pub(super) async fn new_project(&self, new: NewProject) -> ApiResult<Project> {
        let title = checked_title(&new.title)?;
        check_config(&new.label_config)?;
        let given = !new.slug.trim().is_empty();
        let slug = if given { checked_slug(&new.slug)? } else { slug_of(&title) };
        let description = new.description.trim().to_owned();
        let made = self
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let slug = if given { slug } else { projects::free_slug(&mut *conn, &slug).await? };
                    let row = NewRow {
                        slug: &slug,
                        title: &title,
                        description: &description,
                        label_config: &new.label_config,
                        extra: new.extra,
                    };
                    projects::insert(conn, row).await
                })
            })
            .await;
        self.shown(made?).await
    }

    pub(super) async fn change_project(&self, id: ProjectId, patch: ProjectPatch) -> ApiResult<Project> {
        let title = patch.title.as_deref().map(checked_title).transpose()?;
        if let Some(xml) = &patch.label_config {
            check_config(xml)?;
        }
        let record = self
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let before = projects::get(&mut *conn, id).await?;
                    let mut extra = before.extra;
                    extra.extend(patch.extra);
                    let change = Change {
                        title: title.as_deref(),
                        description: patch.description.as_deref(),
                        label_config: patch.label_config.as_deref(),
                        extra: Some(&extra),
                    };
                    let after = projects::update(&mut *conn, id, change).await?;
                    if after.label_config != before.label_config {
                        outbox::file_wanted(&mut *conn, id, TargetFile::LabelConfig).await?;
                    }
                    if after.title != before.title || after.description != before.description {
                        outbox::file_wanted(&mut *conn, id, TargetFile::Project).await?;
                    }
                    Ok(after)
                })
            })
            .await?;
        self.engine.wake_target(id);
        self.announcer.changed(id);
        self.shown(record).await
    }

    /// Its storages stop first, then its tasks go in pieces, then the project itself.
    pub(super) async fn remove_project(&self, id: ProjectId) -> ApiResult<()> {
        projects::get(self.db.reader(), id).await?;
        for record in storages::list(self.db.reader(), id, None).await? {
            let storage = record.id;
            self.db.write(move |conn| Box::pin(storages::delete(conn, storage))).await?;
            self.engine.removed(storage).await;
        }
        loop {
            let work = projects::delete_some_tasks;
            let gone = self.db.write_batch(move |conn| Box::pin(work(conn, id, REMOVED_AT_ONCE))).await?;
            if gone == 0 {
                break;
            }
        }
        self.db.write(move |conn| Box::pin(projects::delete(conn, id))).await?;
        self.counts.forget(id);
        Ok(())
    }

    pub(super) async fn shown(&self, record: ProjectRecord) -> ApiResult<Project> {
        let counts = self.counts.of(record.id).await?;
        let differs_from_file = self.project_differs(&record).await?;
        Ok(Project {
            id: record.id,
            slug: record.slug,
            title: record.title,
            description: record.description,
            label_config: record.label_config,
            created_at: record.created_at,
            updated_at: record.updated_at,
            counts,
            differs_from_file,
            extra: record.extra,
        })
    }
}

pub(super) fn checked_title(title: &str) -> ApiResult<String> {
    let title = title.trim();
    match title.chars().count() {
        0 => Err(ApiError::field("title", "the project needs a title")),
        1..=LONGEST_TITLE => Ok(title.to_owned()),
        _ => Err(ApiError::field("title", format!("the title is longer than {LONGEST_TITLE} characters"))),
    }
}

/// A name that can be typed on a command line.
pub(super) fn checked_slug(slug: &str) -> ApiResult<String> {
    let slug = slug.trim();
    let wrong = |why: String| Err(ApiError::field("slug", why));
    if slug.is_empty() {
        return wrong("the project needs a name".to_owned());
    }
    if slug.chars().count() > LONGEST_SLUG {
        return wrong(format!("the name is longer than {LONGEST_SLUG} characters"));
    }
    if let Some(odd) = slug.chars().find(|c| c.is_control() || c.is_whitespace() || "/\\\"'".contains(*c)) {
        return wrong(format!(
            "a project's name cannot hold {odd:?}; letters, digits, - and _ can stand in it"
        ));
    }
    Ok(slug.to_owned())
}

/// A name made of a title: its letters and digits, with dashes between.
pub(super) fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug: String = slug.chars().take(LONGEST_SLUG - 10).collect();
    match slug.trim_end_matches('-') {
        "" => "project".to_owned(),
        slug => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_name_is_made_of_any_title() {
        assert_eq!(slug_of("  Cats & Dogs (2026)! "), "cats-dogs-2026");
        assert_eq!(slug_of("Größe"), "größe");
        assert_eq!(slug_of("!!!"), "project");
        assert!(checked_slug(&slug_of(&"x ".repeat(500))).is_ok());
    }

    #[test]
    fn names_that_a_command_line_cannot_hold_are_refused() {
        assert_eq!(checked_slug("my_project").unwrap(), "my_project");
        for wrong in ["", "  ", "a b", "a/b", "a\nb"] {
            assert!(checked_slug(wrong).is_err(), "{wrong:?}");
        }
    }
}
