-- +goose Up
-- Batches that a committee is to attest, and what it signed. The body is empty
-- until then.
CREATE TABLE attestations (
    batch     text COLLATE "C" PRIMARY KEY,
    sequence  bigint NOT NULL,
    committee text NOT NULL,
    body      text NOT NULL DEFAULT '',
    signed_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX attestations_open ON attestations (sequence) WHERE body = '';
