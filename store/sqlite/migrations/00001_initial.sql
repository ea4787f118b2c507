-- +goose Up
CREATE TABLE batches (
    sequence         INTEGER PRIMARY KEY AUTOINCREMENT,
    id               TEXT NOT NULL UNIQUE,
    tenant           TEXT NOT NULL,
    key              TEXT NOT NULL,
    content          TEXT NOT NULL,
    pipeline         TEXT NOT NULL,
    pipeline_version TEXT NOT NULL,
    protocol_version TEXT NOT NULL,
    params           TEXT NOT NULL,
    input_digest     TEXT NOT NULL,
    input_size       INTEGER NOT NULL,
    priority         INTEGER NOT NULL,
    deadline         INTEGER NOT NULL,
    labels           TEXT NOT NULL,
    refs             TEXT NOT NULL,
    state            TEXT NOT NULL,
    failure          TEXT NOT NULL,
    root             TEXT NOT NULL,
    statement        TEXT NOT NULL,
    result           TEXT NOT NULL,
    proof_digest     TEXT NOT NULL,
    proof_size       INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    prepared_at      INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    completed_at     INTEGER NOT NULL,
    UNIQUE (tenant, key)
) STRICT;
CREATE INDEX batches_state ON batches (state, sequence);
CREATE INDEX batches_tenant ON batches (tenant, sequence);

-- Which batches to fail when one fails.
CREATE TABLE batch_references (
    referenced TEXT NOT NULL,
    batch      TEXT NOT NULL,
    PRIMARY KEY (referenced, batch)
) STRICT, WITHOUT ROWID;

CREATE TABLE pools (
    id    TEXT PRIMARY KEY,
    needs TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What never changes of a task. It stands apart from what does, so that a change
-- writes a short row and the few indexes of open work.
CREATE TABLE task_specs (
    id           TEXT NOT NULL UNIQUE,
    batch        TEXT NOT NULL,
    name         TEXT NOT NULL,
    round        INTEGER NOT NULL,
    idx          INTEGER NOT NULL,
    statement    TEXT NOT NULL,
    slice_digest TEXT NOT NULL,
    slice_size   INTEGER NOT NULL,
    parent       TEXT NOT NULL,
    ordinal      INTEGER NOT NULL,
    refs         TEXT NOT NULL,
    max_attempts INTEGER NOT NULL,
    lease_for    INTEGER NOT NULL,
    created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX task_specs_children ON task_specs (parent, ordinal) WHERE parent <> '';
CREATE INDEX task_specs_batch ON task_specs (batch, round, idx, id);

-- What changes, with the columns that order the line.
CREATE TABLE tasks (
    id            TEXT NOT NULL UNIQUE,
    batch         TEXT NOT NULL,
    pool          TEXT NOT NULL,
    priority      INTEGER NOT NULL,
    sequence      INTEGER NOT NULL,
    round         INTEGER NOT NULL,
    idx           INTEGER NOT NULL,
    state         TEXT NOT NULL,
    open_inputs   INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    fence         INTEGER NOT NULL,
    worker        TEXT NOT NULL,
    expires       INTEGER NOT NULL,
    not_before    INTEGER NOT NULL,
    progress      INTEGER NOT NULL,
    message       TEXT NOT NULL,
    output_digest TEXT NOT NULL,
    output_size   INTEGER NOT NULL,
    ready_at      INTEGER NOT NULL,
    leased_at     INTEGER NOT NULL,
    done_at       INTEGER NOT NULL
) STRICT;
-- The line of each pool, best first; not_before lets a pause be seen without
-- reading the row.
CREATE INDEX tasks_ready ON tasks (pool, priority DESC, sequence, round DESC, idx, not_before) WHERE state = 'ready';
CREATE INDEX tasks_expiring ON tasks (expires) WHERE state = 'leased';
CREATE INDEX tasks_held ON tasks (worker) WHERE state = 'leased';
CREATE INDEX tasks_quarantined ON tasks (batch) WHERE state = 'quarantined';

-- Open inputs that are other batches' proofs: how often each task waits for
-- each batch.
CREATE TABLE task_references (
    referenced TEXT NOT NULL,
    task       TEXT NOT NULL,
    times      INTEGER NOT NULL,
    PRIMARY KEY (referenced, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
    task       TEXT NOT NULL,
    fence      INTEGER NOT NULL,
    id         TEXT NOT NULL,
    batch      TEXT NOT NULL,
    worker     TEXT NOT NULL,
    state      TEXT NOT NULL,
    class      TEXT NOT NULL,
    message    TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER NOT NULL,
    PRIMARY KEY (task, fence)
) STRICT, WITHOUT ROWID;

CREATE TABLE workers (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    public_key   BLOB NOT NULL,
    version      TEXT NOT NULL,
    grp          TEXT NOT NULL,
    zone         TEXT NOT NULL,
    region       TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    state        TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    cursor  INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    batch   TEXT NOT NULL,
    task    TEXT NOT NULL,
    attempt TEXT NOT NULL,
    worker  TEXT NOT NULL,
    data    TEXT NOT NULL
) STRICT;
CREATE INDEX events_batch ON events (batch, cursor) WHERE batch <> '';

CREATE TABLE credentials (
    id         TEXT PRIMARY KEY,
    secret     TEXT NOT NULL UNIQUE,
    role       TEXT NOT NULL,
    tenant     TEXT NOT NULL,
    note       TEXT NOT NULL,
    once       INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
