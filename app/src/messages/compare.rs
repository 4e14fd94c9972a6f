//! Texts of the annotations of a task: their tabs, the ground truth, and two of them side by side.

super::texts! {
    /// Annotations beside one another.
    Compare {
        annotations: "Annotations and predictions" | "Annotationen und Vorhersagen",
        actions: "What to do with this annotation" | "Was mit dieser Annotation tun",
        duplicate: "Duplicate" | "Duplizieren",
        duplicated: "Copied to a new annotation." | "In eine neue Annotation kopiert.",
        delete: "Delete annotation" | "Annotation löschen",
        delete_text: "The annotation goes, here and in the project's targets. Comments on it stay with the task." | "Die Annotation verschwindet, hier und in den Zielen des Projekts. Kommentare dazu bleiben bei der Aufgabe.",
        copy_link: "Copy link" | "Link kopieren",
        star: "Make this the ground truth" | "Zur Referenz machen",
        unstar: "No longer the ground truth" | "Nicht mehr Referenz",
        ground_truth: "Ground truth" | "Referenz",
        starred: "This annotation is the ground truth now." | "Diese Annotation ist jetzt die Referenz.",
        unstarred: "This task has no ground truth now." | "Diese Aufgabe hat jetzt keine Referenz.",
        replace_title: "Replace unfinished work?" | "Unfertige Arbeit ersetzen?",
        replace_text: "There is unfinished work on a new annotation of this task. It would be replaced." | "Zu einer neuen Annotation dieser Aufgabe gibt es unfertige Arbeit. Sie würde ersetzt.",
        replace: "Replace" | "Ersetzen",
        // Side by side.
        compare: "Compare" | "Vergleichen",
        first: "First" | "Erste",
        second: "Second" | "Zweite",
        agreement: "Agreement" | "Übereinstimmung",
        matrix: "Agreement of each with each" | "Übereinstimmung paarweise",
        regions: "Regions" | "Regionen",
        answers: "Answers" | "Antworten",
        no_regions: "Neither has regions." | "Keine der beiden hat Regionen.",
        no_answers: "Neither answers anything." | "Keine der beiden antwortet etwas.",
        verdict: "Verdict" | "Urteil",
        overlap: "Overlap" | "Überlappung",
        control: "Control" | "Steuerelement",
        of: "Of" | "Wovon",
        task: "Task" | "Aufgabe",
        agree: "Agree" | "Stimmen überein",
        other_label: "Differ in label" | "Anderes Label",
        other_place: "Differ in place" | "Andere Lage",
        only_first: "Only in the first" | "Nur in der ersten",
        only_second: "Only in the second" | "Nur in der zweiten",
        differ: "Differ" | "Verschieden",
        nothing: "nothing" | "nichts",
        show: "Show" | "Zeigen",
        which: "Which regions to show" | "Welche Regionen zeigen",
        only_shown: "Both are laid over each other and only shown; the colours tell how they compare." | "Beide liegen übereinander und werden nur gezeigt; die Farben sagen, wie sie sich vergleichen.",
    }
    made {
        fn percent(share: f64) { format!("{}%", super::decimal(share * 100.0, 0)) } | { format!("{}\u{a0}%", super::decimal(share * 100.0, 0)) }
        fn lead_time(seconds: f64) { format!("{} s", super::decimal(seconds, 0)) } | { format!("{}\u{a0}s", super::decimal(seconds, 0)) }
        fn counted(words: &str, n: usize) { format!("{words}: {}", super::number(n as u64)) } | { format!("{words}: {}", super::number(n as u64)) }
        fn not_done(why: &str) { format!("Not done: {why}") } | { format!("Nicht ausgeführt: {why}") }
        fn page(item: u32) { format!("item {}", item + 1) } | { format!("Element {}", item + 1) }
    }
}
