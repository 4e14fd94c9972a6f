//! Source storages (`/api/storages/<kind>`) and target storages (`/api/storages/export/<kind>`).

use super::projects::required;
use super::storage_shape::{input, shape, slug};
use crate::http::Shared;
use crate::http::error::{RestError, RestResult};
use crate::sync::verify::Extent;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use app::api::error::ApiError;
use app::api::types::{DryChange, Keep, PastRun, StorageCard, VerifyInput};
use app::model::ids::{ProjectId, StorageId, TaskId};
use app::model::storage::{Outcome, Side, StorageKind};
use futures::TryStreamExt;
use serde::Deserialize;
use serde_json::{Value, json};

pub fn configure(config: &mut web::ServiceConfig) {
    // Targets first: their paths would else be taken for sources of a kind called "export".
    side(config, "/api/storages/export", Side::Target);
    side(config, "/api/storages", Side::Source);
    let conflicts = "/api/storages/export/{kind}/{id}/conflicts";
    config
        .service(web::resource(conflicts).route(web::get().to(list_conflicts)))
        .service(
            web::resource(format!("{conflicts}/{{task}}"))
                .route(web::get().to(conflict))
                .route(web::post().to(settle_conflict)),
        )
        .service(web::resource("/api/dry-runs/{id}").route(web::get().to(dry_run)))
        .service(web::resource("/api/verifications/{id}").route(web::get().to(verification)));
}

/// Which side a route is for.
#[derive(Clone, Copy)]
struct Of(Side);

fn side(config: &mut web::ServiceConfig, base: &str, side: Side) {
    let resource = |path: &str| web::resource(format!("{base}{path}")).app_data(web::Data::new(Of(side)));
    config
        .service(resource("").route(web::get().to(all)))
        .service(resource("/types").route(web::get().to(types)))
        .service(resource("/{kind}").route(web::get().to(list)).route(web::post().to(create)))
        .service(resource("/{kind}/validate").route(web::post().to(validate)))
        .service(
            resource("/{kind}/{id}")
                .route(web::get().to(get))
                .route(web::patch().to(update))
                .route(web::put().to(update))
                .route(web::delete().to(delete)),
        )
        .service(resource("/{kind}/{id}/sync").route(web::post().to(sync)))
        .service(resource("/{kind}/{id}/outcomes").route(web::get().to(outcomes)))
        .service(resource("/{kind}/{id}/outcomes.csv").route(web::get().to(outcomes_csv)))
        .service(resource("/{kind}/{id}/runs").route(web::get().to(runs)))
        .service(resource("/{kind}/{id}/verify").route(web::post().to(begin_verification)))
        .service(resource("/{kind}/{id}/dry-run").route(web::post().to(begin_dry_run)));
}

#[derive(Deserialize)]
struct OfProject {
    project: Option<ProjectId>,
}

async fn all(shared: web::Data<Shared>, of: web::Data<Of>, query: web::Query<OfProject>) -> RestResult {
    let cards = cards(&shared, of.0, required(query.project)?).await?;
    Ok(HttpResponse::Ok().json(cards.iter().map(shape).collect::<Vec<_>>()))
}

async fn types() -> HttpResponse {
    let types: Vec<Value> = StorageKind::SUPPORTED
        .into_iter()
        .map(|kind| json!({"name": slug(kind), "title": kind.title()}))
        .collect();
    HttpResponse::Ok().json(types)
}

async fn list(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    kind: web::Path<String>,
    query: web::Query<OfProject>,
) -> RestResult {
    let kind = kind_of(&kind)?;
    let cards = cards(&shared, of.0, required(query.project)?).await?;
    let of_kind: Vec<Value> = cards.iter().filter(|card| card.settings.kind == kind).map(shape).collect();
    Ok(HttpResponse::Ok().json(of_kind))
}

async fn create(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    kind: web::Path<String>,
    body: web::Json<Value>,
) -> RestResult {
    let mut input = input(kind_of(&kind)?, of.0, None, &shared.new_storage, body.into_inner())?;
    input.id = None;
    Ok(HttpResponse::Created().json(shape(&shared.backend.save_storage(input).await?)))
}

/// Says whether a storage would work, without saving it. With an `id`, what is not said is as it stands there.
async fn validate(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    kind: web::Path<String>,
    body: web::Json<Value>,
) -> RestResult {
    let kind = kind_of(&kind)?;
    let body = body.into_inner();
    let before = match body.get("id").and_then(Value::as_i64) {
        Some(id) => Some(card(&shared, of.0, kind, StorageId(id)).await?),
        None => None,
    };
    let report =
        shared.backend.check_storage(input(kind, of.0, before.as_ref(), &shared.new_storage, body)?).await?;
    match report.problem() {
        None => Ok(HttpResponse::Ok().json(report)),
        Some(problem) => Err(super::invalid(problem)),
    }
}

async fn get(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    path: web::Path<(String, StorageId)>,
) -> RestResult {
    Ok(HttpResponse::Ok().json(shape(&card_at(&shared, of.0, &path).await?)))
}

async fn update(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    path: web::Path<(String, StorageId)>,
    body: web::Json<Value>,
) -> RestResult {
    let before = card_at(&shared, of.0, &path).await?;
    let input = input(before.settings.kind, of.0, Some(&before), &shared.new_storage, body.into_inner())?;
    Ok(HttpResponse::Ok().json(shape(&shared.backend.save_storage(input).await?)))
}

async fn delete(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    path: web::Path<(String, StorageId)>,
) -> RestResult {
    let card = card_at(&shared, of.0, &path).await?;
    shared.backend.delete_storage(of.0, card.id).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn sync(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    path: web::Path<(String, StorageId)>,
) -> RestResult {
    let card = card_at(&shared, of.0, &path).await?;
    if card.settings.extra.get("synchronizable") == Some(&Value::Bool(false)) {
        return Err(super::invalid("this storage is set not to be synchronized (synchronizable is false)"));
    }
    Ok(HttpResponse::Ok().json(shape(&shared.backend.sync_storage(of.0, card.id).await?)))
}

/// Finds out what a sync would do, under the storage's settings with what the body says otherwise.
async fn begin_dry_run(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    path: web::Path<(String, StorageId)>,
    body: Option<web::Json<Value>>,
) -> RestResult {
    let before = card_at(&shared, of.0, &path).await?;
    let body = body.map_or_else(|| json!({}), web::Json::into_inner);
    let input = input(before.settings.kind, of.0, Some(&before), &shared.new_storage, body)?;
    Ok(HttpResponse::Created().json(shared.backend.begin_dry_run(input).await?))
}

async fn list_conflicts(shared: web::Data<Shared>, path: web::Path<(String, StorageId)>) -> RestResult {
    let card = card_at(&shared, Side::Target, &path).await?;
    Ok(HttpResponse::Ok().json(shared.backend.conflicts(card.id).await?))
}

type OfConflict = web::Path<(String, StorageId, TaskId)>;

async fn conflict(shared: web::Data<Shared>, path: OfConflict) -> RestResult {
    let (kind, id, task) = path.into_inner();
    let card = card_at(&shared, Side::Target, &(kind, id)).await?;
    Ok(HttpResponse::Ok().json(shared.backend.conflict(card.id, task).await?))
}

#[derive(Deserialize)]
struct Decision {
    keep: Keep,
    version: Option<String>,
}

async fn settle_conflict(
    shared: web::Data<Shared>,
    path: OfConflict,
    body: web::Json<Decision>,
) -> RestResult {
    let (kind, id, task) = path.into_inner();
    let card = card_at(&shared, Side::Target, &(kind, id)).await?;
    let Decision { keep, version } = body.into_inner();
    shared.backend.settle_conflict(card.id, task, version, keep).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Looks whether what is known of the storage is so: `sample` of the bodies are read, the same as those of an earlier
/// verification with its `seed`; `repair` has the next sync or push mend what differs.
async fn begin_verification(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    path: web::Path<(String, StorageId)>,
    body: Option<web::Json<Extent>>,
) -> RestResult {
    let card = card_at(&shared, of.0, &path).await?;
    let Extent { sample, repair, seed } = body.map(web::Json::into_inner).unwrap_or_default();
    let input = VerifyInput { side: of.0, id: card.id, sample, repair, seed };
    Ok(HttpResponse::Created().json(shared.backend.begin_verification(input).await?))
}

async fn verification(shared: web::Data<Shared>, id: web::Path<u64>) -> RestResult {
    Ok(HttpResponse::Ok().json(shared.backend.verification(id.into_inner()).await?))
}

#[derive(Deserialize)]
struct DryQuery {
    change: Option<DryChange>,
    page: Option<u32>,
}

/// How far a dry run is; with `change`, one page of the objects that would change in that way.
async fn dry_run(shared: web::Data<Shared>, id: web::Path<u64>, query: web::Query<DryQuery>) -> RestResult {
    let (backend, id) = (&shared.backend, id.into_inner());
    let Some(change) = query.change else { return Ok(HttpResponse::Ok().json(backend.dry_run(id).await?)) };
    let page = query.page.unwrap_or(1);
    let found = backend.dry_items(id, change, page).await?;
    is_page(page, found.items.is_empty())?;
    Ok(HttpResponse::Ok().json(found))
}

#[derive(Deserialize)]
struct OutcomeQuery {
    outcome: Option<String>,
    page: Option<u32>,
}

async fn outcomes(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    path: web::Path<(String, StorageId)>,
    query: web::Query<OutcomeQuery>,
) -> RestResult {
    let card = card_at(&shared, of.0, &path).await?;
    let outcome = asked_outcome(&query)?;
    let page = query.page.unwrap_or(1);
    let found = shared.backend.outcomes(of.0, card.id, outcome, page).await?;
    is_page(page, found.items.is_empty())?;
    Ok(HttpResponse::Ok().json(found))
}

fn asked_outcome(query: &OutcomeQuery) -> Result<Option<Outcome>, RestError> {
    match query.outcome.as_deref() {
        None | Some("") => Ok(None),
        Some(name) => Ok(Some(name.parse().map_err(|why: app::model::storage::UnknownOutcome| {
            RestError(ApiError::field("outcome", why.to_string()))
        })?)),
    }
}

async fn outcomes_csv(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    path: web::Path<(String, StorageId)>,
    query: web::Query<OutcomeQuery>,
) -> RestResult {
    let card = card_at(&shared, of.0, &path).await?;
    let outcome = asked_outcome(&query)?;
    let stream = shared.service.outcomes_csv(of.0, card.id, outcome).await?;
    let which = outcome.map_or("all", Outcome::slug);
    let name = format!("attachment; filename=\"storage-{}-{which}.csv\"", card.id);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(stream.inspect_err(|error| tracing::error!(%error, "a list of outcomes broke off"))))
}

/// The first page may be empty; any other one is there only if something is on it.
fn is_page(page: u32, empty: bool) -> Result<(), RestError> {
    if page == 0 || (page > 1 && empty) { Err(super::invalid_page()) } else { Ok(()) }
}

#[derive(Deserialize)]
struct PageQuery {
    page: Option<u32>,
}

/// The storage's history, the newest run first.
async fn runs(
    shared: web::Data<Shared>,
    of: web::Data<Of>,
    path: web::Path<(String, StorageId)>,
    query: web::Query<PageQuery>,
) -> RestResult {
    let card = card_at(&shared, of.0, &path).await?;
    let page = query.page.unwrap_or(1);
    let found = shared.backend.history(of.0, card.id, page).await?;
    is_page(page, found.items.is_empty())?;
    let kind = card.settings.kind;
    let items: Vec<Value> = found.items.iter().map(|run| past_run(run, kind)).collect();
    Ok(HttpResponse::Ok().json(json!({
        "total": found.total, "page": found.page, "page_size": found.page_size, "items": items,
    })))
}

fn past_run(run: &PastRun, kind: StorageKind) -> Value {
    let mut shape = json!(run);
    shape["dollars"] = json!(run.counts.dollars(kind));
    shape
}

fn kind_of(slug: &str) -> Result<StorageKind, RestError> {
    let kind: StorageKind = slug
        .parse()
        .map_err(|why: app::model::storage::UnknownKind| RestError(ApiError::NotFound(why.to_string())))?;
    if StorageKind::SUPPORTED.contains(&kind) {
        Ok(kind)
    } else {
        Err(RestError(ApiError::NotFound(format!("{} is not built yet", kind.title()))))
    }
}

async fn cards(shared: &Shared, side: Side, project: ProjectId) -> Result<Vec<StorageCard>, RestError> {
    let cards = shared.backend.storages(project).await?;
    Ok(cards.into_iter().filter(|card| card.side == side).collect())
}

async fn card_at(shared: &Shared, side: Side, path: &(String, StorageId)) -> Result<StorageCard, RestError> {
    card(shared, side, kind_of(&path.0)?, path.1).await
}

/// A storage of that very kind; an id of another kind's is as unknown as any.
async fn card(
    shared: &Shared,
    side: Side,
    kind: StorageKind,
    id: StorageId,
) -> Result<StorageCard, RestError> {
    let card = shared.backend.storage(side, id).await?;
    if card.settings.kind == kind {
        Ok(card)
    } else {
        Err(RestError(ApiError::NotFound(format!("there is no {side} storage {id} of type {}", slug(kind)))))
    }
}
