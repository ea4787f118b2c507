-- +goose Up
-- Where a batch's proof is settled, where it comes from, and until when the own
-- fleet leaves it alone.
ALTER TABLE batches
    ADD COLUMN targets text NOT NULL DEFAULT '',
    ADD COLUMN sourcing text NOT NULL DEFAULT '',
    ADD COLUMN hold_until bigint NOT NULL DEFAULT 0,
    ADD COLUMN hold_reason text NOT NULL DEFAULT '';

-- Holds that tasks may still stand under, until they are back in their place.
CREATE TABLE batch_holds (
    batch text COLLATE "C" NOT NULL,
    until bigint NOT NULL,
    PRIMARY KEY (batch, until)
);

CREATE TABLE settlements (
    batch      text COLLATE "C" NOT NULL,
    chain      text COLLATE "C" NOT NULL,
    sequence   bigint NOT NULL,
    state      text COLLATE "C" NOT NULL,
    waiting    text NOT NULL DEFAULT '',
    since      bigint NOT NULL DEFAULT 0,
    failure    text NOT NULL DEFAULT '',
    sender     text NOT NULL DEFAULT '',
    nonce      bigint NOT NULL DEFAULT 0,
    attempts   bigint NOT NULL DEFAULT 0,
    tx_hash    text NOT NULL DEFAULT '',
    block      bigint NOT NULL DEFAULT 0,
    block_hash text NOT NULL DEFAULT '',
    gas_used   bigint NOT NULL DEFAULT 0,
    fee        text NOT NULL DEFAULT '',
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    final_at   bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, chain)
);
-- Each chain's line, and what of it is open, which is all that a settler asks for.
CREATE INDEX settlements_chain ON settlements (chain, sequence, batch);
CREATE INDEX settlements_open ON settlements (chain, sequence, batch)
    WHERE state IN ('failed', 'included', 'prepared', 'submitted', 'waiting');

-- A signed transaction carries a proof, which can't be compressed.
CREATE TABLE settlement_attempts (
    batch     text COLLATE "C" NOT NULL,
    chain     text COLLATE "C" NOT NULL,
    number    bigint NOT NULL,
    sender    text NOT NULL,
    nonce     bigint NOT NULL,
    tx_hash   text NOT NULL,
    raw       bytea NOT NULL,
    fee_cap   text NOT NULL,
    fee_tip   text NOT NULL,
    gas_limit bigint NOT NULL,
    signed_at bigint NOT NULL,
    sent_at   bigint NOT NULL DEFAULT 0,
    error     text NOT NULL DEFAULT '',
    PRIMARY KEY (batch, chain, number)
);
ALTER TABLE settlement_attempts ALTER COLUMN raw SET STORAGE EXTERNAL;

-- Which settlement a nonce was given to. It outlives the settlement.
CREATE TABLE settlement_nonces (
    chain  text COLLATE "C" NOT NULL,
    sender text COLLATE "C" NOT NULL,
    nonce  bigint NOT NULL,
    batch  text COLLATE "C" NOT NULL,
    PRIMARY KEY (chain, sender, nonce)
);
