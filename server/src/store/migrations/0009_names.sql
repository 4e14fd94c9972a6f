-- The unique id of the annotation that a draft becomes: the same work has one name wherever it is open, so that it is
-- submitted once, and a submit ends no draft but its own. Empty: nobody said.
ALTER TABLE drafts ADD COLUMN unique_id TEXT NOT NULL DEFAULT '';
