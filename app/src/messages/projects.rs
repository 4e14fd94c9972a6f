//! Texts of the projects page.

use super::counted;

super::texts! {
    /// The list of projects and the dialog that makes one.
    Projects {
        new: "New project" | "Neues Projekt",
        create: "Create project" | "Projekt anlegen",
        title: "Title" | "Titel",
        title_hint: "For people. It can be changed later." | "Für Menschen. Er kann später geändert werden.",
        title_missing: "Give the project a title." | "Das Projekt braucht einen Titel.",
        template: "What will be labeled?" | "Was wird gelabelt?",
        no_template: "Decide later" | "Später entscheiden",
        no_template_text: "Start without a labeling config and write your own." | "Ohne Labeling-Konfiguration beginnen und eine eigene schreiben.",
        begin_title: "Label what is in your buckets" | "Labeln, was in den Buckets liegt",
        begin_text: "A project takes tasks from a bucket or a folder, you label them here, and every annotation goes back to a bucket." | "Ein Projekt holt Aufgaben aus einem Bucket oder Ordner, gelabelt wird hier, und jede Annotation geht zurück in einen Bucket.",
        begin_command: "From the command line" | "Auf der Kommandozeile",
        begin_command_text: "Creates the project, connects the bucket on both sides and opens it here." | "Legt das Projekt an, verbindet den Bucket auf beiden Seiten und öffnet es hier.",
        begin_here: "From this page" | "Auf dieser Seite",
        begin_choose: "Choose what is labeled." | "Wählen, was gelabelt wird.",
        begin_connect: "Connect a bucket or a folder, or import a file." | "Einen Bucket oder Ordner verbinden oder eine Datei importieren.",
        begin_label: "Label; annotations go to the target you name." | "Labeln; die Annotationen gehen in das angegebene Ziel.",
        command: "Command that starts a project" | "Kommando, das ein Projekt beginnt",
        tasks: "Tasks" | "Aufgaben",
        labeled: "Labeled" | "Gelabelt",
        skipped: "Skipped" | "Übersprungen",
        annotations: "Annotations" | "Annotationen",
        no_config: "No labeling config yet" | "Noch keine Labeling-Konfiguration",
        no_tasks: "No tasks yet" | "Noch keine Aufgaben",
    }
    made {
        fn count(n: u64) { counted(n, "project", "projects") } | { counted(n, "Projekt", "Projekte") }
        fn percent(n: u64) { format!("{n}% done") } | { format!("{n}\u{a0}% erledigt") }
    }
}
