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
	unservedEvery = 10 * time.Second
	// unservedAfter is how long a task is ready before it is told that nobody
	// can take it: workers may just be starting.
	unservedAfter = 30 * time.Second
	stuckEvery    = time.Minute
	// mostStuck bounds how many leased tasks one look reads.
	mostStuck = 10_000
)

// watch remembers what was last said of pools, so that each change is said
// once.
type watch struct {
	mu              sync.Mutex
	unserved, stuck map[muster.PoolID]string
}

// news returns the pools whose text is new, and those that are no longer there.
func news(last, now map[muster.PoolID]string) (changed, gone []muster.PoolID) {
	for id, text := range now {
		if last[id] != text {
			changed = append(changed, id)
		}
	}
	for id := range last {
		if _, ok := now[id]; !ok {
			gone = append(gone, id)
		}
	}
	return changed, gone
}

// findUnserved finds pools whose tasks no online worker may run. It is told as a
// metric, and once in the log.
func (c *Coordinator) findUnserved(ctx context.Context) error {
	counts, err := c.cfg.Store.PoolCounts(ctx)
	if err != nil {
		return fmt.Errorf("count pools: %w", err)
	}
	now := c.now()
	workers, groups := c.fleet.all(), c.fleet.grouping()
	skills := make(map[*skill]bool)
	for _, w := range workers {
		if w.State == muster.WorkerOnline {
			skills[c.fleet.skillOf(w)] = true
		}
	}
	served := func(n muster.Needs) bool {
		for s := range skills {
			if sched.Unmet(s.like, n, groups) == "" {
				return true
			}
		}
		return false
	}
	var unserved []muster.PoolCount
	said, about := make(map[muster.PoolID]string), make(map[muster.PoolID]muster.PoolCount)
	for _, p := range counts {
		if p.Ready == 0 || now.Sub(p.Oldest) < unservedAfter || served(p.Pool.Needs) {
			continue
		}
		unserved = append(unserved, p)
		text := "there are no workers"
		if w, why, ok := sched.Nearest(workers, p.Pool.Needs, groups); ok {
			text = fmt.Sprintf("%s comes closest: %s", nameOf(w), why)
		}
		said[p.Pool.ID], about[p.Pool.ID] = text, p
	}
	c.cfg.Observer.Unserved(unserved)
	c.watch.mu.Lock()
	defer c.watch.mu.Unlock()
	changed, gone := news(c.watch.unserved, said)
	c.watch.unserved = said
	for _, id := range changed {
		p := about[id]
		n := p.Pool.Needs
		c.log.WarnContext(ctx, "tasks that no online worker can take", "pool", id, "tasks", p.Ready, "pipeline", n.Pipeline,
			"circuit", n.CircuitName, "stage", n.Stage, "version", n.ProtocolVersion, "waiting", now.Sub(p.Oldest).Round(time.Second).String(), "why", said[id])
	}
	for _, id := range gone {
		c.log.InfoContext(ctx, "tasks can be taken again, or are gone", "pool", id)
	}
	return nil
}

// findStuck finds leased tasks that run far beyond what their kind takes, though
// their workers send heartbeats.
func (c *Coordinator) findStuck(ctx context.Context) error {
	known := c.estimates()
	if known == nil {
		return nil
	}
	leased, err := c.cfg.Store.TaskList(ctx, muster.TaskFilter{States: []muster.TaskState{muster.TaskLeased}, Limit: mostStuck})
	if err != nil {
		return fmt.Errorf("list leased tasks: %w", err)
	}
	now := c.now()
	at := make(map[muster.PoolID]*muster.PoolCount)
	said := make(map[muster.PoolID]string)
	worst := make(map[muster.PoolID]muster.Task)
	for _, t := range leased {
		d, ok := known.Of(t.Needs, "")
		if !ok {
			continue
		}
		why := sched.Stuck(t, d, now)
		if why == "" {
			continue
		}
		id := t.Needs.Pool()
		if at[id] == nil {
			at[id] = &muster.PoolCount{Pool: muster.Pool{ID: id, Needs: t.Needs}}
		}
		at[id].Leased++
		if w, ok := worst[id]; !ok || t.LeasedAt.Before(w.LeasedAt) {
			worst[id] = t
			said[id] = string(t.ID) + " " + string(t.Worker) // its time changes, and is no news
		}
	}
	stuck := make([]muster.PoolCount, 0, len(at))
	for _, p := range at {
		stuck = append(stuck, *p)
	}
	c.cfg.Observer.Stuck(stuck)
	c.watch.mu.Lock()
	defer c.watch.mu.Unlock()
	changed, _ := news(c.watch.stuck, said)
	c.watch.stuck = said
	for _, id := range changed {
		t := worst[id]
		d, _ := known.Of(t.Needs, "")
		c.log.WarnContext(ctx, "task is stuck", "batch", t.Batch, "task", t.ID, "name", t.Name, "worker", t.Worker,
			"alike", at[id].Leased, "why", sched.Stuck(t, d, now))
	}
	return nil
}
