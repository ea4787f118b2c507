package coordinator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// thousandYAML has one parent of up to a thousand.
const thousandYAML = `
name: wide
version: 1.0.0
program: counts
limits: {slices: 1000, input: 1MiB}
defaults: {backend: exec, max_attempts: 3}
rounds:
  - name: base
    stages: [{name: prove}]
  - name: node
    arity: 1000
    until: 1
    stages: [{name: prove}]
`

// trusting takes everything.
type trusting struct{}

func (trusting) Verify(context.Context, muster.Statement, []byte) error { return nil }

// send completes a lease with a result that comes along.
func (p *plane) send(w muster.WorkerID, g muster.Grant, output []byte) muster.CompletionAnswer {
	p.t.Helper()
	answer, err := p.Complete(p.t.Context(), muster.Completion{
		Worker: w, Task: g.Task.ID, Fence: g.Fence, Inline: output,
		Output: muster.Artifact{Digest: muster.DigestOf(output), Size: int64(len(output))},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return answer
}

// stored is how many artifacts lie outside of the store.
func (m *memory) stored() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.held)
}

// atHand fails the test unless all inputs of a grant come along, right.
func atHand(t *testing.T, when string, g muster.Grant, inputs int) {
	t.Helper()
	if len(g.Inputs) != inputs {
		t.Fatalf("%s: %d inputs, expected %d", when, len(g.Inputs), inputs)
	}
	for _, in := range g.Inputs {
		if muster.DigestOf(in.Inline) != in.Artifact.Digest || in.URL != "" {
			t.Errorf("%s: input %s came with %d bytes of %d and URL %q", when, in.Name, len(in.Inline), in.Artifact.Size, in.URL)
		}
	}
}

// Small outputs need nothing but the store, also for a coordinator that knows
// nothing of them, and for a worker that asks for its leases again.
func TestSmallOutputsLiveInTheStore(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(3)
		w := p.worker("w")
		first := p.lease(w)
		before := p.artifacts.stored()
		p.artifacts.full = true // which no small output minds
		for _, g := range []muster.Grant{first, p.lease(w), p.lease(w)} {
			if a := p.send(w, g, proofOf(g.Task.Statement)); !a.Accepted {
				t.Fatalf("%s: %s", g.Task.Name, a.Reason)
			}
		}
		node := p.lease(w)
		atHand(t, "at once", node, 2)
		p.restart()
		again, err := p.Lease(t.Context(), muster.LeaseRequest{Worker: w, Capabilities: able, Max: 1, Again: true})
		if err != nil || len(again) != 1 {
			t.Fatalf("again: %d grants, %v", len(again), err)
		}
		atHand(t, "after a restart", again[0], 2)
		p.send(w, again[0], proofOf(node.Task.Statement))
		root := p.lease(w)
		atHand(t, "half from memory", root, 2)
		p.send(w, root, proofOf(root.Task.Statement))
		p.restart()
		proof, err := p.Proof(t.Context(), b.ID)
		if err != nil || !bytes.Equal(proof.Proof, proofOf(root.Task.Statement)) {
			t.Errorf("the final proof: %x, %v", proof.Proof, err)
		}
		if n := p.artifacts.stored(); n != before {
			t.Errorf("%d artifacts were put", n-before)
		}
	})
}

func TestRefusedSmallOutputsAreNotKept(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(1)
		w := p.worker("w")
		if a := p.send(w, p.lease(w), []byte("garbage")); a.Accepted {
			t.Fatal("garbage was accepted")
		}
		for _, output := range [][]byte{{}, make([]byte, inlineLimit+1)} {
			other := p.worker("other")
			if a := p.send(other, p.lease(other), output); a.Accepted {
				t.Errorf("%d bytes were accepted", len(output))
			}
		}
		if kept, err := p.store.SmallList(t.Context(), muster.Digest{}, 10); err != nil || len(kept) != 0 {
			t.Errorf("%d are kept, %v", len(kept), err)
		}
	})
}

// What was uploaded, or put among the artifacts by a version before, is found.
func TestUploadedSmallOutputsAreFound(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(2)
		w := p.worker("w")
		sent, uploaded := p.lease(w), p.lease(w)
		p.send(w, sent, proofOf(sent.Task.Statement))
		p.prove(w, uploaded)
		root := p.lease(w)
		for i, in := range root.Inputs {
			if along := in.Artifact.Digest == muster.DigestOf(proofOf(sent.Task.Statement)); along != (in.Inline != nil) || along != (in.URL == "") {
				t.Errorf("input %d: %d bytes, URL %q", i, len(in.Inline), in.URL)
			}
		}
		p.prove(w, root)
		if proof, err := p.Proof(t.Context(), b.ID); err != nil || !bytes.Equal(proof.Proof, proofOf(root.Task.Statement)) {
			t.Errorf("the final proof: %x, %v", proof.Proof, err)
		}
	})
}

// A thousand inputs of 8 KiB are more than one answer takes: the others are put
// where a URL serves them.
func TestSmallInputsBeyondOneAnswer(t *testing.T) {
	p := &plane{t: t, artifacts: &memory{}, config: func(c *Config) {
		wide, err := pipeline.Parse("wide.yaml", []byte(thousandYAML))
		if err != nil {
			t.Fatal(err)
		}
		c.Pipelines, c.Verifier = append(c.Pipelines, wide), trusting{}
	}}
	p.open()
	const n = 1000
	p.submit(muster.Submission{Pipeline: "wide", Input: fmt.Appendf(nil, `{"slices":{"base":%d}}`, n)})
	w := p.worker("w")
	for done := 0; done < n; {
		leased, err := p.Lease(t.Context(), muster.LeaseRequest{Worker: w, Capabilities: able, Max: 250, Wait: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for _, g := range leased {
			output := bytes.Repeat(fmt.Appendf(nil, "%08d", done), inlineLimit/8)
			all.Go(func() {
				if _, err := p.Complete(t.Context(), muster.Completion{
					Worker: w, Task: g.Task.ID, Fence: g.Fence, Inline: output,
					Output: muster.Artifact{Digest: muster.DigestOf(output), Size: inlineLimit},
				}); err != nil {
					t.Error(err)
				}
			})
			done++
		}
		all.Wait()
	}
	p.restart()
	before := p.artifacts.stored()
	root := p.lease(w)
	along, outside := 0, 0
	for _, in := range root.Inputs {
		switch {
		case in.Inline != nil && in.URL == "" && muster.DigestOf(in.Inline) == in.Artifact.Digest:
			along += len(in.Inline)
		case in.Inline == nil && in.URL != "":
			if _, err := p.artifacts.Stat(t.Context(), in.Artifact.Digest); err != nil {
				t.Errorf("the URL of %s serves nothing: %v", in.Name, err)
			}
			outside++
		default:
			t.Errorf("%s: %d bytes, URL %q", in.Name, len(in.Inline), in.URL)
		}
	}
	if len(root.Inputs) != n || along != mostInline || outside != n-mostInline/inlineLimit || p.artifacts.stored() != before+outside {
		t.Errorf("%d inputs, %d bytes came along, %d are outside, %d were put", len(root.Inputs), along, outside, p.artifacts.stored()-before)
	}
}

// damaging is a store whose disk changes what it keeps.
type damaging struct{ muster.Store }

func (d damaging) SmallGet(ctx context.Context, digests []muster.Digest) (map[muster.Digest][]byte, error) {
	got, err := d.Store.SmallGet(ctx, digests)
	for _, b := range got {
		b[0]++
	}
	return got, err
}

func TestDamagedSmallOutputsAreNotHandedOut(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(2)
		w := p.worker("w")
		for range 2 {
			g := p.lease(w)
			p.send(w, g, proofOf(g.Task.Statement))
		}
		p.wrap = func(s muster.Store) muster.Store { return damaging{s} }
		p.restart()
		root := p.lease(w)
		for _, in := range root.Inputs {
			if in.Inline != nil || in.URL == "" {
				t.Errorf("%s came along: %x", in.Name, in.Inline)
			}
		}
		p.send(w, root, proofOf(root.Task.Statement))
		p.restart()
		if got, err := p.Proof(t.Context(), b.ID); err == nil {
			t.Errorf("a damaged proof was returned: %x", got.Proof)
		}
	})
}

func TestGCOfSmallOutputs(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.cfg.RetainBatches, p.cfg.GCGrace = time.Minute, 2*time.Minute
		w := p.worker("w")
		prove := func(b muster.Batch, tasks int) muster.Artifact {
			for range tasks {
				g := p.lease(w)
				p.send(w, g, proofOf(g.Task.Statement))
			}
			return p.batch(b.ID).Proof
		}
		old := prove(p.pair(1), 1)
		time.Sleep(p.cfg.GCGrace + time.Second)
		young := p.pair(2)
		kept := prove(young, 3)
		gc := func(dry bool) muster.GCReport {
			r, err := p.GC(t.Context(), dry)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		there := func(a muster.Artifact) bool {
			got, err := p.store.SmallGet(t.Context(), []muster.Digest{a.Digest})
			return err == nil && got[a.Digest] != nil
		}
		if old == kept {
			t.Fatal("both batches have the same proof")
		}
		was := gc(true)
		if !there(old) || !there(kept) {
			t.Error("a dry run deleted")
		}
		is := gc(false) // prunes the batch
		if there(old) || !there(kept) {
			t.Errorf("old: %v, young: %v", there(old), there(kept))
		}
		if is.Artifacts <= was.Artifacts || is.Bytes < was.Bytes+old.Size || is.Kept < 3 || is.Kept != was.Kept-(is.Artifacts-was.Artifacts) {
			t.Errorf("%+v, and in a dry run before %+v", is, was)
		}
		if _, err := p.Proof(t.Context(), young.ID); err != nil {
			t.Errorf("the young proof: %v", err)
		}
		if _, err := p.Proof(t.Context(), "batch_gone"); !errors.Is(err, muster.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}
