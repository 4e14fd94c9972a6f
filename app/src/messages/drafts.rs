//! Texts about unfinished work: where it is kept, what became of it, which of two versions goes on.

use super::counted;

super::texts! {
    /// Unfinished work and what waits for the server.
    Drafts {
        nowhere: "Not saved yet: keep this page open" | "Noch nicht gespeichert: diese Seite offen lassen",
        signed_out_short: "Signed out; draft kept in this browser" | "Abgemeldet; Entwurf in diesem Browser behalten",
        apart_short: "Two versions: choose one" | "Zwei Fassungen: eine auswählen",
        refused_short: "Draft kept in this browser; the server refused it" | "Entwurf in diesem Browser behalten; der Server hat ihn abgelehnt",
        signed_out: "Signed out: your work is kept in this browser. Sign in again in another tab, then retry." | "Abgemeldet: Die Arbeit bleibt in diesem Browser. In einem anderen Tab neu anmelden, dann erneut versuchen.",
        full: "The storage of this browser is full: unfinished work goes to the server only." | "Der Speicher dieses Browsers ist voll: Unfertige Arbeit geht nur an den Server.",
        small: "This browser keeps no database for this page, as in some private windows: unfinished work is kept in its small storage and at the server." | "Dieser Browser führt für diese Seite keine Datenbank, etwa in manchen privaten Fenstern: Unfertige Arbeit liegt in seinem kleinen Speicher und beim Server.",
        nothing: "This browser keeps nothing for this page: unfinished work goes to the server only." | "Dieser Browser behält für diese Seite nichts: Unfertige Arbeit geht nur an den Server.",
        download: "Download this work" | "Diese Arbeit herunterladen",
        download_rest: "Download what could not be read" | "Herunterladen, was nicht lesbar war",
        two_versions: "Two versions of this work were saved apart." | "Zwei Fassungen dieser Arbeit wurden getrennt gespeichert.",
        keep_mine: "Keep this window's" | "Die dieses Fensters behalten",
        take_theirs: "Take the other" | "Die andere nehmen",
        keep_both: "Keep both" | "Beide behalten",
        both_kept: "The other version is kept in this browser and offered whenever this task is opened." | "Die andere Fassung bleibt in diesem Browser und wird angeboten, wann immer diese Aufgabe geöffnet wird.",
        show: "Show this version" | "Diese Fassung zeigen",
        discard: "Discard this version" | "Diese Fassung verwerfen",
        editing_elsewhere: "This task is being edited in another window." | "Diese Aufgabe wird in einem anderen Fenster bearbeitet.",
        understood: "Go on here" | "Hier weiterarbeiten",
        submitting: "Submitting…" | "Wird abgesendet\u{a0}…",
        submitted_elsewhere: "This work was submitted in another window meanwhile. What you do here becomes another annotation." | "Diese Arbeit wurde inzwischen in einem anderen Fenster abgesendet. Was hier entsteht, wird eine weitere Annotation.",
        overtaken: "The annotation was changed after this unfinished work was saved: submitting it replaces that change." | "Die Annotation wurde geändert, nachdem diese unfertige Arbeit gespeichert war: Absenden ersetzt diese Änderung.",
        back_to_it: "Back to that task" | "Zurück zu dieser Aufgabe",
    }
    made {
        fn mine(time: &str, regions: u64) { format!("This window: {time}, {}", results(regions)) } | { format!("Dieses Fenster: {time}, {}", ergebnisse(regions)) }
        fn theirs(time: &str, regions: u64) { format!("Another window or browser: {time}, {}", results(regions)) } | { format!("Anderes Fenster oder anderer Browser: {time}, {}", ergebnisse(regions)) }
        fn kept_here(time: &str, regions: u64) { format!("This browser holds other unfinished work on this task: {time}, {}.", results(regions)) } | { format!("In diesem Browser liegt andere unfertige Arbeit an dieser Aufgabe: {time}, {}.", ergebnisse(regions)) }
        fn cut(steps: u64) { format!("{} of the work kept in this browser could not be read again.", counted(steps, "step", "steps")) } | { format!("{} der Arbeit, die in diesem Browser liegt, {} nicht mehr lesbar.", counted(steps, "Schritt", "Schritte"), if steps == 1 { "war" } else { "waren" }) }
        fn refused(why: &str) { format!("The server does not take this draft: {why}. The work is kept in this browser.") } | { format!("Der Server nimmt diesen Entwurf nicht an: {why}. Die Arbeit bleibt in diesem Browser.") }
        fn waiting(tasks: u64) { format!("{} in this browser, not yet at the server: it is tried again.", counted(tasks, "submit waits", "submits wait")) } | { format!("{} in diesem Browser und noch nicht beim Server: Es wird weiter versucht.", counted(tasks, "Absendung ist", "Absendungen sind")) }
        fn not_taken(task: i64, why: &str) { format!("Task {task} was not submitted: {why} The work is kept.") } | { format!("Aufgabe {task} wurde nicht abgesendet: {why} Die Arbeit bleibt erhalten.") }
    }
}

fn results(n: u64) -> String {
    counted(n, "result", "results")
}

fn ergebnisse(n: u64) -> String {
    counted(n, "Ergebnis", "Ergebnisse")
}
