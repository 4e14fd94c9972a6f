#![allow(clippy::unwrap_used, clippy::expect_used)]
//! Configs with any set of controls, and results that these controls write: nothing of them is lost or put aside, and
//! what is done to them can be undone to the last byte.

use super::*;
use crate::model::config::LabelConfig;
use crate::model::ops::{History, Operation};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A control as a config has it, and the kinds of results that it writes.
struct Kind {
    xml: &'static str,
    control: &'static str,
    object: &'static str,
    /// `type` of its results.
    kind: &'static str,
    /// The key of its answer; none for shapes without labels.
    key: Option<&'static str>,
    /// It makes regions.
    draws: bool,
}

macro_rules! kinds {
    ($($control:literal $object:literal $kind:literal $key:expr, $draws:literal, $xml:literal;)*) => {
        const KINDS: &[Kind] = &[$(Kind {
            xml: $xml, control: $control, object: $object, kind: $kind, key: $key, draws: $draws,
        }),*];
    };
}

kinds! {
    "rl" "img" "rectanglelabels" Some("rectanglelabels"), true, "<RectangleLabels name='rl' toName='img'><Label value='Cat'/></RectangleLabels>";
    "el" "img" "ellipselabels" Some("ellipselabels"), true, "<EllipseLabels name='el' toName='img'><Label value='Cat'/></EllipseLabels>";
    "pl" "img" "polygonlabels" Some("polygonlabels"), true, "<PolygonLabels name='pl' toName='img'><Label value='Cat'/></PolygonLabels>";
    "kl" "img" "keypointlabels" Some("keypointlabels"), true, "<KeyPointLabels name='kl' toName='img'><Label value='Cat'/></KeyPointLabels>";
    "bl" "img" "brushlabels" Some("brushlabels"), true, "<BrushLabels name='bl' toName='img'><Label value='Cat'/></BrushLabels>";
    "ml" "img" "bitmasklabels" Some("bitmasklabels"), true, "<BitmaskLabels name='ml' toName='img'><Label value='Cat'/></BitmaskLabels>";
    "vl" "img" "vectorlabels" Some("vectorlabels"), true, "<VectorLabels name='vl' toName='img'><Label value='Cat'/></VectorLabels>";
    "r" "img" "rectangle" None, true, "<Rectangle name='r' toName='img'/>";
    "e" "img" "ellipse" None, true, "<Ellipse name='e' toName='img'/>";
    "p" "img" "polygon" None, true, "<Polygon name='p' toName='img'/>";
    "k" "img" "keypoint" None, true, "<KeyPoint name='k' toName='img'/>";
    "b" "img" "brush" None, true, "<Brush name='b' toName='img'/>";
    "m" "img" "bitmask" None, true, "<Bitmask name='m' toName='img'/>";
    "v" "img" "vector" None, true, "<Vector name='v' toName='img'/>";
    "w" "img" "magicwand" None, true, "<Magicwand name='w' toName='img'/>";
    "ner" "txt" "labels" Some("labels"), true, "<Labels name='ner' toName='txt'><Label value='Cat'/></Labels>";
    "hl" "html" "hypertextlabels" Some("hypertextlabels"), true, "<HyperTextLabels name='hl' toName='html'><Label value='Cat'/></HyperTextLabels>";
    "pal" "talk" "paragraphlabels" Some("paragraphlabels"), true, "<ParagraphLabels name='pal' toName='talk'><Label value='Cat'/></ParagraphLabels>";
    "ch" "txt" "choices" Some("choices"), false, "<Choices name='ch' toName='txt' perItem='true'><Choice value='Cat'/></Choices>";
    "nest" "txt" "choices" Some("choices"), false, "<Choices name='nest' toName='txt' allowNested='true'><Choice value='Cat'><Choice value='Tom'/></Choice></Choices>";
    "tax" "txt" "taxonomy" Some("taxonomy"), false, "<Taxonomy name='tax' toName='txt'><Choice value='Cat'/></Taxonomy>";
    "ta" "txt" "textarea" Some("text"), false, "<TextArea name='ta' toName='txt'/>";
    "num" "txt" "number" Some("number"), false, "<Number name='num' toName='txt'/>";
    "dt" "txt" "datetime" Some("datetime"), false, "<DateTime name='dt' toName='txt'/>";
    "rt" "txt" "rating" Some("rating"), false, "<Rating name='rt' toName='txt'/>";
    "pw" "pw" "pairwise" Some("selected"), false, "<Pairwise name='pw' toName='txt,html'/>";
    "rank" "list" "ranker" Some("ranker"), false, "<Ranker name='rank' toName='list'/>";
    "sort" "list" "ranker" Some("ranker"), false, "<Ranker name='sort' toName='list'><Bucket name='best' title='Best'/></Ranker>";
    "pr" "img" "choices" Some("choices"), false, "<Choices name='pr' toName='img' perRegion='true'><Choice value='Cat'/></Choices>";
}

const OBJECTS: &str = "<Image name='img' valueList='$images'/><Text name='txt' value='$text'/>\
    <HyperText name='html' value='$html'/><Paragraphs name='talk' value='$talk'/><List name='list' value='$items'/>\
    <Table name='table' value='$table'/>";

/// Some of the controls, at least one.
fn any_controls() -> impl Strategy<Value = Vec<usize>> {
    proptest::sample::subsequence((0..KINDS.len()).collect::<Vec<_>>(), 1..KINDS.len())
}

fn xml(controls: &[usize]) -> String {
    let tags: String = controls.iter().map(|at| KINDS[*at].xml).collect();
    format!("<View>{OBJECTS}{tags}</View>")
}

fn any_number() -> impl Strategy<Value = Value> {
    prop_oneof![(0..100i64).prop_map(Value::from), (0.0..100.0f64).prop_map(|n| json!(n))]
}

/// Where a region is, as its control writes it.
fn any_place(kind: &Kind) -> BoxedStrategy<Value> {
    let numbers = || proptest::collection::vec(any_number(), 6);
    match kind.kind.trim_end_matches("labels") {
        "rectangle" => numbers()
            .prop_map(|n| json!({"x": n[0], "y": n[1], "width": n[2], "height": n[3], "rotation": n[4]}))
            .boxed(),
        "ellipse" => numbers()
            .prop_map(|n| json!({"x": n[0], "y": n[1], "radiusX": n[2], "radiusY": n[3], "rotation": n[4]}))
            .boxed(),
        "polygon" => (proptest::collection::vec((any_number(), any_number()), 0..6), any::<bool>())
            .prop_map(|(points, closed)| json!({"points": points, "closed": closed}))
            .boxed(),
        "keypoint" => numbers().prop_map(|n| json!({"x": n[0], "y": n[1], "width": n[2]})).boxed(),
        "brush" | "magicwand" => proptest::collection::vec(any::<u8>(), 0..40)
            .prop_map(|rle| json!({"format": "rle", "rle": rle}))
            .boxed(),
        "bitmask" => Just(json!({"imageDataURL": "data:image/png;base64,AAAA"})).boxed(),
        "vector" => proptest::collection::vec((any_number(), any_number(), any::<bool>()), 0..5)
            .prop_map(|points| {
                let vertex = |(at, (x, y, curved)): (usize, (Value, Value, bool))| {
                    let before = at.checked_sub(1).map(|before| format!("v{before}"));
                    let mut vertex = json!({"id": format!("v{at}"), "x": x, "y": y, "prevPointId": before, "isBezier": curved});
                    if curved {
                        vertex["controlPoint1"] = json!({"x": x, "y": 1});
                        vertex["controlPoint2"] = json!({"x": 2, "y": y});
                    }
                    vertex
                };
                let vertices: Vec<Value> = points.into_iter().enumerate().map(vertex).collect();
                json!({"vertices": vertices, "closed": false})
            })
            .boxed(),
        "hypertext" => (0..50u32, 0..50u32)
            .prop_map(|(a, b)| json!({"start": "/p[1]/text()[1]", "end": "/p[2]/text()[1]", "startOffset": a, "endOffset": b,
                "globalOffsets": {"start": a, "end": a + b}, "text": "words"}))
            .boxed(),
        "paragraph" => (0..9u32, 0..9u32)
            .prop_map(|(a, b)| json!({"start": "0", "end": (1 + a).to_string(), "startOffset": a, "endOffset": b, "text": "w"}))
            .boxed(),
        _ => (0..50u32, 0..50u32)
            .prop_map(|(start, length)| json!({"start": start, "end": start + length, "text": "some words"}))
            .boxed(),
    }
}

/// What a control says, as the field writes it.
fn any_answer(kind: &Kind) -> BoxedStrategy<Value> {
    let texts = || proptest::collection::vec("[A-Za-zäß😀]{1,5}", 0..4);
    match (kind.control, kind.kind) {
        ("nest", _) => prop_oneof![
            texts().prop_map(|t| json!(t)),
            proptest::collection::vec(proptest::collection::vec("[a-z]{1,3}", 1..4), 0..3)
                .prop_map(|p| json!(p)),
        ]
        .boxed(),
        (_, "taxonomy") => proptest::collection::vec(proptest::collection::vec("[a-z]{1,3}", 1..4), 0..3)
            .prop_map(|p| json!(p))
            .boxed(),
        (_, "number") => any_number().boxed(),
        (_, "rating") => (0..10u32).prop_map(Value::from).boxed(),
        (_, "datetime") => Just(json!("1991-05-22T09:17")).boxed(),
        (_, "pairwise") => prop_oneof![Just(json!("left")), Just(json!("right"))].boxed(),
        ("sort", _) => texts().prop_map(|t| json!({"best": t, "_": [1, 2]})).boxed(),
        ("rank", _) => prop_oneof![texts().prop_map(|t| json!(t)), Just(json!([3, 1, 2]))].boxed(),
        _ => texts().prop_map(|t| json!(t)).boxed(),
    }
}

/// Results of some of the controls; regions have ids of their own, answers stand once a control.
fn any_results(controls: &[usize]) -> BoxedStrategy<Vec<Value>> {
    let one = |(n, at): (usize, &usize)| {
        let kind = &KINDS[*at];
        if kind.control == "pr" {
            return Just(None).boxed();
        }
        let place = if kind.draws { any_place(kind) } else { Just(json!({})).boxed() };
        let extra = prop_oneof![Just(None), "[a-z]{3}".prop_map(|text| Some(json!({"odd": text})))];
        (place, any_answer(kind), extra, proptest::option::of(0..3u32))
            .prop_map(move |(place, said, extra, item)| {
                let mut value = place.as_object().cloned().unwrap_or_default();
                if let Some(key) = kind.key {
                    value.insert(key.to_owned(), said);
                }
                let mut result = Map::new();
                if kind.object == "img" {
                    result.extend([
                        ("original_width".to_owned(), json!(640)),
                        ("original_height".to_owned(), json!(480)),
                    ]);
                    result.insert("image_rotation".to_owned(), json!(0));
                    result.extend(item.map(|item| ("item_index".to_owned(), json!(item))));
                }
                result.insert("value".to_owned(), Value::Object(value));
                result.insert("id".to_owned(), json!(format!("region{n}")));
                result.insert("from_name".to_owned(), json!(kind.control));
                result.insert("to_name".to_owned(), json!(kind.object));
                result.insert("type".to_owned(), json!(kind.kind));
                result.extend(extra.map(|extra| ("meta".to_owned(), extra)));
                Some(Value::Object(result))
            })
            .boxed()
    };
    let all: Vec<_> = controls.iter().enumerate().map(one).collect();
    all.prop_map(|results| results.into_iter().flatten().collect()).boxed()
}

fn any_case() -> impl Strategy<Value = (Vec<usize>, Vec<Value>)> {
    any_controls().prop_flat_map(|controls| {
        let results = any_results(&controls);
        (Just(controls), results)
    })
}

/// Everything that can be done to a region or an answer without making it another.
fn touches(document: &Document) -> Vec<Operation> {
    let regions = document.regions().iter().flat_map(|region| {
        let (id, area) = (region.id.clone(), region.area.clone());
        [
            Operation::SetNote { region: id.clone(), note: Some("seen".to_owned()) },
            Operation::SetArea { region: id.clone(), area, text: None },
            Operation::SetReadonly { region: id.clone(), readonly: true },
            Operation::SetAnswer {
                control: "pr".to_owned(),
                of: Subject::Region(id.clone()),
                said: Some(json!(["Cat"])),
                id: "new".to_owned(),
            },
            Operation::DeleteRegions { regions: vec![id] },
        ]
    });
    let answers = document.answers().iter().map(|answer| Operation::SetAnswer {
        control: document.config().controls()[answer.control].name.clone(),
        of: answer.item.map_or(Subject::Task, Subject::Item),
        said: None,
        id: "none".to_owned(),
    });
    answers.chain(regions).collect()
}

proptest! {
    #[test]
    fn what_every_control_writes_is_read_kept_and_given_back((controls, results) in any_case()) {
        let config = Arc::new(LabelConfig::parse(&xml(&controls)).unwrap());
        let text = Value::Array(results.clone()).to_string();
        let mut document = Document::load(config, serde_json::from_str(&text).unwrap()).unwrap();
        prop_assert_eq!(document.to_json().to_string(), text.clone());
        prop_assert_eq!(document.aside().collect::<Vec<_>>(), Vec::<&Value>::new());
        let drawn = controls.iter().filter(|at| KINDS[**at].draws).count();
        prop_assert_eq!(document.regions().len(), drawn);
        prop_assert_eq!(document.answers().len() + drawn, results.len());
        let mut history = History::new();
        for operation in touches(&document) {
            // Not every region has a per-region control to answer it.
            let _ = history.apply(&mut document, &operation);
        }
        prop_assert!(document.regions().is_empty() && document.answers().is_empty());
        while history.undo(&mut document).unwrap() {}
        prop_assert_eq!(document.to_json().to_string(), text);
    }
}

#[test]
fn every_control_that_is_served_is_among_them() {
    use crate::model::config::Tag;
    let all: Vec<usize> = (0..KINDS.len()).collect();
    let config = LabelConfig::parse(&xml(&all)).unwrap();
    let served = Tag::KNOWN.iter().filter(|tag| tag.is_served() && (tag.draws() || tag.asks()));
    let missing: Vec<&str> = served
        .filter(|tag| !config.controls().iter().any(|control| control.tag == **tag))
        .map(Tag::name)
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
