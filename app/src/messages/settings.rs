//! Texts of the project settings page.

use super::counted;

super::texts! {
    /// Project settings and the editor of the labeling config.
    Settings {
        title: "Project settings" | "Projekteinstellungen",
        general: "General" | "Allgemein",
        project_title: "Title" | "Titel",
        description: "Description" | "Beschreibung",
        slug: "Name on the command line:" | "Name auf der Kommandozeile:",
        saved: "The project is saved." | "Das Projekt ist gespeichert.",
        config: "Labeling config" | "Labeling-Konfiguration",
        config_text: "What people see of a task and what they can say about it." | "Was von einer Aufgabe zu sehen ist und was sich dazu sagen lässt.",
        config_saved: "The labeling config is saved." | "Die Labeling-Konfiguration ist gespeichert.",
        replace: "Replace" | "Ersetzen",
        replace_text: "What stands in the editor is replaced. Nothing is saved yet." | "Was im Editor steht, wird ersetzt. Gespeichert wird noch nichts.",
        revert: "Revert" | "Zurücksetzen",
        save_config: "Save config" | "Konfiguration speichern",
        unsaved: "Unsaved changes" | "Ungespeicherte Änderungen",
        all_saved: "All changes are saved" | "Alle Änderungen sind gespeichert",
        cannot_save: "Mend the errors to save" | "Zum Speichern die Fehler beheben",
        leave: "The labeling config has unsaved changes. Leave without saving them?" | "Die Labeling-Konfiguration hat ungespeicherte Änderungen. Seite verlassen, ohne sie zu speichern?",
        danger: "Delete this project" | "Dieses Projekt löschen",
        danger_text: "Its tasks and annotations go from this server. What is in buckets stays there." | "Seine Aufgaben und Annotationen verschwinden von diesem Server. Was in Buckets liegt, bleibt dort.",
        delete_project: "Delete project" | "Projekt löschen",
        project_deleted: "The project is deleted." | "Das Projekt ist gelöscht.",
    }
    made {
        fn title_of(project: &str) { format!("Settings · {project}") } | { format!("Einstellungen · {project}") }
        fn place(line: u32, column: u32) { format!("{line}:{column}") } | { format!("{line}:{column}") }
        fn replace_title(template: &str) { format!("Replace the config by “{template}”?") } | { format!("Die Konfiguration durch „{template}“ ersetzen?") }
        fn asks(controls: u64, keys: &str) { reading(controls, keys) } | { reading_german(controls, keys) }
        fn delete_project_title(title: &str) { format!("Delete “{title}”?") } | { format!("„{title}“ löschen?") }
        fn delete_project_text(tasks: u64, annotations: u64) { format!("{} and {} are deleted from this server. This cannot be undone. What was pushed to buckets stays there.", counted(tasks, "task", "tasks"), counted(annotations, "annotation", "annotations")) } | { format!("{} und {} werden von diesem Server gelöscht. Das lässt sich nicht rückgängig machen. Was in Buckets übertragen wurde, bleibt dort.", counted(tasks, "Aufgabe", "Aufgaben"), counted(annotations, "Annotation", "Annotationen")) }
    }
}

fn reading(controls: u64, keys: &str) -> String {
    let controls = counted(controls, "control", "controls");
    match keys {
        "" => format!("{controls}; reads nothing from tasks."),
        keys => format!("{controls}; reads {keys} from each task."),
    }
}

fn reading_german(controls: u64, keys: &str) -> String {
    let controls = counted(controls, "Control", "Controls");
    match keys {
        "" => format!("{controls}; liest nichts aus den Aufgaben."),
        keys => format!("{controls}; liest {keys} aus jeder Aufgabe."),
    }
}
