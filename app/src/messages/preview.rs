//! Texts of the preview: a labeling config tried out on data that belong to no task.

super::texts! {
    /// The labeling interface of a config, to be tried out.
    Preview {
        title: "Preview" | "Vorschau",
        hint: "Try it: nothing is saved." | "Zum Ausprobieren: Nichts wird gespeichert.",
        area: "Labeling interface to try out" | "Labeling-Oberfläche zum Ausprobieren",
        empty: "What the config shows and asks stands here." | "Hier steht, was die Konfiguration zeigt und fragt.",
        held: "The config has an error; this is how it last worked." | "Die Konfiguration hat einen Fehler; so hat sie zuletzt funktioniert.",
        broken: "The config has an error. The preview follows when it is mended." | "Die Konfiguration hat einen Fehler. Die Vorschau folgt, sobald er behoben ist.",
        again: "Start over" | "Von vorn",
        result: "Show the result JSON" | "Ergebnis-JSON zeigen",
        result_of: "Result JSON" | "Ergebnis-JSON",
        of_sample: "With sample data." | "Mit Beispieldaten.",
    }
    made {
        fn of_task(task: i64) { format!("With the data of task {task}.") } | { format!("Mit den Daten von Aufgabe {task}.") }
        fn made_up(keys: &str) { format!("Not in the data, made up here: {keys}.") } | { format!("Nicht in den Daten, hier erfunden: {keys}.") }
    }
}
