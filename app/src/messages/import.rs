//! Texts of the import of files.

use super::{counted, number};

super::texts! {
    /// The import dialog and its report.
    Import {
        import: "Import" | "Importieren",
        title: "Import tasks" | "Aufgaben importieren",
        what: "Each record of the file becomes a task. Annotations and predictions in it come along." | "Aus jedem Datensatz der Datei wird eine Aufgabe. Annotationen und Vorhersagen darin kommen mit.",
        drop: "Drop a file here, or choose one" | "Datei hier ablegen oder auswählen",
        sending: "Importing…" | "Wird importiert\u{a0}…",
        formats: "JSON, JSONL or CSV" | "JSON, JSONL oder CSV",
    }
    made {
        fn imported(tasks: u64, annotations: u64, predictions: u64) { report(tasks, annotations, predictions) } | { report_german(tasks, annotations, predictions) }
        fn refused(n: u64) { format!("{} left out:", if n == 1 { "1 row was".to_owned() } else { format!("{} rows were", number(n)) }) } | { counted(n, "Zeile wurde ausgelassen:", "Zeilen wurden ausgelassen:") }
        fn more(n: u64) { format!("… and {} more.", number(n)) } | { format!("… und {} weitere.", number(n)) }
        fn failed(name: &str) { format!("“{name}” was not imported.") } | { format!("„{name}“ wurde nicht importiert.") }
        fn unexpected(status: u16) { format!("The server answered with status {status} and no reason. Its log may tell more.") } | { format!("Der Server antwortete mit Status {status} und ohne Begründung. Sein Protokoll sagt vielleicht mehr.") }
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

fn report_german(tasks: u64, annotations: u64, predictions: u64) -> String {
    let mut said = format!("{} importiert", counted(tasks, "Aufgabe", "Aufgaben"));
    if annotations > 0 {
        said += &format!(", mit {}", counted(annotations, "Annotation", "Annotationen"));
    }
    if predictions > 0 {
        let joint = if annotations > 0 { " und" } else { ", mit" };
        said += &format!("{joint} {}", counted(predictions, "Vorhersage", "Vorhersagen"));
    }
    said + "."
}
