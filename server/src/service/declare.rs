//! Projects as the command line and the configuration want them: made if missing, changed where told, all else kept.
//! What is definitely wrong is refused before anything is written.

use super::Service;
use super::checks::{self, Unreachable};
use super::placing::{self, Plan, Wish};
use super::projects::{checked_slug, checked_title};
use super::view::check_config;
use crate::config::{DeclaredProject, DeclaredStorage};
use crate::store::StoreError;
use crate::store::outbox::{self, TargetFile};
use crate::store::projects::{self, Change, NewRow, ProjectRecord};
use crate::store::storages::{self, StorageRecord};
use app::api::error::ApiResult;
use app::api::types::Project;
use app::model::config::LabelConfig;
use app::model::ids::{ProjectId, StorageId};
use app::model::storage::{Side, StorageSettings};
use futures::future::join_all;
use serde_json::{Map, Value, json};
use sqlx::SqliteConnection;

/// What became of a declaration.
#[derive(Clone, Debug)]
pub struct Declared {
    pub project: Project,
    /// It was not there before.
    pub created: bool,
    /// What a person should know: how it was understood, which store does not answer yet.
    pub notes: Vec<String>,
}

/// Who declares, and so what is remembered of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// A command: applied whenever it is given.
    Flags { adopt: bool },
    /// The configuration: applied where it differs from what it said last.
    File,
}

impl Service {
    /// Makes the project if it is missing and applies what is told; for `start --init` and `init`.
    pub async fn declare_project(&self, project: DeclaredProject, adopt: bool) -> ApiResult<Declared> {
        self.declare(project, By::Flags { adopt }).await
    }

    /// Applies the projects that the configuration declares, each where it differs from what was applied last; edits
    /// made since stand. Others are no longer held against any file.
    pub async fn apply_declarations(&self, declared: Vec<DeclaredProject>) -> ApiResult<Vec<Declared>> {
        for record in projects::list(self.db.reader()).await? {
            let (id, slug) = (record.id, &record.slug);
            if record.declared.is_some() && !declared.iter().any(|project| project.slug == *slug) {
                self.db.write(move |conn| Box::pin(forget_file(conn, id))).await?;
            }
        }
        let mut done = Vec::new();
        for project in declared {
            done.push(self.declare(project, By::File).await?);
        }
        Ok(done)
    }

    /// A project's storages that have a name in declarations, or would get one; secrets are not told.
    pub async fn declared_storages(&self, project: ProjectId) -> ApiResult<Vec<DeclaredStorage>> {
        let records = storages::list(self.db.reader(), project, None).await?;
        let named = |record: StorageRecord| {
            let (side, settings) = (record.side, record.settings);
            record.name.map(|name| DeclaredStorage { name, side, settings, secrets: None })
        };
        Ok(records.into_iter().filter_map(named).collect())
    }

    async fn declare(&self, declared: DeclaredProject, by: By) -> ApiResult<Declared> {
        let slug = checked_slug(&declared.slug)?;
        let before = projects::get_by_slug(self.db.reader(), &slug).await?;
        let last = before.as_ref().and_then(|record| record.declared.clone()).unwrap_or_default();
        let remembered = self.remembered(&declared)?;
        let fresh = |field: &str| by != By::File || last.get(field) != remembered.get(field);

        let title = declared.title.as_deref().map(checked_title).transpose()?.filter(|_| fresh("title"));
        let description = declared.description.clone().filter(|_| fresh("description"));
        let label_config = declared.label_config.clone().filter(|_| fresh("label_config"));
        if let Some(xml) = &label_config {
            check_config(xml)?;
        }
        let standing = match &before {
            Some(record) => storages::list(self.db.reader(), record.id, None).await?,
            None => Vec::new(),
        };
        let xml = label_config.as_deref().or(before.as_ref().map(|record| record.label_config.as_str()));
        let config = xml.and_then(|xml| LabelConfig::parse(xml).ok());
        let due = declared.storages.iter().filter(|storage| {
            let place = place_name(storage.side, &storage.name);
            let said = |value: &Value| value.get("storages").and_then(|all| all.get(&place)).cloned();
            by != By::File || said(&last) != said(&remembered)
        });
        let (plans, mut notes) = self.plans(due, &standing, config.as_ref(), by)?;
        for vetted in join_all(plans.iter().map(|plan| checks::vet(plan, Unreachable::Allow))).await {
            notes.extend(vetted?);
        }

        let created = before.is_none();
        let wanted = Wanted { slug, title, description, label_config, before, plans };
        let remember = (by == By::File).then_some(remembered);
        let key = self.db.key().clone();
        let (record, changed) = self
            .db
            .write(move |conn| Box::pin(async move { write(conn, &key, wanted, remember.as_ref()).await }))
            .await?;
        for storage in changed {
            self.engine.settings_changed(storage).await;
        }
        self.engine.wake_target(record.id);
        Ok(Declared { project: self.shown(record).await?, created, notes })
    }

    fn plans<'a>(
        &self,
        due: impl Iterator<Item = &'a DeclaredStorage>,
        standing: &[StorageRecord],
        config: Option<&LabelConfig>,
        by: By,
    ) -> ApiResult<(Vec<Plan>, Vec<String>)> {
        let mut due: Vec<&DeclaredStorage> = due.collect();
        // Sources first: a target that shares their place steps aside.
        due.sort_by_key(|storage| storage.side == Side::Target);
        let mut sources: Vec<StorageSettings> =
            standing.iter().filter(|s| s.side == Side::Source).map(|s| s.settings.clone()).collect();
        let (mut plans, mut notes) = (Vec::new(), Vec::new());
        for storage in due {
            let wish = Wish {
                before: standing_for(storage, standing).cloned(),
                side: storage.side,
                name: Some(storage.name.clone()),
                settings: storage.settings.clone(),
                secrets: storage.secrets.clone(),
                adopt: by == By::Flags { adopt: true },
            };
            let (mut plan, said) = self.plan(wish, &sources, config)?;
            notes.extend(said);
            if by == By::File {
                plan.declared = serde_json::to_value(&plan.settings).ok();
            }
            if storage.side == Side::Source {
                sources.push(plan.settings.clone());
            }
            plans.push(plan);
        }
        Ok((plans, notes))
    }

    /// What a declaration says, for comparing it with what it says next time. Secrets are told apart, not told.
    fn remembered(&self, declared: &DeclaredProject) -> ApiResult<Value> {
        let mut all = Map::new();
        for storage in &declared.storages {
            let secrets = storage.secrets.as_ref().filter(|secrets| !secrets.is_empty());
            let secrets = secrets.map(|secrets| self.db.key().fingerprint(secrets)).transpose()?;
            let said = json!({"settings": storage.settings, "secrets": secrets});
            all.insert(place_name(storage.side, &storage.name), said);
        }
        Ok(json!({
            "title": declared.title,
            "description": declared.description,
            "label_config": declared.label_config,
            "storages": all,
        }))
    }

    /// Whether a person has changed what the configuration said of the project.
    pub(super) async fn project_differs(&self, record: &ProjectRecord) -> ApiResult<bool> {
        let Some(declared) = &record.declared else { return Ok(false) };
        let told = |field: &str| declared.get(field).and_then(Value::as_str);
        let own = [
            ("title", &record.title),
            ("description", &record.description),
            ("label_config", &record.label_config),
        ];
        if own.into_iter().any(|(field, now)| told(field).is_some_and(|told| told.trim() != now.trim())) {
            return Ok(true);
        }
        let standing = storages::list(self.db.reader(), record.id, None).await?;
        let missing = |place: &String| {
            !standing.iter().any(|s| s.name.as_ref().is_some_and(|name| place_name(s.side, name) == *place))
        };
        let gone =
            declared.get("storages").and_then(Value::as_object).is_some_and(|all| all.keys().any(missing));
        Ok(gone || standing.iter().any(StorageRecord::differs_from_file))
    }
}

/// The storage that a declared one is: of its name, or one without a name in the same place.
fn standing_for<'a>(declared: &DeclaredStorage, standing: &'a [StorageRecord]) -> Option<&'a StorageRecord> {
    let own_side = || standing.iter().filter(|record| record.side == declared.side);
    let same_place = |record: &&StorageRecord| {
        let (one, other) = (&record.settings, &declared.settings);
        record.name.is_none()
            && (one.kind, &one.path, one.folder()) == (other.kind, &other.path, other.folder())
    };
    own_side()
        .find(|record| record.name.as_deref() == Some(&declared.name))
        .or_else(|| own_side().find(same_place))
}

fn place_name(side: Side, name: &str) -> String {
    format!("{side}/{name}")
}

/// Everything that one declaration writes.
struct Wanted {
    slug: String,
    title: Option<String>,
    description: Option<String>,
    label_config: Option<String>,
    before: Option<ProjectRecord>,
    plans: Vec<Plan>,
}

async fn write(
    conn: &mut SqliteConnection,
    key: &crate::store::SecretKey,
    wanted: Wanted,
    remember: Option<&Value>,
) -> Result<(ProjectRecord, Vec<StorageId>), StoreError> {
    let record = match &wanted.before {
        Some(record) => change(&mut *conn, record, &wanted).await?,
        None => {
            let row = NewRow {
                slug: &wanted.slug,
                title: wanted.title.as_deref().unwrap_or(&wanted.slug),
                description: wanted.description.as_deref().unwrap_or_default(),
                label_config: wanted.label_config.as_deref().unwrap_or_default(),
                extra: Map::new(),
            };
            projects::insert(&mut *conn, row).await?
        }
    };
    let mut changed = Vec::new();
    for plan in &wanted.plans {
        let settled = plan.is_settled();
        let id = placing::apply(&mut *conn, key, record.id, plan).await?;
        if !settled {
            changed.push(id);
        }
    }
    if remember.is_some() {
        projects::set_declared(&mut *conn, record.id, remember).await?;
    }
    Ok((projects::get(conn, record.id).await?, changed))
}

async fn change(
    conn: &mut SqliteConnection,
    before: &ProjectRecord,
    wanted: &Wanted,
) -> Result<ProjectRecord, StoreError> {
    let new = |wish: &Option<String>, now: &str| wish.as_deref().is_some_and(|wish| wish != now);
    let config = new(&wanted.label_config, &before.label_config);
    let told = new(&wanted.title, &before.title) || new(&wanted.description, &before.description);
    if !config && !told {
        return projects::get(conn, before.id).await;
    }
    let fields = Change {
        title: wanted.title.as_deref(),
        description: wanted.description.as_deref(),
        label_config: wanted.label_config.as_deref(),
        extra: None,
    };
    let after = projects::update(&mut *conn, before.id, fields).await?;
    if config {
        outbox::file_wanted(&mut *conn, before.id, TargetFile::LabelConfig).await?;
    }
    if told {
        outbox::file_wanted(conn, before.id, TargetFile::Project).await?;
    }
    Ok(after)
}

async fn forget_file(conn: &mut SqliteConnection, project: ProjectId) -> Result<(), StoreError> {
    projects::set_declared(&mut *conn, project, None).await?;
    storages::forget_declarations(conn, project).await
}
