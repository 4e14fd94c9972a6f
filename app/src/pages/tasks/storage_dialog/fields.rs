//! The fields of a storage, in the order in which a person thinks of them: where it is, what of it, how it is read,
//! who we are to it.

use crate::api::error::ApiError;
use crate::messages::t;
use crate::model::storage::{Side, StorageKind};
use crate::model::target::DocumentShape;
use crate::pages::tasks::storage_form::{Credentials, StorageForm};
use crate::ui::field::{Checkbox, Choice, TextArea, TextField};
use leptos::prelude::*;

#[component]
pub fn Fields(form: StorageForm, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let words = t().storage;
    let kinds = StorageKind::SUPPORTED.map(|kind| (kind, kind.title().to_owned())).to_vec();
    let of = move |field: &'static str| field_error(error, field);
    let local = Signal::derive(move || form.kind.get() == StorageKind::Local);
    let path_label =
        Signal::derive(move || (if local.get() { words.folder } else { words.bucket }).to_owned());
    let path_placeholder =
        Signal::derive(move || (if local.get() { "/data/images" } else { "my-bucket" }).to_owned());
    view! {
        <Choice name="storage-kind" legend=words.kind options=kinds value=form.kind />
        <div class="field-row">
            <TextField
                id="storage-path"
                label=path_label
                value=form.path
                error=of("path")
                placeholder=path_placeholder
                code=true
                required=true
                autofocus=form.id.is_none()
            />
            <TextField
                id="storage-prefix"
                label=words.prefix.to_owned()
                value=form.prefix
                error=of("prefix")
                hint=words.prefix_hint.to_owned()
                code=true
            />
        </div>
        {match form.side {
            Side::Source => view! { <SourceFields form error /> }.into_any(),
            Side::Target => view! { <TargetFields form error /> }.into_any(),
        }}
        <TextField id="storage-title" label=words.title.to_owned() value=form.title error=of("title") hint=words.title_hint.to_owned() />
        <Place form error />
        <Access form error />
        <Schedule form error />
    }
}

fn field_error(error: RwSignal<Option<ApiError>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.of_field(field))))
}

/// Whether what is wrong is among these fields: then they are shown.
fn any_wrong(error: RwSignal<Option<ApiError>>, fields: &'static [&'static str]) -> Signal<bool> {
    Signal::derive(move || {
        error.with(|error| {
            error.as_ref().is_some_and(|error| fields.iter().any(|field| error.of_field(field).is_some()))
        })
    })
}

/// What becomes of a source's objects.
#[component]
fn SourceFields(form: StorageForm, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let words = t().storage;
    let reading = vec![(false, words.as_json.to_owned()), (true, words.as_blobs.to_owned())];
    let field = move |id: &'static str,
                      label: &'static str,
                      value: RwSignal<String>,
                      name: &'static str,
                      hint: &'static str| {
        view! {
            <TextField
                id
                label=label.to_owned()
                value
                error=field_error(error, name)
                hint=hint.to_owned()
                code=true
            />
        }
        .into_any()
    };
    view! {
        <TextField
            id="storage-regex"
            label=words.regex.to_owned()
            value=form.regex
            error=field_error(error, "regex")
            hint=words.regex_hint.to_owned()
            placeholder=r"\.(jpe?g|png)$".to_owned()
            code=true
        />
        <div class="field-row">
            <Choice name="storage-reading" legend=words.reading options=reading value=form.use_blob_urls hint=words.reading_hint.to_owned() />
            {move || match form.use_blob_urls.get() {
                true => field("storage-data-key", words.data_key, form.data_key, "data_key", words.data_key_hint),
                false => field("storage-row-id", words.row_id, form.row_id, "row_id", words.row_id_hint),
            }}
        </div>
        <Checkbox id="storage-copy" label=words.local_copy value=form.create_local_copy hint=words.local_copy_source.to_owned() />
        <Checkbox id="storage-recursive" label=words.recursive value=form.recursive />
    }
}

#[component]
fn TargetFields(form: StorageForm, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let words = t().storage;
    let shapes = vec![
        (DocumentShape::Task, words.shape_task.to_owned()),
        (DocumentShape::Completions, words.shape_completions.to_owned()),
        (DocumentShape::Annotation, words.shape_annotation.to_owned()),
    ];
    view! {
        <Choice name="storage-shape" legend=words.shape options=shapes value=form.shape hint=words.shape_hint.to_owned() />
        <TextField
            id="storage-keys"
            label=words.key_template.to_owned()
            value=form.key_template
            error=field_error(error, "key_template")
            hint=words.key_template_hint.to_owned()
            placeholder=Signal::derive(move || form.shape.get().usual_keys().to_owned())
            code=true
        />
        <Checkbox id="storage-copy" label=words.local_copy value=form.create_local_copy hint=words.local_copy_target.to_owned() />
        <Checkbox id="storage-roll-up" label=words.roll_up value=form.roll_up hint=words.roll_up_hint.to_owned() />
        <Checkbox id="storage-delete" label=words.can_delete value=form.can_delete_objects hint=words.can_delete_hint.to_owned() />
        <Checkbox id="storage-adopt" label=words.adopt_option value=form.adopt hint=words.adopt_hint.to_owned() />
    }
}

/// Where the store is, for those that are not at the cloud's own address; how browsers get its media.
#[component]
fn Place(form: StorageForm, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let words = t().storage;
    let remote = move || form.kind.get() != StorageKind::Local;
    let media = move || {
        (form.side == Side::Source).then(|| {
            view! {
                <Checkbox id="storage-presign" label=words.presign value=form.presign hint=words.presign_hint.to_owned() />
                <TextField id="storage-ttl" label=words.presign_ttl.to_owned() value=form.presign_ttl error=field_error(error, "presign_ttl") />
            }
        })
    };
    move || {
        remote().then(|| {
            view! {
                <details class="more" open=any_wrong(error, &["region", "endpoint", "presign_ttl"])>
                    <summary>{words.address}</summary>
                    <div class="field-row">
                        <TextField id="storage-region" label=words.region.to_owned() value=form.region error=field_error(error, "region") placeholder="us-east-1".to_owned() code=true />
                        <TextField id="storage-endpoint" label=words.endpoint.to_owned() value=form.endpoint error=field_error(error, "endpoint") hint=words.endpoint_hint.to_owned() code=true />
                    </div>
                    {media()}
                </details>
            }
        })
    }
}

/// Credentials. What is stored is never shown.
#[component]
fn Access(form: StorageForm, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let words = t().storage;
    let mut options =
        vec![(Credentials::Ambient, words.ambient.to_owned()), (Credentials::Given, words.given.to_owned())];
    if form.had_secrets {
        options.insert(0, (Credentials::Keep, words.keep_secrets.to_owned()));
    }
    let given = move || match (form.credentials.get(), form.kind.get()) {
        (Credentials::Given, StorageKind::Gcs) => view! {
            <TextArea
                id="storage-service-account"
                label=words.service_account
                value=form.service_account
                error=field_error(error, "google_application_credentials")
                code=true
                rows="5"
            />
        }
        .into_any(),
        (Credentials::Given, _) => view! { <Keys form error /> }.into_any(),
        _ => ().into_any(),
    };
    let hint = words.ambient_hint.to_owned();
    let wrong = any_wrong(
        error,
        &[
            "aws_access_key_id",
            "aws_secret_access_key",
            "aws_session_token",
            "google_application_credentials",
        ],
    );
    let options = StoredValue::new(options);
    let hint = StoredValue::new(hint);
    move || {
        (form.kind.get() != StorageKind::Local).then(|| {
            view! {
                <details class="more" open=wrong>
                    <summary>{words.access}</summary>
                    <Choice name="storage-credentials" legend=words.credentials options=options.get_value() value=form.credentials hint=hint.get_value() />
                    {given}
                </details>
            }
        })
    }
}

#[component]
fn Keys(form: StorageForm, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let words = t().storage;
    view! {
        <div class="field-row">
            <TextField id="storage-key-id" label=words.key_id.to_owned() value=form.key_id error=field_error(error, "aws_access_key_id") code=true />
            <TextField id="storage-key-secret" label=words.key_secret.to_owned() value=form.key_secret error=field_error(error, "aws_secret_access_key") kind="password" code=true />
        </div>
        <TextField id="storage-session-token" label=words.session_token.to_owned() value=form.session_token error=field_error(error, "aws_session_token") kind="password" code=true />
    }
}

#[component]
fn Schedule(form: StorageForm, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let words = t().storage;
    view! {
        <details class="more" open=any_wrong(error, &["sync_interval"])>
            <summary>{words.schedule}</summary>
            <TextField
                id="storage-interval"
                label=words.sync_interval.to_owned()
                value=form.sync_interval
                error=field_error(error, "sync_interval")
                hint=words.sync_interval_hint.to_owned()
            />
        </details>
    }
}
