package forge_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/artifact"
	"github.com/muster-zk/muster/backend/mock"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/dialect/forge"
	"github.com/muster-zk/muster/dialect/forge/ledger"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program/ownership"
	program "github.com/muster-zk/muster/program/rollup"
	"github.com/muster-zk/muster/proof"
	proofmock "github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/rollup"
	settlemock "github.com/muster-zk/muster/settle/mock"
	"github.com/muster-zk/muster/settle/settler"
	"github.com/muster-zk/muster/store/sqlite"
	"github.com/muster-zk/muster/worker"
)

// engine is a coordinator with its store, artifacts, workers with the mock
// prover and the mock chain, behind the dialect. Its folder outlives it, as
// after a restart.
type engine struct {
	t       *testing.T
	url     string
	dir     string
	logs    syncBuffer
	forge   *forge.Handler
	c       *coordinator.Coordinator
	backend muster.Backend
	stop    func()
}

type engineOptions struct {
	dir     string
	states  []*ledger.State
	targets []string       // "mock" or nothing
	workers int            // 0 is 1, below 0 none
	backend muster.Backend // nil: the mock
}

// syncBuffer is a buffer that several goroutines write to.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func builtins(t *testing.T) []*pipeline.Pipeline {
	t.Helper()
	var all []*pipeline.Pipeline
	for _, name := range []string{"rollup", "ownership"} {
		p, err := pipeline.Builtin(name)
		must(t, err)
		all = append(all, p)
	}
	return all
}

type noCircuits struct{}

func (noCircuits) Circuit(context.Context, *pipeline.Pipeline, map[string]int, string) (muster.CircuitFiles, error) {
	return muster.CircuitFiles{}, muster.Errorf(muster.CodeUnsupported, "only mock proofs are made here")
}

func (noCircuits) Open(context.Context, muster.Artifact) (io.ReadCloser, error) {
	return nil, muster.ErrNotFound
}

// settlements tells the coordinator of batches that settlements end.
type settlements struct {
	muster.Store
	c *coordinator.Coordinator
}

func (s settlements) SettlementMove(ctx context.Context, p muster.SettlementMoveParams) (muster.Settlement, error) {
	after, err := s.Store.SettlementMove(ctx, p)
	if err == nil && p.To == muster.SettlementFinal {
		s.c.Settled(ctx, p.Batch)
	}
	return after, err
}

func newEngine(t *testing.T, o engineOptions) *engine {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	store, err := sqlite.Open(ctx, filepath.Join(o.dir, "muster.db"))
	must(t, err)
	artifacts, err := artifact.Open(ctx, filepath.Join(o.dir, "artifacts"), artifact.Options{BaseURL: srv.URL, Secret: bytes.Repeat([]byte{1}, 32)})
	must(t, err)
	e := &engine{t: t, url: srv.URL, dir: o.dir, backend: o.backend}
	if e.backend == nil {
		e.backend = mock.New(mock.Options{})
	}
	log := slog.New(slog.NewTextHandler(&e.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var settles *settler.Settler
	e.c, err = coordinator.New(coordinator.Config{
		Store: store, Artifacts: artifacts, Verifier: proof.New(proofmock.Verifier{}), Pipelines: builtins(t),
		Programs: map[string]muster.Program{program.Name: program.New(nil), ownership.Name: ownership.Program{}}, Circuits: noCircuits{},
		IDs: muster.IDs{Now: time.Now, Rand: rand.Reader}, Logger: log, Observer: coordinator.Unobserved{},
		MockProver: true, Chains: []string{"mock"}, MockChain: "mock", Proven: func() { settles.Wake() },
	})
	must(t, err)
	chain, err := settlemock.Open(settlemock.Options{Name: "mock", File: filepath.Join(o.dir, "chain"), Verify: proof.New(proofmock.Verifier{}).Verify})
	must(t, err)
	settles, err = settler.New(settler.Config{Store: settlements{store, e.c}, Chain: chain.As("mock", settlemock.Funds), Proofs: e.c, Name: "settler", Poll: 20 * time.Millisecond})
	must(t, err)
	e.forge = forge.New(e.c, forge.Options{
		OwnershipWait: time.Minute, Log: log, Auth: tenantAuth{}, MockProver: true, MockSettlement: len(o.targets) > 0, Closing: ctx,
		Swarm: forge.Swarm{States: o.states, Shape: rollup.Params{SlotsPerChunk: 4, Arity: 4}, Targets: o.targets},
	})
	e.forge.Mount(mux)
	mux.Handle("/artifacts/", artifacts.Handler())

	var running sync.WaitGroup
	run := func(f func(context.Context) error) {
		running.Go(func() {
			if err := f(ctx); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
	run(e.c.Run)
	run(settles.Run)
	run(e.forge.Run)
	for n := range max(o.workers, 1) {
		if o.workers < 0 {
			break
		}
		w, err := worker.New(worker.Config{
			Coordinator: e.c, Backends: []muster.Backend{e.backend}, Slots: 4, StateDir: filepath.Join(t.TempDir(), "worker", string(rune('a'+n))),
			Capabilities: muster.Capabilities{Memory: 64 << 30, Cores: 8}, LeaseWait: time.Second,
		})
		must(t, err)
		run(w.Run)
	}
	if o.workers >= 0 {
		e.until("a worker is there", func() bool {
			all, err := e.c.Workers(ctx)
			must(t, err)
			return len(all) >= max(o.workers, 1)
		})
	}
	e.stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
		srv.Close()
		must(t, chain.Close())
		must(t, artifacts.Close())
		must(t, store.Close())
	})
	t.Cleanup(e.stop)
	return e
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// until waits until something holds, looking again with each event.
func (e *engine) until(what string, holds func() bool) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), 60*time.Second)
	defer cancel()
	for {
		last, err := e.c.LastEvent(ctx)
		must(e.t, err)
		if holds() {
			return
		}
		if err := e.c.WaitEvents(ctx, last); err != nil {
			e.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// do makes a call and returns the body.
func (e *engine) do(method, path, body string) (status int, answer string) {
	e.t.Helper()
	status, answer, err := e.try(method, path, body)
	must(e.t, err)
	return status, answer
}

// try is do for goroutines beside the test's own.
func (e *engine) try(method, path, body string) (status int, answer string, err error) {
	ctx, cancel := context.WithTimeout(e.t.Context(), 90*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, e.url+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

// swarmAnswer is a swarm batch's status as a client reads it.
type swarmAnswer struct {
	Status, Message string
	Data            struct {
		State        string
		ChunksTotal  int     `json:"chunks_total"`
		ChunksProved int     `json:"chunks_proved"`
		SettledAt    *int64  `json:"settled_at"`
		Error        *string `json:"error"`
		Proofs       *struct {
			Proofs []struct {
				ChunkID      int      `json:"chunk_id"`
				Proof        string   `json:"proof"`
				PublicInputs []string `json:"public_inputs"`
			}
			WorkersUsed int `json:"workers_used"`
		}
		Settlement *struct {
			Settlements []struct {
				ChunkID  int    `json:"chunk_id"`
				Tx       string `json:"tx_signature"`
				Verified bool
			}
			AllVerified bool `json:"all_verified"`
		}
	}
}

func (e *engine) swarmStatus(batch string) swarmAnswer {
	e.t.Helper()
	_, body := e.do("GET", "/batch/"+batch+"/status", "")
	var a swarmAnswer
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		e.t.Fatalf("%s: %v", body, err)
	}
	return a
}

// swarmEnd waits for a swarm batch's end.
func (e *engine) swarmEnd(batch string) (a swarmAnswer) {
	e.t.Helper()
	e.until("batch "+batch+" ends", func() bool {
		a = e.swarmStatus(batch)
		return a.Data.State == "completed" || a.Data.State == "failed" || a.Status != "success"
	})
	return a
}

// transfers makes a genesis state and batches of transfers that follow one
// another, as a sequencer would send them.
func transfers(t *testing.T, count, size int) (genesis *ledger.State, batches []swarmBody) {
	t.Helper()
	g, err := rollup.NewGenerator(11, rollup.Mix{Accounts: 5, Transactions: size})
	must(t, err)
	for n := range count {
		b, err := g.Next(uint64(n))
		must(t, err)
		s, err := ledger.New(b.Accounts)
		must(t, err)
		if genesis == nil {
			genesis = s
		}
		body := swarmBody{InitialRoot: s.Root()}
		for _, tx := range b.Transactions {
			body.Transactions = append(body.Transactions, swarmTx{SenderPubkey: tx.From.String(), ReceiverPubkey: tx.To.String(), Amount: tx.Amount, Signature: tx.Signature.String()})
		}
		batches = append(batches, body)
	}
	return genesis, batches
}

type swarmBody struct {
	BatchID      string    `json:"batch_id"`
	InitialRoot  string    `json:"initial_root"`
	Transactions []swarmTx `json:"transactions"`
}

type swarmTx struct {
	SenderPubkey   string   `json:"sender_pubkey"`
	ReceiverPubkey string   `json:"receiver_pubkey"`
	Amount         uint64   `json:"amount"`
	Signature      string   `json:"signature"`
	MerklePath     []string `json:"merkle_path"`
}

// named returns the request's text under a name.
func (b swarmBody) named(id string) string {
	b.BatchID = id
	for i := range b.Transactions {
		if b.Transactions[i].MerklePath == nil {
			b.Transactions[i].MerklePath = []string{}
		}
	}
	return text(map[string]any{"batch": b})
}
