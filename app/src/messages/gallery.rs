//! Texts of the gallery of templates.

use super::counted;

super::texts! {
    /// The gallery of templates, in the dialog that makes a project and in the settings of one.
    Gallery {
        title: "Templates" | "Vorlagen",
        start: "Start from a template" | "Mit einer Vorlage beginnen",
        take: "Use this template" | "Diese Vorlage verwenden",
        groups: "Groups of templates" | "Gruppen von Vorlagen",
        all: "All templates" | "Alle Vorlagen",
        search: "Search templates" | "Vorlagen durchsuchen",
        search_hint: "boxes, sentiment, ranking …" | "etwa boxes, sentiment, ranking …",
        no_match: "No template matches this search." | "Zu dieser Suche gibt es keine Vorlage.",
        clear: "Show all templates" | "Alle Vorlagen zeigen",
        details: "Details" | "Einzelheiten",
        back: "Back to the templates" | "Zurück zu den Vorlagen",
        about: "About the template" | "Über die Vorlage",
        nothing_chosen: "Choose a template to see what it shows and asks." | "Eine Vorlage wählen, um zu sehen, was sie zeigt und fragt.",
        preview: "Preview" | "Vorschau",
        sample: "Data of the sample task" | "Daten der Beispielaufgabe",
        config: "Labeling config" | "Labeling-Konfiguration",
        command: "On the command line:" | "Auf der Kommandozeile:",
        text: "Text" | "Ein Text",
        texts: "Several texts" | "Mehrere Texte",
        image: "Image" | "Bild",
        images: "Several images" | "Mehrere Bilder",
        page: "HTML page" | "HTML-Seite",
        dialogue: "Dialogue" | "Dialog",
        list: "List" | "Liste",
        table: "Table" | "Tabelle",
        boxes: "boxes" | "Rahmen",
        outlines: "outlines" | "Umrisse",
        points: "points" | "Punkte",
        masks: "masks" | "Masken",
        spans: "spans" | "Textstellen",
        links: "relations" | "Beziehungen",
        pair: "comparison" | "Vergleich",
        order: "ranking" | "Rangfolge",
        stars: "stars" | "Sterne",
        tree: "tree of choices" | "Auswahlbaum",
        options: "choices" | "Auswahl",
        words: "free text" | "Freitext",
    }
    made {
        fn found(n: u64) { counted(n, "template", "templates") } | { counted(n, "Vorlage", "Vorlagen") }
        fn of_group(group: &str, n: u64) { format!("{group}, {}", counted(n, "template", "templates")) } | { format!("{group}, {}", counted(n, "Vorlage", "Vorlagen")) }
        fn details_of(title: &str) { format!("Details of “{title}”") } | { format!("Einzelheiten zu „{title}“") }
    }
}
