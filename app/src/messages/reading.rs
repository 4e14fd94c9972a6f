//! Texts around what is read to be labeled: texts and paragraphs.

use super::decimal;

super::texts! {
    /// Reading a text or a dialogue.
    Reading {
        // A text that is too long for the browser's own search.
        find: "Find in this text" | "In diesem Text suchen",
        find_next: "Next" | "Weiter",
        find_back: "Previous" | "Zurück",
        not_found: "Not found" | "Nicht gefunden",
        // Paragraphs.
        authors: "Show only these authors" | "Nur diese Personen zeigen",
        all_authors: "All authors" | "Alle Personen",
        label_paragraph: "Label the whole paragraph" | "Den ganzen Absatz labeln",
        already_labeled: "This paragraph has this label already." | "Dieser Absatz hat dieses Label schon.",
        no_paragraphs: "This task's list of paragraphs is empty." | "Die Liste der Absätze dieser Aufgabe ist leer.",
        // What cannot be shown.
        not_base64: "This text is no valid Base64, which the tag's encoding says it is. Correct the task's data, or take encoding out of the labeling config." | "Dieser Text ist kein gültiges Base64, obwohl encoding es angibt. Die Daten der Aufgabe berichtigen oder encoding aus der Labeling-Konfiguration nehmen.",
        not_utf8: "This text, decoded from Base64, is not UTF-8. Write encoding=\"base64\" if each byte is a character." | "Dieser aus Base64 gelesene Text ist kein UTF-8. Wenn jedes Byte ein Zeichen ist, encoding=\"base64\" schreiben.",
        not_json: "What the address answers is not JSON. Paragraphs with valueType=\"url\" are read from a JSON list." | "Was die Adresse liefert, ist kein JSON. Absätze mit valueType=\"url\" werden aus einer JSON-Liste gelesen.",
    }
    made {
        fn paragraphs_to_label(name: &str) { format!("{name}: paragraphs to label") } | { format!("{name}: Absätze zum Labeln") }
        fn scored(title: &str, score: f64) { format!("{title} {}", decimal(score, 2)) } | { format!("{title} {}", decimal(score, 2)) }
        fn covers(text: &str) { format!("Covers: {text}") } | { format!("Umfasst: {text}") }
        fn found(at: u32, of: u32) { format!("{at} of {of}") } | { format!("{at} von {of}") }
        fn from_to(start: &str, end: &str) { format!("{start} to {end}") } | { format!("{start} bis {end}") }
        fn no_list(value: &str) { format!("Under {value} this task needs a list of objects, one for each paragraph.") } | { format!("Unter {value} braucht diese Aufgabe eine Liste von Objekten, eines für jeden Absatz.") }
        fn no_object(at: usize) { format!("Entry {at} of the list of paragraphs is not an object.") } | { format!("Eintrag {at} der Liste der Absätze ist kein Objekt.") }
        fn no_text(at: usize, key: &str) { format!("Entry {at} of the list of paragraphs has nothing under \"{key}\". Set textKey to the key that holds the text.") } | { format!("Eintrag {at} der Liste der Absätze hat nichts unter „{key}“. textKey auf den Schlüssel setzen, der den Text enthält.") }
    }
}
