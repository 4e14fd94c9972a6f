-- What tasks were that people deleted, until they bring them back.
CREATE TABLE deleted_tasks (
    task_id     INTEGER PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    deleted_at  TEXT NOT NULL,
    returned_at TEXT,                           -- brought back: a target's list of deletions may still name it
    etag        TEXT,
    stale_etag  TEXT,
    data        TEXT,
    extra       TEXT
);

CREATE TABLE deleted_annotations (
    id            INTEGER PRIMARY KEY,
    task_id       INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    result        TEXT NOT NULL,
    was_cancelled INTEGER NOT NULL,
    ground_truth  INTEGER NOT NULL,
    lead_time     REAL,
    completed_by  INTEGER NOT NULL,
    unique_id     TEXT NOT NULL,
    extra         TEXT,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL
);
CREATE INDEX deleted_annotations_by_task ON deleted_annotations (task_id);

CREATE TABLE deleted_predictions (
    id            INTEGER PRIMARY KEY,
    task_id       INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    result        TEXT NOT NULL,
    score         REAL,
    model_version TEXT,
    extra         TEXT
);
CREATE INDEX deleted_predictions_by_task ON deleted_predictions (task_id);

-- Stale tasks are counted in the index alone.
DROP INDEX tasks_stale;
CREATE INDEX tasks_stale ON tasks (project_id, hidden, id) WHERE stale_etag IS NOT NULL;

-- Until now every storage said 30 seconds unless somebody said otherwise; now saying nothing follows the bucket's size.
UPDATE storages SET settings = json_remove(settings, '$.sync_interval') WHERE settings ->> '$.sync_interval' = 30;
