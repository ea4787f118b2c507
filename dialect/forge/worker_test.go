package forge_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/dialect/forge"
	"github.com/muster-zk/muster/dialect/forge/ledger"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/rollup/circuits"
)

// forgeWorker is a worker whose proofs are the letters "proof".
type forgeWorker struct {
	mux   *http.ServeMux
	given *rollup.ChunkInput // proven last
	hold  chan struct{}      // where set, proving waits for it
	begun chan struct{}
	left  chan struct{} // whoever waited in vain
	fail  error
}

func newForgeWorker(change func(*forge.WorkerOptions)) *forgeWorker {
	w := &forgeWorker{mux: http.NewServeMux(), begun: make(chan struct{}, 8), left: make(chan struct{}, 8)}
	o := forge.WorkerOptions{ID: 3, Slots: 4, Log: slog.New(slog.DiscardHandler), Prove: func(ctx context.Context, c *rollup.ChunkInput) ([]byte, []byte, error) {
		w.begun <- struct{}{}
		if w.hold != nil {
			select {
			case <-w.hold:
			case <-ctx.Done():
				w.left <- struct{}{}
				return nil, nil, ctx.Err()
			}
		}
		if w.fail != nil {
			return nil, nil, w.fail
		}
		w.given = c
		public, err := proof.EncodePublic(ecc.BLS12_377, c.Statement())
		return []byte("proof"), public, err
	}}
	if change != nil {
		change(&o)
	}
	forge.NewWorker(o).Mount(w.mux)
	return w
}

func (w *forgeWorker) do(method, path, body string, header ...string) (int, string) {
	d := &dialect{mux: w.mux}
	return d.do(method, path, body, header...)
}

// chunkOf writes a chunk of a swarm batch as Forge's coordinator sends it.
func chunkOf(b swarmBody, post string) map[string]any {
	var txs []any
	for _, tx := range b.Transactions {
		txs = append(txs, map[string]any{
			"sender_pubkey": tx.SenderPubkey, "receiver_pubkey": tx.ReceiverPubkey, "amount": tx.Amount, "signature": tx.Signature, "merkle_path": []string{},
		})
	}
	return map[string]any{"chunk_id": 7, "pre_root": b.InitialRoot, "post_root": post, "transactions": txs}
}

type provenAnswer struct {
	Status, Message string
	Data            struct {
		JobID    string `json:"job_id"`
		ChunkID  int    `json:"chunk_id"`
		WorkerID int    `json:"worker_id"`
		Proof    string
		Public   []string `json:"public_inputs"`
	}
}

func (w *forgeWorker) prove(t *testing.T, request any) (a provenAnswer) {
	t.Helper()
	status, body := w.do("POST", "/prove", text(request))
	if err := json.Unmarshal([]byte(body), &a); err != nil || status != 200 || strings.Contains(body, `"code"`) {
		t.Fatalf("%d %s", status, body)
	}
	return a
}

// A chunk of Forge's own form is proven where the accounts behind its root are
// known, and so is the next one, which begins where it ends.
func TestWorkerProvesFromKnownAccounts(t *testing.T) {
	genesis, batches := transfers(t, 2, 4)
	w := newForgeWorker(func(o *forge.WorkerOptions) { o.States = []*ledger.State{genesis} })
	roots := []string{genesis.Root(), batches[1].InitialRoot, runOf(t, stateOf(t, genesis, batches[0]), batches[1]).Post.Root()}
	for n, b := range batches {
		a := w.prove(t, chunkOf(b, roots[n+1]))
		if a.Status != "success" || a.Data.ChunkID != 7 || a.Data.WorkerID != 3 || a.Data.Proof != "70726f6f66" {
			t.Fatalf("%+v", a)
		}
		if a.Data.Public[0] != "0x"+roots[n] || a.Data.Public[1] != "0x"+roots[n+1] {
			t.Errorf("from %s to %s, want %v", a.Data.Public[0], a.Data.Public[1], roots[n:])
		}
		_, body := w.do("GET", "/status/"+a.Data.JobID, "")
		if !strings.Contains(body, `"status":"completed","chunk_id":7,`) || !strings.Contains(body, `"proof":"70726f6f66","error":null`) {
			t.Error(body)
		}
	}
	if _, body := w.do("GET", "/health", ""); !strings.Contains(body, `"worker_id":3,"ready":true,"active_jobs":0,"max_concurrent_jobs":2,"total_proofs":2,`) {
		t.Error(body)
	}
}

// The same chunk is proven from what its transactions bring, and from muster's
// own form, without knowing any account.
func TestWorkerProvesWhatIsBrought(t *testing.T) {
	genesis, batches := transfers(t, 1, 3)
	run := runOf(t, genesis, batches[0])
	witness, err := batchOf(t, run).MarshalWitness(run.Trace)
	must(t, err)
	var core struct {
		Transfers []map[string]any
		Post      string `json:"post_state_root"`
	}
	must(t, json.Unmarshal(witness, &core))
	w := newForgeWorker(nil)
	request := map[string]any{"chunk_id": 1, "pre_root": genesis.Root(), "post_root": core.Post, "transactions": core.Transfers, "batch_id": 9}
	if a := w.prove(t, request); a.Status != "success" || w.given.Public[circuits.BatchID].Uint64() != 9 {
		t.Fatalf("%+v", a)
	}
	for _, tx := range core.Transfers { // Forge's name of the path will do
		tx["merkle_path"] = tx["sender_merkle_path"]
		delete(tx, "sender_merkle_path")
	}
	if a := w.prove(t, request); a.Status != "success" {
		t.Fatalf("%+v", a)
	}
	delete(core.Transfers[2], "receiver_balance")
	delete(core.Transfers[2], "sender_path_indices")
	a := w.prove(t, request)
	want := "Proof generation failed: the accounts behind pre_root " + genesis.Root() + " are not known here, and transactions[2] lacks sender_path_indices, receiver_balance"
	if a.Status != "error" || a.Message != want {
		t.Errorf("%s", a.Message)
	}

	chunk, err := run.Trace.Chunks[0].Encode()
	must(t, err)
	request = map[string]any{"chunk_id": 1, "pre_root": genesis.Root(), "post_root": core.Post, "transactions": []any{}, "chunk": json.RawMessage(chunk)}
	if a := w.prove(t, request); a.Status != "success" || len(w.given.Steps) != 3 {
		t.Fatalf("%+v", a)
	}
	request["post_root"] = digits(1, 32)
	if a := w.prove(t, request); !strings.Contains(a.Message, "post_root: expected "+core.Post+", as in chunk") {
		t.Error(a.Message)
	}
}

func batchOf(t *testing.T, run *ledger.Run) *rollup.Batch {
	t.Helper()
	b, err := rollup.Decode(run.Input)
	must(t, err)
	return b
}

// Defect 7: no placeholders, and nothing is cut off.
func TestDefect7WorkerMakesNothingUp(t *testing.T) {
	genesis, batches := transfers(t, 1, 5)
	w := newForgeWorker(func(o *forge.WorkerOptions) { o.States = []*ledger.State{genesis} })
	five := chunkOf(batches[0], digits(1, 32))
	four := chunkOf(batches[0], digits(1, 32))
	four["transactions"] = four["transactions"].([]any)[:4]
	cases := []struct {
		name    string
		request map[string]any
		message string
	}{
		{"five in a circuit of four", five, `Proof generation failed: transactions: expected at most 4, what the chunk circuit of this worker holds`},
		{"made-up root", four, "Proof generation failed: post_root: expected "},
		{"hashed root", map[string]any{"chunk_id": 1, "pre_root": digits(1, 32), "post_root": digits(2, 32), "transactions": four["transactions"]}, "are not known here, and transactions[0] lacks sender_balance, sender_nonce, sender_merkle_path,"},
		{"no root", map[string]any{"chunk_id": 1, "pre_root": "", "post_root": "", "transactions": []any{}}, "Proof generation failed: pre_root: expected 64 hexadecimal digits"},
		{"no field", map[string]any{"pre_root": ""}, "chunk_id: expected"},
	}
	for _, tt := range cases {
		if a := w.prove(t, tt.request); a.Status != "error" || !strings.Contains(a.Message, tt.message) {
			t.Errorf("%s: %+v", tt.name, a)
		}
	}
	if w.given != nil {
		t.Error("something was proven")
	}
	w.fail = &muster.JobError{Class: muster.FailResource, Err: errors.New("no memory")}
	good := chunkOf(swarmBody{InitialRoot: genesis.Root(), Transactions: batches[0].Transactions[:4]}, postOf(t, genesis, batches[0], 4))
	if a := w.prove(t, good); a.Message != "Proof generation failed: resource: no memory" {
		t.Errorf("%+v", a)
	}
}

func postOf(t *testing.T, s *ledger.State, b swarmBody, n int) string {
	t.Helper()
	b.Transactions = b.Transactions[:n]
	return runOf(t, s, b).Post.Root()
}

func TestWorkerCapacity(t *testing.T) {
	genesis, batches := transfers(t, 1, 2)
	w := newForgeWorker(func(o *forge.WorkerOptions) { o.States = []*ledger.State{genesis} })
	w.hold = make(chan struct{})
	request := chunkOf(batches[0], postOf(t, genesis, batches[0], 2))
	srv := httptest.NewServer(w.mux)
	defer srv.Close()
	ended := make(chan error, 2)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	for range 2 {
		go func() {
			r, err := http.NewRequestWithContext(ctx, "POST", srv.URL+"/prove", strings.NewReader(text(request)))
			if err == nil {
				r.Header.Set("Content-Type", "application/json")
				var resp *http.Response
				if resp, err = http.DefaultClient.Do(r); err == nil {
					resp.Body.Close()
				}
			}
			ended <- err
		}()
	}
	<-w.begun
	<-w.begun
	if _, body := w.do("POST", "/prove", text(request)); body != `{"status":"error","message":"Worker 3 at capacity (2/2)"}` {
		t.Error(body)
	}
	if _, body := w.do("GET", "/health", ""); !strings.Contains(body, `"ready":false,"active_jobs":2,`) {
		t.Error(body)
	}
	leave() // who goes gives their place back
	<-ended
	<-ended
	<-w.left // the server notices after its clients
	<-w.left
	for {
		if _, body := w.do("GET", "/health", ""); strings.Contains(body, `"ready":true,"active_jobs":0,"max_concurrent_jobs":2,"total_proofs":0,`) {
			break
		}
		runtime.Gosched()
	}
	close(w.hold)
	if a := w.prove(t, request); a.Status != "success" {
		t.Errorf("%+v", a)
	}
}

// A server's deadline for reading a request would end its context, and so stop
// every proof that takes longer.
func TestWorkerProvesLongerThanRequestsAreRead(t *testing.T) {
	genesis, batches := transfers(t, 1, 2)
	var deadlines deadlineRecorder
	w := newForgeWorker(func(o *forge.WorkerOptions) { o.States = []*ledger.State{genesis} })
	r := httptest.NewRequest("POST", "/prove", strings.NewReader(text(chunkOf(batches[0], postOf(t, genesis, batches[0], 2)))))
	r.Header.Set("Content-Type", "application/json")
	deadlines.ResponseRecorder = httptest.NewRecorder()
	w.mux.ServeHTTP(&deadlines, r)
	if !strings.Contains(deadlines.Body.String(), `"success"`) || deadlines.set == 0 || !deadlines.last.IsZero() {
		t.Errorf("deadline %v, set %d times: %s", deadlines.last, deadlines.set, deadlines.Body)
	}
}

type deadlineRecorder struct {
	*httptest.ResponseRecorder
	set  int
	last time.Time
}

func (d *deadlineRecorder) SetReadDeadline(at time.Time) error {
	d.set, d.last = d.set+1, at
	return nil
}

// A prover that panics does not take a place for ever.
func TestWorkerOutlivesPanics(t *testing.T) {
	genesis, batches := transfers(t, 1, 2)
	w := newForgeWorker(func(o *forge.WorkerOptions) {
		o.States = []*ledger.State{genesis}
		o.Prove = func(context.Context, *rollup.ChunkInput) ([]byte, []byte, error) { panic("a bug") }
	})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is hidden")
			}
		}()
		w.do("POST", "/prove", text(chunkOf(batches[0], postOf(t, genesis, batches[0], 2))))
	}()
	if _, body := w.do("GET", "/health", ""); !strings.Contains(body, `"ready":true,"active_jobs":0,`) {
		t.Error(body)
	}
}

func TestWorkerAsksForItsToken(t *testing.T) {
	w := newForgeWorker(func(o *forge.WorkerOptions) { o.Token = "hunter2" })
	for _, path := range []string{"/status/1"} {
		if status, body := w.do("GET", path, ""); status != 401 || body != `{"status":"error","message":"a bearer token is asked for"}` {
			t.Errorf("%d %s", status, body)
		}
	}
	if _, body := w.do("GET", "/status/1", "", "Authorization", "Bearer hunter2"); body != `{"status":"error","message":"Job not found"}` {
		t.Error(body)
	}
	if status, _ := w.do("POST", "/prove", "{}", "Authorization", "Bearer hunter"); status != 401 {
		t.Error(status)
	}
	if status, _ := w.do("GET", "/health", ""); status != 200 {
		t.Error(status)
	}
}
