-- What of a target's documents waits and why, which every look at the target's state asks for.
CREATE INDEX outbox_waiting ON outbox (storage_id, conflict, next_ms) WHERE wanted > pushed AND problem IS NOT NULL;
