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
	k, err := c.knowledge(ctx)
	if err != nil {
		return muster.Explanation{}, fmt.Errorf("explain %s: %w", id, err)
	}
	s, err := c.snapshot(ctx, b, k)
	if err != nil {
		return muster.Explanation{}, fmt.Errorf("explain %s: %w", id, err)
	}
	return diagnose(s, k.rules()), nil
}

// knowledge is what the store holds beside batches and tasks.
type knowledge struct {
	workers   []muster.Worker
	groups    []muster.Group
	estimates []muster.Estimate
}

// knowledge reads it afresh: what is explained is to be what is.
func (c *Coordinator) knowledge(ctx context.Context) (k knowledge, err error) {
	if k.workers, err = c.cfg.Store.WorkerList(ctx); err != nil {
		return k, fmt.Errorf("list workers: %w", err)
	}
	if k.groups, err = c.cfg.Store.GroupList(ctx); err != nil {
		return k, fmt.Errorf("list groups: %w", err)
	}
	if k.estimates, err = c.cfg.Store.EstimateList(ctx); err != nil {
		return k, fmt.Errorf("list estimates: %w", err)
	}
	return k, nil
}

// fewSamples is from how many durations on one of them may be called far too
// long.
const fewSamples = 3

// rules binds the scheduler's answers to it.
func (k knowledge) rules() rules {
	g, e := sched.NewGroups(k.groups), sched.NewEstimates(k.estimates)
	return rules{
		unmet:    func(w muster.Worker, n muster.Needs) string { return sched.Unmet(w, n, g) },
		estimate: e.Of,
		late: func(d muster.Durations) time.Duration {
			if after := sched.HedgeAfter(d); after > 0 || d.Count < fewSamples {
				return after
			}
			return max(4*d.Quantile(1), time.Minute)
		},
	}
}

// finish estimates when what is left of a batch would be done.
func (k knowledge) finish(now time.Time, own, ahead []sched.Work) sched.FinishEstimate {
	return sched.Finish(sched.FinishParams{
		Now: now, Tasks: own, Ahead: ahead, Workers: k.workers, Groups: sched.NewGroups(k.groups), Estimates: sched.NewEstimates(k.estimates),
	})
}

// step is a kind of task within a pipeline.
type step struct {
	round          int
	circuit, stage string
}

// workOf says how much there is to do of a batch, by the needs of the pools that
// its tasks are in.
func workOf(b muster.Batch, counts []muster.TaskCount, pools []muster.Pool) []sched.Work {
	needs := make(map[step]muster.Needs)
	for _, p := range pools {
		if n := p.Needs; n.Pipeline == b.Pipeline && n.ProtocolVersion == b.ProtocolVersion && slices.Equal(n.Regions, b.Regions) {
			at := step{n.Round, n.CircuitName, n.Stage}
			// One that ran out of memory waits in a pool of its own: most are in
			// the pool that asks for less.
			if known, ok := needs[at]; !ok || n.Memory+n.VRAM < known.Memory+known.VRAM {
				needs[at] = n
			}
		}
	}
	byStep := make(map[step]*sched.Work)
	var order []step
	for _, c := range counts {
		at := step{c.Round, c.Circuit, c.Stage}
		n, ok := needs[at]
		if !ok || c.State.Terminal() {
			continue
		}
		if byStep[at] == nil {
			byStep[at] = &sched.Work{Needs: n}
			order = append(order, at)
		}
		if c.State == muster.TaskLeased || c.State == muster.TaskVerifying {
			byStep[at].Running += c.Count
		} else {
			byStep[at].Waiting += c.Count
		}
	}
	work := make([]sched.Work, len(order))
	for i, at := range order {
		work[i] = *byStep[at]
	}
	return work
}

// snapshot reads what a diagnosis of the batch needs.
func (c *Coordinator) snapshot(ctx context.Context, b muster.Batch, k knowledge) (snapshot, error) {
	s := snapshot{
		now: c.now(), batch: b, workers: k.workers, draining: c.draining.Load(), attempts: make(map[muster.TaskID][]muster.Attempt),
	}
	var err error
	if s.counts, err = c.cfg.Store.TaskCounts(ctx, b.ID); err != nil {
		return s, fmt.Errorf("count tasks: %w", err)
	}
	if s.counts == nil {
		s.counts = []muster.TaskCount{}
	}
	if err := c.sampleReferences(ctx, &s); err != nil {
		return s, err
	}
	if err := c.sampleSettlements(ctx, &s); err != nil {
		return s, err
	}
	if err := c.sampleAttestation(ctx, &s); err != nil {
		return s, err
	}
	switch b.State {
	case muster.BatchPending, muster.BatchPreparing:
		err = c.samplePreparation(ctx, &s)
	case muster.BatchFailed:
		err = c.sampleQuarantined(ctx, &s)
	case muster.BatchProving:
		err = c.sampleOpen(ctx, &s, k)
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

func (c *Coordinator) sampleOpen(ctx context.Context, s *snapshot, k knowledge) error {
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
	return c.sampleLine(ctx, s, k)
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

// sampleLine finds what stands before the batch, and so when it may be done.
func (c *Coordinator) sampleLine(ctx context.Context, s *snapshot, k knowledge) error {
	active, err := c.cfg.Store.BatchList(ctx, muster.BatchFilter{
		States: []muster.BatchState{muster.BatchPreparing, muster.BatchProving}, Limit: 1000,
	})
	if err != nil {
		return fmt.Errorf("list batches in the line: %w", err)
	}
	before := slices.DeleteFunc(active, func(o muster.Batch) bool {
		return held(o, s.now) || o.ID == s.batch.ID || cmp.Or(cmp.Compare(o.Line, s.batch.Line), cmp.Compare(o.Sequence, s.batch.Sequence)) > 0
	})
	counts, err := c.cfg.Store.PoolCounts(ctx)
	if err != nil {
		return fmt.Errorf("count pools: %w", err)
	}
	pools := make([]muster.Pool, len(counts))
	for i, p := range counts {
		pools[i] = p.Pool
	}
	mine := make(map[muster.PoolID]int)
	for _, p := range s.ready {
		mine[p.pool.ID] = p.ready
	}
	s.line = &muster.LinePlace{}
	var ahead []sched.Work
	if len(before) > sampleAhead {
		s.line.Batches, s.line.AtMost = len(before), true
		for _, p := range counts {
			if own, ok := mine[p.Pool.ID]; ok && p.Ready > own {
				s.line.Tasks += p.Ready - own
				ahead = append(ahead, sched.Work{Needs: p.Pool.Needs, Waiting: p.Ready - own})
			}
		}
	} else {
		for _, o := range before {
			theirs, err := c.cfg.Store.TaskCounts(ctx, o.ID)
			if err != nil {
				return fmt.Errorf("count tasks of %s: %w", o.ID, err)
			}
			work := workOf(o, theirs, pools)
			ahead = append(ahead, work...)
			if n := readyIn(work, theirs, mine); n > 0 {
				s.line.Batches++
				s.line.Tasks += n
			}
		}
	}
	if held(s.batch, s.now) {
		return nil // nobody here knows when whoever proves it is done
	}
	if est := k.finish(s.now, workOf(s.batch, s.counts, pools), ahead); est.Known && est.Critical > 0 {
		s.eta = est.Late
	}
	return nil
}

// readyIn counts a batch's ready tasks in some pools.
func readyIn(work []sched.Work, counts []muster.TaskCount, pools map[muster.PoolID]int) int {
	in := make(map[step]bool)
	for _, w := range work {
		if _, ok := pools[w.Needs.Pool()]; ok {
			in[step{w.Needs.Round, w.Needs.CircuitName, w.Needs.Stage}] = true
		}
	}
	n := 0
	for _, t := range counts {
		if t.State == muster.TaskReady && in[step{t.Round, t.Circuit, t.Stage}] {
			n += t.Count
		}
	}
	return n
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
