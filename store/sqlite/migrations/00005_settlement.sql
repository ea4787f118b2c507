-- +goose Up
-- Where a batch's proof is settled, where it comes from, and until when the own
-- fleet leaves it alone.
ALTER TABLE batches ADD COLUMN targets TEXT NOT NULL DEFAULT '';
ALTER TABLE batches ADD COLUMN sourcing TEXT NOT NULL DEFAULT '';
ALTER TABLE batches ADD COLUMN hold_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN hold_reason TEXT NOT NULL DEFAULT '';

-- Holds that tasks may still stand under, until they are back in their place.
CREATE TABLE batch_holds (
    batch TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (batch, until)
) STRICT, WITHOUT ROWID;

CREATE TABLE settlements (
    batch      TEXT NOT NULL,
    chain      TEXT NOT NULL,
    sequence   INTEGER NOT NULL,
    state      TEXT NOT NULL,
    waiting    TEXT NOT NULL DEFAULT '',
    since      INTEGER NOT NULL DEFAULT 0,
    failure    TEXT NOT NULL DEFAULT '',
    sender     TEXT NOT NULL DEFAULT '',
    nonce      INTEGER NOT NULL DEFAULT 0,
    attempts   INTEGER NOT NULL DEFAULT 0,
    tx_hash    TEXT NOT NULL DEFAULT '',
    block      INTEGER NOT NULL DEFAULT 0,
    block_hash TEXT NOT NULL DEFAULT '',
    gas_used   INTEGER NOT NULL DEFAULT 0,
    fee        TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    final_at   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, chain)
) STRICT;
-- Each chain's line, and what of it is open, which is all that a settler asks for.
CREATE INDEX settlements_chain ON settlements (chain, sequence, batch);
CREATE INDEX settlements_open ON settlements (chain, sequence, batch)
    WHERE state IN ('failed', 'included', 'prepared', 'submitted', 'waiting');

CREATE TABLE settlement_attempts (
    batch     TEXT NOT NULL,
    chain     TEXT NOT NULL,
    number    INTEGER NOT NULL,
    sender    TEXT NOT NULL,
    nonce     INTEGER NOT NULL,
    tx_hash   TEXT NOT NULL,
    raw       BLOB NOT NULL,
    fee_cap   TEXT NOT NULL,
    fee_tip   TEXT NOT NULL,
    gas_limit INTEGER NOT NULL,
    signed_at INTEGER NOT NULL,
    sent_at   INTEGER NOT NULL DEFAULT 0,
    error     TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (batch, chain, number)
) STRICT;

-- Which settlement a nonce was given to. It outlives the settlement.
CREATE TABLE settlement_nonces (
    chain  TEXT NOT NULL,
    sender TEXT NOT NULL,
    nonce  INTEGER NOT NULL,
    batch  TEXT NOT NULL,
    PRIMARY KEY (chain, sender, nonce)
) STRICT, WITHOUT ROWID;
