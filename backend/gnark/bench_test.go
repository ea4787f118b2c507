package gnark

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"github.com/muster-zk/muster"
	proofgroth16 "github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/prooftest"
)

// chain is a circuit of a number of constraints.
type chain struct {
	End    frontend.Variable `gnark:",public"`
	Begin  frontend.Variable
	length int
}

func (c *chain) Define(api frontend.API) error {
	v := c.Begin
	for range c.length {
		v = api.Mul(v, api.Add(v, 1))
	}
	api.AssertIsEqual(v, c.End)
	return nil
}

// alone is the environment variable that names the folder of a job for a process
// that does it and ends.
const alone = "MUSTER_TEST_JOB"

func proveAlone(dir string) error {
	b, err := os.ReadFile(filepath.Join(dir, "job"))
	if err != nil {
		return err
	}
	var job muster.Job
	if err := json.Unmarshal(b, &job); err != nil {
		return err
	}
	_, err = New(&source{dir: dir}, Options{}).Run(context.Background(), job, nil)
	return err
}

// BenchmarkResident measures what it is worth that a worker stays and holds its
// keys: a proof by a backend that has just proven another, against a process for
// each proof that loads the circuit's files from the local disk first.
func BenchmarkResident(b *testing.B) {
	length, proofs := 1<<15, 5
	if testing.Short() {
		length, proofs = 1<<10, 1
	}
	src := &source{dir: b.TempDir(), refuse: make(map[muster.Digest]error)}
	job := chainJob(b, src, length)
	text, err := json.Marshal(job)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(src.dir, "job"), text, 0o600); err != nil {
		b.Fatal(err)
	}
	resident := New(src, Options{})
	warm := func() error { _, err := resident.Run(b.Context(), job, nil); return err }
	cold := func() error {
		c := exec.CommandContext(b.Context(), os.Args[0])
		c.Env = append(os.Environ(), alone+"="+src.dir)
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	}
	took := func(prove func() error) time.Duration {
		began := time.Now()
		for range proofs {
			if err := prove(); err != nil {
				b.Fatal(err)
			}
		}
		return time.Since(began) / time.Duration(proofs)
	}
	took(warm)
	var all, stay time.Duration
	for b.Loop() {
		all += took(cold)
		stay += took(warm)
	}
	n := float64(b.N)
	b.ReportMetric(0, "ns/op") // of both together, which says nothing
	b.ReportMetric(float64(all.Milliseconds())/n, "cold-ms/proof")
	b.ReportMetric(float64(stay.Milliseconds())/n, "resident-ms/proof")
	b.ReportMetric(all.Seconds()/stay.Seconds(), "cold/resident")
}

func chainJob(b *testing.B, src *source, length int) muster.Job {
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, &chain{length: length})
	if err != nil {
		b.Fatal(err)
	}
	pk, vk, err := groth16.Setup(ccs)
	if err != nil {
		b.Fatal(err)
	}
	c := &prooftest.Circuit{System: proofgroth16.System, Curve: ecc.BN254, Constraints: ccs, Groth16: pk}
	var verifying bytes.Buffer
	if _, err := vk.WriteRawTo(&verifying); err != nil {
		b.Fatal(err)
	}
	c.Verifying = verifying.Bytes()
	// From nothing to nothing.
	full, err := frontend.NewWitness(&chain{Begin: 0, End: 0}, ecc.BN254.ScalarField())
	if err != nil {
		b.Fatal(err)
	}
	public, err := full.Public()
	if err != nil {
		b.Fatal(err)
	}
	return muster.Job{
		Task: "task_1", Batch: "batch_1", Name: "prove/0/chain/0", Stage: "prove", Circuit: src.files(b, "chain", c),
		Slice: prooftest.Binary(b, full),
		Statement: muster.Statement{
			System: proofgroth16.System, Curve: ecc.BN254.String(), Circuit: c.Digest(), Public: prooftest.Binary(b, public),
		},
	}
}
