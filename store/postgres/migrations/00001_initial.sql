-- +goose Up
-- What is searched or sorted by compares by bytes, which is fast and the same
-- everywhere.
CREATE TABLE batches (
    sequence         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    id               text COLLATE "C" NOT NULL UNIQUE,
    tenant           text COLLATE "C" NOT NULL,
    key              text COLLATE "C" NOT NULL,
    content          text NOT NULL,
    pipeline         text NOT NULL,
    pipeline_version text NOT NULL,
    protocol_version text NOT NULL,
    params           text NOT NULL,
    input_digest     text NOT NULL,
    input_size       bigint NOT NULL,
    priority         bigint NOT NULL,
    deadline         bigint NOT NULL,
    labels           text NOT NULL,
    refs             text NOT NULL,
    state            text COLLATE "C" NOT NULL,
    failure          text NOT NULL,
    root             text NOT NULL,
    statement        text NOT NULL,
    result           text NOT NULL,
    proof_digest     text NOT NULL,
    proof_size       bigint NOT NULL,
    created_at       bigint NOT NULL,
    prepared_at      bigint NOT NULL,
    updated_at       bigint NOT NULL,
    completed_at     bigint NOT NULL,
    UNIQUE (tenant, key)
);
CREATE INDEX batches_state ON batches (state, sequence);
CREATE INDEX batches_tenant ON batches (tenant, sequence);

-- Which batches to fail when one fails.
CREATE TABLE batch_references (
    referenced text COLLATE "C" NOT NULL,
    batch      text COLLATE "C" NOT NULL,
    PRIMARY KEY (referenced, batch)
);

CREATE TABLE pools (
    id    text COLLATE "C" PRIMARY KEY,
    needs text NOT NULL
);

-- What never changes of a task. It stands apart from what does, so that a change
-- writes a short row and the few indexes of open work.
CREATE TABLE task_specs (
    id           text COLLATE "C" NOT NULL UNIQUE,
    batch        text COLLATE "C" NOT NULL,
    name         text NOT NULL,
    round        bigint NOT NULL,
    idx          bigint NOT NULL,
    statement    text NOT NULL,
    slice_digest text NOT NULL,
    slice_size   bigint NOT NULL,
    parent       text COLLATE "C" NOT NULL,
    ordinal      bigint NOT NULL,
    refs         text NOT NULL,
    max_attempts bigint NOT NULL,
    lease_for    bigint NOT NULL,
    created_at   bigint NOT NULL
);
CREATE INDEX task_specs_children ON task_specs (parent, ordinal) WHERE parent <> '';
CREATE INDEX task_specs_batch ON task_specs (batch, round, idx, id);

-- What changes, with the columns that order the line.
CREATE TABLE tasks (
    id            text COLLATE "C" NOT NULL UNIQUE,
    batch         text COLLATE "C" NOT NULL,
    pool          text COLLATE "C" NOT NULL,
    priority      bigint NOT NULL,
    sequence      bigint NOT NULL,
    round         bigint NOT NULL,
    idx           bigint NOT NULL,
    state         text COLLATE "C" NOT NULL,
    open_inputs   bigint NOT NULL,
    attempts      bigint NOT NULL,
    fence         bigint NOT NULL,
    worker        text COLLATE "C" NOT NULL,
    expires       bigint NOT NULL,
    not_before    bigint NOT NULL,
    progress      bigint NOT NULL,
    message       text NOT NULL,
    output_digest text NOT NULL,
    output_size   bigint NOT NULL,
    ready_at      bigint NOT NULL,
    leased_at     bigint NOT NULL,
    done_at       bigint NOT NULL
);
-- The line of each pool, best first; not_before lets a pause be seen without
-- reading the row.
CREATE INDEX tasks_ready ON tasks (pool, priority DESC, sequence, round DESC, idx, not_before) WHERE state = 'ready';
CREATE INDEX tasks_expiring ON tasks (expires) WHERE state = 'leased';
CREATE INDEX tasks_held ON tasks (worker) WHERE state = 'leased';
CREATE INDEX tasks_quarantined ON tasks (batch) WHERE state = 'quarantined';

-- Open inputs that are other batches' proofs: how often each task waits for
-- each batch.
CREATE TABLE task_references (
    referenced text COLLATE "C" NOT NULL,
    task       text COLLATE "C" NOT NULL,
    times      bigint NOT NULL,
    PRIMARY KEY (referenced, task)
);

CREATE TABLE attempts (
    task       text COLLATE "C" NOT NULL,
    fence      bigint NOT NULL,
    id         text COLLATE "C" NOT NULL,
    batch      text COLLATE "C" NOT NULL,
    worker     text COLLATE "C" NOT NULL,
    state      text COLLATE "C" NOT NULL,
    class      text NOT NULL,
    message    text NOT NULL,
    started_at bigint NOT NULL,
    ended_at   bigint NOT NULL,
    PRIMARY KEY (task, fence)
);

CREATE TABLE workers (
    id           text COLLATE "C" PRIMARY KEY,
    name         text NOT NULL,
    public_key   bytea NOT NULL,
    version      text NOT NULL,
    grp          text NOT NULL,
    zone         text NOT NULL,
    region       text NOT NULL,
    capabilities text NOT NULL,
    state        text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    seen_at      bigint NOT NULL
);

CREATE TABLE events (
    cursor  bigint PRIMARY KEY,
    at      bigint NOT NULL,
    kind    text NOT NULL,
    batch   text COLLATE "C" NOT NULL,
    task    text COLLATE "C" NOT NULL,
    attempt text NOT NULL,
    worker  text COLLATE "C" NOT NULL,
    data    text NOT NULL
);
-- The newest cursor; a sequence would leave gaps and be seen out of order.
CREATE TABLE event_counter (
    last bigint NOT NULL
);
INSERT INTO event_counter (last) VALUES (0);
CREATE INDEX events_batch ON events (batch, cursor) WHERE batch <> '';

CREATE TABLE credentials (
    id         text COLLATE "C" PRIMARY KEY,
    secret     text NOT NULL UNIQUE,
    role       text NOT NULL,
    tenant     text COLLATE "C" NOT NULL,
    note       text NOT NULL,
    once       bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint NOT NULL
);
