//! One question before something that reaches far. Any page asks through the context; one dialog shows it, its
//! button in red where the answer takes something away.

use super::dialog::Dialog;
use crate::messages::t;
use leptos::prelude::*;

/// What is asked, and what a yes does.
#[derive(Clone)]
pub struct Question {
    pub title: String,
    pub text: String,
    /// The words on the button that does it.
    pub action: String,
    /// It takes something away.
    pub destroys: bool,
    pub on_yes: Callback<()>,
}

/// The way to ask.
#[derive(Clone, Copy)]
pub struct Confirm(RwSignal<Option<Question>>);

impl Confirm {
    pub fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    pub fn ask(self, question: Question) {
        self.0.set(Some(question));
    }
}

/// From the context that the app provides.
pub fn use_confirm() -> Confirm {
    use_context().unwrap_or_else(|| Confirm(RwSignal::new(None)))
}

/// Shows the question that stands.
#[component]
pub fn ConfirmDialog() -> impl IntoView {
    let Confirm(question) = use_confirm();
    let title =
        Signal::derive(move || question.with(|q| q.as_ref().map(|q| q.title.clone()).unwrap_or_default()));
    let look = move || match question.with(|q| q.as_ref().is_some_and(|q| q.destroys)) {
        true => "button danger",
        false => "button primary",
    };
    let close = move || question.set(None);
    let yes = move |_| {
        let asked = question.get_untracked();
        close();
        if let Some(asked) = asked {
            asked.on_yes.run(());
        }
    };
    view! {
        <Dialog id="confirm" title open=Signal::derive(move || question.with(Option::is_some)) on_close=move |()| close()>
            <div class="dialog-body">
                <p class="pre-line">{move || question.with(|q| q.as_ref().map(|q| q.text.clone()))}</p>
            </div>
            <footer class="dialog-foot">
                <button type="button" class="button" autofocus on:click=move |_| close()>
                    {t().common.cancel}
                </button>
                <button type="button" class=look on:click=yes>
                    {move || question.with(|q| q.as_ref().map(|q| q.action.clone()))}
                </button>
            </footer>
        </Dialog>
    }
}
