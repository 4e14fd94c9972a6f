-- The templates of keys that a target has had, as a JSON list: documents may stand there.
ALTER TABLE storages ADD COLUMN key_templates TEXT NOT NULL DEFAULT '[]';

-- Where a target has an object an annotation: what is known of each. It outlives its annotation until the object says so.
CREATE TABLE outbox_pieces (
    storage_id    INTEGER NOT NULL,
    task_id       INTEGER NOT NULL,
    annotation_id INTEGER NOT NULL,
    key           TEXT,                         -- of the object written, once chosen
    etag          TEXT,                         -- version last seen there
    write_id      TEXT,                         -- of the write last done
    digest        TEXT,                         -- of what was written
    PRIMARY KEY (storage_id, task_id, annotation_id),
    FOREIGN KEY (storage_id, task_id) REFERENCES outbox (storage_id, task_id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE UNIQUE INDEX outbox_pieces_by_key ON outbox_pieces (storage_id, key) WHERE key IS NOT NULL;

-- Objects that an earlier shape or template left at keys that are not used any more, until they are removed.
CREATE TABLE outbox_left (
    storage_id INTEGER NOT NULL,
    key        TEXT NOT NULL,
    task_id    INTEGER NOT NULL,
    etag       TEXT,
    write_id   TEXT,
    trying     TEXT,                            -- of the writes whose end was not known when it was left
    PRIMARY KEY (storage_id, key),
    FOREIGN KEY (storage_id, task_id) REFERENCES outbox (storage_id, task_id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX outbox_left_by_task ON outbox_left (storage_id, task_id);

-- The daily files of targets, as they were last written.
CREATE TABLE roll_ups (
    storage_id INTEGER NOT NULL REFERENCES storages (id) ON DELETE CASCADE,
    day        TEXT NOT NULL,                   -- such as 2026-11-23, in UTC
    etag       TEXT,
    digest     TEXT,
    final      INTEGER NOT NULL DEFAULT 0,      -- the day was over
    PRIMARY KEY (storage_id, day)
) WITHOUT ROWID;
CREATE INDEX annotations_by_time ON annotations (updated_at);
