//! One control asked of one thing, or of several at once: what it says of them, what is wrong with that, and saying
//! something else. Every widget works through this.

use super::element_id;
use crate::editor::asking::said;
use crate::editor::browser;
use crate::editor::icons::Icon;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::Control;
use crate::model::result::Subject;
use crate::model::validate;
use leptos::prelude::*;
use serde_json::Value;
use std::sync::Arc;

/// What a control is asked of. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope(Vec<Subject>);

impl From<Subject> for Scope {
    fn from(subject: Subject) -> Self {
        Self(vec![subject])
    }
}

impl Scope {
    pub fn regions(ids: Vec<String>) -> Self {
        Self(ids.into_iter().map(Subject::Region).collect())
    }

    pub fn of(subjects: Vec<Subject>) -> Option<Self> {
        (!subjects.is_empty()).then_some(Self(subjects))
    }
}

/// Handed from a widget to its parts.
#[derive(Clone)]
pub struct Ask {
    pub work: Work,
    pub control: Arc<Control>,
    pub scope: Scope,
}

impl Ask {
    pub fn name(&self) -> &str {
        &self.control.name
    }

    /// Names the group among others of the same control.
    pub fn group(&self) -> String {
        let of = self.scope.0.first().map(|first| match first {
            Subject::Task => String::new(),
            Subject::Item(item) => format!("-{item}"),
            Subject::Region(id) => format!("-{id}"),
        });
        self.work.own_id(&format!("{}{}", self.name(), of.unwrap_or_default()))
    }

    /// What the control says; nothing where it says several things of several regions. Reactive.
    pub fn said(&self) -> Option<Value> {
        let mut all = self.scope.0.iter().map(|of| self.work.answer(self.name(), of));
        let first = all.next().flatten();
        all.all(|other| other == first).then_some(first).flatten()
    }

    /// It says different things of different regions. Reactive.
    pub fn differs(&self) -> bool {
        let mut all = self.scope.0.iter().map(|of| self.work.answer(self.name(), of));
        let first = all.next();
        all.any(|other| Some(&other) != first.as_ref())
    }

    /// What the control says, followed by whatever reads it.
    pub fn answer(&self) -> Memo<Option<Value>> {
        let ask = self.clone();
        Memo::new(move |_| ask.said())
    }

    /// Says something of everything it is asked of, in one step; `None` takes the answers away. False if nothing came
    /// of it.
    pub fn set(&self, said: Option<&Value>) -> bool {
        match self.scope.0.as_slice() {
            [only] => self.work.set_answer(self.name(), only, said.cloned()),
            several => self.work.set_answers(self.name(), several, said),
        }
    }

    /// Takes the answer back; hidden while there is none.
    pub fn clear_button(&self, hidden: impl Fn() -> bool + Send + 'static) -> AnyView {
        let ask = self.clone();
        view! {
            <button
                type="button"
                class="ed-icon"
                aria-label=t().answers.clear
                title=t().answers.clear
                hidden=hidden
                on:click=move |_| { ask.set(None); }
            >
                {Icon::Close.view()}
            </button>
        }
        .into_any()
    }

    /// Why the control is not content: what was found when the work was handed in, else what is wrong with the answer
    /// as it stands. Reactive.
    pub fn problem(&self) -> Option<String> {
        let found = self.scope.0.iter().find_map(|of| self.work.problem_of(self.name(), of));
        found.or_else(|| {
            let today = browser::today();
            validate::check_said(&self.control, &self.said()?, today.as_ref()).map(|reason| said(&reason))
        })
    }

    pub fn complain(&self, words: &str) {
        self.work.complain(self.name(), words);
    }

    /// The id of the words below the control that say what is wrong.
    pub fn problem_id(&self) -> String {
        format!("problem-{}", self.group())
    }

    /// For `aria-invalid`. Reactive.
    pub fn invalid(&self) -> Option<&'static str> {
        self.problem().map(|_| "true")
    }

    /// For `aria-describedby`. Reactive.
    pub fn described(&self) -> Option<String> {
        self.problem().map(|_| self.problem_id())
    }

    /// The words below a control: what is wrong, and that several things are said.
    pub fn notes(&self) -> AnyView {
        let (problem, differs) = (self.clone(), self.clone());
        let text = Memo::new(move |_| problem.problem());
        let several = Memo::new(move |_| differs.differs());
        let id = self.problem_id();
        view! {
            <p class="ed-per-region" hidden=move || !several.get()>{t().answers.several}</p>
            {move || text.get().map(|text| view! { <p class="ed-problem" id=id.clone()>{text}</p> })}
        }
        .into_any()
    }

    /// The group of a control's parts, named for those who cannot see it, with its notes below.
    pub fn frame(&self, class: &str, testid: String, body: AnyView) -> AnyView {
        let described = self.clone();
        view! {
            <div
                class=format!("ed-ask {class}")
                id=element_id(self.work, self.name())
                role="group"
                tabindex="-1"
                aria-label=self.name().to_owned()
                aria-describedby=move || described.described()
                data-testid=testid
            >
                {body}
                {self.notes()}
            </div>
        }
        .into_any()
    }
}
