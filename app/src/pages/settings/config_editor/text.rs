//! The text itself: a plain textarea, so that everything a browser can do with text works, over a coloured copy of the
//! same text and beside its line numbers. Sets lines in, closes tags, and offers what can be written.

use super::Editing;
use super::insert::{put, selection};
use super::suggest::{Suggest, Suggestions};
use crate::messages::t;
use crate::model::config::edit::Edit;
use crate::model::config::typing;
use crate::pages::settings::highlight;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

#[component]
pub fn ConfigText(editing: Editing) -> impl IntoView {
    let Editing { text, problems, area, .. } = editing;
    let coloured = NodeRef::<html::Pre>::new();
    let gutter = NodeRef::<html::Div>::new();
    let suggest = Suggest::new(editing);
    let typing =
        Typing { suggest, leaving: StoredValue::new(false), acting: StoredValue::new(false), editing };
    let follow = move |_| {
        suggest.follow();
        let Some(area) = area.get_untracked() else { return };
        if let Some(coloured) = coloured.get_untracked() {
            coloured.set_scroll_top(area.scroll_top());
            coloured.set_scroll_left(area.scroll_left());
        }
        if let Some(gutter) = gutter.get_untracked() {
            gutter.set_scroll_top(area.scroll_top());
        }
    };
    let parts = move || {
        text.with(|text| {
            highlight::parts(text)
                .into_iter()
                .map(|(part, text)| view! { <span class=part.class()>{text.to_owned()}</span> })
                .collect_view()
        })
    };
    // Only what differs: even an equal text would put the caret at its end.
    Effect::new(move |_| {
        let text = text.get();
        if let Some(area) = area.get().filter(|area| area.value() != text) {
            area.set_value(&text);
        }
    });
    let changed = move |event: web_sys::Event| {
        text.set(event_target_value(&event));
        editing.forget_past();
        typing.typed();
    };
    view! {
        <div class="code-editor">
            <div class="gutter" aria-hidden="true" node_ref=gutter>
                <Numbers editing />
            </div>
            <div class="code-area">
                <pre class="coloured" aria-hidden="true" node_ref=coloured>
                    {parts}
                    "\n"
                </pre>
                <textarea
                    id="label-config"
                    node_ref=area
                    wrap="off"
                    spellcheck="false"
                    autocapitalize="none"
                    autocomplete="off"
                    aria-label=t().settings.config
                    aria-describedby="config-keys config-problems"
                    aria-autocomplete="list"
                    aria-haspopup="listbox"
                    aria-controls="config-suggestions"
                    aria-activedescendant=move || suggest.active_id()
                    aria-invalid=move || problems.with(|all| all.iter().any(|problem| problem.fatal)).to_string()
                    on:input=changed
                    on:keydown=move |event| typing.pressed(&event)
                    on:pointerdown=move |_| suggest.close()
                    on:blur=move |_| typing.left()
                    on:scroll=follow
                ></textarea>
            </div>
        </div>
        <Suggestions suggest />
        <p id="config-keys" class="field-hint">{t().config.keys_hint}</p>
    }
}

/// Line numbers, marked where something is wrong.
#[component]
fn Numbers(editing: Editing) -> impl IntoView {
    let Editing { text, problems, .. } = editing;
    let lines = Memo::new(move |_| text.with(|text| text.split('\n').count()) as u32);
    let number = move |line: u32| {
        let worst = Memo::new(move |_| {
            problems.with(|problems| problems.iter().find(|problem| problem.line == line).cloned())
        });
        let class =
            move || worst.with(|worst| worst.as_ref().map(|worst| if worst.fatal { "bad" } else { "warn" }));
        let title = move || worst.with(|worst| worst.as_ref().map(|worst| worst.message.clone()));
        view! { <span class=class title=title>{line}</span> }
    };
    view! { <For each=move || 1..=lines.get() key=|line| *line children=number /> }
}

/// What keys do in the text.
#[derive(Clone, Copy)]
struct Typing {
    editing: Editing,
    suggest: Suggest,
    /// Esc was pressed: the next Tab leaves.
    leaving: StoredValue<bool>,
    /// A change of our own is being made.
    acting: StoredValue<bool>,
}

impl Typing {
    fn area(self) -> Option<HtmlTextAreaElement> {
        self.editing.area.get_untracked()
    }

    /// After each change of the text.
    fn typed(self) {
        if self.acting.get_value() {
            return;
        }
        let Some(area) = self.area() else { return };
        let (text, caret) = (area.value(), selection(&area));
        let before = text.get(..caret.start).unwrap_or_default();
        if caret.is_empty()
            && before.ends_with('>')
            && self.grew()
            && let Some(edit) = typing::close_tag(&text, caret.start)
        {
            // The browser tells of an edit while it is made, and cannot tell of it within what is told of this one.
            leptos::task::spawn_local(async move {
                if area.value() == text {
                    self.put(&area, &edit);
                }
            });
        }
        self.suggest.typed();
    }

    /// The last change made the text longer: what was deleted is not to come back.
    fn grew(self) -> bool {
        let length = self.editing.text.with_untracked(String::len);
        self.suggest.grew_to(length)
    }

    fn put(self, area: &HtmlTextAreaElement, edit: &Edit) {
        self.acting.set_value(true);
        put(area, edit);
        self.acting.set_value(false);
    }

    fn left(self) {
        self.leaving.set_value(false);
        self.suggest.close();
    }

    fn pressed(self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        let key = event.key();
        if event.ctrl_key() && event.code() == "Space" {
            event.prevent_default();
            return self.suggest.ask();
        }
        if !modified && self.suggest.pressed(event) {
            return;
        }
        match key.as_str() {
            "Escape" => self.leaving.set_value(true),
            "Tab" if !modified && !self.leaving.get_value() => self.tab(event),
            "Enter" if !modified && !event.shift_key() => self.enter(event),
            "Shift" | "Tab" => {}
            _ => self.leaving.set_value(false),
        }
    }

    fn tab(self, event: &KeyboardEvent) {
        event.prevent_default();
        let Some(area) = self.area() else { return };
        let (text, selected) = (area.value(), selection(&area));
        let edit = if event.shift_key() {
            typing::outdent(&text, selected)
        } else {
            Some(typing::indent(&text, selected))
        };
        if let Some(edit) = edit {
            self.put(&area, &edit);
        }
    }

    fn enter(self, event: &KeyboardEvent) {
        event.prevent_default();
        let Some(area) = self.area() else { return };
        let edit = typing::new_line(&area.value(), selection(&area));
        self.put(&area, &edit);
    }
}
