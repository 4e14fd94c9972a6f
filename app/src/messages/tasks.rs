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
        archived: "Archived",
        archived_text: "Put away by a person: out of lists, stream and exports.",
        deleted_tasks: "Deleted",
        deleted_chip_text: "A person deleted it. No sync brings it back; you can.",
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
        bring_back: "Bring back",
        bulk: "Many tasks at once",
        not_done_list: "Tasks left as they were",
        bulk_take: "Take the new version",
        bulk_archive: "Archive",
        pick_none: "Clear",
        pick_everything: "Pick all tasks of this list",
        about_stale: "Labeled, and their source changed since: they keep what was labeled until you take the new version.",
        about_gone: "Their objects are not in the bucket any more. They come back with them.",
        about_filtered_out: "Outside of their storage's folder or regex.",
        about_archived: "Put away: out of lists, stream and exports. Their documents stay.",
        about_deleted: "Deleted by people, so no sync brings them back.",
        take_text: "Their data becomes that of the source as it is now. Their annotations stay, made for the earlier version.",
        archive_text: "They leave lists, stream and exports. Annotations and documents in targets stay. They can be brought back any time.",
        return_text: "They return with the annotations that they had, and their documents are pushed again.",
        delete_text: "Its annotations go with it, and no sync brings it back; you can, from the list of deleted tasks. The object in the source bucket stays.",
        keys: "Arrow keys, Page Up, Page Down, Home and End move between tasks; Enter opens one; Space picks it; Delete deletes it.",
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
        empty_archived_text: "No task is archived.",
        empty_deleted_text: "No task was deleted.",
    }
    made {
        fn of_tasks(n: u64) { format!("of {} labeled", counted(n, "task", "tasks")) }
        fn percent_done(n: u64) { format!("{n}% done") }
        fn annotations(n: u64) { counted(n, "annotation", "annotations") }
        fn n_skipped(n: u64) { format!("{} skipped", number(n)) }
        fn n_hidden(n: u64) { format!("{} hidden", number(n)) }
        fn progress_said(labeled: u64, skipped: u64, tasks: u64) { format!("{} labeled and {} skipped of {}", number(labeled), number(skipped), counted(tasks, "task", "tasks")) }
        fn n_picked(n: u64) { format!("{} picked", number(n)) }
        fn pick_all(n: u64) { if n == 1 { "Pick it".to_owned() } else { format!("Pick all {}", number(n)) } }
        fn pick(id: i64) { format!("Pick task {id}") }
        fn take_title(n: u64) { format!("Take the new version of {}?", counted(n, "task", "tasks")) }
        fn archive_title(n: u64) { format!("Archive {}?", counted(n, "task", "tasks")) }
        fn return_title(n: u64) { format!("Bring {} back?", counted(n, "task", "tasks")) }
        fn bulk_running(done: u64, total: u64) { format!("{} of {}", number(done), counted(total, "task", "tasks")) }
        fn n_taken(n: u64) { format!("{} took the new version.", counted(n, "task", "tasks")) }
        fn n_archived(n: u64) { format!("{} archived.", counted(n, "task", "tasks")) }
        fn n_returned(n: u64) { format!("{} brought back.", counted(n, "task", "tasks")) }
        fn not_done(n: u64) { format!("{} left as they were", counted(n, "task", "tasks")) }
        fn and_more(n: u64) { format!("and {} more", number(n)) }
        fn task(id: i64) { format!("Task {id}") }
        fn labeled_times(n: u64) { format!("Labeled × {n}") }
        fn predictions(n: u64) { counted(n, "prediction", "predictions") }
        fn delete_title(id: i64) { format!("Delete task {id}?") }
        fn deleted(id: i64) { format!("Task {id} is deleted.") }
        fn new_version_taken(id: i64) { format!("Task {id} has its newest data.") }
    }
}
