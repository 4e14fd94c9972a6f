//! How the list looks, kept in this browser; and the rows that come of it.

use crate::editor::browser;
use crate::editor::doc::RegionView;
use crate::editor::panels::kind_name;
use crate::editor::regions::title_of;
use crate::editor::state::Work;
use crate::model::outline::{self, Grouping, Item, Look, Row, Sorting};
use crate::model::result::Area;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

const NAME: &str = "panels.regions";

/// As it was left; the filter is of the moment.
pub fn remembered() -> Look {
    let text = browser::kept(NAME).unwrap_or_default();
    let has = |word: &str| text.split(' ').any(|known| known == word);
    Look {
        grouping: match (has("label"), has("kind")) {
            (true, _) => Grouping::Label,
            (_, true) => Grouping::Kind,
            _ => Grouping::None,
        },
        sorting: match (has("score"), has("start")) {
            (true, _) => Sorting::Score,
            (_, true) => Sorting::Start,
            _ => Sorting::Made,
        },
        descending: has("down"),
        filter: String::new(),
    }
}

pub fn remember(look: &Look) {
    let words = [
        grouping_slug(look.grouping),
        sorting_slug(look.sorting),
        if look.descending { "down" } else { "up" },
    ];
    browser::keep(NAME, &words.join(" "));
}

const fn grouping_slug(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::None => "none",
        Grouping::Label => "label",
        Grouping::Kind => "kind",
    }
}

const fn sorting_slug(sorting: Sorting) -> &'static str {
    match sorting {
        Sorting::Made => "made",
        Sorting::Score => "score",
        Sorting::Start => "start",
    }
}

/// A row with the region that it shows.
#[derive(Clone, Debug)]
pub enum Shown {
    Group {
        name: String,
        members: Vec<String>,
        folded: bool,
    },
    /// Its number in the order made, from 1; how deep it lies; whether others are part of it, and are folded away.
    Region {
        number: usize,
        depth: u32,
        parts: Option<bool>,
        region: Arc<RegionView>,
    },
}

/// A region that did not change is the same one: masks and long outlines are not looked through.
impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Group { name, members, folded },
                Self::Group { name: other_name, members: others, folded: other_folded },
            ) => name == other_name && folded == other_folded && members == others,
            (
                Self::Region { number, depth, parts, region },
                Self::Region { number: other_number, depth: other_depth, parts: other_parts, region: other },
            ) => {
                (number, depth, parts) == (other_number, other_depth, other_parts)
                    && Arc::ptr_eq(region, other)
            }
            _ => false,
        }
    }
}

impl Shown {
    pub fn region(&self) -> Option<&Arc<RegionView>> {
        match self {
            Self::Region { region, .. } => Some(region),
            Self::Group { .. } => None,
        }
    }

    /// Rows are the same while this is; a group's is made anew when it changes.
    pub fn key(&self) -> (String, String) {
        match self {
            Self::Group { name, members, folded } => {
                (format!("group {name}"), format!("{} {folded}", members.join(" ")))
            }
            Self::Region { region, .. } => (region.id.clone(), String::new()),
        }
    }
}

/// The rows as they stand. Reactive.
pub fn rows(work: Work, look: &Look, folded: &BTreeSet<String>) -> Vec<Shown> {
    work.regions.with(|all| {
        // Ten thousand titles are written out only for who reads them.
        let title = |region: &Arc<RegionView>| {
            if look.reads_labels() { title_of(region) } else { String::new() }
        };
        let titles: Vec<String> = all.iter().map(title).collect();
        let items: Vec<Item<'_>> =
            all.iter().zip(&titles).map(|(region, title)| item(region, title)).collect();
        let shown = |row: Row| match row {
            Row::Group { name, members } => {
                let members = members.iter().filter_map(|at| Some(all.get(*at)?.id.clone())).collect();
                Some(Shown::Group { folded: folded.contains(&name), name, members })
            }
            Row::Region { at, depth, has_parts } => {
                let region = all.get(at)?.clone();
                let parts = has_parts.then(|| folded.contains(&region.id));
                Some(Shown::Region { number: at + 1, depth, parts, region })
            }
        };
        outline::rows(&items, look, folded).into_iter().filter_map(shown).collect()
    })
}

fn item<'a>(region: &'a RegionView, title: &'a str) -> Item<'a> {
    Item {
        id: &region.id,
        parent: region.parent.as_deref(),
        label: title,
        kind: kind_name(region.area.kind()),
        score: region.score,
        start: (region.item.unwrap_or(0), start_of(&region.area)),
        excerpt: &region.excerpt,
    }
}

/// How far from the beginning: down the page first, then across.
fn start_of(area: &Area) -> f64 {
    let place = |x: f64, y: f64| y * 1_000.0 + x;
    match area {
        Area::Box(b) => place(b.x, b.y),
        Area::Ellipse(e) => place(e.x - e.radius_x, e.y - e.radius_y),
        Area::KeyPoint(p) => place(p.x, p.y),
        Area::Polygon(polygon) => polygon.points.first().map_or(0.0, |p| place(p.x, p.y)),
        Area::Vector(path) => path.vertices.first().map_or(0.0, |v| place(v.x, v.y)),
        Area::Brush(_) | Area::Bitmask(_) => 0.0,
        Area::Span(span) => f64::from(span.start),
        Area::Html(range) => range.global.map_or(0.0, |span| f64::from(span.start)),
        Area::Lines(range) => f64::from(range.start) * 1e6 + f64::from(range.start_offset),
    }
}
