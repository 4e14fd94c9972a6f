//! What the commands answer, for people to read.

use super::storage::Storage;
use serde_json::Value;

const NONE: &str = "There are no storages.";

pub fn lines(lines: Vec<String>) -> String {
    if lines.is_empty() { NONE.to_owned() } else { lines.join("\n") }
}

/// One line a storage, its columns aligned.
pub fn table(storages: &[Storage]) -> String {
    if storages.is_empty() {
        return NONE.to_owned();
    }
    let head = ["ID", "PROJECT", "SIDE", "STATUS", "LAST SYNC", "WHERE"].map(str::to_owned);
    let rows = storages.iter().map(|storage| {
        [
            storage.id().to_string(),
            storage.project.clone(),
            storage.side.to_owned(),
            storage.status().to_owned(),
            text(&storage.shape["last_sync"]).unwrap_or_else(|| "never".to_owned()),
            text(&storage.shape["uri"]).unwrap_or_default(),
        ]
    });
    let rows: Vec<[String; 6]> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let line = |row: &[String; 6]| {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Each field on a line; those that say nothing are left out.
pub fn fields(shape: &Value) -> String {
    let fields = shape.as_object().into_iter().flatten();
    let said = fields.filter_map(|(name, value)| text(value).map(|value| format!("{name}: {value}")));
    said.collect::<Vec<_>>().join("\n")
}

/// Columns parted by tabs, for `cut` and `sort`.
pub fn outcomes(items: &[Value]) -> String {
    let line = |item: &Value| {
        ["key", "row", "outcome", "reason"].map(|name| text(&item[name]).unwrap_or_default()).join("\t")
    };
    if items.is_empty() {
        "There are no such objects.".to_owned()
    } else {
        items.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// One line a run: when it ended and how, how long it took, what it did, what that cost.
pub fn history(runs: &[Value]) -> String {
    let line = |run: &Value| {
        let done = counts(
            &run["counts"],
            &["listed", "imported", "updated", "skipped", "failed", "vanished", "pushed", "requests"],
        );
        let cost = run["dollars"].as_f64().map(|cost| format!(", about ${cost:.6}")).unwrap_or_default();
        let (ended, status) = (text(&run["ended_at"]), text(&run["status"]));
        let problem = text(&run["problem"]).map(|why| format!("\n  {why}")).unwrap_or_default();
        format!(
            "{} {} in {:.2} s{done}{cost}{problem}",
            ended.unwrap_or_default(),
            status.unwrap_or_default(),
            run["seconds"].as_f64().unwrap_or_default()
        )
    };
    if runs.is_empty() {
        "No run of this storage did anything yet.".to_owned()
    } else {
        runs.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// The kinds of change that a dry run tells of, as REST names them.
pub const CHANGES: [&str; 8] =
    ["new", "updated", "back", "included", "retried", "left_out", "gone", "skipped"];

/// What a sync would do: the counts, then a line for each object, its columns parted by tabs.
pub fn tried(storage: &Storage, run: &Value, items: &[Value]) -> String {
    let names: Vec<&str> = ["listed", "unchanged"].into_iter().chain(CHANGES).collect();
    let said = |name: &str| text(&run[name]).map(|text| format!("\n  {text}")).unwrap_or_default();
    let line = |item: &Value| {
        let columns = ["change", "key", "reason"].map(|name| text(&item[name]).unwrap_or_default());
        format!("\n{}", columns.join("\t").trim_end())
    };
    let (uri, state) = (uri(storage), text(&run["state"]).unwrap_or_default());
    let counts = counts(&run["counts"], &names);
    let (problem, note) = (said("problem"), said("note"));
    format!(
        "{} {uri}: dry run {state}{counts}{problem}{note}{}",
        storage.side,
        items.iter().map(line).collect::<String>()
    )
}

/// How a verification went: the counts, then a line for each difference, its columns parted by tabs.
pub fn verified(storage: &Storage, found: &Value) -> String {
    let line = |item: &Value| {
        let repaired = if item["repaired"] == true { "repaired" } else { "" };
        let [kind, key] = ["kind", "key"].map(|name| text(&item[name]).unwrap_or_default());
        let why: Vec<String> = ["change", "detail"].iter().filter_map(|name| text(&item[*name])).collect();
        format!("\n{kind}\t{key}\t{}\t{repaired}", why.join(": ")).trim_end_matches('\t').to_owned()
    };
    let (uri, state) = (uri(storage), text(&found["state"]).unwrap_or_default());
    let counts = counts(found, &["checked", "sampled", "differing", "repaired"]);
    let is_part = found["sample"].as_f64().is_some_and(|part| part > 0.0 && part < 1.0);
    let seed = text(&found["seed"]).filter(|_| is_part).map(|seed| format!(", seed {seed}"));
    let seed = seed.unwrap_or_default();
    let problem = text(&found["problem"]).map(|why| format!("\n  {why}")).unwrap_or_default();
    let lines: String = found["differences"].as_array().into_iter().flatten().map(line).collect();
    format!("{} {uri}: verification {state}{counts}{seed}{problem}{lines}", storage.side)
}

pub fn synced(storages: &[Storage]) -> String {
    lines(
        storages
            .iter()
            .map(|storage| {
                let counts = match storage.side {
                    "source" => counts(
                        &storage.shape["counts"],
                        &["listed", "imported", "updated", "unchanged", "skipped", "failed"],
                    ),
                    _ => counts(&storage.shape["target"], &["pushed", "pending", "conflicts"]),
                };
                let problem =
                    text(&storage.shape["traceback"]).map(|why| format!("\n  {why}")).unwrap_or_default();
                format!("{} {}: {}{counts}{problem}", storage.side, uri(storage), storage.status())
            })
            .collect(),
    )
}

pub fn checked(storage: &Storage, problem: Option<&str>) -> String {
    format!("{} {}: {}", storage.side, uri(storage), problem.unwrap_or("works"))
}

fn counts(counts: &Value, names: &[&str]) -> String {
    let said = names.iter().filter_map(|name| Some(format!("{} {name}", counts[*name].as_u64()?)));
    let said: Vec<String> = said.collect();
    if said.is_empty() { String::new() } else { format!(", {}", said.join(", ")) }
}

fn uri(storage: &Storage) -> String {
    text(&storage.shape["uri"]).unwrap_or_default()
}

/// `None` for what is empty.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn storage(side: &'static str, shape: Value) -> Storage {
        Storage { project: "cats".into(), path: String::new(), side, shape }
    }

    #[test]
    fn a_table_is_aligned_and_an_empty_one_says_so() {
        assert_eq!(table(&[]), NONE);
        let rows = [
            storage("source", json!({"id": 1, "status": "completed", "uri": "s3://b"})),
            storage("target", json!({"id": 12, "status": "queued", "uri": "s3://out", "last_sync": "2026"})),
        ];
        let told = table(&rows);
        let columns: Vec<Option<usize>> = ["WHERE", "s3://b", "s3://out"]
            .iter()
            .zip(told.lines())
            .map(|(word, line)| line.find(word))
            .collect();
        assert!(columns[0].is_some() && columns.iter().all(|at| *at == columns[0]), "{told}");
    }

    #[test]
    fn a_run_tells_its_counts_and_what_went_wrong() {
        let shape = json!({"status": "completed_with_errors", "uri": "s3://b", "traceback": "1 of 2 objects failed",
            "counts": {"listed": 2, "imported": 1, "failed": 1}});
        assert_eq!(
            synced(&[storage("source", shape)]),
            "source s3://b: completed_with_errors, 2 listed, 1 imported, 1 failed\n  1 of 2 objects failed"
        );
    }

    #[test]
    fn a_difference_tells_what_a_sync_would_do_and_why() {
        let found = json!({"state": "done", "sample": 0.0, "seed": 1, "differences": [
            {"kind": "not_synced", "key": "a", "change": "left_out", "detail": "outside", "repaired": true},
            {"kind": "not_synced", "key": "b", "change": "new", "detail": null, "repaired": false},
            {"kind": "missing", "key": "c", "change": null, "detail": null, "repaired": false},
        ]});
        let told = verified(&storage("source", json!({"uri": "s3://b"})), &found);
        let lines: Vec<&str> = told.lines().skip(1).collect();
        assert_eq!(lines, ["not_synced\ta\tleft_out: outside\trepaired", "not_synced\tb\tnew", "missing\tc"]);
    }

    #[test]
    fn a_verification_of_a_part_tells_the_seed_that_reads_the_same_part_again() {
        let told = |sample: f64| {
            let found = json!({"state": "done", "checked": 9, "sampled": 1, "sample": sample, "seed": 42});
            verified(&storage("source", json!({"uri": "s3://b"})), &found)
        };
        assert_eq!(told(0.05), "source s3://b: verification done, 9 checked, 1 sampled, seed 42");
        assert_eq!(told(1.0), "source s3://b: verification done, 9 checked, 1 sampled");
    }
}
