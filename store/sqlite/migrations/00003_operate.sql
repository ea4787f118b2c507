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
