package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/exec"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/prooftest"
)

// TestMain is the program too: the test binary runs itself.
func TestMain(m *testing.M) {
	if os.Getenv("RUN_AS_PROVER") != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// files is a muster.KeySource on a folder.
type files struct{ dir string }

func (f files) Path(_ context.Context, a muster.Artifact) (string, error) {
	return filepath.Join(f.dir, a.Digest.String()), nil
}

func (f files) Open(_ context.Context, a muster.Artifact) (io.ReadCloser, error) {
	return os.Open(filepath.Join(f.dir, a.Digest.String()))
}

func (f files) put(t *testing.T, write func(io.Writer) error) muster.Artifact {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	a := muster.Artifact{Digest: muster.DigestOf(b.Bytes()), Size: int64(b.Len())}
	if err := os.WriteFile(filepath.Join(f.dir, a.Digest.String()), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

// Its proofs hold, cold and warm, and the contract is kept.
func TestProver(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := prooftest.Groth16(t, ecc.BN254, 1)
	f := files{t.TempDir()}
	circuit := muster.CircuitFiles{
		Name: "powers", System: c.System, Curve: c.Curve.String(),
		ConstraintSystem: f.put(t, func(w io.Writer) error { _, err := c.Constraints.WriteTo(w); return err }),
		ProvingKey:       f.put(t, c.Groth16.WriteDump),
		VerifyingKey:     f.put(t, func(w io.Writer) error { _, err := w.Write(c.Verifying); return err }),
	}
	job := func(root int64, target string) muster.Job {
		full, _ := c.Witness(t, root)
		return muster.Job{
			Task: "task_1", Batch: "batch_1", Name: "prove/0/powers/0", Stage: "prove", Circuit: circuit,
			Statement: c.Statement(t, root, target), Slice: prooftest.Binary(t, full),
		}
	}
	v := proof.New(groth16.New(prooftest.NewKeys(c)))
	for name, processes := range map[string]int{"cold": 0, "warm": 1} {
		t.Run(name, func(t *testing.T) {
			b, err := exec.New(exec.Options{
				Command: []string{program}, Env: []string{"RUN_AS_PROVER=1"}, Keys: f, Dir: t.TempDir(), Warm: exec.Warm{Processes: processes},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			for root, target := range map[int64]string{3: "", 5: muster.TargetSolidity} {
				j := job(root, target)
				out, err := b.Run(t.Context(), j, nil)
				if err != nil {
					t.Fatalf("run: %v", err)
				}
				if err := v.Verify(t.Context(), j.Statement, out); err != nil {
					t.Errorf("target %q: %v", target, err)
				}
			}
			found, err := exec.Check(t.Context(), b, job(3, ""))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				// Whether a job this short is stopped is chance.
				if f.Failed && f.Clause != "stops" {
					t.Errorf("%+v", f)
				}
			}
			other := job(3, "")
			other.Slice = job(4, "").Slice
			for what, bad := range map[string]muster.Job{"another witness": other, "no circuit": {Statement: other.Statement, Slice: other.Slice}} {
				if _, err := b.Run(t.Context(), bad, nil); classOf(err) != muster.FailDeterministic {
					t.Errorf("%s: %v", what, err)
				}
			}
			// A process may have ended since, with the key that it held.
			if _, err := b.Run(t.Context(), job(3, ""), nil); err != nil {
				t.Errorf("run once more: %v", err)
			}
			if processes > 0 && (len(b.Resident()) != 1 || b.Resident()[0] != circuit.VerifyingKey.Digest) {
				t.Errorf("resident: %v", b.Resident())
			}
		})
	}
}

func classOf(err error) muster.FailureClass {
	var f *muster.JobError
	if errors.As(err, &f) {
		return f.Class
	}
	return ""
}
