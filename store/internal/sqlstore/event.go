package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// SQLite numbers events by itself, without gaps since it has one writer and
// undoes the numbering with the transaction. PostgreSQL's sequences leave gaps
// and are visible out of order, so the cursor comes from a counter of one row.
// Its update locks the row until the commit: who gets the next numbers commits
// after those before were visible. It is the transaction's last statement, so
// that the lock is held for the commit only.
var eventInsert = query{
	name: "event insert",
	sqlite: `INSERT INTO events (at, kind, batch, task, attempt, worker, data)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
	postgres: `WITH counter AS (
			UPDATE event_counter SET last = last + cardinality($1::bigint[]) RETURNING last
		)
		INSERT INTO events (cursor, at, kind, batch, task, attempt, worker, data)
		SELECT counter.last - cardinality($1::bigint[]) + v.n, v.at, v.kind, v.batch, v.task, v.attempt, v.worker, v.data
		FROM counter, unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
			WITH ORDINALITY AS v(at, kind, batch, task, attempt, worker, data, n)`,
}

var (
	eventList = both("event list", `SELECT cursor, at, kind, batch, task, attempt, worker, data FROM events
		WHERE cursor > $1 ORDER BY cursor LIMIT $2`)
	eventListOfBatch = both("event list of batch", `SELECT cursor, at, kind, batch, task, attempt, worker, data FROM events
		WHERE batch = $3 AND batch <> '' AND cursor > $1 ORDER BY cursor LIMIT $2`)
	eventLast = both("event last", `SELECT coalesce(max(cursor), 0) FROM events`)
)

// appendEvents writes the events of the transaction.
func (t *tx) appendEvents(ctx context.Context) error {
	n := len(t.events)
	at := make([]int64, n)
	kind, batch, task := make([]string, n), make([]string, n), make([]string, n)
	attempt, worker, data := make([]string, n), make([]string, n), make([]string, n)
	for i, e := range t.events {
		at[i], kind[i], batch[i], task[i] = micro(e.At), string(e.Kind), string(e.Batch), string(e.Task)
		attempt[i], worker[i], data[i] = string(e.Attempt), string(e.Worker), string(e.Data)
	}
	return t.bulk(ctx, eventInsert, n, at, kind, batch, task, attempt, worker, data)
}

// batchEvent is the data of a batch.state event.
type batchEvent struct {
	State   muster.BatchState `json:"state"`
	Tasks   int64             `json:"tasks,omitempty"`   // planned or, at an end before completion, cancelled
	Failure string            `json:"failure,omitempty"` // why it failed
}

func (t *tx) batchChanged(b muster.Batch, tasks int64, now time.Time) {
	t.opened.batches = t.opened.batches || b.State == muster.BatchPending
	t.events = append(t.events, muster.Event{
		At: now, Kind: muster.EventBatchState, Batch: b.ID,
		Data: json.RawMessage(toJSON(batchEvent{State: b.State, Tasks: tasks, Failure: b.Failure})),
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
	if task.State == muster.TaskReady && !task.NotBefore.After(now) {
		t.opened.pool(task.pool)
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
	if f.Batch != "" {
		return collect(ctx, s, scanEvent, eventListOfBatch, f.After, n, string(f.Batch))
	}
	return collect(ctx, s, scanEvent, eventList, f.After, n)
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

func scanEvent(row scanner) (muster.Event, error) {
	var e muster.Event
	var at int64
	var data string
	if err := row.Scan(&e.Cursor, &at, &e.Kind, &e.Batch, &e.Task, &e.Attempt, &e.Worker, &data); err != nil {
		return e, err
	}
	e.At = fromMicro(at)
	if data != "" {
		e.Data = json.RawMessage(data)
	}
	return e, nil
}
