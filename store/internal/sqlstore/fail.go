package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/muster-zk/muster"
)

func itoa(n int) string { return strconv.Itoa(n) }

// failCall is a call of TaskFail that waits for its turn.
type failCall struct {
	p    muster.TaskFailParams
	task muster.Task
	err  error
}

// TaskFail ends a running attempt without a result. Calls that wait at the same
// time share a transaction, but for those that give a task up: these fail its
// batch, and so have one of their own.
func (s *Store) TaskFail(ctx context.Context, p muster.TaskFailParams) (muster.Task, error) {
	if err := checkFailure(p); err != nil {
		return muster.Task{}, fmt.Errorf("fail task: %w", err)
	}
	call := &failCall{p: p}
	if p.Next == muster.TaskQuarantined {
		call.err = s.update(ctx, "fail task", func(ctx context.Context, t *tx) error { return t.quarantine(ctx, call) })
	} else if err := s.fails.do(ctx, call); err != nil {
		return muster.Task{}, fmt.Errorf("fail task: %w", err)
	}
	if call.err != nil {
		return muster.Task{}, s.coded("fail task", call.err)
	}
	return call.task, nil
}

func (s *Store) failAll(calls []*failCall) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTimeout)
	defer cancel()
	s.together(ctx, len(calls), func(ctx context.Context, t *tx, from, to int) error {
		for _, c := range calls[from:to] {
			c.err = nil
		}
		return t.endLeases(ctx, calls[from:to], nil)
	}, func(i int, err error) { calls[i].err = err })
}

// quarantine is TaskFail for one that gives its task up, unless another attempt
// goes on.
func (t *tx) quarantine(ctx context.Context, c *failCall) error {
	found, err := taskGet(ctx, t, c.p.Task)
	if err != nil {
		return lostIfMissing(err, c.p)
	}
	b, err := t.lockBatch(ctx, found.Batch)
	if err != nil {
		return err
	}
	c.err = nil
	if err := t.endLeases(ctx, []*failCall{c}, &b); err != nil {
		return err
	}
	return c.err
}

func checkFailure(p muster.TaskFailParams) error {
	switch p.Attempt {
	case muster.AttemptFailed:
		if !slices.Contains(muster.FailureClasses, p.Class) {
			return muster.InvalidField("class", fmt.Sprintf("one of %v", muster.FailureClasses), string(p.Class))
		}
		if p.Next != muster.TaskReady && p.Next != muster.TaskQuarantined {
			return muster.InvalidField("next", "ready or quarantined", string(p.Next))
		}
	case muster.AttemptInterrupted:
		if p.Next != muster.TaskReady {
			return muster.InvalidField("next", "ready after an interruption", string(p.Next))
		}
	default:
		return muster.InvalidField("attempt", "failed or interrupted", string(p.Attempt))
	}
	return nil
}

// endLeases does the work of TaskFail for several calls; b is the locked batch
// of one that gives its task up. What a caller did wrong is left in its call.
func (t *tx) endLeases(ctx context.Context, calls []*failCall, b *muster.Batch) error {
	ids := make([]string, len(calls))
	for i, c := range calls {
		ids[i] = string(c.p.Task)
	}
	tasks, err := t.lockTasks(ctx, ids)
	if err != nil {
		return err
	}
	attempts, err := t.attempts(ctx, ids)
	if err != nil {
		return err
	}
	changed := make(map[muster.TaskID]*row, len(calls))
	var ended []*attempt
	for _, c := range calls {
		r, all := tasks[c.p.Task], attempts[c.p.Task]
		a := attemptOf(all, c.p.Fence, c.p.Worker)
		if r == nil || a == nil || !a.running() {
			c.err = leaseLost(c.p.Task, c.p.Fence)
			continue
		}
		if err := t.endLease(ctx, r, a, all, c.p); err != nil {
			return err
		}
		c.task, changed[r.ID] = r.Task, r
		ended = append(ended, a)
	}
	rows := make([]*row, 0, len(changed))
	for _, r := range changed {
		rows = append(rows, r)
	}
	if err := t.saveTasks(ctx, rows); err != nil {
		return err
	}
	if err := t.saveAttempts(ctx, ended); err != nil {
		return err
	}
	if b != nil && len(rows) == 1 && rows[0].State == muster.TaskQuarantined {
		return t.quarantined(ctx, b, rows[0], ended[0], calls[0].p.Now)
	}
	return nil
}

// endLease ends one attempt of a task, and the task's lease with it unless
// another attempt goes on.
func (t *tx) endLease(ctx context.Context, r *row, a *attempt, all []*attempt, p muster.TaskFailParams) error {
	if err := endAttempt(a, p.Attempt, p.Now); err != nil {
		return err
	}
	a.Message = clip(p.Message, maxMessage)
	if p.Attempt == muster.AttemptFailed {
		a.Class = p.Class
	}
	if (p.Refund || p.Attempt == muster.AttemptInterrupted) && !a.hedge {
		r.Attempts--
	}
	err := t.changeNeeds(ctx, r, p.Needs)
	switch {
	case err != nil:
	case r.show(all):
	case p.Next == muster.TaskQuarantined:
		r.endLease()
		err = r.move(muster.TaskQuarantined)
	default:
		r.NotBefore = fromMicro(micro(p.NotBefore))
		err = r.free(p.Now)
	}
	if err == nil {
		t.taskChanged(r, a.Attempt, p.Now)
	}
	return err
}

// changeNeeds moves a task to the pool of other needs.
func (t *tx) changeNeeds(ctx context.Context, r *row, needs *muster.Needs) error {
	if needs == nil {
		return nil
	}
	r.Needs, r.pool = *needs, needs.Pool()
	return t.insertPools(ctx, []*row{r})
}

// lostIfMissing: nobody holds a lease on a task that does not exist.
func lostIfMissing(err error, p muster.TaskFailParams) error {
	if muster.CodeOf(err) == muster.CodeNotFound {
		return leaseLost(p.Task, p.Fence)
	}
	return err
}

// AttemptReject records that a late result was refused. The attempt keeps the
// state that it ended in, since that is how its lease ended, and gets the class
// and message of the refusal. Returns ErrState for the current lease (TaskFail
// ends it) and for an attempt that succeeded.
func (s *Store) AttemptReject(ctx context.Context, p muster.TaskFailParams) error {
	if !slices.Contains(muster.FailureClasses, p.Class) {
		return fmt.Errorf("reject attempt: %w", muster.InvalidField("class", fmt.Sprintf("one of %v", muster.FailureClasses), string(p.Class)))
	}
	return s.update(ctx, "reject attempt", func(ctx context.Context, t *tx) error {
		if _, err := t.lockTasks(ctx, []string{string(p.Task)}); err != nil {
			return err
		}
		attempts, err := t.attempts(ctx, []string{string(p.Task)})
		if err != nil {
			return err
		}
		a := attemptOf(attempts[p.Task], p.Fence, p.Worker)
		switch {
		case a == nil:
			return leaseLost(p.Task, p.Fence)
		case a.running():
			return muster.Errorf(muster.CodeState, "fence %d is a current lease of task %s", p.Fence, p.Task)
		case a.State == muster.AttemptSucceeded:
			return muster.Errorf(muster.CodeState, "attempt %s succeeded", a.ID)
		}
		a.Class, a.Message = p.Class, clip(p.Message, maxMessage)
		if a.EndedAt.IsZero() {
			a.EndedAt = fromMicro(micro(p.Now))
		}
		return t.saveAttempts(ctx, []*attempt{a})
	})
}
