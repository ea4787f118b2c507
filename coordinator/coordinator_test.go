package coordinator

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

func TestWaitingWorkerIsWokenAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		w := p.worker("w")
		got := make(chan time.Time, 1)
		go func() {
			p.lease(w)
			got <- time.Now()
		}()
		synctest.Wait()
		time.Sleep(10*time.Second + 123*time.Millisecond)
		submitted := time.Now()
		p.pair(1)
		if d := (<-got).Sub(submitted); d != 0 {
			t.Errorf("the worker waited %v of virtual time after the task was ready", d)
		}
	})
}

func TestParentIsLeasedAtOnceWhenItsLastInputIsDone(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(2)
		a, b := p.worker("a"), p.worker("b")
		g, h := p.lease(a), p.lease(b)
		p.prove(a, g)
		got := make(chan time.Time, 1)
		go func() {
			p.lease(a)
			got <- time.Now()
		}()
		synctest.Wait()
		time.Sleep(3*time.Second + 77*time.Millisecond)
		now := time.Now()
		if _, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: b, Leases: []muster.LeaseProgress{{Task: h.Task.ID, Fence: h.Fence}}}); err != nil {
			t.Fatal(err)
		}
		p.prove(b, h)
		if d := (<-got).Sub(now); d != 0 {
			t.Errorf("the parent waited %v", d)
		}
	})
}

func TestEmptyLeaseEndsAfterItsWait(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		w := p.worker("w")
		start := time.Now()
		if g := p.tryLease(w, 7*time.Second); len(g) != 0 || time.Since(start) != 7*time.Second {
			t.Errorf("%d grants after %v", len(g), time.Since(start))
		}
	})
}

func TestHeartbeatKeepsALease(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(1)
		w := p.worker("w")
		g := p.lease(w)
		for range 60 {
			time.Sleep(4 * time.Second)
			beat, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: w, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence, Progress: 50, Message: "proving"}}})
			if err != nil || !beat.Leases[0].Held {
				t.Fatalf("the lease was lost: %+v, %v", beat, err)
			}
		}
		if s := p.task(g.Task.ID); s.Progress != 50 || s.Message != "proving" || s.Attempts != 1 {
			t.Errorf("the task is at %d %% (%q) after %d attempts", s.Progress, s.Message, s.Attempts)
		}
		p.prove(w, g)
	})
}

func TestKilledWorkersTaskGoesElsewhereWithin15Seconds(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(1)
		g := p.lease(p.worker("killed"))
		start := time.Now()
		h := p.lease(p.worker("other"))
		if d := time.Since(start); h.Task.ID != g.Task.ID || d > 15*time.Second {
			t.Errorf("%s was leased after %v", h.Task.Name, d)
		}
	})
}

func TestDrain(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(2)
		w := p.worker("w")
		g := p.lease(w)
		if _, err := p.DrainWorker(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		if more := p.tryLease(w, time.Second); len(more) != 0 {
			t.Error("a draining worker leased a task")
		}
		beat, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: w, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence}}})
		if err != nil || !beat.Drain || !beat.Leases[0].Held {
			t.Errorf("heartbeat answered %+v, %v", beat, err)
		}
		p.prove(w, g)
		other := p.worker("other")
		p.Drain()
		if more := p.tryLease(other, time.Minute); len(more) != 0 {
			t.Error("a draining coordinator handed out a task")
		}
		if _, _, err := p.Submit(t.Context(), muster.Submission{Pipeline: "pair"}); muster.CodeOf(err) != muster.CodeUnavailable {
			t.Errorf("a draining coordinator answered a submission with %v", err)
		}
		if err := p.Ready(t.Context()); err == nil {
			t.Error("a draining coordinator is ready")
		}
	})
}

func TestBatchWaitsForItsReferences(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		one, two := p.pair(1), p.pair(2)
		bundle := p.submit(muster.Submission{Pipeline: "bundle", Input: []byte(`{"slices":{"bundle":1}}`), References: []muster.BatchID{two.ID, one.ID}})
		w := p.worker("w")
		for range 4 { // three leaves and a node
			g := p.lease(w)
			if g.Task.Batch == bundle.ID {
				t.Fatal("the bundle was leased before its references were proven")
			}
			p.prove(w, g)
		}
		g := p.lease(w)
		if g.Task.Batch != bundle.ID || len(g.Inputs) != 2 {
			t.Fatalf("leased %s of %s with %d inputs", g.Task.Name, g.Task.Batch, len(g.Inputs))
		}
		if string(g.Inputs[0].Statement.Public) != string(p.batch(two.ID).Statement.Public) {
			t.Error("the references came in another order than given")
		}
		p.prove(w, g)
		if s := p.batch(bundle.ID); s.State != muster.BatchCompleted {
			t.Errorf("the bundle is %s", s.State)
		}
	})
}

func TestFailedReferenceFailsItsDependents(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		one := p.pair(1)
		bundle := p.submit(muster.Submission{Pipeline: "bundle", Input: []byte(`{"slices":{"bundle":1}}`), References: []muster.BatchID{one.ID}})
		synctest.Wait()
		if _, err := p.Cancel(t.Context(), one.ID); err != nil {
			t.Fatal(err)
		}
		if s := p.batch(bundle.ID); s.State != muster.BatchFailed || s.Failure == "" {
			t.Errorf("the bundle is %s: %q", s.State, s.Failure)
		}
	})
}

func TestFullDiskRefusesBeforeAnythingCounts(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.artifacts.full = true
		_, _, err := p.Submit(t.Context(), muster.Submission{Pipeline: "pair", Input: []byte(`{"slices":{"base":1}}`)})
		if muster.CodeOf(err) != muster.CodeStorageFull {
			t.Errorf("got %v", err)
		}
		if all, err := p.Batches(t.Context(), muster.BatchFilter{}); err != nil || len(all) != 0 {
			t.Errorf("%d batches are stored, %v", len(all), err)
		}
	})
}

func TestEventsTellTheWholeLife(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(1)
		w := p.worker("w")
		p.prove(w, p.lease(w))
		events, err := p.Events(t.Context(), 0, b.ID, 100)
		if err != nil {
			t.Fatal(err)
		}
		var states []muster.EventKind
		last := int64(0)
		for _, e := range events {
			if e.Cursor <= last {
				t.Errorf("cursor %d after %d", e.Cursor, last)
			}
			last = e.Cursor
			states = append(states, e.Kind)
		}
		if len(events) < 6 { // pending, preparing, proving, leased, done, completed
			t.Errorf("only %d events: %v", len(events), states)
		}
		if err := p.WaitEvents(t.Context(), last-1); err != nil {
			t.Error(err)
		}
	})
}

func TestProofBeforeItIsThere(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(1)
		if _, err := p.Proof(t.Context(), b.ID); !errors.Is(err, muster.ErrState) {
			t.Errorf("got %v", err)
		}
		if _, err := p.Proof(t.Context(), "batch_00000000000000000000000000000000"); !errors.Is(err, muster.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}
