package main

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/program/ownership"
	"github.com/muster-zk/muster/proof"
)

// TestForgeWithRealProofs proves the ownership of a note and a batch of the swarm
// for real, through Forge's paths.
func TestForgeWithRealProofs(t *testing.T) {
	if os.Getenv("MUSTER_SLOW") == "" {
		t.Skip("makes keys of a gigabyte and proves for minutes: set MUSTER_SLOW=1; the mock prover goes the same way always")
	}
	genesis, body := swarmOf(t, "one", 3)
	p := start(t, "up", "--workers", "1", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--keys-dir", keysDir(t),
		"--mock-settlement", "--forge-state", genesis)
	until(t, p, "a worker is there", func() (bool, error) { return strings.Contains(get(t, p.url+"/health"), `"workers_ready":1`), nil })

	t.Run("ownership", func(t *testing.T) {
		var key, blinding fr.Element
		key.SetUint64(987654321)
		blinding.SetUint64(42)
		note := ownership.NewInput(key, blinding, 1000, 7)
		request, err := json.Marshal(note)
		if err != nil {
			t.Fatal(err)
		}
		var a struct {
			Status, Message string
			Data            struct {
				Proof  string `json:"proof_bytes"`
				Public string `json:"public_witness_bytes"`
			}
		}
		until(t, p, "ownership is proven", func() (bool, error) {
			answer := post(t, p.url+"/v2/ownership/prove", string(request))
			if err := json.Unmarshal([]byte(answer), &a); err != nil {
				t.Fatalf("%s: %v", answer, err)
			}
			if a.Status != "success" && !strings.Contains(a.Message, "ask again with the same note") {
				t.Fatalf("%s\n%s", answer, p.log())
			}
			return a.Status == "success", nil
		})
		public, err := hex.DecodeString(a.Data.Public)
		if err != nil || len(public) != 108 || len(a.Data.Proof) != 776 {
			t.Fatalf("%+v", a)
		}
		values, err := proof.DecodePublic(ecc.BN254, public)
		if err != nil || len(values) != 3 {
			t.Fatal(values, err)
		}
		for i, want := range []string{note.Commitment, note.Nullifier, note.BlindedProxy} {
			if got := "0x" + hex.EncodeToString(values[i].FillBytes(make([]byte, 32))); got != want {
				t.Errorf("public input %d is %s, the note's is %s", i, got, want)
			}
		}
		all, err := p.client().Batches(t.Context(), muster.BatchFilter{})
		if err != nil || len(all) != 1 {
			t.Fatalf("%d batches, %v", len(all), err)
		}
		verifyFromFile(t, p, all[0].ID)
		if log := p.log(); strings.Contains(log, note.SpendingKey) || strings.Contains(log, "987654321") {
			t.Error("the log holds the spending key")
		}
		if answer := get(t, p.url+"/v1/batches/"+string(all[0].ID)+"/input"); !strings.Contains(answer, "not_found") {
			t.Errorf("the input is still there: %s", answer)
		}
	})
	t.Run("swarm", func(t *testing.T) {
		if answer := post(t, p.url+"/batch/submit", body); !strings.Contains(answer, `"success"`) {
			t.Fatal(answer)
		}
		var is string
		until(t, p, "the batch is settled", func() (bool, error) {
			is = get(t, p.url+"/batch/one/status")
			if strings.Contains(is, `"state":"failed"`) {
				t.Fatalf("%s\n%s", is, p.log())
			}
			return strings.Contains(is, `"state":"completed"`) && strings.Contains(is, `"all_verified":true`), nil
		})
		var a struct {
			Data struct {
				Proofs struct {
					Proofs []struct{ Proof string }
				}
			}
		}
		if err := json.Unmarshal([]byte(is), &a); err != nil || len(a.Data.Proofs.Proofs) != 4 {
			t.Fatalf("%s, %v", is, err)
		}
		for i, c := range a.Data.Proofs.Proofs {
			if len(c.Proof) < 400 { // a mock proof has less
				t.Errorf("chunk %d: a proof of %d digits", i, len(c.Proof))
			}
		}
		all, err := p.client().Batches(t.Context(), muster.BatchFilter{})
		if err != nil || len(all) == 0 {
			t.Fatalf("%d batches, %v", len(all), err)
		}
		verifyFromFile(t, p, all[0].ID)
	})
}

// post makes a call with a JSON body.
func post(t *testing.T, url, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
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
