//! Texts about source and target storages.

use super::{counted, number};

super::texts! {
    /// Storage cards, their settings, checks and outcomes.
    Storage {
        sources: "Sources",
        targets: "Targets",
        add_source: "Add source",
        add_target: "Add target",
        no_source: "Tasks can come from a bucket or a folder.",
        no_target: "Annotations stay here until there is a target. They can be exported any time.",
        source_settings: "Source settings",
        target_settings: "Target settings",
        initialized: "Never run",
        queued: "Queued",
        in_progress: "Syncing",
        completed: "In sync",
        completed_with_errors: "With errors",
        failed: "Failed",
        sync_failed: "Sync failed",
        sync_with_errors: "Sync with errors",
        never_synced: "Not synced yet",
        last_sync: "Synced",
        no_schedule: "Only on demand",
        outcomes: "Objects by outcome",
        imported: "Imported",
        updated: "Updated",
        unchanged: "Unchanged",
        skipped: "Skipped",
        failed_objects: "Failed",
        all_outcomes: "All",
        no_outcomes: "No object had this outcome in the last run.",
        object: "Object",
        objects: "Objects",
        outcome: "Outcome",
        reason: "Reason",
        download_csv: "Download",
        outcome_pages: "Pages of objects",
        history: "History",
        history_text: "Runs that found nothing to do are left out.",
        no_history: "No run did anything yet.",
        history_pages: "Pages of runs",
        ended: "When",
        run_completed: "Completed",
        how_it_ended: "Ended",
        what_it_did: "What it did",
        speed: "Speed",
        cost: "Requests",
        listed: "Listed",
        vanished: "Vanished",
        tasks_made: "New tasks",
        pushes: "Annotated tasks by where they are",
        pushed: "Pushed",
        taken_in: "Taken in from other servers",
        pending: "Waiting",
        conflicts: "Conflicts",
        conflicts_text: "Somebody else changed these documents in the bucket. They were not overwritten.",
        settle_conflicts: "Look at them",
        no_conflicts: "No document is in conflict any more.",
        conflict_text: "Somebody else changed this document in the bucket. It stays as it is until you decide:",
        ours: "Here",
        theirs: "In the bucket",
        nothing_there: "Nothing is there.",
        keep_ours: "Keep ours",
        keep_ours_text: "What stands in the bucket is written over.",
        keep_theirs: "Take theirs",
        keep_theirs_text: "The annotations in the bucket take the place of those here.",
        keep_both: "Keep both",
        keep_both_text: "The annotations in the bucket are added to those here. One that both changed becomes two.",
        conflict_settled: "It is written as you decided.",
        next_try: "Next try",
        unprotected: "This store ignores conditional writes: a document that somebody else changes at the same time could be overwritten.",
        refused: "This target belongs to something else. Nothing was written.",
        adopt: "Adopt this target",
        adopt_title: "Adopt this target?",
        adopt_text: "The project takes over the documents that are there: each is joined to its task by its source, else by equal data. What matches no task is reported and left alone.",
        adopted: "The target is adopted.",
        blob_offer: "No JSON was found, but other files were. They can become tasks themselves, one each.",
        use_blob_urls: "Make each file a task",
        blob_urls_on: "Each file becomes a task with the next sync.",
        sync_now: "Sync now",
        settings: "Settings",
        kind: "Type",
        bucket: "Bucket",
        folder: "Folder on the server",
        no_bucket: "Name the bucket.",
        no_folder: "Name the folder.",
        not_a_number: "This must be a whole number.",
        prefix: "Folder within it",
        prefix_hint: "Everything below it. Empty for all.",
        regex: "Only keys that match",
        regex_hint: "A regular expression, searched anywhere in the whole key. Empty for all.",
        reading: "What an object is",
        reading_hint: "Tasks as JSON, or something to label in itself, such as an image.",
        as_json: "JSON with tasks",
        as_blobs: "A task by itself",
        data_key: "Data key",
        data_key_hint: "Where the object's address stands in the task. Empty for the labeling config's first.",
        row_id: "Row id",
        row_id_hint: "The field, such as meta.id, that tells a row of a file from the others. Empty: a row is known by its content.",
        local_copy: "Keep a local copy",
        local_copy_source: "Labeling goes on from it when the bucket cannot be reached.",
        local_copy_target: "A copy of every document is kept in the data directory too.",
        recursive: "Include folders within",
        can_delete: "Delete documents",
        can_delete_hint: "When a task loses its last annotation, its document in the bucket goes too.",
        shape: "An object for each",
        shape_task: "Task",
        shape_completions: "Task, as in 2020",
        shape_annotation: "Annotation",
        shape_hint: "A task with its annotations, the same with completions instead, or an annotation with its task.",
        key_template: "Keys of the documents",
        key_template_hint: "Below the folder. {id} is the task's id, {source_key} mirrors the key of its object, {source_name} is that object's name, {annotation} the annotation's id.",
        roll_up: "Daily file",
        roll_up_hint: "All tasks that were annotated on a day in one file beside the documents, a line each.",
        adopt_option: "Adopt what is there",
        adopt_hint: "Take over documents that another project wrote to this place.",
        title: "Name",
        title_hint: "For people. Empty shows the address.",
        address: "Region, endpoint and media",
        region: "Region",
        endpoint: "Endpoint",
        endpoint_hint: "For stores other than the cloud's own.",
        presign: "Browsers fetch media from the bucket",
        presign_hint: "By signed addresses. Otherwise this server passes it on.",
        presign_ttl: "Signed addresses live for (minutes)",
        access: "Credentials",
        credentials: "Credentials",
        ambient: "The server's own",
        given: "Entered here",
        keep_secrets: "Stored ones",
        ambient_hint: "The server's own come from the cloud's usual environment variables and files. What is entered here is stored encrypted and never shown again.",
        key_id: "Access key ID",
        key_secret: "Secret access key",
        session_token: "Session token (if any)",
        service_account: "Service account (JSON)",
        schedule: "Schedule",
        sync_interval: "Seconds between syncs",
        sync_interval_hint: "From the end of one to the start of the next. 0 turns the schedule off. Empty: 30, and more for buckets of more than 30,000 objects.",
        dry_run: "Dry run",
        dry_run_text: "Finds out what a sync with these settings would do. Nothing is saved.",
        trial: "What a sync would do",
        trial_nothing: "Nothing would change.",
        would_be_new: "New",
        would_be_updated: "Updated",
        would_be_back: "Back",
        would_be_included: "No longer left out",
        would_be_retried: "Tried again",
        would_be_left_out: "Left out from now on",
        would_be_skipped: "Skipped",
        would_be_gone: "Gone",
        verify: "Verify",
        verify_busy: "Verifying…",
        verify_source_text: "Lists the bucket again and looks whether every object is as the last sync left it, was given its task, and whether every task in the lists has its object.",
        verify_target_text: "Lists the target and looks whether every document is there, in the version last written, and whether others put something between them.",
        sample: "Contents to read and compare",
        sample_none: "None",
        sample_some: "5%",
        sample_all: "All",
        sample_hint: "Each one read is a request; another 5% are read each time.",
        repair: "Repair",
        repair_text: "Looks again, and has the next sync or push mend what differs, and nothing else.",
        difference: "Difference",
        differences: "Differences",
        unmended_source: "A task without an object is for a person to settle: archive it, or bring its object back.",
        unmended_target: "What others changed or put there is for a person to settle.",
        mended: "to be mended",
        differs_missing: "Missing",
        differs_changed: "Changed by others",
        differs_content: "Other content",
        differs_unknown: "Written by nobody here",
        differs_not_synced: "Not as last synced",
        differs_no_task: "Has no task",
        differs_no_object: "Task without object",
        check: "Check",
        checking: "Checking…",
        check_and_save: "Check and save",
        check_good: "Everything works",
        check_bad: "Something does not work yet",
        check_unreachable: "The store could not be reached",
        step_ok: "works",
        step_failed: "does not work",
        step_list: "List objects",
        step_read: "Read an object",
        step_sign: "Sign an address",
        step_write: "Write an object",
        step_delete: "Delete an object",
        step_conditions: "Write only if unchanged",
        not_saved: "The settings were not saved.",
        not_saved_invalid: "The settings were not saved: something in them is wrong.",
        saved: "The storage is saved.",
        delete: "Remove storage",
        delete_title: "Remove this storage?",
        delete_source_text: "Its tasks and their annotations stay. Nothing in the bucket changes.",
        delete_target_text: "What was written there stays. New annotations no longer go to it.",
        deleted: "The storage is removed.",
    }
    made {
        fn every(seconds: u32) { match (seconds / 60, seconds % 60) { (0 | 1, _) => format!("every {seconds} s"), (min, 0) => format!("every {min} min"), (min, s) => format!("every {min} min {s} s") } }
        fn dollars_a_day(cost: f64) { format!("about ${cost:.2} a day") }
        fn took(duration: &str) { format!("took {duration}") }
        fn requests(n: u64) { counted(n, "request", "requests") }
        fn n_wait(n: u64) { if n == 1 { "1 task waits.".to_owned() } else { format!("{} tasks wait.", number(n)) } }
        fn outcomes_of(uri: &str) { format!("Objects of {uri}") }
        fn trial_running(listed: u64) { format!("Listing… {} objects so far", number(listed)) }
        fn trial_over(listed: u64, unchanged: u64) { format!("{} objects listed, {} of them as they are", number(listed), number(unchanged)) }
        fn conflicts_of(uri: &str) { format!("Conflicts in {uri}") }
        fn task_n(id: u64) { format!("Task {id}") }
        fn n_listed(n: u64) { counted(n, "object listed", "objects listed") }
        fn n_listed_of(n: u64, of: u64) { format!("{} of about {} objects", number(n), number(of)) }
        fn about_left(time: &str) { format!("about {time} left") }
        fn syncing(n: u64) { format!("Syncing, {} listed", number(n)) }
        fn n_waiting(n: u64) { format!("{} waiting", number(n)) }
        fn history_of(uri: &str) { format!("Syncs of {uri}") }
        fn objects_a_second(n: u64) { format!("{} objects/s", number(n)) }
        fn documents_a_second(n: u64) { format!("{} documents/s", number(n)) }
        fn about_dollars(cost: f64) { if cost < 0.01 { "less than 1 ¢".to_owned() } else { format!("about ${cost:.2}") } }
        fn verify_of(uri: &str) { format!("Verify {uri}") }
        fn verifying(checked: u64, sampled: u64, differing: u64) { format!("{} checked, {} read, {} so far", number(checked), number(sampled), counted(differing, "difference", "differences")) }
        fn verify_good(checked: u64, sampled: u64) { format!("Everything is as it should be: {} checked, {} of them read.", number(checked), number(sampled)) }
        fn verify_bad(n: u64, checked: u64, sampled: u64) { format!("{} found; {} checked, {} of them read.", counted(n, "difference", "differences"), number(checked), number(sampled)) }
        fn mended_by_sync(mended: u64, n: u64) { format!("The next sync mends {} of {}.", number(mended), counted(n, "difference", "differences")) }
        fn mended_by_push(mended: u64, n: u64) { format!("The next push mends {} of {}.", number(mended), counted(n, "difference", "differences")) }
        fn first_told(n: u64) { format!("The first {} are told.", number(n)) }
        fn row(n: u64) { format!("row {n}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_said_as_long_as_it_is() {
        let said = [30, 60, 119, 120, 121, 180, 1_237].map(Storage::EN.every);
        let expected = ["30 s", "60 s", "119 s", "2 min", "2 min 1 s", "3 min", "20 min 37 s"];
        assert_eq!(said, expected.map(|time| format!("every {time}")));
    }
}
