//! The AWS command line's profiles: `~/.aws/credentials` and `~/.aws/config`, of which `object_store` reads nothing.

use super::Environment;
use crate::bucket::BucketError;
use std::collections::BTreeMap;
use std::path::Path;

/// What both files say of one profile; the credentials file wins.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) name: String,
    fields: BTreeMap<String, String>,
}

/// Ways to credentials that only the AWS tools go.
const FOREIGN: [&str; 4] = ["sso_session", "sso_start_url", "credential_process", "source_profile"];

impl Profile {
    /// The profile that `AWS_PROFILE` names, else `default`. Naming one that is nowhere is an error.
    pub(super) fn read(environment: &Environment) -> Result<Self, BucketError> {
        let named = environment.first(&["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]);
        let name = named.as_ref().map_or("default", |(_, name)| name.as_str()).to_owned();
        let mut fields = BTreeMap::new();
        let mut places = Vec::new();
        for (variable, below_home) in
            [("AWS_CONFIG_FILE", ".aws/config"), ("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")]
        {
            let Some(file) = environment.file(variable, below_home) else { continue };
            places.push(file.display().to_string());
            fields.extend(section(&content(&file)?, &name));
        }
        match named {
            Some((variable, name)) if fields.is_empty() => Err(BucketError::invalid(format!(
                "{variable} names the profile \"{name}\", which is not in {}: add it there, or name another",
                places.join(" or ")
            ))),
            _ => Ok(Self { name, fields }),
        }
    }

    pub(super) fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }

    /// The first way to credentials in the profile that we do not go.
    pub(super) fn foreign_way(&self) -> Option<&'static str> {
        FOREIGN.into_iter().find(|field| self.fields.contains_key(*field))
    }
}

/// A file that is not there says nothing; one that cannot be read is an error.
fn content(file: &Path) -> Result<String, BucketError> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(BucketError::invalid(format!("{} cannot be read: {error}", file.display()))),
    }
}

/// The fields of `[name]` or `[profile name]`. Indented lines belong to a nested setting and are passed over.
fn section(text: &str, name: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut inside = false;
    for line in text.lines() {
        let shown = line.trim();
        if shown.is_empty() || shown.starts_with(['#', ';']) {
            continue;
        }
        if let Some(title) =
            shown.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(t, _)| t.trim())
        {
            let title = title.strip_prefix("profile ").map_or(title, str::trim);
            inside = title.trim_matches('"') == name;
        } else if inside
            && !line.starts_with([' ', '\t'])
            && let Some((field, value)) = shown.split_once('=')
            && !value.trim().is_empty()
        {
            fields.insert(field.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    const CONFIG: &str = "# mine\n[default]\nregion = us-west-2\ns3 =\n    max_concurrent_requests = 20\n\n\
        [profile labeling]\nregion=eu-central-1\nendpoint_url = https://minio.example.com\n\
        aws_access_key_id = from-config\n";
    const CREDENTIALS: &str = "[default]\naws_access_key_id = A\naws_secret_access_key = B\n\
        [labeling]\nAWS_ACCESS_KEY_ID = C\naws_secret_access_key = D=/x\naws_session_token = E\n";

    fn environment(folder: &Path, more: &[(&str, &str)]) -> Environment {
        std::fs::create_dir_all(folder.join(".aws")).unwrap();
        std::fs::write(folder.join(".aws/config"), CONFIG).unwrap();
        std::fs::write(folder.join(".aws/credentials"), CREDENTIALS).unwrap();
        let home = [("HOME", folder.to_str().unwrap())];
        Environment::of(&[&home, more].concat())
    }

    #[test]
    fn both_files_are_read_and_the_credentials_file_wins() {
        let home = tempfile::tempdir().unwrap();
        let profile = Profile::read(&environment(home.path(), &[("AWS_PROFILE", "labeling")])).unwrap();
        assert_eq!(profile.get("aws_access_key_id"), Some("C"));
        assert_eq!(profile.get("aws_secret_access_key"), Some("D=/x"));
        assert_eq!(profile.get("endpoint_url"), Some("https://minio.example.com"));
        let default = Profile::read(&environment(home.path(), &[])).unwrap();
        assert_eq!(
            (default.get("region"), default.get("max_concurrent_requests")),
            (Some("us-west-2"), None)
        );
    }

    #[test]
    fn a_profile_that_is_nowhere_is_named_with_the_files() {
        let home = tempfile::tempdir().unwrap();
        let error =
            Profile::read(&environment(home.path(), &[("AWS_PROFILE", "gone")])).unwrap_err().to_string();
        assert!(error.contains("\"gone\"") && error.contains(".aws/credentials"), "{error}");
    }

    #[test]
    fn without_files_the_default_profile_is_empty() {
        let home = tempfile::tempdir().unwrap();
        let environment = Environment::of(&[("HOME", home.path().to_str().unwrap())]);
        assert!(Profile::read(&environment).unwrap().get("region").is_none());
    }

    #[test]
    fn the_credentials_file_can_stand_elsewhere() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("elsewhere");
        std::fs::write(&file, "[default]\naws_access_key_id=X\n").unwrap();
        let pairs = [("AWS_SHARED_CREDENTIALS_FILE", file.to_str().unwrap())];
        let profile = Profile::read(&environment(home.path(), &pairs)).unwrap();
        assert_eq!(profile.get("aws_access_key_id"), Some("X"));
    }
}
