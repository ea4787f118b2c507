package coordinator

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// marketPlane runs a test in virtual time on a plane with chains.
func marketPlane(t *testing.T, f func(t *testing.T, p *plane)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &plane{t: t, artifacts: &memory{}, config: func(c *Config) { c.Chains, c.PickWithin = []string{"l1", "l2"}, time.Minute }}
		p.open()
		f(t, p)
	})
}

func (p *plane) sourced(s muster.Sourcing, n int) muster.Batch {
	p.t.Helper()
	b := p.submit(muster.Submission{Pipeline: "pair", Input: fmt.Appendf(nil, `{"slices":{"base":%d}}`, n), Sourcing: s})
	synctest.Wait()
	return b
}

// leaseWithin waits for one task, as a worker does: one that is silent for 30 s
// is taken for lost.
func (p *plane) leaseWithin(w muster.WorkerID, d time.Duration) muster.Grant {
	p.t.Helper()
	for began := time.Now(); time.Since(began) < d; {
		if g := p.tryLease(w, 20*time.Second); len(g) == 1 {
			return g[0]
		}
	}
	p.t.Fatalf("no task within %s", d)
	return muster.Grant{}
}

// A batch that a submitter may take is the own fleet's once nobody took it: a
// worker that waits gets it then, and not a moment later.
func TestMarketFirstIsTheFleetsAfterAWhile(t *testing.T) {
	marketPlane(t, func(t *testing.T, p *plane) {
		w := p.worker("w")
		b := p.sourced(muster.SourceMarketFirst, 1)
		if got := p.batch(b.ID); got.State != muster.BatchProving || got.Sourcing != muster.SourceMarketFirst || got.Hold.Until.Sub(got.CreatedAt) != time.Minute {
			t.Fatalf("%s, %s, held until %s", got.State, got.Sourcing, got.Hold.Until)
		}
		began := time.Now()
		if g := p.tryLease(w, 20*time.Second); len(g) != 0 {
			t.Fatal("a held task was leased")
		}
		p.explained(b.ID, muster.CauseHeld, "a submitter may take it to the market first")
		p.prove(w, p.leaseWithin(w, 2*time.Minute))
		if waited := time.Since(began); waited != time.Minute {
			t.Errorf("leased after %s", waited)
		}
		p.explained(b.ID, muster.CauseCompleted, "It is proven")
	})
}

func TestHoldAndRelease(t *testing.T) {
	marketPlane(t, func(t *testing.T, p *plane) {
		w := p.worker("w")
		only := p.sourced(muster.SourceMarketOnly, 1)
		time.Sleep(20 * time.Second)
		if g := p.tryLease(w, 0); len(g) != 0 {
			t.Fatal("a batch of the market's was leased")
		}
		if _, err := p.Release(t.Context(), only.ID); err != nil {
			t.Fatal(err)
		}
		p.prove(w, p.lease(w))
		for _, verb := range []func() (muster.Batch, error){
			func() (muster.Batch, error) { return p.Release(t.Context(), only.ID) },
			func() (muster.Batch, error) { return p.Hold(t.Context(), only.ID, time.Now().Add(time.Hour), "why") },
		} {
			if _, err := verb(); muster.CodeOf(err) != muster.CodeState {
				t.Errorf("of a completed batch: %v", err)
			}
		}

		own := p.sourced(muster.SourceOwnFirst, 2)
		g := p.lease(w)
		b, err := p.Hold(t.Context(), own.ID, time.Now().Add(time.Minute), "request 7")
		if err != nil || b.Hold.Reason != "request 7" {
			t.Fatalf("%+v %v", b.Hold, err)
		}
		if more := p.tryLease(w, 5*time.Second); len(more) != 0 {
			t.Error("a task that waited was leased although its batch is held")
		}
		p.explained(own.ID, muster.CauseHeld, "1 task with workers goes on")
		p.prove(w, g)                 // what a worker has counts
		p.leaseWithin(w, time.Minute) // the hold ends by itself

		for _, tt := range []struct {
			until  time.Time
			reason string
			field  string
		}{
			{time.Now(), "why", "until"}, {time.Time{}, "why", "until"}, {time.Now().Add(time.Hour), "", "reason"},
			{time.Now().Add(time.Hour), strings.Repeat("x", mostReason+1), "reason"},
		} {
			if _, err := p.Hold(t.Context(), own.ID, tt.until, tt.reason); muster.CodeOf(err) != muster.CodeInvalid || !strings.HasPrefix(err.Error(), tt.field) {
				t.Errorf("%s: %v", tt.field, err)
			}
		}
	})
}

// unservedSeen remembers what was last told of tasks that nobody serves.
type unservedSeen struct {
	Unobserved
	pools [][]muster.PoolCount
}

func (u *unservedSeen) Unserved(pools []muster.PoolCount) { u.pools = append(u.pools, pools) }

// Held tasks ask for no machines, and nobody is alarmed that none takes them.
func TestHeldTasksAreNoBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &unservedSeen{}
		p := &plane{t: t, artifacts: &memory{}, config: func(c *Config) { c.Observer = seen }}
		p.open()
		held, free := p.sourced(muster.SourceMarketOnly, 3), p.sourced("", 2)
		time.Sleep(45 * time.Second)
		synctest.Wait()
		if last := seen.pools[len(seen.pools)-1]; len(last) != 1 || last[0].Ready != 2 {
			t.Errorf("unserved: %+v", last)
		}
		q, err := p.QueueReport(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var base muster.QueuePool
		for _, pool := range q.Pools {
			if pool.Needs.RoundName == "base" {
				base = pool
			}
		}
		if base.Ready != 2 {
			t.Errorf("%d tasks are ready for the fleet", base.Ready)
		}
		if _, err := p.Cancel(t.Context(), free.ID); err != nil {
			t.Fatal(err)
		}
		if q, err = p.QueueReport(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, pool := range q.Pools {
			if pool.Ready != 0 || pool.Unserved != "" || !pool.Oldest.IsZero() {
				t.Errorf("%s: %d ready, since %s: %s", pool.Needs.RoundName, pool.Ready, pool.Oldest, pool.Unserved)
			}
		}
		// What stands before another batch in the line is not in its way while it is held.
		other := p.sourced("", 1)
		time.Sleep(time.Second)
		if e := p.explain(other.ID); e.Line == nil || e.Line.Batches != 0 {
			t.Errorf("line %+v, held is %s", e.Line, held.ID)
		}
	})
}

// waitsSeen remembers how long tasks waited for a worker.
type waitsSeen struct {
	Unobserved
	waits  []time.Duration
	missed int
}

func (s *waitsSeen) TaskLeased(_ muster.Needs, waited time.Duration) {
	s.waits = append(s.waits, waited)
}
func (s *waitsSeen) TaskMissed(muster.Needs) { s.missed++ }

// The time that a network had is none that the fleet was slow in.
func TestHeldTasksDoNotWaitForWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &waitsSeen{}
		p := &plane{t: t, artifacts: &memory{}, config: func(c *Config) { c.Observer = seen }}
		p.open()
		w := p.worker("w")
		b := p.sourced("", 1)
		// By another coordinator: nobody is woken here when it ends, and a worker
		// finds the task itself.
		hold := muster.BatchHoldParams{ID: b.ID, Hold: muster.Hold{Until: time.Now().Add(time.Minute)}, Now: time.Now()}
		if _, err := p.store.BatchHold(t.Context(), hold); err != nil {
			t.Fatal(err)
		}
		p.prove(w, p.leaseWithin(w, 2*time.Minute))
		released := p.sourced(muster.SourceMarketOnly, 2)
		time.Sleep(10 * time.Second)
		if _, err := p.Release(t.Context(), released.ID); err != nil {
			t.Fatal(err)
		}
		p.prove(w, p.lease(w))
		if len(seen.waits) < 2 || slices.Max(seen.waits) > 2*recheck || seen.missed > 0 {
			t.Errorf("waited %v, missed %d", seen.waits, seen.missed)
		}
	})
}

func (p *plane) bring(id muster.BatchID, proof []byte) (muster.Batch, error) {
	p.t.Helper()
	return p.Bring(p.t.Context(), id, proof, "net-a")
}

func (p *plane) rootProof(id muster.BatchID) []byte { return proofOf(p.batch(id).Statement) }

// A valid proof counts whoever brings it; workers that are at the same batch
// hear of it with their next heartbeat.
func TestBringEndsABatch(t *testing.T) {
	marketPlane(t, func(t *testing.T, p *plane) {
		w := p.worker("w")
		b := p.sourced("", 2)
		g := p.lease(w)
		if _, err := p.bring(b.ID, []byte("no proof")); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("an invalid proof: %v", err)
		}
		if _, err := p.bring(b.ID, []byte(keyMissing)); muster.CodeOf(err) != muster.CodeUnavailable {
			t.Errorf("no key: %v", err)
		}
		if got := p.batch(b.ID); got.State != muster.BatchProving || p.task(g.Task.ID).State != muster.TaskLeased {
			t.Fatalf("a refused proof left the batch %s", got.State)
		}
		proof := p.rootProof(b.ID)
		for range 2 { // a repeated call is harmless
			got, err := p.bring(b.ID, proof)
			if err != nil || got.State != muster.BatchCompleted || got.Proof.Digest != muster.DigestOf(proof) {
				t.Fatalf("%s %v", got.State, err)
			}
		}
		f, err := p.Proof(t.Context(), b.ID)
		if err != nil || !bytes.Equal(f.Proof, proof) {
			t.Errorf("final proof %x, %v", f.Proof, err)
		}
		if s, err := p.Batch(t.Context(), b.ID); err != nil || s.Percent != 100 {
			t.Errorf("%d %% of a proven batch are done, %v", s.Percent, err)
		}
		answer, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: w, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence}}})
		if err != nil || len(answer.Leases) != 1 || answer.Leases[0].Held {
			t.Errorf("the worker hears %+v, %v", answer, err)
		}
		if a := p.complete(w, g, proofOf(g.Task.Statement)); a.Accepted {
			t.Error("a late result was accepted")
		}
		if _, err := p.bring(b.ID, []byte("another")); muster.CodeOf(err) != muster.CodeState || !strings.Contains(err.Error(), "is completed") {
			t.Errorf("another proof: %v", err)
		}
		if left := p.tryLease(w, 0); len(left) != 0 {
			t.Error("tasks of the batch are still handed out")
		}
	})
}

func TestBringRefuses(t *testing.T) {
	marketPlane(t, func(t *testing.T, p *plane) {
		p.config = nil
		b := p.sourced(muster.SourceMarketOnly, 1)
		proof := p.rootProof(b.ID)
		for name, tt := range map[string]struct {
			id    muster.BatchID
			proof []byte
			from  string
			code  muster.Code
		}{
			"from nobody": {b.ID, proof, "", muster.CodeInvalid},
			"a long name": {b.ID, proof, strings.Repeat("n", mostFrom+1), muster.CodeInvalid},
			"no proof":    {b.ID, nil, "x", muster.CodeInvalid},
			"too large":   {b.ID, make([]byte, p.cfg.OutputLimit+1), "x", muster.CodeTooLarge},
			"no batch":    {"batch_00000000000000000000000000000000", proof, "x", muster.CodeNotFound},
		} {
			if _, err := p.Bring(t.Context(), tt.id, tt.proof, tt.from); muster.CodeOf(err) != tt.code {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := p.Cancel(t.Context(), b.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := p.bring(b.ID, proof); muster.CodeOf(err) != muster.CodeState || !strings.Contains(err.Error(), "is cancelled") {
			t.Errorf("a cancelled batch: %v", err)
		}
	})
}

// A batch that waits for another's final proof goes on when it is brought.
func TestBringOpensWhatReferencesIt(t *testing.T) {
	marketPlane(t, func(t *testing.T, p *plane) {
		w := p.worker("w")
		first := p.sourced(muster.SourceMarketOnly, 1)
		bundle := p.submit(muster.Submission{Pipeline: "bundle", Input: []byte(`{"slices":{"bundle":1}}`), References: []muster.BatchID{first.ID}})
		synctest.Wait()
		got := make(chan []muster.Grant, 1)
		go func() { got <- p.tryLease(w, time.Minute) }()
		synctest.Wait()
		began := time.Now()
		if _, err := p.bring(first.ID, p.rootProof(first.ID)); err != nil {
			t.Fatal(err)
		}
		if g := <-got; len(g) != 1 || g[0].Task.Batch != bundle.ID || time.Since(began) != 0 {
			t.Errorf("%d tasks after %s", len(g), time.Since(began))
		}
	})
}

func TestOpenInput(t *testing.T) {
	marketPlane(t, func(t *testing.T, p *plane) {
		b := p.sourced("", 1)
		a, r, err := p.OpenInput(t.Context(), b.ID)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		in, err := io.ReadAll(r)
		if err != nil || string(in) != `{"slices":{"base":1}}` || a.Size != int64(len(in)) {
			t.Errorf("%q of %d bytes, %v", in, a.Size, err)
		}
		p.artifacts.Delete(t.Context(), a.Digest, time.Now())
		if _, _, err := p.OpenInput(t.Context(), b.ID); muster.CodeOf(err) != muster.CodeNotFound {
			t.Errorf("a deleted input: %v", err)
		}
	})
}
