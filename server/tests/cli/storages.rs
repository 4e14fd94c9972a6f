//! `sync`, `check` and `storage`, with a server running and without one.

use super::house::House;
use serde_json::Value;

/// A house with a project that takes tasks from one folder and gives annotations to another.
fn house() -> House {
    let house = House::new();
    house.write("in/a.json", r#"{"text": "one"}"#);
    house.write("in/b.json", "not json");
    house.write("in/c.txt", "text");
    std::fs::create_dir(house.path("out")).unwrap();
    let line = "label-studio init cats -s local --source-path in -t local --target-path out";
    house.typed(line).done();
    house
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|why| panic!("{why}: {text}"))
}

fn every_command_answers(house: &House) {
    let synced = house.run(&["sync", "cats"]);
    assert_eq!(synced.code, 1, "one object failed: {} {}", synced.out, synced.err);
    assert!(synced.out.contains("completed_with_errors, 3 listed, "), "{}", synced.out);
    assert!(synced.out.contains("1 failed") && synced.out.contains("b.json"), "{}", synced.out);

    let list = house.run(&["storage", "list"]).done().out;
    assert!(list.starts_with("ID  PROJECT  SIDE") && list.lines().count() == 3, "{list}");
    let listed = json(&house.run(&["storage", "list", "cats", "--json"]).done().out);
    let (source, target) = (&listed[0], &listed[1]);
    assert_eq!((&source["side"], &target["side"]), (&"source".into(), &"target".into()));
    assert_eq!(source["counts"]["failed"], 1);

    let id = source["id"].to_string();
    assert!(house.run(&["storage", "show", &id]).done().out.contains("status: completed_with_errors"));
    let failed = house.run(&["storage", "outcomes", &id, "--outcome", "failed"]).done().out;
    assert!(failed.contains("b.json\t") && failed.lines().count() == 1, "{failed}");
    let all = json(&house.run(&["storage", "outcomes", &id, "--json"]).done().out);
    assert_eq!(all.as_array().unwrap().len(), 3);

    let history = house.run(&["storage", "history", &id]).done().out;
    assert!(history.contains(" completed_with_errors in ") && history.contains(", 3 listed, "), "{history}");
    let runs = json(&house.run(&["storage", "history", &id, "--json"]).done().out);
    assert_eq!(runs.as_array().unwrap().len(), 1, "what found nothing new is not told: {runs}");

    let tried = house.run(&["sync", "cats", "--dry-run"]).done().out;
    assert!(tried.contains(": dry run done, 3 listed, 3 unchanged, 0 new"), "{tried}");

    let checked = house.run(&["check", "cats"]).done().out;
    assert_eq!(checked.lines().filter(|line| line.ends_with(": works")).count(), 2, "{checked}");
    let only = json(&house.run(&["sync", "--storage", &target["id"].to_string(), "--json"]).done().out);
    assert_eq!((only.as_array().unwrap().len(), &only[0]["status"]), (1, &"completed".into()));
}

#[test]
fn without_a_server_the_commands_bring_their_own() {
    every_command_answers(&house());
}

#[test]
fn with_a_server_the_commands_ask_it() {
    let house = house();
    let _running = house.start(&["cats"]);
    every_command_answers(&house);
}

#[test]
fn a_dry_run_tells_each_object_and_does_nothing() {
    let house = house();
    let tried = house.run(&["sync", "cats", "--dry-run"]).done().out;
    assert!(tried.contains("3 listed, 0 unchanged, 2 new"), "{tried}");
    assert!(tried.contains("\nnew\ta.json\nnew\tb.json\nskipped\tc.txt\t"), "{tried}");
    let json = json(&house.run(&["sync", "--dry-run", "--json"]).done().out);
    assert_eq!((&json[0]["run"]["state"], json[0]["changes"].as_array().unwrap().len()), (&"done".into(), 3));
    assert!(house.run(&["storage", "list"]).done().out.contains("initialized  never"));
}

#[test]
fn verify_finds_what_is_not_so_and_repair_mends_it() {
    let house = house();
    std::fs::remove_file(house.path("in/b.json")).unwrap();
    let running = house.start(&["cats"]);
    house.run(&["sync", "cats"]).done();
    running.post("/api/tasks/1/annotations/", r#"{"result": []}"#);
    house.run(&["sync", "cats"]).done();
    let well = house.run(&["verify", "cats", "--sample", "100%"]).done().out;
    assert!(
        well.contains("2 checked, 1 sampled, 0 differing") && well.contains("1 checked, 1 sampled, 0"),
        "{well}"
    );

    std::fs::remove_file(house.path("out/1.json")).unwrap();
    house.write("in/d.json", r#"{"text": "four"}"#);
    let found = house.run(&["verify", "cats"]);
    assert_eq!(found.code, 1, "{}", found.out);
    assert!(
        found.out.contains("\nnot_synced\td.json\tnew") && found.out.contains("\nmissing\t1.json"),
        "{}",
        found.out
    );
    let mended = json(&house.run(&["verify", "cats", "--repair", "--json"]).out);
    assert_eq!(
        (&mended[0]["found"]["repaired"], &mended[1]["found"]["repaired"]),
        (&1.into(), &1.into()),
        "{mended}"
    );
    house.run(&["sync", "cats"]).done();
    house.run(&["verify", "cats", "--sample", "100%"]).done();
    assert!(house.path("out/1.json").is_file());

    let document = std::fs::read_to_string(house.path("out/1.json")).unwrap();
    house.write("out/1.json", &document.replace("\"one\"", "\"won\""));
    let foreign = house.run(&["verify", "cats", "--repair"]);
    assert!(foreign.out.contains("\nchanged\t1.json"), "{}", foreign.out);
    assert!(foreign.out.contains("0 repaired"), "that is for a person to settle: {}", foreign.out);
    let synced = house.run(&["sync", "cats"]);
    assert!(synced.code == 1 && synced.out.contains("somebody else wrote"), "{}", synced.out);
    let in_conflict = house.run(&["verify", "cats"]).out;
    assert!(!in_conflict.contains("unknown"), "a document in conflict is no stranger: {in_conflict}");
    assert!(house.run(&["verify", "--sample", "lots"]).refusal().contains("percentage"));
}

#[test]
fn looking_at_storages_syncs_nothing() {
    let house = house();
    let before = json(&house.run(&["storage", "list", "--json"]).done().out);
    let after = json(&house.run(&["storage", "list", "--json"]).done().out);
    assert_eq!(before[0]["status"], "initialized");
    assert_eq!(before, after);
}

#[test]
fn what_does_not_work_is_said_and_is_exit_1() {
    let house = house();
    std::fs::remove_dir_all(house.path("in")).unwrap();
    let checked = house.run(&["check", "cats"]);
    assert_eq!(checked.code, 1);
    assert!(
        checked.out.lines().any(|line| line.starts_with("source ") && !line.ends_with("works")),
        "{}",
        checked.out
    );
    let json = json(&house.run(&["check", "cats", "--json"]).out);
    assert_eq!((&json[0]["ok"], &json[1]["ok"]), (&false.into(), &true.into()));
}

#[test]
fn what_is_not_there_is_a_refusal_that_names_what_is() {
    let house = house();
    assert!(house.run(&["sync", "dogs"]).refusal().contains("there are cats"));
    assert!(house.run(&["storage", "show", "99"]).refusal().contains("there is no storage 99"));
    assert!(house.run(&["storage", "outcomes", "1", "--outcome", "gone"]).refusal().contains("skipped"));
    let away = house.run(&["sync", "--url", "http://127.0.0.1:1"]);
    assert_eq!(away.code, 1);
    assert!(away.err.contains("nothing listens there"), "{}", away.err);
}

#[test]
fn a_sync_into_a_target_that_cannot_be_used_comes_to_an_end_and_says_why() {
    let house = house();
    std::fs::remove_dir_all(house.path("out")).unwrap();
    std::fs::write(house.path("out"), "no folder").unwrap();
    let synced = house.run(&["sync", "cats"]);
    assert_eq!(synced.code, 1, "{} {}", synced.out, synced.err);
    assert!(synced.out.contains("\n  ") && synced.out.contains("out"), "{}", synced.out);
}
