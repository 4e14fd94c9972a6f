-- Several servers on one target: what was replaced and what was deleted, so that each can tell what the others knew.
ALTER TABLE annotations ADD COLUMN lineage TEXT;  -- marks of the versions that this one replaced; NULL: none

-- A deletion that holds against the copies of others.
CREATE TABLE annotation_tombs (
    unique_id TEXT PRIMARY KEY,
    task_id   INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    version   TEXT NOT NULL                       -- the version deleted, and the marks of those before it
) WITHOUT ROWID;
CREATE INDEX annotation_tombs_by_task ON annotation_tombs (task_id);

-- Objects at documents' keys of a target that are no task's own document: known, so that they are not read again.
CREATE TABLE target_objects (
    storage_id INTEGER NOT NULL REFERENCES storages (id) ON DELETE CASCADE,
    key        TEXT NOT NULL,
    etag       TEXT NOT NULL,
    ours       INTEGER NOT NULL DEFAULT 0,        -- a server of this project wrote it
    task_id    INTEGER REFERENCES tasks (id) ON DELETE CASCADE, -- a second document of this task, to be emptied
    PRIMARY KEY (storage_id, key)
) WITHOUT ROWID;
CREATE INDEX target_objects_by_task ON target_objects (task_id) WHERE task_id IS NOT NULL;
