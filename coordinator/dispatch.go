package coordinator

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

const (
	mostLeases = 256              // tasks in one answer
	mostWait   = 60 * time.Second // of one long poll
	// recheck bounds how long a waiting worker can miss work that no wake-up
	// told of: a pause that ended, a task another process made ready.
	recheck = time.Second
	// urlLife is how long signed URLs outlive the lease they come with.
	urlLife = time.Hour
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
	c.log.InfoContext(ctx, "worker registered", "worker", w.ID, "name", w.Name, "state", w.State, "backends", w.Capabilities.Backends)
	c.changed()
	return w, nil
}

// Lease hands out up to Max tasks. It waits for the first one, at most Wait,
// and returns at once when one becomes ready; no task is an empty answer.
func (c *Coordinator) Lease(ctx context.Context, r muster.LeaseRequest) ([]muster.Grant, error) {
	w, err := c.cfg.Store.WorkerGet(ctx, r.Worker)
	if err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	if r.Again {
		held, err := c.cfg.Store.LeaseList(ctx, r.Worker)
		if err != nil {
			return nil, fmt.Errorf("list leases of %s: %w", r.Worker, err)
		}
		if len(held) > 0 {
			return c.grants(ctx, held)
		}
	}
	if w.State == muster.WorkerOffline {
		if w, err = c.cfg.Store.WorkerMove(ctx, w.ID, muster.WorkerOnline, c.now()); err != nil {
			return nil, fmt.Errorf("lease: bring worker back online: %w", err)
		}
	}
	if w.State != muster.WorkerOnline {
		return nil, nil
	}

	deadline := time.NewTimer(min(max(r.Wait, 0), mostWait))
	defer deadline.Stop()
	tick := time.NewTicker(recheck)
	defer tick.Stop()
	for {
		ring := c.tasks.wait()
		if c.draining.Load() {
			return nil, nil
		}
		tasks, err := c.pop(ctx, w, r)
		if err != nil {
			return nil, err
		}
		if len(tasks) > 0 {
			return c.grants(ctx, tasks)
		}
		select {
		case <-ring:
		case <-tick.C:
		case <-deadline.C:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// pop takes ready tasks that suit the worker.
func (c *Coordinator) pop(ctx context.Context, w muster.Worker, r muster.LeaseRequest) ([]muster.Task, error) {
	pools, err := c.cfg.Store.PoolList(ctx)
	if err != nil {
		return nil, fmt.Errorf("list pools: %w", err)
	}
	w.Capabilities = r.Capabilities
	eligible := sched.Pools(w, sched.Groups{}, pools)
	if len(eligible) == 0 {
		return nil, nil
	}
	now := c.now()
	avoidSince := now // alone, a worker may try again what it failed
	c.mu.Lock()
	if c.online > 1 {
		avoidSince = now.Add(-sched.AvoidFor)
	}
	c.mu.Unlock()
	tasks, err := c.cfg.Store.TaskLease(ctx, muster.TaskLeaseParams{
		Worker:     w.ID,
		Pools:      eligible,
		Max:        min(max(r.Max, 1), mostLeases),
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
		c.log.InfoContext(ctx, "task leased", "batch", t.Batch, "task", t.ID, "name", t.Name, "worker", w.ID, "attempt", t.Attempts)
	}
	if len(tasks) > 0 {
		c.changed()
	}
	return tasks, nil
}

// grants adds to leased tasks what their worker needs to run them.
func (c *Coordinator) grants(ctx context.Context, tasks []muster.Task) ([]muster.Grant, error) {
	batches := make(map[muster.BatchID]muster.Batch)
	grants := make([]muster.Grant, 0, len(tasks))
	until := c.now().Add(urlLife)
	for _, t := range tasks {
		b, ok := batches[t.Batch]
		if !ok {
			var err error
			if b, err = c.cfg.Store.BatchGet(ctx, t.Batch); err != nil {
				return nil, fmt.Errorf("grant %s: %w", t.ID, err)
			}
			batches[t.Batch] = b
		}
		g, err := c.grant(ctx, b, t, until)
		if err != nil {
			return nil, fmt.Errorf("grant %s: %w", t.ID, err)
		}
		grants = append(grants, g)
	}
	return grants, nil
}

func (c *Coordinator) grant(ctx context.Context, b muster.Batch, t muster.Task, until time.Time) (muster.Grant, error) {
	g := muster.Grant{
		Task: t, Pipeline: b.Pipeline, Fence: t.Fence, Expires: t.Expires, UploadLimit: c.cfg.OutputLimit,
	}
	circuit, err := c.circuitOf(ctx, b, t.Needs.CircuitName)
	if err != nil {
		return muster.Grant{}, err
	}
	g.Circuit = circuit
	inputs, err := c.cfg.Store.TaskInputs(ctx, t.ID)
	if err != nil {
		return muster.Grant{}, fmt.Errorf("list inputs: %w", err)
	}
	if !t.Slice.IsZero() {
		g.Slice.Name, g.Slice.Artifact = "slice", t.Slice
		if g.Slice.URL, err = c.cfg.Artifacts.SignGet(ctx, t.Slice.Digest, until); err != nil {
			return muster.Grant{}, fmt.Errorf("sign slice: %w", err)
		}
	}
	g.Inputs = make([]muster.GrantInput, len(inputs))
	for i, in := range inputs {
		g.Inputs[i].Input = in
		if g.Inputs[i].URL, err = c.cfg.Artifacts.SignGet(ctx, in.Artifact.Digest, until); err != nil {
			return muster.Grant{}, fmt.Errorf("sign input %s: %w", in.Name, err)
		}
	}
	return g, nil
}

// Heartbeat extends a worker's leases and brings it commands.
func (c *Coordinator) Heartbeat(ctx context.Context, h muster.Heartbeat) (muster.HeartbeatAnswer, error) {
	statuses, err := c.cfg.Store.LeaseExtend(ctx, muster.LeaseExtendParams{
		Worker: h.Worker, Leases: h.Leases, LeaseFor: c.cfg.LeaseFor, Now: c.now(),
	})
	if err != nil {
		return muster.HeartbeatAnswer{}, fmt.Errorf("extend leases of %s: %w", h.Worker, err)
	}
	w, err := c.cfg.Store.WorkerGet(ctx, h.Worker)
	if err != nil {
		return muster.HeartbeatAnswer{}, fmt.Errorf("heartbeat: %w", err)
	}
	c.changed()
	return muster.HeartbeatAnswer{
		Leases: statuses,
		Drain:  w.State == muster.WorkerDraining || w.State == muster.WorkerSuspended,
	}, nil
}

// SignUpload returns what takes the output of a leased task. Errors:
// CodeTooLarge over the limit, CodeLeaseLost if the worker never held the task
// under this fencing token.
func (c *Coordinator) SignUpload(ctx context.Context, w muster.WorkerID, t muster.TaskID, fence int64, a muster.Artifact) (muster.Upload, error) {
	if a.Size <= 0 || a.Size > c.cfg.OutputLimit {
		return muster.Upload{}, muster.Errorf(muster.CodeTooLarge, "output: %d bytes, expected 1 to %d", a.Size, c.cfg.OutputLimit)
	}
	task, err := c.cfg.Store.TaskGet(ctx, t)
	if err != nil {
		return muster.Upload{}, fmt.Errorf("sign upload: %w", err)
	}
	if err := c.checkHeld(ctx, task, w, fence); err != nil {
		return muster.Upload{}, err
	}
	upload, err := c.cfg.Artifacts.SignPut(ctx, a, c.now().Add(urlLife))
	if err != nil {
		return muster.Upload{}, fmt.Errorf("sign upload: %w", err)
	}
	return upload, nil
}

// checkHeld returns ErrLeaseLost unless the worker has an attempt on the task
// under this fencing token, current or past.
func (c *Coordinator) checkHeld(ctx context.Context, t muster.Task, w muster.WorkerID, fence int64) error {
	if t.Worker == w && t.Fence == fence {
		return nil
	}
	attempts, err := c.cfg.Store.AttemptList(ctx, t.Batch, t.ID, 1000)
	if err != nil {
		return fmt.Errorf("check lease: %w", err)
	}
	if slices.ContainsFunc(attempts, func(a muster.Attempt) bool { return a.Worker == w && a.Fence == fence }) {
		return nil
	}
	return muster.Errorf(muster.CodeLeaseLost, "worker %s never held %s under fencing token %d", w, t.ID, fence)
}

// OpenKey streams a circuit's file by digest, or returns ErrNotFound.
func (c *Coordinator) OpenKey(ctx context.Context, a muster.Artifact) (io.ReadCloser, error) {
	return c.cfg.Circuits.Open(ctx, a)
}
