package coordinator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// mockSystem is the proof system of the mock prover.
const mockSystem = "mock"

// prepareRetry is the pause after the store or the artifacts failed.
const prepareRetry = time.Second

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
	for _, b := range open {
		err := c.prepare(ctx, b.ID)
		switch {
		case err == nil:
			c.stalls.clear(b.ID)
		case ctx.Err() != nil:
			return false, ctx.Err()
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
func (c *Coordinator) prepare(ctx context.Context, id muster.BatchID) (err error) {
	defer func() { // a program is given users' input: what it trips over is one batch's failure
		if r := recover(); r != nil {
			err = fmt.Errorf("panic while preparing: %v", r)
		}
	}()
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return err
	}
	references, err := c.references(ctx, b)
	if err != nil {
		return err
	}
	if b, err = c.cfg.Store.BatchStart(ctx, muster.BatchMoveParams{ID: id, Now: c.now()}); err != nil {
		return err
	}
	c.changed()
	start := time.Now()
	p, err := c.Pipeline(b.Pipeline, b.PipelineVersion)
	if err != nil {
		return err
	}
	params, err := p.Resolve(b.Params)
	if err != nil {
		return err
	}
	input, err := c.readInput(ctx, b.Input)
	if err != nil {
		return err
	}
	in := programInput(p, params, input)
	in.References = references
	prepared, err := c.cfg.Programs[p.Program].Prepare(ctx, in)
	if err != nil {
		return err
	}
	tree := pipeline.Input{Params: b.Params, Slices: make([]pipeline.Slice, len(prepared.Slices)), References: len(references)}
	for i, s := range prepared.Slices {
		tree.Slices[i].Circuit = s.Circuit
	}
	plan, err := p.Plan(tree)
	if err != nil {
		return err
	}
	tasks, statement, err := c.tasksOf(ctx, b, plan, prepared, references)
	if err != nil {
		return err
	}
	if b, err = c.cfg.Store.BatchPlan(ctx, muster.BatchPlanParams{
		ID: id, Tasks: tasks, Root: tasks[len(tasks)-1].ID, Statement: statement, Result: prepared.Result, Now: c.now(),
	}); err != nil {
		return fmt.Errorf("store plan: %w", err)
	}
	c.log.InfoContext(ctx, "batch planned", "batch", id, "slices", len(prepared.Slices), "tasks", len(tasks), "seconds", time.Since(start).Seconds())
	c.tasks.ring()
	c.changed()
	c.prepares.ring() // a batch that references this one may go on
	return nil
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

// tasksOf turns a plan into tasks: it stores the slices' inputs and fixes what
// every task has to prove. Tasks stand behind their children, the root is last.
func (c *Coordinator) tasksOf(ctx context.Context, b muster.Batch, plan *pipeline.Plan, prepared muster.Prepared, references []muster.Statement) ([]muster.Task, muster.Statement, error) {
	p := plan.Pipeline
	files := make([]muster.Artifact, len(prepared.Slices))
	for i, s := range prepared.Slices {
		if s.Input == nil {
			continue
		}
		var err error
		if files[i], err = c.cfg.Artifacts.Put(ctx, bytes.NewReader(s.Input), c.cfg.InputLimit); err != nil {
			return nil, muster.Statement{}, fmt.Errorf("store slice %d: %w", i, err)
		}
	}
	type made struct {
		at     int                // in tasks
		proof  muster.Statement   // of the proof, once made
		inputs []muster.Statement // of the job's inputs, carried through its stages
	}
	byName := make(map[string]*made, len(plan.Tasks))
	tasks := make([]muster.Task, 0, len(plan.Tasks))
	circuits := make(map[string]muster.CircuitFiles)
	for i := range plan.Tasks {
		t := &plan.Tasks[i]
		circuit, ok := circuits[t.Circuit]
		if !ok {
			var err error
			if circuit, err = c.circuitOf(ctx, b, t.Circuit); err != nil {
				return nil, muster.Statement{}, err
			}
			circuits[t.Circuit] = circuit
		}
		task := muster.Task{
			ID: c.cfg.IDs.Task(), Batch: b.ID, Name: t.Name, Round: t.Round, Index: t.Index,
			Needs:      p.Needs(t, b.ProtocolVersion, circuit.VerifyingKey.Digest),
			Ordinal:    t.Ordinal,
			References: t.References, MaxAttempts: t.Needs.MaxAttempts, LeaseFor: t.Needs.Lease,
			Priority: b.Priority, Sequence: b.Sequence,
		}
		if c.cfg.MockProver { // it needs nothing of a machine
			task.Needs.Backend, task.Needs.Memory, task.Needs.VRAM, task.Needs.GPU = mockSystem, 0, 0, false
		}
		m := &made{at: len(tasks)}
		for _, r := range t.References {
			m.inputs = append(m.inputs, references[r])
		}
		for _, name := range t.Children {
			child := byName[name]
			tasks[child.at].Parent = task.ID
			if child.proof.System != "" {
				m.inputs = append(m.inputs, child.proof)
			} else {
				m.inputs = append(m.inputs, child.inputs...)
			}
		}
		if t.Slice >= 0 {
			task.Slice = files[t.Slice]
		}
		if t.Proof {
			public, err := publicOf(t, prepared, circuit, m.inputs)
			if err != nil {
				return nil, muster.Statement{}, fmt.Errorf("statement of %s: %w", t.Name, err)
			}
			m.proof = muster.Statement{
				System: circuit.System, Curve: circuit.Curve, Circuit: circuit.VerifyingKey.Digest, Public: public, Target: t.Target,
			}
			task.Statement = m.proof
		}
		byName[t.Name] = m
		tasks = append(tasks, task)
	}
	root := tasks[len(tasks)-1]
	return tasks, root.Statement, nil
}

// publicOf returns the public inputs of a job: those of a base job come with
// its slice, those of a job with inputs follow from theirs.
func publicOf(t *pipeline.Task, prepared muster.Prepared, circuit muster.CircuitFiles, inputs []muster.Statement) ([]byte, error) {
	job := muster.CombineJob{RoundName: t.RoundName, Circuit: circuit, Inputs: inputs}
	if t.Slice >= 0 {
		if len(inputs) == 0 {
			return prepared.Slices[t.Slice].Public, nil
		}
		job.Slice = &prepared.Slices[t.Slice]
	}
	return prepared.Combine(job)
}

// circuitOf returns the files of a batch's circuit.
func (c *Coordinator) circuitOf(ctx context.Context, b muster.Batch, name string) (muster.CircuitFiles, error) {
	if c.cfg.MockProver {
		return muster.CircuitFiles{
			Name: name, System: mockSystem,
			VerifyingKey: muster.Artifact{Digest: muster.DigestOf([]byte("mock circuit " + b.Pipeline + " " + name))},
		}, nil
	}
	p, err := c.Pipeline(b.Pipeline, b.PipelineVersion)
	if err != nil {
		return muster.CircuitFiles{}, err
	}
	params, err := p.Resolve(b.Params)
	if err != nil {
		return muster.CircuitFiles{}, err
	}
	return c.cfg.Circuits.Circuit(ctx, p, params, name)
}
