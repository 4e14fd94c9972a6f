//! Texts of HyperText objects.

super::texts! {
    /// Documents that are labeled.
    Hypertext {
        unreachable: "The document could not be loaded: the server did not answer. Check the connection and try again." | "Das Dokument konnte nicht geladen werden: Der Server antwortet nicht. Verbindung prüfen und noch einmal versuchen.",
        no_frame: "This browser did not open the frame that the document is shown in. Reload the page; if that does not help, an extension may be blocking frames." | "Der Browser hat den Rahmen für das Dokument nicht geöffnet. Seite neu laden; hilft das nicht, blockiert vielleicht eine Erweiterung Rahmen.",
        lost_why: "They speak of places that this document does not have. They are kept as they are and handed in unchanged." | "Sie nennen Stellen, die es in diesem Dokument nicht gibt. Sie bleiben, wie sie sind, und werden unverändert abgegeben.",
    }
    made {
        fn to_label(name: &str) { format!("Document to label: {name}") } | { format!("Zu labelndes Dokument: {name}") }
        fn failed(status: u16) { format!("The document could not be loaded: the server answered with status {status}.") } | { format!("Das Dokument konnte nicht geladen werden: Der Server antwortet mit Status {status}.") }
        fn unreadable(why: &str) { format!("The document came, but could not be read: {why}. Reload the page to get the version that fits this server.") } | { format!("Das Dokument kam an, ist aber nicht lesbar: {why}. Seite neu laden, um die zum Server passende Version zu erhalten.") }
        fn lost(n: u64) { super::counted(n, "region cannot be shown", "regions cannot be shown") } | { super::counted(n, "Region kann nicht gezeigt werden", "Regionen können nicht gezeigt werden") }
        fn lost_region(title: &str, words: &str) { if words.is_empty() { title.to_owned() } else { format!("{title}: “{words}”") } } | { if words.is_empty() { title.to_owned() } else { format!("{title}: „{words}“") } }
    }
}
