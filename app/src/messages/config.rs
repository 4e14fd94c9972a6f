//! Texts of the editor of labeling configs: completion, forms, the outline, what a save leaves behind.

use super::counted;

super::texts! {
    /// The editor of labeling configs.
    Config {
        views: "Edit as" | "Bearbeiten als",
        code: "Code" | "Code",
        visual: "Form" | "Formular",
        format: "Format" | "Formatieren",
        keys_hint: "Ctrl+Space completes. Tab sets in; Esc, then Tab leaves the field." | "Strg+Leertaste ergänzt. Tab rückt ein; Esc, dann Tab verlässt das Feld.",
        suggestions: "Suggestions" | "Vorschläge",
        mend_first: "The form follows when the code is well-formed XML again." | "Das Formular folgt, sobald der Code wieder wohlgeformtes XML ist.",
        nothing_yet: "Nothing to label yet. Start from a template, or write in the code." | "Noch nichts zu labeln. Mit einer Vorlage beginnen oder im Code schreiben.",
        undo: "Undo" | "Rückgängig",
        settings: "Settings" | "Einstellungen",
        by_default: "as usual" | "wie üblich",
        color: "Colour" | "Farbe",
        value: "Value" | "Wert",
        alias: "Stored as" | "Gespeichert als",
        key: "Key" | "Taste",
        add_one: "Add" | "Hinzufügen",
        new_label: "New label" | "Neues Label",
        new_choice: "New choice" | "Neue Auswahlmöglichkeit",
        add_many: "Add many" | "Viele hinzufügen",
        one_a_line: "One a line" | "Eins je Zeile",
        from_task: "More come with each task." | "Weitere kommen mit jeder Aufgabe.",
        left_title: "Leave work behind?" | "Arbeit zurücklassen?",
        left_text: "This work is kept as it is and goes on to exports, but cannot be edited through the new config:" | "Diese Arbeit bleibt, wie sie ist, und geht weiter in Exporte, lässt sich mit der neuen Konfiguration aber nicht bearbeiten:",
        save_anyway: "Save anyway" | "Trotzdem speichern",
        looking: "Looking through the annotations…" | "Annotationen werden durchgesehen…",
    }
    made {
        fn suggestions_count(n: u64) { counted(n, "suggestion", "suggestions") } | { counted(n, "Vorschlag", "Vorschläge") }
        fn move_up(name: &str) { format!("Move {name} up") } | { format!("{name} nach oben") }
        fn move_down(name: &str) { format!("Move {name} down") } | { format!("{name} nach unten") }
        fn remove(name: &str) { format!("Remove {name}") } | { format!("{name} entfernen") }
        fn field_of(field: &str, name: &str) { format!("{field} of {name}") } | { format!("{field} von {name}") }
        fn nested(n: u64) { format!("{} below", counted(n, "choice", "choices")) } | { format!("{} darunter", counted(n, "Auswahlmöglichkeit", "Auswahlmöglichkeiten")) }
        fn work(annotations: u64, drafts: u64) { joined(counted(annotations, "annotation", "annotations"), counted(drafts, "draft", "drafts"), annotations, drafts, " and ") } | { joined(counted(annotations, "Annotation", "Annotationen"), counted(drafts, "Entwurf", "Entwürfe"), annotations, drafts, " und ") }
        fn uses_label(work: &str, label: &str, control: &str, regions: u64) { format!("{work} with the label “{label}” of {control} ({}).", counted(regions, "region", "regions")) } | { format!("{work} mit dem Label „{label}“ von {control} ({}).", counted(regions, "Region", "Regionen")) }
        fn control_removed(work: &str, control: &str) { format!("{work} with answers to {control}, which is gone.") } | { format!("{work} mit Antworten auf {control}, das fehlt.") }
        fn control_changed(work: &str, control: &str, from: &str, to: &str) { format!("{work} with answers to {control}, which was <{from}> and is <{to}> now.") } | { format!("{work} mit Antworten auf {control}, das <{from}> war und jetzt <{to}> ist.") }
        fn control_moved(work: &str, control: &str, object: &str) { format!("{work} with answers to {control} on {object}, which it does not speak of any more.") } | { format!("{work} mit Antworten auf {control} zu {object}, worauf es nicht mehr zeigt.") }
    }
}

/// Both counts, or the one that is not zero.
fn joined(first: String, second: String, a: u64, b: u64, and: &str) -> String {
    match (a, b) {
        (_, 0) => first,
        (0, _) => second,
        _ => format!("{first}{and}{second}"),
    }
}
