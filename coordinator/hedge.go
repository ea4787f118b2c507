package coordinator

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

const (
	// hedgeEvery is how often workers of one reach ask for stragglers' tasks:
	// were each idle worker to ask, a large fleet would ask for nothing else.
	hedgeEvery = time.Second
	// mostHedges bounds the hedges whose outcome is counted; older ones are
	// forgotten first.
	mostHedges = 4096
)

// hedges remembers when stragglers' tasks were asked for, and which leases are
// second ones, to count what they were good for.
type hedges struct {
	mu    sync.Mutex
	asked map[*reach]time.Time
	given map[muster.TaskID]int64 // fence of the second lease
}

// due reports whether workers of this reach may ask now.
func (h *hedges) due(r *reach, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if last, ok := h.asked[r]; ok && now.Sub(last) < hedgeEvery && !now.Before(last) {
		return false
	}
	if h.asked == nil || len(h.asked) > mostSkills {
		h.asked = make(map[*reach]time.Time)
	}
	h.asked[r] = now
	return true
}

// found lets the next of this reach ask at once: where one straggler was, there
// are others.
func (h *hedges) found(r *reach, tasks []muster.Task) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.asked, r)
	if h.given == nil || len(h.given) >= mostHedges {
		h.given = make(map[muster.TaskID]int64)
	}
	for _, t := range tasks {
		h.given[t.ID] = t.Fence
	}
}

// ended reports whether a task had a second lease, and whether the result came
// under it.
func (h *hedges) ended(id muster.TaskID, fence int64) (hedged, won bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	given, ok := h.given[id]
	delete(h.given, id)
	return ok, ok && given == fence
}

// hedge gives an idle worker a task that another one has held for longer than
// nearly all of its kind took. The first result counts; the other worker hears
// with its next heartbeat that it need not go on.
func (c *Coordinator) hedge(ctx context.Context, w muster.Worker, r *reach) ([]muster.Task, error) {
	if c.cfg.NoHedge {
		return nil, nil
	}
	now := c.now()
	known := c.estimates()
	if known == nil || !c.hedges.due(r, now) {
		return nil, nil
	}
	since := make(map[muster.PoolID]time.Time)
	for i := range r.pools {
		d, ok := known.Of(r.pools[i].Needs, "")
		if !ok {
			continue
		}
		if after := sched.HedgeAfter(d); after > 0 {
			since[r.pools[i].ID] = now.Add(-after)
		}
	}
	if len(since) == 0 {
		return nil, nil
	}
	tasks, err := c.cfg.Store.TaskHedge(ctx, muster.TaskHedgeParams{
		Worker: w.ID, Since: since, Max: 1, LeaseFor: c.cfg.LeaseFor, NewAttempt: c.cfg.IDs.Attempt, Now: now,
	})
	if err != nil {
		return nil, fmt.Errorf("hedge: %w", err)
	}
	if len(tasks) == 0 {
		return nil, nil
	}
	c.hedges.found(r, tasks)
	for _, t := range tasks {
		c.cfg.Observer.HedgeStarted(t.Needs)
		c.log.InfoContext(ctx, "task hedged", "batch", t.Batch, "task", t.ID, "name", t.Name, "worker", w.ID, "fence", t.Fence)
	}
	c.changed()
	return tasks, nil
}
