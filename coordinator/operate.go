package coordinator

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

// The verbs of operators.

// stir has every waiting worker look again: what it may run can have changed.
func (c *Coordinator) stir() { c.tasks.ring() }

// RetryBatch brings a failed batch back: quarantined tasks get fresh attempts,
// and what is done stays done. One that failed before it was planned is prepared
// again. Returns ErrState unless it failed.
func (c *Coordinator) RetryBatch(ctx context.Context, id muster.BatchID) (muster.Batch, error) {
	b, err := c.cfg.Store.BatchRetry(ctx, muster.BatchMoveParams{ID: id, Now: c.now()})
	if err != nil {
		return muster.Batch{}, fmt.Errorf("retry batch: %w", err)
	}
	c.stalls.clear(id)
	c.log.InfoContext(ctx, "batch retried", "batch", id, "state", b.State)
	c.prepares.ring()
	c.stir()
	c.changed()
	return b, nil
}

// SetPriority moves a batch that has not ended to another class. It keeps its
// place within the class.
func (c *Coordinator) SetPriority(ctx context.Context, id muster.BatchID, p muster.Priority) (muster.Batch, error) {
	if p < muster.PriorityLow || p > muster.PriorityHigh {
		return muster.Batch{}, muster.InvalidField("priority", "low, normal or high", p.String())
	}
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return muster.Batch{}, err
	}
	return c.reline(ctx, b, p, b.Deadline)
}

// SetDeadline gives a batch that has not ended another deadline, or none (zero).
// A deadline moves it forward where it is needed, never backward.
func (c *Coordinator) SetDeadline(ctx context.Context, id muster.BatchID, deadline time.Time) (muster.Batch, error) {
	if !deadline.IsZero() && !deadline.After(c.now()) {
		return muster.Batch{}, muster.InvalidField("deadline", "a time to come, or none", deadline.Format(time.RFC3339))
	}
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return muster.Batch{}, err
	}
	return c.reline(ctx, b, b.Priority, deadline)
}

func (c *Coordinator) reline(ctx context.Context, b muster.Batch, p muster.Priority, deadline time.Time) (muster.Batch, error) {
	line := int64(0) // one that is not planned yet gets its place then
	if b.Line != 0 {
		cost, critical, err := c.remaining(ctx, b)
		if err != nil {
			return muster.Batch{}, fmt.Errorf("reline batch: %w", err)
		}
		line = relined(b, p, deadline, cost, critical, c.now())
	}
	after, err := c.cfg.Store.BatchReline(ctx, muster.BatchRelineParams{ID: b.ID, Priority: p, Deadline: deadline, Line: line, Now: c.now()})
	if err != nil {
		return muster.Batch{}, fmt.Errorf("reline batch: %w", err)
	}
	c.log.InfoContext(ctx, "batch relined", "batch", b.ID, "priority", after.Priority, "deadline", after.Deadline)
	c.prepares.ring()
	c.stir()
	c.changed()
	return after, nil
}

// relined returns the line of a batch in another class, at the same place
// within it, or further ahead where the deadline asks for it.
func relined(b muster.Batch, p muster.Priority, deadline time.Time, cost, critical time.Duration, now time.Time) int64 {
	at := func(p muster.Priority, deadline time.Time) int64 {
		return sched.Line(sched.LineParams{Now: now, Priority: p, Deadline: deadline, Cost: cost, Critical: critical, Share: 1})
	}
	line := b.Line + at(p, time.Time{}) - at(b.Priority, time.Time{})
	if urgent := at(p, deadline); urgent < at(p, time.Time{}) {
		line = min(line, urgent)
	}
	return line
}

// remaining estimates how long the fleet works on what is left of a batch, and
// its longest path.
func (c *Coordinator) remaining(ctx context.Context, b muster.Batch) (cost, critical time.Duration, err error) {
	counts, err := c.cfg.Store.TaskCounts(ctx, b.ID)
	if err != nil {
		return 0, 0, fmt.Errorf("count tasks: %w", err)
	}
	pools, err := c.cfg.Store.PoolList(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("list pools: %w", err)
	}
	k, err := c.knowledge(ctx)
	if err != nil {
		return 0, 0, err
	}
	est := k.finish(c.now(), workOf(b, counts, pools), nil)
	return est.Fleet, est.Critical, nil
}

// ReleaseTask gives a quarantined task fresh attempts, and its batch goes on.
func (c *Coordinator) ReleaseTask(ctx context.Context, id muster.TaskID) (muster.Task, error) {
	t, err := c.cfg.Store.TaskRelease(ctx, id, c.now())
	if err != nil {
		return muster.Task{}, fmt.Errorf("release task: %w", err)
	}
	c.taskMoved(ctx, "release", t)
	return t, nil
}

// RetryTask takes a leased task from its worker, or ends the pause of a ready
// one, so that it is leased anew at once. It spends no attempt, and a valid proof
// that the old worker brings still counts.
func (c *Coordinator) RetryTask(ctx context.Context, id muster.TaskID) (muster.Task, error) {
	t, err := c.cfg.Store.TaskRequeue(ctx, id, c.now())
	if err != nil {
		return muster.Task{}, fmt.Errorf("retry task: %w", err)
	}
	c.taskMoved(ctx, "retry", t)
	return t, nil
}

// mostReason is the most bytes of a reason that an operator gives.
const mostReason = 1024

// QuarantineTask gives a task up, which fails its batch, until it is released.
func (c *Coordinator) QuarantineTask(ctx context.Context, id muster.TaskID, reason string) (muster.Task, error) {
	if reason == "" || len(reason) > mostReason {
		return muster.Task{}, muster.InvalidField("reason", fmt.Sprintf("1 to %d bytes that say why", mostReason), reason)
	}
	t, err := c.cfg.Store.TaskQuarantine(ctx, id, reason, c.now())
	if err != nil {
		return muster.Task{}, fmt.Errorf("quarantine task: %w", err)
	}
	c.taskMoved(ctx, "quarantine", t)
	c.batchEnded(ctx, t.Batch, muster.BatchFailed)
	return t, nil
}

func (c *Coordinator) taskMoved(ctx context.Context, verb string, t muster.Task) {
	c.log.InfoContext(ctx, "operator moved task", "verb", verb, "batch", t.Batch, "task", t.ID, "name", t.Name, "state", t.State)
	c.stir()
	c.changed()
}

// Groups lists the groups of workers.
func (c *Coordinator) Groups(ctx context.Context) ([]muster.Group, error) {
	return c.cfg.Store.GroupList(ctx)
}

// ApplyGroups replaces all groups. CodeInvalid names every wrong field.
func (c *Coordinator) ApplyGroups(ctx context.Context, groups []muster.Group) ([]muster.Group, error) {
	if err := sched.CheckGroups(groups); err != nil {
		return nil, err
	}
	if err := c.cfg.Store.GroupApply(ctx, groups, c.now()); err != nil {
		return nil, fmt.Errorf("apply groups: %w", err)
	}
	c.log.InfoContext(ctx, "groups applied", "groups", len(groups))
	if err := c.fleet.readGroups(ctx); err != nil {
		return nil, fmt.Errorf("apply groups: %w", err)
	}
	return c.Groups(ctx)
}

// DrainWorker lets a worker finish what it holds and gives it no more.
func (c *Coordinator) DrainWorker(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return c.moveWorker(ctx, id, muster.WorkerDraining)
}

// ResumeWorker ends a drain or a suspension.
func (c *Coordinator) ResumeWorker(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return c.moveWorker(ctx, id, muster.WorkerOnline)
}

// SuspendWorker keeps a worker from leasing until it is resumed.
func (c *Coordinator) SuspendWorker(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return c.moveWorker(ctx, id, muster.WorkerSuspended)
}

func (c *Coordinator) moveWorker(ctx context.Context, id muster.WorkerID, to muster.WorkerState) (muster.Worker, error) {
	w, err := c.cfg.Store.WorkerMove(ctx, id, to, c.now())
	if err != nil {
		return muster.Worker{}, fmt.Errorf("move worker to %s: %w", to, err)
	}
	c.log.InfoContext(ctx, "worker moved", "worker", id, "state", to)
	c.fleet.put(w)
	c.tasks.line.callWorker(id)
	c.changed()
	return w, nil
}
