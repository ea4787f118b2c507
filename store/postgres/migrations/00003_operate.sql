-- +goose Up
-- Offices that one process holds at a time. Nobody holds one whose holder is
-- empty; the term goes on.
CREATE TABLE leaders (
    office text COLLATE "C" PRIMARY KEY,
    holder text COLLATE "C" NOT NULL,
    term   bigint NOT NULL,
    since  bigint NOT NULL,
    ends   bigint NOT NULL
);

-- What was learned about durations.
CREATE TABLE estimates (
    circuit    text COLLATE "C" NOT NULL,
    stage      text COLLATE "C" NOT NULL,
    class      text COLLATE "C" NOT NULL,
    durations  text NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (circuit, stage, class)
);

CREATE TABLE worker_groups (
    name       text COLLATE "C" PRIMARY KEY,
    pairs      text NOT NULL,
    updated_at bigint NOT NULL
);

ALTER TABLE workers ADD COLUMN invalid_proofs bigint NOT NULL DEFAULT 0;
ALTER TABLE workers ADD COLUMN state_at bigint NOT NULL DEFAULT 0;
UPDATE workers SET state_at = seen_at;

-- The end of a tenant's line; how many batches it has in a state, and their
-- bytes; which batches ended before a time.
CREATE INDEX batches_tail ON batches (tenant, priority, line) WHERE state IN ('preparing', 'proving');
CREATE INDEX batches_usage ON batches (tenant, state, bytes, proof_size);
CREATE INDEX batches_ended ON batches (completed_at, sequence) WHERE state IN ('completed', 'failed', 'cancelled');

-- Batches that were deleted and whose tasks and events are still to be: each
-- goes in steps, so that none holds locks for long.
CREATE TABLE pruned (
    batch text COLLATE "C" PRIMARY KEY
);
-- Events of no batch, by their age.
CREATE INDEX event_blocks_age ON event_blocks (at) WHERE batch = '';
