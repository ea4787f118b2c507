// Package pool spreads the work of one key set-up over all processors, counts
// what is done and stops early when the caller gives up.
package pool

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Pool runs ranges of work for one set-up. Its methods are called by one
// goroutine, one after the other; the functions given to it run on many.
type Pool struct {
	ctx      context.Context
	workers  int
	total    int64
	progress func(done, total int64)

	mu   sync.Mutex // guards done and serialises progress
	done int64
}

// New returns a pool for total units of work. progress may be nil; it is
// called from the pool's goroutines, never two at a time, with done growing.
func New(ctx context.Context, total int64, progress func(done, total int64)) *Pool {
	return &Pool{ctx: ctx, workers: runtime.GOMAXPROCS(0), total: total, progress: progress}
}

// Each calls fn once for every range of at most batch indices below n.
// Every goroutine owns one value made by scratch. Each index counts weight
// units as done when its range is. It returns when all ranges are done, or the
// context's error when that ends first.
func Each[S any](p *Pool, n, batch int, weight int64, scratch func() S, fn func(s S, lo, hi int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	ranges := (n + batch - 1) / batch
	for range min(p.workers, ranges) {
		wg.Go(func() {
			s := scratch()
			for p.ctx.Err() == nil {
				lo := (int(next.Add(1)) - 1) * batch
				if lo >= n {
					return
				}
				hi := min(lo+batch, n)
				fn(s, lo, hi)
				p.add(int64(hi-lo) * weight)
			}
		})
	}
	wg.Wait()
	return p.ctx.Err()
}

// Ranges is Each without a scratch value and without counting.
func (p *Pool) Ranges(n, batch int, fn func(lo, hi int)) error {
	return Each(p, n, batch, 0, func() struct{} { return struct{}{} }, func(_ struct{}, lo, hi int) { fn(lo, hi) })
}

func (p *Pool) add(units int64) {
	if p.progress == nil || units == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += units
	p.progress(p.done, p.total)
}
