//! Texts about source and target storages.

use super::{counted, decimal, number};

super::texts! {
    /// Storage cards, their settings, checks and outcomes.
    Storage {
        sources: "Sources" | "Quellen",
        targets: "Targets" | "Ziele",
        add_source: "Add source" | "Quelle hinzufügen",
        add_target: "Add target" | "Ziel hinzufügen",
        no_source: "Tasks can come from a bucket or a folder." | "Aufgaben können aus einem Bucket oder Ordner kommen.",
        no_target: "Annotations stay here until there is a target. They can be exported any time." | "Annotationen bleiben hier, bis es ein Ziel gibt. Exportieren lassen sie sich jederzeit.",
        source_settings: "Source settings" | "Einstellungen der Quelle",
        target_settings: "Target settings" | "Einstellungen des Ziels",
        initialized: "Never run" | "Noch nie gelaufen",
        queued: "Queued" | "Wartet",
        in_progress: "Syncing" | "Wird synchronisiert",
        completed: "In sync" | "Synchron",
        completed_with_errors: "With errors" | "Mit Fehlern",
        failed: "Failed" | "Fehlgeschlagen",
        sync_failed: "Sync failed" | "Synchronisierung fehlgeschlagen",
        sync_with_errors: "Sync with errors" | "Synchronisierung mit Fehlern",
        never_synced: "Not synced yet" | "Noch nicht synchronisiert",
        last_sync: "Synced" | "Synchronisiert",
        no_schedule: "Only on demand" | "Nur auf Anforderung",
        outcomes: "Objects by outcome" | "Objekte nach Ergebnis",
        imported: "Imported" | "Importiert",
        updated: "Updated" | "Aktualisiert",
        unchanged: "Unchanged" | "Unverändert",
        skipped: "Skipped" | "Übersprungen",
        failed_objects: "Failed" | "Fehlgeschlagen",
        all_outcomes: "All" | "Alle",
        no_outcomes: "No object had this outcome in the last run." | "Kein Objekt hatte beim letzten Lauf dieses Ergebnis.",
        object: "Object" | "Objekt",
        objects: "Objects" | "Objekte",
        outcome: "Outcome" | "Ergebnis",
        reason: "Reason" | "Grund",
        download_csv: "Download" | "Herunterladen",
        outcome_pages: "Pages of objects" | "Seiten mit Objekten",
        history: "History" | "Verlauf",
        history_text: "Runs that found nothing to do are left out." | "Läufe, die nichts zu tun fanden, sind ausgelassen.",
        no_history: "No run did anything yet." | "Noch kein Lauf hat etwas getan.",
        history_pages: "Pages of runs" | "Seiten mit Läufen",
        ended: "When" | "Wann",
        run_completed: "Completed" | "Abgeschlossen",
        how_it_ended: "Ended" | "Ende",
        what_it_did: "What it did" | "Was er tat",
        speed: "Speed" | "Tempo",
        cost: "Requests" | "Anfragen",
        listed: "Listed" | "Aufgelistet",
        vanished: "Vanished" | "Verschwunden",
        tasks_made: "New tasks" | "Neue Aufgaben",
        pushes: "Annotated tasks by where they are" | "Annotierte Aufgaben nach Stand der Übertragung",
        pushed: "Pushed" | "Übertragen",
        taken_in: "Taken in from other servers" | "Von anderen Servern übernommen",
        pending: "Waiting" | "Wartet",
        conflicts: "Conflicts" | "Konflikte",
        conflicts_text: "Somebody else changed these documents in the bucket. They were not overwritten." | "Jemand anderes hat diese Dokumente im Bucket geändert. Sie wurden nicht überschrieben.",
        settle_conflicts: "Look at them" | "Ansehen",
        no_conflicts: "No document is in conflict any more." | "Kein Dokument ist mehr in Konflikt.",
        conflict_text: "Somebody else changed this document in the bucket. It stays as it is until you decide:" | "Jemand anderes hat dieses Dokument im Bucket geändert. Es bleibt, wie es ist, bis darüber entschieden wird:",
        ours: "Here" | "Hier",
        theirs: "In the bucket" | "Im Bucket",
        nothing_there: "Nothing is there." | "Dort ist nichts.",
        keep_ours: "Keep ours" | "Hiesige behalten",
        keep_ours_text: "What stands in the bucket is written over." | "Was im Bucket liegt, wird überschrieben.",
        keep_theirs: "Take theirs" | "Die aus dem Bucket nehmen",
        keep_theirs_text: "The annotations in the bucket take the place of those here." | "Die Annotationen im Bucket ersetzen die hiesigen.",
        keep_both: "Keep both" | "Beide behalten",
        keep_both_text: "The annotations in the bucket are added to those here. One that both changed becomes two." | "Die Annotationen im Bucket kommen zu den hiesigen hinzu. Aus einer, die beide geändert haben, werden zwei.",
        conflict_settled: "It is written as you decided." | "Es wird geschrieben wie entschieden.",
        next_try: "Next try" | "Nächster Versuch",
        unprotected: "This store ignores conditional writes: a document that somebody else changes at the same time could be overwritten." | "Dieser Speicher ignoriert bedingtes Schreiben: Ein Dokument, das jemand anderes zur selben Zeit ändert, könnte überschrieben werden.",
        refused: "This target belongs to something else. Nothing was written." | "Dieses Ziel gehört zu etwas anderem. Geschrieben wurde nichts.",
        adopt: "Adopt this target" | "Dieses Ziel übernehmen",
        adopt_title: "Adopt this target?" | "Dieses Ziel übernehmen?",
        adopt_text: "The project takes over the documents that are there: each is joined to its task by its source, else by equal data. What matches no task is reported and left alone." | "Das Projekt übernimmt die Dokumente, die dort liegen: Jedes wird seiner Aufgabe über die Quelle zugeordnet, sonst über gleiche Daten. Was zu keiner Aufgabe passt, wird gemeldet und bleibt unberührt.",
        adopted: "The target is adopted." | "Das Ziel ist übernommen.",
        blob_offer: "No JSON was found, but other files were. They can become tasks themselves, one each." | "Es fand sich kein JSON, aber andere Dateien. Aus jeder von ihnen kann eine Aufgabe werden.",
        use_blob_urls: "Make each file a task" | "Jede Datei zur Aufgabe machen",
        blob_urls_on: "Each file becomes a task with the next sync." | "Mit der nächsten Synchronisierung wird jede Datei zu einer Aufgabe.",
        sync_now: "Sync now" | "Jetzt synchronisieren",
        settings: "Settings" | "Einstellungen",
        kind: "Type" | "Art",
        bucket: "Bucket" | "Bucket",
        folder: "Folder on the server" | "Ordner auf dem Server",
        no_bucket: "Name the bucket." | "Der Bucket fehlt.",
        no_folder: "Name the folder." | "Der Ordner fehlt.",
        not_a_number: "This must be a whole number." | "Das muss eine ganze Zahl sein.",
        prefix: "Folder within it" | "Ordner darin",
        prefix_hint: "Everything below it. Empty for all." | "Alles darunter. Leer: alles.",
        regex: "Only keys that match" | "Nur passende Schlüssel",
        regex_hint: "A regular expression, searched anywhere in the whole key. Empty for all." | "Ein regulärer Ausdruck, der irgendwo im ganzen Schlüssel passen muss. Leer: alle.",
        reading: "What an object is" | "Was ein Objekt ist",
        reading_hint: "Tasks as JSON, or something to label in itself, such as an image." | "Aufgaben als JSON oder selbst etwas zum Labeln, etwa ein Bild.",
        as_json: "JSON with tasks" | "JSON mit Aufgaben",
        as_blobs: "A task by itself" | "Selbst eine Aufgabe",
        data_key: "Data key" | "Datenschlüssel",
        data_key_hint: "Where the object's address stands in the task. Empty for the labeling config's first." | "Wo in der Aufgabe die Adresse des Objekts steht. Leer: der erste der Labeling-Konfiguration.",
        row_id: "Row id" | "Zeilen-ID",
        row_id_hint: "The field, such as meta.id, that tells a row of a file from the others. Empty: a row is known by its content." | "Das Feld, etwa meta.id, an dem sich die Zeilen einer Datei unterscheiden. Leer: Eine Zeile wird an ihrem Inhalt erkannt.",
        local_copy: "Keep a local copy" | "Lokale Kopie behalten",
        local_copy_source: "Labeling goes on from it when the bucket cannot be reached." | "Damit geht das Labeln weiter, wenn der Bucket nicht erreichbar ist.",
        local_copy_target: "A copy of every document is kept in the data directory too." | "Eine Kopie jedes Dokuments bleibt auch im Datenverzeichnis.",
        recursive: "Include folders within" | "Unterordner einbeziehen",
        can_delete: "Delete documents" | "Dokumente löschen",
        can_delete_hint: "When a task loses its last annotation, its document in the bucket goes too." | "Verliert eine Aufgabe ihre letzte Annotation, verschwindet auch ihr Dokument im Bucket.",
        shape: "An object for each" | "Ein Objekt je",
        shape_task: "Task" | "Aufgabe",
        shape_completions: "Task, as in 2020" | "Aufgabe, wie 2020",
        shape_annotation: "Annotation" | "Annotation",
        shape_hint: "A task with its annotations, the same with completions instead, or an annotation with its task." | "Eine Aufgabe mit ihren Annotationen, dieselbe mit completions stattdessen, oder eine Annotation mit ihrer Aufgabe.",
        key_template: "Keys of the documents" | "Schlüssel der Dokumente",
        key_template_hint: "Below the folder. {id} is the task's id, {source_key} mirrors the key of its object, {source_name} is that object's name, {annotation} the annotation's id." | "Unterhalb des Ordners. {id} ist die ID der Aufgabe, {source_key} der Schlüssel ihres Objekts, {source_name} der Name dieses Objekts, {annotation} die ID der Annotation.",
        roll_up: "Daily file" | "Tagesdatei",
        roll_up_hint: "All tasks that were annotated on a day in one file beside the documents, a line each." | "Alle an einem Tag annotierten Aufgaben in einer Datei neben den Dokumenten, je eine Zeile.",
        adopt_option: "Adopt what is there" | "Vorhandenes übernehmen",
        adopt_hint: "Take over documents that another project wrote to this place." | "Dokumente übernehmen, die ein anderes Projekt hierhin geschrieben hat.",
        title: "Name" | "Name",
        title_hint: "For people. Empty shows the address." | "Für Menschen. Leer: die Adresse.",
        address: "Region, endpoint and media" | "Region, Endpunkt und Medien",
        region: "Region" | "Region",
        endpoint: "Endpoint" | "Endpunkt",
        endpoint_hint: "For stores other than the cloud's own." | "Für andere Speicher als den der Cloud selbst.",
        presign: "Browsers fetch media from the bucket" | "Browser holen Medien aus dem Bucket",
        presign_hint: "By signed addresses. Otherwise this server passes it on." | "Über signierte Adressen. Sonst reicht dieser Server sie weiter.",
        presign_ttl: "Signed addresses live for (minutes)" | "Signierte Adressen gelten (Minuten)",
        access: "Credentials" | "Zugangsdaten",
        credentials: "Credentials" | "Zugangsdaten",
        ambient: "The server's own" | "Die des Servers",
        given: "Entered here" | "Hier eingegeben",
        keep_secrets: "Stored ones" | "Gespeicherte",
        ambient_hint: "The server's own come from the cloud's usual environment variables and files. What is entered here is stored encrypted and never shown again." | "Die des Servers kommen aus den üblichen Umgebungsvariablen und Dateien der Cloud. Was hier eingegeben wird, wird verschlüsselt gespeichert und nie wieder gezeigt.",
        key_id: "Access key ID" | "Zugriffsschlüssel-ID",
        key_secret: "Secret access key" | "Geheimer Zugriffsschlüssel",
        session_token: "Session token (if any)" | "Sitzungstoken (falls vorhanden)",
        service_account: "Service account (JSON)" | "Dienstkonto (JSON)",
        schedule: "Schedule" | "Zeitplan",
        sync_interval: "Seconds between syncs" | "Sekunden zwischen Synchronisierungen",
        sync_interval_hint: "From the end of one to the start of the next. 0 turns the schedule off. Empty: 30, and more for buckets of more than 30,000 objects." | "Vom Ende der einen bis zum Beginn der nächsten. 0 schaltet den Zeitplan ab. Leer: 30, und mehr bei Buckets mit über 30.000 Objekten.",
        dry_run: "Dry run" | "Probelauf",
        dry_run_text: "Finds out what a sync with these settings would do. Nothing is saved." | "Stellt fest, was eine Synchronisierung mit diesen Einstellungen täte. Nichts wird gespeichert.",
        trial: "What a sync would do" | "Was eine Synchronisierung täte",
        trial_nothing: "Nothing would change." | "Nichts würde sich ändern.",
        would_be_new: "New" | "Neu",
        would_be_updated: "Updated" | "Aktualisiert",
        would_be_back: "Back" | "Zurück",
        would_be_included: "No longer left out" | "Nicht mehr ausgelassen",
        would_be_retried: "Tried again" | "Erneut versucht",
        would_be_left_out: "Left out from now on" | "Künftig ausgelassen",
        would_be_skipped: "Skipped" | "Übersprungen",
        would_be_gone: "Gone" | "Verschwunden",
        verify: "Verify" | "Überprüfen",
        verify_busy: "Verifying…" | "Wird überprüft\u{a0}…",
        verify_source_text: "Lists the bucket again and looks whether every object is as the last sync left it, was given its task, and whether every task in the lists has its object." | "Listet den Bucket neu auf und sieht nach, ob jedes Objekt so ist, wie die letzte Synchronisierung es hinterließ, ob es seine Aufgabe bekam und ob jede Aufgabe in den Listen ihr Objekt hat.",
        verify_target_text: "Lists the target and looks whether every document is there, in the version last written, and whether others put something between them." | "Listet das Ziel auf und sieht nach, ob jedes Dokument da ist, in der zuletzt geschriebenen Fassung, und ob andere etwas dazwischengelegt haben.",
        sample: "Contents to read and compare" | "Inhalte lesen und vergleichen",
        sample_none: "None" | "Keine",
        sample_some: "5%" | "5\u{a0}%",
        sample_all: "All" | "Alle",
        sample_hint: "Each one read is a request; another 5% are read each time." | "Jeder gelesene Inhalt ist eine Anfrage; jedes Mal werden andere 5\u{a0}% gelesen.",
        repair: "Repair" | "Beheben",
        repair_text: "Looks again, and has the next sync or push mend what differs, and nothing else." | "Sieht erneut nach und lässt die nächste Synchronisierung oder Übertragung beheben, was abweicht, und sonst nichts.",
        difference: "Difference" | "Abweichung",
        differences: "Differences" | "Abweichungen",
        unmended_source: "A task without an object is for a person to settle: archive it, or bring its object back." | "Über eine Aufgabe ohne Objekt entscheidet ein Mensch: sie archivieren oder ihr Objekt zurückbringen.",
        unmended_target: "What others changed or put there is for a person to settle." | "Über das, was andere dort geändert oder abgelegt haben, entscheidet ein Mensch.",
        mended: "to be mended" | "wird behoben",
        differs_missing: "Missing" | "Fehlt",
        differs_changed: "Changed by others" | "Von anderen geändert",
        differs_content: "Other content" | "Anderer Inhalt",
        differs_unknown: "Written by nobody here" | "Von niemandem hier geschrieben",
        differs_not_synced: "Not as last synced" | "Nicht wie zuletzt synchronisiert",
        differs_no_task: "Has no task" | "Ohne Aufgabe",
        differs_no_object: "Task without object" | "Aufgabe ohne Objekt",
        check: "Check" | "Prüfen",
        checking: "Checking…" | "Wird geprüft\u{a0}…",
        check_and_save: "Check and save" | "Prüfen und speichern",
        check_good: "Everything works" | "Alles funktioniert",
        check_bad: "Something does not work yet" | "Etwas funktioniert noch nicht",
        check_unreachable: "The store could not be reached" | "Der Speicher war nicht erreichbar",
        step_ok: "works" | "funktioniert",
        step_failed: "does not work" | "funktioniert nicht",
        step_list: "List objects" | "Objekte auflisten",
        step_read: "Read an object" | "Ein Objekt lesen",
        step_sign: "Sign an address" | "Eine Adresse signieren",
        step_write: "Write an object" | "Ein Objekt schreiben",
        step_delete: "Delete an object" | "Ein Objekt löschen",
        step_conditions: "Write only if unchanged" | "Nur schreiben, wenn unverändert",
        not_saved: "The settings were not saved." | "Die Einstellungen wurden nicht gespeichert.",
        not_saved_invalid: "The settings were not saved: something in them is wrong." | "Die Einstellungen wurden nicht gespeichert: Etwas darin stimmt nicht.",
        saved: "The storage is saved." | "Der Speicher ist gespeichert.",
        delete: "Remove storage" | "Speicher entfernen",
        delete_title: "Remove this storage?" | "Diesen Speicher entfernen?",
        delete_source_text: "Its tasks and their annotations stay. Nothing in the bucket changes." | "Seine Aufgaben und ihre Annotationen bleiben. Im Bucket ändert sich nichts.",
        delete_target_text: "What was written there stays. New annotations no longer go to it." | "Was dorthin geschrieben wurde, bleibt. Neue Annotationen gehen nicht mehr dorthin.",
        deleted: "The storage is removed." | "Der Speicher ist entfernt.",
    }
    made {
        fn every(seconds: u32) { match (seconds / 60, seconds % 60) { (0 | 1, _) => format!("every {seconds} s"), (min, 0) => format!("every {min} min"), (min, s) => format!("every {min} min {s} s") } } | { match (seconds / 60, seconds % 60) { (0 | 1, _) => format!("alle {seconds} s"), (min, 0) => format!("alle {min} min"), (min, s) => format!("alle {min} min {s} s") } }
        fn dollars_a_day(cost: f64) { format!("about ${cost:.2} a day") } | { format!("etwa {}\u{a0}$ am Tag", decimal(cost, 2)) }
        fn took(duration: &str) { format!("took {duration}") } | { format!("dauerte {duration}") }
        fn requests(n: u64) { counted(n, "request", "requests") } | { counted(n, "Anfrage", "Anfragen") }
        fn n_wait(n: u64) { if n == 1 { "1 task waits.".to_owned() } else { format!("{} tasks wait.", number(n)) } } | { if n == 1 { "1 Aufgabe wartet.".to_owned() } else { format!("{} Aufgaben warten.", number(n)) } }
        fn outcomes_of(uri: &str) { format!("Objects of {uri}") } | { format!("Objekte von {uri}") }
        fn trial_running(listed: u64) { format!("Listing… {} objects so far", number(listed)) } | { format!("Wird aufgelistet\u{a0}… bisher {}", counted(listed, "Objekt", "Objekte")) }
        fn trial_over(listed: u64, unchanged: u64) { format!("{} objects listed, {} of them as they are", number(listed), number(unchanged)) } | { format!("{} aufgelistet, {} davon unverändert", counted(listed, "Objekt", "Objekte"), number(unchanged)) }
        fn conflicts_of(uri: &str) { format!("Conflicts in {uri}") } | { format!("Konflikte in {uri}") }
        fn task_n(id: u64) { format!("Task {id}") } | { format!("Aufgabe {id}") }
        fn n_listed(n: u64) { counted(n, "object listed", "objects listed") } | { counted(n, "Objekt aufgelistet", "Objekte aufgelistet") }
        fn n_listed_of(n: u64, of: u64) { format!("{} of about {} objects", number(n), number(of)) } | { format!("{} von etwa {} Objekten", number(n), number(of)) }
        fn about_left(time: &str) { format!("about {time} left") } | { format!("noch etwa {time}") }
        fn syncing(n: u64) { format!("Syncing, {} listed", number(n)) } | { format!("Wird synchronisiert, {} aufgelistet", number(n)) }
        fn n_waiting(n: u64) { format!("{} waiting", number(n)) } | { format!("{} wartend", number(n)) }
        fn history_of(uri: &str) { format!("Syncs of {uri}") } | { format!("Synchronisierungen von {uri}") }
        fn objects_a_second(n: u64) { format!("{} objects/s", number(n)) } | { format!("{} Objekte/s", number(n)) }
        fn documents_a_second(n: u64) { format!("{} documents/s", number(n)) } | { format!("{} Dokumente/s", number(n)) }
        fn about_dollars(cost: f64) { if cost < 0.01 { "less than 1 ¢".to_owned() } else { format!("about ${cost:.2}") } } | { if cost < 0.01 { "weniger als 1 ¢".to_owned() } else { format!("etwa {}\u{a0}$", decimal(cost, 2)) } }
        fn verify_of(uri: &str) { format!("Verify {uri}") } | { format!("{uri} überprüfen") }
        fn verifying(checked: u64, sampled: u64, differing: u64) { format!("{} checked, {} read, {} so far", number(checked), number(sampled), counted(differing, "difference", "differences")) } | { format!("{} geprüft, {} gelesen, bisher {}", number(checked), number(sampled), counted(differing, "Abweichung", "Abweichungen")) }
        fn verify_good(checked: u64, sampled: u64) { format!("Everything is as it should be: {} checked, {} of them read.", number(checked), number(sampled)) } | { format!("Alles ist, wie es sein soll: {} geprüft, davon {} gelesen.", number(checked), number(sampled)) }
        fn verify_bad(n: u64, checked: u64, sampled: u64) { format!("{} found; {} checked, {} of them read.", counted(n, "difference", "differences"), number(checked), number(sampled)) } | { format!("{} gefunden; {} geprüft, davon {} gelesen.", counted(n, "Abweichung", "Abweichungen"), number(checked), number(sampled)) }
        fn mended_by_sync(mended: u64, n: u64) { format!("The next sync mends {} of {}.", number(mended), counted(n, "difference", "differences")) } | { format!("Die nächste Synchronisierung behebt {} von {}.", number(mended), counted(n, "Abweichung", "Abweichungen")) }
        fn mended_by_push(mended: u64, n: u64) { format!("The next push mends {} of {}.", number(mended), counted(n, "difference", "differences")) } | { format!("Die nächste Übertragung behebt {} von {}.", number(mended), counted(n, "Abweichung", "Abweichungen")) }
        fn first_told(n: u64) { format!("The first {} are told.", number(n)) } | { format!("Die ersten {} sind aufgeführt.", number(n)) }
        fn row(n: u64) { format!("row {n}") } | { format!("Zeile {n}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_said_as_long_as_it_is() {
        let said = [30, 60, 119, 120, 121, 180, 1_237].map(Storage::EN.every);
        let expected = ["30 s", "60 s", "119 s", "2 min", "2 min 1 s", "3 min", "20 min 37 s"];
        assert_eq!(said, expected.map(|time| format!("every {time}")));
    }
}
