#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::model::config::LabelConfig;
use serde_json::{Value, json};

fn config(inside: &str) -> LabelConfig {
    LabelConfig::parse(&format!(
        "<View><Image name='i' value='$i'/><Text name='t' value='$t'/>{inside}</View>"
    ))
    .unwrap()
}

fn labels(options: &str) -> LabelConfig {
    let options: String = options.chars().map(|c| format!("<Label value='{c}'/>")).collect();
    config(&format!("<RectangleLabels name='r' toName='i'>{options}</RectangleLabels>"))
}

fn result(label: &str) -> Value {
    json!({"id": "x", "from_name": "r", "to_name": "i", "type": "rectanglelabels",
           "value": {"x": 1, "rectanglelabels": [label]}})
}

#[test]
fn a_label_that_goes_is_counted_by_annotations_and_regions() {
    let mut tally = Tally::between(&labels("AB"), &labels("BC")).unwrap();
    tally.take(Work::Annotation, &json!([result("A"), result("A"), result("B")]).to_string());
    tally.take(Work::Annotation, &json!([result("B")]).to_string());
    tally.take(Work::Annotation, &json!([result("A")]).to_string());
    tally.take(Work::Draft, &json!([result("A")]).to_string());
    let impact = tally.finish();
    assert_eq!((impact.annotations, impact.drafts), (2, 1));
    let [label] = impact.labels.as_slice() else { panic!("{impact:?}") };
    assert_eq!((label.label.as_str(), label.annotations, label.regions, label.drafts), ("A", 2, 4, 1));
    assert!(impact.controls.is_empty());
}

#[test]
fn what_only_adds_needs_no_look_at_results() {
    assert!(Tally::between(&labels("AB"), &labels("CBA")).is_none());
    assert!(Tally::between(&LabelConfig::default(), &labels("A")).is_none());
    let from_data = config("<RectangleLabels name='r' toName='i' value='$labels'/>");
    assert!(Tally::between(&labels("AB"), &from_data).is_none());
}

#[test]
fn a_control_that_goes_changes_or_moves_is_told_by_its_name() {
    for (inside, loss) in [
        ("", Loss::Removed),
        ("<RectangleLabels name='boxes' toName='i'><Label value='A'/></RectangleLabels>", Loss::Removed),
        (
            "<EllipseLabels name='r' toName='i'><Label value='A'/></EllipseLabels>",
            Loss::Changed { from: "RectangleLabels".into(), to: "EllipseLabels".into() },
        ),
        (
            "<RectangleLabels name='r' toName='t'><Label value='A'/></RectangleLabels>",
            Loss::Moved { object: "i".into() },
        ),
    ] {
        let mut tally = Tally::between(&labels("A"), &config(inside)).unwrap();
        tally.take(Work::Annotation, &json!([result("A"), result("A")]).to_string());
        tally.take(
            Work::Annotation,
            &json!([{"from_name": "other", "to_name": "i", "value": {}}]).to_string(),
        );
        tally.take(Work::Annotation, "not json");
        let impact = tally.finish();
        let wanted = ControlImpact { name: "r".into(), kind: loss, annotations: 1, drafts: 0 };
        assert_eq!(impact.controls, [wanted]);
        assert_eq!(impact.annotations, 1);
    }
}

#[test]
fn paths_of_a_taxonomy_and_names_of_a_repeater_are_understood() {
    let of = |choices: &str| {
        let xml = format!(
            "<View><Repeater on='$a'><Text name='t{{{{idx}}}}' value='$a[{{{{idx}}}}]'/>\
             <Taxonomy name='x{{{{idx}}}}' toName='t{{{{idx}}}}'>{choices}</Taxonomy></Repeater></View>"
        );
        LabelConfig::parse(&xml).unwrap()
    };
    let old = of("<Choice value='a'><Choice value='b'/><Choice value='c'/></Choice>");
    let mut tally = Tally::between(&old, &of("<Choice value='a'><Choice value='c'/></Choice>")).unwrap();
    let said = |path: Value| {
        json!([{"from_name": "x7", "to_name": "t7", "type": "taxonomy", "value": {"taxonomy": [path]}}])
            .to_string()
    };
    tally.take(Work::Annotation, &said(json!(["a", "b"])));
    tally.take(Work::Annotation, &said(json!(["a", "c"])));
    let impact = tally.finish();
    assert_eq!(impact.labels.len(), 1);
    assert_eq!((impact.labels[0].control.as_str(), impact.labels[0].label.as_str()), ("x7", "b"));
    assert_eq!(impact.annotations, 1);
}
