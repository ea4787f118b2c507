package coordinator

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

const (
	mostLeases = 256              // tasks in one answer
	mostWait   = 60 * time.Second // of one long poll
	// recheck bounds how long waiting workers can miss work that no wake-up
	// told of.
	recheck = time.Second
	// aloneFor is how long the only worker there is leaves what it failed: it
	// may try again, but not spend all attempts while another one starts.
	aloneFor = 3 * time.Second
	// lastLook is the age from which a look at the store is not taken for the
	// answer of a call that found nothing: it looks once more.
	lastLook = 50 * time.Millisecond
)

// Register stores what a worker says of itself and returns it with its id and
// state.
func (c *Coordinator) Register(ctx context.Context, r muster.Registration) (muster.Worker, error) {
	if len(r.Capabilities.Backends) == 0 {
		return muster.Worker{}, muster.InvalidField("capabilities.backends", "at least one backend", "")
	}
	if r.ID == "" {
		r.ID = c.cfg.IDs.Worker()
	} else if _, err := muster.ParseWorkerID(string(r.ID)); err != nil {
		return muster.Worker{}, err
	}
	w, err := c.cfg.Store.WorkerPut(ctx, muster.Worker{
		ID: r.ID, Name: r.Name, PublicKey: r.PublicKey, Version: r.Version,
		Group: r.Group, Zone: r.Zone, Region: r.Region, Capabilities: r.Capabilities,
	}, c.now())
	if err != nil {
		return muster.Worker{}, fmt.Errorf("register worker: %w", err)
	}
	c.fleet.put(w)
	c.log.InfoContext(ctx, "worker registered", "worker", w.ID, "name", w.Name, "state", w.State, "backends", w.Capabilities.Backends)
	c.changed()
	return w, nil
}

// Lease hands out up to Max tasks. It waits for the first one, at most Wait,
// and returns at once when one becomes ready; no task is an empty answer.
func (c *Coordinator) Lease(ctx context.Context, r muster.LeaseRequest) ([]muster.Grant, error) {
	w, err := c.fleet.worker(ctx, r.Worker)
	if err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	c.slots.see(r.Max)
	if r.Again {
		held, err := c.cfg.Store.LeaseList(ctx, r.Worker)
		if err != nil {
			return nil, fmt.Errorf("list leases of %s: %w", r.Worker, err)
		}
		if len(held) > 0 {
			return c.grants(ctx, held)
		}
	}
	if err := c.comesBack(ctx, w); err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	tasks, err := c.await(ctx, r)
	if err != nil {
		return nil, err
	}
	c.cfg.Observer.LeaseAnswered(len(tasks))
	return c.grants(ctx, tasks)
}

// await takes tasks for a worker, waiting for the first.
func (c *Coordinator) await(ctx context.Context, r muster.LeaseRequest) ([]muster.Task, error) {
	wait := min(max(r.Wait, 0), mostWait)
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	line := &c.tasks.line
	var woken call // by what, at last
	for {
		w, err := c.fleet.worker(ctx, r.Worker)
		if err != nil {
			return nil, fmt.Errorf("lease: %w", err)
		}
		if c.draining.Load() || w.State != muster.WorkerOnline {
			line.pass(woken, nil)
			return nil, nil
		}
		if rest := c.tired.rest(w.ID, c.now()); rest > 0 {
			line.pass(woken, nil)
			woken = call{}
			over, err := sleep(ctx, min(rest, recheck), deadline.C) // it may be drained meanwhile
			if err != nil || over {
				return nil, err
			}
			continue
		}
		w.Capabilities = r.Capabilities
		place := line.enter(w.ID, c.fleet.skillOf(w))
		looked := time.Now()
		tasks, err := c.look(ctx, w, place, r.Max, woken, woken.recheck || wait < recheck)
		if err != nil || len(tasks) > 0 {
			line.leave(place)
			return tasks, err
		}
		select {
		case woken = <-place.calls:
			continue
		case <-ctx.Done():
			line.leave(place)
			return nil, ctx.Err()
		case <-deadline.C:
		}
		line.leave(place)
		if time.Since(looked) < lastLook {
			return nil, nil
		}
		return c.look(ctx, w, place, r.Max, call{recheck: true}, false)
	}
}

// look takes tasks for a worker that stands in the line, and sees to it that
// what woke it is not lost: who finds nothing passes it on, who finds one of
// many calls others.
func (c *Coordinator) look(ctx context.Context, w muster.Worker, place *waiter, most int, woken call, hedge bool) ([]muster.Task, error) {
	reach := place.skill.reach()
	tasks, err := c.pop(ctx, w, reach, most)
	if err == nil && len(tasks) == 0 && hedge {
		tasks, err = c.hedge(ctx, w, reach)
	}
	switch {
	case err != nil:
		if ctx.Err() != nil { // the store has nothing against others
			c.tasks.line.pass(woken, place)
		}
		return nil, err
	case len(tasks) == 0 && woken.hops > 0:
		woken.hops--
		c.tasks.line.pass(woken, place)
	case len(tasks) > 0 && woken.more:
		c.cfg.Observer.WorkersWoken(c.tasks.line.call(woken, 2, place))
	}
	if woken.recheck {
		for _, t := range tasks {
			if t.LeasedAt.Sub(t.ReadyAt) > recheck && t.Fence == 1 {
				c.cfg.Observer.TaskMissed(t.Needs)
			}
		}
	}
	return tasks, nil
}

// sleep waits until d or the deadline is over, and reports whether it is the
// latter.
func sleep(ctx context.Context, d time.Duration, deadline <-chan time.Time) (over bool, err error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return false, nil
	case <-deadline:
		return true, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// pop takes ready tasks that suit the worker.
func (c *Coordinator) pop(ctx context.Context, w muster.Worker, r *reach, most int) ([]muster.Task, error) {
	if len(r.pools) == 0 {
		return nil, nil
	}
	now := c.now()
	avoidSince := now.Add(-aloneFor)
	if c.fleet.others() {
		avoidSince = now.Add(-sched.AvoidFor)
	}
	tasks, err := c.cfg.Store.TaskLease(ctx, muster.TaskLeaseParams{
		Worker:     w.ID,
		Zone:       w.Zone,
		Pools:      sched.Pools(w, c.fleet.grouping(), r.pools),
		Max:        min(max(most, 1), mostLeases),
		LeaseFor:   c.cfg.LeaseFor,
		AvoidSince: avoidSince,
		NewAttempt: c.cfg.IDs.Attempt,
		Now:        now,
	})
	if err != nil {
		return nil, fmt.Errorf("lease tasks: %w", err)
	}
	for _, t := range tasks {
		c.cfg.Observer.TaskLeased(t.Needs, now.Sub(t.ReadyAt))
		c.log.DebugContext(ctx, "task leased", "batch", t.Batch, "task", t.ID, "name", t.Name, "worker", w.ID, "attempt", t.Attempts)
	}
	if len(tasks) > 0 {
		if front := sched.Front(tasks[0]); front != 0 {
			c.front.Store(front)
		}
		c.changed()
	}
	return tasks, nil
}

// OpenKey streams a circuit's file by digest, or returns ErrNotFound.
func (c *Coordinator) OpenKey(ctx context.Context, a muster.Artifact) (io.ReadCloser, error) {
	return c.openFile(ctx, a)
}

// mostTired bounds how many failing workers are remembered.
const mostTired = 10_000

// tired counts failures that workers had in a row. A broken machine fails in
// milliseconds: without a rest it would draw in every task of a pool and spend
// an attempt of each.
type tired struct {
	mu sync.Mutex
	of map[muster.WorkerID]failures
}

type failures struct {
	inRow int
	until time.Time // of the rest
}

// failed counts a failure.
func (t *tired) failed(id muster.WorkerID, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil || len(t.of) >= mostTired {
		t.of = make(map[muster.WorkerID]failures)
	}
	f := t.of[id]
	f.inRow++
	f.until = now.Add(sched.Rest(f.inRow))
	t.of[id] = f
}

// succeeded forgets a worker's failures.
func (t *tired) succeeded(id muster.WorkerID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, id)
}

// rest returns how long a worker is to rest yet.
func (t *tired) rest(id muster.WorkerID, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(0, t.of[id].until.Sub(now))
}
