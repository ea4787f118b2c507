package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muster-zk/muster/dialect/forge/ledger"
	"github.com/muster-zk/muster/rollup"
)

// swarmOf makes a file of accounts and the submission of a batch that begins
// with them.
func swarmOf(t *testing.T, name string, transactions int) (file, body string) {
	t.Helper()
	g, err := rollup.NewGenerator(5, rollup.Mix{Accounts: 3, Transactions: transactions})
	if err != nil {
		t.Fatal(err)
	}
	b, err := g.Next(1)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ledger.New(b.Accounts)
	if err != nil {
		t.Fatal(err)
	}
	var accounts, txs []map[string]any
	for _, a := range b.Accounts {
		accounts = append(accounts, map[string]any{"index": a.Index, "pubkey": a.Key.String(), "balance": a.Balance, "nonce": a.Nonce})
	}
	for _, tx := range b.Transactions {
		txs = append(txs, map[string]any{
			"sender_pubkey": tx.From.String(), "receiver_pubkey": tx.To.String(), "amount": tx.Amount, "signature": tx.Signature.String(), "merkle_path": []string{},
		})
	}
	encode := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	file = filepath.Join(t.TempDir(), "genesis.json")
	if err := os.WriteFile(file, []byte(encode(map[string]any{"accounts": accounts})), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, encode(map[string]any{"batch": map[string]any{"batch_id": name, "initial_root": s.Root(), "transactions": txs}})
}

func get(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 8<<20))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestForgeSwarmWithForgesEnvironment runs the program as Forge's compose files
// do, kills it, and finds everything again.
func TestForgeSwarmWithForgesEnvironment(t *testing.T) {
	t.Setenv("MOCK_PROVER", "1")
	t.Setenv("MOCK_SETTLEMENT", "true")
	genesis, body := swarmOf(t, "one", 6)
	args := []string{"up", "--workers", "1", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--forge-state", genesis}
	p := start(t, args...)
	until(t, p, "a worker is there", func() (bool, error) { return strings.Contains(get(t, p.url+"/health"), `"workers_ready":1`), nil })
	if answer := post(t, p.url+"/batch/submit", body); answer != `{"status":"success","data":{"batch_id":"one","chunks":4,"workers_assigned":1,"status":"pending"}}` {
		t.Fatal(answer)
	}
	until(t, p, "the batch is settled", func() (bool, error) {
		is := get(t, p.url+"/batch/one/status")
		return strings.Contains(is, `"state":"completed"`) && strings.Contains(is, `"all_verified":true`), nil
	})
	before := get(t, p.url+"/batch/one/status")
	if m := get(t, p.url+"/metrics"); !strings.Contains(m, "muster_mock_settlement 1") || !strings.Contains(m, "muster_mock_prover 1") {
		t.Error("the metrics do not tell of the mocks")
	}
	if h := get(t, p.url+"/v2/health"); !strings.Contains(h, `"mock_prover":true,"mock_settlement":true`) {
		t.Error(h)
	}
	p.mu.Lock()
	log := p.stderr.String() // whole: it begins with it
	p.mu.Unlock()
	if !strings.Contains(log, "MOCK SETTLEMENT IS ON") || !strings.Contains(log, "MOCK PROVER IS ON") {
		t.Errorf("the log does not tell of the mocks:\n%s", log)
	}
	p.kill()
	p = start(t, args...)
	if after := get(t, p.url+"/batch/one/status"); after != before {
		t.Errorf("was %s, is %s", before, after)
	}
	q := launch(t, append(args, "--production")...)
	<-q.ended
	if log := q.log(); !strings.Contains(log, "mock-settlement: refused with --production") || !strings.Contains(log, "mock-prover: refused") {
		t.Errorf("with --production:\n%s", log)
	}
}
