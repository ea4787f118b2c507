-- +goose Up
-- Batches that a committee is to attest, and what it signed. The body is empty
-- until then, and failure says what the last try came to.
CREATE TABLE attestations (
    batch     TEXT PRIMARY KEY,
    sequence  INTEGER NOT NULL,
    committee TEXT NOT NULL,
    body      TEXT NOT NULL DEFAULT '',
    signed_at INTEGER NOT NULL DEFAULT 0,
    failure   TEXT NOT NULL DEFAULT '',
    tried_at  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX attestations_open ON attestations (sequence) WHERE body = '';
