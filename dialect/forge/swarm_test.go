package forge_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api/apitest"
	"github.com/muster-zk/muster/dialect/forge"
	"github.com/muster-zk/muster/dialect/forge/ledger"
	"github.com/muster-zk/muster/rollup"
)

// Batches follow one another from the genesis state, each with all its
// transactions, and end with the proofs of all chunks.
func TestSwarmProvesAChainOfBatches(t *testing.T) {
	genesis, batches := transfers(t, 2, 30)
	e := newEngine(t, engineOptions{dir: t.TempDir(), states: []*ledger.State{genesis}, workers: 2})
	for n, b := range batches {
		name := fmt.Sprintf("batch %d", n)
		want := `{"status":"success","data":{"batch_id":"` + name + `","chunks":8,"workers_assigned":2,"status":"pending"}}`
		if status, body := e.do("POST", "/batch/submit", b.named(name)); status != 200 || body != want {
			t.Fatalf("%d %s", status, body)
		}
	}
	for n, b := range batches {
		a := e.swarmEnd(fmt.Sprintf("batch%%20%d", n))
		if a.Data.State != "completed" || a.Data.ChunksTotal != 8 || a.Data.ChunksProved != 8 || a.Data.Settlement != nil || a.Data.Error != nil {
			t.Fatalf("%+v", a)
		}
		root, given := b.InitialRoot, 0
		for i, p := range a.Data.Proofs.Proofs {
			// The first two public inputs of a chunk are its roots: they chain.
			if p.ChunkID != i || p.Proof == "" || p.PublicInputs[0] != "0x"+root {
				t.Errorf("chunk %d: %+v, expected to begin at %s", i, p, root)
			}
			if next := strings.TrimPrefix(p.PublicInputs[1], "0x"); next != root {
				root, given = next, given+1
			}
		}
		if n+1 < len(batches) && root != batches[n+1].InitialRoot {
			t.Errorf("batch %d ends at %s, the next begins at %s", n, root, batches[n+1].InitialRoot)
		}
		if given != 8 { // 30 transactions in chunks of 4
			t.Errorf("batch %d: %d chunks with transactions", n, given)
		}
	}
}

func TestSwarmRefusals(t *testing.T) {
	genesis, batches := transfers(t, 1, 3)
	e := newEngine(t, engineOptions{dir: t.TempDir(), states: []*ledger.State{genesis}})
	good := batches[0]
	change := func(f func(b *swarmBody)) string {
		b := good
		b.Transactions = append([]swarmTx(nil), good.Transactions...)
		f(&b)
		return b.named("1")
	}
	stranger := digits(1, 32)
	tests := []struct{ name, body, message string }{
		{"not JSON", "batch", "well-formed JSON"},
		{"no batch", "{}", "batch: expected"},
		{"unknown field", `{"batch":{"batch_id":"1","initial_root":"` + digits(1, 32) + `","transactions":[],"nonce":1}}`, "batch.nonce"},
		{"no name", good.named(""), "batch.batch_id: expected 1 to 128 bytes"},
		{"reserved name", good.named("a:after:b"), "batch.batch_id"},
		{"long name", good.named(strings.Repeat("a", 129)), "batch.batch_id"},
		{"short root", change(func(b *swarmBody) { b.InitialRoot = "00" }), "batch.initial_root: expected 64 hexadecimal digits"},
		{"unknown root", change(func(b *swarmBody) { b.InitialRoot = stranger }), "batch.initial_root: expected the root of --forge-state, " + genesis.Root()},
		{"nothing to do", change(func(b *swarmBody) { b.Transactions = []swarmTx{} }), "batch.transactions: expected at least one"},
		{"unknown sender", change(func(b *swarmBody) { b.Transactions[1].SenderPubkey = stranger }), "transactions[1].sender_pubkey: expected the key of an account"},
		{"unknown receiver", change(func(b *swarmBody) { b.Transactions[0].ReceiverPubkey = stranger }), "transactions[0].receiver_pubkey: expected the key of an account"},
		{"to oneself", change(func(b *swarmBody) { b.Transactions[0].ReceiverPubkey = b.Transactions[0].SenderPubkey }), "another account than the sender"},
		{"nothing", change(func(b *swarmBody) { b.Transactions[2].Amount = 0 }), "transactions[2].amount: expected an amount above zero"},
		{"too much", change(func(b *swarmBody) { b.Transactions[2].Amount = 1 << 60 }), "transactions[2].amount: expected at most the sender's balance"},
		{"other amount", change(func(b *swarmBody) { b.Transactions[2].Amount++ }), "transactions[2].signature: expected the sender's signature"},
		{"no signature", change(func(b *swarmBody) { b.Transactions[0].Signature = "" }), "transactions[0].signature: expected 128"},
		{"twice", change(func(b *swarmBody) { b.Transactions = append(b.Transactions, b.Transactions[0]) }), "transactions[3].signature"},
		{"short path", change(func(b *swarmBody) { b.Transactions[0].MerklePath = path(31) }), "transactions[0].merkle_path: expected 32 hashes"},
		{"wrong path", change(func(b *swarmBody) { b.Transactions[0].MerklePath = path(32) }), "transactions[0].merkle_path[0]: expected"},
	}
	for _, tt := range tests {
		status, body := e.do("POST", "/batch/submit", tt.body)
		var a map[string]any
		if err := json.Unmarshal([]byte(body), &a); err != nil || status != 200 || a["status"] != "error" || len(a) != 2 || !strings.Contains(a["message"].(string), tt.message) {
			t.Errorf("%s: %d %s", tt.name, status, body)
		}
	}
	if all, err := e.c.Batches(t.Context(), muster.BatchFilter{}); err != nil || len(all) != 0 {
		t.Errorf("%d batches were accepted, %v", len(all), err)
	}
	if _, body := e.do("GET", "/batch/1/status", ""); body != `{"status":"error","message":"Batch not found"}` {
		t.Error(body)
	}
}

// The sender's path is that of the tree as it is just before the transaction.
func TestSwarmTakesRealPaths(t *testing.T) {
	genesis, batches := transfers(t, 1, 6)
	b := batches[0]
	run := runOf(t, genesis, b)
	i := 0
	for _, c := range run.Trace.Chunks {
		for _, s := range c.Steps {
			for _, sibling := range s.Sender.Path {
				raw := sibling.Bytes()
				b.Transactions[i].MerklePath = append(b.Transactions[i].MerklePath, "0x"+strings.ToUpper(hex.EncodeToString(raw[:])))
			}
			i++
		}
	}
	e := newEngine(t, engineOptions{dir: t.TempDir(), states: []*ledger.State{genesis}})
	if _, body := e.do("POST", "/batch/submit", b.named("1")); !strings.Contains(body, `"success"`) {
		t.Fatal(body)
	}
	b.Transactions[5].MerklePath = b.Transactions[0].MerklePath
	if _, body := e.do("POST", "/batch/submit", b.named("2")); !strings.Contains(body, "transactions[5].merkle_path[") {
		t.Error(body)
	}
}

func runOf(t *testing.T, s *ledger.State, b swarmBody) *ledger.Run {
	t.Helper()
	var all []ledger.Transfer
	for _, tx := range b.Transactions {
		var l ledger.Transfer
		for text, out := range map[string][]byte{tx.SenderPubkey: l.From[:], tx.ReceiverPubkey: l.To[:], tx.Signature: l.Signature[:]} {
			if _, err := hex.Decode(out, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		l.Amount = tx.Amount
		all = append(all, l)
	}
	run, err := s.Run(t.Context(), 1, all, rollup.Params{SlotsPerChunk: 4, Arity: 4})
	must(t, err)
	return run
}

// Defect 1: a restart loses no batch, and no state that later ones begin with.
func TestDefect1SwarmSurvivesRestarts(t *testing.T) {
	genesis, batches := transfers(t, 3, 5)
	o := engineOptions{dir: t.TempDir(), states: []*ledger.State{genesis}, targets: []string{"mock"}}
	e := newEngine(t, o)
	e.do("POST", "/batch/submit", batches[0].named("first"))
	e.swarmEnd("first")
	_, before := e.do("GET", "/batch/first/status", "")
	e.do("POST", "/batch/submit", batches[1].named("second")) // under way when it ends
	e.stop()

	e = newEngine(t, o)
	if _, after := e.do("GET", "/batch/first/status", ""); after != before {
		t.Errorf("was %s, is %s", before, after)
	}
	if _, body := e.do("POST", "/batch/submit", batches[2].named("third")); !strings.Contains(body, `"success"`) {
		t.Fatal(body)
	}
	for _, name := range []string{"second", "third"} {
		if a := e.swarmEnd(name); a.Data.State != "completed" || !a.Data.Settlement.AllVerified {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// Defect 6: the same name joins its batch, whatever its state; with other
// content it is refused.
func TestDefect6SwarmNamesAreContent(t *testing.T) {
	genesis, batches := transfers(t, 2, 5)
	e := newEngine(t, engineOptions{dir: t.TempDir(), states: []*ledger.State{genesis}})
	for range 3 {
		if _, body := e.do("POST", "/batch/submit", batches[0].named("1")); !strings.Contains(body, `"success"`) {
			t.Fatal(body)
		}
	}
	e.swarmEnd("1")
	if _, body := e.do("POST", "/batch/submit", batches[0].named("1")); !strings.Contains(body, `"status":"completed"`) {
		t.Error(body)
	}
	if _, body := e.do("POST", "/batch/submit", batches[1].named("1")); body != `{"status":"error","message":"batch 1 was submitted before with other content"}` {
		t.Error(body)
	}
	if all, err := e.c.Batches(t.Context(), muster.BatchFilter{}); err != nil || len(all) != 1 {
		t.Errorf("%d batches, %v", len(all), err)
	}
}

// Defect 7: a chunk's failure is tried again, and only then fails the batch;
// nobody goes on from a batch that failed, and it can be proven anew.
func TestDefect7SwarmRetriesChunks(t *testing.T) {
	genesis, batches := transfers(t, 2, 5)
	flaky := newFlaky(2)
	e := newEngine(t, engineOptions{dir: t.TempDir(), states: []*ledger.State{genesis}, backend: flaky})
	e.do("POST", "/batch/submit", batches[0].named("1"))
	if a := e.swarmEnd("1"); a.Data.State != "completed" {
		t.Fatalf("%+v", a)
	}
	flaky.fail(1 << 30)
	e.do("POST", "/batch/submit", batches[1].named("2"))
	id := batchNamed(t, e, "2")
	if _, err := e.c.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	a := e.swarmEnd("2")
	if a.Data.State != "failed" || a.Data.Error == nil {
		t.Fatalf("%+v", a)
	}
	stands := runOf(t, stateOf(t, genesis, batches[0]), batches[1]).Post
	next := swarmBody{InitialRoot: stands.Root(), Transactions: batches[1].Transactions}
	if _, body := e.do("POST", "/batch/submit", next.named("3")); !strings.Contains(body, "batch 2, which would leave this one, is cancelled") {
		t.Error(body)
	}
	flaky.fail(0)
	e.do("POST", "/batch/submit", batches[1].named("2"))
	if a := e.swarmEnd("2"); a.Data.State != "completed" {
		t.Errorf("%+v", a)
	}
}

func stateOf(t *testing.T, genesis *ledger.State, b swarmBody) *ledger.State {
	t.Helper()
	s, err := ledger.After(runOf(t, genesis, b).Input)
	must(t, err)
	return s
}

func batchNamed(t *testing.T, e *engine, name string) muster.BatchID {
	t.Helper()
	all, err := e.c.Batches(t.Context(), muster.BatchFilter{})
	must(t, err)
	for _, b := range all {
		if b.Key == "forge-swarm:"+name {
			return b.ID
		}
	}
	t.Fatalf("no batch %s", name)
	return ""
}

func TestSwarmSettles(t *testing.T) {
	genesis, batches := transfers(t, 1, 5)
	e := newEngine(t, engineOptions{dir: t.TempDir(), states: []*ledger.State{genesis}, targets: []string{"mock"}})
	e.do("POST", "/batch/submit", batches[0].named("1"))
	a := e.swarmEnd("1")
	s := a.Data.Settlement
	if a.Data.State != "completed" || a.Data.SettledAt == nil || s == nil || !s.AllVerified || len(s.Settlements) != 4 {
		t.Fatalf("%+v", a)
	}
	for i, one := range s.Settlements {
		if one.ChunkID != i || !one.Verified || one.Tx != s.Settlements[0].Tx || !strings.HasPrefix(one.Tx, "0x") {
			t.Errorf("%+v", one)
		}
	}
	if _, body := e.do("GET", "/v2/health", ""); !strings.Contains(body, `"mock_prover":true,"mock_settlement":true`) {
		t.Error(body)
	}
}

// A tenant that gives a batch of theirs the label of another's root learns
// nothing of the accounts behind it.
func TestStatesAreTheirTenants(t *testing.T) {
	genesis, batches := transfers(t, 2, 3)
	d := newDialect(t, func(o *forge.Options) {
		o.Swarm = forge.Swarm{States: []*ledger.State{genesis}, Shape: rollup.Params{SlotsPerChunk: 4, Arity: 4}}
	})
	d.WorkerRows = []muster.Worker{{ID: apitest.WorkerID(1), State: muster.WorkerOnline}}
	if _, body := d.do("POST", "/batch/submit", batches[0].named("1")); !strings.Contains(body, `"success"`) {
		t.Fatal(body)
	}
	_, _, err := d.Submit(t.Context(), muster.Submission{
		Tenant: "another", Key: "forge-swarm:x", Pipeline: "rollup", Input: []byte("{}"), Labels: map[string]string{"forge_post_root": batches[1].InitialRoot},
	})
	must(t, err)
	rich := batches[1]
	rich.Transactions[0].Amount = 1 << 60
	if _, body := d.do("POST", "/batch/submit", rich.named("2"), "Who", "another"); strings.Contains(body, "balance") || strings.Contains(body, `"success"`) {
		t.Errorf("another's: %s", body)
	}
	if _, body := d.do("POST", "/batch/submit", rich.named("2")); !strings.Contains(body, "sender's balance") {
		t.Errorf("one's own: %s", body)
	}
}

// Two batches may begin with one root, at the same time too; each is what its
// own transactions make of it, and both can be gone on from.
func TestSwarmForks(t *testing.T) {
	genesis, batches := transfers(t, 2, 4)
	e := newEngine(t, engineOptions{dir: t.TempDir(), states: []*ledger.State{genesis}})
	left, right := batches[0], batches[0]
	right.Transactions = right.Transactions[:2]
	var wg sync.WaitGroup
	for name, b := range map[string]swarmBody{"left": left, "right": right} {
		body := b.named(name)
		wg.Go(func() {
			if _, answer, err := e.try("POST", "/batch/submit", body); err != nil || !strings.Contains(answer, `"success"`) {
				t.Errorf("%s: %s, %v", name, answer, err)
			}
		})
	}
	wg.Wait()
	onRight := swarmBody{InitialRoot: runOf(t, genesis, right).Post.Root(), Transactions: batches[0].Transactions[2:]}
	e.do("POST", "/batch/submit", batches[1].named("on left"))
	e.do("POST", "/batch/submit", onRight.named("on right"))
	for _, name := range []string{"left", "right", "on%20left", "on%20right"} {
		if a := e.swarmEnd(name); a.Data.State != "completed" {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// Defect 7: a batch that one of its chains does not have is not completed.
func TestDefect7UnverifiedIsNotCompleted(t *testing.T) {
	d := newDialect(t, nil)
	id := swarmRow(d, "1", []string{"l1", "l2"})
	d.Edit(id, func(b *muster.Batch) {
		b.Proof = muster.Artifact{Digest: muster.DigestOf(nil), Size: 1}
		b.Root = apitest.TaskID(1)
	})
	d.TaskRows = []muster.Task{{ID: apitest.TaskID(1), Batch: id, DoneAt: apitest.Epoch, State: muster.TaskDone}}
	d.Settling = []muster.SettlementDetail{
		{Settlement: muster.Settlement{Batch: id, Chain: "l1", State: muster.SettlementFinal, TxHash: "0x1", FinalAt: apitest.Epoch}},
		{Settlement: muster.Settlement{Batch: id, Chain: "l2", State: muster.SettlementAbandoned, Failure: "by an operator"}},
	}
	d.Move(id, muster.BatchCompleted)
	_, body := d.do("GET", "/batch/1/status", "")
	if !strings.Contains(body, `"state":"failed"`) || !strings.Contains(body, `"all_verified":false`) || !strings.Contains(body, "the settlement on l2 is abandoned: by an operator") {
		t.Error(body)
	}
	d.Settling[1].State = muster.SettlementSubmitted
	d.Move(id, muster.BatchSettling)
	if _, body := d.do("GET", "/batch/1/status", ""); !strings.Contains(body, `"state":"settling"`) || !strings.Contains(body, `"error":null`) {
		t.Error(body)
	}
}

// swarmRow stores a batch as the swarm API does.
func swarmRow(d *dialect, name string, targets []string) muster.BatchID {
	b, _, err := d.Service.Submit(nil, muster.Submission{Tenant: "default", Key: "forge-swarm:" + name, Pipeline: "rollup", Targets: targets}) //nolint:staticcheck // the fake has no use for a context
	if err != nil {
		panic(err)
	}
	return b.ID
}

func TestSwarmStatesAndCallers(t *testing.T) {
	d := newDialect(t, nil)
	id := swarmRow(d, "1", nil)
	for state, want := range map[muster.BatchState]string{
		muster.BatchPending: "pending", muster.BatchPreparing: "slicing", muster.BatchProving: "proving",
		muster.BatchFailed: "failed", muster.BatchCancelled: "failed",
	} {
		d.Move(id, state)
		want := `{"status":"success","data":{"batch_id":"1","state":"` + want + `","chunks_total":0,"chunks_proved":0,"submitted_at":1767323045,"proving_started_at":null,` +
			`"proving_completed_at":null,"settled_at":null,"proofs":null,"settlement":null,"error":`
		if _, body := d.do("GET", "/batch/1/status", ""); !strings.HasPrefix(body, want) || strings.Contains(body, `"error":null`) == strings.Contains(want, "failed") {
			t.Errorf("%s: %s", state, body)
		}
	}
	d.Move(id, muster.BatchFailed)
	for _, tt := range []struct {
		method, path, who string
		status            int
		want              string
	}{
		{"GET", "/batch/1/status", "another", 200, `{"status":"error","message":"Batch not found"}`},
		{"GET", "/batch/1/status", "stranger", 401, `{"status":"error","message":"no credentials"}`},
		{"GET", "/workers", "stranger", 401, `{"status":"error","message":"no credentials"}`},
		{"GET", "/health", "stranger", 200, `{"status":"success","data":{"status":"ok","workers_available":0,"workers_ready":0,"pending_batches":0,"total_batches_processed":1}}`},
		{"GET", "/workers", "viewer", 200, `{"status":"success","data":{"workers":[],"total":0,"ready":0}}`},
	} {
		if status, body := d.do(tt.method, tt.path, "", "Who", tt.who); status != tt.status || body != tt.want {
			t.Errorf("%s as %s: %d %s", tt.path, tt.who, status, body)
		}
	}
	genesis, batches := transfers(t, 1, 1)
	for _, tt := range []struct {
		states  []*ledger.State
		workers []muster.Worker
		who     string
		want    string
	}{
		{[]*ledger.State{genesis}, nil, "", `"message":"No workers available"}`},
		{[]*ledger.State{genesis}, []muster.Worker{{ID: apitest.WorkerID(1), State: muster.WorkerDraining}}, "", `"message":"No workers available"}`},
		{nil, []muster.Worker{{ID: apitest.WorkerID(1), State: muster.WorkerOnline}}, "", "start muster with --forge-state FILE"},
		{[]*ledger.State{genesis}, []muster.Worker{{ID: apitest.WorkerID(1), State: muster.WorkerOnline}}, "viewer", `{"status":"error","message":"`},
	} {
		d := newDialect(t, func(o *forge.Options) {
			o.Swarm = forge.Swarm{States: tt.states, Shape: rollup.Params{SlotsPerChunk: 4, Arity: 4}}
		})
		d.WorkerRows = tt.workers
		if _, body := d.do("POST", "/batch/submit", batches[0].named("1"), "Who", tt.who); !strings.Contains(body, tt.want) || strings.Contains(body, `"code"`) || d.Called("Submit") {
			t.Errorf("%s", body)
		}
	}
}

func TestSwarmCountsWhatWorkersMade(t *testing.T) {
	genesis, batches := transfers(t, 1, 5)
	e := newEngine(t, engineOptions{dir: t.TempDir(), states: []*ledger.State{genesis}})
	e.do("POST", "/batch/submit", batches[0].named("1"))
	e.swarmEnd("1")
	_, body := e.do("GET", "/workers", "")
	if !strings.Contains(body, `"ready":true,"active_jobs":0,"total_proofs":6,`) { // four chunks, an aggregate, a wrap
		t.Error(body)
	}
}
