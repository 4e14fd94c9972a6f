//! Promises about what is read of Markdown.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::model::markup::{Style, words};
use proptest::prelude::*;

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

fn paragraph_of(source: &str) -> Vec<Inline> {
    match parse(source).as_slice() {
        [Block::Paragraph(pieces)] => pieces.clone(),
        other => panic!("{source:?} is {other:?}"),
    }
}

#[test]
fn emphasis_code_and_links_are_read() {
    assert_eq!(
        paragraph_of("a *b* **c** `d *e*` ~~f~~ snake_case_word"),
        [
            text("a "),
            Inline::Styled(Style::Emphasis, vec![text("b")]),
            text(" "),
            Inline::Styled(Style::Strong, vec![text("c")]),
            text(" "),
            Inline::Styled(Style::Code, vec![text("d *e*")]),
            text(" "),
            Inline::Styled(Style::Deleted, vec![text("f")]),
            text(" snake_case_word"),
        ]
    );
    let link = |href: &str, words: &str| Inline::Link { href: href.to_owned(), inner: vec![text(words)] };
    assert_eq!(
        paragraph_of("[docs](https://a.test/x_(y) \"T\") https://b.test/c. <https://d.test>"),
        [
            link("https://a.test/x_(y)", "docs"),
            text(" "),
            link("https://b.test/c", "https://b.test/c"),
            text(". "),
            link("https://d.test", "https://d.test"),
        ]
    );
    assert_eq!(
        paragraph_of("***both***"),
        [Inline::Styled(Style::Strong, vec![Inline::Styled(Style::Emphasis, vec![text("both")])])]
    );
}

#[test]
fn unsafe_addresses_leave_their_words_and_html_is_text() {
    assert_eq!(paragraph_of("[x](javascript:alert(1))"), [text("x")]);
    assert_eq!(paragraph_of("![x](javascript:y)"), [text("x")]);
    assert_eq!(paragraph_of("<b onclick=x>y</b>"), [text("<b onclick=x>y</b>")]);
    assert_eq!(
        paragraph_of("![A](/tasks/1/resolve/?fileuri=x)"),
        [Inline::Image { src: "/tasks/1/resolve/?fileuri=x".to_owned(), alt: "A".to_owned() }]
    );
    assert_eq!(paragraph_of(r"\*plain\* &amp; 2 * 3 * 4"), [text("*plain* & 2 * 3 * 4")]);
}

#[test]
fn lines_join_and_break_where_they_say_so() {
    assert_eq!(paragraph_of("a\nb"), [text("a b")]);
    assert_eq!(paragraph_of("a  \nb"), [text("a"), Inline::Break, text("b")]);
}

#[test]
fn blocks_are_told_apart() {
    let blocks = parse("# One #\n\nText\n\n---\n> q\n> - x\n\n```rust\nlet a = 1;\n\n```\n1. a\n2. b");
    assert_eq!(blocks.len(), 6);
    assert_eq!(blocks[0], Block::Heading(1, vec![text("One")]));
    assert_eq!(blocks[2], Block::Rule);
    let Block::Quote(inner) = &blocks[3] else { panic!("{:?}", blocks[3]) };
    assert!(matches!(inner[1], Block::List { start: None, .. }));
    assert_eq!(blocks[4], Block::Code("let a = 1;\n".to_owned()));
    assert!(matches!(&blocks[5], Block::List { start: Some(1), entries } if entries.len() == 2));
}

#[test]
fn lists_stand_in_lists() {
    let blocks = parse("- a\n  more\n  - b\n\n    c\n- d");
    let [Block::List { entries, .. }] = blocks.as_slice() else { panic!("{blocks:?}") };
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0][0], Block::Paragraph(vec![text("a more")]));
    let Block::List { entries: inner, .. } = &entries[0][1] else { panic!("{:?}", entries[0]) };
    assert_eq!(inner[0].len(), 2, "{inner:?}");
}

#[test]
fn tables_have_a_head_and_rows_of_its_width() {
    let blocks = parse("| a | b |\n|---|:-:|\n| 1 | x \\| y |\n| 2 |");
    let [Block::Table { head, rows }] = blocks.as_slice() else { panic!("{blocks:?}") };
    assert_eq!(head.iter().map(|cell| words(cell)).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(words(&rows[0][1]), "x | y");
    assert_eq!(rows[1].len(), 2);
}

proptest! {
    #[test]
    fn any_text_can_be_read(source in "[-*_>`#|\\[\\]()!~\\\\ \n\ta-c1.é<&;:/]{0,200}") {
        let _ = parse(&source);
    }

    #[test]
    fn plain_words_stay_as_they_are(source in "[a-zé]{1,8}( [a-zé]{1,8}){0,8}") {
        prop_assert_eq!(paragraph_of(&source), [text(&source)]);
    }
}
