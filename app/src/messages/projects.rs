//! Texts of the projects page.

use super::counted;

super::texts! {
    /// The list of projects and the dialog that makes one.
    Projects {
        new: "New project",
        create: "Create project",
        title: "Title",
        title_hint: "For people. It can be changed later.",
        title_missing: "Give the project a title.",
        template: "What will be labeled?",
        no_template: "Decide later",
        no_template_text: "Start without a labeling config and write your own.",
        begin_title: "Label what is in your buckets",
        begin_text: "A project takes tasks from a bucket or a folder, you label them here, and every annotation goes back to a bucket.",
        begin_command: "From the command line",
        begin_command_text: "Creates the project, connects the bucket on both sides and opens it here.",
        begin_here: "From this page",
        begin_choose: "Choose what is labeled.",
        begin_connect: "Connect a bucket or a folder, or import a file.",
        begin_label: "Label; annotations go to the target you name.",
        command: "Command that starts a project",
        tasks: "Tasks",
        labeled: "Labeled",
        skipped: "Skipped",
        annotations: "Annotations",
        no_config: "No labeling config yet",
        no_tasks: "No tasks yet",
    }
    made {
        fn count(n: u64) { counted(n, "project", "projects") }
        fn percent(n: u64) { format!("{n}% done") }
    }
}
