-- +goose Up
-- Batches that a committee is to attest, and what it signed. The body is empty
-- until then, and failure says what the last try came to.
CREATE TABLE attestations (
    batch     text COLLATE "C" PRIMARY KEY,
    sequence  bigint NOT NULL,
    committee text NOT NULL,
    body      text NOT NULL DEFAULT '',
    signed_at bigint NOT NULL DEFAULT 0,
    failure   text NOT NULL DEFAULT '',
    tried_at  bigint NOT NULL DEFAULT 0
);
CREATE INDEX attestations_open ON attestations (sequence) WHERE body = '';
