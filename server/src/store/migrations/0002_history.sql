-- The runs of each storage that did something or ended otherwise than the one before; the newest are kept.
CREATE TABLE runs (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    storage_id INTEGER NOT NULL REFERENCES storages (id) ON DELETE CASCADE,
    began_at   TEXT NOT NULL,
    ended_at   TEXT NOT NULL,
    seconds    REAL NOT NULL,                   -- at work; within began_at and ended_at
    status     TEXT NOT NULL,
    problem    TEXT,
    counts     TEXT NOT NULL                    -- RunCounts as JSON
);
CREATE INDEX runs_by_storage ON runs (storage_id, id);
