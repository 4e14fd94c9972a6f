//! Large images by tiles: what there is, and each tile. How they are made is the business of `tiling`.

use super::error::{RestError, RestResult, named};
use super::media::{decoded, text};
use super::{Shared, error};
use crate::bucket::ReadRange;
use crate::service::{MediaPlace, Resolved};
use crate::tiling::{Failure, Name, State, Tile, Tiling, file_version};
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use app::api::error::ApiError;
use app::model::ids::TaskId;
use futures::StreamExt;
use serde::Deserialize;
use serde_json::json;
use tiles::{Format, Head, Look, Refusal};
use tokio::io::AsyncReadExt;

/// Enough for the size of nearly every image; the second look is for those with much before it.
const LOOKS: [u64; 2] = [64 << 10, 1 << 20];
/// Browsers show images of up to so many pixels well by themselves.
const SHOWN_WELL: u64 = 40_000_000;

pub fn configure(config: &mut web::ServiceConfig) {
    config.route("/tasks/{id}/tiles", web::get().to(about));
    config.route("/tasks/{id}/tiles/{level}/{x}/{y}", web::get().to(tile));
}

#[derive(Deserialize)]
struct Query {
    fileuri: String,
    #[serde(default)]
    page: u32,
    /// The version that an earlier answer named.
    v: Option<String>,
    /// Make them even if a browser shows the image well.
    #[serde(default)]
    make: bool,
}

/// What is asked for, as far as the object tells.
struct Looked {
    name: Name,
    head: Head,
    size: u64,
}

async fn about(shared: web::Data<Shared>, id: web::Path<TaskId>, query: web::Query<Query>) -> RestResult {
    let place = shared.service.media_place(*id, &decoded(&query.fileuri)?).await?;
    if let Some(name) = query.v.as_deref().and_then(|version| Name::known(&place, version)) {
        match state(&shared.tiling, &name, query.page).await? {
            State::Unmade => {}
            state => return Ok(answer(&name, query.page, None, state)),
        }
    }
    let looked = match look(&shared, &place).await? {
        Ok(looked) => looked,
        Err(failure) => return Ok(refusal(&failure)),
    };
    let Looked { name, head, size } = looked;
    if !(query.make || is_needed(&head)) {
        return Ok(answer(&name, query.page, Some(head), State::Unmade));
    }
    if let Err(failure) = shared.tiling.check(&head, size) {
        return Ok(refusal(&failure));
    }
    let mut state_now = state(&shared.tiling, &name, query.page).await?;
    if matches!(state_now, State::Unmade) {
        shared.tiling.begin(&name, query.page, head, place);
        state_now = state(&shared.tiling, &name, query.page).await?;
    }
    Ok(answer(&name, query.page, Some(head), state_now))
}

/// Reading the disk is not for a worker.
async fn state(tiling: &Tiling, name: &Name, page: u32) -> Result<State, RestError> {
    let (tiling, name) = (tiling.clone(), name.clone());
    web::block(move || tiling.state(&name, page)).await.map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> RestError {
    RestError(ApiError::Internal(error.to_string()))
}

fn is_needed(head: &Head) -> bool {
    let pixels = head.size.map(|(width, height)| u64::from(width) * u64::from(height));
    head.format == Format::Tiff || pixels.is_none_or(|pixels| pixels > SHOWN_WELL)
}

/// Looks at the beginning of an object.
async fn look(shared: &Shared, place: &MediaPlace) -> Result<Result<Looked, Failure>, RestError> {
    for length in LOOKS {
        let (version, size, bytes) =
            match shared.service.read_media(place, ReadRange::Between(0..length)).await? {
                Resolved::Stream(object) => {
                    let (version, size, mut body) = (object.version.0, object.size, object.body);
                    let mut bytes = Vec::new();
                    while let Some(chunk) = body.next().await {
                        bytes.extend_from_slice(&chunk.map_err(ApiError::from)?);
                    }
                    (version, size, bytes)
                }
                Resolved::LocalFile(path) => {
                    let unreadable = |error: std::io::Error| {
                        broken(format_args!("the local copy of {} cannot be read: {error}", place.uri))
                    };
                    let (version, size) = file_version(&path).await.map_err(unreadable)?;
                    let file = tokio::fs::File::open(&path).await.map_err(unreadable)?;
                    let mut bytes = Vec::new();
                    file.take(length).read_to_end(&mut bytes).await.map_err(unreadable)?;
                    (version, size, bytes)
                }
                Resolved::BehindEnd => return Ok(Err(Refusal::NotAnImage.into())),
                Resolved::Redirect { .. } => return Err(broken("an object to be read was redirected")),
            };
        let name = Name::new(place, &version, size);
        match tiles::look(&bytes) {
            Look::Known(head) => return Ok(Ok(Looked { name, head, size })),
            Look::NotAnImage => return Ok(Err(Refusal::NotAnImage.into())),
            Look::More(format) if length == LOOKS[1] || (bytes.len() as u64) < length => {
                return Ok(Ok(Looked { name, head: Head { format, size: None }, size }));
            }
            Look::More(_) => {}
        }
    }
    Ok(Err(Refusal::NotAnImage.into()))
}

fn answer(name: &Name, page: u32, head: Option<Head>, state: State) -> HttpResponse {
    let mut body = json!({"version": name.version(), "page": page, "progress": 0.0, "waiting": false});
    let mut tell = |key: &str, value: serde_json::Value| body[key] = value;
    let head = match &state {
        State::Making { head, .. } => Some(*head),
        _ => head,
    };
    if let Some(head) = head {
        tell("source", head.format.word().into());
        tell("needed", is_needed(&head).into());
        if let Some((width, height)) = head.size {
            tell("width", width.into());
            tell("height", height.into());
        }
    }
    match state {
        State::Failed(failure) => return refusal(&failure),
        State::Unmade => tell("state", "none".into()),
        State::Making { done, waits, .. } => {
            tell("state", "making".into());
            tell("progress", done.into());
            tell("waiting", waits.into());
        }
        State::Ready(about) => {
            tell("state", "ready".into());
            tell("progress", 1.0.into());
            tell("width", about.width.into());
            tell("height", about.height.into());
            tell("tile", about.tile.into());
            tell("levels", about.levels.len().into());
            tell("format", json!(about.format));
            tell("pages", about.pages.into());
        }
    }
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}

fn refusal(failure: &Failure) -> HttpResponse {
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    named(status, failure.code(), &failure.to_string())
}

async fn tile(
    request: HttpRequest,
    shared: web::Data<Shared>,
    at: web::Path<(TaskId, u32, u32, u32)>,
    query: web::Query<Query>,
) -> RestResult {
    let (task, level, x, y) = at.into_inner();
    let place = shared.service.media_place(task, &decoded(&query.fileuri)?).await?;
    let named_version = query.v.as_deref().and_then(|version| Name::known(&place, version));
    let (name, lasts) = match named_version {
        Some(name) => (name, "private, max-age=31536000, immutable"),
        None => match look(&shared, &place).await? {
            Ok(looked) => (looked.name, "private, max-age=300, must-revalidate"),
            Err(failure) => return Ok(refusal(&failure)),
        },
    };
    let etag = format!("\"{}-{}-{level}-{x}-{y}\"", name.version(), query.page);
    let (tiling, page) = (shared.tiling.clone(), query.page);
    let found = web::block(move || tiling.tile(&name, page, level, x, y)).await.map_err(broken)?;
    Ok(match found {
        None => named(
            StatusCode::CONFLICT,
            "not_ready",
            "these tiles are not made, or no longer; ask /tasks/{id}/tiles until its state is ready",
        ),
        Some(Tile::Outside(about)) => error::plain(
            StatusCode::NOT_FOUND,
            &format!("there is no tile {x}, {y} of level {level}: the levels are {:?}", about.levels),
        ),
        Some(Tile::Bytes { .. })
            if text(request.headers(), header::IF_NONE_MATCH)
                .is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag)) =>
        {
            HttpResponse::NotModified().insert_header((header::ETAG, etag)).finish()
        }
        Some(Tile::Bytes { bytes, content_type }) => HttpResponse::Ok()
            .content_type(content_type)
            .insert_header((header::ETAG, etag))
            .insert_header((header::CACHE_CONTROL, lasts))
            .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
            .body(bytes),
    })
}
