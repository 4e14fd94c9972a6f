//! Texts of the labeling interface.

super::texts! {
    /// The labeling interface and its page.
    Editor {
        label: "Label",
        // The page around a task.
        loading_task: "Opening the task…",
        all_done: "All done",
        all_done_text: "Every task of this project has been labeled or skipped. New ones appear here as they arrive.",
        look_again: "Look for new tasks",
        to_tasks: "Tasks",
        previous: "Previous task",
        next: "Next task",
        task_failed: "This task could not be opened",
        submitted: "Submitted",
        updated: "Updated",
        skipped: "Skipped",
        label_next: "Label the next one",
        stale: "The source has a newer version of this task's data than the one that was labeled.",
        take_new: "Take the new version",
        archived: "This task is archived: it is out of lists, stream and exports until somebody brings it back.",
        source_gone: "The object of this task is gone from its source. What was labeled is kept.",
        no_config: "This project has no labeling config yet, so there is nothing to label with.",
        to_settings: "Open the project's settings",
        // Annotations and drafts.
        annotations: "Annotations",
        new_annotation: "New",
        from_prediction: "Started from a prediction. Check it before you submit.",
        draft_saving: "Saving draft…",
        draft_saved: "Draft saved",
        draft_failed: "Draft kept in this browser; the server cannot be reached",
        other_here: "This browser holds unfinished work on this task that differs from what you see.",
        other_there: "Another window or browser saved unfinished work on this task that differs from what you see.",
        use_other: "Show that work instead",
        keep_this: "Keep what is shown",
        changed_elsewhere: "The draft of this task was changed in another window.",
        look_at_it: "Load it",
        // The bar.
        submit: "Submit",
        update: "Update",
        skip: "Skip",
        undo: "Undo",
        redo: "Redo",
        offline: "The server cannot be reached. Your work is kept in this browser; try again.",
        // Regions.
        regions: "Regions",
        no_regions: "Nothing labeled yet. Pick a label, then draw on the image or select in the text.",
        more_regions: "Show more",
        selected_region: "Selected region",
        hide: "Hide",
        hide_all: "Hide all regions",
        lock: "Lock",
        unlabeled_box: "Box without a label",
        unlabeled_span: "Text without a label",
        label_first: "Pick a label first.",
        locked: "This region is locked.",
        placed: "Box placed. Arrows move it, Alt and arrows resize it, Enter confirms.",
        confirmed: "Confirmed.",
        deleted: "Region deleted.",
        deleted_all: "All regions deleted.",
        undone: "Undone.",
        redone: "Redone.",
        per_region_hint_short: "Select a region",
        // Controls.
        choose: "Choose…",
        add: "Add",
        duplicate_text: "There is already an entry with that text. Please enter unique text.",
        // Images.
        image_role: "image to label",
        image_tools: "Image tools",
        image_loading: "Loading the image…",
        image_not_found: "The image is not there (404): its object was deleted or renamed in the bucket.",
        image_forbidden: "The bucket refused the image (403): the credentials of its source storage may not read it.",
        image_expired: "The signed address of the image has expired. Try again for a fresh one.",
        image_unreachable: "The image cannot be reached: no connection, or the bucket does not allow this page to read it (CORS).",
        image_unreadable: "What stands at the image's address is not a picture that this browser can show.",
        tool_draw: "Draw boxes",
        tool_move: "Move and select",
        tool_pan: "Pan",
        zoom_in: "Zoom in",
        zoom_out: "Zoom out",
        fit: "Fit",
        zoom_fit: "Zoom to fit",
        zoom_actual: "Zoom to actual size",
        // Keys.
        keys: "Keys",
        keys_of_labels: "Labels and choices",
        keys_of_editor: "Everything else",
        key_table: "\
ctrl+enter alt+enter|Submit or update
ctrl+space|Skip
ctrl+comma ctrl+.|Previous, next task
ctrl+z ctrl+shift+z|Undo, redo
alt+comma alt+.|Previous, next region
tab|Next region (on the image)
enter n|Place a box in the middle, confirm it
left right up down|Move the selected box (with Shift by 10)
alt+left alt+right|Resize the selected box (with Shift by 10)
shift+right|Select in a text (arrows move the caret)
delete backspace|Delete the selected region
ctrl+backspace|Delete all regions
ctrl+d|Duplicate the selected region
escape u|Unselect
alt+h ctrl+h|Hide the selected region, all regions
alt+l|Lock the selected region
r v h|Draw, move, pan
space|Hold to pan
ctrl+plus ctrl+minus|Zoom in, out
shift+1 shift+2|Zoom to fit, to actual size
?|Show these keys",
    }
    made {
        fn position(at: u64, total: u64) { format!("{} of {}", super::number(at), super::number(total)) }
        fn task_number(id: i64) { format!("Task {id}") }
        fn bad_config(why: &str) { format!("The labeling config of this project cannot be read: {why}") }
        fn placeholder(tag: &str) {
            format!("<{tag}> cannot be shown in this version. What was labeled with it is kept as it is.")
        }
        fn missing_data(value: &str) { format!("This task's data has nothing under {value}.") }
        fn text_to_label(name: &str) { format!("{name}: text to label") }
        fn image_to_label(name: &str) { format!("{name}: image to label. Enter places a box, arrows move it.") }
        fn image_status(status: u16) { format!("The image did not come: its address answered {status}.") }
        fn per_region_hint(name: &str) { format!("{name}: select a region to answer for it.") }
        fn submission(name: &str, at: usize) { format!("{name}, entry {at}") }
        fn delete_submission(at: usize) { format!("Delete entry {at}") }
        fn delete_region(at: usize) { format!("Delete region {at}") }
        fn box_at(x: f64, y: f64, width: f64, height: f64) {
            format!("{x:.1}%, {y:.1}% · {width:.1} × {height:.1}%")
        }
        fn box_moved(x: f64, y: f64) { format!("{x:.0}, {y:.0} pixels") }
        fn box_sized(width: f64, height: f64) { format!("{width:.0} by {height:.0} pixels") }
        fn span_at(start: u32, end: u32) { format!("Characters {start} to {end}") }
        fn kept_aside(n: usize) {
            if n == 1 {
                "1 result of a kind that this version does not show is kept as it is.".to_owned()
            } else {
                format!("{n} results of kinds that this version does not show are kept as they are.")
            }
        }
        fn annotation_number(id: i64) { format!("#{id}") }
        fn by_user(id: i64) { format!("person {id}") }
        fn with_key(words: &str, key: &str) { format!("{words} ({key})") }
        fn labeled_as(label: &str) { format!("Labeled {label}.") }
        fn not_submitted(why: &str) { format!("Not submitted: {why}") }
    }
}
