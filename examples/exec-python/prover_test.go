// Package python tests the prover in Python.
package python

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	backend "github.com/muster-zk/muster/backend/exec"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/snarkjs"
)

// only is a muster.KeySource of one file.
type only string

func (o only) Path(context.Context, muster.Artifact) (string, error) { return string(o), nil }

func (o only) Open(context.Context, muster.Artifact) (io.ReadCloser, error) {
	return os.Open(string(o))
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What the prover in Python makes holds, cold and warm, and the files of the
// documentation are of one circuit.
func TestProver(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("SKIPPED: no python3 in PATH")
	}
	const build = "../circom/build/"
	key, err := snarkjs.ParseKey(read(t, build+"verification_key.json"))
	if err != nil {
		t.Fatal(err)
	}
	verifying, err := key.Encode()
	if err != nil {
		t.Fatal(err)
	}
	zkey, err := filepath.Abs(build + "factors.zkey")
	if err != nil {
		t.Fatal(err)
	}
	digest := muster.DigestOf(verifying)
	job := muster.Job{
		Name: "prove/0/factors/0", Slice: read(t, "witness.wtns"),
		Circuit: muster.CircuitFiles{
			Name: "factors", System: groth16.System, Curve: ecc.BN254.String(),
			ProvingKey: muster.Artifact{Digest: muster.DigestOf([]byte(zkey)), Size: 1}, VerifyingKey: muster.Artifact{Digest: digest, Size: 1},
		},
		Statement: muster.Statement{System: groth16.System, Curve: ecc.BN254.String(), Circuit: digest, Public: read(t, "public.bin")},
	}
	keys := prooftest.NewKeys()
	keys.Set(digest, ecc.BN254.String(), verifying)
	v := proof.New(groth16.New(keys))
	for name, w := range map[string]backend.Warm{"cold": {}, "warm": {Processes: 1}} {
		t.Run(name, func(t *testing.T) {
			b, err := backend.New(backend.Options{Command: []string{"./prover.py"}, Keys: only(zkey), Warm: w, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			out, err := b.Run(t.Context(), job, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := v.Verify(t.Context(), job.Statement, out); err != nil {
				t.Error(err)
			}
			bad := job
			bad.Statement.Public = bytes.Clone(job.Statement.Public)
			bad.Statement.Public[len(bad.Statement.Public)-1]++
			var f *muster.JobError
			if _, err := b.Run(t.Context(), bad, nil); !errors.As(err, &f) || f.Class != muster.FailDeterministic {
				t.Errorf("another statement: %v", err)
			}
		})
	}
}
