//! Texts of the labeling interface.

use super::decimal;

super::texts! {
    /// The labeling interface and its page.
    Editor {
        label: "Label" | "Labeln",
        // The page around a task.
        breadcrumb: "Breadcrumb" | "Wo diese Seite steht",
        loading_task: "Opening the task…" | "Die Aufgabe wird geöffnet\u{a0}…",
        all_done: "All done" | "Alles erledigt",
        all_done_text: "Every task of this project has been labeled or skipped. New ones appear here as they arrive." | "Jede Aufgabe dieses Projekts ist gelabelt oder übersprungen. Neue erscheinen hier, sobald sie eintreffen.",
        look_again: "Look for new tasks" | "Nach neuen Aufgaben sehen",
        to_tasks: "Tasks" | "Aufgaben",
        previous: "Previous task" | "Vorige Aufgabe",
        next: "Next task" | "Nächste Aufgabe",
        task_failed: "This task could not be opened" | "Diese Aufgabe konnte nicht geöffnet werden",
        submitted: "Submitted" | "Abgesendet",
        updated: "Updated" | "Aktualisiert",
        skipped: "Skipped" | "Übersprungen",
        stale: "The source has a newer version of this task's data than the one that was labeled." | "Die Quelle hat neuere Daten zu dieser Aufgabe als die, die gelabelt wurden.",
        take_new: "Take the new version" | "Neue Fassung übernehmen",
        archived: "This task is archived: it is out of lists, stream and exports until somebody brings it back." | "Diese Aufgabe ist archiviert: Sie fehlt in Listen, Labeling-Folge und Exporten, bis jemand sie zurückholt.",
        source_gone: "The object of this task is gone from its source. What was labeled is kept." | "Das Objekt dieser Aufgabe ist nicht mehr in seiner Quelle. Was gelabelt wurde, bleibt erhalten.",
        no_config: "This project has no labeling config yet, so there is nothing to label with." | "Dieses Projekt hat noch keine Labeling-Konfiguration; darum gibt es nichts, womit gelabelt werden kann.",
        to_settings: "Open the project's settings" | "Einstellungen des Projekts öffnen",
        // Annotations and drafts.
        annotations: "Annotations" | "Annotationen",
        new_annotation: "New" | "Neu",
        from_prediction: "Started from a prediction. Check it before you submit." | "Aus einer Vorhersage begonnen. Vor dem Absenden prüfen.",
        draft_saving: "Saving draft…" | "Entwurf wird gespeichert\u{a0}…",
        draft_saved: "Draft saved" | "Entwurf gespeichert",
        draft_failed: "Draft kept in this browser; the server cannot be reached" | "Entwurf in diesem Browser behalten; der Server ist nicht erreichbar",
        // The bar.
        submit: "Submit" | "Absenden",
        update: "Update" | "Aktualisieren",
        skip: "Skip" | "Überspringen",
        undo: "Undo" | "Rückgängig",
        redo: "Redo" | "Wiederholen",
        offline: "The server cannot be reached. Your work is kept in this browser; try again." | "Der Server ist nicht erreichbar. Die Arbeit bleibt in diesem Browser; bitte erneut versuchen.",
        // Regions.
        regions: "Regions" | "Regionen",
        no_regions: "Nothing labeled yet. Pick a label, then draw on the image or select in the text." | "Noch nichts gelabelt. Ein Label wählen, dann im Bild zeichnen oder im Text markieren.",
        more_regions: "Show more" | "Mehr zeigen",
        selected_region: "Selected region" | "Ausgewählte Region",
        hide: "Hide" | "Ausblenden",
        hide_all: "Hide all regions" | "Alle Regionen ausblenden",
        lock: "Lock" | "Sperren",
        unlabeled_box: "Box without a label" | "Rechteck ohne Label",
        unlabeled_span: "Text without a label" | "Text ohne Label",
        label_first: "Pick a label first." | "Zuerst ein Label wählen.",
        locked: "This region is locked." | "Diese Region ist gesperrt.",
        confirmed: "Confirmed." | "Bestätigt.",
        deleted: "Region deleted." | "Region gelöscht.",
        deleted_all: "All regions deleted." | "Alle Regionen gelöscht.",
        undone: "Undone." | "Rückgängig gemacht.",
        redone: "Redone." | "Wiederholt.",
        // Controls.
        choose: "Choose…" | "Auswählen\u{a0}…",
        add: "Add" | "Hinzufügen",
        // Images.
        image_role: "image to label" | "Bild zum Labeln",
        image_tools: "Image tools" | "Bildwerkzeuge",
        image_loading: "Loading the image…" | "Das Bild wird geladen\u{a0}…",
        image_not_found: "The image is not there (404): its object was deleted or renamed in the bucket." | "Das Bild fehlt (404): Sein Objekt wurde im Bucket gelöscht oder umbenannt.",
        image_forbidden: "The bucket refused the image (403): the credentials of its source storage may not read it." | "Der Bucket hat das Bild verweigert (403): Die Zugangsdaten seines Quellspeichers dürfen es nicht lesen.",
        image_expired: "The signed address of the image has expired. Try again for a fresh one." | "Die signierte Adresse des Bildes ist abgelaufen. Ein erneuter Versuch holt eine neue.",
        image_unreachable: "The image cannot be reached: no connection, or the bucket does not allow this page to read it (CORS)." | "Das Bild ist nicht erreichbar: keine Verbindung, oder der Bucket erlaubt dieser Seite nicht, es zu lesen (CORS).",
        image_unreadable: "What stands at the image's address is not a picture that this browser can show." | "Was unter der Adresse des Bildes liegt, ist kein Bild, das dieser Browser zeigen kann.",
        tool_move: "Move and select" | "Verschieben und auswählen",
        tool_pan: "Pan" | "Ansicht verschieben",
        zoom_in: "Zoom in" | "Vergrößern",
        zoom_out: "Zoom out" | "Verkleinern",
        fit: "Fit" | "Einpassen",
        zoom_fit: "Zoom to fit" | "Ansicht einpassen",
        zoom_actual: "Zoom to actual size, 1:1" | "Originalgröße, 1:1",
        // Keys.
        keys: "Keys" | "Tasten",
        keys_of_labels: "Labels and choices" | "Labels und Auswahlmöglichkeiten",
    }
    made {
        fn percent(n: u32) { format!("{n}%") } | { format!("{n}\u{a0}%") }
        fn position(at: u64, total: u64) { format!("{} of {}", super::number(at), super::number(total)) } | { format!("{} von {}", super::number(at), super::number(total)) }
        fn task_number(id: i64) { format!("Task {id}") } | { format!("Aufgabe {id}") }
        fn bad_config(why: &str) { format!("The labeling config of this project cannot be read: {why}") } | { format!("Die Labeling-Konfiguration dieses Projekts ist nicht lesbar: {why}") }
        fn placeholder(tag: &str) {
            format!("<{tag}> cannot be shown in this version. What was labeled with it is kept as it is.")
        } | { format!("<{tag}> kann in dieser Version nicht gezeigt werden. Was damit gelabelt wurde, bleibt, wie es ist.") }
        fn missing_data(value: &str) { format!("This task's data has nothing under {value}.") } | { format!("In den Daten dieser Aufgabe steht nichts unter {value}.") }
        fn text_to_label(name: &str) { format!("{name}: text to label") } | { format!("{name}: Text zum Labeln") }
        fn image_to_label(name: &str) { format!("{name}: image to label. Enter places a box, arrows move it.") } | { format!("{name}: Bild zum Labeln. Enter setzt ein Rechteck, Pfeiltasten verschieben es.") }
        fn image_status(status: u16) { format!("The image did not come: its address answered {status}.") } | { format!("Das Bild kam nicht an: Seine Adresse antwortete mit {status}.") }
        fn per_region_hint(name: &str) { format!("{name}: select a region to answer for it.") } | { format!("{name}: zum Beantworten eine Region auswählen.") }
        fn submission(name: &str, at: usize) { format!("{name}, entry {at}") } | { format!("{name}, Eintrag {at}") }
        fn delete_submission(at: usize) { format!("Delete entry {at}") } | { format!("Eintrag {at} löschen") }
        fn delete_region(at: usize) { format!("Delete region {at}") } | { format!("Region {at} löschen") }
        fn box_at(x: f64, y: f64, width: f64, height: f64) {
            format!("{x:.1}%, {y:.1}% · {width:.1} × {height:.1}%")
        } | { format!("{}\u{a0}%, {}\u{a0}% · {} × {}\u{a0}%", decimal(x, 1), decimal(y, 1), decimal(width, 1), decimal(height, 1)) }
        fn box_moved(x: f64, y: f64) { format!("{x:.0}, {y:.0} pixels") } | { format!("{x:.0}, {y:.0} Pixel") }
        fn box_sized(width: f64, height: f64) { format!("{width:.0} by {height:.0} pixels") } | { format!("{width:.0} mal {height:.0} Pixel") }
        fn span_at(start: u32, end: u32) { format!("Characters {start} to {end}") } | { format!("Zeichen {start} bis {end}") }
        fn kept_aside(n: usize) {
            if n == 1 {
                "1 result of a kind that this version does not show is kept as it is.".to_owned()
            } else {
                format!("{n} results of kinds that this version does not show are kept as they are.")
            }
        } | { if n == 1 { "1 Ergebnis einer Art, die diese Version nicht zeigt, bleibt, wie es ist.".to_owned() } else { format!("{n} Ergebnisse von Arten, die diese Version nicht zeigt, bleiben, wie sie sind.") } }
        fn annotation_number(id: i64) { format!("#{id}") } | { format!("#{id}") }
        fn by_user(id: i64) { format!("person {id}") } | { format!("Person {id}") }
        fn with_key(words: &str, key: &str) { format!("{words} ({key})") } | { format!("{words} ({})", german_keys(key)) }
        fn key(shown: &str) { shown.to_owned() } | { german_keys(shown) }
        fn labeled_as(label: &str) { format!("Labeled {label}.") } | { format!("Gelabelt: {label}.") }
        fn not_submitted(why: &str) { format!("Not submitted: {why}") } | { format!("Nicht abgesendet: {why}") }
    }
}

/// Keys as German keyboards name them. Macs show signs, which are the same everywhere.
fn german_keys(shown: &str) -> String {
    const NAMES: [(&str, &str); 6] = [
        ("Ctrl", "Strg"),
        ("Shift", "Umschalt"),
        ("Space", "Leertaste"),
        ("Backspace", "Rücktaste"),
        ("Delete", "Entf"),
        ("Escape", "Esc"),
    ];
    let name = |key: &str| {
        NAMES.iter().find(|(english, _)| *english == key).map_or(key, |(_, german)| german).to_owned()
    };
    shown.split('+').map(name).collect::<Vec<_>>().join("+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_names_of_the_keyboards_at_hand() {
        assert_eq!((Editor::EN.with_key)("Redo", "Ctrl+Shift+Z"), "Redo (Ctrl+Shift+Z)");
        assert_eq!((Editor::DE.with_key)("Wiederholen", "Ctrl+Shift+Z"), "Wiederholen (Strg+Umschalt+Z)");
        let said = ["Ctrl++", "Shift+1", "Ctrl+Backspace", "⇧⌘Z", "?", "Space"].map(Editor::DE.key);
        assert_eq!(said, ["Strg++", "Umschalt+1", "Strg+Rücktaste", "⇧⌘Z", "?", "Leertaste"]);
    }
}
