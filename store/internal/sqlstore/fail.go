package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/muster-zk/muster"
)

func itoa(n int) string { return strconv.Itoa(n) }

// TaskFail ends the current lease without a result.
func (s *Store) TaskFail(ctx context.Context, p muster.TaskFailParams) (muster.Task, error) {
	if err := checkFailure(p); err != nil {
		return muster.Task{}, fmt.Errorf("fail task: %w", err)
	}
	var failed muster.Task
	err := s.update(ctx, "fail task", func(ctx context.Context, t *tx) error {
		r, err := t.failTask(ctx, p)
		if err != nil {
			return err
		}
		failed = r.Task
		return nil
	})
	if err != nil {
		return muster.Task{}, err
	}
	return failed, nil
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

func (t *tx) failTask(ctx context.Context, p muster.TaskFailParams) (*row, error) {
	var b muster.Batch
	if p.Next == muster.TaskQuarantined {
		found, err := taskGet(ctx, t, p.Task)
		if err != nil {
			return nil, lostIfMissing(err, p)
		}
		if b, err = t.lockBatch(ctx, found.Batch); err != nil {
			return nil, err
		}
	}
	locked, err := t.lockTasks(ctx, []string{string(p.Task)})
	if err != nil {
		return nil, err
	}
	attempts, err := t.attempts(ctx, []string{string(p.Task)})
	if err != nil {
		return nil, err
	}
	r, all := locked[p.Task], attempts[p.Task]
	a := attemptOf(all, p.Fence, p.Worker)
	if r == nil || a == nil || !a.running() {
		return nil, leaseLost(p.Task, p.Fence)
	}
	if err := endAttempt(a, p.Attempt, p.Now); err != nil {
		return nil, err
	}
	a.Message = clip(p.Message, maxMessage)
	if p.Attempt == muster.AttemptFailed {
		a.Class = p.Class
	}
	if (p.Refund || p.Attempt == muster.AttemptInterrupted) && !a.hedge {
		r.Attempts--
	}
	if err := t.changeNeeds(ctx, r, p.Needs); err != nil {
		return nil, err
	}
	quarantined := false
	switch {
	case r.show(all): // another attempt goes on
	case p.Next == muster.TaskQuarantined:
		quarantined = true
		r.endLease()
		err = r.move(muster.TaskQuarantined)
	default:
		r.NotBefore = fromMicro(micro(p.NotBefore))
		err = r.free(p.Now)
	}
	if err != nil {
		return nil, err
	}
	if err := t.saveTasks(ctx, []*row{r}); err != nil {
		return nil, err
	}
	if err := t.saveAttempts(ctx, []*attempt{a}); err != nil {
		return nil, err
	}
	t.taskChanged(r, a.Attempt, p.Now)
	if quarantined {
		return r, t.quarantined(ctx, &b, r, a, p.Now)
	}
	return r, nil
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
