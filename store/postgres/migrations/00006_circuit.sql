-- +goose Up
-- Circuits that users registered. The version stands there a second time as
-- numbers, in which it is ordered.
CREATE TABLE circuits (
    name          text COLLATE "C" NOT NULL,
    version       text NOT NULL,
    major         bigint NOT NULL,
    minor         bigint NOT NULL,
    patch         bigint NOT NULL,
    verifying_key text COLLATE "C" NOT NULL,
    circuit       text NOT NULL,
    created_at    bigint NOT NULL,
    retired_at    bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (name, major, minor, patch)
);
CREATE INDEX circuits_verifying_key ON circuits (verifying_key, created_at);

-- Which version of each a batch has; one without registered circuits has none.
ALTER TABLE batches ADD COLUMN circuits text NOT NULL DEFAULT '';
