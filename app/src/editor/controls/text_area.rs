//! TextArea: a list of submissions, each of them editable if the config says so, and a field for the next one. What
//! is typed into the field is a submission from the first pause on, so that drafts hold half-typed words too; Enter
//! only closes it and makes room for another. Shortcuts put their text where the caret was last.

mod shortcuts;

use super::ask::Ask;
use super::field::Later;
use crate::messages::t;
use crate::model::config::TextArea as Tag;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use serde_json::Value;
use std::sync::Arc;

/// One TextArea tag.
#[component]
pub fn TextArea(ask: Ask) -> impl IntoView {
    let Some(tag) = ask.control.text_area().cloned() else { return ().into_any() };
    let answer = ask.answer();
    let texts = Memo::new(move |_| {
        let texts = |said: &Value| match said {
            Value::String(one) => vec![one.clone()],
            Value::Array(all) => all.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        };
        answer.with(|said| said.as_ref().map(texts).unwrap_or_default())
    });
    let field = Field {
        ask: ask.clone(),
        tag: Arc::new(tag),
        texts,
        typing: RwSignal::new(None),
        node: NodeRef::new(),
        last: StoredValue::new_local(None),
        later: Later::new(),
    };
    field.follow_history();
    let most = field.tag.max_submissions;
    let full = move || {
        field.typing.get().is_none() && most.is_some_and(|most| texts.with(|t| t.len() >= most as usize))
    };
    let typing = field.typing;
    let closed = Memo::new(move |_| {
        let typing = typing.get();
        texts.with(|all| {
            all.iter().cloned().enumerate().filter(|(i, _)| Some(*i) != typing).collect::<Vec<_>>()
        })
    });
    let rows = field.clone();
    let label = field.tag.label.clone().map(|label| view! { <p class="ed-field-label">{label}</p> });
    let body = view! {
        {label}
        {shortcuts::bar(&field)}
        <ul class="ed-submissions" hidden=move || closed.with(Vec::is_empty)>
            {move || closed.get().into_iter().map(|(i, text)| rows.submission(i, text)).collect_view()}
        </ul>
        <div hidden=full>{field.input()}</div>
    };
    ask.frame("ed-textarea", format!("textarea-group-{}", ask.name()), body.into_any())
}

#[derive(Clone)]
struct Field {
    ask: Ask,
    tag: Arc<Tag>,
    texts: Memo<Vec<String>>,
    /// Which submission stands in the field for the next one.
    typing: RwSignal<Option<usize>>,
    node: NodeRef<html::Textarea>,
    /// The field of this control that had the focus last: Shortcuts go there.
    last: StoredValue<Option<web_sys::HtmlTextAreaElement>, LocalStorage>,
    later: Later,
}

impl Field {
    fn set(&self, texts: Vec<String>) -> bool {
        let said = (!texts.is_empty()).then(|| Value::from(texts));
        self.ask.set(said.as_ref())
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
        let field = self.clone();
        self.later.run(move || field.take());
    }

    /// What stands in the field becomes, changes or stops being a submission.
    fn take(&self) {
        self.later.cancel();
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
        if !self.tag.allow_submit {
            return;
        }
        let Some(at) = self.typing.get_untracked() else { return };
        let all = self.texts.get_untracked();
        let same = |i: usize, text: &String| {
            i != at && all.get(at).is_some_and(|own| own.to_lowercase() == text.to_lowercase())
        };
        if self.tag.skip_duplicates && all.iter().enumerate().any(|(i, text)| same(i, text)) {
            return self.ask.complain(t().validation.duplicate_text);
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
        let (change, remove, focused) = (self.clone(), self.clone(), self.last);
        let label = (t().editor.submission)(self.ask.name(), at + 1);
        let delete = (t().editor.delete_submission)(at + 1);
        let node = NodeRef::<html::Textarea>::new();
        let shown = if self.tag.editable || self.tag.transcription {
            let rows = (text.lines().count() as u32).clamp(self.tag.rows, 12);
            view! {
                <textarea
                    class="ed-input"
                    node_ref=node
                    rows=rows
                    aria-label=label
                    prop:value=text
                    on:focus=move |_| focused.set_value(node.get_untracked())
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
        let (multi, allows) = (self.tag.rows > 1, self.tag.allow_submit);
        let (invalid, described) = (self.ask.clone(), self.ask.clone());
        let (node, last) = (self.node, self.last);
        let add = (self.tag.show_submit_button && self.tag.allow_submit).then(|| {
            view! {
                <button type="button" class="ed-button" on:click=move |_| on_click.close()>{t().editor.add}</button>
            }
        });
        view! {
            <div class="ed-next">
                <textarea
                    class="ed-input"
                    node_ref=node
                    rows=self.tag.rows
                    placeholder=self.tag.placeholder.clone()
                    aria-label=self.tag.label.clone().unwrap_or_else(|| self.ask.name().to_owned())
                    aria-invalid=move || invalid.invalid()
                    aria-describedby=move || described.described()
                    data-testid=format!("textarea-{}", self.ask.name())
                    on:input=move |_| on_input.typed()
                    on:change=move |_| on_change.take()
                    on:focus=move |_| last.set_value(node.get_untracked())
                    on:keydown=move |ev| {
                        let plain = !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key() && !ev.is_composing();
                        if ev.key() == "Enter" && plain && ev.shift_key() == multi && allows {
                            ev.prevent_default();
                            on_key.close();
                        }
                    }
                ></textarea>
                {add}
            </div>
        }
        .into_any()
    }
}
