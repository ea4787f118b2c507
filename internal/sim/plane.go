package sim

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// verifier takes every result for a proof: what is modelled is time.
type verifier struct{}

func (verifier) Verify(context.Context, muster.Statement, []byte) error { return nil }

// circuits gives every circuit a name and a digest.
type circuits struct{}

func (circuits) Circuit(_ context.Context, p *pipeline.Pipeline, _ map[string]int, name string) (muster.CircuitFiles, error) {
	return muster.CircuitFiles{
		Name: name, System: "modelled", VerifyingKey: muster.Artifact{Digest: muster.DigestOf([]byte(p.Name + "/" + name))},
	}, nil
}

func (circuits) Open(_ context.Context, a muster.Artifact) (io.ReadCloser, error) {
	return nil, muster.Errorf(muster.CodeNotFound, "no key %s in a simulation", a.Digest.Short())
}

// watched tells when tasks may have become ready, which nobody waits for here
// as a worker's long poll would.
type watched struct {
	muster.Store
	mu     sync.Mutex
	opened map[muster.PoolID]bool
	any    bool        // pools that are not named opened
	tasks  int         // planned
	at     []time.Time // ends of pauses
	needs  map[muster.PoolID]muster.Needs
}

// open notes that these pools gained a ready task; without any, that all may
// have.
func (w *watched) open(pools ...muster.PoolID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.any = w.any || len(pools) == 0
	for _, p := range pools {
		w.opened[p] = true
	}
}

// take returns what opened since it was last asked, and the times at which
// pauses end.
func (w *watched) take() (pools map[muster.PoolID]bool, all bool, at []time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	pools, all, at = w.opened, w.any, w.at
	w.any, w.at = false, nil
	if len(pools) > 0 {
		w.opened = make(map[muster.PoolID]bool)
	}
	return pools, all, at
}

func (w *watched) planned(tasks []muster.Task) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tasks += len(tasks)
	for i := range tasks {
		w.needs[tasks[i].Needs.Pool()] = tasks[i].Needs
	}
}

func (w *watched) BatchGrow(ctx context.Context, p muster.BatchGrowParams) error {
	defer w.open()
	w.planned(p.Tasks)
	return w.Store.BatchGrow(ctx, p)
}

func (w *watched) BatchPlan(ctx context.Context, p muster.BatchPlanParams) (muster.Batch, error) {
	defer w.open()
	w.planned(p.Tasks)
	return w.Store.BatchPlan(ctx, p)
}

func (w *watched) TaskAccept(ctx context.Context, p muster.TaskAcceptParams) (muster.TaskAcceptResult, error) {
	r, err := w.Store.TaskAccept(ctx, p)
	if len(r.Opened) > 0 {
		w.open(r.Opened...)
	}
	return r, err
}

func (w *watched) TaskAcceptAll(ctx context.Context, all []muster.TaskAcceptParams) []muster.TaskAcceptOutcome {
	out := w.Store.TaskAcceptAll(ctx, all)
	for _, o := range out {
		if len(o.Opened) > 0 {
			w.open(o.Opened...)
		}
	}
	return out
}

func (w *watched) TaskFail(ctx context.Context, p muster.TaskFailParams) (muster.Task, error) {
	t, err := w.Store.TaskFail(ctx, p)
	if err == nil && t.State == muster.TaskReady {
		w.mu.Lock()
		if t.NotBefore.After(p.Now) {
			w.at = append(w.at, t.NotBefore)
		} else {
			w.any = true
		}
		w.mu.Unlock()
	}
	return t, err
}

func (w *watched) LeaseReap(ctx context.Context, p muster.LeaseReapParams) ([]muster.Task, error) {
	t, err := w.Store.LeaseReap(ctx, p)
	if len(t) > 0 {
		w.open()
	}
	return t, err
}

// result is what every modelled prover brings.
var result = []byte("a modelled proof")

// oneResult is an artifact store with room for inputs; results are all alike.
type oneResult struct {
	mu   sync.Mutex
	held map[muster.Digest][]byte
}

func (a *oneResult) Put(_ context.Context, r io.Reader, limit int64) (muster.Artifact, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return muster.Artifact{}, err
	}
	d := muster.DigestOf(b)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.held[d] = b
	return muster.Artifact{Digest: d, Size: int64(len(b))}, nil
}

func (a *oneResult) Get(_ context.Context, d muster.Digest) (io.ReadCloser, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	b, ok := a.held[d]
	if !ok {
		return nil, muster.Errorf(muster.CodeNotFound, "no artifact %s", d.Short())
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (a *oneResult) Stat(ctx context.Context, d muster.Digest) (muster.Artifact, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	b, ok := a.held[d]
	if !ok {
		return muster.Artifact{}, muster.Errorf(muster.CodeNotFound, "no artifact %s", d.Short())
	}
	return muster.Artifact{Digest: d, Size: int64(len(b))}, nil
}

func (a *oneResult) SignGet(context.Context, muster.Digest, time.Time) (string, error) {
	return "sim:", nil
}

func (a *oneResult) SignPut(context.Context, muster.Artifact, time.Time) (muster.Upload, error) {
	return muster.Upload{}, nil
}

func (a *oneResult) Finish(context.Context, muster.Artifact) error { return nil }

// List finds nothing to collect.
func (a *oneResult) List(context.Context, func(muster.ArtifactInfo) error) error { return nil }

func (a *oneResult) Delete(context.Context, muster.Digest, time.Time) error { return nil }

func (a *oneResult) Clean(context.Context, time.Time) error { return nil }
