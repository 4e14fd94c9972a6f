//! Tasks without a bucket: a file chosen or dropped is sent to the import, whose report is shown.

use crate::api::error::{ApiError, ApiResult};
use crate::api::types::ImportReport;
use crate::messages::t;
use crate::model::ids::ProjectId;
use crate::ui::dialog::Dialog;
use crate::ui::icons::Icon;
use crate::ui::states::{Callout, Tone};
use leptos::html;
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FormData, RequestInit, Response};

/// Row errors shown at once; more than these say nothing new.
const ERRORS_SHOWN: usize = 100;

#[component]
pub fn ImportButton(project: ProjectId) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>
            {Icon::Upload.view()}
            {t().import.import}
        </button>
        <Dialog id="import" title=Signal::stored(t().import.title.to_owned()) open on_close=move |()| open.set(false)>
            <ImportPanel project open />
        </Dialog>
    }
}

#[component]
fn ImportPanel(project: ProjectId, open: RwSignal<bool>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let done = RwSignal::new(None::<(String, ApiResult<ImportReport>)>);
    let send = Callback::new(move |file: File| {
        busy.set(true);
        done.set(None);
        leptos::task::spawn_local(async move {
            let answer = upload(project, &file).await;
            done.try_set(Some((file.name(), answer)));
            busy.try_set(false);
        });
    });
    let result = move || done.get().map(|(name, answer)| view! { <ImportResult name answer /> });
    view! {
        <div class="dialog-body">
            <p>{t().import.what}</p>
            <DropZone busy send />
            <div aria-live="polite">{result}</div>
        </div>
        <footer class="dialog-foot">
            <button type="button" class="button" on:click=move |_| open.set(false)>
                {t().common.close}
            </button>
        </footer>
    }
}

/// Takes a file by drop, or by the browser's own chooser.
#[component]
fn DropZone(busy: RwSignal<bool>, send: Callback<File>) -> impl IntoView {
    let over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let take = move |files: Option<web_sys::FileList>| {
        if let Some(file) = files.and_then(|files| files.get(0)) {
            send.run(file);
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        if !busy.get_untracked() {
            take(event.data_transfer().and_then(|data| data.files()));
        }
    };
    let dragged = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            take(input.files());
            // The same file can be chosen again after a correction.
            input.set_value("");
        }
    };
    view! {
        <label
            class="drop-zone"
            class:over=move || over.get()
            class:busy=move || busy.get()
            on:drop=dropped
            on:dragover=dragged
            on:dragleave=move |_| over.set(false)
        >
            {Icon::Upload.view()}
            <span class="drop-title">
                {move || if busy.get() { t().import.sending } else { t().import.drop }}
            </span>
            <span class="muted">{t().import.formats}</span>
            <input
                node_ref=input
                id="import-file"
                type="file"
                class="visually-hidden"
                accept=".json,.jsonl,.ndjson,.csv,application/json,text/csv"
                disabled=move || busy.get()
                on:change=chosen
            />
        </label>
    }
}

#[component]
fn ImportResult(name: String, answer: ApiResult<ImportReport>) -> impl IntoView {
    match answer {
        Err(error) => view! {
            <Callout tone=Tone::Bad>
                <p>
                    <strong>{(t().import.failed)(&name)}</strong>
                </p>
                <p class="pre-line">{error.to_string()}</p>
            </Callout>
        }
        .into_any(),
        Ok(report) => {
            let tone = if report.errors.is_empty() { Tone::Good } else { Tone::Warn };
            let counts =
                (t().import.imported)(report.task_count, report.annotation_count, report.prediction_count);
            let refused = report.errors.len();
            let more = refused.saturating_sub(ERRORS_SHOWN);
            let errors = report.errors.into_iter().take(ERRORS_SHOWN).map(|error| view! { <li>{error}</li> });
            view! {
                <Callout tone>
                    <p>
                        <strong>{counts}</strong>
                    </p>
                    {(refused > 0)
                        .then(|| view! { <p>{(t().import.refused)(refused as u64)}</p> })}
                    <ul class="row-errors" tabindex="0">{errors.collect_view()}</ul>
                    {(more > 0).then(|| view! { <p class="muted">{(t().import.more)(more as u64)}</p> })}
                </Callout>
            }
            .into_any()
        }
    }
}

/// Sends the file as the form field `file`.
async fn upload(project: ProjectId, file: &File) -> ApiResult<ImportReport> {
    let form = FormData::new().map_err(unreachable)?;
    form.append_with_blob_and_filename("file", file, &file.name()).map_err(unreachable)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&form);
    let url = format!("/api/projects/{project}/import");
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(&url, &init))
        .await
        .and_then(|response| response.dyn_into())
        .map_err(unreachable)?;
    let text = match response.text() {
        Ok(text) => JsFuture::from(text).await.map_err(unreachable)?.as_string().unwrap_or_default(),
        Err(why) => return Err(unreachable(why)),
    };
    if response.ok() {
        serde_json::from_str(&text).map_err(|why| ApiError::Internal(why.to_string()))
    } else {
        Err(refusal(response.status(), &text))
    }
}

fn unreachable(why: JsValue) -> ApiError {
    let reason = why.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    ApiError::Network(reason.unwrap_or_else(|| t().common.unreachable_title.to_owned()))
}

/// The error body of the REST API.
#[derive(Deserialize)]
struct RestError {
    detail: String,
    #[serde(default)]
    validation_errors: Option<BTreeMap<String, Vec<String>>>,
}

/// A REST error as one for people: the reasons where there are some, else the general word.
fn refusal(status: u16, body: &str) -> ApiError {
    let Ok(error) = serde_json::from_str::<RestError>(body) else {
        return ApiError::Internal((t().import.unexpected)(status));
    };
    let reasons: Vec<String> =
        error.validation_errors.into_iter().flatten().flat_map(|(_, why)| why).collect();
    ApiError::invalid(if reasons.is_empty() { error.detail } else { reasons.join("\n") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_shows_the_reasons_before_the_general_word() {
        let body = r#"{"status_code":400,"detail":"Validation error","validation_errors":{"file":["Row 3 is not JSON."]}}"#;
        assert_eq!(refusal(400, body).to_string(), "Row 3 is not JSON.");
        let plain = r#"{"status_code":404,"detail":"No such project."}"#;
        assert_eq!(refusal(404, plain).to_string(), "No such project.");
        assert!(refusal(502, "<html>").to_string().contains("502"));
    }
}
