package coordinator

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

// Bounds of what one explanation reads, whatever the size of the batch.
const (
	sampleReady    = 200  // ready tasks of a round
	sampleLeased   = 2000 // leases are bounded by the fleet
	sampleAttempts = 12   // tasks whose attempts are read
	sampleAhead    = 16   // batches before it whose tasks are counted
	sampleRefs     = 64   // referenced batches
	keysWithin     = 2 * time.Second
)

// Explain says why a batch is not proven, and what to do. It changes nothing.
func (c *Coordinator) Explain(ctx context.Context, id muster.BatchID) (muster.Explanation, error) {
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return muster.Explanation{}, err
	}
	r, err := c.rules(ctx)
	if err != nil {
		return muster.Explanation{}, err
	}
	s, err := c.snapshot(ctx, b)
	if err != nil {
		return muster.Explanation{}, fmt.Errorf("explain %s: %w", id, err)
	}
	return diagnose(s, r), nil
}

// rules returns the scheduler's answers under the groups and estimates that
// are stored now.
func (c *Coordinator) rules(ctx context.Context) (rules, error) {
	groups, err := c.cfg.Store.GroupList(ctx)
	if err != nil {
		return rules{}, fmt.Errorf("list groups: %w", err)
	}
	estimates, err := c.cfg.Store.EstimateList(ctx)
	if err != nil {
		return rules{}, fmt.Errorf("list estimates: %w", err)
	}
	return rulesOf(groups, estimates), nil
}

// rulesOf binds the scheduler to groups and estimates.
func rulesOf(groups []muster.Group, estimates []muster.Estimate) rules {
	g, e := sched.NewGroups(groups), sched.NewEstimates(estimates)
	return rules{
		unmet:    func(w muster.Worker, n muster.Needs) string { return sched.Unmet(w, n, g) },
		estimate: e.Of,
		late:     sched.HedgeAfter,
	}
}

// snapshot reads what a diagnosis of the batch needs.
func (c *Coordinator) snapshot(ctx context.Context, b muster.Batch) (snapshot, error) {
	s := snapshot{now: c.now(), batch: b, draining: c.draining.Load(), attempts: make(map[muster.TaskID][]muster.Attempt)}
	var err error
	if s.counts, err = c.cfg.Store.TaskCounts(ctx, b.ID); err != nil {
		return s, fmt.Errorf("count tasks: %w", err)
	}
	if s.counts == nil {
		s.counts = []muster.TaskCount{}
	}
	if s.workers, err = c.cfg.Store.WorkerList(ctx); err != nil {
		return s, fmt.Errorf("list workers: %w", err)
	}
	if err := c.sampleReferences(ctx, &s); err != nil {
		return s, err
	}
	switch b.State {
	case muster.BatchPending, muster.BatchPreparing:
		err = c.samplePreparation(ctx, &s)
	case muster.BatchFailed:
		err = c.sampleQuarantined(ctx, &s)
	case muster.BatchProving:
		err = c.sampleOpen(ctx, &s)
	case muster.BatchSettling, muster.BatchCompleted, muster.BatchCancelled:
	}
	return s, err
}

func (c *Coordinator) sampleReferences(ctx context.Context, s *snapshot) error {
	for i, id := range s.batch.References {
		if i == sampleRefs {
			break
		}
		r, err := c.cfg.Store.BatchGet(ctx, id)
		if muster.CodeOf(err) == muster.CodeNotFound {
			continue // ended long ago, and over its retention
		}
		if err != nil {
			return fmt.Errorf("reference %s: %w", id, err)
		}
		if r.State != muster.BatchCompleted {
			s.references = append(s.references, r)
		}
	}
	return nil
}

func (c *Coordinator) samplePreparation(ctx context.Context, s *snapshot) error {
	b := s.batch
	s.stalled = c.stalls.of(b.ID)
	if p, err := c.Pipeline(b.Pipeline, b.PipelineVersion); err != nil {
		s.stalled = &stall{code: muster.CodeUnavailable, why: "this coordinator does not have its pipeline: " + err.Error(), since: b.CreatedAt}
	} else if params, err := p.Resolve(b.Params); err == nil {
		look, cancel := context.WithTimeout(ctx, keysWithin)
		s.keys = c.checkCircuits(look, p, params)
		cancel()
	}
	waiting, err := c.cfg.Store.BatchList(ctx, muster.BatchFilter{
		States: []muster.BatchState{muster.BatchPending, muster.BatchPreparing}, Limit: 1000,
	})
	if err != nil {
		return fmt.Errorf("list waiting batches: %w", err)
	}
	for _, w := range waiting {
		if w.Priority > b.Priority || w.Priority == b.Priority && w.Sequence < b.Sequence {
			s.before++
		}
	}
	return nil
}

func (c *Coordinator) sampleQuarantined(ctx context.Context, s *snapshot) error {
	var err error
	if s.quarantined, err = c.cfg.Store.TaskList(ctx, muster.TaskFilter{
		Batch: s.batch.ID, States: []muster.TaskState{muster.TaskQuarantined}, Limit: toldTasks,
	}); err != nil {
		return fmt.Errorf("list quarantined tasks: %w", err)
	}
	return c.readAttempts(ctx, s, s.quarantined)
}

func (c *Coordinator) sampleOpen(ctx context.Context, s *snapshot) error {
	if err := c.sampleReady(ctx, s); err != nil {
		return err
	}
	leased, err := c.cfg.Store.TaskList(ctx, muster.TaskFilter{
		Batch: s.batch.ID, States: []muster.TaskState{muster.TaskLeased}, Limit: sampleLeased,
	})
	if err != nil {
		return fmt.Errorf("list leased tasks: %w", err)
	}
	slices.SortFunc(leased, func(a, b muster.Task) int { return a.LeasedAt.Compare(b.LeasedAt) })
	s.leased = leased[:min(len(leased), toldRunning)]
	// Those that failed before come first: they tell the most.
	var look []muster.Task
	for _, p := range s.ready {
		look = append(look, p.sample...)
	}
	slices.SortStableFunc(look, func(a, b muster.Task) int { return cmp.Compare(b.Attempts, a.Attempts) })
	look = slices.DeleteFunc(look, func(t muster.Task) bool { return t.Fence == 0 })
	look = append(look[:min(len(look), sampleAttempts)], s.leased...)
	if err := c.readAttempts(ctx, s, look); err != nil {
		return err
	}
	if len(s.ready) == 0 {
		return nil
	}
	return c.sampleLine(ctx, s)
}

// sampleReady finds the pools that the batch's ready tasks wait in. Up to a
// bound it looks at the tasks; beyond, at the pools that match the counts.
func (c *Coordinator) sampleReady(ctx context.Context, s *snapshot) error {
	ready := make(map[int]int) // by round
	for _, n := range s.counts {
		if n.State == muster.TaskReady {
			ready[n.Round] += n.Count
		}
	}
	found := make(map[muster.PoolID]*waitingPool)
	add := func(p muster.Pool) *waitingPool {
		w := found[p.ID]
		if w == nil {
			w = &waitingPool{pool: p}
			found[p.ID] = w
		}
		return w
	}
	for round, n := range ready {
		tasks, err := c.cfg.Store.TaskList(ctx, muster.TaskFilter{
			Batch: s.batch.ID, States: []muster.TaskState{muster.TaskReady}, Round: &round, Limit: sampleReady,
		})
		if err != nil {
			return fmt.Errorf("list ready tasks: %w", err)
		}
		for _, t := range tasks {
			w := add(muster.Pool{ID: t.Needs.Pool(), Needs: t.Needs})
			w.ready++
			w.sample = append(w.sample, t)
			if w.oldest.IsZero() || t.ReadyAt.Before(w.oldest) {
				w.oldest = t.ReadyAt
			}
		}
		if len(tasks) >= n {
			delete(ready, round)
		}
	}
	if len(ready) > 0 { // rounds with more ready tasks than were looked at
		pools, err := c.cfg.Store.PoolCounts(ctx)
		if err != nil {
			return fmt.Errorf("count pools: %w", err)
		}
		for _, n := range s.counts {
			if n.State != muster.TaskReady || ready[n.Round] == 0 {
				continue
			}
			for _, p := range pools {
				if m := p.Pool.Needs; p.Ready > 0 && m.Pipeline == s.batch.Pipeline && m.ProtocolVersion == s.batch.ProtocolVersion &&
					m.Round == n.Round && m.CircuitName == n.Circuit && m.Stage == n.Stage {
					w := add(p.Pool)
					w.ready = min(n.Count, p.Ready)
					if w.oldest.IsZero() {
						w.oldest = p.Oldest
					}
				}
			}
		}
	}
	for _, w := range found {
		s.ready = append(s.ready, *w)
	}
	slices.SortFunc(s.ready, func(a, b waitingPool) int { // the most work first, and always the same order
		return cmp.Or(cmp.Compare(b.ready, a.ready), cmp.Compare(a.pool.ID, b.pool.ID))
	})
	return nil
}

// sampleLine finds what stands before the batch.
func (c *Coordinator) sampleLine(ctx context.Context, s *snapshot) error {
	active, err := c.cfg.Store.BatchList(ctx, muster.BatchFilter{
		States: []muster.BatchState{muster.BatchPreparing, muster.BatchProving}, Limit: 1000,
	})
	if err != nil {
		return fmt.Errorf("list batches in the line: %w", err)
	}
	before := slices.DeleteFunc(active, func(o muster.Batch) bool {
		return o.ID == s.batch.ID || cmp.Or(cmp.Compare(o.Line, s.batch.Line), cmp.Compare(o.Sequence, s.batch.Sequence)) > 0
	})
	l := &muster.LinePlace{}
	s.line = l
	type step struct {
		circuit, stage string
		round          int
	}
	mine := make(map[step]bool)
	for _, p := range s.ready {
		mine[step{p.pool.Needs.CircuitName, p.pool.Needs.Stage, p.pool.Needs.Round}] = true
	}
	if len(before) > sampleAhead {
		pools, err := c.cfg.Store.PoolCounts(ctx)
		if err != nil {
			return fmt.Errorf("count pools: %w", err)
		}
		own := make(map[muster.PoolID]int)
		for _, p := range s.ready {
			own[p.pool.ID] = p.ready
		}
		for _, p := range pools {
			if n, ok := own[p.Pool.ID]; ok {
				l.Tasks += max(0, p.Ready-n)
			}
		}
		l.Batches, l.AtMost = len(before), true
		return nil
	}
	for _, o := range before {
		counts, err := c.cfg.Store.TaskCounts(ctx, o.ID)
		if err != nil {
			return fmt.Errorf("count tasks of %s: %w", o.ID, err)
		}
		n := 0
		for _, t := range counts {
			if t.State == muster.TaskReady && o.Pipeline == s.batch.Pipeline && mine[step{t.Circuit, t.Stage, t.Round}] {
				n += t.Count
			}
		}
		if n > 0 {
			l.Batches++
			l.Tasks += n
		}
	}
	return nil
}

func (c *Coordinator) readAttempts(ctx context.Context, s *snapshot, tasks []muster.Task) error {
	for _, t := range tasks {
		all, err := c.cfg.Store.AttemptList(ctx, t.Batch, t.ID, 1000)
		if err != nil {
			return fmt.Errorf("list attempts: %w", err)
		}
		s.attempts[t.ID] = all
	}
	return nil
}
