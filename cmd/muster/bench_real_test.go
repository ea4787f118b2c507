package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program"
	proven "github.com/muster-zk/muster/program/rollup"
	"github.com/muster-zk/muster/proof"
	proofgroth16 "github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/rollup"
)

// bare makes the proofs of a batch one after the other, with nothing around
// them but what gnark needs.
type bare struct {
	testing.TB
	ring   *program.Ring
	pl     *pipeline.Pipeline
	params map[string]int
	loaded map[string]bareCircuit
}

type bareCircuit struct {
	files muster.CircuitFiles
	curve ecc.ID
	ccs   constraint.ConstraintSystem
	pk    groth16.ProvingKey
}

func newBare(b testing.TB, dir string) *bare {
	b.Helper()
	store, err := keys.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	p := &bare{TB: b, loaded: make(map[string]bareCircuit)}
	p.ring = program.NewRing(store, map[string]program.Definitions{proven.Name: proven.Definitions}, program.Options{})
	if p.pl, err = pipeline.Builtin("rollup"); err != nil {
		b.Fatal(err)
	}
	if p.params, err = p.pl.Resolve(nil); err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{proven.Chunk, proven.Aggregate, proven.Wrap} {
		var c bareCircuit
		if c.files, err = p.ring.Circuit(b.Context(), p.pl, p.params, name); err != nil {
			b.Fatal(err)
		}
		entry, err := p.ring.Lookup(proven.Name, p.params, name)
		if err != nil {
			b.Fatal(err)
		}
		if c.ccs, err = entry.LoadConstraints(b.Context()); err != nil {
			b.Fatal(err)
		}
		if c.pk, err = entry.LoadProving(b.Context()); err != nil {
			b.Fatal(err)
		}
		if c.curve, err = proof.ParseCurve(c.files.Curve); err != nil {
			b.Fatal(err)
		}
		p.loaded[name] = c
	}
	return p
}

// prove makes one proof: its witness, and what gnark does with it.
func (p *bare) prove(name, target string, public, slice []byte, inputs []muster.JobInput) muster.JobInput {
	p.Helper()
	c := p.loaded[name]
	s := muster.Statement{System: c.files.System, Curve: c.files.Curve, Circuit: c.files.VerifyingKey.Digest, Public: public, Target: target}
	w, err := proven.Witness(nil)(p.Context(), muster.Job{Circuit: c.files, Statement: s, Slice: slice, Inputs: inputs})
	if err != nil {
		p.Fatal(err)
	}
	opts, err := proofgroth16.ProverOptions(c.curve, target)
	if err != nil {
		p.Fatal(err)
	}
	made, err := groth16.Prove(c.ccs, c.pk, w, opts...)
	if err != nil {
		p.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := made.WriteRawTo(&out); err != nil {
		p.Fatal(err)
	}
	return muster.JobInput{Name: name, Statement: s, Bytes: out.Bytes()}
}

// batch makes the proofs of a batch of four chunks and returns how long they
// took. Executing it first is not counted.
func (p *bare) batch(input []byte) time.Duration {
	p.Helper()
	prepared, err := proven.New(p.ring).Prepare(p.Context(), muster.ProgramInput{Input: input, Params: p.params, MostSlices: len(input)})
	if err != nil {
		p.Fatal(err)
	}
	began := time.Now()
	above := make([]muster.JobInput, len(prepared.Slices))
	for i, s := range prepared.Slices {
		above[i] = p.prove(proven.Chunk, "", s.Public, s.Input, nil)
	}
	for _, name := range []string{proven.Aggregate, proven.Wrap} {
		job := muster.CombineJob{RoundName: name, Circuit: p.loaded[name].files}
		for _, in := range above {
			job.Inputs = append(job.Inputs, in.Statement)
		}
		public, err := prepared.Combine(job)
		if err != nil {
			p.Fatal(err)
		}
		target := ""
		if name == proven.Wrap {
			target = muster.TargetSolidity
		}
		above = []muster.JobInput{p.prove(name, target, public, nil, above)}
	}
	return time.Since(began)
}

// BenchmarkRealBatch sets the time of a batch of 16 transactions through muster,
// from its submission to the news of its end, against the bare proofs of such a
// batch. Coordinator and worker are processes of their own. All have their keys
// loaded, and take turns.
func BenchmarkRealBatch(b *testing.B) {
	if testing.Short() {
		b.Skip("it proves for minutes")
	}
	dir := keysDir(b)
	plane := start(b, "up", "--workers", "0", "--listen", "127.0.0.1:0", "--data-dir", b.TempDir(), "--keys-dir", dir, "--log-level", "warn")
	start(b, "worker", "--server", plane.url, "--data-dir", b.TempDir(), "--keys-dir", dir, "--log-level", "warn")
	c, loop := plane.client(), newBare(b, dir)
	seed := uint64(0)
	input := func() []byte {
		seed++
		batch, err := rollup.Generate(seed, seed, rollup.DefaultMix(16))
		if err != nil {
			b.Fatal(err)
		}
		raw, err := batch.MarshalJSON()
		if err != nil {
			b.Fatal(err)
		}
		return raw
	}
	through := func(raw []byte) time.Duration {
		began := time.Now()
		completed(b, c, submit(b, c, muster.Submission{Pipeline: "rollup", Input: raw}))
		return time.Since(began)
	}
	const rounds = 3
	for range b.N {
		through(input())
		loop.batch(input())
		var muster, bare time.Duration
		for i := range rounds {
			if i%2 == 0 {
				muster += through(input())
			}
			bare += loop.batch(input())
			if i%2 == 1 {
				muster += through(input())
			}
		}
		b.ReportMetric(muster.Seconds()/rounds, "muster-s")
		b.ReportMetric(bare.Seconds()/rounds, "bare-s")
		b.ReportMetric(float64(muster)/float64(bare), "ratio")
	}
	b.ReportMetric(0, "ns/op")
}
