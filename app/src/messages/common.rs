//! Texts of the shell and of widgets that every page uses.

super::texts! {
    /// The shell and the shared widgets.
    Common {
        product: "Skylabel",
        home: "Skylabel, all projects",
        skip_link: "Skip to content",
        projects: "Projects",
        close: "Close",
        cancel: "Cancel",
        save: "Save",
        delete: "Delete",
        retry: "Try again",
        previous: "Previous",
        next: "Next",
        copy: "Copy",
        copied: "Copied.",
        copy_failed: "The browser did not allow copying. Select the text and copy it by hand.",
        loading: "Loading…",
        dismiss: "Dismiss",
        failed_title: "This could not be loaded",
        unreachable_title: "The server cannot be reached",
        not_found_title: "There is nothing here",
        not_found_text: "The project or task may have been deleted, or the link is mistyped.",
        to_projects: "Go to projects",
        crashed: "This page stopped working. What was saved is safe.",
        reload: "Reload the page",
        no_script: "Skylabel needs JavaScript and WebAssembly to label tasks.",
        theme: "Theme",
        theme_system: "Follow the system",
        theme_light: "Light",
        theme_dark: "Dark",
    }
    made {
        fn page_title(page: &str) { format!("{page} · Skylabel") }
        fn went_to(page: &str) { format!("Went to: {page}") }
    }
}
