//! Lines between regions of texts and of different objects, drawn over the work, and boxes around what a panel points
//! at. Where regions are is asked of their objects; measured at most once a frame, and only while there is something
//! to draw.

use crate::editor::keyboard;
use crate::editor::state::Work;
use crate::model::config::Tag;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use std::collections::{HashMap, HashSet};

/// More lines than this tell nothing.
const MOST: usize = 300;

/// In pixels of the work area.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spot {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

#[derive(Clone, Debug, PartialEq)]
struct Line {
    path: String,
    heads: Vec<String>,
    label: String,
    at: (f64, f64),
    strong: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Drawing {
    lines: Vec<Line>,
    boxes: Vec<Spot>,
}

/// All lines between objects.
pub fn view(work: Work) -> AnyView {
    view! { <RelationLines work=work/> }.into_any()
}

/// Over the work area, which must be placed relatively.
#[component]
fn RelationLines(work: Work) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let drawing = RwSignal::new(Drawing::default());
    let asked = StoredValue::new(false);
    let measure_soon = move || {
        if asked.try_get_value() != Some(false) {
            return;
        }
        asked.set_value(true);
        request_animation_frame(move || {
            if asked.try_set_value(false).is_some() {
                return;
            }
            let new = root.try_get_untracked().flatten().map(|root| draw(work, &root)).unwrap_or_default();
            if drawing.try_with_untracked(|known| *known != new) == Some(true) {
                drawing.set(new);
            }
        });
    };
    Effect::new(move |_| {
        work.paper.track();
        work.hidden.track();
        work.hidden_relations.track();
        work.items.track();
        work.picked.track();
        work.linking.track();
        work.side.aim.track();
        work.side.hovered.track();
        work.anchors.track();
        root.track();
        measure_soon();
    });
    // Whatever a hand does may move what is under the lines.
    for name in ["scroll", "pointermove", "pointerup", "wheel", "keyup"] {
        keyboard::listen_to_all(&document(), name, move || {
            if is_needed(work) {
                measure_soon();
            }
        });
    }
    keyboard::listen_to::<web_sys::Event>(&window(), "resize", move |_| measure_soon());
    view! {
        <div class="ed-lines" aria-hidden="true" node_ref=root>
            <svg class="ed-lines-svg">
                {move || drawing.with(|drawing| drawing.boxes.iter().map(|spot| view! {
                    <rect class="ed-lines-box" x=spot.x - 3.0 y=spot.y - 3.0 width=spot.width + 6.0 height=spot.height + 6.0 rx="4"/>
                }).collect_view())}
                {move || drawing.with(|drawing| drawing.lines.iter().map(line_view).collect_view())}
            </svg>
        </div>
    }
}

fn line_view(line: &Line) -> AnyView {
    let heads: Vec<_> =
        line.heads.iter().map(|head| view! { <path class="ed-lines-head" d=head.clone()/> }).collect();
    let label = (!line.label.is_empty()).then(|| {
        view! { <text class="ed-lines-label" x=line.at.0 y=line.at.1 text-anchor="middle">{line.label.clone()}</text> }
    });
    view! { <g class:ed-on=line.strong><path class="ed-lines-line" d=line.path.clone()/>{heads}{label}</g> }
        .into_any()
}

fn is_needed(work: Work) -> bool {
    let relations = work.paper.try_with_untracked(|p| !p.document.relations().is_empty()) == Some(true);
    relations
        || work.linking.try_with_untracked(Option::is_some) == Some(true)
        || work.side.hovered.try_with_untracked(|all| !all.is_empty()) == Some(true)
}

fn draw(work: Work, root: &web_sys::Element) -> Drawing {
    let frame = root.get_bounding_client_rect();
    let regions = work.regions.get_untracked();
    let objects: HashMap<&str, &str> = regions.iter().map(|r| (r.id.as_str(), r.object.as_str())).collect();
    let setup = work.setup();
    let images: HashSet<&str> = setup
        .config
        .objects()
        .iter()
        .filter(|object| object.tag == Tag::Image)
        .map(|object| object.name.as_str())
        .collect();
    let hidden = work.hidden.get_untracked();
    let spot = |id: &str| {
        let object = objects.get(id).filter(|_| !hidden.contains(id))?;
        let rect = work.anchors.rect(object, id)?;
        Some(Spot {
            x: rect.x() - frame.x(),
            y: rect.y() - frame.y(),
            width: rect.width(),
            height: rect.height(),
        })
    };
    let (picked, hovered) = (work.picked.get_untracked(), work.side.hovered.get_untracked());
    let relations = untrack(|| work.relations());
    let off = work.hidden_relations.get_untracked();
    let is_ours = |from: &str, to: &str| match (objects.get(from), objects.get(to)) {
        (Some(one), Some(two)) => one != two || !images.contains(one),
        _ => false,
    };
    let lines = relations
        .iter()
        .filter(|r| is_ours(&r.from, &r.to) && !off.contains(&(r.from.clone(), r.to.clone())))
        .filter_map(|r| {
            let (from, to) = (spot(&r.from)?, spot(&r.to)?);
            let both = |all: &[String]| all.contains(&r.from) && all.contains(&r.to);
            Some(line(from, to, &r.direction, r.labels.join(", "), both(&picked) || both(&hovered)))
        })
        .take(MOST)
        .collect();
    let (linking, aim) = (work.linking.get_untracked(), work.side.aim.get_untracked());
    let pointed = hovered.iter().chain(&linking).chain(&aim);
    let boxes = pointed.filter_map(|id| spot(id)).collect();
    Drawing { lines, boxes }
}

/// A curve from the middle of one's top to the other's, with heads where it points.
fn line(from: Spot, to: Spot, direction: &str, label: String, strong: bool) -> Line {
    let (x1, y1) = (from.x + from.width / 2.0, from.y);
    let (x2, y2) = (to.x + to.width / 2.0, to.y);
    let rise = 18.0 + ((x2 - x1).abs() + (y2 - y1).abs()).sqrt();
    let top = y1.min(y2) - rise;
    let path = format!("M{x1:.1} {y1:.1}C{x1:.1} {top:.1} {x2:.1} {top:.1} {x2:.1} {y2:.1}");
    let mut heads = Vec::new();
    if direction != "left" {
        heads.push(head(x2, y2));
    }
    if direction != "right" {
        heads.push(head(x1, y1));
    }
    // The curve's own middle.
    let at = ((x1 + x2) / 2.0, (y1 + y2) / 8.0 + top * 0.75 - 3.0);
    Line { path, heads, label, at, strong }
}

/// Curves end from above.
fn head(x: f64, y: f64) -> String {
    format!("M{:.1} {:.1}L{x:.1} {y:.1}L{:.1} {:.1}", x - 4.0, y - 7.0, x + 4.0, y - 7.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_head_at_each_end_that_it_points_to() {
        let spot = |x| Spot { x, y: 50.0, width: 10.0, height: 10.0 };
        let heads = |direction| line(spot(0.0), spot(100.0), direction, String::new(), false).heads;
        assert_eq!(heads("right"), [head(105.0, 50.0)]);
        assert_eq!(heads("left"), [head(5.0, 50.0)]);
        assert_eq!(heads("bi").len(), 2);
    }
}
