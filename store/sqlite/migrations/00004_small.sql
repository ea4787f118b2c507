-- +goose Up
-- Outputs of a few KiB, written by the transaction that accepts them.
CREATE TABLE small_outputs (
    digest    BLOB PRIMARY KEY,
    bytes     BLOB NOT NULL,
    stored_at INTEGER NOT NULL
) STRICT;
