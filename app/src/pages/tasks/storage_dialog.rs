//! The dialog of one storage's settings: fill in, check, save, delete. Nothing is saved that the check refuses.

mod check;
mod dry_run;
mod fields;

use super::storage_form::StorageForm;
use crate::api::error::ApiError;
use crate::api::functions;
use crate::api::types::{StorageCard, StorageInput};
use crate::messages::t;
use crate::model::ids::ProjectId;
use crate::model::storage::{CheckReport, Side};
use crate::pages::project::use_project;
use crate::ui::confirm::{Question, use_confirm};
use crate::ui::dialog::Dialog;
use crate::ui::icons::Icon;
use crate::ui::states::{Callout, Tone};
use crate::ui::toast::use_toasts;
use check::CheckSteps;
pub use dry_run::change_words;
use dry_run::{Trial, TrialView};
use fields::Fields;
use leptos::prelude::*;

/// What the dialog is open for.
#[derive(Clone, Debug, PartialEq)]
pub enum Editing {
    New(ProjectId, Side),
    Existing(Box<StorageCard>),
}

impl Editing {
    fn title(&self) -> &'static str {
        let words = t().storage;
        match self {
            Self::New(_, Side::Source) => words.add_source,
            Self::New(_, Side::Target) => words.add_target,
            Self::Existing(card) if card.side == Side::Source => words.source_settings,
            Self::Existing(_) => words.target_settings,
        }
    }

    fn side(&self) -> Side {
        match self {
            Self::New(_, side) => *side,
            Self::Existing(card) => card.side,
        }
    }

    fn form(&self) -> StorageForm {
        match self {
            Self::New(project, side) => StorageForm::of_new(*project, *side),
            Self::Existing(card) => StorageForm::of_card(card),
        }
    }
}

#[component]
pub fn StorageDialog(editing: RwSignal<Option<Editing>>) -> impl IntoView {
    let title = Signal::derive(move || {
        editing.with(|editing| editing.as_ref().map(Editing::title).unwrap_or_default().to_owned())
    });
    view! {
        <Dialog
            id="storage"
            title
            open=Signal::derive(move || editing.with(Option::is_some))
            on_close=move |()| editing.set(None)
            wide=true
        >
            {move || editing.get_untracked().map(|now| view! { <SettingsForm now editing /> })}
        </Dialog>
    }
}

/// What the dialog is busy with, and what came of it.
#[derive(Clone, Copy)]
struct Progress {
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    report: RwSignal<Option<CheckReport>>,
    trial: Trial,
}

impl Progress {
    fn new() -> Self {
        let (busy, error, report) = (RwSignal::new(false), RwSignal::new(None), RwSignal::new(None));
        Self { busy, error, report, trial: Trial::default() }
    }

    fn is_busy(self) -> bool {
        self.busy.get() || self.trial.is_asking()
    }

    /// Forgets what was found under settings that may have changed; what is filled in, if it can be understood.
    fn begin(self, form: StorageForm) -> Option<StorageInput> {
        self.report.set(None);
        self.trial.clear();
        self.error.set(None);
        match form.input() {
            Ok(input) => Some(input),
            Err((field, why)) => {
                self.error.set(Some(ApiError::field(field, why)));
                None
            }
        }
    }
}

#[component]
fn SettingsForm(now: Editing, editing: RwSignal<Option<Editing>>) -> impl IntoView {
    let form = now.form();
    let progress = Progress::new();
    let save = use_saving(form, progress, editing);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        save.run(());
    };
    let is_source = now.side() == Side::Source;
    let delete = match now {
        Editing::Existing(card) => view! { <DeleteButton card=*card editing /> }.into_any(),
        Editing::New(..) => ().into_any(),
    };
    view! {
        <form class="storage-form" on:submit=submit novalidate autocomplete="off">
            <div class="dialog-body">
                <Fields form error=progress.error />
                <CheckSteps report=progress.report />
                <TrialView trial=progress.trial again=Callback::new(move |()| dry_run(form, progress)) />
            </div>
            <FormError progress />
            <footer class="dialog-foot">
                {delete} <span class="grow"></span>
                {is_source.then(|| view! {
                    <button
                        type="button"
                        class="button"
                        title=t().storage.dry_run_text
                        disabled=move || progress.is_busy()
                        on:click=move |_| dry_run(form, progress)
                    >
                        {t().storage.dry_run}
                    </button>
                })}
                <button
                    type="button"
                    class="button"
                    disabled=move || progress.is_busy()
                    on:click=move |_| check(form, progress)
                >
                    {t().storage.check}
                </button>
                <button type="submit" class="button primary" disabled=move || progress.is_busy()>
                    {move || if progress.is_busy() { t().storage.checking } else { t().storage.check_and_save }}
                </button>
            </footer>
        </form>
    }
}

/// What is wrong, beside the buttons, where it is seen however far the fields are scrolled.
#[component]
fn FormError(progress: Progress) -> impl IntoView {
    move || {
        progress.error.get().map(|error| {
            let title = match error {
                ApiError::Invalid { .. } => t().storage.not_saved_invalid,
                _ => t().storage.not_saved,
            };
            view! {
                <div class="dialog-error" role="alert">
                    <Callout tone=Tone::Bad>
                        <p>
                            <strong>{title}</strong>
                        </p>
                        <p class="pre-line">{error.to_string()}</p>
                    </Callout>
                </div>
            }
        })
    }
}

fn dry_run(form: StorageForm, progress: Progress) {
    if let Some(input) = progress.begin(form) {
        progress.trial.begin(functions::begin_dry_run(input));
    }
}

fn check(form: StorageForm, progress: Progress) {
    let Some(input) = progress.begin(form) else { return };
    progress.busy.set(true);
    leptos::task::spawn_local(async move {
        match functions::check_storage(input).await {
            Ok(report) => progress.report.try_set(Some(report)),
            Err(error) => progress.error.try_set(Some(error)).map(|_| None),
        };
        progress.busy.try_set(false);
    });
}

/// Checks and saves; closes the dialog when that went well.
fn use_saving(form: StorageForm, progress: Progress, editing: RwSignal<Option<Editing>>) -> Callback<()> {
    let toasts = use_toasts();
    let context = use_project();
    Callback::new(move |()| {
        let Some(input) = progress.begin(form) else { return };
        progress.busy.set(true);
        leptos::task::spawn_local(async move {
            match functions::save_storage(input).await {
                Ok(card) => {
                    if let Some(context) = context {
                        context.live.put(card);
                    }
                    editing.try_set(None);
                    toasts.good(t().storage.saved);
                }
                Err(error) => {
                    progress.error.try_set(Some(error));
                }
            }
            progress.busy.try_set(false);
        });
    })
}

/// Forgets the storage; its tasks and annotations stay.
#[component]
fn DeleteButton(card: StorageCard, editing: RwSignal<Option<Editing>>) -> impl IntoView {
    let toasts = use_toasts();
    let confirm = use_confirm();
    let context = use_project();
    let (side, id) = (card.side, card.id);
    let delete = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            match functions::delete_storage(side, id).await {
                Ok(()) => {
                    if let Some(context) = context {
                        context.live.remove(id);
                    }
                    editing.try_set(None);
                    toasts.good(t().storage.deleted);
                }
                Err(error) => toasts.bad(error),
            }
        });
    });
    let ask = move |_| {
        let text = match side {
            Side::Source => t().storage.delete_source_text,
            Side::Target => t().storage.delete_target_text,
        };
        confirm.ask(Question {
            title: t().storage.delete_title.to_owned(),
            text: text.to_owned(),
            action: t().storage.delete.to_owned(),
            destroys: true,
            on_yes: delete,
        });
    };
    view! {
        <button type="button" class="button ghost danger-text" on:click=ask>
            {Icon::Trash.view()}
            {t().storage.delete}
        </button>
    }
}
