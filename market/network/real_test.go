package network

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
	"github.com/muster-zk/muster/artifact"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program/counts"
	"github.com/muster-zk/muster/rpc"
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

func hashProof(s muster.Statement) []byte {
	sum := sha256.Sum256(append(append([]byte("proof"), s.Circuit[:]...), s.Public...))
	return sum[:]
}

type hashes struct{}

func (hashes) Verify(_ context.Context, s muster.Statement, proof []byte) error {
	if !bytes.Equal(proof, hashProof(s)) {
		return muster.Errorf(muster.CodeInvalidProof, "not the proof of this statement")
	}
	return nil
}

type keyless struct{}

func (keyless) Circuit(_ context.Context, _ *pipeline.Pipeline, _ map[string]int, name string) (muster.CircuitFiles, error) {
	return muster.CircuitFiles{Name: name, System: "test", VerifyingKey: muster.Artifact{Digest: muster.DigestOf([]byte(name))}}, nil
}

// Open has the key that comes with a final proof.
func (keyless) Open(context.Context, muster.Artifact) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader([]byte("key"))), nil
}

type hasher struct{}

func (hasher) Name() string              { return "exec" }
func (hasher) Resident() []muster.Digest { return nil }
func (hasher) Run(_ context.Context, job muster.Job, _ func(int, string)) ([]byte, error) {
	return hashProof(job.Statement), nil
}

// realMuster is a coordinator with its API over HTTP, and a worker.
func realMuster(t *testing.T) *client.Client {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "muster.db"))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	artifacts, err := artifact.Open(t.Context(), t.TempDir(), artifact.Options{BaseURL: server.URL, Secret: bytes.Repeat([]byte("s"), 32)})
	if err != nil {
		t.Fatal(err)
	}
	tree, err := pipeline.Parse("tree.yaml", []byte(treeYAML))
	if err != nil {
		t.Fatal(err)
	}
	plane, err := coordinator.New(coordinator.Config{
		Store: store, Artifacts: artifacts, Verifier: hashes{}, Pipelines: []*pipeline.Pipeline{tree},
		Programs: map[string]muster.Program{counts.Name: counts.Program{}}, Circuits: keyless{},
		IDs: muster.IDs{Now: time.Now, Rand: rand.Reader}, Logger: log, Observer: coordinator.Unobserved{},
	})
	if err != nil {
		t.Fatal(err)
	}
	rpc.Mount(mux, plane, auth.New(auth.Config{Store: store, Now: time.Now}), log)
	mux.Handle("/artifacts/", artifacts.Handler())
	native, err := api.New(api.Config{Service: plane, Auth: auth.New(auth.Config{Store: store, Open: true, Now: time.Now}), Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("/v1/", native)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- plane.Run(ctx) }()

	token, _, err := plane.IssueCredential(t.Context(), muster.RoleProver, "", "", true, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	id, err := auth.OpenIdentity(t.TempDir(), auth.Secret(token), rand.Reader, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	protocol, err := rpc.NewClient(server.URL, server.Client(), id)
	if err != nil {
		t.Fatal(err)
	}
	w, err := worker.New(worker.Config{
		Coordinator: protocol, ID: id.ID(), PublicKey: id.PublicKey(), Slots: 2, StateDir: t.TempDir(),
		Backends: []muster.Backend{hasher{}}, Transfer: worker.NewHTTPTransfer(server.Client()), LeaseWait: 100 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	worked := make(chan error, 1)
	go func() { worked <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-worked; err != nil {
			t.Error(err)
		}
		server.CloseClientConnections()
		server.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		store.Close()
	})
	c, err := client.New(server.URL, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The whole way with a coordinator over its public API, its worker, and the
// sender that signs for a network. Only the proof system is a stand-in.
func TestWithARealMuster(t *testing.T) {
	w := newWorld(t)
	c := realMuster(t)
	input := []byte(`{"slices":{"base":8}}`)

	// What the proof has to state is what the asking muster planned: the program
	// is deterministic, so that this one may stand for it.
	asked, _, err := c.Submit(t.Context(), muster.Submission{Pipeline: "tree", Input: input, Key: "asking"})
	if err != nil {
		t.Fatal(err)
	}
	for u, err := range c.Watch(t.Context(), asked.ID) {
		if err != nil {
			t.Fatal(err)
		}
		_ = u
	}
	planned, err := c.Batch(t.Context(), asked.ID)
	if err != nil || planned.State != muster.BatchCompleted {
		t.Fatalf("batch %+v, %v", planned, err)
	}
	publish := func(id market.RequestID, s muster.Statement) string {
		b, err := market.Inputs{Batch: asked.ID, Pipeline: "tree", PipelineVersion: "1.0.0", Statement: s, Input: input}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		w.documents["/"+id.String()] = b
		return market.InputsURL(w.server.URL+"/"+id.String(), muster.DigestOf(b))
	}
	sender, err := evm.NewSender(evm.SenderConfig{
		Backend: w.chain.Client(), Signer: w.ours.key, ChainID: devchain.ChainID, Poll: 5 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	good := w.requestWith(10*time.Minute, func(id market.RequestID) string { return publish(id, planned.Statement) })
	bad := w.requestWith(10*time.Minute, func(id market.RequestID) string {
		s := planned.Statement
		s.Public = []byte("other roots")
		return publish(id, s)
	})
	o := &watcher{acknowledged: make(chan bool, 10), proven: make(chan market.USDC, 10)}
	d := w.daemon(func(cfg *Config) {
		cfg.Muster, cfg.Sender, cfg.Now, cfg.Poll, cfg.Observer = c, sender, time.Now, 20*time.Millisecond, o
		cfg.Policy.CommitUnknown = true
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	one, two := <-o.acknowledged, <-o.acknowledged
	if one == two {
		t.Errorf("two requests, and both were answered %t", one)
	}
	<-o.proven
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if s := w.read(good).State; s != muster.RequestProven {
		t.Errorf("request is %s", s)
	}
	if s := w.read(bad).State; s != muster.RequestRefused {
		t.Errorf("the request for something else is %s", s)
	}
	events, err := w.contract.Events(t.Context(), 0, w.height())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Proven != nil && !bytes.Equal(e.Proven.Proof, hashProof(planned.Statement)) {
			t.Error("another proof was brought than that of the statement")
		}
	}
}

func (w *world) height() uint64 {
	w.t.Helper()
	n, err := w.chain.Client().BlockNumber(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}
