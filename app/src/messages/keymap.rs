//! Texts around keys: where they count, how they are chosen, and the search of commands.

super::texts! {
    /// Keys to look up, to choose, and to do without.
    Keymap {
        // Where keys count.
        everywhere: "Everywhere, also while typing" | "Überall, auch beim Tippen",
        page: "Wherever nothing is typed" | "Überall, wo nichts getippt wird",
        image: "Images" | "Bilder",
        images: "Several images" | "Mehrere Bilder",
        text: "Texts" | "Texte",
        paragraphs: "Paragraphs" | "Absätze",
        pages: "Pages" | "Seiten",
        // Keys that cannot be chosen, a line each.
        fixed: "Always so" | "Immer so",
        fixed_table: "\
tab|Next region (on the image)
shift+right|Select in a text (arrows move the caret)
ctrl+c ctrl+x ctrl+v|Copy, cut, paste the selected regions
space|Hold to pan" | "\
tab|Nächste Region (auf dem Bild)
shift+right|In einem Text markieren (Pfeiltasten bewegen die Schreibmarke)
ctrl+c ctrl+x ctrl+v|Ausgewählte Regionen kopieren, ausschneiden, einfügen
space|Halten, um die Ansicht zu verschieben",
        // Choosing.
        choose: "Choose keys…" | "Tasten wählen\u{a0}…",
        choose_title: "Choose keys" | "Tasten wählen",
        choose_text: "Press a key's button, then the new key. Escape leaves it as it is. This browser keeps what is chosen." | "Die Schaltfläche einer Taste drücken, dann die neue Taste. Escape lässt sie, wie sie ist. Dieser Browser behält, was gewählt wurde.",
        press: "Press the new key" | "Die neue Taste drücken",
        none: "No key" | "Keine Taste",
        reset_all: "Reset all keys" | "Alle Tasten zurücksetzen",
        was_reset: "All keys are as they were at first." | "Alle Tasten sind wie am Anfang.",
        use_anyway: "Use it anyway" | "Trotzdem verwenden",
        unreadable: "The keys that were chosen in this browser cannot be read. Those of the start hold." | "Die in diesem Browser gewählten Tasten sind nicht lesbar. Es gelten die vom Anfang.",
        // The search of commands.
        palette: "Search commands" | "Befehle suchen",
        palette_hint: "Search commands and labels" | "Befehle und Labels suchen",
        commands: "Commands" | "Befehle",
        nothing: "No command has these words." | "Kein Befehl enthält diese Wörter.",
    }
    made {
        fn change(name: &str, keys: &str) { format!("{name}: {keys}. Change") } | { format!("{name}: {keys}. Ändern") }
        fn pressing(name: &str) { format!("{name}: press the new key") } | { format!("{name}: die neue Taste drücken") }
        fn reset(name: &str) { format!("Reset: {name}") } | { format!("Zurücksetzen: {name}") }
        fn now(name: &str, keys: &str) { format!("{name}: {keys}.") } | { format!("{name}: {keys}.") }
        fn held(key: &str, by: &str) { format!("{key} is already the key of “{by}”, which would lose it.") } | { format!("{key} ist schon die Taste von „{by}“; dort ginge sie verloren.") }
        fn of_label(key: &str, label: &str) {
            format!("{key} is the key of “{label}” in this labeling config, and labels come first: one that the config names stays so, another is handed out anew with the next task.")
        } | {
            format!("{key} ist in dieser Labeling-Konfiguration die Taste von „{label}“, und Labels gehen vor: Eine Taste aus der Konfiguration bleibt es, sonst bekommt das Label mit der nächsten Aufgabe eine andere.")
        }
        fn of_browser(key: &str) { format!("{key} cannot be chosen: the browser or panning needs it.") } | { format!("{key} kann nicht gewählt werden: Der Browser oder das Verschieben der Ansicht braucht sie.") }
    }
}
