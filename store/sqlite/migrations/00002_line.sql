-- +goose Up
-- The place of a batch among all batches is one number, and tasks carry it. A
-- lease is a running attempt: heartbeats write it, and nothing that they write
-- is in an index.
ALTER TABLE batches ADD COLUMN line INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN regions TEXT NOT NULL DEFAULT '';
UPDATE batches SET line = created_at - (priority - 1) * 3600000000,
    bytes = input_size + coalesce((SELECT sum(slice_size) FROM task_specs s WHERE s.batch = batches.id), 0);

ALTER TABLE task_specs ADD COLUMN children INTEGER NOT NULL DEFAULT 0;
UPDATE task_specs SET children = (SELECT count(*) FROM task_specs c WHERE c.parent = task_specs.id AND c.parent <> '');

ALTER TABLE attempts ADD COLUMN pool TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN lease_for INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN expires INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN progress INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN hedge INTEGER NOT NULL DEFAULT 0;
UPDATE attempts SET pool = t.pool, lease_for = s.lease_for, expires = t.expires, progress = t.progress, note = t.message
    FROM tasks t JOIN task_specs s ON s.id = t.id WHERE t.id = attempts.task AND t.fence = attempts.fence AND attempts.state = 'running';

DROP INDEX tasks_ready;
DROP INDEX tasks_expiring;
DROP INDEX tasks_held;
ALTER TABLE tasks ADD COLUMN line INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN lease INTEGER NOT NULL DEFAULT 0;
UPDATE tasks SET line = (SELECT b.line FROM batches b WHERE b.id = tasks.batch), place = idx - round * 4294967296,
    lease = CASE WHEN state IN ('leased', 'verifying') THEN fence ELSE 0 END;
ALTER TABLE tasks DROP COLUMN round;
ALTER TABLE tasks DROP COLUMN idx;
ALTER TABLE tasks DROP COLUMN expires;
ALTER TABLE tasks DROP COLUMN progress;
ALTER TABLE tasks DROP COLUMN message;

-- The line of each pool, best first; not_before lets a pause be seen without
-- reading the row.
CREATE INDEX tasks_ready ON tasks (pool, line, sequence, place, not_before) WHERE state = 'ready';
-- Running attempts, for the reaper and for hedges, and by who has them.
CREATE INDEX attempts_running ON attempts (pool, started_at) WHERE state = 'running';
CREATE INDEX attempts_held ON attempts (worker) WHERE state = 'running';

-- The event log in blocks: the events of one transaction on one batch, or on
-- none, with cursors from first to last. Block by block the cursors are without
-- gaps. event_counter is the newest cursor that was ever given where the blocks
-- do not show it, because they were pruned.
CREATE TABLE event_blocks (
    last   INTEGER PRIMARY KEY,
    first  INTEGER NOT NULL,
    batch  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    events TEXT NOT NULL
) STRICT;
INSERT INTO event_blocks (last, first, batch, at, events)
    SELECT cursor, cursor, batch, at, json_array(json_object('at', at, 'kind', kind, 'task', task,
        'attempt', attempt, 'worker', worker, 'data', json(nullif(data, '')))) FROM events;
CREATE TABLE event_counter (
    last INTEGER NOT NULL
) STRICT;
INSERT INTO event_counter (last) SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'events';
CREATE INDEX event_blocks_batch ON event_blocks (batch, last) WHERE batch <> '';
DROP TABLE events;
