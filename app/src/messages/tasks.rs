//! Texts of the Tasks page, its storages apart.

use super::{counted, number};

super::texts! {
    /// The list of tasks and what stands above it.
    Tasks {
        tasks: "Tasks" | "Aufgaben",
        export: "Export JSON" | "JSON exportieren",
        start_labeling: "Label tasks" | "Aufgaben labeln",
        no_config: "This project has no labeling config yet, so its tasks cannot be labeled." | "Dieses Projekt hat noch keine Labeling-Konfiguration; darum können seine Aufgaben nicht gelabelt werden.",
        choose_config: "Choose one" | "Eine wählen",
        progress: "Progress" | "Fortschritt",
        hidden_text: "Outside a storage's filter, or gone from the bucket. They are kept, but not shown or labeled." | "Außerhalb des Filters eines Speichers oder nicht mehr im Bucket. Sie bleiben erhalten, werden aber weder gezeigt noch gelabelt.",
        filters: "Which tasks to show" | "Welche Aufgaben zu sehen sind",
        all: "All" | "Alle",
        unlabeled: "Unlabeled" | "Ungelabelt",
        labeled: "Labeled" | "Gelabelt",
        skipped: "Skipped" | "Übersprungen",
        stale: "Stale" | "Veraltet",
        gone: "Source gone" | "Quelle fehlt",
        filtered_out: "Filtered out" | "Ausgefiltert",
        archived: "Archived" | "Archiviert",
        archived_text: "Put away by a person: out of lists, stream and exports." | "Von jemandem weggelegt: nicht in Listen, Labeling-Folge und Exporten.",
        deleted_tasks: "Deleted" | "Gelöscht",
        deleted_chip_text: "A person deleted it. No sync brings it back; you can." | "Jemand hat sie gelöscht. Keine Synchronisierung bringt sie zurück; von Hand geht es.",
        go_to: "Row" | "Zeile",
        go: "Go" | "Los",
        col_row: "Row" | "Zeile",
        col_task: "Task" | "Aufgabe",
        col_state: "State" | "Stand",
        col_source: "Source" | "Quelle",
        col_id: "ID" | "ID",
        col_updated: "Updated" | "Aktualisiert",
        col_actions: "Actions" | "Aktionen",
        imported: "Imported" | "Importiert",
        open_task: "Unlabeled" | "Ungelabelt",
        draft: "Draft" | "Entwurf",
        draft_text: "Work that was begun and not submitted yet." | "Arbeit, die begonnen und noch nicht abgesendet wurde.",
        waiting: "Not pushed" | "Nicht übertragen",
        waiting_text: "An annotation of this task has not reached a target yet." | "Eine Annotation dieser Aufgabe hat ein Ziel noch nicht erreicht.",
        stale_text: "The source has a newer version of this labeled task." | "Die Quelle hat eine neuere Fassung dieser gelabelten Aufgabe.",
        gone_text: "The object is no longer in the bucket." | "Das Objekt ist nicht mehr im Bucket.",
        filtered_out_text: "Outside the storage's prefix or regex." | "Außerhalb des Präfixes oder regulären Ausdrucks des Speichers.",
        take_new_version: "Take the newer version of this task's data" | "Die neuere Fassung der Daten dieser Aufgabe übernehmen",
        delete: "Delete task" | "Aufgabe löschen",
        bring_back: "Bring back" | "Zurückholen",
        bulk: "Many tasks at once" | "Viele Aufgaben auf einmal",
        not_done_list: "Tasks left as they were" | "Aufgaben, die blieben, wie sie waren",
        bulk_take: "Take the new version" | "Neue Fassung übernehmen",
        bulk_archive: "Archive" | "Archivieren",
        pick_none: "Clear" | "Auswahl aufheben",
        pick_everything: "Pick all tasks of this list" | "Alle Aufgaben dieser Liste auswählen",
        about_stale: "Labeled, and their source changed since: they keep what was labeled until you take the new version." | "Gelabelt, und ihre Quelle hat sich seitdem geändert: Sie behalten, was gelabelt wurde, bis die neue Fassung übernommen wird.",
        about_gone: "Their objects are not in the bucket any more. They come back with them." | "Ihre Objekte sind nicht mehr im Bucket. Mit ihnen kommen sie zurück.",
        about_filtered_out: "Outside of their storage's folder or regex." | "Außerhalb des Ordners oder regulären Ausdrucks ihres Speichers.",
        about_archived: "Put away: out of lists, stream and exports. Their documents stay." | "Weggelegt: nicht in Listen, Labeling-Folge und Exporten. Ihre Dokumente bleiben.",
        about_deleted: "Deleted by people, so no sync brings them back." | "Von Menschen gelöscht, darum bringt keine Synchronisierung sie zurück.",
        take_text: "Their data becomes that of the source as it is now. Their annotations stay, made for the earlier version." | "Ihre Daten werden die, die jetzt in der Quelle stehen. Ihre Annotationen bleiben, gemacht für die frühere Fassung.",
        archive_text: "They leave lists, stream and exports. Annotations and documents in targets stay. They can be brought back any time." | "Sie verschwinden aus Listen, Labeling-Folge und Exporten. Annotationen und Dokumente in Zielen bleiben. Sie lassen sich jederzeit zurückholen.",
        return_text: "They return with the annotations that they had, and their documents are pushed again." | "Sie kommen mit den Annotationen zurück, die sie hatten, und ihre Dokumente werden erneut übertragen.",
        delete_text: "Its annotations go with it, and no sync brings it back; you can, from the list of deleted tasks. The object in the source bucket stays." | "Ihre Annotationen gehen mit, und keine Synchronisierung bringt sie zurück; von Hand geht es, in der Liste der gelöschten Aufgaben. Das Objekt im Quell-Bucket bleibt.",
        keys: "Arrow keys, Page Up, Page Down, Home and End move between tasks; Enter opens one; Space picks it; Delete deletes it." | "Pfeiltasten, Bild auf, Bild ab, Pos1 und Ende bewegen zwischen Aufgaben; Enter öffnet eine; die Leertaste wählt sie aus; Entf löscht sie.",
        empty_title: "No tasks yet" | "Noch keine Aufgaben",
        empty_text: "Add a source above to take tasks from a bucket or a folder, or import a file." | "Oben eine Quelle hinzufügen, um Aufgaben aus einem Bucket oder Ordner zu holen, oder eine Datei importieren.",
        empty_unlabeled_title: "Nothing is left to label" | "Es ist nichts mehr zu labeln",
        empty_unlabeled_text: "Every task is labeled or skipped." | "Jede Aufgabe ist gelabelt oder übersprungen.",
        empty_filter_title: "No such tasks" | "Keine solchen Aufgaben",
        empty_labeled_text: "Tasks appear here once they have an annotation." | "Aufgaben erscheinen hier, sobald sie eine Annotation haben.",
        empty_skipped_text: "No task was skipped." | "Keine Aufgabe wurde übersprungen.",
        empty_stale_text: "No labeled task has a newer version at its source." | "Keine gelabelte Aufgabe hat in ihrer Quelle eine neuere Fassung.",
        empty_gone_text: "Every task's object is still in its bucket." | "Das Objekt jeder Aufgabe ist noch in seinem Bucket.",
        empty_filtered_text: "No task lies outside its storage's filter." | "Keine Aufgabe liegt außerhalb des Filters ihres Speichers.",
        empty_archived_text: "No task is archived." | "Keine Aufgabe ist archiviert.",
        empty_deleted_text: "No task was deleted." | "Keine Aufgabe wurde gelöscht.",
    }
    made {
        fn of_tasks(n: u64) { format!("of {} labeled", counted(n, "task", "tasks")) } | { format!("von {} gelabelt", counted(n, "Aufgabe", "Aufgaben")) }
        fn percent_done(n: u64) { format!("{n}% done") } | { format!("{n}\u{a0}% erledigt") }
        fn annotations(n: u64) { counted(n, "annotation", "annotations") } | { counted(n, "Annotation", "Annotationen") }
        fn n_skipped(n: u64) { format!("{} skipped", number(n)) } | { format!("{} übersprungen", number(n)) }
        fn n_hidden(n: u64) { format!("{} hidden", number(n)) } | { format!("{} verborgen", number(n)) }
        fn progress_said(labeled: u64, skipped: u64, tasks: u64) { format!("{} labeled and {} skipped of {}", number(labeled), number(skipped), counted(tasks, "task", "tasks")) } | { format!("{} gelabelt und {} übersprungen von {}", number(labeled), number(skipped), counted(tasks, "Aufgabe", "Aufgaben")) }
        fn n_picked(n: u64) { format!("{} picked", number(n)) } | { format!("{} ausgewählt", number(n)) }
        fn pick_all(n: u64) { if n == 1 { "Pick it".to_owned() } else { format!("Pick all {}", number(n)) } } | { if n == 1 { "Diese auswählen".to_owned() } else { format!("Alle {} auswählen", number(n)) } }
        fn pick(id: i64) { format!("Pick task {id}") } | { format!("Aufgabe {id} auswählen") }
        fn take_title(n: u64) { format!("Take the new version of {}?", counted(n, "task", "tasks")) } | { format!("Die neue Fassung von {} übernehmen?", counted(n, "Aufgabe", "Aufgaben")) }
        fn archive_title(n: u64) { format!("Archive {}?", counted(n, "task", "tasks")) } | { format!("{} archivieren?", counted(n, "Aufgabe", "Aufgaben")) }
        fn return_title(n: u64) { format!("Bring {} back?", counted(n, "task", "tasks")) } | { format!("{} zurückholen?", counted(n, "Aufgabe", "Aufgaben")) }
        fn bulk_running(done: u64, total: u64) { format!("{} of {}", number(done), counted(total, "task", "tasks")) } | { format!("{} von {}", number(done), counted(total, "Aufgabe", "Aufgaben")) }
        fn n_taken(n: u64) { format!("{} took the new version.", counted(n, "task", "tasks")) } | { format!("{} in der neuen Fassung übernommen.", counted(n, "Aufgabe", "Aufgaben")) }
        fn n_archived(n: u64) { format!("{} archived.", counted(n, "task", "tasks")) } | { format!("{} archiviert.", counted(n, "Aufgabe", "Aufgaben")) }
        fn n_returned(n: u64) { format!("{} brought back.", counted(n, "task", "tasks")) } | { format!("{} zurückgeholt.", counted(n, "Aufgabe", "Aufgaben")) }
        fn not_done(n: u64) { format!("{} left as they were", counted(n, "task", "tasks")) } | { counted(n, "Aufgabe blieb, wie sie war", "Aufgaben blieben, wie sie waren") }
        fn and_more(n: u64) { format!("and {} more", number(n)) } | { format!("und {} weitere", number(n)) }
        fn task(id: i64) { format!("Task {id}") } | { format!("Aufgabe {id}") }
        fn labeled_times(n: u64) { format!("Labeled × {n}") } | { format!("Gelabelt × {n}") }
        fn predictions(n: u64) { counted(n, "prediction", "predictions") } | { counted(n, "Vorhersage", "Vorhersagen") }
        fn delete_title(id: i64) { format!("Delete task {id}?") } | { format!("Aufgabe {id} löschen?") }
        fn deleted(id: i64) { format!("Task {id} is deleted.") } | { format!("Aufgabe {id} ist gelöscht.") }
        fn new_version_taken(id: i64) { format!("Task {id} has its newest data.") } | { format!("Aufgabe {id} hat ihre neuesten Daten.") }
    }
}
