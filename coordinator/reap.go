package coordinator

import (
	"context"
	"time"

	"github.com/muster-zk/muster"
)

// reapBatch is how many expired leases one transaction ends.
const reapBatch = 1000

// reapLoop ends expired leases and marks silent workers. A store that is away
// is tried again at the next tick.
func (c *Coordinator) reapLoop(ctx context.Context) error {
	tick := time.NewTicker(c.cfg.ReapEvery)
	defer tick.Stop()
	for {
		if err := c.reap(ctx); err != nil && ctx.Err() == nil {
			c.log.ErrorContext(ctx, "reap leases", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

func (c *Coordinator) reap(ctx context.Context) error {
	now := c.now()
	lost, err := c.cfg.Store.LeaseReap(ctx, muster.LeaseReapParams{Limit: reapBatch, Now: now})
	if err != nil {
		return err
	}
	for _, t := range lost {
		c.cfg.Observer.AttemptEnded(t.Needs, muster.AttemptExpired, muster.FailWorkerLost, now.Sub(t.LeasedAt))
		c.log.WarnContext(ctx, "lease expired", "batch", t.Batch, "task", t.ID, "name", t.Name, "next", t.State, "attempts", t.Attempts)
		if t.State == muster.TaskQuarantined {
			c.batchEnded(ctx, t.Batch, muster.BatchFailed)
		}
	}
	silent, err := c.cfg.Store.WorkerLost(ctx, now.Add(-c.cfg.OfflineFor), now)
	if err != nil {
		return err
	}
	for _, w := range silent {
		c.log.WarnContext(ctx, "worker offline", "worker", w.ID, "name", w.Name, "seen", w.SeenAt)
	}
	if len(lost) > 0 || len(silent) > 0 {
		c.tasks.ring()
		c.changed()
	}
	return c.countWorkers(ctx)
}

func (c *Coordinator) countWorkers(ctx context.Context) error {
	workers, err := c.cfg.Store.WorkerList(ctx)
	if err != nil {
		return err
	}
	n := 0
	for _, w := range workers {
		if w.State == muster.WorkerOnline {
			n++
		}
	}
	c.mu.Lock()
	c.online = n
	c.mu.Unlock()
	return nil
}
