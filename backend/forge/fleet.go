package forge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// take gives the job to the worker that has the fewest and has room. Nil, and
// what is closed when there may be room, where all are busy; an error where none
// is left to ask.
func (b *Backend) take(ctx context.Context) (*remote, <-chan struct{}, error) {
	b.askAll(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	var best *remote
	var left bool
	var why []error
	now := b.now()
	for _, w := range slices.SortedStableFunc(slices.Values(b.workers), func(v, w *remote) int { return cmp.Compare(v.busy, w.busy) }) {
		if now.Before(w.shun) {
			why = append(why, fmt.Errorf("%s: %s", w.url, w.reason))
			continue
		}
		left = true
		if best == nil && w.ready && w.busy < w.max {
			best = w
		}
	}
	switch {
	case best != nil:
		best.busy++
		return best, nil, nil
	case left:
		return nil, b.freed, nil
	}
	return nil, nil, fmt.Errorf("no Forge worker is left to ask: %w", errors.Join(why...))
}

// askAll asks workers for their health whose word is old.
func (b *Backend) askAll(ctx context.Context) {
	b.mu.Lock()
	var due []*remote
	now := b.now()
	for _, w := range b.workers {
		if now.Sub(w.asked) >= healthFor && !now.Before(w.shun) {
			w.asked = now // others need not ask meanwhile
			due = append(due, w)
		}
	}
	b.mu.Unlock()
	done := make(chan struct{})
	for _, w := range due {
		go func() {
			b.ask(ctx, w)
			done <- struct{}{}
		}()
	}
	for range due {
		<-done
	}
}

// ask asks one worker for its health.
func (b *Backend) ask(ctx context.Context, w *remote) {
	limit, cancel := context.WithTimeout(ctx, healthWait)
	defer cancel()
	h, err := b.health(limit, w.url)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case ctx.Err() != nil: // says nothing of the worker
		w.asked = time.Time{}
	case err != nil:
		w.ready, w.shun, w.reason = false, b.now().Add(shunFor), err.Error()
	default:
		// It counts our jobs among its own.
		w.max = max(h.MaxConcurrentJobs, 1)
		w.ready = h.Ready || h.ActiveJobs <= w.busy
	}
	b.wake()
}

// release takes a job from a worker and, where it failed, leaves that alone for
// a while.
func (b *Backend) release(w *remote, shun time.Duration, reason string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w.busy--
	if shun > 0 {
		w.shun, w.reason, w.asked = b.now().Add(shun), reason, time.Time{}
	}
	b.wake()
}

// full takes a job from a worker that has no room: others use it too. It is asked
// for its health before the next one.
func (b *Backend) full(w *remote) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w.busy--
	w.ready, w.asked = false, b.now().Add(capacityPause-healthFor)
}

// wake has jobs look again that wait for room.
func (b *Backend) wake() {
	close(b.freed)
	b.freed = make(chan struct{})
}
