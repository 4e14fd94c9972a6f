//! A copy of other results as a new annotation, in place of unfinished work on one.

use super::super::browser;
use super::super::drafts::DraftKeeper;
use super::super::kept::Found;
use super::super::mirror::{self, Mirror};
use super::{Open, Tab};
use crate::api::types::TaskDetail;
use crate::messages::t;
use crate::ui::confirm::Question;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use std::sync::Arc;

impl Open {
    /// Opens a copy of some results as a new annotation. Unfinished work on one is replaced only after asking.
    pub fn copy_to_new(self, result: &Value) {
        let result = result.clone();
        let go = move || spawn_local(self.put_copy(result.clone()));
        if !self.has_unfinished_new() {
            return go();
        }
        self.confirm.ask(Question {
            title: t().compare.replace_title.to_owned(),
            text: t().compare.replace_text.to_owned(),
            action: t().compare.replace.to_owned(),
            destroys: true,
            on_yes: Callback::new(move |()| go()),
        });
    }

    /// The work on a new annotation, while it is open.
    fn open_new(self) -> Option<DraftKeeper> {
        let work = self.work.try_get_value().flatten()?;
        (self.tab.try_get_untracked() == Some(Tab::New)).then(|| work.keeper())
    }

    fn has_unfinished_new(self) -> bool {
        let begun = self.open_new().is_some_and(|keeper| keeper.unsent() || keeper.base().is_some());
        let at_server =
            self.task.with_untracked(|task| task.drafts.iter().any(|draft| draft.annotation.is_none()));
        let is_new = |found: &Found| found.annotation.is_none() && found.is_unsent() && !found.head.aside;
        let here = self
            .kept
            .with_value(|kept| kept.found.iter().any(|found| is_new(found) && !is_empty(&found.result)));
        begun || at_server || here
    }

    /// The copy goes by the small storage of this browser, which is taken over when a tab opens.
    async fn put_copy(self, result: Value) {
        let open = self.open_new();
        if let Some(keeper) = &open {
            // Or its last save would arrive after the copy.
            keeper.close().await;
        }
        let at_server = |task: &Arc<TaskDetail>| {
            let draft = task.drafts.iter().find(|draft| draft.annotation.is_none());
            (task.id, draft.map(|draft| draft.updated_at.clone()))
        };
        let Some((task, known)) = self.task.try_with_untracked(at_server) else { return };
        let base = open.as_ref().map_or(known, DraftKeeper::base);
        let copy = Mirror { result, lead_time: 0.0, base, synced: false, at: browser::now_rfc3339() };
        if !mirror::write(task, None, &copy) {
            if let Some(keeper) = open {
                keeper.reopen();
            }
            let _ = self.said.try_set(Some((t().compare.not_done)(t().common.failed_title)));
            return;
        }
        match open {
            Some(keeper) => {
                // A sitting that stays is offered beside the copy.
                let _ = keeper.give_way().await;
                let _ = self.round.try_update(|round| *round += 1);
            }
            None => self.go(Tab::New),
        }
        let _ = self.said.try_set(Some(t().compare.duplicated.to_owned()));
    }
}

fn is_empty(result: &Value) -> bool {
    result.as_array().is_none_or(Vec::is_empty)
}
