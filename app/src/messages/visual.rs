//! Texts of visual tags, of objects that are only looked at, and of tags that are not served.

super::texts! {
    /// Pages, panels, tables, placeholders.
    Visual {
        pages: "Pages" | "Seiten",
        no_pages: "This task's list has no entries to show here." | "Die Liste dieser Aufgabe hat hier keine Einträge.",
        first_page: "First page" | "Erste Seite",
        last_page: "Last page" | "Letzte Seite",
        previous_page: "Back" | "Zurück",
        next_page: "Next" | "Weiter",
        problems_on: "Something is missing on page:" | "Etwas fehlt auf Seite:",
        details: "Details" | "Einzelheiten",
        quick_filter: "Quick Filter" | "Schnellfilter",
        name: "Field" | "Feld",
        value: "Value" | "Wert",
    }
    made {
        fn page_of(n: u32, count: u32) { format!("Page {n} of {count}") } | { format!("Seite {n} von {count}") }
        fn panel(n: usize) { format!("Panel {n}") } | { format!("Bereich {n}") }
        fn no_list(value: &str) { format!("What this task has under {value} is not a list.") } | { format!("Was in dieser Aufgabe unter {value} steht, ist keine Liste.") }
        fn no_table(name: &str) { format!("The data of {name} is neither an object, a list nor a CSV text, so it cannot be shown as a table.") } | { format!("Die Daten von {name} sind weder ein Objekt noch eine Liste noch ein CSV-Text und lassen sich darum nicht als Tabelle zeigen.") }
        fn enterprise(tag: &str) { format!("<{tag}> belongs to the paid edition of Label Studio and cannot be shown here. What was labeled with it is kept as it is.") } | { format!("<{tag}> gehört zur bezahlten Ausgabe von Label Studio und kann hier nicht gezeigt werden. Was damit gelabelt wurde, bleibt, wie es ist.") }
        fn unknown(tag: &str) { format!("<{tag}> is not a tag that this version knows. What was labeled with it is kept as it is.") } | { format!("<{tag}> ist kein Tag, den diese Version kennt. Was damit gelabelt wurde, bleibt, wie es ist.") }
        fn kept(n: u64) { super::counted(n, "result is kept.", "results are kept.") } | { super::counted(n, "Ergebnis bleibt erhalten.", "Ergebnisse bleiben erhalten.") }
    }
}
