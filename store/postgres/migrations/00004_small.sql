-- +goose Up
-- Outputs of a few KiB, written by the transaction that accepts them. Proofs
-- can't be compressed, so it is not tried.
CREATE TABLE small_outputs (
    digest    bytea PRIMARY KEY,
    bytes     bytea NOT NULL,
    stored_at bigint NOT NULL
);
ALTER TABLE small_outputs ALTER COLUMN bytes SET STORAGE EXTERNAL;
