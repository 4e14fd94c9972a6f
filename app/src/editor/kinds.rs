//! What only some labeling configs need, in parts of the front end of their own: who labels texts never loads what draws on
//! pictures. A task opens once the parts of its config are here, so that its views find them and nothing waits in between.
//! Knows which config needs what, and how a part is fetched; what the parts do is theirs.

use super::controls::{self, Ask};
use super::keys::Command;
use super::state::Work;
use super::visual::{list, markdown, table};
use super::{compare, hypertext, image, panels, paragraphs, preview, regions, relations, visual};
use crate::api::error::{ApiError, ApiResult};
use crate::api::types::TaskDetail;
use crate::messages::t;
use crate::model::config::{Control, LabelConfig, Node, ObjectTag, Tag};
use crate::pages::label::page;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use std::sync::OnceLock;

/// The parts that configs decide on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Pictures,
    Documents,
    Regions,
    Further,
}

/// Images and the tools to draw on them.
pub struct Pictures {
    pub object: fn(Work, ObjectTag, Vec<String>, bool) -> AnyView,
    pub command: fn(Work, &Command) -> bool,
    _on: Base,
}

/// HyperText.
pub struct Documents {
    pub object: fn(Work, ObjectTag) -> AnyView,
    _on: Base,
}

/// Labels, and what can be seen of regions beside the work.
pub struct Regions {
    pub labels: fn(Work, Control) -> AnyView,
    pub list: fn(Work) -> AnyView,
    pub details: fn(Work) -> AnyView,
    pub relations: fn(Work) -> AnyView,
    pub lines: fn(Work) -> AnyView,
    _on: Base,
}

/// Objects and controls that few configs have.
pub struct Further {
    pub widget: fn(Ask) -> AnyView,
    pub labeling: fn(Work, Control) -> AnyView,
    pub paragraphs: fn(Work, &Node) -> AnyView,
    pub list: fn(Work, &Node, &ObjectTag) -> AnyView,
    pub table: fn(Work, &Node, &ObjectTag) -> AnyView,
    pub markdown: fn(Work, &Node) -> AnyView,
    pub dialog: fn(Work, &Node) -> AnyView,
    _on: Base,
}

/// Annotations side by side, when they are asked for.
#[derive(Clone, Copy)]
pub struct Compare {
    pub view: compare::View,
    _on: Base,
}

/// A config tried out, when that is asked for.
#[derive(Clone, Copy)]
pub struct TriedOut {
    pub view: preview::View,
    _on: Base,
}

/// The labeling page, never called here: a part that names it is known to stand on it, so that what both need belongs to
/// that page and is no file of its own for each set of parts.
type Base = fn() -> AnyView;

static PICTURES: OnceLock<Pictures> = OnceLock::new();
static DOCUMENTS: OnceLock<Documents> = OnceLock::new();
static REGIONS: OnceLock<Regions> = OnceLock::new();
static FURTHER: OnceLock<Further> = OnceLock::new();

#[wasm_split(pictures, wasm_split_path = ::leptos::wasm_split, fallible)]
fn load_pictures() -> ApiResult<Pictures> {
    Ok(Pictures { object: image::object, command: image::command, _on: page })
}

#[wasm_split(documents, wasm_split_path = ::leptos::wasm_split, fallible)]
fn load_documents() -> ApiResult<Documents> {
    Ok(Documents { object: hypertext::object, _on: page })
}

#[wasm_split(regions, wasm_split_path = ::leptos::wasm_split, fallible)]
fn load_regions() -> ApiResult<Regions> {
    Ok(Regions {
        labels: controls::labels_view,
        list: regions::view,
        details: panels::details_view,
        relations: relations::panel_view,
        lines: relations::lines_view,
        _on: page,
    })
}

#[wasm_split(further, wasm_split_path = ::leptos::wasm_split, fallible)]
fn load_further() -> ApiResult<Further> {
    Ok(Further {
        widget: controls::further,
        labeling: controls::labeling,
        paragraphs: paragraphs::view,
        list: list::view,
        table: table::view,
        markdown: markdown::view,
        dialog: visual::panels::dialog,
        _on: page,
    })
}

/// Two annotations side by side.
#[wasm_split(compare, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn load_compare() -> ApiResult<Compare> {
    Ok(Compare { view: compare::view, _on: page })
}

/// A config tried out.
#[wasm_split(preview, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn load_preview() -> ApiResult<TriedOut> {
    Ok(TriedOut { view: preview::view, _on: page })
}

impl From<SplitLoaderError> for ApiError {
    fn from(_: SplitLoaderError) -> Self {
        Self::Network(t().common.part_failed.to_owned())
    }
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Pictures, Self::Documents, Self::Regions, Self::Further];

    /// Something in the config is of this kind.
    pub fn is_needed_by(self, config: &LabelConfig) -> bool {
        let labels = |control: &Control| control.labels().is_some() || control.labels_by_place();
        config.root().is_some_and(|root| root.walk().any(|node| self.has(&node.tag)))
            || (self == Self::Regions && config.controls().iter().any(labels))
    }

    const fn has(self, tag: &Tag) -> bool {
        match self {
            Self::Pictures => matches!(tag, Tag::Image),
            Self::Documents => matches!(tag, Tag::HyperText),
            Self::Regions => tag.draws(),
            Self::Further => {
                let object =
                    matches!(tag, Tag::Paragraphs | Tag::List | Tag::Table | Tag::Markdown | Tag::Dialog);
                object || (tag.asks() && !matches!(tag, Tag::Choices))
            }
        }
    }

    fn is_here(self) -> bool {
        match self {
            Self::Pictures => PICTURES.get().is_some(),
            Self::Documents => DOCUMENTS.get().is_some(),
            Self::Regions => REGIONS.get().is_some(),
            Self::Further => FURTHER.get().is_some(),
        }
    }

    /// Fetches it, unless it is there.
    pub async fn load(self) -> ApiResult<()> {
        if self.is_here() {
            return Ok(());
        }
        // Whoever comes second brings the same.
        let _ = match self {
            Self::Pictures => PICTURES.set(load_pictures().await?).is_ok(),
            Self::Documents => DOCUMENTS.set(load_documents().await?).is_ok(),
            Self::Regions => REGIONS.set(load_regions().await?).is_ok(),
            Self::Further => FURTHER.set(load_further().await?).is_ok(),
        };
        Ok(())
    }
}

fn missing(config: &LabelConfig) -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| !kind.is_here() && kind.is_needed_by(config))
}

/// All that a config needs is here.
pub fn are_here(config: &LabelConfig) -> bool {
    missing(config).next().is_none()
}

/// Fetches what a config needs.
pub async fn fetch(config: &LabelConfig) -> ApiResult<()> {
    let kinds: Vec<Kind> = missing(config).collect();
    for kind in kinds.iter().copied() {
        spawn_local(async move {
            // All at once; what becomes of each is heard below.
            let _ = kind.load().await;
        });
    }
    for kind in kinds {
        kind.load().await?;
    }
    Ok(())
}

/// Fetches what a task needs to be shown.
pub async fn ready(task: &TaskDetail) -> ApiResult<()> {
    match LabelConfig::parse(&task.label_config) {
        Ok(config) => fetch(&config).await,
        // The editor tells of it.
        Err(_) => Ok(()),
    }
}

pub fn pictures() -> Option<&'static Pictures> {
    PICTURES.get()
}

pub fn documents() -> Option<&'static Documents> {
    DOCUMENTS.get()
}

pub fn regions() -> Option<&'static Regions> {
    REGIONS.get()
}

pub fn further() -> Option<&'static Further> {
    FURTHER.get()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn needs(xml: &str) -> Vec<Kind> {
        let config = LabelConfig::parse(xml).unwrap();
        Kind::ALL.into_iter().filter(|kind| kind.is_needed_by(&config)).collect()
    }

    #[test]
    fn a_config_loads_what_it_needs_and_nothing_else() {
        let choices = r#"<Choices name="c" toName="o"><Choice value="A"/><Choice value="B"/></Choices>"#;
        assert!(needs(&format!(r#"<View><Text name="o" value="$t"/>{choices}</View>"#)).is_empty());
        assert_eq!(
            needs(&format!(r#"<View><Image name="o" value="$i"/>{choices}</View>"#)),
            [Kind::Pictures]
        );
        let labels = r#"<Labels name="l" toName="o"><Label value="A"/></Labels>"#;
        assert_eq!(needs(&format!(r#"<View><Text name="o" value="$t"/>{labels}</View>"#)), [Kind::Regions]);
        assert_eq!(
            needs(&format!(r#"<View><View><HyperText name="o" value="$h"/></View>{labels}</View>"#)),
            [Kind::Documents, Kind::Regions]
        );
        let rating = r#"<Rating name="r" toName="o"/>"#;
        assert_eq!(needs(&format!(r#"<View><Text name="o" value="$t"/>{rating}</View>"#)), [Kind::Further]);
    }
}
