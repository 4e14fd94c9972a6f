//! What stands beside the work and only shows when it is asked for: the dialogs of the keys, the panels of history and
//! comments. One part of the front end, fetched when the first of them opens; their frames are the page's own, so that keys
//! and focus are where they belong while it comes. Knows how it is fetched; what is in it is others'.

use super::arriving::arriving;
use super::comments;
use super::help;
use super::keyboard::Desk;
use super::keymap::{self, Choosing};
use super::palette::{self, Search};
use super::panels;
use super::state::Work;
use crate::api::error::ApiResult;
use crate::model::ids::AnnotationId;
use crate::pages::label::page;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use std::sync::OnceLock;

/// The part.
pub struct Asides {
    pub help: fn(Desk) -> AnyView,
    pub choosing: fn(Choosing) -> AnyView,
    pub commands: fn(Search) -> AnyView,
    pub history: fn(Work, bool) -> AnyView,
    pub comments: fn(Work, Option<AnnotationId>) -> AnyView,
    /// As in the parts that configs decide on.
    _on: fn() -> AnyView,
}

static ASIDES: OnceLock<Asides> = OnceLock::new();

#[wasm_split(asides, wasm_split_path = ::leptos::wasm_split, fallible)]
fn load_asides() -> ApiResult<Asides> {
    Ok(Asides {
        help: help::body,
        choosing: keymap::choosing,
        commands: palette::commands,
        history: panels::history_view,
        comments: comments::view,
        _on: page,
    })
}

/// The part is here.
pub fn are_here() -> bool {
    ASIDES.get().is_some()
}

/// Fetches the part, unless it is here.
pub async fn fetch() -> ApiResult<&'static Asides> {
    if let Some(part) = ASIDES.get() {
        return Ok(part);
    }
    let part = load_asides().await?;
    // Whoever comes second brings the same.
    Ok(ASIDES.get_or_init(|| part))
}

/// What `show` makes of the part: at once where it is here.
pub fn aside(show: impl Fn(&'static Asides) -> AnyView + Send + Sync + 'static) -> AnyView {
    match ASIDES.get() {
        Some(part) => show(part),
        None => arriving(|| Box::pin(fetch()), show),
    }
}
