//! Relations between regions: making one with two picks, the panel that lists them, and the lines that are drawn between
//! objects. Lines within one image are the image's own business.

mod lines;
mod panel;
mod row;

pub use lines::view as lines_view;
pub use panel::view as panel_view;

use super::regions::title_of;
use super::state::Work;
use crate::messages::t;
use crate::model::ops::{NewRelation, Operation};
use crate::ui::effect::Effect;
use leptos::prelude::*;

/// A relation as the panel shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RelationView {
    pub from: String,
    pub to: String,
    /// `right`, `left` or `bi`.
    pub direction: String,
    pub labels: Vec<String>,
}

/// The next way round: there, back, both.
pub fn turned(direction: &str) -> &'static str {
    match direction {
        "right" => "left",
        "left" => "bi",
        _ => "right",
    }
}

impl Work {
    /// All relations, as they were made. Reactive.
    pub fn relations(&self) -> Vec<RelationView> {
        self.paper.with(|paper| {
            let view = |relation: &crate::model::result::Relation| RelationView {
                from: relation.from.clone(),
                to: relation.to.clone(),
                direction: relation.direction.clone(),
                labels: relation.labels.clone(),
            };
            paper.document.relations().iter().map(view).collect()
        })
    }

    /// From the selected region a relation is to go to the one that is selected next.
    pub fn start_linking(&self) {
        if self.side.is_view() {
            return self.tell(t().panels.viewing);
        }
        match self.selected.get_untracked() {
            Some(from) => {
                self.side.aim.set(None);
                self.linking.set(Some(from));
                leave_button();
                self.say(t().panels.linking);
            }
            None => self.tell(t().panels.select_first),
        }
    }

    pub fn stop_linking(&self) {
        self.linking.set(None);
        self.side.aim.set(None);
        self.say(t().panels.linking_left);
    }

    /// While a relation is made the keys only look at the other regions; nothing is selected yet.
    pub fn aim_next(&self, back: bool) -> bool {
        let (from, aim) = (self.linking.get_untracked(), self.side.aim.get_untracked());
        let hidden = self.hidden.get_untracked();
        let next = self.regions.with_untracked(|all| {
            let others: Vec<_> =
                all.iter().filter(|r| Some(&r.id) != from.as_ref() && !hidden.contains(&r.id)).collect();
            let at = aim.and_then(|aim| others.iter().position(|r| r.id == aim));
            let next = match (at, back) {
                (None, false) => 0,
                (None, true) => others.len().checked_sub(1)?,
                (Some(at), false) => (at + 1) % others.len(),
                (Some(at), true) => at.checked_sub(1).unwrap_or(others.len() - 1),
            };
            let region = others.get(next)?;
            Some((region.id.clone(), (t().panels.aim)(&title_of(region), next + 1, others.len())))
        });
        if let Some((id, words)) = next {
            self.side.aim.set(Some(id));
            self.tell(words);
        }
        true
    }

    /// Enter is for the relation: the keys stand at its other end.
    pub fn is_aiming(&self) -> bool {
        self.linking.with_untracked(Option::is_some) && self.side.aim.with_untracked(Option::is_some)
    }

    /// Makes the relation to the region that the keys stand at.
    pub fn link_aimed(&self) -> bool {
        if let Some(to) = self.side.aim.get_untracked() {
            self.link_to(&to);
        }
        true
    }

    /// Makes the relation; a region has none to itself.
    pub fn link_to(&self, to: &str) {
        let Some(from) = self.linking.get_untracked().filter(|from| from != to) else { return };
        self.linking.set(None);
        self.side.aim.set(None);
        let relation =
            NewRelation { from, to: to.to_owned(), direction: "right".to_owned(), labels: Vec::new() };
        let known = self.paper.with_untracked(|paper| {
            let all = paper.document.relations();
            all.iter().any(|known| known.from == relation.from && known.to == relation.to)
        });
        // One that is there already keeps its labels and its direction.
        if known || self.apply(&[Operation::AddRelation { relation }]) {
            self.say(t().panels.related);
        }
    }

    pub fn set_relation(&self, relation: RelationView) {
        let RelationView { from, to, direction, labels } = relation;
        self.apply(&[Operation::SetRelation { relation: NewRelation { from, to, direction, labels } }]);
    }

    pub fn delete_relation(&self, from: &str, to: &str) {
        self.apply(&[Operation::DeleteRelation { from: from.to_owned(), to: to.to_owned() }]);
    }
}

/// Enter is to pick the other region, not to press the button again that began it. The list knows what Enter means.
fn leave_button() {
    use wasm_bindgen::JsCast;
    let Some(active) = document().active_element().filter(|active| active.tag_name() == "BUTTON") else {
        return;
    };
    let in_list = active.closest(".ed-region-list").ok().flatten().is_some();
    if let Some(button) = active.dyn_ref::<web_sys::HtmlElement>().filter(|_| !in_list) {
        // A button that cannot be left is pressed again at worst.
        let _ = button.blur();
    }
}

/// Whatever sets the selection while a relation is made picks its other end.
pub fn follow_selection(work: Work) {
    Effect::new(move |_| {
        let selected = work.selected.get();
        if work.linking.with_untracked(Option::is_none) {
            return;
        }
        if let Some(to) = selected {
            work.link_to(&to);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_comes_round_again_after_all_three() {
        let mut direction = "right";
        let seen: Vec<&str> = (0..3)
            .map(|_| {
                direction = turned(direction);
                direction
            })
            .collect();
        assert_eq!(seen, ["left", "bi", "right"]);
    }
}
