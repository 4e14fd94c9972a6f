//! Small changes of a config's text by what it means: an attribute set, a part added, moved or removed. Everything
//! beside the change stays byte for byte. Elements are named by their place in the scan, which is their `NodeId`.

use super::edit::Edit;
use super::scan::{Element, Scan, escape};
use std::ops::Range;

/// Gives an attribute this value; one that is there keeps its place, its spelling and its quotes.
pub fn set_attribute(scan: &Scan<'_>, element: usize, name: &str, value: &str) -> Option<Edit> {
    let node = scan.elements.get(element)?;
    if let Some(attr) = scan.attr(element, name) {
        return Some(match (&attr.value, attr.quote) {
            (Some(old), Some(quote)) => Edit::new(old.clone(), escape(value, quote)),
            _ => Edit::new(attr.name.end..attr.whole.end, quoted(value)),
        });
    }
    let last = node.attrs.last();
    let at = last.map_or(node.name.end, |attr| attr.whole.end);
    // Attributes that stand below one another get another line.
    let before = match node.attrs.as_slice() {
        [.., previous, last] => scan.slice(&(previous.whole.end..last.whole.start)),
        _ => " ",
    };
    let gap = if before.contains('\n') && before.trim().is_empty() { before } else { " " };
    Some(Edit::new(at..at, format!("{gap}{name}={}", quoted(value))))
}

/// Takes an attribute out, with the blanks before it.
pub fn remove_attribute(scan: &Scan<'_>, element: usize, name: &str) -> Option<Edit> {
    let attr = scan.attr(element, name)?;
    let before = scan.text.get(..attr.whole.start)?;
    Some(Edit::new(before.trim_end().len()..attr.whole.end, ""))
}

/// Adds children behind all others. Each is one element as XML.
pub fn append_children(scan: &Scan<'_>, parent: usize, children: &[String]) -> Option<Edit> {
    let node = scan.elements.get(parent)?;
    if children.is_empty() || !node.finished {
        return None;
    }
    if let Some(last) = node.children.last().and_then(|last| scan.elements.get(*last)) {
        let gap = gap_before(scan, last.open.start);
        let end = last.range().end;
        let insert: String = children.iter().map(|child| format!("{gap}{child}")).collect();
        return Some(Edit::new(end..end, insert));
    }
    let indent = indent_of(scan, node.open.start);
    let lines: String = children.iter().map(|child| format!("\n{indent}  {child}")).collect();
    if node.self_closing {
        let start = node.open.end.checked_sub(2)?;
        let start = scan.text.get(..start)?.trim_end().len();
        let name = scan.name(parent);
        return Some(Edit::new(start..node.open.end, format!(">{lines}\n{indent}</{name}>")));
    }
    let close = node.close.as_ref()?;
    let inside = scan.slice(&(node.open.end..close.start));
    let at = node.open.end + inside.trim_end().len();
    let tail = if inside.get(inside.trim_end().len()..)?.contains('\n') {
        String::new()
    } else {
        format!("\n{indent}")
    };
    Some(Edit::new(at..at, lines + &tail))
}

/// Takes an element out, with its line if it stands alone there.
pub fn remove(scan: &Scan<'_>, element: usize) -> Option<Edit> {
    let range = scan.elements.get(element)?.range();
    let before = scan.text.get(..range.start)?;
    let after = scan.text.get(range.end..)?;
    let blank = before.trim_end_matches([' ', '\t']);
    let ends_line = after.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
    if blank.ends_with('\n') && ends_line {
        let line_start = blank.strip_suffix("\r\n").or_else(|| blank.strip_suffix('\n'))?.len();
        let line_end = range.end + (after.len() - after.trim_start_matches([' ', '\t']).len());
        return Some(Edit::new(line_start..line_end, ""));
    }
    Some(Edit::new(range, ""))
}

/// Moves one of several elements to another's place; those between step aside. What stands between elements stays.
pub fn reorder(scan: &Scan<'_>, elements: &[usize], from: usize, to: usize) -> Option<Edit> {
    let places: Option<Vec<Range<usize>>> =
        elements.iter().map(|element| scan.elements.get(*element).map(Element::range)).collect();
    let places = places?;
    if from == to || from >= places.len() || to >= places.len() || overlapping(&places) {
        return None;
    }
    let mut order: Vec<usize> = (0..places.len()).collect();
    let moved = order.remove(from);
    order.insert(to, moved);
    let (first, last) = (from.min(to), from.max(to));
    let mut insert = String::new();
    for slot in first..=last {
        if let Some(previous) = slot.checked_sub(1).filter(|_| slot > first) {
            insert.push_str(scan.slice(&(places.get(previous)?.end..places.get(slot)?.start)));
        }
        insert.push_str(scan.slice(places.get(*order.get(slot)?)?));
    }
    Some(Edit::new(places.get(first)?.start..places.get(last)?.end, insert))
}

/// An element without children, as XML.
pub fn element(tag: &str, attributes: &[(&str, &str)]) -> String {
    let attributes: String =
        attributes.iter().map(|(name, value)| format!(" {name}={}", quoted(value))).collect();
    format!("<{tag}{attributes}/>")
}

fn overlapping(places: &[Range<usize>]) -> bool {
    places.windows(2).any(|pair| matches!(pair, [a, b] if b.start < a.end))
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", escape(value, '"'))
}

/// The blanks before an element, if they begin a line.
fn gap_before<'a>(scan: &Scan<'a>, start: usize) -> &'a str {
    let before = scan.text.get(..start).unwrap_or_default();
    let gap = before.get(before.trim_end().len()..).unwrap_or_default();
    gap.rfind('\n').and_then(|at| gap.get(at..)).unwrap_or_default()
}

/// The blanks that the line of an offset begins with.
pub fn indent_of<'a>(scan: &Scan<'a>, offset: usize) -> &'a str {
    let before = scan.text.get(..offset).unwrap_or_default();
    let line = before.get(before.rfind('\n').map_or(0, |at| at + 1)..).unwrap_or_default();
    line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::config::LabelConfig;
    use proptest::prelude::*;

    const XML: &str = "<View>\n  <!-- who -->\n  <Labels name=\"l\" toName='t'>\n    <Label value=\"A\"/> <!-- a -->\n    \
                       <Label value='B &amp; b'   background=\"red\"></Label>\n    <Label value=\"C\"/>\n  </Labels>\n  \
                       <Text name=\"t\" value=\"$t\"/>\n  <Choices name=\"c\" toName=\"t\"/>\n</View>\n";

    fn after(edit: Option<Edit>) -> String {
        edit.unwrap().apply(XML)
    }

    #[test]
    fn attributes_are_set_where_they_stand_or_behind_the_others() {
        let scan = Scan::of(XML);
        let set = after(set_attribute(&scan, 3, "VALUE", "it's <B>"));
        assert!(set.contains("<Label value='it&apos;s &lt;B>'   background"), "{set}");
        let added = after(set_attribute(&scan, 2, "hotkey", "\""));
        assert!(added.contains("<Label value=\"A\" hotkey=\"&quot;\"/>"), "{added}");
        let removed = after(remove_attribute(&scan, 3, "background"));
        assert!(removed.contains("<Label value='B &amp; b'></Label>"), "{removed}");
        let below = "<Text name=\"t\"\n      value=\"$t\"/>";
        let edit = set_attribute(&Scan::of(below), 0, "granularity", "word").unwrap();
        assert_eq!(edit.apply(below), "<Text name=\"t\"\n      value=\"$t\"\n      granularity=\"word\"/>");
    }

    #[test]
    fn children_are_added_as_their_neighbours_stand() {
        let scan = Scan::of(XML);
        let child = element("Label", &[("value", "D"), ("hotkey", "d")]);
        let added = after(append_children(&scan, 1, std::slice::from_ref(&child)));
        assert!(
            added.contains("<Label value=\"C\"/>\n    <Label value=\"D\" hotkey=\"d\"/>\n  </Labels>"),
            "{added}"
        );
        let choice = element("Choice", &[("value", "yes")]);
        let opened = after(append_children(&scan, 6, &[choice.clone(), choice.clone()]));
        let wanted = "<Choices name=\"c\" toName=\"t\">\n    <Choice value=\"yes\"/>\n    <Choice value=\"yes\"/>\n  </Choices>\n</View>";
        assert!(opened.contains(wanted), "{opened}");
        for (empty, full) in [
            ("<Choices></Choices>", "<Choices>\n  <Choice value=\"yes\"/>\n</Choices>"),
            ("<Choices>\n</Choices>", "<Choices>\n  <Choice value=\"yes\"/>\n</Choices>"),
            ("<C><Choice/></C>", "<C><Choice/><Choice value=\"yes\"/></C>"),
        ] {
            let edit = append_children(&Scan::of(empty), 0, std::slice::from_ref(&choice)).unwrap();
            assert_eq!(edit.apply(empty), full);
        }
    }

    #[test]
    fn what_goes_takes_its_line_along_and_comments_stay() {
        let scan = Scan::of(XML);
        let gone = after(remove(&scan, 4));
        assert!(gone.contains("</Label>\n  </Labels>"), "{gone}");
        let beside = after(remove(&scan, 2));
        assert!(beside.contains("toName='t'>\n     <!-- a -->\n"), "{beside}");
    }

    #[test]
    fn parts_change_places_and_what_is_between_does_not() {
        let scan = Scan::of(XML);
        let moved = after(reorder(&scan, &[2, 3, 4], 2, 0));
        let labels: Vec<String> = (2..5).filter_map(|index| Scan::of(&moved).value(index, "value")).collect();
        assert_eq!(labels, ["C", "A", "B & b"]);
        assert!(moved.contains("<Label value=\"C\"/> <!-- a -->\n"), "{moved}");
        assert_eq!(reorder(&scan, &[1, 2], 0, 1), None, "a part cannot go into itself");
    }

    proptest! {
        #[test]
        fn an_edit_does_what_it_says_and_leaves_the_rest_byte_for_byte(
            node in 0usize..7,
            name in prop_oneof![Just("value"), Just("hotkey"), Just("background"), Just("toName")],
            value in r#"[<>"'&a-zé ]{0,12}"#,
            what in 0u8..4,
            (from, to) in (0usize..3, 0usize..3),
        ) {
            let scan = Scan::of(XML);
            let edit = match what {
                0 => set_attribute(&scan, node, name, &value),
                1 => remove_attribute(&scan, node, name),
                2 => append_children(&scan, node, &[element("Label", &[("value", &value)])]),
                _ => reorder(&scan, &[2, 3, 4], from, to),
            };
            let Some(edit) = edit else { return Ok(()) };
            let text = edit.apply(XML);
            prop_assert_eq!(&text[..edit.range.start], &XML[..edit.range.start]);
            prop_assert_eq!(&text[edit.range.start + edit.insert.len()..], &XML[edit.range.end..]);
            let (before, _) = LabelConfig::examine(XML);
            let (after, _) = LabelConfig::examine(&text);
            let old: Vec<_> = before.root().unwrap().walk().collect();
            let new: Vec<_> = after.root().expect("still XML").walk().collect();
            match what {
                0 => prop_assert_eq!(new[node].attrs.get(name), Some(value.as_str())),
                1 => prop_assert_eq!(new[node].attrs.get(name), None),
                2 => {
                    let added = new[node].children.last().unwrap();
                    prop_assert_eq!(added.attrs.get("value"), Some(value.as_str()));
                }
                _ => {
                    let mut wanted: Vec<_> = old[2..5].iter().map(|node| node.attrs.get("value")).collect();
                    let moved = wanted.remove(from);
                    wanted.insert(to, moved);
                    let found: Vec<_> = new[2..5].iter().map(|node| node.attrs.get("value")).collect();
                    prop_assert_eq!(found, wanted);
                }
            }
            if what < 2 {
                for (at, (old, new)) in old.iter().zip(&new).enumerate() {
                    prop_assert!(at == node || old.attrs == new.attrs);
                }
            }
        }
    }
}
