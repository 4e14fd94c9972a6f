#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use app::model::storage::{Side, StorageKind, StorageSettings};
use std::path::Path;

fn start(line: &[&str]) -> Result<Start, String> {
    match parse([&["label-studio", "start"], line].concat()) {
        Ok(Command::Start(start)) => Ok(*start),
        Ok(other) => panic!("{other:?}"),
        Err(ParseError::Usage(error)) => Err(error.0),
        Err(ParseError::Clap(error)) => Err(error.to_string()),
    }
}

fn resolved_over(standing: &Standing, line: &[&str]) -> Result<Resolved, String> {
    let start = start(&[&["p", "--init"], line].concat())?;
    resolve("p", &start.ask, standing, Path::new("/work dir")).map_err(|error| error.0)
}

fn resolved(line: &[&str]) -> Result<Resolved, String> {
    resolved_over(&Standing::default(), line)
}

fn storage_of(resolved: &Resolved, side: Side) -> &StorageSettings {
    &resolved.project.storages.iter().find(|storage| storage.side == side).expect("a storage").settings
}

fn uri_of(resolved: &Resolved, side: Side) -> String {
    storage_of(resolved, side).display_uri()
}

fn standing_with(side: Side, settings: StorageSettings) -> Standing {
    Standing {
        label_config: String::new(),
        storages: vec![StandingStorage { name: "main".into(), side, settings }],
        fresh: StorageSettings::default(),
    }
}

fn at(path: &str, prefix: &str) -> StorageSettings {
    StorageSettings { path: path.into(), prefix: prefix.into(), ..Default::default() }
}

#[test]
fn without_arguments_it_says_how_to_begin_in_five_lines() {
    assert!(matches!(parse(["skylabel"]), Ok(Command::Begin)));
    assert_eq!(beginning().lines().count(), 5);
}

#[test]
fn the_programs_own_name_does_not_matter() {
    assert!(matches!(parse(["/usr/bin/label-studio", "version"]), Ok(Command::Version)));
}

#[test]
fn help_shows_examples_and_an_unknown_flag_names_the_nearest() {
    let help = match parse(["skylabel", "help", "start"]) {
        Err(ParseError::Clap(help)) => help,
        other => panic!("{other:?}"),
    };
    assert_eq!(help.exit_code(), 0);
    assert!(help.to_string().contains("Examples:"));
    let error = start(&["p", "--sorce", "s3"]).unwrap_err();
    assert!(error.contains("--sorce") && error.contains("'--source'"), "{error}");
}

#[test]
fn the_seeds_source_and_target_commands_are_understood() {
    let done = resolved(&[
        "--source",
        "s3",
        "--source-path",
        "my-bucket",
        "--target",
        "s3-completions",
        "--target-path",
        "out",
    ]);
    let done = done.unwrap();
    assert_eq!(uri_of(&done, Side::Source), "s3://my-bucket/");
    assert_eq!(uri_of(&done, Side::Target), "s3://out/");
    let source = storage_of(&done, Side::Source);
    assert!(!source.use_blob_urls && source.recursive && source.regex.is_none());
}

#[test]
fn json_in_double_quotes_with_escapes_is_json() {
    let json =
        "{\"prefix\": \"photos\", \"regex\": \"\\\\.jpe?g$\", \"use_blob_urls\": true, \"presign_ttl\": 5}";
    let done = resolved(&["-s", "gcs", "--source-path", "b", "--source-params", json]).unwrap();
    let source = storage_of(&done, Side::Source);
    assert_eq!((source.kind, source.regex.as_deref()), (StorageKind::Gcs, Some("\\.jpe?g$")));
    assert_eq!((source.prefix.as_str(), source.presign_ttl, source.use_blob_urls), ("photos", 5, true));
}

#[test]
fn a_target_with_only_a_source_path_uses_that_with_a_note() {
    let start = start(&["p", "--init", "--target", "gcs-completions", "--source-path", "b"]).unwrap();
    assert!(start.ask.source.is_none());
    assert_eq!(start.ask.target.as_ref().unwrap().path.as_deref(), Some("b"));
    assert!(start.notes[0].contains("--source-path was taken as --target-path"), "{:?}", start.notes);
}

#[test]
fn a_target_without_any_path_is_refused_when_there_is_a_source() {
    let error = resolved(&["-s", "s3", "--source-path", "b", "-t", "s3"]).unwrap_err();
    assert_eq!(error, "--target s3 needs --target-path with the name of the bucket");
}

#[test]
fn what_the_flags_do_not_say_is_kept() {
    let before = StorageSettings { regex: Some("x".into()), use_blob_urls: true, ..at("b", "photos") };
    let standing = standing_with(Side::Source, before.clone());
    let again = resolved_over(&standing, &["-s", "s3", "--source-path", "b"]).unwrap();
    assert_eq!(*storage_of(&again, Side::Source), before);
    let changed = resolved_over(&standing, &["--source-params", "{\"regex\": \"y\"}"]).unwrap();
    assert_eq!(*storage_of(&changed, Side::Source), StorageSettings { regex: Some("y".into()), ..before });
}

#[test]
fn another_bucket_starts_without_the_old_ones_prefix() {
    let standing = standing_with(Side::Source, at("b", "photos"));
    let done = resolved_over(&standing, &["-s", "gcs", "--source-path", "c"]).unwrap();
    assert_eq!(uri_of(&done, Side::Source), "gs://c/");
}

#[test]
fn a_bucket_may_be_written_as_uri_or_with_its_folder() {
    let done = resolved(&["--source-path", "s3://b/photos/", "-t", "s3", "--target-path", "b/out"]).unwrap();
    assert_eq!(uri_of(&done, Side::Source), "s3://b/photos/");
    assert_eq!(uri_of(&done, Side::Target), "s3://b/out/");
}

#[test]
fn folders_are_absolute_from_where_the_command_was_typed() {
    let done = resolved(&["-s", "local", "--source-path", "./texts"]).unwrap();
    assert_eq!(storage_of(&done, Side::Source).path, "/work dir/texts");
}

#[test]
fn definite_refusals_are_one_sentence() {
    let refusals: [(&[&str], &str); 10] = [
        (&["-s", "s3"], "--source s3 needs --source-path with the name of the bucket"),
        (
            &["-s", "ftp", "--source-path", "b"],
            "--source ftp: unknown storage type \"ftp\"; known are s3, gcs and local",
        ),
        (
            &["-s", "azure", "--source-path", "b"],
            "--source azure: Azure Blob Storage is not built yet; s3, gcs and local are",
        ),
        (&["--source-path", "b"], "--source-path needs --source: s3, gcs or local"),
        (
            &["-s", "s3", "--source-path", "b", "--source-params", "{\"prefx\": \"a\"}"],
            "--source-params: unknown parameter \"prefx\"; the nearest known one is \"prefix\"",
        ),
        (
            &["-s", "s3", "--source-path", "b", "--source-params", "{\"regex\": \"(\"}"],
            "--source-params: parameter \"regex\": `(` is not a valid regular expression: unclosed group",
        ),
        (
            &["-s", "s3", "--source-path", "b", "--source-params", "[]"],
            "--source-params must be a JSON object, such as {\"prefix\": \"photos\"}, not []",
        ),
        (
            &["--target-params", "{\"prefix\": \"a\"}"],
            "--target-params needs --target and --target-path: this project has no target yet",
        ),
        (
            &["-s", "s3", "--source-path", "gs://b"],
            "--source-path gs://b: \"gs://b\" begins with gs://, but a storage of type s3 lives at s3://",
        ),
        (&["--input-format", "json"], "--input-format needs --input-path"),
    ];
    for (line, sentence) in refusals {
        assert_eq!(resolved(line).unwrap_err(), sentence, "{line:?}");
    }
}

#[test]
fn names_are_needed_and_must_be_names() {
    assert!(start(&["--init"]).unwrap_err().contains("--init needs the name of a project"));
    assert!(start(&["-s", "s3", "--source-path", "b"]).unwrap_err().contains("--source needs a project"));
    assert!(start(&["a b"]).unwrap_err().contains("cannot be the name of a project"));
    let path = start(&["./old/my_project/"]).unwrap();
    assert_eq!(path.name.as_deref(), Some("my_project"));
    assert!(path.notes[0].contains("the project is called my_project"));
}

#[test]
fn storage_flags_without_init_are_a_note() {
    let start = start(&["p", "-s", "s3", "--source-path", "b"]).unwrap();
    assert!(start.notes[0].contains("acts only together with --init"), "{:?}", start.notes);
}

#[test]
fn a_data_key_is_taken_without_its_dollar() {
    let params = "{\"data_key\": \"$image\", \"use_blob_urls\": true}";
    let done = resolved(&["-s", "s3", "--source-path", "b", "--source-params", params]).unwrap();
    assert_eq!(storage_of(&done, Side::Source).data_key.as_deref(), Some("image"));
}

const CONFIG: &str = "<View><Image name=\"i\" value=\"$photo\"/></View>";

fn with_key(key: &str, standing: &Standing, config: &[&str]) -> Result<Resolved, String> {
    let params = format!("{{\"data_key\": \"{key}\", \"use_blob_urls\": true}}");
    let line = [&["-s", "s3", "--source-path", "b", "--source-params", &params], config].concat();
    resolved_over(standing, &line)
}

#[test]
fn an_unknown_data_key_is_refused_with_a_config_in_the_same_command() {
    let error = with_key("image", &Standing::default(), &["-l", CONFIG]).unwrap_err();
    assert_eq!(error, "data_key \"image\" is not read by the labeling config, which reads: photo");
}

#[test]
fn an_unknown_data_key_otherwise_falls_back_with_a_note() {
    let standing = Standing { label_config: CONFIG.into(), ..Standing::default() };
    let done = with_key("image", &standing, &[]).unwrap();
    assert_eq!(storage_of(&done, Side::Source).data_key, None);
    assert!(done.notes[0].contains("photo is used"), "{:?}", done.notes);
}

#[test]
fn a_data_key_whose_value_the_shell_took_away_falls_back() {
    let done = with_key("my-object-tag-", &Standing::default(), &["-l", CONFIG]).unwrap();
    assert_eq!(storage_of(&done, Side::Source).data_key, None);
    assert!(done.notes[0].contains("the shell took a $name out of it"), "{:?}", done.notes);
    let done = with_key("my-object-tag-", &Standing::default(), &[]).unwrap();
    assert_eq!(storage_of(&done, Side::Source).data_key, None);
    let done = with_key("my-object-tag-$photo", &Standing::default(), &["-l", CONFIG]).unwrap();
    assert_eq!(storage_of(&done, Side::Source).data_key.as_deref(), Some("photo"));
}

#[test]
fn a_broken_config_or_an_unknown_template_is_refused() {
    let error = resolved(&["-l", "<View><Image></View>"]).unwrap_err();
    assert!(error.starts_with("the labeling config is not valid: ") && !error.contains('\n'), "{error}");
    let error = resolved(&["--template", "text_classification"]).unwrap_err();
    assert!(error.contains("unknown template") && error.contains("text-classification"), "{error}");
    assert!(
        resolved(&["-l", "no.xml"]).unwrap_err().contains("cannot read the labeling config /work dir/no.xml")
    );
}

#[test]
fn a_template_gives_its_config() {
    let done = resolved(&["--template", "text-classification"]).unwrap();
    assert!(done.project.label_config.unwrap().contains("<Choices"));
}

#[test]
fn secrets_in_params_are_kept_apart_from_the_settings() {
    let params = "{\"aws_access_key_id\": \"AKIA\", \"aws_secret_access_key\": \"hunter2\"}";
    let done = resolved(&["-s", "s3", "--source-path", "b", "--source-params", params]).unwrap();
    let storage = &done.project.storages[0];
    assert_eq!(storage.secrets.as_ref().unwrap().aws_secret_access_key.as_deref(), Some("hunter2"));
    assert!(!format!("{done:?}").contains("hunter2"));
}

#[test]
fn flags_of_2020_are_accepted_with_a_note_where_they_mean_nothing_now() {
    let start = start(&[
        "p",
        "--init",
        "--force",
        "--root-dir",
        "/srv",
        "--sampling",
        "sequential",
        "--log-level",
        "WARNING",
        "-d",
        "-v",
        "--allow-serving-local-files",
        "--use-gevent",
        "--username",
        "u",
        "--password",
        "hunter2",
        "-c",
        "x.toml",
        "--initial-project-description",
        "words",
        "--ml-backends",
        "http://a",
        "http://b",
    ]);
    let start = start.unwrap();
    assert_eq!(start.flags.data_dir.as_deref(), Some(Path::new("/srv")));
    assert_eq!(start.flags.log_filter.as_deref(), Some("warn"));
    assert_eq!(start.flags.auth_token.as_deref(), Some("hunter2"));
    assert_eq!(start.ask.description.as_deref(), Some("words"));
    assert_eq!(start.notes.len(), 5, "{:?}", start.notes);
    assert!(start.notes.iter().all(|note| !note.contains("hunter2")));
}

#[test]
fn flags_that_would_be_missed_are_refused() {
    assert!(
        start(&["p", "--cert", "a.pem", "--key", "b.pem"]).unwrap_err().contains("HTTPS is not built in")
    );
    assert!(start(&["p", "-o", "out"]).unwrap_err().contains("--target local --target-path"));
}

#[test]
fn local_types_of_2020_without_a_path_mean_the_database() {
    let start = start(&["p", "--init", "--source", "tasks-json", "--target", "completions-dir"]).unwrap();
    assert!(start.ask.is_empty());
    assert_eq!(start.notes.len(), 2);
}

#[test]
fn a_folder_of_pictures_to_import_becomes_a_local_source() {
    let done = resolved(&["-i", "/data/pics", "--input-format", "image-dir"]).unwrap();
    let source = storage_of(&done, Side::Source);
    assert_eq!(
        (source.kind, source.path.as_str(), source.use_blob_urls),
        (StorageKind::Local, "/data/pics", true)
    );
    let error = resolved(&["-i", "a", "--input-format", "imagedir"]).unwrap_err();
    assert!(error.contains("image-dir"), "{error}");
}
