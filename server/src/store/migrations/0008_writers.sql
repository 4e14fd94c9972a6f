-- Which window wrote a draft, and up to which of its steps: what two of them write apart is no more overwritten in silence.
ALTER TABLE drafts ADD COLUMN writer TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
