package rollup

import (
	"testing"
)

func TestGeneratedBatchesFollowOneAnother(t *testing.T) {
	g, err := NewGenerator(3, DefaultMix(12))
	if err != nil {
		t.Fatal(err)
	}
	var root, shielded string
	for id := uint64(1); id <= 4; id++ {
		b, err := g.Next(id)
		if err != nil {
			t.Fatal(err)
		}
		trace, err := b.Execute(t.Context(), Params{SlotsPerChunk: 4, Arity: 4})
		if err != nil {
			t.Fatal(err)
		}
		if r := trace.Result; id > 1 && (r.PreStateRoot != root || r.PreShieldedRoot != shielded) {
			t.Errorf("batch %d starts from %s, the one before ended in %s", id, r.PreStateRoot, root)
		}
		root, shielded = trace.Result.PostStateRoot, trace.Result.PostShieldedRoot
	}
}
