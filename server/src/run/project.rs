//! Brings projects to what the configuration declares and the command line asks for, or says in one sentence why not.

use super::{Failure, input, say_note};
use crate::cli::{InputAsk, Standing, StandingStorage, Start, resolve};
use crate::config::DeclaredProject;
use crate::service::{ImportFormat, Service, Upload};
use app::api::backend::Backend;
use app::api::error::ApiError;
use app::api::types::Project;
use app::model::config::LabelConfig;
use app::model::storage::StorageSettings;
use bytes::Bytes;
use futures::stream;
use serde_json::Value;
use std::convert::Infallible;
use std::path::Path;

/// The name under which a storage goes that a declaration has not named.
const UNNAMED: &str = "main";

/// Applies what the configuration declares.
pub async fn declare(service: &Service, declared: Vec<DeclaredProject>) -> Result<(), Failure> {
    for done in service.apply_declarations(declared).await.map_err(failure)? {
        for note in &done.notes {
            say_note(&format!("{}: {note}", done.project.slug));
        }
    }
    Ok(())
}

/// The project that the command names, brought to what it asks for if it says `--init`.
pub async fn named(
    service: &Service,
    start: &Start,
    fresh: StorageSettings,
    working_dir: &Path,
) -> Result<Option<Project>, Failure> {
    let Some(name) = &start.name else { return Ok(None) };
    if start.init {
        return init(service, name, start, fresh, working_dir).await.map(Some);
    }
    let projects = service.projects().await.map_err(failure)?;
    match projects.iter().find(|project| project.slug == *name) {
        Some(project) => Ok(Some(project.clone())),
        None => Err(Failure::Refused(unknown(name, &projects))),
    }
}

fn unknown(name: &str, projects: &[Project]) -> String {
    let known: Vec<&str> = projects.iter().map(|project| project.slug.as_str()).collect();
    let there = match known[..] {
        [] => "there are none yet".to_owned(),
        _ => format!("there are {}", known.join(", ")),
    };
    format!("there is no project \"{name}\" ({there}); `skylabel start {name} --init` creates it")
}

async fn init(
    service: &Service,
    name: &str,
    start: &Start,
    fresh: StorageSettings,
    working_dir: &Path,
) -> Result<Project, Failure> {
    let before = service.project_by_slug(name).await.map_err(failure)?;
    let standing = match &before {
        Some(project) => standing(service, project, fresh).await?,
        None => Standing { fresh, ..Standing::default() },
    };
    let resolved = resolve(name, &start.ask, &standing, working_dir)?;
    let tasks = match &start.ask.input {
        Some(ask) => Some(to_import(ask, before.as_ref(), &resolved.project, working_dir)?),
        None => None,
    };
    for note in &resolved.notes {
        say_note(note);
    }
    let done = service.declare_project(resolved.project, start.ask.adopt_target).await.map_err(failure)?;
    for note in &done.notes {
        say_note(note);
    }
    if let Some(tasks) = tasks.flatten() {
        import(service, &done.project, tasks).await?;
    }
    Ok(done.project)
}

/// The tasks of `--input-path`, read before anything is written; `None` if the project has tasks already.
fn to_import(
    ask: &InputAsk,
    before: Option<&Project>,
    wanted: &DeclaredProject,
    working_dir: &Path,
) -> Result<Option<Vec<Value>>, Failure> {
    if before.is_some_and(|project| project.counts.tasks + project.counts.hidden > 0) {
        say_note(
            "--input-path is read when a project is created; this one has tasks already, so nothing was imported",
        );
        return Ok(None);
    }
    let xml = wanted.label_config.as_deref().or(before.map(|project| project.label_config.as_str()));
    let config = xml.and_then(|xml| LabelConfig::parse(xml).ok());
    let key = config.as_ref().and_then(LabelConfig::first_data_key);
    let ask = InputAsk { path: working_dir.join(&ask.path), format: ask.format };
    input::read(&ask, key).map(Some)
}

async fn import(service: &Service, project: &Project, tasks: Vec<Value>) -> Result<(), Failure> {
    if tasks.is_empty() {
        say_note("--input-path holds no tasks");
        return Ok(());
    }
    let upload = Upload { name: None, format: Some(ImportFormat::Json) };
    let body = stream::iter([Ok::<_, Infallible>(Bytes::from(Value::Array(tasks).to_string()))]);
    let report = service.import_tasks(project.id, upload, body).await.map_err(failure)?;
    say_note(&format!("{} tasks were imported", report.task_count));
    for error in &report.errors {
        say_note(&format!("not imported: {error}"));
    }
    Ok(())
}

/// The project's storages as they stand, each under the name it has in declarations or would get.
async fn standing(service: &Service, project: &Project, fresh: StorageSettings) -> Result<Standing, Failure> {
    let mut storages: Vec<StandingStorage> = service
        .declared_storages(project.id)
        .await
        .map_err(failure)?
        .into_iter()
        .map(|storage| StandingStorage { name: storage.name, side: storage.side, settings: storage.settings })
        .collect();
    for card in service.storages(project.id).await.map_err(failure)? {
        if !storages.iter().any(|known| known.side == card.side && known.settings == card.settings) {
            storages.push(StandingStorage {
                name: UNNAMED.to_owned(),
                side: card.side,
                settings: card.settings,
            });
        }
    }
    Ok(Standing { label_config: project.label_config.clone(), storages, fresh })
}

/// What somebody can mend is a refusal.
fn failure(error: ApiError) -> Failure {
    match error {
        ApiError::Internal(_) | ApiError::Network(_) => Failure::broken(error),
        other => Failure::refused(other),
    }
}
