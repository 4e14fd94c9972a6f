//! When a tag is shown, as its attributes say it. Whether it is shown now is the business of `visibility`.

use super::node::Node;

/// When something is shown: every condition of a tag and of the views around it must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// `None`: the tag names no `visibleWhen`, only what a region must be for a per-region control.
    pub when: Option<VisibleWhen>,
    pub tag_name: Option<String>,
    /// Any of these labels.
    pub labels: Vec<String>,
    /// Any of these choices.
    pub choices: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisibleWhen {
    RegionSelected,
    NoRegionSelected,
    ChoiceSelected,
    ChoiceUnselected,
}

impl Condition {
    pub(super) fn of(node: &Node) -> Option<Self> {
        let when = node.attrs.get("visibleWhen").and_then(|text| match text.trim() {
            "region-selected" => Some(VisibleWhen::RegionSelected),
            "no-region-selected" => Some(VisibleWhen::NoRegionSelected),
            "choice-selected" => Some(VisibleWhen::ChoiceSelected),
            "choice-unselected" => Some(VisibleWhen::ChoiceUnselected),
            _ => None,
        });
        let condition = Self {
            when,
            tag_name: node.attrs.text("whenTagName"),
            labels: listed(node.attrs.get("whenLabelValue")),
            choices: listed(node.attrs.get("whenChoiceValue")),
        };
        let asks = when.is_some()
            || condition.tag_name.is_some()
            || !condition.labels.is_empty()
            || !condition.choices.is_empty();
        asks.then_some(condition)
    }
}

fn listed(text: Option<&str>) -> Vec<String> {
    text.into_iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
        .collect()
}
