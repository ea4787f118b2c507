-- +goose Up
-- Offices that one process holds at a time. Nobody holds one whose holder is
-- empty; the term goes on.
CREATE TABLE leaders (
    office TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    term   INTEGER NOT NULL,
    since  INTEGER NOT NULL,
    ends   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was learned about durations.
CREATE TABLE estimates (
    circuit    TEXT NOT NULL,
    stage      TEXT NOT NULL,
    class      TEXT NOT NULL,
    durations  TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (circuit, stage, class)
) STRICT, WITHOUT ROWID;

CREATE TABLE worker_groups (
    name       TEXT PRIMARY KEY,
    pairs      TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE workers ADD COLUMN invalid_proofs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workers ADD COLUMN state_at INTEGER NOT NULL DEFAULT 0;
UPDATE workers SET state_at = seen_at;

-- The end of a tenant's line; how many batches it has in a state, and their
-- bytes; which batches ended before a time.
CREATE INDEX batches_tail ON batches (tenant, priority, line) WHERE state IN ('preparing', 'proving');
CREATE INDEX batches_usage ON batches (tenant, state, bytes, proof_size);
CREATE INDEX batches_ended ON batches (completed_at, sequence) WHERE state IN ('completed', 'failed', 'cancelled');

-- Batches that were deleted and whose tasks and events are still to be: each
-- goes in steps, so that none holds the writer for long.
CREATE TABLE pruned (
    batch TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
-- Events of no batch, by their age.
CREATE INDEX event_blocks_age ON event_blocks (at) WHERE batch = '';
