//! Texts of the Tasks page, its storages apart.

use super::{counted, number};

super::texts! {
    /// The list of tasks and what stands above it.
    Tasks {
        tasks: "Tasks",
        export: "Export JSON",
        start_labeling: "Label tasks",
        no_config: "This project has no labeling config yet, so its tasks cannot be labeled.",
        choose_config: "Choose one",
        progress: "Progress",
        hidden_text: "Outside a storage's filter, or gone from the bucket. They are kept, but not shown or labeled.",
        filters: "Which tasks to show",
        all: "All",
        unlabeled: "Unlabeled",
        labeled: "Labeled",
        skipped: "Skipped",
        stale: "Stale",
        gone: "Source gone",
        filtered_out: "Filtered out",
        go_to: "Row",
        go: "Go",
        col_row: "Row",
        col_task: "Task",
        col_state: "State",
        col_source: "Source",
        col_id: "ID",
        col_updated: "Updated",
        col_actions: "Actions",
        imported: "Imported",
        open_task: "Unlabeled",
        draft: "Draft",
        draft_text: "Work that was begun and not submitted yet.",
        waiting: "Not pushed",
        waiting_text: "An annotation of this task has not reached a target yet.",
        stale_text: "The source has a newer version of this labeled task.",
        gone_text: "The object is no longer in the bucket.",
        filtered_out_text: "Outside the storage's prefix or regex.",
        take_new_version: "Take the newer version of this task's data",
        delete: "Delete task",
        delete_text: "Its annotations go with it, and a sync does not bring it back. The object in the source bucket stays.",
        keys: "Arrow keys, Page Up, Page Down, Home and End move between tasks; Enter opens one; Delete deletes it.",
        empty_title: "No tasks yet",
        empty_text: "Add a source above to take tasks from a bucket or a folder, or import a file.",
        empty_unlabeled_title: "Nothing is left to label",
        empty_unlabeled_text: "Every task is labeled or skipped.",
        empty_filter_title: "No such tasks",
        empty_labeled_text: "Tasks appear here once they have an annotation.",
        empty_skipped_text: "No task was skipped.",
        empty_stale_text: "No labeled task has a newer version at its source.",
        empty_gone_text: "Every task's object is still in its bucket.",
        empty_filtered_text: "No task lies outside its storage's filter.",
    }
    made {
        fn of_tasks(n: u64) { format!("of {} labeled", counted(n, "task", "tasks")) }
        fn percent_done(n: u64) { format!("{n}% done") }
        fn annotations(n: u64) { counted(n, "annotation", "annotations") }
        fn n_skipped(n: u64) { format!("{} skipped", number(n)) }
        fn n_hidden(n: u64) { format!("{} hidden", number(n)) }
        fn progress_said(labeled: u64, skipped: u64, tasks: u64) { format!("{} labeled and {} skipped of {}", number(labeled), number(skipped), counted(tasks, "task", "tasks")) }
        fn task(id: i64) { format!("Task {id}") }
        fn labeled_times(n: u64) { format!("Labeled × {n}") }
        fn predictions(n: u64) { counted(n, "prediction", "predictions") }
        fn delete_title(id: i64) { format!("Delete task {id}?") }
        fn deleted(id: i64) { format!("Task {id} is deleted.") }
        fn new_version_taken(id: i64) { format!("Task {id} has its newest data.") }
    }
}
