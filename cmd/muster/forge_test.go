package main

import (
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup"
)

// TestForgeWorkersProveForMuster closes the loop with real proofs: a muster
// leases a chunk to a worker that has it proven by muster's own worker of
// Forge's kind, in another process.
func TestForgeWorkersProveForMuster(t *testing.T) {
	keys := keysDir(t)
	prover, err := tryStart(t, "forge-worker", "--forge-listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--keys-dir", keys)
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, "up", "--workers", "1", "--slots", "2", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--keys-dir", keys,
		"--pipelines", "testdata/rollup-forge.yaml", "--forge-workers", prover.url)
	b, err := rollup.Generate(3, 1, rollup.DefaultMix(4))
	if err != nil {
		t.Fatal(err)
	}
	input, err := b.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	batch, _, err := p.client().Submit(t.Context(), muster.Submission{Pipeline: "rollup-forge", Input: input})
	if err != nil {
		t.Fatal(err)
	}
	until(t, p, "the batch is proven", func() (bool, error) {
		b, err := p.client().Batch(t.Context(), batch.ID)
		if err == nil && b.State.Terminal() && b.State != muster.BatchCompleted {
			t.Fatalf("the batch is %s: %s\n%s\n%s", b.State, b.Failure, p.log(), prover.log())
		}
		return err == nil && b.State == muster.BatchCompleted, err
	})
	verifyFromFile(t, p, batch.ID)
}
