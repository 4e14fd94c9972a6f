-- The templates of keys that a target has had, as a JSON list: documents may stand there.
ALTER TABLE storages ADD COLUMN key_templates TEXT NOT NULL DEFAULT '[]';
