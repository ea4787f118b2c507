package forge_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/dialect/forge"
	"github.com/muster-zk/muster/program/ownership"
	"github.com/muster-zk/muster/rollup"
)

func note() ownership.Input {
	var key, blinding fr.Element
	key.SetString("1234567890123456789012345678901234567890")
	blinding.SetUint64(42)
	return ownership.NewInput(key, blinding, 1000, 7)
}

type ownershipAnswer struct {
	Status, Message string
	Data            struct {
		Proof        string `json:"proof_bytes"`
		Public       string `json:"public_witness_bytes"`
		Commitment   string
		Nullifier    string
		BlindedProxy string `json:"blinded_proxy"`
	}
}

// The proof is made within the request, and the spending key is nowhere
// afterwards: in no artifact, no log, no answer.
func TestOwnership(t *testing.T) {
	e := newEngine(t, engineOptions{dir: t.TempDir()})
	n := note()
	var first string
	for range 2 { // the second time nothing is proven
		status, body := e.do("POST", "/v2/ownership/prove", text(n))
		var a ownershipAnswer
		if err := json.Unmarshal([]byte(body), &a); err != nil || status != 200 || a.Status != "success" {
			t.Fatalf("%d %s", status, body)
		}
		public, err := hex.DecodeString(a.Data.Public)
		if err != nil || len(public) != 108 || a.Data.Commitment != n.Commitment || a.Data.Nullifier != n.Nullifier || a.Data.BlindedProxy != n.BlindedProxy {
			t.Errorf("%s", body)
		}
		var values [3]string
		for i := range values {
			values[i] = "0x" + hex.EncodeToString(public[12+32*i:12+32*(i+1)])
		}
		if values != [3]string{n.Commitment, n.Nullifier, n.BlindedProxy} {
			t.Errorf("public witness %v, note %+v", values, n)
		}
		if first == "" {
			first = body
		}
		if body != first || strings.Contains(body, n.SpendingKey) {
			t.Errorf("answers %s and %s", first, body)
		}
		nowhere(t, e, n.SpendingKey)
	}
	all, err := e.c.Batches(t.Context(), muster.BatchFilter{})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d batches, %v", len(all), err)
	}
	if _, _, err := e.c.OpenInput(t.Context(), all[0].ID); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("the input is still there: %v", err)
	}
}

// nowhere looks for a secret in all that the engine has on disk and in its logs.
func nowhere(t *testing.T, e *engine, secret string) {
	t.Helper()
	if strings.Contains(e.logs.String(), secret) {
		t.Error("the log holds the secret")
	}
	err := filepath.WalkDir(e.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("%s holds the secret", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestOwnershipRefusals(t *testing.T) {
	e := newEngine(t, engineOptions{dir: t.TempDir()})
	change := func(f func(n *ownership.Input)) string {
		n := note()
		f(&n)
		return text(n)
	}
	for _, tt := range []struct{ name, body, message string }{
		{"nothing", "{}", "spending_key: expected a string"},
		{"number", strings.Replace(text(note()), `"note_value":"1000"`, `"note_value":1000`, 1), "note_value: expected a string"},
		{"another note's", change(func(n *ownership.Input) { n.Nullifier = n.Commitment }), "nullifier: expected that of the note"},
		{"no number", change(func(n *ownership.Input) { n.SpendingKey = "my password" }), "spending_key: expected"},
	} {
		status, body := e.do("POST", "/v2/ownership/prove", tt.body)
		if status != 200 || !strings.Contains(body, tt.message) || strings.Contains(body, `"code"`) || strings.Contains(body, "my password") {
			t.Errorf("%s: %d %s", tt.name, status, body)
		}
	}
	if all, err := e.c.Batches(t.Context(), muster.BatchFilter{}); err != nil || len(all) != 0 {
		t.Errorf("%d batches, %v", len(all), err)
	}
}

// A request that ends before the proof changes nothing: the batch goes on, the
// key is deleted at its end, and whoever asks again gets the proof.
func TestOwnershipOutlivesItsRequest(t *testing.T) {
	d := newDialect(t, func(o *forge.Options) { o.OwnershipWait = time.Millisecond })
	_, body := d.do("POST", "/v2/ownership/prove", text(note()))
	if !strings.Contains(body, "ask again with the same note") {
		t.Error(body)
	}
	id := muster.BatchID("batch_" + first)
	if len(d.Input(id)) == 0 {
		t.Fatal("no batch was submitted")
	}
	d.forge.Sweep(t.Context())
	if d.Called("Forget") {
		t.Error("the input of a batch that is being proven was deleted")
	}
	d.Public = witness(3)
	d.Move(id, muster.BatchCompleted)
	d.forge.Sweep(t.Context())
	if !d.Called("Forget") || len(d.Input(id)) != 0 {
		t.Error("the input of a batch that ended was not deleted")
	}
}

// Batches whose keys another process accepted are found.
func TestForgottenKeysAreFoundAfterARestart(t *testing.T) {
	o := engineOptions{dir: t.TempDir(), workers: -1}
	e := newEngine(t, o)
	n := note()
	_, _, err := e.c.Submit(t.Context(), muster.Submission{
		Tenant: "default", Key: "forge-ownership:x", Pipeline: "ownership", Input: []byte(text(n)), Labels: map[string]string{"forge_secret": "once"},
	})
	must(t, err)
	e.stop()
	o.workers = 1
	e = newEngine(t, o)
	e.until("it is proven", func() bool {
		all, err := e.c.Batches(t.Context(), muster.BatchFilter{})
		must(t, err)
		return all[0].State == muster.BatchCompleted
	})
	e.stop() // perhaps before it could forget
	e = newEngine(t, o)
	e.forge.Sweep(t.Context())
	for found := false; !found; {
		_, _, err := e.c.OpenInput(t.Context(), theOnly(t, e))
		found = muster.CodeOf(err) == muster.CodeNotFound
		e.forge.Sweep(t.Context())
	}
	nowhere(t, e, n.SpendingKey)
}

func theOnly(t *testing.T, e *engine) muster.BatchID {
	t.Helper()
	all, err := e.c.Batches(t.Context(), muster.BatchFilter{})
	must(t, err)
	if len(all) != 1 {
		t.Fatalf("%d batches", len(all))
	}
	return all[0].ID
}

// A batch of the core API with shielded entries is proven as given, and its
// spending keys are deleted when it is completed.
func TestShieldedEntries(t *testing.T) {
	b, err := rollup.Generate(5, 1, rollup.Mix{Accounts: 4, Transactions: 9, Shielded: 40, Notes: 3, Ordered: true})
	must(t, err)
	trace, err := b.Execute(t.Context(), rollup.Params{SlotsPerChunk: 4, Arity: 4})
	must(t, err)
	request, err := b.MarshalWitness(trace)
	must(t, err)
	var r map[string]any
	must(t, json.Unmarshal(request, &r))
	entry := r["shielded"].([]any)[0].(map[string]any)
	secret := entry["spending_key"].(string)
	e := newEngine(t, engineOptions{dir: t.TempDir()})
	for _, tt := range []struct {
		field   string
		value   any
		message string
	}{
		{"output_position", nil, "shielded[0].output_position: expected the leaf that the new note takes"},
		{"output_merkle_path", nil, "shielded[0].output_merkle_path: expected the 32 hashes"},
		{"spending_key", "hunter2", "shielded[0].spending_key: expected 64 hexadecimal digits"},
		{"nullifier", digits(1, 32), "shielded[0].nullifier: expected that of spending_key"},
		{"input_path_indices", indices(31), "shielded[0].input_path_indices: expected 32 numbers"},
	} {
		was := entry[tt.field]
		if entry[tt.field] = tt.value; tt.value == nil {
			delete(entry, tt.field)
		}
		if _, body := e.do("POST", "/v2/batch/prove", text(r)); !strings.Contains(body, tt.message) || strings.Contains(body, "hunter2") {
			t.Errorf("%s: %s", tt.field, body)
		}
		entry[tt.field] = was
	}
	var p proven
	_, body := e.do("POST", "/v2/batch/prove", string(request))
	if err := json.Unmarshal([]byte(body), &p); err != nil || p.Status != "success" {
		t.Fatal(body)
	}
	e.until("it is proven", func() bool {
		_, body = e.do("GET", "/v2/batch/"+p.Data.JobID+"/proof", "")
		return strings.Contains(body, `"success"`)
	})
	e.forge.Sweep(t.Context())
	nowhere(t, e, secret)
	if _, body := e.do("POST", "/v2/batch/prove", string(request)); !strings.Contains(body, p.Data.JobID) {
		t.Error(body)
	}
	nowhere(t, e, secret)
}
