//! TextArea: a list of submissions, each of them editable if the config says so, and a field for the next one. What
//! is typed into the field is a submission from the first pause on, so that drafts hold half-typed words too; Enter
//! only closes it and makes room for another.

use super::{Problem, Scope, element_id};
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::Control;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;

/// A pause in typing: one step of the history.
const PAUSE: Duration = Duration::from_millis(300);

/// One TextArea tag, for the task or for one region.
#[component]
pub fn TextArea(work: Work, control: Control, scope: Scope) -> impl IntoView {
    let Some(tag) = control.text_area().cloned() else { return ().into_any() };
    let name = control.name.clone();
    let texts = {
        let (name, scope) = (name.clone(), scope.clone());
        Memo::new(move |_| work.value(&name, scope.region()))
    };
    let field = Field {
        work,
        name: name.clone(),
        scope,
        rows: tag.rows,
        placeholder: tag.placeholder,
        unique: tag.skip_duplicates,
        editable: tag.editable,
        texts,
        typing: RwSignal::new(None),
        node: NodeRef::new(),
        timer: StoredValue::new_local(None),
    };
    field.follow_history();
    let most = tag.max_submissions;
    let full = move || {
        field.typing.get().is_none() && most.is_some_and(|most| texts.with(|t| t.len() >= most as usize))
    };
    let (list, next) = (field.clone(), field);
    let closed = Memo::new(move |_| {
        let typing = list.typing.get();
        texts.with(|all| {
            all.iter().cloned().enumerate().filter(|(i, _)| Some(*i) != typing).collect::<Vec<_>>()
        })
    });
    let rows = next.clone();
    let id = element_id(&name);
    view! {
        <div class="ed-textarea" id=id>
            <ul class="ed-submissions" hidden=move || closed.with(Vec::is_empty)>
                {move || closed.get().into_iter().map(|(i, text)| rows.submission(i, text)).collect_view()}
            </ul>
            <div hidden=full>{next.input()}</div>
            <Problem work=work control=name/>
        </div>
    }
    .into_any()
}

#[derive(Clone)]
struct Field {
    work: Work,
    name: String,
    scope: Scope,
    rows: u32,
    placeholder: String,
    unique: bool,
    editable: bool,
    texts: Memo<Vec<String>>,
    /// Which submission stands in the field for the next one.
    typing: RwSignal<Option<usize>>,
    node: NodeRef<html::Textarea>,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
}

impl Field {
    fn set(&self, texts: Vec<String>) {
        self.work.set_value(&self.name, self.scope.region(), texts);
    }

    /// Undo, redo or a deletion may change or take away what stands in the field.
    fn follow_history(&self) {
        let field = self.clone();
        Effect::new(move |_| {
            let all = field.texts.get();
            let (Some(at), Some(node)) = (field.typing.get_untracked(), field.node.get()) else { return };
            match all.get(at) {
                Some(text) if node.value().trim_end() != text.trim_end() => node.set_value(text),
                Some(_) => {}
                None => {
                    field.typing.set(None);
                    node.set_value("");
                }
            }
        });
    }

    fn typed(&self) {
        self.cancel_timer();
        let field = self.clone();
        let timer = set_timeout_with_handle(move || field.take(), PAUSE).ok();
        self.timer.set_value(timer);
    }

    fn cancel_timer(&self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// What stands in the field becomes, changes or stops being a submission.
    fn take(&self) {
        self.cancel_timer();
        let Some(Some(node)) = self.node.try_get_untracked() else { return };
        let text = node.value();
        let mut all = self.texts.get_untracked();
        let empty = text.trim().is_empty();
        match self.typing.get_untracked() {
            Some(at) if empty => {
                self.typing.set(None);
                if at < all.len() {
                    all.remove(at);
                    self.set(all);
                }
            }
            Some(at) => {
                if let Some(old) = all.get_mut(at).filter(|old| **old != text) {
                    *old = text;
                    self.set(all);
                }
            }
            None if empty => {}
            None => {
                self.typing.set(Some(all.len()));
                all.push(text);
                self.set(all);
            }
        }
    }

    /// Closes the submission in the field and empties it for another.
    fn close(&self) {
        self.take();
        let Some(at) = self.typing.get_untracked() else { return };
        let all = self.texts.get_untracked();
        let double = self.unique && all.iter().enumerate().any(|(i, t)| i != at && Some(t) == all.get(at));
        if double {
            self.work.complain(&self.name, t().editor.duplicate_text);
            return;
        }
        self.typing.set(None);
        if let Some(node) = self.node.get_untracked() {
            node.set_value("");
        }
    }

    fn remove(&self, at: usize) {
        let mut all = self.texts.get_untracked();
        if at >= all.len() {
            return;
        }
        all.remove(at);
        self.typing.update(|typing| *typing = typing.map(|t| if t > at { t - 1 } else { t }));
        self.set(all);
    }

    fn replace(&self, at: usize, text: String) {
        let mut all = self.texts.get_untracked();
        if text.trim().is_empty() {
            self.remove(at);
        } else if let Some(old) = all.get_mut(at).filter(|old| **old != text) {
            *old = text;
            self.set(all);
        }
    }

    fn submission(&self, at: usize, text: String) -> AnyView {
        let (change, remove) = (self.clone(), self.clone());
        let label = (t().editor.submission)(&self.name, at + 1);
        let delete = (t().editor.delete_submission)(at + 1);
        let shown = if self.editable {
            let rows = (text.lines().count() as u32).clamp(self.rows, 12);
            view! {
                <textarea
                    class="ed-input"
                    rows=rows
                    aria-label=label
                    prop:value=text
                    on:change=move |ev| change.replace(at, event_target_value(&ev))
                ></textarea>
            }
            .into_any()
        } else {
            view! { <p class="ed-submission-text">{text}</p> }.into_any()
        };
        view! {
            <li class="ed-submission">
                {shown}
                <button type="button" class="ed-icon" aria-label=delete.clone() title=delete on:click=move |_| remove.remove(at)>
                    {crate::editor::icons::Icon::Close.view()}
                </button>
            </li>
        }
        .into_any()
    }

    fn input(&self) -> AnyView {
        let (on_input, on_change, on_key, on_click) =
            (self.clone(), self.clone(), self.clone(), self.clone());
        let multi = self.rows > 1;
        let name = self.name.clone();
        let (invalid, described) = (name.clone(), name.clone());
        let work = self.work;
        view! {
            <div class="ed-next">
                <textarea
                    class="ed-input"
                    node_ref=self.node
                    rows=self.rows
                    placeholder=self.placeholder.clone()
                    aria-label=name.clone()
                    aria-invalid=move || work.problem_of(&invalid).map(|_| "true")
                    aria-describedby=move || work.problem_of(&described).map(|_| format!("problem-{described}"))
                    data-testid=format!("textarea-{name}")
                    on:input=move |_| on_input.typed()
                    on:change=move |_| on_change.take()
                    on:keydown=move |ev| {
                        let plain = !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key() && !ev.is_composing();
                        if ev.key() == "Enter" && plain && ev.shift_key() == multi {
                            ev.prevent_default();
                            on_key.close();
                        }
                    }
                ></textarea>
                <button type="button" class="ed-button" on:click=move |_| on_click.close()>{t().editor.add}</button>
            </div>
        }
        .into_any()
    }
}
