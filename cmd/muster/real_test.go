package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/rollup"
)

// keysDir returns where the tests' keys are kept: the folder that MUSTER_KEYS
// names, so that they are made once on a machine.
func keysDir(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("MUSTER_KEYS"); dir != "" {
		return dir
	}
	return filepath.Join(t.TempDir(), "keys")
}

// run runs a command of the program in this process.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	app := App{Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs}
	code = app.Run(t.Context())
	return code, out.String(), errs.String()
}

// TestRealProofs proves real batches: the demo, the shipped example through the
// command line with a kill -9 in between, and a batch of Forge's sequencer.
func TestRealProofs(t *testing.T) {
	keys := keysDir(t)
	t.Run("demo", func(t *testing.T) {
		code, out, errs := run(t, "demo", "--data-dir", t.TempDir(), "--keys-dir", keys)
		if code != exitOK || !strings.Contains(out, "accepted on chain") {
			t.Fatalf("ended with %d\n%s\n%s", code, out, errs)
		}
		t.Log(out)
	})
	dir := t.TempDir()
	args := []string{"up", "--listen", "127.0.0.1:0", "--data-dir", dir, "--keys-dir", keys, "--log-format", "json"}
	p := start(t, args...)

	input, err := os.ReadFile("../../examples/rollup/batch.json")
	if err != nil {
		t.Fatal(err)
	}
	batch, _, err := p.client().Submit(t.Context(), muster.Submission{Pipeline: "rollup", Input: input})
	if err != nil {
		t.Fatal(err)
	}
	until(t, p, "two chunks are proven", func() (bool, error) {
		done, err := p.client().Tasks(t.Context(), muster.TaskFilter{Batch: batch.ID, States: []muster.TaskState{muster.TaskDone}})
		return len(done) >= 2, err
	})
	p.kill()
	p = start(t, args...)
	job := forgeSubmit(t, p)
	until(t, p, "the example is proven", func() (bool, error) {
		b, err := p.client().Batch(t.Context(), batch.ID)
		if err == nil && b.State.Terminal() && b.State != muster.BatchCompleted {
			t.Fatalf("the batch is %s: %s", b.State, b.Failure)
		}
		return err == nil && b.State == muster.BatchCompleted, err
	})
	attempts, err := p.client().Attempts(t.Context(), batch.ID, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	succeeded := make(map[muster.TaskID]int)
	for _, a := range attempts {
		if a.State == muster.AttemptSucceeded {
			succeeded[a.Task]++
		}
		if succeeded[a.Task] > 1 {
			t.Errorf("task %s was finished twice", a.Task)
		}
	}
	verifyFromFile(t, p, batch.ID)
	forgeProof(t, p, job)
}

// verifyFromFile fetches a proof by the command line, verifies it, and has it
// refused after a change.
func verifyFromFile(t *testing.T, p *process, id muster.BatchID) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "proof.json")
	if code, _, errs := run(t, "batch", "proof", string(id), "--server", p.url, "--out", file); code != exitOK {
		t.Fatalf("batch proof ended with %d: %s", code, errs)
	}
	if code, out, errs := run(t, "proof", "verify", file); code != exitOK || !strings.HasPrefix(out, "valid") {
		t.Fatalf("proof verify ended with %d: %s%s", code, out, errs)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := bundle.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(f *muster.FinalProof){
		"proof":         func(f *muster.FinalProof) { f.Proof[70] ^= 1 },
		"public inputs": func(f *muster.FinalProof) { f.Statement.Public[len(f.Statement.Public)-1] ^= 1 },
		"verifying key": func(f *muster.FinalProof) { f.VerifyingKey[40] ^= 1 },
	} {
		g := f
		g.Proof, g.VerifyingKey = bytes.Clone(f.Proof), bytes.Clone(f.VerifyingKey)
		g.Statement.Public = bytes.Clone(f.Statement.Public)
		change(&g)
		var b bytes.Buffer
		if err := bundle.Write(&b, g); err != nil {
			t.Fatal(err)
		}
		bad := filepath.Join(t.TempDir(), "bad.json")
		if err := os.WriteFile(bad, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, _ := run(t, "proof", "verify", bad); code != exitRefused {
			t.Errorf("after one bit of the %s changed, verify ended with %d: %s", name, code, out)
		}
	}
}

// forgeSubmit submits a batch as Forge's sequencer does.
func forgeSubmit(t *testing.T, p *process) string {
	t.Helper()
	b, err := rollup.Generate(77, 5, rollup.Mix{Accounts: 4, Transactions: 5, Withdrawals: 40, Ordered: true})
	if err != nil {
		t.Fatal(err)
	}
	trace, err := b.Execute(t.Context(), rollup.Params{SlotsPerChunk: 4, Arity: 4})
	if err != nil {
		t.Fatal(err)
	}
	body, err := b.MarshalWitness(trace)
	if err != nil {
		t.Fatal(err)
	}
	var data struct {
		JobID   string `json:"job_id"`
		BatchID uint64 `json:"batch_id"`
	}
	forgeCall(t, p, http.MethodPost, "/v2/batch/prove", body, &data)
	if !strings.HasPrefix(data.JobID, "pj_") || data.BatchID != 77 {
		t.Fatalf("submit answered %+v", data)
	}
	return data.JobID
}

// forgeProof polls for the proof as Forge's sequencer does.
func forgeProof(t *testing.T, p *process, job string) {
	t.Helper()
	var data struct {
		Proof      string `json:"proof_bytes"`
		Public     string `json:"public_witness_bytes"`
		BatchHash  string `json:"batch_hash"`
		Withdrawal string `json:"withdrawal_root"`
	}
	until(t, p, "Forge's job is proven", func() (bool, error) {
		code := forgeCall(t, p, http.MethodGet, "/v2/batch/"+job+"/proof", nil, &data)
		if code != "" && code != "NOT_READY" && code != "NOT_FOUND" {
			t.Fatalf("polling answered %s", code)
		}
		return code == "", nil
	})
	if len(data.Proof) != 776 || len(data.Public) != 472 {
		t.Errorf("proof of %d and public witness of %d hex digits, want 776 and 472", len(data.Proof), len(data.Public))
	}
	public, err := hex.DecodeString(data.Public)
	if err != nil {
		t.Fatal(err)
	}
	if got := "0x" + hex.EncodeToString(public[140:172]); got != data.Withdrawal {
		t.Errorf("withdrawal_root %s, in the witness %s", data.Withdrawal, got)
	}
	if got := "0x" + hex.EncodeToString(public[172:204]); got != data.BatchHash {
		t.Errorf("batch_hash %s, in the witness %s", data.BatchHash, got)
	}
	if public[len(public)-1] != 77 {
		t.Error("the batch's number is not in the witness")
	}
}

// forgeCall makes one call of Forge's core API and returns the error's code.
func forgeCall(t *testing.T, p *process, method, path string, body []byte, data any) string {
	t.Helper()
	ctx := t.Context()
	req, err := http.NewRequestWithContext(ctx, method, p.url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := (&http.Client{Timeout: 30 * time.Second}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	var envelope struct {
		Status  string
		Data    json.RawMessage
		Message string
		Code    *string
	}
	if err := json.Unmarshal(raw, &envelope); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: HTTP %d %s", method, path, resp.StatusCode, raw)
	}
	if envelope.Status != "success" {
		if envelope.Code == nil {
			return fmt.Sprintf("error without code: %s", envelope.Message)
		}
		return *envelope.Code
	}
	if err := json.Unmarshal(envelope.Data, data); err != nil {
		t.Fatal(err)
	}
	return ""
}
