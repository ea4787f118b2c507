package coordinator

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// mostHeld bounds how many held batches one look at the backlog counts the tasks
// of; beyond, theirs look like any.
const mostHeld = 64

// held reports whether a batch is kept from the own fleet.
func held(b muster.Batch, now time.Time) bool { return b.Hold.Until.After(now) }

// offered returns the backlog per pool without the ready tasks of held batches,
// which ask for no workers, and how many those are.
func (c *Coordinator) offered(ctx context.Context, now time.Time) ([]muster.PoolCount, map[muster.PoolID]int, error) {
	counts, err := c.cfg.Store.PoolCounts(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("count pools: %w", err)
	}
	open, err := c.cfg.Store.BatchList(ctx, muster.BatchFilter{
		States: []muster.BatchState{muster.BatchPreparing, muster.BatchProving}, Limit: 1000,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list open batches: %w", err)
	}
	kept := make(map[muster.PoolID]int)
	pools := make([]muster.Pool, len(counts))
	for i, p := range counts {
		pools[i] = p.Pool
	}
	looked := 0
	for _, b := range open {
		if !held(b, now) {
			continue
		}
		if looked++; looked > mostHeld {
			break
		}
		tasks, err := c.cfg.Store.TaskCounts(ctx, b.ID)
		if err != nil {
			return nil, nil, fmt.Errorf("count tasks of %s: %w", b.ID, err)
		}
		needs := needsOfSteps(b, pools)
		for _, t := range tasks {
			if n, ok := needs[step{t.Round, t.Circuit, t.Stage}]; ok && t.State == muster.TaskReady {
				kept[n.Pool()] += t.Count
			}
		}
	}
	for i := range counts {
		p := &counts[i]
		kept[p.Pool.ID] = min(kept[p.Pool.ID], p.Ready)
		if p.Ready -= kept[p.Pool.ID]; p.Ready == 0 {
			p.Oldest = time.Time{}
		}
	}
	return counts, kept, nil
}
