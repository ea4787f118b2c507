package coordinator

import (
	"context"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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

// dated is a memory that knows when its artifacts were put last.
type dated struct {
	*memory
	lock sync.Mutex
	put  map[muster.Digest]time.Time
}

func (d *dated) Put(ctx context.Context, r io.Reader, limit int64) (muster.Artifact, error) {
	a, err := d.memory.Put(ctx, r, limit)
	d.lock.Lock()
	defer d.lock.Unlock()
	d.put[a.Digest] = time.Now()
	return a, err
}

func (d *dated) Delete(ctx context.Context, a muster.Digest, before time.Time) error {
	d.lock.Lock()
	defer d.lock.Unlock()
	if !d.put[a].Before(before) {
		return muster.Errorf(muster.CodeState, "put since")
	}
	return d.memory.Delete(ctx, a, before)
}

// The input of a batch that was cancelled is deleted, however soon it was; but
// not what another open batch is made from.
func TestForgetWhatWasCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &plane{t: t, artifacts: &memory{}}
		p.config = func(c *Config) { c.Artifacts = &dated{memory: p.artifacts, put: make(map[muster.Digest]time.Time)} }
		p.open()
		const input = `{"slices":{"base":2}}`
		first := p.submit(muster.Submission{Pipeline: "pair", Input: []byte(input), Key: "first"})
		second := p.submit(muster.Submission{Pipeline: "pair", Input: []byte(input), Key: "second"})
		there := func(want bool) {
			t.Helper()
			_, r, err := p.OpenInput(t.Context(), first.ID)
			if err == nil {
				r.Close()
			}
			if (err == nil) != want {
				t.Errorf("input: %v", err)
			}
		}
		if _, err := p.Cancel(t.Context(), first.ID); err != nil {
			t.Fatal(err)
		}
		if err := p.Forget(t.Context(), first.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * forgetGrace)
		if err := p.Forget(t.Context(), first.ID); err != nil {
			t.Fatal(err)
		}
		there(true)
		if _, err := p.Cancel(t.Context(), second.ID); err != nil {
			t.Fatal(err)
		}
		third := p.submit(muster.Submission{Pipeline: "pair", Input: []byte(input), Key: "third"})
		if _, err := p.Cancel(t.Context(), third.ID); err != nil {
			t.Fatal(err)
		}
		if err := p.Forget(t.Context(), third.ID); muster.CodeOf(err) != muster.CodeState {
			t.Errorf("input that was just put: %v", err)
		}
		there(true)
		time.Sleep(2 * forgetGrace)
		if err := p.Forget(t.Context(), third.ID); err != nil {
			t.Fatal(err)
		}
		there(false)
	})
}
