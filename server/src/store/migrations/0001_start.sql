-- The first schema. Times are RFC 3339 text in UTC unless a name ends in _ms. Keys of objects compare as bytes.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE projects (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid         TEXT NOT NULL UNIQUE,          -- the project id of target claims; changes when a claim is taken over
    slug         TEXT NOT NULL UNIQUE,
    title        TEXT NOT NULL,
    description  TEXT NOT NULL DEFAULT '',
    label_config TEXT NOT NULL DEFAULT '',
    extra        TEXT NOT NULL DEFAULT '{}',
    declared     TEXT,                          -- the declaration last applied, as JSON
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL
);

-- A place that holds objects: its identity is what it is, not which storage speaks of it.
CREATE TABLE stores (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    kind     TEXT NOT NULL,
    endpoint TEXT NOT NULL DEFAULT '',
    account  TEXT NOT NULL DEFAULT '',
    bucket   TEXT NOT NULL,
    UNIQUE (kind, endpoint, account, bucket)
);

CREATE TABLE storages (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    store_id   INTEGER NOT NULL REFERENCES stores (id),
    side       TEXT NOT NULL CHECK (side IN ('source', 'target')),
    name       TEXT,                            -- its key in a declaration
    settings   TEXT NOT NULL,                   -- StorageSettings as JSON
    secrets    BLOB,                            -- sealed StorageSecrets; NULL is ambient credentials
    declared   TEXT,
    status     TEXT NOT NULL DEFAULT 'initialized',
    last_sync  TEXT,
    duration   REAL,
    problem    TEXT,
    counts     TEXT NOT NULL DEFAULT '{}',      -- RunCounts of the last run that wrote anything
    offer      TEXT,
    run        INTEGER NOT NULL DEFAULT 0,      -- number of the last run that wrote anything
    access     TEXT NOT NULL DEFAULT '{"state":"unknown"}', -- TargetAccess
    adopt      INTEGER NOT NULL DEFAULT 0,      -- the next claim may take over what is there
    read_at    TEXT,                            -- targets: when its documents were read; NULL holds back the sources
    unprotected INTEGER NOT NULL DEFAULT 0,     -- conditional writes do not protect there
    created_at TEXT NOT NULL
);
CREATE INDEX storages_by_project ON storages (project_id, side, id);
CREATE UNIQUE INDEX storages_by_name ON storages (project_id, side, name) WHERE name IS NOT NULL;

-- What a source storage knows of the objects under it; merged with each listing in key order.
CREATE TABLE objects (
    storage_id INTEGER NOT NULL REFERENCES storages (id) ON DELETE CASCADE,
    key        TEXT NOT NULL,
    etag       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    outcome    TEXT NOT NULL,                   -- Outcome when it last changed
    reason     TEXT,
    retry      INTEGER NOT NULL DEFAULT 0,      -- failed for a passing reason: read again at the next run
    gone       INTEGER NOT NULL DEFAULT 0,
    run        INTEGER NOT NULL,                -- the run that last wrote this row
    PRIMARY KEY (storage_id, key)
) WITHOUT ROWID;
CREATE INDEX objects_by_outcome ON objects (storage_id, outcome, key) WHERE outcome IN ('skipped', 'failed');

-- Rows of multi-task objects that did not become tasks.
CREATE TABLE row_problems (
    storage_id INTEGER NOT NULL REFERENCES storages (id) ON DELETE CASCADE,
    key        TEXT NOT NULL,
    row        INTEGER NOT NULL,
    outcome    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    PRIMARY KEY (storage_id, key, row)
) WITHOUT ROWID;

CREATE TABLE tasks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    store_id   INTEGER REFERENCES stores (id),  -- NULL: imported, not from a bucket
    key        TEXT,
    row        TEXT,                            -- '' the whole object; else the row's identity within it
    row_index  INTEGER,                         -- where the row stood when last read, from 0
    hidden     INTEGER NOT NULL DEFAULT 0,      -- bits: 1 filtered out, 2 source gone, 4 deleted by a person
    stale_etag TEXT,                            -- labeled, and the source has this newer version
    etag       TEXT,                            -- of the object when data was read
    data       TEXT,                            -- JSON object; NULL: a blob, its data is its URI
    extra      TEXT,                            -- the other fields of the task's JSON; NULL: none
    annotations INTEGER NOT NULL DEFAULT 0,     -- that are not skips
    cancelled  INTEGER NOT NULL DEFAULT 0,
    predictions INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX tasks_by_origin ON tasks (project_id, store_id, key, row) WHERE key IS NOT NULL;
CREATE INDEX tasks_by_view ON tasks (project_id, hidden, id, annotations, cancelled, predictions);
CREATE INDEX tasks_stale ON tasks (project_id, id) WHERE stale_etag IS NOT NULL;

CREATE TABLE annotations (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id       INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    result        TEXT NOT NULL,
    was_cancelled INTEGER NOT NULL DEFAULT 0,
    ground_truth  INTEGER NOT NULL DEFAULT 0,
    lead_time     REAL,
    completed_by  INTEGER NOT NULL DEFAULT 1,
    unique_id     TEXT NOT NULL,
    extra         TEXT,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL
);
CREATE INDEX annotations_by_task ON annotations (task_id, id, was_cancelled);
CREATE UNIQUE INDEX annotations_by_unique_id ON annotations (unique_id);

CREATE TABLE predictions (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id       INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    result        TEXT NOT NULL,
    score         REAL,
    model_version TEXT,
    extra         TEXT
);
CREATE INDEX predictions_by_task ON predictions (task_id, id);

CREATE TABLE drafts (
    task_id       INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    user_id       INTEGER NOT NULL,
    annotation_id INTEGER NOT NULL DEFAULT 0,   -- 0: of a new annotation
    result        TEXT NOT NULL,
    lead_time     REAL,
    updated_at    TEXT NOT NULL,
    PRIMARY KEY (task_id, user_id, annotation_id)
) WITHOUT ROWID;

-- What a target should hold, and what it holds: state, not a log. One row a task with annotations.
CREATE TABLE outbox (
    storage_id INTEGER NOT NULL REFERENCES storages (id) ON DELETE CASCADE,
    task_id    INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    wanted     INTEGER NOT NULL DEFAULT 1,
    pushed     INTEGER NOT NULL DEFAULT 0,
    key        TEXT,                            -- of the object written, once chosen
    etag       TEXT,                            -- version last seen there
    write_id   TEXT,                            -- of the write last done
    trying     TEXT,                            -- of the writes tried since, until one is known to have arrived
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_ms    INTEGER NOT NULL DEFAULT 0,      -- not before this time, Unix milliseconds
    conflict   INTEGER NOT NULL DEFAULT 0,
    problem    TEXT,
    PRIMARY KEY (storage_id, task_id)
) WITHOUT ROWID;
CREATE INDEX outbox_pending ON outbox (storage_id, next_ms) WHERE wanted > pushed;
CREATE INDEX outbox_by_task ON outbox (task_id);
CREATE UNIQUE INDEX outbox_by_key ON outbox (storage_id, key) WHERE key IS NOT NULL;

-- The labeling config and the deletions, which a target also holds. Same rules as the outbox.
CREATE TABLE target_files (
    storage_id INTEGER NOT NULL REFERENCES storages (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,                   -- 'config.xml', 'deletions.json', 'project.json'
    wanted     INTEGER NOT NULL DEFAULT 1,
    pushed     INTEGER NOT NULL DEFAULT 0,
    etag       TEXT,
    problem    TEXT,
    PRIMARY KEY (storage_id, name)
) WITHOUT ROWID;
