package rollup

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program"
	"github.com/muster-zk/muster/proof"
	proofgroth16 "github.com/muster-zk/muster/proof/groth16"
	state "github.com/muster-zk/muster/rollup"
)

// prover makes the proofs of a batch's tree one after the other, with nothing
// around it.
type prover struct {
	t      testing.TB
	ring   *program.Ring
	pl     *pipeline.Pipeline
	params map[string]int
	verify *proof.Registry
}

// newProver makes the keys that are missing. Keys are kept in the folder that
// MUSTER_KEYS names, so that the tests of one machine make them once.
func newProver(t testing.TB, circuits ...string) *prover {
	t.Helper()
	dir := os.Getenv("MUSTER_KEYS")
	if dir == "" {
		dir = filepath.Join(t.TempDir(), "keys")
	}
	store, err := keys.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	pl, err := pipeline.Builtin("rollup")
	if err != nil {
		t.Fatal(err)
	}
	params, err := pl.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	ring := program.NewRing(store, map[string]program.Definitions{Name: Definitions}, program.Options{})
	began := time.Now()
	if err := ring.Setup(t.Context(), Name, params, circuits, func(name string, p keys.Progress) {
		if p.Done == 0 {
			t.Logf("%6.1f s %s %s", time.Since(began).Seconds(), name, p.Step)
		}
	}); err != nil {
		t.Fatal(err)
	}
	return &prover{t: t, ring: ring, pl: pl, params: params, verify: proof.New(proofgroth16.New(ring))}
}

// Open and Path make a prover a muster.KeySource.
func (p *prover) Open(ctx context.Context, a muster.Artifact) (io.ReadCloser, error) {
	return p.ring.Open(ctx, a)
}

func (p *prover) Path(_ context.Context, a muster.Artifact) (string, error) {
	path, ok := p.ring.Path(a.Digest)
	if !ok {
		return "", muster.Errorf(muster.CodeNotFound, "no file %s", a.Digest)
	}
	return path, nil
}

// prove makes and verifies one proof.
func (p *prover) prove(name string, s muster.Statement, slice []byte, inputs []muster.JobInput) (muster.Statement, []byte) {
	p.t.Helper()
	ctx := p.t.Context()
	files, err := p.ring.Circuit(ctx, p.pl, p.params, name)
	if err != nil {
		p.t.Fatal(err)
	}
	s.System, s.Curve, s.Circuit = files.System, files.Curve, files.VerifyingKey.Digest
	w, err := Witness(p)(ctx, muster.Job{Circuit: files, Statement: s, Slice: slice, Inputs: inputs})
	if err != nil {
		p.t.Fatalf("%s: %v", name, err)
	}
	entry, err := p.ring.Lookup(Name, p.params, name)
	if err != nil {
		p.t.Fatal(err)
	}
	ccs, err := entry.LoadConstraints(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	pk, err := entry.LoadProving(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	opts, err := proofgroth16.ProverOptions(curves[name], s.Target)
	if err != nil {
		p.t.Fatal(err)
	}
	began := time.Now()
	pr, err := groth16.Prove(ccs, pk, w, opts...)
	if err != nil {
		p.t.Fatalf("prove %s: %v", name, err)
	}
	p.t.Logf("%s: %d constraints, proven in %.1f s", name, ccs.GetNbConstraints(), time.Since(began).Seconds())
	var b bytes.Buffer
	if _, err := pr.WriteRawTo(&b); err != nil {
		p.t.Fatal(err)
	}
	if err := p.verify.Verify(ctx, s, b.Bytes()); err != nil {
		p.t.Fatalf("verify %s: %v", name, err)
	}
	return s, b.Bytes()
}

// TestTreeByHand proves a batch's whole tree without a coordinator: what the
// program states is what the circuits prove.
func TestTreeByHand(t *testing.T) {
	if os.Getenv("MUSTER_SLOW") == "" {
		t.Skip("makes keys of a gigabyte and proves for minutes: set MUSTER_SLOW=1; the demo's test does the same through muster")
	}
	const folds = 2
	p := newProver(t)
	ctx := t.Context()
	batch, err := state.Generate(7, 1, state.DefaultMix(16*folds))
	if err != nil {
		t.Fatal(err)
	}
	input, err := batch.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	prepared, err := New(p.ring).Prepare(ctx, muster.ProgramInput{Input: input, Params: p.params, MostSlices: 100})
	if err != nil {
		t.Fatal(err)
	}
	if len(prepared.Slices) != 4*folds {
		t.Fatalf("%d chunks, want %d", len(prepared.Slices), 4*folds)
	}
	combine := func(name, target string, inputs []muster.JobInput) muster.JobInput {
		files, err := p.ring.Circuit(ctx, p.pl, p.params, name)
		if err != nil {
			t.Fatal(err)
		}
		job := muster.CombineJob{RoundName: name, Circuit: files}
		for _, in := range inputs {
			job.Inputs = append(job.Inputs, in.Statement)
		}
		public, err := prepared.Combine(job)
		if err != nil {
			t.Fatal(err)
		}
		s, b := p.prove(name, muster.Statement{Public: public, Target: target}, nil, inputs)
		return muster.JobInput{Name: name, Statement: s, Bytes: b}
	}
	var wraps []muster.JobInput
	for g := range folds {
		var chunks []muster.JobInput
		for _, s := range prepared.Slices[4*g : 4*g+4] {
			st, b := p.prove(Chunk, muster.Statement{Public: s.Public}, s.Input, nil)
			chunks = append(chunks, muster.JobInput{Name: Chunk, Statement: st, Bytes: b})
		}
		wraps = append(wraps, combine(Wrap, "", []muster.JobInput{combine(Aggregate, "", chunks)}))
	}
	root := combine(Fold, muster.TargetSolidity, wraps)
	if n := len(root.Bytes); n != proofgroth16.ProofSize(ecc.BN254, 1) {
		t.Errorf("the final proof has %d bytes", n)
	}
}
