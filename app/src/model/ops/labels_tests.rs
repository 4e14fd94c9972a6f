//! Which labels one region may bear beside those that it was made with.
#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::model::config::LabelConfig;
use crate::model::geometry::Rect;
use crate::model::result::{Area, Document, ImageSize, NewRegion};
use serde_json::json;
use std::sync::Arc;

fn document() -> Document {
    let xml = "<View><Image name='img' value='$i'/><Rectangle name='shape' toName='img'/>\
        <RectangleLabels name='box' toName='img'><Label value='Cat'/></RectangleLabels>\
        <PolygonLabels name='outline' toName='img'><Label value='Dog'/></PolygonLabels>\
        <Labels name='kind' toName='img'><Label value='Old'/></Labels></View>";
    Document::load(Arc::new(LabelConfig::parse(xml).unwrap()), json!([])).unwrap()
}

fn drawn(label: Option<&str>) -> Document {
    let mut document = document();
    let region = NewRegion {
        id: "r".to_owned(),
        control: "shape".to_owned(),
        area: Area::Box(Rect { x: 1.0, y: 2.0, width: 3.0, height: 4.0, rotation: 0.0 }),
        labels: label.into_iter().map(str::to_owned).collect(),
        label_control: label.map(|_| "kind".to_owned()),
        text: None,
        image: Some(ImageSize { width: 10, height: 10, rotation: 0 }),
        item: None,
        origin: None,
    };
    History::new().apply(&mut document, &Operation::AddRegion { region }).unwrap();
    document
}

fn labeled(document: &mut Document, control: &str, labels: &[&str]) -> Result<bool, OpError> {
    let labels = labels.iter().map(|label| (*label).to_owned()).collect();
    let operation = Operation::SetLabels { region: "r".to_owned(), control: control.to_owned(), labels };
    History::new().apply(document, &operation)
}

#[test]
fn a_region_bears_labels_of_every_tag_that_could_have_made_it() {
    let mut document = drawn(Some("Old"));
    assert!(labeled(&mut document, "box", &["Cat"]).unwrap());
    assert_eq!(document.regions().len(), 1, "it is still one");
    let results = document.to_json();
    let types: Vec<&str> = (0..3).filter_map(|at| results[at]["type"].as_str()).collect();
    assert_eq!(types, ["rectangle", "labels", "rectanglelabels"]);
    assert_eq!(results[2]["value"]["rectanglelabels"], json!(["Cat"]));
    assert_eq!((&results[2]["value"]["x"], &results[2]["id"]), (&json!(1), &json!("r")));
    assert!(labeled(&mut document, "box", &[]).unwrap());
    assert_eq!(document.len(), 2, "what is said no more is no result");
}

#[test]
fn a_box_bears_no_labels_of_polygons() {
    assert!(labeled(&mut drawn(None), "outline", &["Dog"]).is_err());
}
