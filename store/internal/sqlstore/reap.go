package sqlstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

// There is no index on when leases expire, since each heartbeat would have to
// move an entry of it: all running attempts are looked at.
var attemptsExpired = both("attempts expired", `SELECT a.task FROM attempts a
	WHERE a.state = 'running' AND a.expires < $1 ORDER BY a.expires LIMIT $2`)

// LeaseReap ends leases that expired, and holds that are over.
func (s *Store) LeaseReap(ctx context.Context, p muster.LeaseReapParams) ([]muster.Task, error) {
	if p.Limit < 1 || p.Limit > mostLeases {
		return nil, muster.InvalidField("limit", "1 to 10000", itoa(p.Limit))
	}
	if err := s.endHolds(ctx, p.Now, p.Limit); err != nil {
		return nil, fmt.Errorf("end holds: %w", err)
	}
	// Most of the time there is nothing to do, and reading that needs no write.
	if found, err := collect(ctx, s, scanText, attemptsExpired, micro(p.Now), 1); err != nil || len(found) == 0 {
		return nil, err
	}
	var reaped []muster.Task
	err := s.update(ctx, "reap leases", func(ctx context.Context, t *tx) (err error) {
		reaped, err = t.reap(ctx, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return reaped, nil
}

func (t *tx) reap(ctx context.Context, p muster.LeaseReapParams) ([]muster.Task, error) {
	ids, err := collect(ctx, t, scanText, attemptsExpired, micro(p.Now), p.Limit)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	// Batches that may fail are locked before any task is.
	batches, err := t.lockSpent(ctx, ids)
	if err != nil {
		return nil, err
	}
	tasks, err := t.lockTasks(ctx, ids)
	if err != nil {
		return nil, err
	}
	attempts, err := t.lockAttempts(ctx, ids)
	if err != nil {
		return nil, err
	}
	r := reaper{tx: t, now: p.Now, batches: batches, failures: make(map[muster.BatchID]failure)}
	for _, id := range ids {
		task := tasks[muster.TaskID(id)]
		if task == nil {
			continue
		}
		if err := r.expire(task, attempts[task.ID]); err != nil {
			return nil, err
		}
	}
	return r.save(ctx)
}

var tasksSpent = both("tasks spent", `SELECT DISTINCT t.batch FROM tasks t JOIN task_specs s ON s.id = t.id
	WHERE t.id IN_LIST($1) AND t.attempts >= s.max_attempts`)

// lockSpent locks the batches of those tasks that have no attempt left.
func (t *tx) lockSpent(ctx context.Context, ids []string) (map[muster.BatchID]bool, error) {
	failing, err := collect(ctx, t, scanText, tasksSpent, ids)
	if err != nil || len(failing) == 0 {
		return nil, err
	}
	locked, err := collect(ctx, t, scanBatch, batchesLock, failing)
	batches := make(map[muster.BatchID]bool, len(locked))
	for _, b := range locked {
		batches[b.ID] = true
	}
	return batches, err
}

// reaper ends leases that are still expired now that they are locked. Of a
// batch one task at most is quarantined: it fails the batch, which cancels the
// others.
type reaper struct {
	*tx
	now      time.Time
	batches  map[muster.BatchID]bool // locked
	failures map[muster.BatchID]failure
	reaped   []reaped
}

type failure struct {
	task *row
	last *attempt
}

type reaped struct {
	task  *row
	ended []*attempt
}

func (r *reaper) expire(task *row, attempts []*attempt) error {
	var ended []*attempt
	for _, a := range attempts {
		if !a.running() || !a.expires.Before(r.now) {
			continue
		}
		if err := endAttempt(a, muster.AttemptExpired, r.now); err != nil {
			return err
		}
		a.Class = muster.FailWorkerLost
		ended = append(ended, a)
	}
	if len(ended) == 0 {
		return nil
	}
	r.reaped = append(r.reaped, reaped{task, ended})
	if task.show(attempts) {
		return nil // another attempt goes on
	}
	_, failed := r.failures[task.Batch]
	if task.Attempts < task.MaxAttempts || !r.batches[task.Batch] || failed {
		return task.free(r.now)
	}
	task.endLease()
	r.failures[task.Batch] = failure{task, ended[len(ended)-1]}
	return task.move(muster.TaskQuarantined)
}

func (r *reaper) save(ctx context.Context) ([]muster.Task, error) {
	var rows []*row
	var ended []*attempt
	for _, e := range r.reaped {
		rows, ended = append(rows, e.task), append(ended, e.ended...)
	}
	if err := r.saveTasks(ctx, rows); err != nil {
		return nil, err
	}
	if err := r.saveAttempts(ctx, ended); err != nil {
		return nil, err
	}
	for _, e := range r.reaped {
		f, failed := r.failures[e.task.Batch]
		if failed && f.task != e.task {
			e.task.State = muster.TaskCancelled // by its batch's failure, below
			e.task.endLease()
		}
		for _, a := range e.ended {
			r.taskChanged(e.task, a.Attempt, r.now)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.failures)) {
		// One of them may have failed already, by a reference to another.
		b, err := r.lockBatch(ctx, id)
		if err != nil {
			return nil, err
		}
		if f := r.failures[id]; !b.State.Terminal() {
			if err := r.quarantined(ctx, &b, f.task, f.last, r.now); err != nil {
				return nil, err
			}
		}
	}
	return plain(rows), nil
}
