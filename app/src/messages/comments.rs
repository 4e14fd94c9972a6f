//! Texts of comments.

super::texts! {
    /// What people say to one another about a task.
    Comments {
        title: "Comments" | "Kommentare",
        none: "Nothing was said about this task yet." | "Zu dieser Aufgabe wurde noch nichts gesagt.",
        write: "Write a comment" | "Kommentar schreiben",
        add: "Comment" | "Kommentieren",
        on_task: "On the task" | "Zur Aufgabe",
        on_gone: "On a region that is gone" | "Zu einer Region, die es nicht mehr gibt",
        about: "About" | "Worüber",
        about_task: "The whole task" | "Die ganze Aufgabe",
        about_region: "The selected region" | "Die ausgewählte Region",
        edit: "Edit" | "Bearbeiten",
        resolve: "Resolve" | "Erledigen",
        reopen: "Open again" | "Wieder öffnen",
        resolved: "Resolved" | "Erledigt",
        show_resolved: "Show resolved ones" | "Erledigte zeigen",
        delete_title: "Delete this comment?" | "Diesen Kommentar löschen?",
        delete_text: "It cannot be brought back." | "Er lässt sich nicht zurückholen.",
        go_to_region: "Go to the region" | "Zur Region",
        kept_here: "Comments stay on this server and in its backups; they are no part of exports." | "Kommentare bleiben auf diesem Server und in seinen Sicherungen; in Exporten stehen sie nicht.",
        failed: "The comments could not be loaded" | "Die Kommentare konnten nicht geladen werden",
        added: "Comment added." | "Kommentar hinzugefügt.",
        edited: "edited" | "bearbeitet",
    }
    made {
        fn person(id: i64) { format!("Person {id}") } | { format!("Person {id}") }
        fn on_region(title: &str) { format!("On {title}") } | { format!("Zu {title}") }
        fn on_control(name: &str) { format!("On {name}") } | { format!("Zu {name}") }
        fn not_kept(why: &str) { format!("Not kept: {why}") } | { format!("Nicht gespeichert: {why}") }
    }
}
