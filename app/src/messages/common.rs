//! Texts of the shell and of widgets that every page uses.

super::texts! {
    /// The shell and the shared widgets.
    Common {
        product: "Skylabel",
        skip_link: "Skip to content",
        projects: "Projects",
        close: "Close",
        cancel: "Cancel",
        save: "Save",
        delete: "Delete",
        retry: "Try again",
        loading: "Loading…",
        dismiss: "Dismiss",
        not_found_title: "There is nothing at this address",
        not_found_text: "The project or task may have been deleted, or the link is mistyped.",
        to_projects: "Go to projects",
        crashed: "This page stopped working. Nothing that was saved is lost.",
        reload: "Reload the page",
        no_script: "Skylabel needs JavaScript and WebAssembly to label tasks.",
        theme: "Theme",
        theme_system: "Follow the system",
        theme_light: "Light",
        theme_dark: "Dark",
    }
    made {
        fn page_title(page: &str) { format!("{page} · Skylabel") }
        fn went_to(page: &str) { format!("{page}, page loaded") }
    }
}
