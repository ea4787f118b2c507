package coordinator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/sched"
)

// mockSystem is the proof system of the mock prover.
const mockSystem = "mock"

// prepareRetry is the pause after the store or the artifacts failed.
const prepareRetry = time.Second

// manySlices is from how many slices on it is worth a collection to have the
// memory back that executing a batch took, before its tasks are stored.
const manySlices = 100_000

// guess is how long a task is taken to last of which nobody knows it. Were
// unknown batches charged nothing, a flood of them would stand before all that
// comes when durations are known.
const guess = 30 * time.Second

// errWaiting says that a batch can't be prepared before a batch it references.
var errWaiting = errors.New("a referenced batch is not planned yet")

// prepareLoop prepares batches, the oldest first, one at a time: execution is
// sequential by nature and the proofs are what takes long.
func (c *Coordinator) prepareLoop(ctx context.Context) error {
	for {
		ring := c.prepares.wait()
		again, err := c.prepareAll(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			c.log.ErrorContext(ctx, "prepare batches", "error", err)
		}
		pause := time.NewTimer(prepareRetry)
		if !again && err == nil {
			pause.Reset(time.Minute)
		}
		select {
		case <-ring:
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return nil
		}
		pause.Stop()
	}
}

// prepareAll prepares every batch that can be. It reports whether some batch
// has to wait: for one it references, for keys, for room.
func (c *Coordinator) prepareAll(ctx context.Context) (waiting bool, err error) {
	open, err := c.cfg.Store.BatchList(ctx, muster.BatchFilter{
		States: []muster.BatchState{muster.BatchPending, muster.BatchPreparing}, Limit: 1000,
	})
	if err != nil {
		return false, fmt.Errorf("list waiting batches: %w", err)
	}
	slices.SortFunc(open, func(a, b muster.Batch) int {
		if a.Priority != b.Priority {
			return int(b.Priority - a.Priority)
		}
		return int(a.Sequence - b.Sequence)
	})
	shares := &shares{c: c}
	for _, b := range open {
		err := c.prepare(ctx, b.ID, shares)
		switch {
		case err == nil:
			c.stalls.clear(b.ID)
		case ctx.Err() != nil:
			return false, ctx.Err()
		case errors.Is(err, errElsewhere):
			waiting = true // it may die over it
		case errors.Is(err, errWaiting), muster.CodeOf(err) == muster.CodeUnavailable, muster.CodeOf(err) == muster.CodeStorageFull:
			// Not the batch's fault: it stays and is tried again.
			waiting = true
			if c.stalls.set(b.ID, err, c.now()) {
				c.log.WarnContext(ctx, "batch waits", "batch", b.ID, "why", err)
			}
		case errors.Is(err, muster.ErrState):
			// Cancelled meanwhile.
		default:
			c.log.ErrorContext(ctx, "batch can't be prepared", "batch", b.ID, "error", err)
			if _, err := c.cfg.Store.BatchFail(ctx, muster.BatchMoveParams{ID: b.ID, Failure: "prepare: " + err.Error(), Now: c.now()}); err != nil && !errors.Is(err, muster.ErrState) {
				return false, fmt.Errorf("fail %s: %w", b.ID, err)
			}
			c.changed()
			c.batchEnded(ctx, b.ID, muster.BatchFailed)
		}
	}
	return waiting, nil
}

// prepare executes one batch, plans its tree and stores both.
func (c *Coordinator) prepare(ctx context.Context, id muster.BatchID, shares *shares) error {
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return err
	}
	if b.State != muster.BatchPending && b.State != muster.BatchPreparing {
		return nil // ended, or planned by another coordinator, since it was listed
	}
	references, err := c.references(ctx, b)
	if err != nil {
		return err
	}
	held, release, err := c.claim(ctx, id)
	if err != nil {
		return err
	}
	defer release()
	err = c.prepareClaimed(held, id, references, shares)
	if err != nil && ctx.Err() == nil && errors.Is(context.Cause(held), errElsewhere) {
		return errElsewhere
	}
	return err
}

func (c *Coordinator) prepareClaimed(ctx context.Context, id muster.BatchID, references []muster.Statement, shares *shares) (err error) {
	defer func() { // a program is given users' input: what it trips over is one batch's failure
		if r := recover(); r != nil {
			err = fmt.Errorf("panic while preparing: %v", r)
		}
	}()
	b, err := c.cfg.Store.BatchStart(ctx, muster.BatchMoveParams{ID: id, Now: c.now()})
	if err != nil {
		return err
	}
	c.changed()
	start := time.Now()
	p, err := c.Pipeline(b.Pipeline, b.PipelineVersion)
	if err != nil {
		return err
	}
	prepared, err := c.execute(ctx, b, p, references)
	if err != nil {
		return err
	}
	d, err := c.draft(ctx, b, p, prepared, references)
	if err != nil {
		return err
	}
	line, err := c.lineOf(ctx, d, shares)
	if err != nil {
		return err
	}
	slices := len(prepared.Slices)
	prepared = muster.Prepared{} // the draft has what is needed of it
	if slices > manySlices {
		debug.FreeOSMemory()
	}
	b, tasks, err := c.emit(ctx, d, line)
	if err != nil {
		return err
	}
	c.planned(ctx, b, slices, tasks, time.Since(start))
	return nil
}

// execute runs the batch's program on its input, which may be large and is not
// kept.
func (c *Coordinator) execute(ctx context.Context, b muster.Batch, p *pipeline.Pipeline, references []muster.Statement) (muster.Prepared, error) {
	params, err := p.Resolve(b.Params)
	if err != nil {
		return muster.Prepared{}, err
	}
	input, err := c.readInput(ctx, b.Input)
	if err != nil {
		return muster.Prepared{}, err
	}
	registered, err := c.chosen(ctx, b, p)
	if err != nil {
		return muster.Prepared{}, err
	}
	in := programInput(p, params, input, registered)
	in.References = references
	return c.cfg.Programs[p.Program].Prepare(ctx, in)
}

// lineOf gives a batch its place in the line.
func (c *Coordinator) lineOf(ctx context.Context, d *draft, shares *shares) (int64, error) {
	b := &d.batch
	if b.Line != 0 { // it was given one before a crash
		return b.Line, nil
	}
	tail, err := c.cfg.Store.LineTail(ctx, b.Tenant, b.Priority)
	if err != nil {
		return 0, fmt.Errorf("find the end of the tenant's line: %w", err)
	}
	share, err := shares.of(ctx, b.Tenant)
	if err != nil {
		return 0, err
	}
	p := sched.LineParams{
		Now: c.now(), Priority: b.Priority, Deadline: b.Deadline, Tail: tail, Front: c.front.Load(), Share: share,
	}
	if _, longest, known := d.measure(); known {
		p.Critical = longest
	}
	p.Cost = sched.Finish(sched.FinishParams{
		Now: p.Now, Tasks: treeWork(d.tree, d.kinds), Workers: c.fleet.all(), Groups: c.fleet.grouping(),
		Estimates: c.estimates(), Critical: p.Critical, Guess: guess,
	}).Fleet
	return sched.Line(p), nil
}

// shares knows the tenants that have batches in the line.
type shares struct {
	c      *Coordinator
	active []string
	known  bool
}

// of returns a tenant's share of the fleet.
func (s *shares) of(ctx context.Context, tenant string) (float64, error) {
	if !s.known {
		open, err := s.c.cfg.Store.BatchList(ctx, muster.BatchFilter{
			States: []muster.BatchState{muster.BatchPreparing, muster.BatchProving}, Limit: 1000,
		})
		if err != nil {
			return 0, fmt.Errorf("list batches in the line: %w", err)
		}
		for i := range open {
			if !slices.Contains(s.active, open[i].Tenant) {
				s.active = append(s.active, open[i].Tenant)
			}
		}
		s.known = true
	}
	return sched.Share(s.c.cfg.TenantShares, tenant, s.active), nil
}

// references returns the statements of the batches that b references, or
// errWaiting while one of them is not planned.
func (c *Coordinator) references(ctx context.Context, b muster.Batch) ([]muster.Statement, error) {
	var out []muster.Statement
	for _, id := range b.References {
		r, err := c.cfg.Store.BatchGet(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reference %s: %w", id, err)
		}
		if r.State == muster.BatchPending || r.State == muster.BatchPreparing {
			return nil, errWaiting
		}
		out = append(out, r.Statement)
	}
	return out, nil
}

func (c *Coordinator) readInput(ctx context.Context, a muster.Artifact) (_ []byte, err error) {
	r, err := c.cfg.Artifacts.Get(ctx, a.Digest)
	if err != nil {
		return nil, fmt.Errorf("open input: %w", err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read input: %w", err)
	}
	return b, nil
}
