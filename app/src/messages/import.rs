//! Texts of the import of files.

use super::{counted, number};

super::texts! {
    /// The import dialog and its report.
    Import {
        import: "Import",
        title: "Import tasks",
        what: "Each record of the file becomes a task. Annotations and predictions in it come along.",
        drop: "Drop a file here, or choose one",
        sending: "Importing…",
        formats: "JSON, JSONL or CSV",
    }
    made {
        fn imported(tasks: u64, annotations: u64, predictions: u64) { report(tasks, annotations, predictions) }
        fn refused(n: u64) { format!("{} left out:", if n == 1 { "1 row was".to_owned() } else { format!("{} rows were", number(n)) }) }
        fn more(n: u64) { format!("… and {} more.", number(n)) }
        fn failed(name: &str) { format!("“{name}” was not imported.") }
        fn unexpected(status: u16) { format!("The server answered with status {status} and no reason. Its log may tell more.") }
    }
}

fn report(tasks: u64, annotations: u64, predictions: u64) -> String {
    let mut said = format!("{} imported", counted(tasks, "task", "tasks"));
    if annotations > 0 {
        said += &format!(", with {}", counted(annotations, "annotation", "annotations"));
    }
    if predictions > 0 {
        let joint = if annotations > 0 { " and" } else { ", with" };
        said += &format!("{joint} {}", counted(predictions, "prediction", "predictions"));
    }
    said + "."
}
