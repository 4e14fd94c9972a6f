//! What people call things in the panels: kinds of areas, steps of the history.

use crate::editor::doc::RegionView;
use crate::editor::icons::Icon;
use crate::editor::regions::title_of;
use crate::messages::t;
use crate::model::ops::{Deed, Note};
use crate::model::result::AreaKind;

pub fn kind_name(kind: AreaKind) -> &'static str {
    let words = t().panels;
    match kind {
        AreaKind::Box => words.kind_box,
        AreaKind::Ellipse => words.kind_ellipse,
        AreaKind::Polygon => words.kind_polygon,
        AreaKind::KeyPoint => words.kind_key_point,
        AreaKind::Vector => words.kind_vector,
        AreaKind::Brush | AreaKind::Bitmask => words.kind_mask,
        AreaKind::Span | AreaKind::Html | AreaKind::Lines => words.kind_text,
    }
}

pub const fn kind_icon(kind: AreaKind) -> Icon {
    match kind {
        AreaKind::Box => Icon::Box,
        AreaKind::Ellipse => Icon::Ellipse,
        AreaKind::Polygon => Icon::Polygon,
        AreaKind::KeyPoint => Icon::Dot,
        AreaKind::Vector => Icon::Line,
        AreaKind::Brush | AreaKind::Bitmask => Icon::Mask,
        AreaKind::Span | AreaKind::Html | AreaKind::Lines => Icon::Text,
    }
}

/// Where a region comes from.
pub fn origin_name(region: &RegionView) -> Option<String> {
    let words = t().panels;
    Some(match region.origin.as_deref()? {
        "manual" => words.manual.to_owned(),
        "prediction" => words.predicted.to_owned(),
        "prediction-changed" => words.changed.to_owned(),
        _ if region.is_suggestion() => words.suggestion.to_owned(),
        other => other.to_owned(),
    })
}

/// A step of the history; `title` gives the words of a label as results hold it.
pub fn step_name(note: &Note, title: impl Fn(&str) -> String) -> String {
    let words = t().panels;
    let what = subject(note, title);
    match note.deed {
        Deed::Added => (words.step_added)(&what),
        Deed::Taken => (words.step_taken)(&what),
        Deed::Deleted => (words.step_deleted)(&what),
        Deed::Labeled => (words.step_labeled)(&what),
        Deed::Moved => (words.step_moved)(&what),
        Deed::Answered => (words.step_answered)(&what),
        Deed::Cleared => (words.step_cleared)(&what),
        Deed::Noted => (words.step_noted)(&what),
        Deed::PutInto => (words.step_parented)(&what),
        Deed::Locked => (words.step_locked)(&what),
        Deed::Unlocked => (words.step_unlocked)(&what),
        Deed::Turned => (words.step_turned)(&what),
        Deed::Related => words.related_step.to_owned(),
        Deed::RelationChanged => words.relation_changed_step.to_owned(),
        Deed::Unrelated => words.unrelated_step.to_owned(),
        Deed::Replaced => words.replaced.to_owned(),
        Deed::Several => words.several.to_owned(),
    }
}

/// `Car box`, `3 regions`, `mood`.
fn subject(note: &Note, title: impl Fn(&str) -> String) -> String {
    if let Some(control) = &note.control {
        return control.clone();
    }
    if note.regions.len() != 1 {
        return (t().panels.regions_counted)(note.regions.len());
    }
    let labels: Vec<String> = note.labels.iter().map(|label| title(label)).collect();
    let kind = note.kind.map(kind_name).unwrap_or_default();
    match (labels.is_empty(), kind.is_empty()) {
        (true, true) => (t().panels.regions_counted)(1),
        (true, false) => kind.to_owned(),
        _ => format!("{} ({kind})", labels.join(", ")).replace(" ()", ""),
    }
}

/// A region by its id as people call it.
pub fn name_of(region: Option<&RegionView>) -> String {
    region.map_or_else(|| t().panels.gone.to_owned(), title_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn steps_are_told_by_what_they_were_done_to() {
        let one = Note {
            deed: Deed::Added,
            regions: BTreeSet::from(["a".into()]),
            labels: vec!["car".into()],
            kind: Some(AreaKind::Box),
            control: None,
        };
        let title = |label: &str| label.to_uppercase();
        assert_eq!(step_name(&one, title), "Added CAR (Box)");
        let many =
            Note { deed: Deed::Moved, regions: BTreeSet::from(["a".into(), "b".into()]), ..one.clone() };
        assert_eq!(step_name(&many, title), "Moved 2 regions");
        let answer = Note { deed: Deed::Answered, control: Some("mood".into()), ..Note::default() };
        assert_eq!(step_name(&answer, title), "Answered mood");
        assert_eq!(step_name(&Note { labels: Vec::new(), ..one }, title), "Added Box");
    }
}
