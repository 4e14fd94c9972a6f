//! Texts beside the work: the list of regions, their details, relations, history, suggestions, the clipboard.

super::texts! {
    /// The side column and what is done from it.
    Panels {
        side: "Panels" | "Seitenleiste",
        collapse: "Hide the panels" | "Seitenleiste ausblenden",
        expand: "Show the panels" | "Seitenleiste zeigen",
        resize: "Width of the panels" | "Breite der Seitenleiste",
        regions: "Regions" | "Regionen",
        relations: "Relations" | "Beziehungen",
        history: "History" | "Verlauf",
        comments: "Comments" | "Kommentare",
        // The list.
        filter: "Filter regions" | "Regionen filtern",
        filter_hint: "Filter…" | "Filtern\u{a0}…",
        group: "Group" | "Gruppieren",
        group_none: "Not grouped" | "Ohne Gruppen",
        group_label: "By label" | "Nach Label",
        group_kind: "By kind" | "Nach Art",
        sort: "Sort" | "Sortieren",
        sort_made: "By order made" | "Nach Entstehung",
        sort_score: "By score" | "Nach Score",
        sort_start: "By place" | "Nach Ort",
        descending: "Descending" | "Absteigend",
        lock_all: "Lock all regions" | "Alle Regionen sperren",
        hide_group: "Hide this group" | "Diese Gruppe ausblenden",
        lock_group: "Lock this group" | "Diese Gruppe sperren",
        fold: "Fold" | "Zuklappen",
        unfold: "Unfold" | "Aufklappen",
        nothing_found: "No region has these words." | "Keine Region enthält diese Wörter.",
        list_help: "Arrows move, Shift adds to the selection, Alt+Shift with right and left makes a region part of the one above or takes it out." | "Pfeiltasten bewegen, Umschalt erweitert die Auswahl, Alt+Umschalt mit rechts und links macht eine Region zum Teil der vorigen oder löst sie heraus.",
        predicted: "From a prediction" | "Aus einer Vorhersage",
        changed: "From a prediction, changed" | "Aus einer Vorhersage, geändert",
        manual: "Made by hand" | "Von Hand erstellt",
        suggestion: "Suggestion" | "Vorschlag",
        put_into: "Made part of the region." | "Zum Teil der Region gemacht.",
        taken_out: "Taken out of its region." | "Aus der Region gelöst.",
        // Kinds of areas.
        kind_box: "Box" | "Rechteck",
        kind_ellipse: "Ellipse" | "Ellipse",
        kind_polygon: "Polygon" | "Polygon",
        kind_key_point: "Key point" | "Punkt",
        kind_vector: "Line" | "Linie",
        kind_mask: "Mask" | "Maske",
        kind_text: "Text" | "Text",
        // Details.
        place: "Place" | "Lage",
        unit: "Unit" | "Einheit",
        percent: "Percent" | "Prozent",
        pixels: "Pixels" | "Pixel",
        width: "Width" | "Breite",
        height: "Height" | "Höhe",
        radius_x: "Radius across" | "Radius waagerecht",
        radius_y: "Radius down" | "Radius senkrecht",
        rotation: "Rotation" | "Drehung",
        start: "Start" | "Anfang",
        end: "End" | "Ende",
        no_number: "This is no number." | "Das ist keine Zahl.",
        too_small: "It must be more than 0." | "Es muss mehr als 0 sein.",
        not_here: "This cannot be changed here." | "Das lässt sich hier nicht ändern.",
        note: "Note" | "Notiz",
        note_hint: "A note on this region" | "Eine Notiz zu dieser Region",
        note_for_all: "A note on all of them" | "Eine Notiz zu allen",
        part_of: "Part of" | "Teil von",
        take_out: "Take out" | "Herauslösen",
        origin: "Origin" | "Herkunft",
        score: "Score" | "Bewertung",
        id: "ID" | "ID",
        copy_id: "Copy the id" | "ID kopieren",
        its_history: "What was done to it" | "Was damit geschah",
        relabel: "Label all as" | "Alle labeln als",
        hide_picked: "Hide" | "Ausblenden",
        show_picked: "Show" | "Einblenden",
        lock_picked: "Lock" | "Sperren",
        unlock_picked: "Unlock" | "Entsperren",
        delete_picked: "Delete" | "Löschen",
        apply: "Apply" | "Anwenden",
        // Relations.
        no_relations: "No relations yet. Select a region, press Alt+R, then pick the other." | "Noch keine Beziehungen. Eine Region auswählen, Alt+R drücken, dann die andere wählen.",
        relate: "Relate to…" | "In Beziehung setzen\u{a0}…",
        linking: "Pick the other region: click it, or go through the regions with Alt+. and press Enter. Escape leaves." | "Die andere Region wählen: anklicken, oder mit Alt+. durchgehen und Enter drücken. Escape bricht ab.",
        linking_left: "No relation was made." | "Keine Beziehung erstellt.",
        related: "Relation made." | "Beziehung erstellt.",
        select_first: "Select a region first." | "Zuerst eine Region auswählen.",
        turn: "Change the direction" | "Richtung ändern",
        right: "From the first to the second" | "Von der ersten zur zweiten",
        left: "From the second to the first" | "Von der zweiten zur ersten",
        both: "Both ways" | "In beide Richtungen",
        hide_relations: "Hide all relations" | "Alle Beziehungen ausblenden",
        hide_relation: "Hide this relation" | "Diese Beziehung ausblenden",
        delete_relation: "Delete this relation" | "Diese Beziehung löschen",
        relation_labels: "Labels of the relation" | "Labels der Beziehung",
        gone: "A region that is gone" | "Eine Region, die es nicht mehr gibt",
        by_order: "In the order made" | "Nach Entstehung",
        by_first: "By the first region" | "Nach der ersten Region",
        // History.
        no_history: "Nothing done yet. Every step appears here and can be gone back to." | "Noch nichts getan. Jeder Schritt erscheint hier, und jeder lässt sich wieder aufsuchen.",
        as_opened: "As opened" | "Wie geöffnet",
        earlier: "As it was before the oldest step kept" | "Wie vor dem ältesten behaltenen Schritt",
        saved: "saved" | "gespeichert",
        submitted: "submitted" | "abgesendet",
        went_there: "Went to that step." | "Zu diesem Schritt gegangen.",
        several: "Several changes" | "Mehrere Änderungen",
        replaced: "Replaced everything" | "Alles ersetzt",
        related_step: "Related two regions" | "Zwei Regionen in Beziehung gesetzt",
        relation_changed_step: "Changed a relation" | "Eine Beziehung geändert",
        unrelated_step: "Deleted a relation" | "Eine Beziehung gelöscht",
        // Clipboard.
        copy_regions: "Copy regions" | "Regionen kopieren",
        paste_regions: "Paste regions" | "Regionen einfügen",
        copy_previous: "Copy the regions of the annotation submitted last" | "Regionen der zuletzt abgesendeten Annotation kopieren",
        nothing_previous: "Nothing was submitted in this window yet." | "In diesem Fenster wurde noch nichts abgesendet.",
        nothing_to_copy: "Select regions to copy them." | "Zum Kopieren Regionen auswählen.",
        not_results: "The clipboard holds no regions." | "Die Zwischenablage enthält keine Regionen.",
        nothing_fits: "None of these regions has a control in this labeling config." | "Keine dieser Regionen hat ein Steuerelement in dieser Labeling-Konfiguration.",
        viewing: "This is only shown. Copy it to an annotation to change it." | "Das wird nur gezeigt. Zum Ändern in eine Annotation kopieren.",
        // Suggestions.
        suggestions: "Suggestions" | "Vorschläge",
        show_suggestions: "Show suggestions" | "Vorschläge zeigen",
        hide_suggestions: "Hide suggestions" | "Vorschläge ausblenden",
        accept: "Accept" | "Annehmen",
        reject: "Reject" | "Ablehnen",
        accept_all: "Accept all" | "Alle annehmen",
        reject_all: "Reject all" | "Alle ablehnen",
        auto_accept: "Start from predictions without asking" | "Ohne Rückfrage mit Vorhersagen beginnen",
        accepted: "Accepted." | "Angenommen.",
        rejected: "Rejected." | "Abgelehnt.",
        to_annotation: "Copy to annotation" | "In Annotation kopieren",
        from_model: "What a model says. It is only shown." | "Was ein Modell sagt. Es wird nur gezeigt.",
    }
    made {
        fn regions_selected(n: usize) { super::counted(n as u64, "region selected", "regions selected") } | { super::counted(n as u64, "Region ausgewählt", "Regionen ausgewählt") }
        fn copied(n: usize) { format!("Copied {}.", super::counted(n as u64, "region", "regions")) } | { format!("{} kopiert.", super::counted(n as u64, "Region", "Regionen")) }
        fn pasted(n: usize) { format!("Pasted {}.", super::counted(n as u64, "region", "regions")) } | { format!("{} eingefügt.", super::counted(n as u64, "Region", "Regionen")) }
        fn outside(least: f64, most: f64) { format!("It must be between {} and {}.", number_of(least), number_of(most)) } | { format!("Es muss zwischen {} und {} liegen.", number_of(least), number_of(most)) }
        fn point_x(at: usize) { format!("Point {at}, across") } | { format!("Punkt {at}, waagerecht") }
        fn point_y(at: usize) { format!("Point {at}, down") } | { format!("Punkt {at}, senkrecht") }
        fn aim(name: &str, at: usize, all: usize) { format!("{name}, {at} of {all}. Enter relates.") } | { format!("{name}, {at} von {all}. Enter setzt in Beziehung.") }
        fn relation_of(from: &str, to: &str) { format!("{from} and {to}") } | { format!("{from} und {to}") }
        fn prediction(model: &str) { format!("Prediction {model}") } | { format!("Vorhersage {model}") }
        fn suggested(n: usize) { super::counted(n as u64, "suggestion is open", "suggestions are open") } | { super::counted(n as u64, "Vorschlag ist offen", "Vorschläge sind offen") }
        fn step_added(what: &str) { format!("Added {what}") } | { format!("Hinzugefügt: {what}") }
        fn step_taken(what: &str) { format!("Took over {what}") } | { format!("Übernommen: {what}") }
        fn step_deleted(what: &str) { format!("Deleted {what}") } | { format!("Gelöscht: {what}") }
        fn step_labeled(what: &str) { format!("Labeled {what}") } | { format!("Gelabelt: {what}") }
        fn step_moved(what: &str) { format!("Moved {what}") } | { format!("Verschoben: {what}") }
        fn step_answered(what: &str) { format!("Answered {what}") } | { format!("Beantwortet: {what}") }
        fn step_cleared(what: &str) { format!("Took back {what}") } | { format!("Zurückgenommen: {what}") }
        fn step_noted(what: &str) { format!("Wrote a note on {what}") } | { format!("Notiz geschrieben: {what}") }
        fn step_parented(what: &str) { format!("Changed what {what} is part of") } | { format!("Zugehörigkeit geändert: {what}") }
        fn step_locked(what: &str) { format!("Locked {what}") } | { format!("Gesperrt: {what}") }
        fn step_unlocked(what: &str) { format!("Unlocked {what}") } | { format!("Entsperrt: {what}") }
        fn step_turned(what: &str) { format!("Turned the image under {what}") } | { format!("Bild gedreht: {what}") }
        fn regions_counted(n: usize) { super::counted(n as u64, "region", "regions") } | { super::counted(n as u64, "Region", "Regionen") }
    }
}

/// As many digits as it takes, three after the mark at most.
fn number_of(x: f64) -> String {
    if x.fract() == 0.0 { super::decimal(x, 0) } else { super::decimal(x, 1) }
}
