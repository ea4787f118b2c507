package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// The events of a transaction are stored in blocks, one for each batch that they
// tell of. On PostgreSQL a lock that lasts until the commit makes the writers of
// events wait for each other, so who gets the next cursors commits after those
// before are visible. It is taken by the transaction's last but one statement,
// so that it is held for the commit only. A sequence would leave gaps and be
// seen out of order; a counter in a row would leave a dead version of the row
// with each commit, and every one of them would be passed at the next while an
// old snapshot is open.
var (
	eventLock   = query{name: "event lock", postgres: `SELECT pg_advisory_xact_lock(` + eventLockKey + `)`}
	eventInsert = query{
		name: "event insert",
		sqlite: `INSERT INTO event_blocks (first, last, batch, at, events)
			SELECT newest + 1, newest + $2, $3, $4, $5 FROM (` + eventNewest + `)
			WHERE $1 >= 0`, // rows go in one by one, each behind the one before
		postgres: `INSERT INTO event_blocks (first, last, batch, at, events)
			SELECT newest + v.skip + 1, newest + v.skip + v.n, v.batch, v.at, v.events
			FROM (` + eventNewest + `) AS log,
				unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[]) AS v(skip, n, batch, at, events)`,
	}
)

const (
	// eventNewest is the newest cursor that was ever given.
	eventNewest = `SELECT max(last) AS newest FROM (SELECT last FROM event_counter
		UNION ALL SELECT last FROM (SELECT last FROM event_blocks ORDER BY last DESC LIMIT 1) AS tail) AS known`
	eventLockKey = "7311290311"
	// blockEvents is the most events in a block, which is read as a whole.
	blockEvents = 256
)

var (
	eventBlocks        = both("event list", `SELECT first, batch, events FROM event_blocks WHERE last > $1 ORDER BY last LIMIT $2`)
	eventBlocksOfBatch = both("event list of batch", `SELECT first, batch, events FROM event_blocks
		WHERE batch = $3 AND batch <> '' AND last > $1 ORDER BY last LIMIT $2`)
	eventLast = both("event last", eventNewest)
	// eventKeep makes the newest cursor outlive the blocks; those who delete
	// blocks run it first.
	eventKeep = both("event keep", `UPDATE event_counter SET last = (`+eventNewest+`)`)
)

// stored is an event inside of a block.
type stored struct {
	At      int64            `json:"at"`
	Kind    muster.EventKind `json:"kind"`
	Task    muster.TaskID    `json:"task,omitempty"`
	Attempt muster.AttemptID `json:"attempt,omitempty"`
	Worker  muster.WorkerID  `json:"worker,omitempty"`
	Data    json.RawMessage  `json:"data,omitempty"`
}

// block is a row of the log.
type block struct {
	first  int64 // cursor
	batch  muster.BatchID
	at     int64 // of its newest event
	events []stored
}

// blocks puts events of one batch together, each batch's in their order.
func blocks(events []muster.Event) []*block {
	var all []*block
	filling := make(map[muster.BatchID]*block)
	for _, e := range events {
		b := filling[e.Batch]
		if b == nil || len(b.events) == blockEvents {
			b = &block{batch: e.Batch}
			filling[e.Batch] = b
			all = append(all, b)
		}
		b.at = max(b.at, micro(e.At))
		b.events = append(b.events, stored{micro(e.At), e.Kind, e.Task, e.Attempt, e.Worker, e.Data})
	}
	return all
}

// appendEvents writes the events of the transaction.
func (t *tx) appendEvents(ctx context.Context) error {
	if len(t.events) == 0 {
		return nil
	}
	all := blocks(t.events)
	n := len(all)
	skip, count, at := make([]int64, n), make([]int64, n), make([]int64, n)
	batch, events := make([]string, n), make([]string, n)
	written := int64(0)
	for i, b := range all {
		skip[i], count[i], at[i] = written, int64(len(b.events)), b.at
		batch[i], events[i] = string(b.batch), toJSON(b.events)
		written += count[i]
	}
	if t.s.dialect.Postgres {
		// What was written before must be certain when the commit is sent.
		if err := t.session.flush(ctx); err != nil {
			return t.s.coded("write", t.fail(err))
		}
		if err := t.session.queueText(ctx, anyRows, eventLock.postgres); err != nil {
			return t.s.coded(eventLock.name, t.fail(err))
		}
	}
	return t.bulk(ctx, eventInsert, n, skip, count, batch, at, events)
}

// batchEvent is the data of a batch.state event.
type batchEvent struct {
	State   muster.BatchState `json:"state"`
	Tasks   int64             `json:"tasks,omitempty"`   // planned or, at an end before completion, cancelled
	Failure string            `json:"failure,omitempty"` // why it failed
	From    string            `json:"from,omitempty"`    // who made its proof, where that was not the own fleet
}

func (t *tx) batchChanged(b muster.Batch, tasks int64, now time.Time) {
	t.tellBatch(b, batchEvent{State: b.State, Tasks: tasks, Failure: b.Failure}, now)
}

func (t *tx) tellBatch(b muster.Batch, e batchEvent, now time.Time) {
	t.opened.batches = t.opened.batches || b.State == muster.BatchPending
	t.events = append(t.events, muster.Event{
		At: now, Kind: muster.EventBatchState, Batch: b.ID,
		Data: json.RawMessage(toJSON(e)),
	})
}

// taskEvent is the data of a task.state event.
type taskEvent struct {
	State   muster.TaskState    `json:"state"`
	Name    string              `json:"name"`
	Round   int                 `json:"round"`
	Circuit string              `json:"circuit"`
	Stage   string              `json:"stage"`
	Class   muster.FailureClass `json:"class,omitempty"`
	Message string              `json:"message,omitempty"`
}

// maxEventMessage is the most bytes of an attempt's message in an event; the
// attempt holds more.
const maxEventMessage = 512

// taskChanged tells of a task's new state; a is the attempt that ended or
// began with it, zero without one.
func (t *tx) taskChanged(task *row, a muster.Attempt, now time.Time) {
	if task.State == muster.TaskReady && !task.from().After(now) {
		t.opened.pool(task.pool)
		t.moves.ready(task)
	}
	t.events = append(t.events, muster.Event{
		At: now, Kind: muster.EventTaskState, Batch: task.Batch, Task: task.ID, Attempt: a.ID, Worker: a.Worker,
		Data: json.RawMessage(toJSON(taskEvent{
			State: task.State, Name: task.Name, Round: task.Round, Circuit: task.Needs.CircuitName,
			Stage: task.Needs.Stage, Class: a.Class, Message: clip(a.Message, maxEventMessage),
		})),
	})
}

// workerEvent is the data of a worker.state event.
type workerEvent struct {
	State muster.WorkerState `json:"state"`
	Name  string             `json:"name"`
}

func (t *tx) workerChanged(w muster.Worker, now time.Time) {
	t.events = append(t.events, muster.Event{
		At: now, Kind: muster.EventWorkerState, Worker: w.ID,
		Data: json.RawMessage(toJSON(workerEvent{State: w.State, Name: w.Name})),
	})
}

// EventList returns events after a cursor.
func (s *Store) EventList(ctx context.Context, f muster.EventFilter) ([]muster.Event, error) {
	n, err := limit(f.Limit, 1000, 10_000)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	var events []muster.Event
	// How many events a block holds shows when it is read.
	for after, most := f.After, min(n, 16); len(events) < n; most *= 2 {
		q, args := eventBlocks, []any{after, most}
		if f.Batch != "" {
			q, args = eventBlocksOfBatch, append(args, string(f.Batch))
		}
		found, err := collect(ctx, s, scanBlock, q, args...)
		if err != nil {
			return nil, err
		}
		for _, b := range found {
			events = b.after(after, events)
		}
		if len(found) < most {
			break
		}
		after = events[len(events)-1].Cursor
	}
	return events[:min(n, len(events))], nil
}

// after appends those events of the block that come after a cursor.
func (b *block) after(cursor int64, to []muster.Event) []muster.Event {
	for i, e := range b.events {
		if at := b.first + int64(i); at > cursor {
			to = append(to, muster.Event{
				Cursor: at, At: fromMicro(e.At), Kind: e.Kind, Batch: b.batch,
				Task: e.Task, Attempt: e.Attempt, Worker: e.Worker, Data: e.Data,
			})
		}
	}
	return to
}

// EventLast returns the newest cursor.
func (s *Store) EventLast(ctx context.Context) (int64, error) {
	last, err := collect(ctx, s, func(row scanner) (n int64, err error) {
		err = row.Scan(&n)
		return n, err
	}, eventLast)
	if err != nil {
		return 0, err
	}
	return last[0], nil
}

func scanBlock(row scanner) (*block, error) {
	var b block
	var events string
	if err := row.Scan(&b.first, &b.batch, &events); err != nil {
		return nil, err
	}
	return &b, fromJSON(events, &b.events)
}
