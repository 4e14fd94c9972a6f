//! Texts of the shell and of widgets that every page uses.

super::texts! {
    /// The shell and the shared widgets.
    Common {
        product: "Skylabel" | "Skylabel",
        home: "Skylabel, all projects" | "Skylabel, alle Projekte",
        skip_link: "Skip to content" | "Zum Inhalt springen",
        projects: "Projects" | "Projekte",
        close: "Close" | "Schließen",
        cancel: "Cancel" | "Abbrechen",
        save: "Save" | "Speichern",
        delete: "Delete" | "Löschen",
        retry: "Try again" | "Erneut versuchen",
        previous: "Previous" | "Zurück",
        next: "Next" | "Weiter",
        copy: "Copy" | "Kopieren",
        copied: "Copied." | "Kopiert.",
        copy_failed: "The browser did not allow copying. Select the text and copy it by hand." | "Der Browser hat das Kopieren nicht erlaubt. Den Text markieren und von Hand kopieren.",
        loading: "Loading…" | "Wird geladen\u{a0}…",
        dismiss: "Dismiss" | "Ausblenden",
        part_failed: "A part of the page could not be loaded. Check the connection, or reload the page: the program may be newer by now." | "Ein Teil der Seite konnte nicht geladen werden. Die Verbindung prüfen oder die Seite neu laden: Das Programm ist inzwischen vielleicht neuer.",
        failed_title: "This could not be loaded" | "Das konnte nicht geladen werden",
        unreachable_title: "The server cannot be reached" | "Der Server ist nicht erreichbar",
        not_found_title: "There is nothing here" | "Hier ist nichts",
        not_found_text: "The project or task may have been deleted, or the link is mistyped." | "Das Projekt oder die Aufgabe wurde vielleicht gelöscht, oder der Link ist falsch geschrieben.",
        to_projects: "Go to projects" | "Zu den Projekten",
        crashed: "This page stopped working. What was saved is safe." | "Diese Seite funktioniert nicht mehr. Was gespeichert wurde, ist sicher.",
        reload: "Reload the page" | "Seite neu laden",
        no_script: "Skylabel needs JavaScript and WebAssembly to label tasks." | "Skylabel braucht JavaScript und WebAssembly, um Aufgaben zu labeln.",
        theme: "Theme" | "Farbschema",
        theme_system: "Follow the system" | "Wie im System",
        theme_light: "Light" | "Hell",
        theme_dark: "Dark" | "Dunkel",
    }
    made {
        fn page_title(page: &str) { format!("{page} · Skylabel") } | { format!("{page} · Skylabel") }
        fn went_to(page: &str) { format!("Went to: {page}") } | { format!("Jetzt hier: {page}") }
    }
}
