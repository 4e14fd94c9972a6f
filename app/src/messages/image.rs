//! Texts around an image to label: how it is shown, which of several shows, and what can be wrong with it.

super::texts! {
    /// The stage of an image.
    Image {
        adjust: "Adjust the view" | "Ansicht anpassen",
        brightness: "Brightness" | "Helligkeit",
        contrast: "Contrast" | "Kontrast",
        grid: "Grid" | "Raster",
        crosshair: "Crosshair" | "Fadenkreuz",
        names: "Names at regions" | "Namen an Regionen",
        relations: "Relations" | "Beziehungen",
        pixel_grid: "Lines between enlarged pixels" | "Linien zwischen vergrößerten Pixeln",
        keep_view: "Keep the view for the next task" | "Ansicht für die nächste Aufgabe behalten",
        remember_tool: "Keep the tool for the next task" | "Werkzeug für die nächste Aufgabe behalten",
        invert_zoom: "Zoom the other way with the wheel" | "Mit dem Mausrad andersherum zoomen",
        turn_left: "Turn left" | "Nach links drehen",
        turn_right: "Turn right" | "Nach rechts drehen",
        reset: "Reset" | "Zurücksetzen",
        pages: "Images of this task" | "Bilder dieser Aufgabe",
        previous: "Previous image" | "Voriges Bild",
        next: "Next image" | "Nächstes Bild",
        foreign_pixels: "The pixels of this image cannot be read: it comes from a place that does not allow it. Set crossOrigin=\"anonymous\" at the Image tag and allow this page in the bucket's CORS rule." | "Die Pixel dieses Bildes sind nicht lesbar: Sein Speicherort erlaubt es nicht. Am Image-Tag crossOrigin=\"anonymous\" setzen und diese Seite in der CORS-Regel des Buckets erlauben.",
        no_pixels: "The image is not there yet." | "Das Bild ist noch nicht da.",
        many_masks: "There are more masks in sight than this browser can hold; some are not shown. Hide others to see them." | "Es sind mehr Masken zu sehen, als dieser Browser halten kann; einige fehlen. Andere ausblenden, um sie zu sehen.",
        no_images: "This task has no images in its list." | "Die Liste dieser Aufgabe enthält keine Bilder.",
    }
    made {
        fn making(percent: u32) {
            format!("The server is preparing this large image: {percent}%")
        } | { format!("Der Server bereitet dieses große Bild vor: {percent}\u{a0}%") }
        fn refused(why: &str) {
            format!("This image cannot be shown: {why}")
        } | { format!("Dieses Bild lässt sich nicht zeigen: {why}") }
        fn page(at: u32, of: u32) { format!("Image {at} of {of}") } | { format!("Bild {at} von {of}") }
        fn page_with(at: u32, of: u32, regions: usize) {
            if regions == 1 {
                format!("Image {at} of {of}, 1 region")
            } else {
                format!("Image {at} of {of}, {regions} regions")
            }
        } | {
            if regions == 1 {
                format!("Bild {at} von {of}, 1 Region")
            } else {
                format!("Bild {at} von {of}, {regions} Regionen")
            }
        }
        fn percent(value: u32) { format!("{value}%") } | { format!("{value}\u{a0}%") }
    }
}
