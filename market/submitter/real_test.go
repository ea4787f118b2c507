package submitter

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

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
	"github.com/muster-zk/muster/artifact"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/market/markettest"
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

// hashes is a proof system whose proof is a hash over the statement.
type hashes struct{}

func hashProof(s muster.Statement) []byte {
	sum := sha256.Sum256(append(append([]byte("proof"), s.Circuit[:]...), s.Public...))
	return sum[:]
}

func (hashes) Verify(_ context.Context, s muster.Statement, proof []byte) error {
	if !bytes.Equal(proof, hashProof(s)) {
		return muster.Errorf(muster.CodeInvalidProof, "not the proof of this statement")
	}
	return nil
}

func (hashes) Name() string              { return "exec" }
func (hashes) Resident() []muster.Digest { return nil }
func (hashes) Run(_ context.Context, job muster.Job, _ func(int, string)) ([]byte, error) {
	return hashProof(job.Statement), nil
}

func (hashes) Circuit(_ context.Context, _ *pipeline.Pipeline, _ map[string]int, name string) (muster.CircuitFiles, error) {
	return muster.CircuitFiles{Name: name, System: "test", VerifyingKey: muster.Artifact{Digest: muster.DigestOf([]byte("key"))}}, nil
}

func (hashes) Open(context.Context, muster.Artifact) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader([]byte("key"))), nil
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
		Programs: map[string]muster.Program{counts.Name: counts.Program{}}, Circuits: hashes{},
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
	ended := make(chan error, 2)
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
		Backends: []muster.Backend{hashes{}}, Transfer: worker.NewHTTPTransfer(server.Client()), LeaseWait: 100 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	go func() { ended <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		server.CloseClientConnections()
		server.Close()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		store.Close()
	})
	c, err := client.New(server.URL, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// mining is a node that makes a block for each transaction.
type mining struct {
	evm.Backend
	chain *markettest.Chain
}

func (m mining) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if err := m.Backend.SendTransaction(ctx, tx); err != nil {
		return err
	}
	return m.chain.Mine(1)
}

// signal tells that something was seen.
type signal struct {
	nobody
	seen chan muster.RequestState
}

func (s signal) RequestSeen(_ string, state muster.RequestState) { s.seen <- state }

// The whole way with a coordinator over its public API, its worker, and the
// sender that signs for the submitter. Only the proof system is a stand-in.
func TestWithARealMuster(t *testing.T) {
	chain := markettest.Start(t, markettest.Options{})
	c := realMuster(t)
	folder, err := OpenFolder(t.TempDir(), "http://inputs.example")
	if err != nil {
		t.Fatal(err)
	}
	sender, err := evm.NewSender(evm.SenderConfig{
		Backend: mining{chain.Client(), chain}, Signer: chain.Submitter.Key(), ChainID: devchain.ChainID, Poll: 5 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	saw := signal{seen: make(chan muster.RequestState, 100)}
	log := new(lines)
	s, err := New(Config{
		Muster: c, Node: chain.Client(), Contract: chain.Contract, Sender: sender, Account: sender.Address(), Inputs: folder, NodeChain: devchain.ChainID,
		Policy: Policy{Price: Price{PerTask: 100_000}}, Poll: 20 * time.Millisecond, Observer: saw, Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()

	w := &world{t: t, chain: chain, log: log}
	submit := func(key string) muster.BatchID {
		b, _, err := c.Submit(t.Context(), muster.Submission{Pipeline: "tree", Input: []byte(`{"slices":{"base":8}}`), Key: key, Sourcing: muster.SourceMarketFirst})
		if err != nil {
			t.Fatal(err)
		}
		return b.ID
	}
	until := func(want muster.RequestState) {
		t.Helper()
		for got := range saw.seen {
			if got == want {
				return
			}
		}
	}
	proven := func(id muster.BatchID) muster.BatchStatus {
		t.Helper()
		for _, err := range c.Watch(t.Context(), id) {
			if err != nil {
				t.Fatal(err)
			}
		}
		b, err := c.Batch(t.Context(), id)
		if err != nil || b.State != muster.BatchCompleted {
			t.Fatalf("batch %+v (%v)\n%s", b, err, log)
		}
		return b
	}

	// A network proves the first one.
	first := submit("first")
	until(muster.RequestPending)
	planned, err := c.Batch(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	w.acknowledge(first, true)
	until(muster.RequestCommitted)
	chain.AssignedTo(w.id(first)).Must(chain.Contract.Prove(w.id(first), hashProof(planned.Statement), 1_000_000))
	until(muster.RequestValidated)
	proven(first)
	if attempts, err := c.Attempts(t.Context(), first, "", 10); err != nil || len(attempts) != 0 {
		t.Errorf("the own fleet made %d attempts (%v)", len(attempts), err)
	}
	if r := w.wantRequest(first, muster.RequestValidated); r.MaxReward == 0 || r.Reward > r.MaxReward {
		t.Errorf("%+v", r)
	}

	// The second is refused, and the own fleet proves it.
	second := submit("second")
	until(muster.RequestPending)
	w.acknowledge(second, false)
	until(muster.RequestRefused)
	proven(second)
	if attempts, err := c.Attempts(t.Context(), second, "", 20); err != nil || len(attempts) == 0 {
		t.Errorf("nobody made an attempt (%v)", err)
	}

	// The third brings no proof, and the submitter says so.
	third := submit("third")
	until(muster.RequestPending)
	w.acknowledge(third, true)
	until(muster.RequestCommitted)
	chain.AssignedTo(w.id(third)).Must(chain.Contract.Prove(w.id(third), []byte("nothing"), 1))
	until(muster.RequestValidationFailed)
	proven(third)
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for b, want := range map[muster.BatchID]outcome{
		first: {submitted: 1, valid: 1, earned: 1}, second: {submitted: 1}, third: {submitted: 1, invalid: 1},
	} {
		if got := w.outcome(b); got != want {
			t.Errorf("%s: %+v, expected %+v\n%s", b, got, want, log)
		}
	}
}
