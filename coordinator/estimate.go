package coordinator

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

const (
	mergeEvery    = 5 * time.Second
	readBackEvery = 10 * time.Second
	// mostLearned bounds the kinds of attempts that are kept while the store is
	// away; what is beyond them is forgotten.
	mostLearned = 10_000
)

// learning holds how long attempts take: what this process saw since it told
// the store, and what all processes told it.
type learning struct {
	mu    sync.Mutex
	seen  map[muster.EstimateKey]muster.Durations
	known atomic.Pointer[sched.Estimates]
	read  time.Time
	told  time.Time
}

// estimates returns what is known; nil, which knows nothing, at first.
func (l *learning) estimates() *sched.Estimates { return l.known.Load() }

// learn notes how long an accepted attempt took.
func (l *learning) learn(n muster.Needs, class string, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := muster.EstimateKey{Circuit: n.Circuit, Stage: n.Stage, Class: class}
	d, ok := l.seen[key]
	if !ok && len(l.seen) >= mostLearned {
		return
	}
	if l.seen == nil {
		l.seen = make(map[muster.EstimateKey]muster.Durations)
	}
	d.Add(took)
	l.seen[key] = d
}

// tell merges what was seen into the store. What could not be told is kept.
func (l *learning) tell(ctx context.Context, store muster.EstimateStore, now time.Time) error {
	l.mu.Lock()
	seen := l.seen
	l.seen, l.told = nil, now
	l.mu.Unlock()
	if len(seen) == 0 {
		return nil
	}
	add := make([]muster.Estimate, 0, len(seen))
	for key, d := range seen {
		add = append(add, muster.Estimate{EstimateKey: key, Durations: d, UpdatedAt: now})
	}
	err := store.EstimateMerge(ctx, add)
	if err == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil {
		l.seen = make(map[muster.EstimateKey]muster.Durations)
	}
	for key, d := range seen {
		d.Merge(l.seen[key])
		l.seen[key] = d
	}
	return fmt.Errorf("merge estimates: %w", err)
}

// readBack reads what all processes told.
func (l *learning) readBack(ctx context.Context, store muster.EstimateStore, now time.Time) error {
	all, err := store.EstimateList(ctx)
	if err != nil {
		return fmt.Errorf("list estimates: %w", err)
	}
	l.known.Store(sched.NewEstimates(all))
	l.mu.Lock()
	l.read = now
	l.mu.Unlock()
	return nil
}

// keep tells and reads what is due.
func (l *learning) keep(ctx context.Context, store muster.EstimateStore, now time.Time) error {
	l.mu.Lock()
	told, read := now.Sub(l.told), now.Sub(l.read)
	l.mu.Unlock()
	if told >= mergeEvery || told < 0 {
		if err := l.tell(ctx, store, now); err != nil {
			return err
		}
	}
	if read >= readBackEvery || read < 0 {
		return l.readBack(ctx, store, now)
	}
	return nil
}

// learnLoop keeps estimates exchanged with the store until ctx ends.
func (c *Coordinator) learnLoop(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var failed bool
	for {
		err := c.learning.keep(ctx, c.cfg.Store, c.now())
		if err != nil && !failed && ctx.Err() == nil {
			c.log.WarnContext(ctx, "exchange estimates", "error", err)
		}
		failed = err != nil
		select {
		case <-tick.C:
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			if err := c.learning.tell(last, c.cfg.Store, c.now()); err != nil {
				c.log.WarnContext(last, "exchange estimates", "error", err)
			}
			return nil
		}
	}
}

// Estimates returns what is known about durations.
func (c *Coordinator) estimates() *sched.Estimates { return c.learning.estimates() }
