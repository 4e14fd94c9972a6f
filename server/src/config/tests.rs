#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use app::model::storage::{Side, StorageKind};
use std::fs;
use tempfile::TempDir;

struct House {
    dir: TempDir,
    variables: Vec<(String, String)>,
}

impl House {
    fn new() -> Self {
        Self { dir: TempDir::new().unwrap(), variables: Vec::new() }
    }

    fn file(self, name: &str, text: &str) -> Self {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn load(&self, flags: Flags) -> Result<Config, ConfigError> {
        let surroundings =
            Surroundings { working_dir: self.dir.path().to_owned(), variables: self.variables.clone() };
        let data_dir = flags.data_dir.clone().unwrap_or_else(|| "data".into());
        Config::load(&surroundings, &Flags { data_dir: Some(data_dir), ..flags })
    }

    fn refused(&self) -> String {
        self.load(Flags::default()).unwrap_err().to_string()
    }
}

#[test]
fn without_anything_the_defaults_of_leptos_toml_hold() {
    let config = House::new().load(Flags::default()).unwrap();
    assert_eq!((config.server.host.as_str(), config.server.port), ("127.0.0.1", 8080));
    assert!(!config.port_given && config.auth_token.is_none() && config.projects.is_empty());
    assert_eq!(config.log.format, LogFormat::Text);
}

#[test]
fn flags_stand_over_environment_over_file_over_defaults() {
    let house =
        House::new().file("skylabel.toml", "[server]\nport = 1\nhost = \"::1\"\n[sync]\ninterval = 5\n");
    assert_eq!(house.load(Flags::default()).unwrap().server.port, 1);
    let house = house.variable("SKYLABEL_SERVER__PORT", "2");
    let config = house.load(Flags::default()).unwrap();
    assert_eq!((config.server.port, config.server.host.as_str(), config.sync.interval), (2, "::1", 5));
    assert!(config.port_given);
    assert_eq!(house.load(Flags { port: Some(3), ..Flags::default() }).unwrap().server.port, 3);
}

#[test]
fn the_file_in_the_data_directory_counts_only_without_one_here() {
    let house = House::new().file("data/skylabel.toml", "[server]\nport = 5\n");
    assert_eq!(house.load(Flags::default()).unwrap().server.port, 5);
    let house = house.file("skylabel.toml", "[server]\nport = 6\n");
    assert_eq!(house.load(Flags::default()).unwrap().server.port, 6);
    let house = house.file("other.toml", "[server]\nport = 7\n");
    let flags = Flags { config: Some("other.toml".into()), ..Flags::default() };
    assert_eq!(house.load(flags).unwrap().server.port, 7);
}

#[test]
fn an_unknown_key_names_its_source_and_the_nearest_known_key() {
    let house = House::new().variable("SKYLABEL_SERVER__PROT", "1");
    assert_eq!(
        house.refused(),
        "unknown key \"server.prot\" in environment variable SKYLABEL_SERVER__PROT; the nearest known key is \"server.port\""
    );
    let house = House::new().file("skylabel.toml", "port = 1\n");
    let error = house.refused();
    assert!(error.starts_with("unknown key \"port\" in file "), "{error}");
    assert!(error.ends_with("the nearest known key is \"server.port\""), "{error}");
}

#[test]
fn a_value_of_the_wrong_kind_names_key_and_source() {
    let error = House::new().variable("SKYLABEL_SERVER__PORT", "many").refused();
    assert!(error.starts_with("\"server.port\" in environment variable SKYLABEL_SERVER__PORT: "), "{error}");
    let error = House::new().file("skylabel.toml", "server = 5\n").refused();
    assert!(error.contains("\"server\" in file ") && error.contains("is a section"), "{error}");
}

#[test]
fn broken_toml_says_where() {
    let error = House::new().file("skylabel.toml", "[server]\nport = = 1\n").refused();
    assert!(error.contains("skylabel.toml, line 2, column 8: "), "{error}");
    assert!(!error.contains('\n'));
}

#[test]
fn a_config_file_that_is_not_there_or_not_toml_is_refused() {
    let house = House::new().file("config.json", "{}");
    let with = |path: &str| {
        house.load(Flags { config: Some(path.into()), ..Flags::default() }).unwrap_err().to_string()
    };
    assert!(with("nowhere.toml").starts_with("cannot read the configuration file "));
    assert!(with("config.json").contains("is a JSON file; the configuration is TOML"));
}

#[test]
fn postgres_is_a_clear_error_and_its_password_is_not_printed() {
    let error = House::new().variable("SKYLABEL_DATABASE__URL", "postgres://u:hunter2@h/d").refused();
    assert!(error.contains("not built yet") && !error.contains("hunter2"), "{error}");
    let error = House::new().variable("SKYLABEL_DATABASE__URL", "hunter2").refused();
    assert!(error.contains("not the URL of a database") && !error.contains("hunter2"), "{error}");
}

const CATS: &str = r#"
[projects.cats]
title = "Cats"
label_config = "cats.xml"
[projects.cats.sources.main]
type = "s3"
path = "my-bucket"
prefix = "photos"
regex = '\.jpg$'
use_blob_urls = true
aws_access_key_id = "AKIA123"
aws_secret_access_key = "hunter2"
[projects.cats.targets.main]
type = "s3-completions"
path = "s3://my-bucket"
"#;

#[test]
fn a_project_can_be_declared_in_a_file() {
    let house = House::new().file("skylabel.toml", CATS).file("cats.xml", "<View/>");
    let config = house.load(Flags::default()).unwrap();
    let [cats] = &config.projects[..] else { panic!("one project") };
    assert_eq!((cats.slug.as_str(), cats.title.as_deref()), ("cats", Some("Cats")));
    assert_eq!(cats.label_config.as_deref(), Some("<View/>"));
    let [source, target] = &cats.storages[..] else { panic!("two storages") };
    assert_eq!(
        (source.side, source.name.as_str(), source.settings.kind),
        (Side::Source, "main", StorageKind::S3)
    );
    assert_eq!(source.settings.display_uri(), "s3://my-bucket/photos/");
    assert!(source.settings.use_blob_urls);
    assert_eq!(source.secrets.clone().unwrap().aws_secret_access_key.as_deref(), Some("hunter2"));
    assert_eq!(target.settings.display_uri(), "s3://my-bucket/");
}

#[test]
fn a_project_can_be_declared_by_the_environment_alone() {
    let config = House::new()
        .variable("SKYLABEL_PROJECTS__CATS__LABEL_CONFIG", "<View/>")
        .variable("SKYLABEL_PROJECTS__CATS__SOURCES__MAIN__TYPE", "gcs")
        .variable("SKYLABEL_PROJECTS__CATS__SOURCES__MAIN__PATH", "2024")
        .variable("SKYLABEL_SYNC__INTERVAL", "7")
        .load(Flags::default())
        .unwrap();
    let source = &config.projects[0].storages[0];
    assert_eq!(
        (source.settings.display_uri().as_str(), source.settings.sync_interval),
        ("gs://2024/", Some(7))
    );
}

#[test]
fn a_declaration_that_cannot_be_says_where_and_why() {
    let path = "[projects.cats.sources.main]\ntype = \"s3\"\n";
    let error = House::new().file("skylabel.toml", path).refused();
    assert!(error.contains("\"projects.cats.sources.main.path\" in file "), "{error}");
    assert!(error.ends_with("a storage needs a path: the name of the bucket, or the folder"), "{error}");

    let kind = "[projects.cats.sources.main]\ntype = \"azure\"\npath = \"b\"\n";
    assert!(
        House::new().file("skylabel.toml", kind).refused().contains("Azure Blob Storage is not built yet")
    );

    let scheme = "[projects.cats.sources.main]\ntype = \"s3\"\npath = \"gs://b\"\n";
    assert!(House::new().file("skylabel.toml", scheme).refused().contains("lives at s3://"));

    let config = "[projects.cats]\nlabel_config = \"no.xml\"\n";
    assert!(House::new().file("skylabel.toml", config).refused().contains("cannot read the labeling config"));

    let param = "[projects.cats.sources.main]\ntype = \"s3\"\npath = \"b\"\nprefx = \"x\"\n";
    let error = House::new().file("skylabel.toml", param).refused();
    assert!(error.ends_with("the nearest known key is \"projects.cats.sources.main.prefix\""), "{error}");
}

#[test]
fn a_relative_folder_starts_at_the_file_that_names_it() {
    let text = "[projects.cats.sources.main]\ntype = \"local\"\npath = \"./photos/../in\"\n";
    let house = House::new().file("conf/c.toml", text);
    let config = house.load(Flags { config: Some("conf/c.toml".into()), ..Flags::default() }).unwrap();
    assert!(config.projects[0].storages[0].settings.path.ends_with("/conf/in"));
}

#[test]
fn config_shows_every_value_with_its_source_and_masks_secrets() {
    let house = House::new()
        .file("skylabel.toml", CATS)
        .file("cats.xml", "<View/>")
        .variable("SKYLABEL_AUTH__TOKEN", "hunter3")
        .variable("SKYLABEL_SECRETS__KEY", "hunter4");
    let text = house.load(Flags { port: Some(9), ..Flags::default() }).unwrap().show();
    let line = |key: &str| text.lines().find(|line| line.starts_with(key)).expect(key).to_owned();
    assert!(line("server.host = \"127.0.0.1\"").ends_with("# default"));
    assert!(line("server.port = 9").ends_with("# flag --port"));
    assert!(line("auth.token = \"********\"").ends_with("# environment variable SKYLABEL_AUTH__TOKEN"));
    assert!(line("projects.cats.sources.main.prefix = \"photos\"").contains("# file "));
    assert!(line("projects.cats.sources.main.aws_secret_access_key = \"********\"").contains("# file "));
    assert!(!text.contains("hunter") && !text.contains("AKIA123"), "{text}");
    text.parse::<toml::Table>().expect("what is printed is TOML");
}

#[test]
fn debug_output_holds_no_secret() {
    let house = House::new()
        .file("skylabel.toml", CATS)
        .file("cats.xml", "<View/>")
        .variable("SKYLABEL_AUTH__TOKEN", "hunter3");
    let text = format!("{:?}", house.load(Flags::default()).unwrap());
    assert!(!text.contains("hunter") && !text.contains("AKIA123"), "{text}");
}

#[test]
fn the_metadata_of_cargo_leptos_agrees_with_leptos_toml() {
    let manifest: toml::Table = include_str!("../../../Cargo.toml").parse().unwrap();
    let metadata = manifest["workspace"]["metadata"]["leptos"][0].as_table().unwrap();
    let defaults: toml::Table = DEFAULTS.parse().unwrap();
    for key in ["output-name", "site-root", "site-pkg-dir", "reload-port"] {
        assert_eq!(metadata[key], defaults["leptos"][key], "{key}");
    }
    let address = format!("{}:{}", defaults["server"]["host"].as_str().unwrap(), defaults["server"]["port"]);
    assert_eq!(metadata["site-addr"].as_str(), Some(address.as_str()));
    assert_eq!(metadata["bin-package"].as_str(), Some(env!("CARGO_PKG_NAME")));
}
