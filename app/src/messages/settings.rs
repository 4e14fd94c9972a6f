//! Texts of the project settings page.

use super::counted;

super::texts! {
    /// Project settings and the editor of the labeling config.
    Settings {
        title: "Project settings",
        general: "General",
        project_title: "Title",
        description: "Description",
        slug: "Name on the command line:",
        saved: "The project is saved.",
        config: "Labeling config",
        config_text: "What people see of a task and what they can say about it.",
        config_saved: "The labeling config is saved.",
        templates: "Start from",
        replace: "Replace",
        replace_text: "What stands in the editor is replaced. Nothing is saved yet.",
        revert: "Revert",
        save_config: "Save config",
        unsaved: "Unsaved changes",
        all_saved: "All changes are saved",
        cannot_save: "Mend the errors to save",
        leave: "The labeling config has unsaved changes. Leave without saving them?",
        danger: "Delete this project",
        danger_text: "Its tasks and annotations go from this server. What is in buckets stays there.",
        delete_project: "Delete project",
        project_deleted: "The project is deleted.",
    }
    made {
        fn title_of(project: &str) { format!("Settings · {project}") }
        fn place(line: u32, column: u32) { format!("{line}:{column}") }
        fn replace_title(template: &str) { format!("Replace the config by “{template}”?") }
        fn asks(controls: u64, keys: &str) { reading(controls, keys) }
        fn delete_project_title(title: &str) { format!("Delete “{title}”?") }
        fn delete_project_text(tasks: u64, annotations: u64) { format!("{} and {} are deleted from this server. This cannot be undone. What was pushed to buckets stays there.", counted(tasks, "task", "tasks"), counted(annotations, "annotation", "annotations")) }
    }
}

fn reading(controls: u64, keys: &str) -> String {
    let controls = counted(controls, "control", "controls");
    match keys {
        "" => format!("{controls}; reads nothing from tasks."),
        keys => format!("{controls}; reads {keys} from each task."),
    }
}
