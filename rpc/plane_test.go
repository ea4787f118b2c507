package rpc

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/artifact"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program/counts"
	"github.com/muster-zk/muster/store/sqlite"
	"github.com/muster-zk/muster/worker"
)

const treeYAML = `
name: tree
version: 1.0.0
program: counts
limits: {slices: 1000, input: 1MiB}
defaults: {backend: exec, max_attempts: 3}
rounds:
  - name: base
    stages: [{name: prove}]
  - name: node
    arity: 4
    until: 1
    carry: true
    optional: true
    stages: [{name: prove}]
`

// proofOf is what honest takes for a proof.
func proofOf(s muster.Statement) []byte {
	sum := sha256.Sum256(append(append([]byte("proof"), s.Circuit[:]...), s.Public...))
	return sum[:]
}

type honest struct{}

func (honest) Verify(_ context.Context, s muster.Statement, proof []byte) error {
	if !bytes.HasPrefix(proof, proofOf(s)) {
		return muster.Errorf(muster.CodeInvalidProof, "not the proof of this statement")
	}
	return nil
}

type circuits struct{}

func (circuits) Circuit(_ context.Context, _ *pipeline.Pipeline, _ map[string]int, name string) (muster.CircuitFiles, error) {
	return muster.CircuitFiles{Name: name, System: "test", VerifyingKey: muster.Artifact{Digest: muster.DigestOf([]byte(name))}}, nil
}

func (circuits) Open(context.Context, muster.Artifact) (io.ReadCloser, error) {
	return nil, muster.ErrNotFound
}

// prover makes what honest takes, in its own time and of its own length.
type prover struct {
	took time.Duration
	more int // bytes behind the proof
}

func (prover) Name() string              { return "exec" }
func (prover) Resident() []muster.Digest { return nil }
func (p prover) Run(ctx context.Context, job muster.Job, _ func(int, string)) ([]byte, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(p.took):
		return append(proofOf(job.Statement), make([]byte, p.more)...), nil
	}
}

// crew is a coordinator with its store and artifacts, served over HTTP.
type crew struct {
	t      *testing.T
	plane  *coordinator.Coordinator
	server *httptest.Server
	served atomic.Int64 // artifacts that went through this process
}

func newCrew(t *testing.T) *crew { return newCrewAt(t, t.TempDir()) }

// newCrewAt is newCrew with its artifacts at a place.
func newCrewAt(t *testing.T, place string) *crew {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "muster.db"))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	artifacts, err := artifact.Open(t.Context(), place, artifact.Options{
		BaseURL: server.URL, Secret: bytes.Repeat([]byte("s"), 32),
	})
	if err != nil {
		t.Fatal(err)
	}
	tree, err := pipeline.Parse("tree.yaml", []byte(treeYAML))
	if err != nil {
		t.Fatal(err)
	}
	plane, err := coordinator.New(coordinator.Config{
		Store: store, Artifacts: artifacts, Verifier: honest{}, Pipelines: []*pipeline.Pipeline{tree},
		Programs: map[string]muster.Program{"counts": counts.Program{}}, Circuits: circuits{},
		IDs: muster.IDs{Now: time.Now, Rand: rand.Reader}, Logger: discard(), Observer: coordinator.Unobserved{},
	})
	if err != nil {
		t.Fatal(err)
	}
	Mount(mux, plane, auth.New(auth.Config{Store: store, Now: time.Now}), discard())
	c := &crew{t: t, plane: plane, server: server}
	mux.HandleFunc("/artifacts/", func(w http.ResponseWriter, r *http.Request) {
		c.served.Add(1)
		artifacts.Handler().ServeHTTP(w, r)
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- plane.Run(ctx) }()
	t.Cleanup(func() {
		server.Close()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		store.Close()
	})
	return c
}

// hire enrols a worker by a one-time token and starts it; dismiss waits until
// it has ended.
func (c *crew) hire(took time.Duration, slots int) (w *worker.Worker, dismiss func()) {
	c.t.Helper()
	return c.hireProver(prover{took: took}, slots)
}

func (c *crew) hireProver(p prover, slots int) (w *worker.Worker, dismiss func()) {
	c.t.Helper()
	token, _, err := c.plane.IssueCredential(c.t.Context(), muster.RoleProver, "", "", true, time.Hour)
	if err != nil {
		c.t.Fatal(err)
	}
	id, err := auth.OpenIdentity(c.t.TempDir(), auth.Secret(token), rand.Reader, time.Now)
	if err != nil {
		c.t.Fatal(err)
	}
	client, err := NewClient(c.server.URL, c.server.Client(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	w, err = worker.New(worker.Config{
		Coordinator: client, ID: id.ID(), PublicKey: id.PublicKey(), Slots: slots, StateDir: c.t.TempDir(),
		Backends: []muster.Backend{p}, Transfer: worker.NewHTTPTransfer(c.server.Client()), LeaseWait: time.Second,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- w.Run(context.WithoutCancel(c.t.Context())) }()
	return w, func() {
		if err := <-done; err != nil {
			c.t.Error(err)
		}
	}
}

// until waits for a condition, which it checks whenever something happened.
func (c *crew) until(ok func() bool) {
	c.t.Helper()
	var after int64
	for !ok() {
		if err := c.plane.WaitEvents(c.t.Context(), after); err != nil {
			c.t.Fatal(err)
		}
		events, err := c.plane.Events(c.t.Context(), after, "", 1000)
		if err != nil {
			c.t.Fatal(err)
		}
		if len(events) > 0 {
			after = events[len(events)-1].Cursor
		}
	}
}

func TestWorkersProveABatchOfARealCoordinator(t *testing.T) {
	c := newCrew(t)
	slow, slowEnds := c.hire(time.Hour, 2)
	b, _, err := c.plane.Submit(t.Context(), muster.Submission{Pipeline: "tree", Input: []byte(`{"slices":{"base":8}}`)})
	if err != nil {
		t.Fatal(err)
	}
	// One worker holds tasks and is shut down; the others take them over.
	c.until(func() bool {
		workers, err := c.plane.Workers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(workers) == 1 && workers[0].Held == 2
	})
	slow.Interrupt()
	slowEnds()
	first, firstEnds := c.hire(time.Millisecond, 2)
	second, secondEnds := c.hire(time.Millisecond, 2)
	c.until(func() bool {
		status, err := c.plane.Batch(t.Context(), b.ID)
		if err != nil {
			t.Fatal(err)
		}
		if status.State.Terminal() && status.State != muster.BatchCompleted {
			t.Fatalf("the batch is %s: %s", status.State, status.Failure)
		}
		return status.State.Terminal()
	})
	first.Drain()
	second.Drain()
	firstEnds()
	secondEnds()
	attempts, err := c.plane.Attempts(t.Context(), b.ID, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	ends := map[muster.AttemptState]int{}
	for _, a := range attempts {
		ends[a.State]++
	}
	// 8 base tasks, 2 nodes over them, and the root.
	if ends[muster.AttemptSucceeded] != 11 || ends[muster.AttemptInterrupted] < 2 || len(ends) != 2 {
		t.Errorf("attempts ended %v, want 11 successes and some interruptions", ends)
	}
}
