package sqlstore

import (
	"context"
	"sync"
)

// group makes calls that wait at the same time share one run. The first caller
// runs for itself; those who come meanwhile wait, and when the run ends the
// first of them runs for all that wait. No goroutine is kept: the callers take
// turns.
type group[C any] struct {
	// run serves the calls, at least one, and leaves each one's outcome in it.
	run func(calls []C)
	// most is the number of calls that one run takes at most, or the sum of their
	// weights where they have any, but always one call.
	most   int
	weight func(C) int

	mu      sync.Mutex
	waiting []*seat[C]
	busy    bool
}

// seat is a waiting call. Its channel is closed once it was served; a value on
// lead makes its caller the next to run.
type seat[C any] struct {
	call C
	lead chan struct{}
	done chan struct{}
}

// do returns nil once run has served the call, or the context's error if it
// ended before a run took the call; the call has no effect then.
func (g *group[C]) do(ctx context.Context, call C) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	s := g.sit(call)
	g.mu.Unlock()
	return g.wait(ctx, s)
}

// doAll is do for several calls, which stand in line one behind the other. The
// errors are in their order.
func (g *group[C]) doAll(ctx context.Context, calls []C) []error {
	errs := make([]error, len(calls))
	if err := ctx.Err(); err != nil {
		for i := range errs {
			errs[i] = err
		}
		return errs
	}
	seats := make([]*seat[C], len(calls))
	g.mu.Lock()
	for i, call := range calls {
		seats[i] = g.sit(call)
	}
	g.mu.Unlock()
	// Seats are served in order, so the one that is waited for is the first of
	// these that may be told to lead.
	for i, s := range seats {
		errs[i] = g.wait(ctx, s)
	}
	return errs
}

// sit puts a call at the end of the line; g.mu is held.
func (g *group[C]) sit(call C) *seat[C] {
	s := &seat[C]{call: call, lead: make(chan struct{}, 1), done: make(chan struct{})}
	g.waiting = append(g.waiting, s)
	if !g.busy {
		g.busy = true
		s.lead <- struct{}{}
	}
	return s
}

func (g *group[C]) wait(ctx context.Context, s *seat[C]) error {
	select {
	case <-s.lead:
		g.serve()
		return nil
	case <-s.done:
		return nil
	case <-ctx.Done():
		if g.leave(s) {
			return ctx.Err()
		}
		<-s.done
		return nil
	}
}

// serve runs for the first of the waiting, its caller among them, and passes
// the lead on.
func (g *group[C]) serve() {
	g.mu.Lock()
	n := g.next()
	seats := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	g.mu.Unlock()

	defer func() {
		for _, s := range seats {
			close(s.done)
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		g.pass()
	}()
	calls := make([]C, n)
	for i, s := range seats {
		calls[i] = s.call
	}
	g.run(calls)
}

// next is the number of waiting calls that the next run takes; g.mu is held.
func (g *group[C]) next() int {
	if g.weight == nil {
		return min(len(g.waiting), g.most)
	}
	n, sum := 0, 0
	for n < len(g.waiting) {
		if sum += g.weight(g.waiting[n].call); sum > g.most && n > 0 {
			break
		}
		n++
	}
	return n
}

// pass makes the first waiting caller lead; g.mu is held.
func (g *group[C]) pass() {
	if len(g.waiting) == 0 {
		g.busy = false
		return
	}
	g.waiting[0].lead <- struct{}{}
}

// leave takes a waiting call back and reports false if a run has it already.
func (g *group[C]) leave(s *seat[C]) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, w := range g.waiting {
		if w != s {
			continue
		}
		g.waiting = append(g.waiting[:i:i], g.waiting[i+1:]...)
		select {
		case <-s.lead: // it was to lead: the next one does
			g.pass()
		default:
		}
		return true
	}
	return false
}
