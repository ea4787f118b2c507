package coordinator

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program/counts"
	"github.com/muster-zk/muster/store/sqlite"
)

// Two leaves under a node: the smallest tree that has a parent.
const pairYAML = `
name: pair
version: 1.0.0
program: counts
limits: {slices: 100, input: 1MiB}
defaults: {backend: exec, max_attempts: 3}
rounds:
  - name: base
    stages: [{name: prove}]
  - name: node
    arity: 2
    until: 1
    carry: true
    optional: true
    stages: [{name: prove}]
`

// Jobs over other batches' final proofs.
const bundleYAML = `
name: bundle
version: 1.0.0
program: counts
limits: {slices: 1, references: 10, input: 1MiB}
defaults: {backend: exec, max_attempts: 3}
rounds:
  - name: bundle
    references: required
    arity: 10
    stages: [{name: prove}]
`

// plane is a coordinator with everything around it in memory or in a temporary
// folder, and a way to restart it as after kill -9.
type plane struct {
	*Coordinator
	t         *testing.T
	store     muster.Store
	artifacts *memory
	file      string
	stop      func()

	wrap   func(muster.Store) muster.Store // around the store, where set
	config func(*Config)                   // changes, where set
}

func newPlane(t *testing.T) *plane {
	t.Helper()
	p := &plane{t: t, artifacts: &memory{}}
	p.open()
	return p
}

func (p *plane) open() {
	p.t.Helper()
	p.file = newDatabase(p.t)
	p.start()
	p.t.Cleanup(func() { p.stop() })
}

func (p *plane) start() {
	p.t.Helper()
	store := p.openStore()
	closing := store
	if p.wrap != nil {
		store = p.wrap(store)
	}
	c := p.coordinatorOn(store, "")
	stop := p.run(c)
	p.Coordinator, p.store = c, store
	p.stop = func() {
		stop()
		if err := closing.Close(); err != nil {
			p.t.Error(err)
		}
	}
}

func (p *plane) openStore() muster.Store {
	p.t.Helper()
	store, err := sqlite.Open(p.t.Context(), p.file)
	if err != nil {
		p.t.Fatal(err)
	}
	return store
}

// coordinatorOn makes a coordinator over a store.
func (p *plane) coordinatorOn(store muster.Store, name string) *Coordinator {
	p.t.Helper()
	var pipelines []*pipeline.Pipeline
	for _, src := range []string{pairYAML, bundleYAML} {
		pl, err := pipeline.Parse("test.yaml", []byte(src))
		if err != nil {
			p.t.Fatal(err)
		}
		pipelines = append(pipelines, pl)
	}
	cfg := Config{
		Store: store, Artifacts: p.artifacts, Verifier: honest{}, Pipelines: pipelines,
		Programs: map[string]muster.Program{"counts": counts.Program{}},
		Circuits: circuits{}, IDs: muster.IDs{Now: time.Now, Rand: &source{r: rand.New(rand.NewSource(1))}},
		Logger: slog.New(slog.DiscardHandler), Observer: Unobserved{}, Name: name,
	}
	if p.config != nil {
		p.config(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

// run runs a coordinator's loops and returns what ends them.
func (p *plane) run(c *Coordinator) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			p.t.Error(err)
		}
	}
}

// restart ends the coordinator without a word to anyone and starts another one
// on the same file.
func (p *plane) restart() {
	p.t.Helper()
	p.stop()
	p.start()
}

func (p *plane) submit(s muster.Submission) muster.Batch {
	p.t.Helper()
	b, _, err := p.Submit(p.t.Context(), s)
	if err != nil {
		p.t.Fatal(err)
	}
	return b
}

// pair submits a batch of n base tasks.
func (p *plane) pair(n int) muster.Batch {
	p.t.Helper()
	return p.submit(muster.Submission{Pipeline: "pair", Input: fmt.Appendf(nil, `{"slices":{"base":%d}}`, n)})
}

var able = muster.Capabilities{Backends: []string{"exec"}}

// worker registers a worker.
func (p *plane) worker(name string) muster.WorkerID {
	p.t.Helper()
	w, err := p.Register(p.t.Context(), muster.Registration{Name: name, Capabilities: able})
	if err != nil {
		p.t.Fatal(err)
	}
	return w.ID
}

// lease waits up to a minute for one task.
func (p *plane) lease(w muster.WorkerID) muster.Grant {
	p.t.Helper()
	g := p.tryLease(w, time.Minute)
	if len(g) != 1 {
		p.t.Fatalf("leased %d tasks, want 1", len(g))
	}
	return g[0]
}

func (p *plane) tryLease(w muster.WorkerID, wait time.Duration) []muster.Grant {
	p.t.Helper()
	g, err := p.Lease(p.t.Context(), muster.LeaseRequest{Worker: w, Capabilities: able, Max: 1, Wait: wait})
	if err != nil {
		p.t.Fatal(err)
	}
	return g
}

// complete uploads a proof and completes the lease with it.
func (p *plane) complete(w muster.WorkerID, g muster.Grant, proof []byte) muster.CompletionAnswer {
	p.t.Helper()
	a, err := p.artifacts.Put(p.t.Context(), bytes.NewReader(proof), 1<<20)
	if err != nil {
		p.t.Fatal(err)
	}
	answer, err := p.Complete(p.t.Context(), muster.Completion{Worker: w, Task: g.Task.ID, Fence: g.Fence, Output: a})
	if err != nil {
		p.t.Fatal(err)
	}
	return answer
}

// prove completes the lease with a valid proof, which must be accepted.
func (p *plane) prove(w muster.WorkerID, g muster.Grant) {
	p.t.Helper()
	if a := p.complete(w, g, proofOf(g.Task.Statement)); !a.Accepted {
		p.t.Fatalf("a valid proof of %s was not accepted: %s", g.Task.Name, a.Reason)
	}
}

func (p *plane) task(id muster.TaskID) muster.Task {
	p.t.Helper()
	t, err := p.Task(p.t.Context(), id)
	if err != nil {
		p.t.Fatal(err)
	}
	return t
}

func (p *plane) batch(id muster.BatchID) muster.BatchStatus {
	p.t.Helper()
	b, err := p.Batch(p.t.Context(), id)
	if err != nil {
		p.t.Fatal(err)
	}
	return b
}

func (p *plane) attempts(g muster.Grant) []muster.Attempt {
	p.t.Helper()
	a, err := p.Attempts(p.t.Context(), g.Task.Batch, g.Task.ID, 100)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

// inBubble runs a test in virtual time.
func inBubble(t *testing.T, f func(t *testing.T, p *plane)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(t, newPlane(t)) })
}

// proofOf is what honest takes for a proof.
func proofOf(s muster.Statement) []byte {
	sum := sha256.Sum256(append(append([]byte("proof"), s.Circuit[:]...), s.Public...))
	return sum[:]
}

// keyMissing is what honest has no key for.
const keyMissing = "the key is missing"

type honest struct{}

func (honest) Verify(_ context.Context, s muster.Statement, proof []byte) error {
	if string(proof) == keyMissing {
		return muster.Errorf(muster.CodeNotFound, "no verifying key")
	}
	if !bytes.Equal(proof, proofOf(s)) {
		return muster.Errorf(muster.CodeInvalidProof, "not the proof of this statement")
	}
	return nil
}

type circuits struct{}

func (circuits) Circuit(_ context.Context, p *pipeline.Pipeline, _ map[string]int, name string) (muster.CircuitFiles, error) {
	return muster.CircuitFiles{
		Name: name, System: "test", VerifyingKey: muster.Artifact{Digest: muster.DigestOf([]byte(p.Name + name))},
	}, nil
}

func (circuits) Open(_ context.Context, a muster.Artifact) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(a.Digest[:])), nil
}

// source is randomness for many goroutines.
type source struct {
	mu sync.Mutex
	r  *rand.Rand
}

func (s *source) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.r.Read(b)
}

// memory is an artifact store that survives a restart of the coordinator.
type memory struct {
	mu   sync.Mutex
	held map[muster.Digest][]byte
	full bool
}

func (m *memory) Put(_ context.Context, r io.Reader, limit int64) (muster.Artifact, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return muster.Artifact{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.full:
		return muster.Artifact{}, muster.Errorf(muster.CodeStorageFull, "no room")
	case int64(len(b)) > limit:
		return muster.Artifact{}, muster.Errorf(muster.CodeTooLarge, "over %d bytes", limit)
	}
	if m.held == nil {
		m.held = make(map[muster.Digest][]byte)
	}
	d := muster.DigestOf(b)
	m.held[d] = b
	return muster.Artifact{Digest: d, Size: int64(len(b))}, nil
}

func (m *memory) Get(_ context.Context, d muster.Digest) (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.held[d]
	if !ok {
		return nil, muster.Errorf(muster.CodeNotFound, "artifact %s", d)
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (m *memory) Stat(ctx context.Context, d muster.Digest) (muster.Artifact, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.held[d]
	if !ok {
		return muster.Artifact{}, muster.Errorf(muster.CodeNotFound, "artifact %s", d)
	}
	return muster.Artifact{Digest: d, Size: int64(len(b))}, nil
}

func (m *memory) SignGet(_ context.Context, d muster.Digest, _ time.Time) (string, error) {
	return "memory:" + d.String(), nil
}

func (m *memory) SignPut(_ context.Context, a muster.Artifact, _ time.Time) (muster.Upload, error) {
	return muster.Upload{Parts: []muster.UploadPart{{URL: "memory:" + a.Digest.String(), Size: a.Size}}}, nil
}

func (m *memory) Finish(context.Context, muster.Artifact) error { return nil }

// List says of everything that it is as old as can be.
func (m *memory) List(_ context.Context, f func(muster.ArtifactInfo) error) error {
	m.mu.Lock()
	held := maps.Clone(m.held)
	m.mu.Unlock()
	for d, b := range held {
		if err := f(muster.ArtifactInfo{Artifact: muster.Artifact{Digest: d, Size: int64(len(b))}}); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) Delete(_ context.Context, d muster.Digest, _ time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.held, d)
	return nil
}

func (m *memory) Clean(context.Context, time.Time) error { return nil }
