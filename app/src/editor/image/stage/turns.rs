//! The image turned by quarters. Regions stay in the frame of the image that is not turned; their results tell how it
//! was turned while it was labeled.

use super::Stage;
use crate::model::geometry::Turn;
use crate::model::ops::Operation;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use serde_json::Value;

impl Stage {
    /// Turns the image by a quarter, and tells its results, which is one step to undo.
    pub fn turn(&self, clockwise: bool) {
        let turn = self.view.get_untracked().turn.next(clockwise);
        self.turn_to(turn);
        let item = untrack(|| self.item());
        let regions: Vec<String> = self.work.regions.with_untracked(|all| {
            all.iter().filter(|r| self.is_here(&r.object, r.item, item)).map(|r| r.id.clone()).collect()
        });
        if !regions.is_empty() {
            self.work.apply(&[Operation::SetRotation { regions, rotation: turn.degrees() }]);
        }
    }

    pub(super) fn turn_to(&self, turn: Turn) {
        let Some(room) = self.room() else { return };
        if self.fitted.get_untracked() {
            self.view.update(|view| view.turn = turn);
            self.fit();
        } else {
            self.view.update(|view| *view = view.turned(turn, room));
        }
    }

    /// How the image was turned when its results were made, if there are any.
    pub(super) fn turn_of_results(&self) -> Option<Turn> {
        let item = untrack(|| self.item());
        self.work.paper.with_untracked(|paper| self.turn_told(&paper.document, item))
    }

    fn turn_told(&self, document: &crate::model::result::Document, item: u32) -> Option<Turn> {
        let here = document.regions().iter().find(|r| self.is_here(&r.to_name, r.item, item))?;
        let result = document.result(here.parts.first()?.entry)?;
        result.get("image_rotation").and_then(Value::as_f64).map(Turn::of_degrees)
    }

    /// Undoing a turn turns the image back.
    pub(super) fn follow_turns(self) {
        let told = Memo::new(move |_| {
            let item = self.item();
            self.work.paper.with(|paper| self.turn_told(&paper.document, item))
        });
        Effect::new(move |before: Option<Option<Turn>>| {
            let now = told.get();
            let turned = before.is_some_and(|before| before.is_some() && before != now);
            if let Some(turn) = now.filter(|turn| turned && *turn != self.view.get_untracked().turn) {
                self.turn_to(turn);
            }
            now
        });
    }
}
