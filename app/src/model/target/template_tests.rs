#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use proptest::prelude::*;

fn facts<'a>(task: i64, key: &'a str, row: &'a str) -> KeyFacts<'a> {
    KeyFacts {
        task: TaskId(task),
        annotation: Some(AnnotationId(task * 10)),
        source: Some(SourceObject { key, row }),
    }
}

fn rendered(template: &str, facts: KeyFacts<'_>) -> Option<String> {
    KeyTemplate::parse(template).unwrap().render(&facts)
}

#[test]
fn a_template_mirrors_the_sources_key() {
    let cat = facts(7, "2026/cat.jpg", "");
    let key = |template| rendered(template, cat).unwrap();
    assert_eq!(key("{id}.json"), "7.json");
    assert_eq!(key("{source_key}.json"), "2026/cat.jpg.json");
    assert_eq!(key("by-name/{source_name}-{id}.json"), "by-name/cat-7.json");
    assert_eq!(
        rendered("{source_key}.json", facts(7, "rows.jsonl", "ab12")).unwrap(),
        "rows.jsonl!ab12.json"
    );
    assert_eq!(rendered("{source_key}.json", facts(7, "rows!", "a/b!")).unwrap(), "rows!!!a%2Fb%21.json");
}

#[test]
fn a_task_without_such_a_key_has_none() {
    let imported = KeyFacts { task: TaskId(7), annotation: None, source: None };
    assert_eq!(rendered("{source_key}.json", imported), None);
    assert_eq!(rendered("t/{id}.json", imported).as_deref(), Some("t/7.json"));
    for odd in
        ["", "a//b", "../a", "a/./b", "/a", ".skylabel/claim", "x/.skylabel/y", "a\nb", &"a/".repeat(600)]
    {
        assert_eq!(rendered("{source_key}/{id}.json", facts(7, odd, "")), None, "{odd:?}");
    }
    for others in ["12", "12-deadbeef"] {
        assert_eq!(
            rendered("{source_key}.json", facts(7, others, "")),
            None,
            "{others} is another task's plain key"
        );
    }
}

#[test]
fn what_is_no_template_is_told_in_a_sentence() {
    for (text, words) in [
        ("{id}", "end in .json"),
        ("", "end in .json"),
        ("{id}.json{source_key}", "end in .json"),
        ("{task}.json", "\"{task}\" is no placeholder"),
        ("{id.json", "has no partner"),
        ("id}.json", "has no partner"),
        ("all.json", "must hold {id} or {source_key}"),
        ("{source_name}.json", "must hold {id} or {source_key}"),
        ("{id}/{id}.json", "{id} stands twice"),
        ("{source_name}{id}.json", "between two placeholders"),
        ("{source_name}12{id}.json", "between two placeholders"),
        ("/{id}.json", "below the target's folder"),
        ("a//{id}.json", "below the target's folder"),
        ("../{id}.json", "below the target's folder"),
        (".skylabel/{id}.json", "below the target's folder"),
    ] {
        let error = KeyTemplate::parse(text).unwrap_err().to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
}

#[test]
fn a_template_says_whether_it_makes_folders() {
    let flat = |text| KeyTemplate::parse(text).unwrap().is_flat();
    assert!(flat("{id}.json") && flat("{source_name}-{id}.json"));
    assert!(!flat("t/{id}.json") && !flat("{source_key}.json"));
    assert!(KeyTemplate::parse("{id}.json").unwrap().is_plain());
}

#[test]
fn a_template_fits_a_shape_or_says_what_it_lacks() {
    let whole = KeyTemplate::parse("{source_key}.json").unwrap();
    let each = KeyTemplate::parse("{source_key}/{annotation}.json").unwrap();
    for shape in DocumentShape::ALL {
        assert_eq!(whole.check(shape).is_ok(), shape.is_whole());
        assert_eq!(each.check(shape).is_ok(), !shape.is_whole());
        let usual = KeyTemplate::usual(shape);
        assert_eq!(usual.check(shape), Ok(()));
        assert_eq!(KeyTemplate::parse(shape.usual_keys()), Ok(usual));
    }
    assert_eq!(rendered("{annotation}.json", facts(7, "a", "")).as_deref(), Some("70.json"));
    assert_eq!(
        rendered("{source_key}/{annotation}.json", facts(7, "5", "")),
        None,
        "that is how usual keys look"
    );
}

fn any_template() -> impl Strategy<Value = KeyTemplate> {
    let piece = prop_oneof![
        Just("{id}".to_owned()),
        Just("{source_key}".to_owned()),
        Just("{source_name}".to_owned()),
        Just("{annotation}".to_owned()),
        "[a-c0-9/!.-]{1,3}",
    ];
    prop::collection::vec(piece, 1..6)
        .prop_map(|pieces| KeyTemplate::parse(&format!("{}.json", pieces.concat())))
        .prop_filter_map("a template", Result::ok)
}

/// A key or a row from few letters, so that they meet.
fn any_source() -> impl Strategy<Value = (String, String)> {
    ("[ab1!/.-]{1,6}", "([a1!/]{1,2})?")
}

proptest! {
    #[test]
    fn two_tasks_never_have_the_same_key(
        template in any_template(), one in any_source(), other in any_source(), ids in (1i64..30, 1i64..30),
    ) {
        prop_assume!(one != other && ids.0 != ids.1);
        let key = |id, source: &(String, String)| template.render(&facts(id, &source.0, &source.1));
        let shape = if template.has(Field::Annotation) { DocumentShape::Annotation } else { DocumentShape::Task };
        let plain = |id: i64| KeyTemplate::usual(shape).render(&facts(id, "", "")).unwrap();
        let (first, second) = (key(ids.0, &one), key(ids.1, &other));
        let first = first.unwrap_or_else(|| plain(ids.0));
        let second = second.unwrap_or_else(|| plain(ids.1));
        prop_assert_ne!(first, second, "{}", template);
    }

    #[test]
    fn a_rendered_key_is_recognised_and_the_template_reads_back(
        template in any_template(), source in any_source(), id in 1i64..1000,
    ) {
        prop_assert_eq!(&KeyTemplate::parse(&template.to_string()).unwrap(), &template);
        if let Some(name) = template.render(&facts(id, &source.0, &source.1)) {
            prop_assert!(template.matches(&name), "{name}");
        }
    }

    #[test]
    fn any_text_is_judged(text in ".{0,40}", name in ".{0,40}") {
        if let Ok(template) = KeyTemplate::parse(&text) {
            template.matches(&name);
        }
    }
}
