//! The parameters of a storage as people write them: in `--source-params`, in declarations, in the environment. One
//! table of names and shapes; what each does to the settings. No I/O but reading a credentials file that is named.

use super::schema::Shape;
use crate::nearest::nearest;
use app::model::storage::{StorageSecrets, StorageSettings};
use app::model::target::{DocumentShape, KeyTemplate, TemplateError, UnknownShape};
use serde_json::Value;

/// One parameter.
#[derive(Debug)]
pub struct Param {
    pub name: &'static str,
    /// Other systems' names for it.
    aliases: &'static [&'static str],
    pub shape: Shape,
    pub secret: bool,
}

impl Param {
    pub fn takes_text(&self) -> bool {
        self.shape == Shape::Text
    }
}

const fn param(name: &'static str, aliases: &'static [&'static str], shape: Shape) -> Param {
    Param { name, aliases, shape, secret: false }
}

const fn secret(name: &'static str) -> Param {
    Param { name, aliases: &[], shape: Shape::Text, secret: true }
}

const PARAMS: &[Param] = &[
    param("prefix", &[], Shape::Text),
    param("regex", &["regex_filter"], Shape::Text),
    param("create_local_copy", &[], Shape::Flag),
    param("use_blob_urls", &[], Shape::Flag),
    param("data_key", &[], Shape::Text),
    param("row_id", &[], Shape::Text),
    param("region", &["region_name"], Shape::Text),
    param("endpoint", &["s3_endpoint", "endpoint_url"], Shape::Text),
    param("presign", &[], Shape::Flag),
    param("presign_ttl", &[], Shape::Whole),
    param("recursive_scan", &["recursive"], Shape::Flag),
    param("can_delete_objects", &[], Shape::Flag),
    param("shape", &[], Shape::Text),
    param("key_template", &[], Shape::Text),
    param("roll_up", &[], Shape::Flag),
    param("sync_interval", &[], Shape::Whole),
    param("title", &[], Shape::Text),
    // 2020's way to sync within the request; every sync has its own thread now.
    param("sync_in_thread", &[], Shape::Flag),
    secret("aws_access_key_id"),
    secret("aws_secret_access_key"),
    secret("aws_session_token"),
    secret("google_application_credentials"),
];

pub fn find(name: &str) -> Option<&'static Param> {
    PARAMS.iter().find(|param| param.name == name || param.aliases.contains(&name))
}

pub fn names() -> impl Iterator<Item = &'static str> {
    PARAMS.iter().map(|param| param.name)
}

/// Why a parameter was refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    #[error("unknown parameter \"{name}\"; the nearest known one is \"{nearest}\"")]
    Unknown { name: String, nearest: &'static str },
    #[error("parameter \"{name}\" must be {expected}, not {got}")]
    Shape { name: &'static str, expected: &'static str, got: String },
    #[error("parameter \"regex\": {0}")]
    Regex(String),
    #[error("parameter \"shape\": {0}")]
    DocumentShape(#[from] UnknownShape),
    #[error("parameter \"key_template\": {0}")]
    KeyTemplate(#[from] TemplateError),
    #[error("parameter \"google_application_credentials\": cannot read {path}: {why}")]
    Credentials { path: String, why: String },
}

/// Sets one parameter. `null` takes back what was set.
pub fn apply(
    name: &str,
    value: &Value,
    settings: &mut StorageSettings,
    secrets: &mut StorageSecrets,
) -> Result<(), ParamError> {
    let Some(param) = find(name) else {
        let nearest = nearest(name, names()).unwrap_or_default();
        return Err(ParamError::Unknown { name: name.to_owned(), nearest });
    };
    match param.shape {
        Shape::Flag => flag(param, value, settings),
        Shape::Whole => whole(param, value, settings),
        Shape::Text | Shape::List => text(param, value, settings, secrets),
    }
}

fn flag(param: &Param, value: &Value, settings: &mut StorageSettings) -> Result<(), ParamError> {
    let given = match value {
        Value::Null => None,
        Value::Bool(given) => Some(*given),
        Value::String(word) => Some(truth(word).ok_or_else(|| wrong_shape(param, "true or false", value))?),
        _ => return Err(wrong_shape(param, "true or false", value)),
    };
    let default = StorageSettings::default();
    match param.name {
        "create_local_copy" => settings.create_local_copy = given.unwrap_or(default.create_local_copy),
        "use_blob_urls" => settings.use_blob_urls = given.unwrap_or(default.use_blob_urls),
        "presign" => settings.presign = given.unwrap_or(default.presign),
        "recursive_scan" => settings.recursive = given.unwrap_or(default.recursive),
        "roll_up" => settings.roll_up = given.unwrap_or(default.roll_up),
        "can_delete_objects" => settings.can_delete_objects = given.unwrap_or(default.can_delete_objects),
        _ => {}
    }
    Ok(())
}

fn whole(param: &Param, value: &Value, settings: &mut StorageSettings) -> Result<(), ParamError> {
    let expected = "a whole number";
    let given = match value {
        Value::Null => None,
        Value::Number(number) => number.as_u64().and_then(|n| u32::try_from(n).ok()),
        Value::String(digits) => digits.trim().parse().ok(),
        _ => None,
    };
    if given.is_none() && !value.is_null() {
        return Err(wrong_shape(param, expected, value));
    }
    let default = StorageSettings::default();
    match param.name {
        "presign_ttl" => settings.presign_ttl = given.unwrap_or(default.presign_ttl),
        "sync_interval" => settings.sync_interval = given,
        _ => {}
    }
    Ok(())
}

fn text(
    param: &Param,
    value: &Value,
    settings: &mut StorageSettings,
    secrets: &mut StorageSecrets,
) -> Result<(), ParamError> {
    let given = match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Object(_) if param.name == "google_application_credentials" => Some(value.to_string()),
        _ => return Err(wrong_shape(param, "text", value)),
    };
    match param.name {
        "prefix" => settings.prefix = given.unwrap_or_default(),
        "title" => settings.title = given.unwrap_or_default(),
        "regex" => settings.regex = given.map(checked_regex).transpose()?,
        "data_key" => settings.data_key = given,
        "shape" => {
            settings.shape = given.map_or_else(|| Ok(DocumentShape::default()), |word| word.parse())?
        }
        "key_template" => settings.key_template = given.map(checked_template).transpose()?,
        "row_id" => settings.row_id = given,
        "region" => settings.region = given,
        "endpoint" => settings.endpoint = given,
        "aws_access_key_id" => secrets.aws_access_key_id = given,
        "aws_secret_access_key" => secrets.aws_secret_access_key = given,
        "aws_session_token" => secrets.aws_session_token = given,
        "google_application_credentials" => {
            secrets.google_application_credentials = given.map(credentials).transpose()?;
        }
        _ => {}
    }
    Ok(())
}

/// The content of a service account, given as such or by the path of its file.
fn credentials(given: String) -> Result<String, ParamError> {
    if given.trim_start().starts_with('{') {
        return Ok(given);
    }
    std::fs::read_to_string(&given)
        .map_err(|why| ParamError::Credentials { path: given, why: why.to_string() })
}

fn checked_regex(pattern: String) -> Result<String, ParamError> {
    match regex::Regex::new(&pattern) {
        Ok(_) => Ok(pattern),
        Err(error) => Err(ParamError::Regex(regex_problem(&pattern, &error))),
    }
}

fn checked_template(text: String) -> Result<String, ParamError> {
    KeyTemplate::parse(&text)?;
    Ok(text)
}

/// The library draws a picture over several lines; its last line says what is wrong.
fn regex_problem(pattern: &str, error: &regex::Error) -> String {
    let drawn = error.to_string();
    let why = drawn.lines().last().unwrap_or_default().trim_start_matches("error: ").trim();
    if why.contains("look-around") {
        return format!(
            "`{pattern}` uses look-around, which is not supported; say what to take instead of what to leave out"
        );
    }
    format!("`{pattern}` is not a valid regular expression: {why}")
}

pub(super) fn truth(word: &str) -> Option<bool> {
    match word.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

fn wrong_shape(param: &Param, expected: &'static str, got: &Value) -> ParamError {
    let got = if param.secret { "something else".to_owned() } else { got.to_string() };
    ParamError::Shape { name: param.name, expected, got }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    fn applied(name: &str, value: Value) -> Result<(StorageSettings, StorageSecrets), ParamError> {
        let (mut settings, mut secrets) = Default::default();
        apply(name, &value, &mut settings, &mut secrets)?;
        Ok((settings, secrets))
    }

    #[test]
    fn every_name_in_the_table_sets_something_or_is_a_known_no_op() {
        for param in PARAMS {
            let value = match param.shape {
                Shape::Flag => json!(!matches!(param.name, "presign" | "recursive_scan")),
                Shape::Whole => json!(7),
                _ if param.name == "shape" => json!("completions"),
                _ if param.name == "key_template" => json!("t/{id}.json"),
                _ => json!("{a}"),
            };
            let changed = match applied(param.name, value) {
                Ok((settings, secrets)) => settings != StorageSettings::default() || !secrets.is_empty(),
                Err(error) => error == ParamError::Regex(String::new()) || param.name == "regex",
            };
            assert_eq!(changed, param.name != "sync_in_thread", "{}", param.name);
        }
    }

    #[test]
    fn an_unknown_parameter_names_the_nearest() {
        let error = applied("prefx", json!("a")).unwrap_err().to_string();
        assert_eq!(error, "unknown parameter \"prefx\"; the nearest known one is \"prefix\"");
    }

    #[test]
    fn a_wrong_shape_says_what_is_expected_and_what_was_given() {
        let error = applied("use_blob_urls", json!("maybe")).unwrap_err().to_string();
        assert_eq!(error, "parameter \"use_blob_urls\" must be true or false, not \"maybe\"");
        let error = applied("presign_ttl", json!(-1)).unwrap_err().to_string();
        assert_eq!(error, "parameter \"presign_ttl\" must be a whole number, not -1");
    }

    #[test]
    fn a_secret_of_the_wrong_shape_is_not_printed() {
        let error = applied("aws_secret_access_key", json!([1234567])).unwrap_err().to_string();
        assert!(!error.contains("1234567"), "{error}");
    }

    #[test]
    fn a_bad_regex_is_one_line_and_look_around_has_a_remedy() {
        let error = applied("regex", json!("(")).unwrap_err().to_string();
        assert_eq!(error, "parameter \"regex\": `(` is not a valid regular expression: unclosed group");
        let error = applied("regex", json!("(?!x)a")).unwrap_err().to_string();
        assert!(error.contains("look-around") && !error.contains('\n'), "{error}");
    }

    #[test]
    fn words_for_truth_and_digits_in_quotes_are_understood() {
        assert!(applied("use_blob_urls", json!("on")).unwrap().0.use_blob_urls);
        assert_eq!(applied("presign_ttl", json!("5")).unwrap().0.presign_ttl, 5);
    }

    #[test]
    fn null_takes_back_what_was_set() {
        let mut settings =
            StorageSettings { regex: Some("a".into()), recursive: false, ..Default::default() };
        let mut secrets = StorageSecrets::default();
        apply("regex", &Value::Null, &mut settings, &mut secrets).unwrap();
        apply("recursive_scan", &Value::Null, &mut settings, &mut secrets).unwrap();
        assert_eq!(settings, StorageSettings::default());
    }

    #[test]
    fn a_service_account_may_be_given_as_object_text_or_file() {
        let read = |value| {
            applied("google_application_credentials", value).map(|(_, s)| s.google_application_credentials)
        };
        assert_eq!(read(json!({"a": 1})).unwrap().unwrap(), "{\"a\":1}");
        assert_eq!(read(json!("{\"a\":1}")).unwrap().unwrap(), "{\"a\":1}");
        assert!(read(json!("/no/such/file.json")).unwrap_err().to_string().contains("/no/such/file.json"));
    }
}
