-- What people say to one another about tasks, annotations, regions and controls. Kept here and in backups; no part of
-- exports and targets. A comment outlives its annotation and its region: then it is one on the task.
CREATE TABLE comments (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id       INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    annotation_id INTEGER,
    region        TEXT,
    control       TEXT,
    text          TEXT NOT NULL,
    created_by    INTEGER NOT NULL,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL,
    resolved_at   TEXT,                         -- NULL: still open
    extra         TEXT                          -- fields of clients, as JSON; NULL: none
);
CREATE INDEX comments_by_task ON comments (task_id, id);
CREATE INDEX comments_by_annotation ON comments (annotation_id) WHERE annotation_id IS NOT NULL;
