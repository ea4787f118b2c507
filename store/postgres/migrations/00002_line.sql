-- +goose Up
-- The place of a batch among all batches is one number, and tasks carry it. A
-- lease is a running attempt: heartbeats write it, and nothing that they write
-- is in an index, so that they stay within a page.
ALTER TABLE batches
    ADD COLUMN line bigint NOT NULL DEFAULT 0,
    ADD COLUMN bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN regions text NOT NULL DEFAULT '';
UPDATE batches SET line = created_at - (priority - 1) * 3600000000,
    bytes = input_size + coalesce((SELECT sum(slice_size) FROM task_specs s WHERE s.batch = batches.id), 0);

ALTER TABLE task_specs ADD COLUMN children bigint NOT NULL DEFAULT 0;
UPDATE task_specs p SET children = c.n
    FROM (SELECT parent, count(*) AS n FROM task_specs WHERE parent <> '' GROUP BY parent) c WHERE c.parent = p.id;

ALTER TABLE attempts
    ADD COLUMN pool text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN lease_for bigint NOT NULL DEFAULT 0,
    ADD COLUMN expires bigint NOT NULL DEFAULT 0,
    ADD COLUMN progress bigint NOT NULL DEFAULT 0,
    ADD COLUMN note text NOT NULL DEFAULT '',
    ADD COLUMN hedge bigint NOT NULL DEFAULT 0;
UPDATE attempts a SET pool = t.pool, lease_for = s.lease_for, expires = t.expires, progress = t.progress, note = t.message
    FROM tasks t JOIN task_specs s ON s.id = t.id WHERE t.id = a.task AND t.fence = a.fence AND a.state = 'running';

DROP INDEX tasks_ready;
DROP INDEX tasks_expiring;
DROP INDEX tasks_held;
ALTER TABLE tasks
    ADD COLUMN line bigint NOT NULL DEFAULT 0,
    ADD COLUMN place bigint NOT NULL DEFAULT 0,
    ADD COLUMN zone text NOT NULL DEFAULT '',
    ADD COLUMN lease bigint NOT NULL DEFAULT 0;
UPDATE tasks t SET line = b.line, place = t.idx - t.round * 4294967296,
    lease = CASE WHEN t.state IN ('leased', 'verifying') THEN t.fence ELSE 0 END
    FROM batches b WHERE b.id = t.batch;
ALTER TABLE tasks DROP COLUMN round, DROP COLUMN idx, DROP COLUMN expires, DROP COLUMN progress, DROP COLUMN message;

-- The line of each pool, best first; not_before lets a pause be seen without
-- reading the row.
CREATE INDEX tasks_ready ON tasks (pool, line, sequence, place, not_before) WHERE state = 'ready';
-- Running attempts, for the reaper and for hedges, and by who has them.
CREATE INDEX attempts_running ON attempts (pool, started_at) WHERE state = 'running';
CREATE INDEX attempts_held ON attempts (worker) WHERE state = 'running';

-- Rows that are changed often find room on their page for the next version.
ALTER TABLE tasks SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE attempts SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE workers SET (fillfactor = 50);

-- The event log in blocks: the events of one transaction on one batch, or on
-- none, with cursors from first to last. Block by block the cursors are without
-- gaps. event_counter is the newest cursor that was ever given where the blocks
-- do not show it, because they were pruned.
CREATE TABLE event_blocks (
    last   bigint PRIMARY KEY,
    first  bigint NOT NULL,
    batch  text COLLATE "C" NOT NULL,
    at     bigint NOT NULL,
    events text NOT NULL
);
INSERT INTO event_blocks (last, first, batch, at, events)
    SELECT cursor, cursor, batch, at, json_build_array(json_build_object('at', at, 'kind', kind, 'task', task,
        'attempt', attempt, 'worker', worker, 'data', nullif(data, '')::json))::text FROM events;
CREATE INDEX event_blocks_batch ON event_blocks (batch, last) WHERE batch <> '';
DROP TABLE events;
