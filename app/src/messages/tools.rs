//! Texts of the tools of images: their names, and what they did, in words.

super::texts! {
    /// The tools of images.
    Tools {
        rectangle: "Draw boxes" | "Rechtecke zeichnen",
        three_point: "Draw turned boxes by three points" | "Gedrehte Rechtecke über drei Punkte zeichnen",
        ellipse: "Draw ellipses" | "Ellipsen zeichnen",
        polygon: "Draw polygons" | "Polygone zeichnen",
        key_point: "Set key points" | "Punkte setzen",
        vector: "Draw lines" | "Linien zeichnen",
        brush: "Paint with the brush" | "Mit dem Pinsel malen",
        bitmask: "Paint a bitmask" | "Bitmaske malen",
        eraser: "Erase" | "Radieren",
        wand: "Magic wand" | "Zauberstab",
        brush_width: "Width of the brush" | "Breite des Pinsels",
        smaller: "Smaller brush" | "Pinsel kleiner",
        larger: "Larger brush" | "Pinsel größer",
        put_down: "No tool in hand." | "Kein Werkzeug gewählt.",
        // What the mouse does with keys held: a line each, beside the table of keys.
        mouse_table: "\
Alt+click|Remove a point of the selected shape
Alt+drag|Let a point snap to other shapes
Ctrl+drag|Draw on top of a region
Ctrl+click|Select one more region
Shift+drag|Pan" | "\
Alt+Klick|Punkt der ausgewählten Form entfernen
Alt+Ziehen|Punkt an anderen Formen einrasten
Ctrl+Ziehen|Über einer Region zeichnen
Ctrl+Klick|Eine weitere Region auswählen
Shift+Ziehen|Ansicht verschieben",
        // What was placed.
        noun_box: "Box" | "Rechteck",
        noun_ellipse: "Ellipse" | "Ellipse",
        noun_polygon: "Polygon" | "Polygon",
        noun_point: "Key point" | "Punkt",
        noun_line: "Line" | "Linie",
        noun_mask: "Mask" | "Maske",
        // What happened.
        moved: "Moved." | "Verschoben.",
        changed: "Changed." | "Geändert.",
        painted: "Painted on." | "Weitergemalt.",
        erased: "Erased." | "Radiert.",
        erased_all: "Nothing was left of the mask: region deleted." | "Von der Maske blieb nichts übrig: Region gelöscht.",
        erase_what: "There is no mask here to erase. Select one, or start on one." | "Hier ist keine Maske, von der radiert werden kann. Eine auswählen oder auf einer beginnen.",
        point_removed: "Point removed." | "Punkt entfernt.",
        point_added: "Point added." | "Punkt eingefügt.",
        no_point: "No point is chosen." | "Kein Punkt ist gewählt.",
        points_needed: "No fewer points: the shape would be gone." | "Weniger Punkte gehen nicht: Die Form wäre keine mehr.",
        no_more_points: "No more points: the config allows no more." | "Mehr Punkte gehen nicht: Die Konfiguration erlaubt nicht mehr.",
        drawing: "Drawing. Enter finishes, Backspace takes the last point back." | "Zeichnung begonnen. Enter schließt ab, die Rücktaste nimmt den letzten Punkt zurück.",
        taken_back: "Taken back." | "Zurückgenommen.",
        duplicated: "Duplicated." | "Dupliziert.",
        // Why not.
        mask_unreadable: "The picture of this mask cannot be read by this browser, so it stays as it is." | "Das Bild dieser Maske kann dieser Browser nicht lesen; darum bleibt sie, wie sie ist.",
        mask_unwritable: "This browser has no memory left for a mask of this size. Close other tabs, or use a smaller image." | "Diesem Browser fehlt der Speicher für eine Maske dieser Größe. Andere Tabs schließen oder ein kleineres Bild nehmen.",
        nothing_placed: "The active label draws nothing that can be placed here." | "Das aktive Label zeichnet nichts, was hier gesetzt werden kann.",
    }
    made {
        fn in_hand(tool: &str) { format!("Tool: {tool}.") } | { format!("Werkzeug: {tool}.") }
        fn width(pixels: f64) { format!("Brush {pixels:.0} pixels wide.") } | { format!("Pinsel {pixels:.0} Pixel breit.") }
        fn too_few(least: usize) { format!("At least {least} points are needed.") } | { format!("Es braucht mindestens {least} Punkte.") }
        fn moved_many(n: usize) { format!("{n} regions moved.") } | { format!("{n} Regionen verschoben.") }
        fn point_at(at: usize, of: usize, x: f64, y: f64) {
            format!("Point {at} of {of}: {x:.0}, {y:.0} pixels. Arrows move it, Delete removes it, Insert adds one after it.")
        } | {
            format!("Punkt {at} von {of}: {x:.0}, {y:.0} Pixel. Pfeiltasten verschieben ihn, Entf entfernt ihn, Einfg fügt danach einen ein.")
        }
        fn placed(shape: &str) {
            format!("{shape} placed. Arrows move it, Alt and arrows resize it, Enter confirms.")
        } | {
            format!("{shape} gesetzt. Pfeiltasten verschieben, Alt und Pfeiltasten ändern die Größe, Enter bestätigt.")
        }
        fn mask_failed(why: &str) { format!("The mask was left as it is: {why}") } | { format!("Die Maske blieb, wie sie ist: {why}") }
    }
}
