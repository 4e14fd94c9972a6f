//! What a person fills in about a storage: one signal a field, made from settings and made back into them.

use crate::api::types::{StorageCard, StorageInput};
use crate::messages::t;
use crate::model::ids::{ProjectId, StorageId};
use crate::model::storage::{Side, StorageKind, StorageSecrets, StorageSettings};
use crate::model::target::DocumentShape;
use leptos::prelude::*;

/// Where the storage's credentials come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Those given earlier.
    Keep,
    /// The server's own variables and files.
    Ambient,
    /// Those typed here.
    Given,
}

/// The fields. `base` carries what the form does not show, so that it survives.
#[derive(Clone, Copy)]
pub struct StorageForm {
    pub id: Option<StorageId>,
    pub project: ProjectId,
    pub side: Side,
    pub had_secrets: bool,
    base: StoredValue<StorageSettings>,
    pub kind: RwSignal<StorageKind>,
    pub title: RwSignal<String>,
    pub path: RwSignal<String>,
    pub prefix: RwSignal<String>,
    pub regex: RwSignal<String>,
    pub use_blob_urls: RwSignal<bool>,
    pub data_key: RwSignal<String>,
    pub row_id: RwSignal<String>,
    pub create_local_copy: RwSignal<bool>,
    pub recursive: RwSignal<bool>,
    pub region: RwSignal<String>,
    pub endpoint: RwSignal<String>,
    pub presign: RwSignal<bool>,
    pub presign_ttl: RwSignal<String>,
    pub can_delete_objects: RwSignal<bool>,
    pub shape: RwSignal<DocumentShape>,
    pub key_template: RwSignal<String>,
    pub roll_up: RwSignal<bool>,
    pub sync_interval: RwSignal<String>,
    pub credentials: RwSignal<Credentials>,
    pub key_id: RwSignal<String>,
    pub key_secret: RwSignal<String>,
    pub session_token: RwSignal<String>,
    pub service_account: RwSignal<String>,
    pub adopt: RwSignal<bool>,
}

impl StorageForm {
    pub fn of_new(project: ProjectId, side: Side) -> Self {
        Self::new(None, project, side, false, StorageSettings::default())
    }

    pub fn of_card(card: &StorageCard) -> Self {
        Self::new(Some(card.id), card.project, card.side, card.has_secrets, card.settings.clone())
    }

    fn new(
        id: Option<StorageId>,
        project: ProjectId,
        side: Side,
        had_secrets: bool,
        settings: StorageSettings,
    ) -> Self {
        let text = |value: &str| RwSignal::new(value.to_owned());
        let optional = |value: &Option<String>| RwSignal::new(value.clone().unwrap_or_default());
        Self {
            id,
            project,
            side,
            had_secrets,
            kind: RwSignal::new(settings.kind),
            title: text(&settings.title),
            path: text(&settings.path),
            prefix: text(&settings.prefix),
            regex: optional(&settings.regex),
            use_blob_urls: RwSignal::new(settings.use_blob_urls),
            data_key: optional(&settings.data_key),
            row_id: optional(&settings.row_id),
            create_local_copy: RwSignal::new(settings.create_local_copy),
            recursive: RwSignal::new(settings.recursive),
            region: optional(&settings.region),
            endpoint: optional(&settings.endpoint),
            presign: RwSignal::new(settings.presign),
            presign_ttl: text(&settings.presign_ttl.to_string()),
            can_delete_objects: RwSignal::new(settings.can_delete_objects),
            shape: RwSignal::new(settings.shape),
            key_template: optional(&settings.key_template),
            roll_up: RwSignal::new(settings.roll_up),
            sync_interval: text(
                &settings.sync_interval.map(|seconds| seconds.to_string()).unwrap_or_default(),
            ),
            credentials: RwSignal::new(if had_secrets { Credentials::Keep } else { Credentials::Ambient }),
            key_id: text(""),
            key_secret: text(""),
            session_token: text(""),
            service_account: text(""),
            adopt: RwSignal::new(false),
            base: StoredValue::new(settings),
        }
    }

    /// The filled-in form, or the field that cannot be sent and why.
    pub fn input(self) -> Result<StorageInput, (&'static str, &'static str)> {
        let words = t().storage;
        let path = trimmed(self.path);
        if path.is_empty() {
            let missing = if self.kind.get_untracked() == StorageKind::Local {
                words.no_folder
            } else {
                words.no_bucket
            };
            return Err(("path", missing));
        }
        Ok(StorageInput {
            id: self.id,
            project: self.project,
            side: self.side,
            settings: StorageSettings {
                kind: self.kind.get_untracked(),
                title: trimmed(self.title),
                path,
                // Spaces may be part of a folder's or a pattern's meaning: taken as typed.
                prefix: self.prefix.get_untracked(),
                regex: filled(self.regex.get_untracked()),
                use_blob_urls: self.use_blob_urls.get_untracked(),
                data_key: filled(trimmed(self.data_key)),
                row_id: filled(trimmed(self.row_id)),
                create_local_copy: self.create_local_copy.get_untracked(),
                recursive: self.recursive.get_untracked(),
                region: filled(trimmed(self.region)),
                endpoint: filled(trimmed(self.endpoint)),
                presign: self.presign.get_untracked(),
                presign_ttl: trimmed(self.presign_ttl)
                    .parse()
                    .map_err(|_| ("presign_ttl", words.not_a_number))?,
                can_delete_objects: self.can_delete_objects.get_untracked(),
                shape: self.shape.get_untracked(),
                key_template: filled(trimmed(self.key_template)),
                roll_up: self.roll_up.get_untracked(),
                sync_interval: filled(trimmed(self.sync_interval))
                    .map(|seconds| seconds.parse())
                    .transpose()
                    .map_err(|_| ("sync_interval", words.not_a_number))?,
                extra: self.base.with_value(|base| base.extra.clone()),
            },
            secrets: self.secrets(),
            adopt: self.adopt.get_untracked(),
        })
    }

    /// `None` leaves the stored ones alone; empty ones mean the server's own.
    fn secrets(self) -> Option<StorageSecrets> {
        match self.credentials.get_untracked() {
            Credentials::Keep => None,
            Credentials::Ambient => self.had_secrets.then(StorageSecrets::default),
            Credentials::Given if self.kind.get_untracked() == StorageKind::Gcs => Some(StorageSecrets {
                google_application_credentials: filled(trimmed(self.service_account)),
                ..StorageSecrets::default()
            }),
            Credentials::Given => Some(StorageSecrets {
                aws_access_key_id: filled(trimmed(self.key_id)),
                aws_secret_access_key: filled(trimmed(self.key_secret)),
                aws_session_token: filled(trimmed(self.session_token)),
                ..StorageSecrets::default()
            }),
        }
    }
}

fn trimmed(text: RwSignal<String>) -> String {
    text.with_untracked(|text| text.trim().to_owned())
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn form_of(settings: StorageSettings, had_secrets: bool) -> StorageForm {
        StorageForm::new(Some(StorageId(7)), ProjectId(1), Side::Source, had_secrets, settings)
    }

    #[test]
    fn settings_survive_the_form_with_what_it_does_not_show() {
        Owner::new().with(|| {
            let mut settings = StorageSettings {
                path: "b".into(),
                prefix: " odd folder/".into(),
                regex: Some(r"\.jpg$".into()),
                data_key: Some("image".into()),
                shape: DocumentShape::Completions,
                key_template: Some("{source_key}.json".into()),
                roll_up: true,
                row_id: Some("meta.id".into()),
                presign_ttl: 5,
                recursive: false,
                ..StorageSettings::default()
            };
            settings.extra.insert("description".into(), json!("kept"));
            let input = form_of(settings.clone(), true).input().unwrap();
            assert_eq!(input.settings, settings);
            assert_eq!(input.id, Some(StorageId(7)));
            assert_eq!(input.secrets, None);
        });
    }

    #[test]
    fn leaving_stored_secrets_for_the_servers_own_clears_them() {
        Owner::new().with(|| {
            let settings = StorageSettings { path: "b".into(), ..StorageSettings::default() };
            let form = form_of(settings, true);
            form.credentials.set(Credentials::Ambient);
            assert_eq!(form.input().unwrap().secrets, Some(StorageSecrets::default()));
        });
    }

    #[test]
    fn a_form_without_a_bucket_names_the_field() {
        Owner::new().with(|| {
            let form = form_of(StorageSettings::default(), false);
            assert_eq!(form.input().unwrap_err().0, "path");
            form.path.set("b".into());
            form.sync_interval.set("often".into());
            assert_eq!(form.input().unwrap_err().0, "sync_interval");
        });
    }
}
