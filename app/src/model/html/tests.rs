#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::model::config::Granularity;
use crate::model::result::Span;
use proptest::prelude::*;

/// `<p>` opens, `</` closes, `!` is a comment, all else is text.
fn tree(parts: &[&str]) -> HtmlTree {
    let events = parts.iter().map(|part| match part.strip_prefix('<') {
        _ if *part == "!" => Event::Comment,
        Some("/") => Event::Close,
        Some(name) => Event::Open(Space::Html, name.trim_end_matches('>').to_owned(), Vec::new()),
        None => Event::Text((*part).to_owned()),
    });
    HtmlTree { events: events.collect(), ..HtmlTree::default() }
}

fn text(parts: &[&str]) -> HtmlText {
    HtmlText::new(&tree(parts))
}

fn at(start: &str, start_offset: u32, end: &str, end_offset: u32) -> HtmlRange {
    HtmlRange { start: start.into(), end: end.into(), start_offset, end_offset, global: None }
}

fn said(text: &HtmlText, range: &HtmlRange, covered: Option<&str>) -> Option<String> {
    text.resolve(range, covered).map(|span| text.slice(span).to_owned())
}

#[test]
fn a_place_is_found_by_its_path_and_written_as_it_was_found() {
    let text = text(&["<div>", "<p>", "<b>", "Jules", "</", ": No no", "</", "<p>", "Yes", "</", "</"]);
    let range = at("/div[1]/p[1]/b[1]/text()[1]", 0, "/div[1]/p[1]/text()[1]", 4);
    let span = text.resolve(&range, None).unwrap();
    assert_eq!(span, Span { start: 0, end: 9 });
    let (again, exact) = text.range_of(span).unwrap();
    assert_eq!(again, HtmlRange { global: Some(span), ..range });
    assert_eq!(exact, span);
    assert_eq!(said(&text, &at("/div[1]/p[2]", 0, "/div[1]/p[2]", 1), None).unwrap(), "Yes");
    assert_eq!(
        said(&text, &at("/html[1]/body[1]/div[1]/p[2]/text()", 1, "/html/body/div/p[2]", 1), None).unwrap(),
        "es"
    );
}

#[test]
fn a_line_break_counts_one_and_offsets_in_nodes_are_utf_16_units() {
    let text = text(&["a😀", "<br>", "</", "b😀c"]);
    assert_eq!(text.len(), 6);
    let range = at("/text()[1]", 1, "/text()[2]", 3);
    let span = text.resolve(&range, Some("😀\\nb😀")).unwrap();
    assert_eq!(span, Span { start: 1, end: 5 });
    assert_eq!(text.range_of(span).unwrap().0, HtmlRange { global: Some(span), ..range });
}

#[test]
fn offsets_in_code_points_are_told_by_what_they_cover() {
    let text = text(&["<p>", "😀😀 word", "</"]);
    let points = at("/p[1]/text()[1]", 3, "/p[1]/text()[1]", 7);
    assert_eq!(said(&text, &points, Some("word")).unwrap(), "word");
    assert_eq!(said(&text, &at("/p[1]/text()[1]", 5, "/p[1]/text()[1]", 9), Some("word")).unwrap(), "word");
}

#[test]
fn texts_parted_by_a_comment_are_found_however_they_were_counted() {
    let text = text(&["<p>", "one ", "!", "two ", "<script>", "</", "three", "</"]);
    let by_document = at("/p[1]/text()[2]", 0, "/p[1]/text()[3]", 5);
    let joined = at("/p[1]/text()[1]", 4, "/p[1]/text()[1]", 13);
    for range in [by_document, joined.clone()] {
        assert_eq!(said(&text, &range, Some("two three")).unwrap(), "two three");
    }
    let (written, span) = text.range_of(Span { start: 4, end: 13 }).unwrap();
    assert_eq!(written, HtmlRange { global: Some(span), ..joined });
}

#[test]
fn offsets_into_the_whole_text_help_where_paths_lead_nowhere_or_astray() {
    let text = text(&["<p>", "first", "</", "<p>", "second", "</"]);
    let global = Some(Span { start: 5, end: 11 });
    let lost = HtmlRange { global, ..at("/section[1]/p[1]/text()[1]", 0, "/section[1]/p[1]/text()[1]", 6) };
    assert_eq!(said(&text, &lost, None).unwrap(), "second");
    let astray = HtmlRange { global, ..at("/p[1]/text()[1]", 0, "/p[1]/text()[1]", 5) };
    assert_eq!(said(&text, &astray, Some("second")).unwrap(), "second");
    assert_eq!(
        said(&text, &astray, None).unwrap(),
        "first",
        "paths come first where nothing speaks against them"
    );
    for broken in
        [at("/p[9]", 0, "/p[9]", 1), at("//p", 0, "//p", 1), at("/p[1]/text()[1]", 4, "/p[1]/text()[1]", 2)]
    {
        assert_eq!(text.resolve(&broken, None), None);
    }
    let beyond = HtmlRange { global: Some(Span { start: 0, end: 99 }), ..at("/a[1]", 0, "/a[1]", 0) };
    assert_eq!(text.resolve(&beyond, None), None);
}

#[test]
fn blank_and_hidden_texts_count_and_are_not_marked() {
    let text = text(&["\n", "<style>", "p{}", "</", "<p>", "Hello", "</", "\n ", "<p>", "there", "</", "\n"]);
    assert_eq!(text.len(), 17);
    let (range, span) = text.range_of(Span { start: 0, end: 11 }).unwrap();
    assert_eq!((range.start.as_str(), range.end.as_str()), ("/p[1]/text()[1]", "/p[1]/text()[1]"));
    assert_eq!(span, Span { start: 4, end: 9 });
    assert_eq!(text.range_of(Span { start: 0, end: 4 }), None);
    assert_eq!(text.pieces(Span { start: 0, end: 17 }).count(), 2);
}

#[test]
fn points_of_the_browser_are_places() {
    let text = text(&["<p>", "a😀b", "</", "!", "<p>", "<i>", "c", "</", "</"]);
    assert_eq!(text.place(2, 3), Some(2));
    assert_eq!(text.place(2, 99), Some(3));
    assert_eq!(text.place(0, 0), Some(0));
    assert_eq!(text.place(0, 2), Some(3), "before the second paragraph");
    assert_eq!(text.place(0, 9), Some(4));
    assert_eq!(text.place(3, 0), Some(3), "a comment");
    assert_eq!(text.place(99, 0), None);
}

#[test]
fn words_and_sentences_end_at_the_edges_of_blocks() {
    let text = text(&["<p>", "One two", "</", "<p>", "three\nfour. Five", "</", "<td>", "six", "</"]);
    let snap =
        |start, end, granularity| text.slice(text.snapped(Span { start, end }, granularity)).to_owned();
    assert_eq!(snap(5, 6, Granularity::Word), "two");
    assert_eq!(snap(5, 9, Granularity::Word), "twothree");
    assert_eq!(snap(8, 9, Granularity::Sentence), "three four.");
    assert_eq!(snap(1, 2, Granularity::Sentence), "One two");
    assert_eq!(snap(8, 9, Granularity::Paragraph), "three four. Five");
    assert_eq!(snap(5, 6, Granularity::Symbol), "w");
    assert_eq!(text.slice(text.word_at(7)), "three");
    assert_eq!(text.slice(text.word_at(24)), "six");
    assert_eq!(text.slice(text.word_at(3)), "One");
}

#[test]
fn a_tree_travels_as_json_and_comes_back() {
    let tree = tree(&["<p>", "a", "!", "</"]);
    let json = serde_json::to_string(&tree).unwrap();
    assert!(json.contains(r#""events":[{"e":["h","p",[]]},{"t":"a"},"c","/"]"#), "{json}");
    assert_eq!(serde_json::from_str::<HtmlTree>(&json).unwrap(), tree);
}

fn parts() -> impl Strategy<Value = Vec<&'static str>> {
    let part = prop_oneof![
        Just("<p>"),
        Just("<b>"),
        Just("<script>"),
        Just("</"),
        Just("</"),
        Just("!"),
        Just("word two"),
        Just("a😀é"),
        Just(" \n"),
        Just("<br>")
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| {
        // A parser never makes two texts side by side, and a br holds nothing.
        let mut out: Vec<&str> = Vec::new();
        for part in parts {
            let is_text = |part: &str| part != "!" && !part.starts_with('<');
            match out.last() {
                Some(last) if is_text(last) && is_text(part) => {}
                _ => out.push(part),
            }
            if part == "<br>" {
                out.push("</");
            }
        }
        out
    })
}

proptest! {
    #[test]
    fn whatever_can_be_marked_is_found_again(parts in parts(), start in 0..60u32, length in 1..60u32) {
        let text = text(&parts);
        let span = Span { start: start.min(text.len()), end: (start + length).min(text.len()) };
        if let Some((range, exact)) = text.range_of(span) {
            prop_assert!(span.start <= exact.start && exact.start < exact.end && exact.end <= span.end);
            prop_assert_eq!(text.resolve(&range, None), Some(exact));
            prop_assert_eq!(text.range_of(exact), Some((range, exact)));
        }
    }
}
