//! What keys and the search of commands can ask for, in words; what a button says already is said there.

super::texts! {
    /// Names of actions.
    Actions {
        submit: "Submit or update" | "Absenden oder aktualisieren",
        skip: "Skip the task" | "Aufgabe überspringen",
        help: "Show the keys" | "Tasten zeigen",
        comment: "Write a comment" | "Kommentar schreiben",
        // Regions.
        place: "Place a shape in the middle, or confirm it" | "Eine Form in die Mitte setzen oder sie bestätigen",
        next_region: "Next region" | "Nächste Region",
        previous_region: "Previous region" | "Vorige Region",
        unselect: "Unselect" | "Auswahl aufheben",
        exit: "Leave what was begun, or unselect" | "Begonnenes abbrechen oder Auswahl aufheben",
        delete: "Delete the selected regions" | "Ausgewählte Regionen löschen",
        delete_all: "Delete all regions" | "Alle Regionen löschen",
        duplicate: "Duplicate the selected regions" | "Ausgewählte Regionen duplizieren",
        hide: "Hide or show the selected regions" | "Ausgewählte Regionen aus- oder einblenden",
        hide_all: "Hide or show all regions" | "Alle Regionen aus- oder einblenden",
        lock: "Lock or unlock the selected regions" | "Ausgewählte Regionen sperren oder entsperren",
        relate: "Relate the selected region to another" | "Ausgewählte Region mit einer anderen in Beziehung setzen",
        note: "Write a note on the selected region" | "Notiz zur ausgewählten Region schreiben",
        // Images.
        polygon: "Draw polygons or lines" | "Polygone oder Linien zeichnen",
        move_left: "Move to the left (with Shift by 10)" | "Nach links verschieben (mit Umschalt um 10)",
        move_right: "Move to the right (with Shift by 10)" | "Nach rechts verschieben (mit Umschalt um 10)",
        move_up: "Move up (with Shift by 10)" | "Nach oben verschieben (mit Umschalt um 10)",
        move_down: "Move down (with Shift by 10)" | "Nach unten verschieben (mit Umschalt um 10)",
        narrower: "Make narrower (with Shift by 10)" | "Schmaler machen (mit Umschalt um 10)",
        wider: "Make wider (with Shift by 10)" | "Breiter machen (mit Umschalt um 10)",
        lower: "Make lower (with Shift by 10)" | "Niedriger machen (mit Umschalt um 10)",
        higher: "Make higher (with Shift by 10)" | "Höher machen (mit Umschalt um 10)",
        next_point: "Next point of the selected shape" | "Nächster Punkt der ausgewählten Form",
        previous_point: "Previous point of the selected shape" | "Voriger Punkt der ausgewählten Form",
        insert_point: "Add a point after the chosen one" | "Punkt nach dem gewählten einfügen",
        // Texts.
        end_back: "Move the end of the selected region back (with Shift by a word)" | "Ende der ausgewählten Region zurücksetzen (mit Umschalt um ein Wort)",
        end_on: "Move the end of the selected region on (with Shift by a word)" | "Ende der ausgewählten Region vorsetzen (mit Umschalt um ein Wort)",
        start_back: "Move the start of the selected region back (with Shift by a word)" | "Anfang der ausgewählten Region zurücksetzen (mit Umschalt um ein Wort)",
        start_on: "Move the start of the selected region on (with Shift by a word)" | "Anfang der ausgewählten Region vorsetzen (mit Umschalt um ein Wort)",
        next_page: "Next page" | "Nächste Seite",
        previous_page: "Previous page" | "Vorige Seite",
        next_phrase: "Next paragraph" | "Nächster Absatz",
        previous_phrase: "Previous paragraph" | "Voriger Absatz",
        next_in_phrase: "Next region of the paragraph" | "Nächste Region des Absatzes",
        previous_in_phrase: "Previous region of the paragraph" | "Vorige Region des Absatzes",
        label_phrase: "Label the whole paragraph" | "Den ganzen Absatz labeln",
    }
    made {
        fn label(value: &str, control: &str) { format!("{value} ({control})") } | { format!("{value} ({control})") }
    }
}
