//! What one block of a text shows: its characters in stretches, each under the regions that cover it. A stretch under
//! several regions shows a line for each of them, so that overlaps stay readable.

use super::shelf::Entry;
use crate::editor::regions::title_of;
use crate::messages::t;
use crate::model::result::Span;
use crate::model::text;
use leptos::prelude::*;

/// The part of a region that lies in a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub span: Span,
    pub color: String,
    /// Which line below the text is this region's, from 0.
    pub lane: u16,
    pub picked: bool,
    pub names: String,
    /// The region ends in this block: its name stands there.
    pub ends: bool,
}

impl Mark {
    pub fn new(entry: &Entry, block: Span, highlight: Option<&str>) -> Self {
        let region = &entry.region;
        let title = title_of(region);
        Self {
            span: Span {
                start: entry.span.start.clamp(block.start, block.end),
                end: entry.span.end.clamp(block.start, block.end),
            },
            color: highlight.unwrap_or(&region.color).to_owned(),
            lane: entry.lane,
            picked: entry.picked,
            names: region.score.map_or_else(|| title.clone(), |score| (t().reading.scored)(&title, score)),
            ends: entry.span.end <= block.end,
        }
    }
}

/// A stretch of a block with nothing beginning or ending inside.
#[derive(Clone, Debug, PartialEq)]
struct Stretch {
    start: u32,
    text: String,
    /// Indexes of marks, in their order.
    marks: Vec<usize>,
    /// The address that the stretch is a part of.
    link: Option<usize>,
}

/// How a text wants its blocks shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub show_labels: bool,
    pub links: bool,
}

/// How far below the letters the lines of a block reach, in pixels, so that its lines of text make room.
pub fn depth(marks: &[Mark]) -> u32 {
    let lanes = lanes(marks);
    u32::from(lanes) * step(lanes)
}

/// How thick each of these lines is, in pixels.
pub fn thickness(marks: &[Mark]) -> u32 {
    step(lanes(marks)).saturating_sub(1)
}

fn lanes(marks: &[Mark]) -> u16 {
    marks.iter().map(|mark| mark.lane.saturating_add(1)).max().unwrap_or(0)
}

/// From one region's line to the next, in pixels: closer where there are many.
const fn step(lanes: u16) -> u32 {
    match lanes {
        0..=3 => 4,
        4..=6 => 3,
        _ => 2,
    }
}

/// A block's characters under its marks.
pub fn painted(text: &str, start: u32, marks: &[Mark], look: Look) -> AnyView {
    let links = if look.links { text::links(text) } else { Vec::new() };
    let addresses: Vec<String> = links.iter().map(|span| slice(text, *span)).collect();
    let step = step(lanes(marks));
    let mut views: Vec<AnyView> = Vec::new();
    let mut place = start;
    for stretch in stretches(text, start, marks, &links) {
        views.extend(voids(marks, place..stretch.start + 1, look));
        place = stretch.start + 1;
        views.push(stretch_view(stretch, marks, &addresses, step, look));
    }
    views.extend(voids(marks, place..u32::MAX, look));
    if views.is_empty() {
        // A place for the caret in a block without characters.
        views.push(view! { <span data-s=start></span> }.into_any());
    }
    views.into_any()
}

fn slice(text: &str, span: Span) -> String {
    text.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect()
}

/// Regions that cover nothing, as a bar where they stand.
fn voids(marks: &[Mark], places: std::ops::Range<u32>, look: Look) -> Vec<AnyView> {
    marks
        .iter()
        .filter(|mark| mark.span.start == mark.span.end && mark.ends && places.contains(&mark.span.start))
        .map(|mark| {
            let name = look.show_labels.then(|| mark.names.clone());
            view! {
                <span
                    class="ed-mark ed-void"
                    class:ed-on=mark.picked
                    style:--label=mark.color.clone()
                    data-s=mark.span.start
                    data-label=name
                ></span>
            }
            .into_any()
        })
        .collect()
}

fn stretch_view(stretch: Stretch, marks: &[Mark], addresses: &[String], step: u32, look: Look) -> AnyView {
    let covering: Vec<&Mark> = stretch.marks.iter().filter_map(|at| marks.get(*at)).collect();
    let address = stretch.link.and_then(|at| addresses.get(at)).cloned();
    if covering.is_empty() && address.is_none() {
        return view! { <span data-s=stretch.start>{stretch.text}</span> }.into_any();
    }
    let end = stretch.start + stretch.text.chars().count() as u32;
    let ending: Vec<&str> =
        covering.iter().filter(|m| m.ends && m.span.end == end).map(|m| m.names.as_str()).collect();
    let name = (look.show_labels && !ending.is_empty()).then(|| ending.join(" · "));
    let hint = covering.iter().map(|m| m.names.as_str()).collect::<Vec<_>>().join(" · ");
    let hint = (!hint.is_empty()).then_some(hint);
    let picked = covering.iter().any(|m| m.picked);
    // The one that is selected shows through the others, else the innermost.
    let front = covering.iter().rev().find(|m| m.picked).or(covering.last());
    let color = front.map(|m| m.color.clone()).unwrap_or_default();
    let depth = covering.iter().map(|m| u32::from(m.lane) + 1).max().unwrap_or(0) * step;
    let (images, places) = bands(&covering, step);
    let marked = !covering.is_empty();
    match address {
        Some(address) => view! {
            <a
                class="ed-text-link"
                class:ed-mark=marked
                class:ed-on=picked
                style:--label=color
                style:--depth=format!("{depth}px")
                style:background-image=images
                style:background-position=places
                href=address
                target="_blank"
                rel="noopener noreferrer"
                draggable="false"
                data-s=stretch.start
                data-label=name
                title=hint
            >{stretch.text}</a>
        }
        .into_any(),
        None => view! {
            <span
                class="ed-mark"
                class:ed-on=picked
                style:--label=color
                style:--depth=format!("{depth}px")
                style:background-image=images
                style:background-position=places
                data-s=stretch.start
                data-label=name
                title=hint
            >{stretch.text}</span>
        }
        .into_any(),
    }
}

/// A line for each region as layers of the background: where it is, and how far below the letters.
fn bands(covering: &[&Mark], step: u32) -> (String, String) {
    let images: Vec<String> =
        covering.iter().map(|m| format!("linear-gradient({0}, {0})", m.color)).collect();
    let places: Vec<String> =
        covering.iter().map(|m| format!("left calc(100% - {}px)", u32::from(m.lane) * step)).collect();
    (images.join(", "), places.join(", "))
}

/// Cuts a block wherever a mark or an address begins or ends.
fn stretches(text: &str, start: u32, marks: &[Mark], links: &[Span]) -> Vec<Stretch> {
    let length = text.chars().count() as u32;
    let local = |span: Span| Span { start: span.start - start, end: span.end - start };
    let mut spans: Vec<Span> = marks.iter().map(|mark| local(mark.span)).collect();
    spans.extend(links);
    let first_void = spans.len();
    // A mark that covers nothing cuts all the same: as the beginning of a span that is not shown.
    let voids = marks.iter().map(|mark| local(mark.span)).filter(|span| span.start == span.end);
    let voids: Vec<Span> = voids.map(|span| Span { start: span.start, end: length }).collect();
    spans.extend(voids);
    let mut chars = text.chars();
    text::segments(&spans, length)
        .into_iter()
        .map(|segment| Stretch {
            start: start + segment.start,
            text: chars.by_ref().take((segment.end - segment.start) as usize).collect(),
            link: segment
                .covering
                .iter()
                .find(|at| (marks.len()..first_void).contains(*at))
                .map(|at| at - marks.len()),
            marks: segment.covering.into_iter().filter(|at| *at < marks.len()).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: u32, end: u32) -> Mark {
        Mark {
            span: Span { start, end },
            color: "red".into(),
            lane: 0,
            picked: false,
            names: String::new(),
            ends: true,
        }
    }

    fn shown(text: &str, marks: &[Mark], links: &[Span]) -> Vec<(u32, String, Vec<usize>, Option<usize>)> {
        stretches(text, 10, marks, links).into_iter().map(|s| (s.start, s.text, s.marks, s.link)).collect()
    }

    #[test]
    fn overlapping_marks_cut_a_block_into_stretches_that_keep_their_place_in_the_text() {
        assert_eq!(
            shown("aé😀def", &[mark(11, 14), mark(13, 15)], &[]),
            [
                (10, "a".into(), vec![], None),
                (11, "é😀".into(), vec![0], None),
                (13, "d".into(), vec![0, 1], None),
                (14, "e".into(), vec![1], None),
                (15, "f".into(), vec![], None)
            ]
        );
    }

    #[test]
    fn marks_that_cover_nothing_and_addresses_cut_too() {
        assert_eq!(
            shown("abcd", &[mark(12, 12), mark(14, 14)], &[Span { start: 1, end: 3 }]),
            [
                (10, "a".into(), vec![], None),
                (11, "b".into(), vec![], Some(0)),
                (12, "c".into(), vec![], Some(0)),
                (13, "d".into(), vec![], None)
            ]
        );
    }

    #[test]
    fn lines_of_text_make_room_for_many_lanes() {
        let deep: Vec<Mark> = (0..10).map(|lane| Mark { lane, ..mark(0, 3) }).collect();
        assert_eq!((depth(&deep), depth(&deep[..2]), depth(&[])), (20, 8, 0));
    }
}
