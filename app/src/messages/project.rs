//! Texts around every page of a project.

super::texts! {
    /// The header of a project, and what all its pages say.
    Project {
        pages: "Project" | "Projekt",
        tasks: "Tasks" | "Aufgaben",
        label: "Label" | "Labeln",
        settings: "Settings" | "Einstellungen",
        switch: "Switch project. Current: " | "Projekt wechseln. Aktuell: ",
        all_projects: "All projects" | "Alle Projekte",
        unknown: "Unknown project" | "Unbekanntes Projekt",
        no_such_project: "The address names no project." | "Die Adresse nennt kein Projekt.",
        differs: "Differs from the configuration file" | "Weicht von der Konfigurationsdatei ab",
        differs_text: "It was changed here after the configuration file declared it. These changes stand until the declaration changes." | "Es wurde hier geändert, nachdem die Konfigurationsdatei es festgelegt hatte. Diese Änderungen gelten, bis sich die Festlegung ändert.",
    }
    made {}
}
