//! The built program, driven by command lines: what it answers, with which exit status, and what stands afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "cli/house.rs"]
mod house;
#[path = "cli/storages.rs"]
mod storages;
#[path = "cli/stores.rs"]
mod stores;

use house::House;
use std::net::TcpListener;
use std::time::Duration;

#[test]
fn without_arguments_it_says_how_to_begin() {
    let answer = House::new().run(&[]).done();
    assert_eq!(answer.out.lines().count(), 5);
    assert!(answer.out.contains("skylabel start my_project --init"));
}

#[test]
fn version_and_help_answer() {
    let house = House::new();
    assert!(house.typed("label-studio version").done().out.starts_with("skylabel 0."));
    assert!(house.run(&["--version"]).done().out.starts_with("skylabel 0."));
    assert!(house.run(&["help"]).done().out.contains("Examples:"));
    assert!(house.run(&["start", "--help"]).done().out.contains("--source-params"));
}

#[test]
fn an_unknown_flag_is_a_usage_error_that_names_the_nearest() {
    let answer = House::new().run(&["start", "p", "--sorce", "s3"]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("'--source'"), "{}", answer.err);
}

#[test]
fn config_shows_values_with_sources_and_refuses_unknown_keys() {
    let house = House::new().with("SKYLABEL_SERVER__PORT", "9001").with("SKYLABEL_PORT", "tcp://10.0.0.1:80");
    let text = house.run(&["config", "--host", "::1"]).done().out;
    let line = |key: &str| text.lines().find(|line| line.starts_with(key)).unwrap().to_owned();
    assert!(line("server.port = 9001").ends_with("# environment variable SKYLABEL_SERVER__PORT"));
    assert!(line("server.host = \"::1\"").ends_with("# flag --host"));
    let house = House::new().with("SKYLABEL_SERVER__PROT", "1");
    assert!(house.run(&["config"]).refusal().contains("the nearest known key is \"server.port\""));
}

#[test]
fn postgres_is_refused_with_a_clear_word() {
    let house = House::new().with("SKYLABEL_DATABASE__URL", "postgres://u:p@h/d");
    assert!(house.run(&["start"]).refusal().contains("not built yet"));
}

#[test]
fn an_unknown_project_names_the_known_ones() {
    let house = House::new();
    assert!(house.run(&["start", "cats", "-b"]).refusal().contains("--init"));
    house.run(&["init", "dogs"]).done();
    let answer = house.run(&["start", "cats", "-b"]);
    let sentence = answer.refusal();
    assert!(sentence.contains("cats") && sentence.contains("dogs"), "{sentence}");
}

#[test]
fn refusals_are_one_sentence_and_leave_nothing_half_created() {
    let house = House::new();
    let inside = house.path("in");
    std::fs::create_dir(&inside).unwrap();
    let folder = inside.to_str().unwrap();
    let local = ["start", "cats", "--init", "-b", "--source", "local", "--source-path", folder];
    let with = |params: &str| house.run(&[&local[..], &["--source-params", params]].concat());
    assert!(with("{not json").refusal().contains("is not JSON"));
    assert!(with("{\"prefx\": \"a\"}").refusal().contains("nearest known one is \"prefix\""));
    assert!(with("{\"regex\": \"(\"}").refusal().contains("not a valid regular expression"));
    let nowhere = house.path("nowhere");
    let missing = ["init", "cats", "-s", "local", "--source-path", nowhere.to_str().unwrap()];
    assert!(house.run(&missing).refusal().contains("nowhere"));
    assert!(house.run(&["init", "cats", "-l", "no.xml"]).refusal().contains("no.xml"));
    assert!(house.run(&["init", "cats", "--template", "txt"]).refusal().contains("unknown template"));
    house.run(&["init", "dogs"]).done();
    assert!(!house.run(&["start", "x", "-b"]).refusal().contains("cats"));
}

#[test]
fn a_folder_of_json_tasks_is_labeled_from_and_into_folders() {
    let house = House::new();
    house.write("in/a.json", "{\"text\": \"one\"}");
    house.write("in/b.json", "[{\"text\": \"two\"}, {\"text\": \"three\"}]");
    std::fs::create_dir(house.path("out")).unwrap();
    let line =
        ["notes", "--init", "-s", "local", "--source-path", "in", "-t", "local", "--target-path", "out"];
    let first = house.start(&line);
    assert!(first.url.contains("/projects/"), "{}", first.url);
    let tasks = first.until("/api/tasks?project=1&fields=all", |tasks| tasks["total"] == 3);
    assert_eq!(tasks["tasks"][0]["data"]["text"], "one");
    assert_eq!(first.stop("TERM").0, 0);

    // The same line again, and the bare name, change nothing.
    let again = house.start(&line);
    assert_eq!(again.json("/api/tasks?project=1")["total"], 3);
    assert_eq!(again.json("/api/projects")["count"], 1);
    assert_eq!(again.json("/api/storages?project=1").as_array().unwrap().len(), 1);
    assert_eq!(again.stop("INT").0, 0);
    let bare = house.start(&["notes"]);
    assert_eq!(bare.json("/api/tasks?project=1")["total"], 3);
}

#[test]
fn the_manuals_of_2020_work_as_printed_in_a_shell() {
    let house = House::new();
    house.write("blobs/cat one.jpg", "x");
    house.write("tasks/a.json", "{\"text\": \"one\"}");
    // Everything as printed in 2020, "local" instead of a cloud.
    let blobs = r#"label-studio init my_project --source local --source-path blobs --source-params "{\"data_key\": \"my-object-tag-$value\", \"use_blob_urls\": true, \"regex\": ".*"}""#;
    let answer = house.typed(blobs).done();
    assert!(answer.err.contains("the quotes of .*"), "{}", answer.err);
    let escaped = r#"label-studio init other --source local --source-path blobs --source-params "{\"prefix\": \"\", \"regex\": \".*\", \"use_blob_urls\": true, \"create_local_copy\": true}""#;
    house.typed(escaped).done();
    house.typed("label-studio init tasks --source local --source-path tasks").done();
    std::fs::create_dir(house.path("done")).unwrap();
    let target =
        house.typed("label-studio init target_only --target completions-dir --source-path done").done();
    assert!(target.err.contains("--source-path was taken as --target-path"), "{}", target.err);

    let running = house.start(&["my_project"]);
    let page = running.until("/api/tasks?project=1&resolve_uri=false", |tasks| tasks["total"] == 1);
    let data = page["tasks"][0]["data"].as_object().unwrap();
    assert!(data.values().next().unwrap().as_str().unwrap().ends_with("/blobs/cat one.jpg"), "{data:?}");
    running.until("/api/tasks?project=3", |tasks| tasks["total"] == 1);
    let targets = running.json("/api/storages/export?project=4");
    assert!(targets[0]["path"].as_str().unwrap().ends_with("/done"), "{targets}");
}

#[test]
fn source_and_target_in_one_folder_keep_out_of_each_others_way() {
    let house = House::new();
    house.write("both/a.json", "{\"text\": \"one\"}");
    let line = "label-studio init p -s local --source-path both -t local --target-path both";
    let answer = house.typed(line).done();
    assert!(answer.err.contains("note: source and target are the same place"), "{}", answer.err);
    assert!(!house.typed(line).done().err.contains("same place"), "nothing new the second time");
}

#[test]
fn files_are_imported_once_at_the_projects_creation() {
    let house = House::new();
    house.write("tasks.json", "[{\"text\": \"one\"}, {\"text\": \"two\"}]");
    let line = ["init", "p", "-i", "tasks.json", "--template", "text-classification"];
    house.run(&line).done();
    assert!(house.run(&line).done().err.contains("note: "), "said that it was not imported again");
    let running = house.start(&["p"]);
    assert_eq!(running.json("/api/tasks?project=1")["total"], 2);
}

#[test]
fn a_project_can_be_declared_by_file_and_by_environment() {
    let house = House::new()
        .with("SKYLABEL_PROJECTS__DOGS__SOURCES__MAIN__TYPE", "local")
        .with("SKYLABEL_PROJECTS__DOGS__SOURCES__MAIN__PATH", "in");
    house.write("in/a.json", "{\"text\": \"one\"}");
    house.write(
        "skylabel.toml",
        "[projects.cats]\ntitle = \"Cats\"\n[projects.cats.sources.main]\ntype = \"local\"\npath = \"in\"\n",
    );
    let running = house.start(&["cats"]);
    let projects = running.json("/api/projects");
    assert_eq!(projects["count"], 2, "{projects}");
    running.until("/api/tasks?project=1", |tasks| tasks["total"] == 1);
    running.until("/api/tasks?project=2", |tasks| tasks["total"] == 1);
}

#[test]
fn a_busy_port_moves_on_only_when_nobody_asked_for_it() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port().to_string();
    let house = House::new();
    assert!(house.run(&["start", "-b", "--port", &port]).refusal().contains("busy"));
}

#[test]
fn a_data_directory_is_used_by_one_server_at_a_time() {
    let house = House::new();
    let _running = house.start(&[]);
    assert!(house.run(&["init", "p"]).refusal().contains("in use"));
}

#[test]
fn an_address_for_others_needs_a_token_and_names() {
    let house = House::new();
    assert!(house.run(&["start", "-b", "--host", "0.0.0.0"]).refusal().contains("auth.token"));
    let house = house.with("SKYLABEL_AUTH__TOKEN", "hunter2");
    assert!(house.run(&["start", "-b", "--host", "0.0.0.0"]).refusal().contains("server.allowed_hosts"));
    let house = house.with("SKYLABEL_SERVER__ALLOWED_HOSTS", "label.example");
    let running = house.start(&["--host", "0.0.0.0"]);
    assert_eq!(running.get("/api/projects", &[]).unwrap().0, 401);
    assert_eq!(running.get("/api/projects", &[("Authorization", "Token hunter2")]).unwrap().0, 200);
    let foreign = [("Authorization", "Token hunter2"), ("Host", "evil.example")];
    assert_eq!(running.get("/api/projects", &foreign).unwrap().0, 403);
    let named = [("Authorization", "Token hunter2"), ("Host", "label.example")];
    assert_eq!(running.get("/api/projects", &named).unwrap().0, 200);
}

#[test]
fn it_is_healthy_soon_and_stops_in_order() {
    let house = House::new();
    house.start(&[]).stop("TERM");
    let running = house.start(&[]);
    assert!(running.begun.elapsed() < Duration::from_secs(3), "{:?}", running.begun.elapsed());
    let (code, err) = running.stop("TERM");
    assert_eq!(code, 0, "{err}");
}
