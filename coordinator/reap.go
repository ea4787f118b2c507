package coordinator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

const (
	// reapBatch is how many expired leases one transaction ends.
	reapBatch    = 1000
	releaseEvery = 10 * time.Second
)

// reap ends expired leases and marks silent workers. It does nothing before the
// trust window is over, and starts it anew when the store fails.
func (c *Coordinator) reap(ctx context.Context) error {
	now := c.now()
	if !c.lead.now().trusted(now, c.cfg.LeaseFor) {
		return nil
	}
	for {
		lost, err := c.cfg.Store.LeaseReap(ctx, muster.LeaseReapParams{Limit: reapBatch, Now: now})
		if err != nil {
			c.broken()
			return fmt.Errorf("reap leases: %w", err)
		}
		c.reaped(ctx, lost, now)
		if len(lost) < reapBatch {
			break
		}
	}
	since := now.Add(-c.cfg.OfflineFor)
	if !c.fleet.silent(since) {
		return nil
	}
	silent, err := c.cfg.Store.WorkerLost(ctx, since, now)
	if err != nil {
		c.broken()
		return fmt.Errorf("mark lost workers: %w", err)
	}
	for _, w := range silent {
		c.fleet.put(w)
		c.log.WarnContext(ctx, "worker offline", "worker", w.ID, "name", w.Name, "seen", w.SeenAt)
	}
	if len(silent) > 0 {
		c.changed()
	}
	return nil
}

// reaped tells of tasks whose lease ended and wakes those who can take them.
func (c *Coordinator) reaped(ctx context.Context, lost []muster.Task, now time.Time) {
	if len(lost) == 0 {
		return
	}
	opened := make(map[muster.PoolID]int)
	for _, t := range lost {
		c.cfg.Observer.AttemptEnded(t.Needs, muster.AttemptExpired, muster.FailWorkerLost, now.Sub(t.LeasedAt))
		c.log.WarnContext(ctx, "lease expired", "batch", t.Batch, "task", t.ID, "name", t.Name, "next", t.State, "attempts", t.Attempts)
		switch t.State {
		case muster.TaskReady:
			opened[t.Needs.Pool()]++
		case muster.TaskQuarantined:
			c.batchEnded(ctx, t.Batch, muster.BatchFailed)
		default: // another attempt runs on it, or its batch failed by another task
		}
	}
	c.tasks.open(ctx, opened)
	c.changed()
}

// releaseSuspended lets workers that were suspended for their proofs work again
// after a while. Those that an operator suspended stay so.
func (c *Coordinator) releaseSuspended(ctx context.Context) error {
	now := c.now()
	for _, w := range c.fleet.all() {
		if w.State != muster.WorkerSuspended || !sched.Suspend(w.InvalidProofs) || now.Sub(w.StateAt) < sched.SuspendFor {
			continue
		}
		back, err := c.cfg.Store.WorkerMove(ctx, w.ID, muster.WorkerOnline, now)
		if errors.Is(err, muster.ErrState) || errors.Is(err, muster.ErrNotFound) {
			continue // moved meanwhile
		}
		if err != nil {
			return fmt.Errorf("release %s: %w", w.ID, err)
		}
		c.fleet.put(back)
		c.log.InfoContext(ctx, "suspended worker released", "worker", w.ID, "name", w.Name, "after", sched.SuspendFor.String())
		c.changed()
	}
	return nil
}
