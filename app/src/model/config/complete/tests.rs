#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use proptest::prelude::*;

/// Completes at the `|`.
fn at(marked: &str, asked: bool) -> Option<(String, Completion)> {
    let caret = marked.find('|').unwrap();
    let text = marked.replacen('|', "", 1);
    let world = World { data_keys: vec!["image".into(), "title".into()] };
    complete(&text, caret, asked, &world).map(|completion| (text, completion))
}

fn labels(marked: &str) -> Vec<String> {
    at(marked, false)
        .map(|(_, found)| found.items.into_iter().map(|item| item.label).collect())
        .unwrap_or_default()
}

/// The text after taking a suggestion, with a `|` at the caret.
fn taken(marked: &str, label: &str) -> String {
    let (text, found) = at(marked, true).unwrap();
    let item = found.items.iter().find(|item| item.label == label).unwrap();
    let mut out = text.clone();
    out.replace_range(found.replace.clone(), &item.insert);
    out.insert(found.replace.start + item.caret, '|');
    out
}

const TEXT: &str = "<Text name=\"t\" value=\"$t\"/>";

#[test]
fn a_tag_comes_with_what_it_cannot_do_without() {
    let typed = format!("<View>{TEXT}\n  <Cho|\n</View>");
    assert_eq!(labels(&typed)[0], "Choices");
    let wanted = format!("<View>{TEXT}\n  <Choices name=\"choices\" toName=\"t\">|</Choices>\n</View>");
    assert_eq!(taken(&typed, "Choices"), wanted);
    let two = "<View><Image name=\"image\"/><Text name=\"t\"/><Labels|</View>";
    assert_eq!(
        taken(two, "Labels"),
        "<View><Image name=\"image\"/><Text name=\"t\"/><Labels name=\"labels\" toName=\"|\"></Labels></View>"
    );
    assert!(taken(two, "RectangleLabels").contains("toName=\"image\">|<"), "the one picture is meant");
    assert_eq!(
        taken("<View><Text name='text'/><|</View>", "Text"),
        "<View><Text name='text'/><Text name=\"text2\" value=\"$text2\"/>|</View>"
    );
}

#[test]
fn parts_are_offered_first_where_they_belong() {
    assert_eq!(labels("<View><Labels name=\"l\"><|</Labels></View>")[0], "Label");
    assert_eq!(labels("<View><Labels><View><|</View></Labels></View>")[0], "Label");
    assert_eq!(labels("<View><Taxonomy><Choice><|</Choice></Taxonomy></View>")[0], "Choice");
    assert!(!labels("<View><|</View>").contains(&"Label".to_owned()));
    assert_eq!(taken("<Choices>|</Choices>", "Choice"), "<Choices><Choice value=\"|\"/></Choices>");
}

#[test]
fn an_existing_tag_is_only_renamed() {
    assert_eq!(
        taken("<View><Lab| name=\"l\"></Lab></View>", "Labels"),
        "<View><Labels| name=\"l\"></Lab></View>"
    );
}

#[test]
fn the_tag_that_is_open_is_closed_first() {
    assert_eq!(labels("<View><Labels><Label/></|</View>"), ["Labels", "View"]);
    assert_eq!(taken("<View><Labels></La|>\n</View>", "Labels"), "<View><Labels></Labels>|\n</View>");
}

#[test]
fn attributes_that_are_not_there_yet_are_offered_and_their_values_next() {
    let all = labels("<View><Choices name=\"c\" | toName=\"t\"><Choice/></Choices></View>");
    assert!(all.contains(&"choice".to_owned()) && all.contains(&"required".to_owned()));
    assert!(!all.contains(&"name".to_owned()) && !all.contains(&"toName".to_owned()));
    assert_eq!(taken("<Choices la|></Choices>", "layout"), "<Choices layout=\"|\"></Choices>");
    assert_eq!(taken("<Choices la|=\"inline\"/>", "layout"), "<Choices layout|=\"inline\"/>");
    assert_eq!(labels("<Choices layout=\"|\"/>"), ["select", "inline", "vertical"]);
    assert_eq!(taken("<Choices layout=\"in|x\"/>", "inline"), "<Choices layout=\"inline|\"/>");
    assert_eq!(taken("<Choices required=|/>", "true"), "<Choices required=\"true\"|/>");
    assert!(labels("<Choices layout=\"inline\"|/>").is_empty(), "a blank is missing");
    assert!(labels("<Choices layout=\"inline|\"/>").is_empty(), "it stands there already");
}

#[test]
fn names_of_the_text_and_keys_of_the_data_are_values() {
    let text = "<View><Image name=\"img\"/><Text name=\"t\"/><RectangleLabels toName=\"|\"/></View>";
    assert_eq!(labels(text), ["img", "t"]);
    assert_eq!(
        taken("<View><Text name=\"a\"/><Text name=\"b\"/><Choices toName=\"a, |\"/></View>", "b"),
        "<View><Text name=\"a\"/><Text name=\"b\"/><Choices toName=\"a, b|\"/></View>"
    );
    assert_eq!(
        taken("<Header value=\"About $ti|, now\"/>", "$title"),
        "<Header value=\"About $title|, now\"/>"
    );
    let when = "<View><Choices name=\"c\"><Choice value=\"A &amp; B\"/></Choices><View whenTagName=\"c\" whenChoiceValue=\"|\"/></View>";
    assert_eq!(labels(when), ["A & B"]);
    assert!(taken(when, "A & B").contains("whenChoiceValue=\"A &amp; B|\""));
    let keys = labels("<Labels><Label value=\"A\" hotkey=\"1\"/><Label hotkey=\"|\"/></Labels>");
    assert_eq!(keys[0], "2");
}

#[test]
fn a_quote_that_was_just_opened_does_not_hide_the_rest() {
    let text = "<View>\n  <Choices name=\"c\" toName=\"|\n  <Image name=\"img\" value=\"$image\"/>\n</View>";
    assert_eq!(labels(text), ["img"]);
}

#[test]
fn nothing_is_offered_where_people_write_words() {
    assert!(at("<View>|</View>", false).is_none());
    assert!(at("<View><!-- <|</View>", true).is_none());
    assert!(at("<Header value=\"W|\"/>", false).is_none());
    assert!(at("|", false).is_none());
    assert!(at("|", true).is_some());
}

proptest! {
    #[test]
    fn any_text_can_be_completed_anywhere(text in r#"[<>/="' $,a-zA-Lé!\-\n]{0,60}"#, at in 0usize..80) {
        let caret = (0..=text.len().min(at)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let world = World { data_keys: vec!["a".into()] };
        if let Some(found) = complete(&text, caret, true, &world) {
            prop_assert!(found.replace.start <= caret && caret <= found.replace.end);
            for item in found.items {
                prop_assert!(text.get(found.replace.clone()).is_some());
                prop_assert!(item.insert.get(..item.caret).is_some());
            }
        }
    }
}
