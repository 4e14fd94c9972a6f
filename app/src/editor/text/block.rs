//! One block of a long text: its characters in stretches, each under the regions that cover it. A stretch under
//! several regions shows a line for each of them, innermost on top, so that overlaps stay readable.

use super::Piece;
use crate::editor::doc::RegionView;
use crate::editor::state::Work;
use crate::model::result::Span;
use crate::model::text;
use leptos::prelude::*;

/// The part of a region that lies in a block.
#[derive(Clone, Debug, PartialEq)]
struct Mark {
    span: Span,
    color: String,
    /// Which line below the text is this region's, from 0.
    lane: usize,
    selected: bool,
    /// The region ends in this block: its name stands there.
    title: Option<String>,
}

/// A stretch of a block with nothing beginning or ending inside.
#[derive(Clone, Debug, PartialEq)]
struct Stretch {
    start: u32,
    text: String,
    /// Indexes of marks, outermost first.
    marks: Vec<usize>,
}

#[component]
pub fn Block(work: Work, object: String, piece: Piece) -> impl IntoView {
    let (start, end) = (piece.start, piece.end);
    let marks = Memo::new(move |_| {
        let selected = work.selected.get();
        work.hidden.with(|hidden| {
            work.regions.with(|all| {
                let here: Vec<&RegionView> = all
                    .iter()
                    .filter(|r| r.object == object && !hidden.contains(&r.id))
                    .filter(|r| r.span().is_some_and(|s| s.start < end && start < s.end))
                    .collect();
                marks(&here, selected.as_deref(), start, end)
            })
        })
    });
    view! {
        <div class="ed-block" data-s=start>
            {move || {
                let marks = marks.get();
                stretches(&piece.text, start, &marks).into_iter().map(|s| stretch(s, &marks)).collect_view()
            }}
        </div>
    }
}

fn stretch(stretch: Stretch, marks: &[Mark]) -> AnyView {
    if stretch.marks.is_empty() {
        return view! { <span data-s=stretch.start>{stretch.text}</span> }.into_any();
    }
    let covering: Vec<&Mark> = stretch.marks.iter().map(|i| &marks[*i]).collect();
    let end = stretch.start + stretch.text.chars().count() as u32;
    let titles: Vec<&str> =
        covering.iter().filter(|m| m.span.end == end).filter_map(|m| m.title.as_deref()).collect();
    let title = (!titles.is_empty()).then(|| titles.join(" · "));
    let inner = covering.last().map_or("", |m| m.color.as_str()).to_owned();
    let selected = covering.iter().any(|m| m.selected);
    let lanes = covering.iter().map(|m| m.lane).max().unwrap_or(0) + 1;
    let bands = bands(&covering);
    view! {
        <span
            class="ed-mark"
            class:ed-on=selected
            style:--label=inner
            style:--lanes=lanes.to_string()
            style:background-image=bands.0
            style:background-position=bands.1
            data-s=stretch.start
            data-label=title
        >
            {stretch.text}
        </span>
    }
    .into_any()
}

/// From one region's line to the next, in pixels; the style sheet makes them a little thinner.
const STEP: usize = 4;

/// A line for each region as layers of the background: where it is, and how far below the letters.
fn bands(covering: &[&Mark]) -> (String, String) {
    let images: Vec<String> =
        covering.iter().map(|m| format!("linear-gradient({0}, {0})", m.color)).collect();
    let places: Vec<String> =
        covering.iter().map(|m| format!("left calc(100% - {}px)", m.lane * STEP)).collect();
    (images.join(", "), places.join(", "))
}

/// Gives every region a lane that no region it overlaps has; long ones first, so that they lie below.
fn marks(regions: &[&RegionView], selected: Option<&str>, from: u32, to: u32) -> Vec<Mark> {
    let mut spans: Vec<(Span, &RegionView)> =
        regions.iter().filter_map(|r| r.span().map(|s| (s, *r))).collect();
    spans.sort_by(|a, b| a.0.start.cmp(&b.0.start).then(b.0.end.cmp(&a.0.end)));
    let mut ends: Vec<u32> = Vec::new();
    spans
        .into_iter()
        .map(|(span, region)| {
            let lane = ends.iter().position(|e| *e <= span.start).unwrap_or(ends.len());
            if lane == ends.len() {
                ends.push(span.end);
            } else {
                ends[lane] = span.end;
            }
            Mark {
                span: Span { start: span.start.max(from), end: span.end.min(to) },
                color: region.color.clone(),
                lane,
                selected: selected == Some(region.id.as_str()),
                title: (span.end <= to).then(|| crate::editor::regions::title_of(region)),
            }
        })
        .collect()
}

/// Cuts a block wherever a mark begins or ends.
fn stretches(text: &str, start: u32, marks: &[Mark]) -> Vec<Stretch> {
    let spans: Vec<Span> =
        marks.iter().map(|m| Span { start: m.span.start - start, end: m.span.end - start }).collect();
    let mut chars = text.chars();
    text::segments(&spans, text.chars().count() as u32)
        .into_iter()
        .map(|segment| Stretch {
            start: start + segment.start,
            text: chars.by_ref().take((segment.end - segment.start) as usize).collect(),
            marks: segment.covering,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: u32, end: u32) -> Mark {
        Mark { span: Span { start, end }, color: "red".into(), lane: 0, selected: false, title: None }
    }

    #[test]
    fn overlapping_marks_cut_a_block_into_stretches_that_keep_their_place_in_the_text() {
        let cut = stretches("aé😀def", 10, &[mark(11, 14), mark(13, 15)]);
        let shown: Vec<(u32, &str, Vec<usize>)> =
            cut.iter().map(|s| (s.start, s.text.as_str(), s.marks.clone())).collect();
        assert_eq!(
            shown,
            [
                (10, "a", vec![]),
                (11, "é😀", vec![0]),
                (13, "d", vec![0, 1]),
                (14, "e", vec![1]),
                (15, "f", vec![])
            ]
        );
    }
}
