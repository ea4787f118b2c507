package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

var (
	batchReline = both("batch reline", `UPDATE batches SET priority = $2, deadline = $3, line = $4, updated_at = $5 WHERE id = $1`)
	// A page of a batch's tasks. What orders it never changes, so that each task
	// is met once whatever happens meanwhile.
	tasksPage = both("tasks page", `SELECT s.round, s.idx, s.id FROM task_specs s
		WHERE s.batch = $1 AND (s.batch, s.round, s.idx, s.id) > ($1, $2, $3, $4)
		ORDER BY s.batch, s.round, s.idx, s.id LIMIT $5`)
	// Held tasks stay where they stand until they get their place back.
	tasksReline = query{
		name: "tasks reline",
		sqlite: `UPDATE tasks SET line = CASE WHEN line >= ` + heldLineSQ + ` THEN line ELSE $2 END, priority = $3
			WHERE id IN (SELECT value FROM json_each($1))
			AND state IN ('blocked', 'ready', 'leased', 'verifying') AND (line <> $2 AND line < ` + heldLineSQ + ` OR priority <> $3)`,
		postgres: `WITH held AS (
				SELECT id FROM tasks WHERE id = ANY($1::text[])
					AND state IN ('blocked', 'ready', 'leased', 'verifying') AND (line <> $2 AND line < ` + heldLineSQ + ` OR priority <> $3)
				ORDER BY id FOR UPDATE OF tasks
			) UPDATE tasks t SET line = CASE WHEN line >= ` + heldLineSQ + ` THEN line ELSE $2 END, priority = $3
			FROM held WHERE t.id = held.id`,
	}
	rootHold = both("root hold", `UPDATE tasks SET state = 'blocked', ready_at = 0 WHERE state = 'ready'
		AND id IN (SELECT id FROM task_specs WHERE batch = $1 AND parent = '')`)
	tasksQuarantined = both("tasks quarantined", `SELECT id FROM tasks WHERE batch = $1 AND state = 'quarantined'`)
)

// relineChunk is the number of tasks that move in one transaction.
const relineChunk = 1000

// BatchReline moves a batch in the line. The batch changes in one transaction
// and its tasks follow in several, since there may be a million, and those that
// are ready go on being leased meanwhile. Where that is cut short some tasks
// keep their old place, which only matters for the order; the same call again
// moves the rest.
func (s *Store) BatchReline(ctx context.Context, p muster.BatchRelineParams) (muster.Batch, error) {
	if p.Priority < muster.PriorityLow || p.Priority > muster.PriorityHigh {
		return muster.Batch{}, fmt.Errorf("reline batch: %w", muster.InvalidField("priority", "low, normal or high", p.Priority.String()))
	}
	if err := checkLine(p.Line); err != nil {
		return muster.Batch{}, fmt.Errorf("reline batch: %w", err)
	}
	var b muster.Batch
	err := s.update(ctx, "reline batch", func(ctx context.Context, t *tx) (err error) {
		if b, err = t.lockBatch(ctx, p.ID); err != nil {
			return err
		}
		if b.State.Terminal() {
			return muster.Errorf(muster.CodeState, "batch %s is %s", b.ID, b.State)
		}
		b.Priority, b.Deadline, b.Line = p.Priority, fromMicro(micro(p.Deadline)), p.Line
		b.UpdatedAt = fromMicro(micro(p.Now))
		t.batchChanged(b, 0, p.Now)
		_, err = t.exec(ctx, batchReline, string(b.ID), int64(b.Priority), micro(b.Deadline), b.Line, micro(b.UpdatedAt))
		return err
	})
	if err != nil {
		return muster.Batch{}, err
	}
	return b, s.relineTasks(ctx, p.ID)
}

// relineTasks gives the open tasks of a batch its line and priority.
func (s *Store) relineTasks(ctx context.Context, id muster.BatchID) error {
	return s.eachPage(ctx, id, func(ctx context.Context, t *tx, b muster.Batch, ids []string) error {
		t.moves.all = true
		_, err := t.exec(ctx, tasksReline, ids, b.Line, int64(b.Priority))
		return err
	})
}

// eachPage runs a change for the tasks of a batch, some at a time, each time with
// the batch as it is then and nobody else changing it. A task that is stored
// meanwhile may be missed.
func (s *Store) eachPage(ctx context.Context, id muster.BatchID, do func(ctx context.Context, t *tx, b muster.Batch, ids []string) error) error {
	type place struct {
		round, index int64
		id           string
	}
	after := place{round: -1}
	for {
		page, err := collect(ctx, s, func(from scanner) (p place, err error) {
			err = from.Scan(&p.round, &p.index, &p.id)
			return p, err
		}, tasksPage, string(id), after.round, after.index, after.id, relineChunk)
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1]
		ids := make([]string, len(page))
		for i, p := range page {
			ids[i] = p.id
		}
		err = s.update(ctx, "change tasks of batch", func(ctx context.Context, t *tx) error {
			// As the batch is now: another call may have moved it on.
			found, err := collect(ctx, t, scanBatch, batchesShare, []string{string(id)})
			if err != nil || len(found) == 0 {
				return err
			}
			return do(ctx, t, found[0], ids)
		})
		if err != nil {
			return err
		}
	}
}

// BatchRetry brings a failed batch back. Its results stay. Batches that failed
// because they reference it stay failed; each can be retried after it. The
// cancelled tasks get no events of their own, the batch's tells of them.
func (s *Store) BatchRetry(ctx context.Context, p muster.BatchMoveParams) (muster.Batch, error) {
	var b muster.Batch
	err := s.update(ctx, "retry batch", func(ctx context.Context, t *tx) (err error) {
		b, err = t.retryBatch(ctx, p.ID, p.Now)
		return err
	})
	if err != nil {
		return muster.Batch{}, err
	}
	return b, nil
}

func (t *tx) retryBatch(ctx context.Context, id muster.BatchID, now time.Time) (muster.Batch, error) {
	references, err := t.shareReferences(ctx, id)
	if err != nil {
		return muster.Batch{}, err
	}
	b, err := t.lockBatch(ctx, id)
	if err != nil {
		return b, err
	}
	if b.State != muster.BatchFailed {
		return b, muster.Errorf(muster.CodeState, "batch %s is %s, not failed", id, b.State)
	}
	if !b.Proof.IsZero() {
		return b, muster.Errorf(muster.CodeState, "batch %s has its proof: it failed while settling", id)
	}
	for _, r := range b.References {
		switch references[r] {
		case "":
			return b, muster.Errorf(muster.CodeState, "referenced batch %s is gone", r)
		case muster.BatchFailed, muster.BatchCancelled:
			return b, muster.Errorf(muster.CodeState, "referenced batch %s is %s", r, references[r])
		default:
		}
	}
	released, err := t.releaseQuarantined(ctx, id, now)
	if err != nil {
		return b, err
	}
	return b, t.revive(ctx, &b, released, now)
}

// releaseQuarantined makes the quarantined tasks of a batch, which the caller
// has locked, ready with fresh attempts.
func (t *tx) releaseQuarantined(ctx context.Context, id muster.BatchID, now time.Time) (int64, error) {
	ids, err := collect(ctx, t, scanText, tasksQuarantined, string(id))
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	locked, err := t.lockTasks(ctx, ids)
	if err != nil {
		return 0, err
	}
	var released []*row
	for _, task := range locked {
		if task.State != muster.TaskQuarantined {
			continue
		}
		task.Attempts, task.NotBefore = 0, time.Time{}
		if err := task.free(now); err != nil {
			return 0, err
		}
		t.taskChanged(task, muster.Attempt{}, now)
		released = append(released, task)
	}
	return int64(len(released)), t.saveTasks(ctx, released)
}

// revive takes a batch's failure back, and with it the cancelling of its tasks.
// A batch that was never planned to its end waits for that again; tasks that it
// has already can be proven meanwhile.
func (t *tx) revive(ctx context.Context, b *muster.Batch, released int64, now time.Time) error {
	to := muster.BatchProving
	if b.PreparedAt.IsZero() {
		to = muster.BatchPending
	}
	if err := moveBatch(b, to, now); err != nil {
		return err
	}
	b.Failure, b.CompletedAt = "", time.Time{}
	revived, err := t.exec(ctx, tasksRevive, string(b.ID), micro(now), b.Line)
	if err != nil {
		return err
	}
	if to == muster.BatchPending {
		// What it proves is fixed when it is planned.
		if _, err := t.exec(ctx, rootHold, string(b.ID)); err != nil {
			return err
		}
	}
	t.opened.all = true
	t.batchChanged(*b, revived+released, now)
	return t.saveBatch(ctx, b, now)
}

// lockTaskOf locks a task after its batch, so that the batch can be ended.
func (t *tx) lockTaskOf(ctx context.Context, id muster.TaskID) (*row, muster.Batch, error) {
	found, err := taskGet(ctx, t, id)
	if err != nil {
		return nil, muster.Batch{}, err
	}
	b, err := t.lockBatch(ctx, found.Batch)
	if err != nil {
		return nil, b, err
	}
	locked, err := t.lockTasks(ctx, []string{string(id)})
	if err != nil {
		return nil, b, err
	}
	if locked[id] == nil {
		return nil, b, noTask(id)
	}
	return locked[id], b, nil
}

// TaskQuarantine gives a task up, which fails its batch.
func (s *Store) TaskQuarantine(ctx context.Context, id muster.TaskID, reason string, now time.Time) (muster.Task, error) {
	reason = clip(reason, maxMessage)
	var given muster.Task
	err := s.update(ctx, "quarantine task", func(ctx context.Context, t *tx) error {
		task, b, err := t.lockTaskOf(ctx, id)
		if err != nil {
			return err
		}
		if !muster.TaskTransitions.Allows(task.State, muster.TaskQuarantined) {
			return muster.Errorf(muster.CodeState, "task %s is %s and can't be quarantined", id, task.State)
		}
		if err := t.supersede(ctx, []string{string(id)}, now); err != nil {
			return err
		}
		task.endLease()
		task.NotBefore = time.Time{}
		if err := t.unhold(ctx, now, task); err != nil {
			return err
		}
		if err := task.move(muster.TaskQuarantined); err != nil {
			return err
		}
		if err := t.saveTasks(ctx, []*row{task}); err != nil {
			return err
		}
		t.taskChanged(task, muster.Attempt{Message: reason}, now)
		given = task.Task
		cause := fmt.Sprintf("task %s quarantined by an operator", task.Name)
		if reason != "" {
			cause += ": " + reason
		}
		return t.endBatch(ctx, &b, muster.BatchFailed, cause, now)
	})
	if err != nil {
		return muster.Task{}, err
	}
	return given, nil
}

// TaskRequeue makes a leased, paused or held task one that can be leased at once. Its
// workers hear with their next heartbeat that they hold it no longer, and a
// result that one brings all the same still counts.
func (s *Store) TaskRequeue(ctx context.Context, id muster.TaskID, now time.Time) (muster.Task, error) {
	var freed muster.Task
	err := s.update(ctx, "requeue task", func(ctx context.Context, t *tx) error {
		task, _, err := t.lockTaskOf(ctx, id)
		if err != nil {
			return err
		}
		switch {
		case task.State == muster.TaskReady && task.from().IsZero():
			freed = task.Task
			return nil
		case task.State == muster.TaskReady:
			task.NotBefore = time.Time{}
			if err := t.unhold(ctx, now, task); err != nil {
				return err
			}
			t.taskChanged(task, muster.Attempt{}, now)
		case task.State == muster.TaskLeased || task.State == muster.TaskVerifying:
			if err := t.interrupt(ctx, task, now); err != nil {
				return err
			}
		default:
			return muster.Errorf(muster.CodeState, "task %s is %s, neither leased nor ready", id, task.State)
		}
		freed = task.Task
		return t.saveTasks(ctx, []*row{task})
	})
	if err != nil {
		return muster.Task{}, err
	}
	return freed, nil
}

// interrupt ends the running attempts of a task, which spends none, and puts it
// back into the line.
func (t *tx) interrupt(ctx context.Context, task *row, now time.Time) error {
	all, err := t.attempts(ctx, []string{string(task.ID)})
	if err != nil {
		return err
	}
	var ended []*attempt
	for _, a := range all[task.ID] {
		if !a.running() {
			continue
		}
		if err := endAttempt(a, muster.AttemptInterrupted, now); err != nil {
			return err
		}
		if !a.hedge {
			task.Attempts--
		}
		ended = append(ended, a)
	}
	if err := t.saveAttempts(ctx, ended); err != nil {
		return err
	}
	task.NotBefore = time.Time{}
	if err := task.free(now); err != nil {
		return err
	}
	var last muster.Attempt
	if len(ended) > 0 {
		last = ended[len(ended)-1].Attempt
	}
	t.taskChanged(task, last, now)
	return nil
}
