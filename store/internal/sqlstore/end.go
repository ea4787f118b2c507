package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// maxFailure is the most bytes that are kept of a batch's failure.
const maxFailure = 4 << 10

var (
	// The leased tasks of a batch, while all of its open tasks are held until
	// the commit, in the order of all task locks.
	tasksOpenOf = query{
		name: "tasks of batch open",
		sqlite: `SELECT id FROM tasks
			WHERE id IN (SELECT id FROM task_specs WHERE batch = $1) AND state IN ('leased', 'verifying')`,
		postgres: `WITH held AS (
				SELECT id, state FROM tasks WHERE id IN (SELECT id FROM task_specs WHERE batch = $1)
					AND state IN ('blocked', 'ready', 'leased', 'verifying')
				ORDER BY id FOR UPDATE OF tasks
			) SELECT id FROM held WHERE state IN ('leased', 'verifying')`,
	}
	tasksCancel = both("tasks of batch cancel", `UPDATE tasks SET state = 'cancelled', worker = '', lease = 0
		WHERE id IN (SELECT id FROM task_specs WHERE batch = $1) AND state IN ('blocked', 'ready', 'leased', 'verifying')`)
	// What a released task's siblings were before its failure cancelled them
	// follows from their open inputs, which are counted on.
	tasksRevive = both("tasks of batch revive", `UPDATE tasks
		SET state = CASE WHEN open_inputs > 0 THEN 'blocked' ELSE 'ready' END,
			ready_at = CASE WHEN open_inputs > 0 THEN 0 ELSE CAST($2 AS bigint) END,
			attempts = CASE WHEN attempts < (SELECT max_attempts FROM task_specs s WHERE s.id = tasks.id) THEN attempts ELSE 0 END,
			not_before = 0, line = $3
		WHERE id IN (SELECT id FROM task_specs WHERE batch = $1) AND state = 'cancelled'`)
)

// endBatch moves a batch, which the caller has locked, to failed or cancelled,
// cancels its open tasks, and fails the batches that reference it. The tasks
// get no events of their own: there may be a million, and the batch's tells it.
func (t *tx) endBatch(ctx context.Context, b *muster.Batch, to muster.BatchState, failure string, now time.Time) error {
	if err := moveBatch(b, to, now); err != nil {
		return err
	}
	b.Failure = clip(failure, maxFailure)
	if err := t.saveBatch(ctx, b, now); err != nil {
		return err
	}
	if to == muster.BatchCancelled {
		if _, err := t.moveWaiting(ctx, b, muster.SettlementAbandoned, "its batch was cancelled", now); err != nil {
			return err
		}
	}
	leased, err := collect(ctx, t, scanText, tasksOpenOf, string(b.ID))
	if err != nil {
		return err
	}
	cancelled, err := t.exec(ctx, tasksCancel, string(b.ID))
	if err != nil {
		return err
	}
	if err := t.supersede(ctx, leased, now); err != nil {
		return err
	}
	t.batchChanged(*b, cancelled, now)
	return t.failDependents(ctx, b, now)
}

// supersede ends the running attempts of tasks.
func (t *tx) supersede(ctx context.Context, tasks []string, now time.Time) error {
	if len(tasks) == 0 {
		return nil
	}
	all, err := t.attempts(ctx, tasks)
	if err != nil {
		return err
	}
	var ended []*attempt
	for _, attempts := range all {
		for _, a := range attempts {
			if !a.running() {
				continue
			}
			if err := endAttempt(a, muster.AttemptSuperseded, now); err != nil {
				return err
			}
			ended = append(ended, a)
		}
	}
	return t.saveAttempts(ctx, ended)
}

func (t *tx) failDependents(ctx context.Context, b *muster.Batch, now time.Time) error {
	dependents, err := collect(ctx, t, scanText, batchDependents, string(b.ID))
	if err != nil || len(dependents) == 0 {
		return err
	}
	locked, err := collect(ctx, t, scanBatch, batchesLock, dependents)
	if err != nil {
		return err
	}
	cause := fmt.Sprintf("referenced batch %s %s", b.ID, b.State)
	if b.Failure != "" {
		cause += ": " + b.Failure
	}
	for _, d := range locked {
		// An earlier one may have failed this one already, by a reference of
		// its own, after it was loaded.
		again, err := collect(ctx, t, scanBatch, batchByID, string(d.ID))
		if err != nil {
			return err
		}
		if again[0].State.Terminal() {
			continue
		}
		if err := t.endBatch(ctx, &again[0], muster.BatchFailed, cause, now); err != nil {
			return err
		}
	}
	return nil
}

// BatchFail fails a batch that is not terminal.
func (s *Store) BatchFail(ctx context.Context, p muster.BatchMoveParams) (muster.Batch, error) {
	return s.end(ctx, "fail batch", p, muster.BatchFailed)
}

// BatchCancel cancels a batch that is not settling or terminal.
func (s *Store) BatchCancel(ctx context.Context, p muster.BatchMoveParams) (muster.Batch, error) {
	return s.end(ctx, "cancel batch", p, muster.BatchCancelled)
}

func (s *Store) end(ctx context.Context, doing string, p muster.BatchMoveParams, to muster.BatchState) (muster.Batch, error) {
	var b muster.Batch
	err := s.update(ctx, doing, func(ctx context.Context, t *tx) (err error) {
		if b, err = t.lockBatch(ctx, p.ID); err != nil {
			return err
		}
		if to == muster.BatchCancelled && b.State == to {
			return nil
		}
		return t.endBatch(ctx, &b, to, p.Failure, p.Now)
	})
	if err != nil {
		return muster.Batch{}, err
	}
	return b, nil
}

// quarantined fails the batch, which the caller has locked, of a task that is
// given up.
func (t *tx) quarantined(ctx context.Context, b *muster.Batch, task *row, a *attempt, now time.Time) error {
	cause := fmt.Sprintf("task %s quarantined after %d attempts: %s", task.Name, task.Attempts, a.Class)
	if a.Message != "" {
		cause += ": " + a.Message
	}
	return t.endBatch(ctx, b, muster.BatchFailed, cause, now)
}

// TaskRelease makes a quarantined task ready again. The failure of its batch is
// taken back with it, and so is the cancelling of the batch's other tasks; both
// are an operator's act and stand outside of the transition tables. Batches
// that failed because they reference the batch stay failed. The other tasks
// get no events of their own, the batch's tells of them.
func (s *Store) TaskRelease(ctx context.Context, id muster.TaskID, now time.Time) (muster.Task, error) {
	var released muster.Task
	err := s.update(ctx, "release task", func(ctx context.Context, t *tx) error {
		found, err := taskGet(ctx, t, id)
		if err != nil {
			return err
		}
		b, err := t.lockBatch(ctx, found.Batch)
		if err != nil {
			return err
		}
		locked, err := t.lockTasks(ctx, []string{string(id)})
		if err != nil {
			return err
		}
		task := locked[id]
		if task.State != muster.TaskQuarantined {
			return muster.Errorf(muster.CodeState, "task %s is %s, not quarantined", id, task.State)
		}
		task.Attempts, task.NotBefore = 0, time.Time{}
		if err := task.free(now); err != nil {
			return err
		}
		if err := t.saveTasks(ctx, []*row{task}); err != nil {
			return err
		}
		t.taskChanged(task, muster.Attempt{}, now)
		released = task.Task
		return t.reviveBatch(ctx, &b, now)
	})
	if err != nil {
		return muster.Task{}, err
	}
	return released, nil
}

func (t *tx) reviveBatch(ctx context.Context, b *muster.Batch, now time.Time) error {
	if b.State != muster.BatchFailed {
		return nil
	}
	// With a reference that failed or was cancelled meanwhile it could never
	// complete.
	if err := t.checkReferences(ctx, b.References); err != nil {
		return err
	}
	return t.revive(ctx, b, 1, now)
}
