#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::model::geometry::Rect;
use crate::model::result::tests::{boxed, load};
use crate::model::result::{Area, Document, ImageSize, NewRegion, Of, Span};
use serde_json::json;

mod answers;
mod anything;
mod regions;
mod steps;

const RECT: Rect = Rect { x: 10.0, y: 20.5, width: 30.0, height: 5.25, rotation: 0.0 };

fn new_box(id: &str, control: &str, labels: &[&str]) -> NewRegion {
    NewRegion {
        id: id.to_owned(),
        control: control.to_owned(),
        area: Area::Box(RECT),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        label_control: (control == "shape").then(|| "kind".to_owned()),
        text: None,
        image: Some(ImageSize { width: 1920, height: 1080, rotation: 0 }),
        item: None,
        origin: None,
    }
}

fn new_span(id: &str, start: u32, end: u32, text: &str) -> NewRegion {
    let area = Area::Span(Span { start, end });
    NewRegion { area, text: Some(text.to_owned()), image: None, ..new_box(id, "ner", &["Person"]) }
}

fn done(document: &mut Document, operation: &Operation) -> bool {
    History::new().apply(document, operation).unwrap()
}

fn set_box(region: &str, rect: Rect) -> Operation {
    Operation::SetArea { region: region.to_owned(), area: Area::Box(rect), text: None }
}

/// Texts said by a control of the task, or of a region.
fn say(control: &str, region: Option<&str>, said: &[String], id: &str) -> Operation {
    Operation::SetAnswer {
        control: control.to_owned(),
        of: Of::from(region).to_subject(),
        said: (!said.is_empty()).then(|| json!(said)),
        id: id.to_owned(),
    }
}

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}
