//! Opening a tab: what this browser kept of the task and the server's drafts are read first, so that unfinished work is
//! what shows. Nothing shows before.

use super::kept::{self, Kept};
use super::session;
use super::tabs::{self, Open, Tab};
use crate::api::functions::task as fetch_task;
use crate::api::types::TaskDetail;
use crate::ui::confirm::use_confirm;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

impl Open {
    pub fn new(task: Arc<TaskDetail>) -> Self {
        Self {
            task: RwSignal::new(task),
            tab: RwSignal::new(Tab::New),
            round: RwSignal::new(0),
            wanted: StoredValue::new(None),
            shown: RwSignal::new(None),
            kept: StoredValue::new(Arc::default()),
            said: RwSignal::new(None),
            confirm: use_confirm(),
            work: StoredValue::new(None),
        }
    }

    /// Opens the tab that the address asks for, or where work was left; from then on whatever is asked for.
    pub fn begin(self) {
        let task = self.task.get_untracked();
        spawn_local(async move {
            let found = Kept { found: kept::read(&task).await };
            let asked = tabs::asked_for().filter(|id| task.annotations.iter().any(|known| known.id == *id));
            let first = asked.or_else(|| session::first_tab(&task, &found)).map_or(Tab::New, Tab::Annotation);
            // The task may have been left meanwhile.
            let Some(round) = self.round.try_get_untracked() else { return };
            self.wanted.try_set_value(Some((first, round)));
            let _ = self.tab.try_set(first);
            self.show((first, round), found);
            kept::tidy();
        });
        Effect::new(move |_| {
            let asked = (self.tab.get(), self.round.get());
            // Until the first tab shows, there is nothing to change.
            if self.wanted.get_value().is_some_and(|wanted| wanted != asked) {
                self.wanted.set_value(Some(asked));
                spawn_local(self.read_again(asked));
            }
        });
    }

    /// The server's drafts may have moved on since the task came; without an answer, those that are known stand.
    async fn read_again(self, asked: (Tab, u32)) {
        let Some(id) = self.task.try_with_untracked(|task| task.id) else { return };
        if let Ok(now) = fetch_task(id).await {
            let _ = self.task.try_update_untracked(|task| Arc::make_mut(task).drafts = now.drafts);
        }
        let Some(task) = self.task.try_get_untracked() else { return };
        let found = kept::read(&task).await;
        self.show(asked, Kept { found });
    }

    /// Unless something else was asked for meanwhile.
    fn show(self, asked: (Tab, u32), found: Kept) {
        if self.wanted.try_get_value().flatten() != Some(asked) {
            return;
        }
        self.kept.try_set_value(Arc::new(found));
        let _ = self.shown.try_update(|shown| {
            *shown = Some((asked.0, shown.map_or(0, |(_, showing)| showing + 1)));
        });
    }
}
