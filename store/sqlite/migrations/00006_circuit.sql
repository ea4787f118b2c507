-- +goose Up
-- Circuits that users registered. The version stands there a second time as
-- numbers, in which it is ordered.
CREATE TABLE circuits (
    name          TEXT NOT NULL,
    version       TEXT NOT NULL,
    major         INTEGER NOT NULL,
    minor         INTEGER NOT NULL,
    patch         INTEGER NOT NULL,
    verifying_key TEXT NOT NULL,
    circuit       TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    retired_at    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (name, major, minor, patch)
) STRICT;
CREATE INDEX circuits_verifying_key ON circuits (verifying_key, created_at);

-- Which version of each a batch has; one without registered circuits has none.
ALTER TABLE batches ADD COLUMN circuits TEXT NOT NULL DEFAULT '';
