package coordinator

import (
	"testing"
	"testing/synctest"

	"github.com/muster-zk/muster"
)

// What a batch was made from is deleted when it has ended, not before; what it
// made stays.
func TestForget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane(t)
		w := p.worker("one")
		b := p.submit(muster.Submission{Pipeline: "pair", Input: []byte(`{"slices":{"base":2}}`)})
		if err := p.Forget(t.Context(), b.ID); muster.CodeOf(err) != muster.CodeState {
			t.Errorf("under way: %v", err)
		}
		first := p.lease(w)
		if _, err := p.Output(t.Context(), first.Task); muster.CodeOf(err) != muster.CodeState {
			t.Errorf("output of a task that runs: %v", err)
		}
		p.prove(w, first)
		for range 2 { // the other leaf and the node
			p.prove(w, p.lease(w))
		}
		done, err := p.FindBatch(t.Context(), b.ID)
		if err != nil || done.State != muster.BatchCompleted {
			t.Fatalf("%s, %v", done.State, err)
		}
		for range 2 {
			if err := p.Forget(t.Context(), b.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := p.OpenInput(t.Context(), b.ID); muster.CodeOf(err) != muster.CodeNotFound {
			t.Errorf("input: %v", err)
		}
		if _, err := p.Proof(t.Context(), b.ID); err != nil {
			t.Errorf("proof: %v", err)
		}
		task, err := p.Task(t.Context(), first.Task.ID)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := p.Output(t.Context(), task); err != nil || len(out) == 0 {
			t.Errorf("output: %d bytes, %v", len(out), err)
		}
		if err := p.Forget(t.Context(), "batch_00000000000000000000000000000000"); muster.CodeOf(err) != muster.CodeNotFound {
			t.Errorf("no batch: %v", err)
		}
	})
}
