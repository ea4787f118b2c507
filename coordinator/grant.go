package coordinator

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

const (
	// urlLife is how long signed URLs outlive the lease they come with.
	urlLife = time.Hour
	// inlineLimit is up to how many bytes an output comes with its completion:
	// most proofs do, and save an upload.
	inlineLimit = 8 << 10

	mostFacts   = 1024   // batches
	mostGranted = 20_000 // tasks
)

// facts remembers of batches what never changes and every grant needs.
type facts struct {
	mu sync.Mutex
	of map[muster.BatchID]*batchFacts
}

type batchFacts struct {
	batch    muster.Batch // only what names its pipeline
	mu       sync.Mutex
	circuits map[string]muster.CircuitFiles
}

// factsOf returns what is remembered of a batch, or reads it.
func (c *Coordinator) factsOf(ctx context.Context, id muster.BatchID) (*batchFacts, error) {
	c.facts.mu.Lock()
	known := c.facts.of[id]
	c.facts.mu.Unlock()
	if known != nil {
		return known, nil
	}
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return nil, err
	}
	known = &batchFacts{
		batch:    muster.Batch{ID: b.ID, Pipeline: b.Pipeline, PipelineVersion: b.PipelineVersion, ProtocolVersion: b.ProtocolVersion, Params: b.Params, Circuits: b.Circuits},
		circuits: make(map[string]muster.CircuitFiles),
	}
	c.facts.mu.Lock()
	defer c.facts.mu.Unlock()
	if c.facts.of == nil || len(c.facts.of) >= mostFacts {
		c.facts.of = make(map[muster.BatchID]*batchFacts)
	}
	c.facts.of[id] = known
	return known, nil
}

// circuit returns the files of the batch's circuit that a task needs.
func (f *batchFacts) circuit(ctx context.Context, c *Coordinator, n muster.Needs) (muster.CircuitFiles, error) {
	f.mu.Lock()
	files, ok := f.circuits[n.CircuitName]
	f.mu.Unlock()
	if ok {
		return files, nil
	}
	circuit, err := c.circuitAt(ctx, f.batch, n.CircuitName, n.Circuit)
	if err != nil {
		return muster.CircuitFiles{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.circuits[n.CircuitName] = circuit.CircuitFiles
	return circuit.CircuitFiles, nil
}

// granted remembers the tasks that this process leased, as they were then, so
// that their results need not look them up. What it says of a lease is decided
// again by the store.
type granted struct {
	mu sync.Mutex
	of map[muster.TaskID]muster.Task
}

func (g *granted) add(tasks []muster.Task) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.of == nil || len(g.of)+len(tasks) > mostGranted {
		g.of = make(map[muster.TaskID]muster.Task, len(tasks))
	}
	for _, t := range tasks {
		g.of[t.ID] = t
	}
}

// get returns a task that this worker was given under this fence.
func (g *granted) get(id muster.TaskID, w muster.WorkerID, fence int64) (muster.Task, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t, ok := g.of[id]
	return t, ok && t.Worker == w && t.Fence == fence
}

func (g *granted) drop(id muster.TaskID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.of, id)
}

// grants adds to leased tasks what their worker needs to run them.
func (c *Coordinator) grants(ctx context.Context, tasks []muster.Task) ([]muster.Grant, error) {
	c.granted.add(tasks)
	grants := make([]muster.Grant, 0, len(tasks))
	until := c.now().Add(urlLife)
	for _, t := range tasks {
		f, err := c.factsOf(ctx, t.Batch)
		if err != nil {
			return nil, fmt.Errorf("grant %s: %w", t.ID, err)
		}
		g, err := c.grant(ctx, f, t, until)
		if err != nil {
			return nil, fmt.Errorf("grant %s: %w", t.ID, err)
		}
		grants = append(grants, g)
	}
	if err := c.handOver(ctx, grants, until); err != nil {
		return nil, fmt.Errorf("grant %d tasks: %w", len(tasks), err)
	}
	return grants, nil
}

// grant makes a grant of a task, with inputs that are only named yet.
func (c *Coordinator) grant(ctx context.Context, f *batchFacts, t muster.Task, until time.Time) (muster.Grant, error) {
	g := muster.Grant{
		Task: t, Pipeline: f.batch.Pipeline, Fence: t.Fence, Expires: t.Expires,
		UploadLimit: c.cfg.OutputLimit, InlineLimit: min(inlineLimit, c.cfg.OutputLimit),
	}
	var err error
	if g.Circuit, err = f.circuit(ctx, c, t.Needs); err != nil {
		return muster.Grant{}, err
	}
	if !t.Slice.IsZero() {
		g.Slice.Name, g.Slice.Artifact = "slice", t.Slice
		if g.Slice.URL, err = c.cfg.Artifacts.SignGet(ctx, t.Slice.Digest, until); err != nil {
			return muster.Grant{}, fmt.Errorf("sign slice: %w", err)
		}
	}
	if t.Children == 0 && len(t.References) == 0 {
		return g, nil
	}
	inputs, err := c.cfg.Store.TaskInputs(ctx, t.ID)
	if err != nil {
		return muster.Grant{}, fmt.Errorf("list inputs: %w", err)
	}
	g.Inputs = make([]muster.GrantInput, len(inputs))
	for i, in := range inputs {
		g.Inputs[i].Input = in
	}
	return g, nil
}

// SignUpload returns what takes the output of a leased task. Errors:
// CodeTooLarge over the limit, CodeLeaseLost if the worker never held the task
// under this fencing token.
func (c *Coordinator) SignUpload(ctx context.Context, w muster.WorkerID, t muster.TaskID, fence int64, a muster.Artifact) (muster.Upload, error) {
	if a.Size <= 0 || a.Size > c.cfg.OutputLimit {
		return muster.Upload{}, muster.Errorf(muster.CodeTooLarge, "output: %d bytes, expected 1 to %d", a.Size, c.cfg.OutputLimit)
	}
	if _, err := c.taskHeld(ctx, t, w, fence); err != nil {
		return muster.Upload{}, fmt.Errorf("sign upload: %w", err)
	}
	upload, err := c.cfg.Artifacts.SignPut(ctx, a, c.now().Add(urlLife))
	if err != nil {
		return muster.Upload{}, fmt.Errorf("sign upload: %w", err)
	}
	return upload, nil
}

// taskHeld returns a task that the worker holds or held under this fencing
// token, else ErrLeaseLost. Of one that this process leased it is the task as
// it was then.
func (c *Coordinator) taskHeld(ctx context.Context, id muster.TaskID, w muster.WorkerID, fence int64) (muster.Task, error) {
	if t, ok := c.granted.get(id, w, fence); ok {
		return t, nil
	}
	t, err := c.cfg.Store.TaskGet(ctx, id)
	if err != nil {
		return muster.Task{}, err
	}
	if t.Worker == w && t.Fence == fence {
		return t, nil
	}
	attempts, err := c.cfg.Store.AttemptList(ctx, t.Batch, t.ID, mostAttempts)
	if err != nil {
		return muster.Task{}, fmt.Errorf("check lease: %w", err)
	}
	if slices.ContainsFunc(attempts, func(a muster.Attempt) bool { return a.Worker == w && a.Fence == fence }) {
		return t, nil
	}
	return muster.Task{}, muster.Errorf(muster.CodeLeaseLost, "worker %s never held %s under fencing token %d", w, t.ID, fence)
}
