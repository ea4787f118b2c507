package coordinator

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// What went wrong elsewhere, each told in the test's comment, must not go wrong
// here.

// ZKsync's prover queue: a pod whose job had been given to another one reported
// its failure late, and the other's running attempt was marked as failed.
func TestIncident_LateFailureOfAnExpiredWorker(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(1)
		late, owner := p.worker("late"), p.worker("owner")
		g := p.lease(late)
		time.Sleep(20 * time.Second)
		h := p.lease(owner)
		for _, class := range []muster.FailureClass{muster.FailTransient, muster.FailResource, muster.FailDeterministic} {
			err := p.Fail(t.Context(), muster.FailureReport{Worker: late, Task: g.Task.ID, Fence: g.Fence, Class: class})
			if !errors.Is(err, muster.ErrLeaseLost) {
				t.Errorf("a late %s failure gave %v", class, err)
			}
		}
		// Nor does it with the owner's fence, which it might guess.
		if err := p.Fail(t.Context(), muster.FailureReport{Worker: late, Task: g.Task.ID, Fence: h.Fence, Class: muster.FailTransient}); !errors.Is(err, muster.ErrLeaseLost) {
			t.Errorf("a failure under another's fence gave %v", err)
		}
		if s := p.task(g.Task.ID); s.State != muster.TaskLeased || s.Worker != owner || s.Fence != h.Fence {
			t.Fatalf("the task is %s with %s", s.State, s.Worker)
		}
		p.prove(owner, h)
		if s := p.batch(b.ID); s.State != muster.BatchCompleted {
			t.Errorf("the batch is %s", s.State)
		}
	})
}

// SP1's cluster, July 2026: heartbeats came 35 s late under load, the live
// worker was taken for dead, its task was given out again, and both results went
// into the tree. The proof was silent for four hours.
func TestIncident_LiveWorkerLateBy35Seconds(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(2)
		late, other := p.worker("late"), p.worker("other")
		g := p.lease(late)
		p.prove(other, p.lease(other))
		time.Sleep(35 * time.Second)
		h := p.lease(other) // again, of the same task
		if h.Task.ID != g.Task.ID {
			t.Fatalf("leased %s", h.Task.Name)
		}
		// The late one goes on as if nothing had happened.
		if answer, err := p.beat(late, g); err != nil || answer.Leases[0].Held {
			t.Errorf("the late heartbeat heard %+v, %v", answer, err)
		}
		p.prove(late, g)
		if a := p.complete(other, h, proofOf(h.Task.Statement)); !a.Accepted {
			t.Errorf("the same proof again: %s", a.Reason)
		}
		node := p.lease(late)
		if node.Task.Round != 1 || len(node.Inputs) != 2 {
			t.Fatalf("leased %s with %d inputs", node.Task.Name, len(node.Inputs))
		}
		p.prove(late, node)
		s := p.batch(b.ID)
		if s.State != muster.BatchCompleted {
			t.Errorf("the batch is %s", s.State)
		}
		tasks, err := p.Tasks(t.Context(), muster.TaskFilter{Batch: b.ID})
		if err != nil || len(tasks) != 3 {
			t.Errorf("the tree has %d tasks, %v", len(tasks), err)
		}
		if w, err := p.Worker(t.Context(), late); err != nil || w.State != muster.WorkerOnline {
			t.Errorf("the late worker is %s, %v", w.State, err)
		}
	})
}

// A task whose input crashes the prover took down one worker after the other:
// a lost worker was nobody's failure, so the task circulated for ever.
func TestIncident_TaskThatKillsItsWorkersStopsCirculating(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(1)
		killed := 0
		for ; killed < 20; killed++ {
			if g := p.tryLease(p.worker(fmt.Sprint(killed)), time.Minute); len(g) == 0 {
				break
			}
		}
		if killed != 3 { // the attempts it has
			t.Errorf("it killed %d workers", killed)
		}
		s := p.batch(b.ID)
		if s.State != muster.BatchFailed || s.Failure == "" {
			t.Errorf("the batch is %s: %q", s.State, s.Failure)
		}
		tasks, err := p.Tasks(t.Context(), muster.TaskFilter{Batch: b.ID, States: []muster.TaskState{muster.TaskQuarantined}})
		if err != nil || len(tasks) != 1 {
			t.Errorf("%d tasks are quarantined, %v", len(tasks), err)
		}
	})
}

// Scroll's coordinator: a broken prover asked again at once, was given the same
// task, and burned its five attempts in 60 ms; the task was then never assigned
// and never failed.
func TestIncident_OneBadWorkerCannotBurnAllAttempts(t *testing.T) {
	for _, class := range []muster.FailureClass{muster.FailTransient, muster.FailDeterministic, muster.FailResource, muster.FailInvalidProof} {
		t.Run(string(class), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *plane) {
				b := p.pair(1)
				bad := p.worker("bad")
				began := time.Now()
				failures := 0
				for time.Since(began) < 2*time.Second {
					g := p.tryLease(bad, 100*time.Millisecond)
					if len(g) == 0 {
						time.Sleep(100 * time.Millisecond) // a suspended one is answered at once
						continue
					}
					failures++
					if class == muster.FailInvalidProof {
						p.complete(bad, g[0], []byte("garbage"))
					} else if err := p.Fail(t.Context(), muster.FailureReport{Worker: bad, Task: g[0].Task.ID, Fence: g[0].Fence, Class: class, Message: "broken"}); err != nil {
						t.Fatal(err)
					}
				}
				if failures > 2 {
					t.Errorf("it failed %d times in 2 s", failures)
				}
				good := p.worker("good")
				p.prove(good, p.lease(good))
				if s := p.batch(b.ID); s.State != muster.BatchCompleted {
					t.Errorf("the batch is %s: %s", s.State, s.Failure)
				}
			})
		})
	}
}

// The same worker among others must not draw in every task of a pool either.
func TestIncident_BrokenWorkerDoesNotSpendAnAttemptOfEveryTask(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(100)
		bad := p.worker("bad")
		p.worker("good")
		failures := 0
		for began := time.Now(); time.Since(began) < 10*time.Second; {
			time.Sleep(time.Millisecond)
			for _, g := range p.tryLease(bad, time.Second) {
				failures++
				if err := p.Fail(t.Context(), muster.FailureReport{Worker: bad, Task: g.Task.ID, Fence: g.Fence, Class: muster.FailTransient}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if failures > 20 {
			t.Errorf("it failed %d of 100 tasks in 10 s", failures)
		}
	})
}

// ZKsync's server: asking for the final proof marked it as sent before it was,
// and when the answer got lost nobody ever got it.
func TestIncident_FinalProofWhoseDeliveryWasLost(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(1)
		w := p.worker("w")
		p.prove(w, p.lease(w))
		before, err := p.LastEvent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		first, err := p.Proof(t.Context(), b.ID)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			p.restart()
			time.Sleep(time.Minute)
			again, err := p.Proof(t.Context(), b.ID)
			if err != nil || string(again.Proof) != string(first.Proof) {
				t.Errorf("asked again: %x, %v", again.Proof, err)
			}
		}
		for _, e := range must(p.Events(t.Context(), before, "", 100)) {
			if e.Kind != muster.EventWorkerState {
				t.Errorf("reading the proof caused %s %s", e.Kind, e.Data)
			}
		}
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Scroll and ZKsync both: a job whose attempts were spent stayed "in progress",
// was never given out, never failed, had no metric, and blocked its batch.
func TestIncident_ExhaustedTasksAreVisible(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(2)
		for i := range 20 {
			w := p.worker(fmt.Sprint(i))
			g := p.tryLease(w, time.Minute)
			if len(g) == 0 {
				break
			}
			if err := p.Fail(t.Context(), muster.FailureReport{Worker: w, Task: g[0].Task.ID, Fence: g[0].Fence, Class: muster.FailTransient, Message: "no luck"}); err != nil {
				t.Fatal(err)
			}
		}
		s := p.batch(b.ID)
		if s.State != muster.BatchFailed {
			t.Fatalf("the batch is %s", s.State)
		}
		states := make(map[muster.TaskState]int)
		for _, n := range s.Tasks {
			states[n.State] += n.Count
			if !n.State.Terminal() {
				t.Errorf("%d tasks of %s are %s", n.Count, n.Name, n.State)
			}
		}
		if states[muster.TaskQuarantined] == 0 {
			t.Errorf("states are %v", states)
		}
		events := must(p.Events(t.Context(), 0, b.ID, 1000))
		if !slices.ContainsFunc(events, func(e muster.Event) bool { return e.Kind == muster.EventBatchState }) {
			t.Error("no event tells of the batch")
		}
		// And an operator can bring it back.
		if _, err := p.RetryBatch(t.Context(), b.ID); err != nil {
			t.Fatal(err)
		}
		w := p.worker("good")
		for range 3 {
			p.prove(w, p.lease(w))
		}
		if s := p.batch(b.ID); s.State != muster.BatchCompleted {
			t.Errorf("the batch is %s", s.State)
		}
	})
}

// ZKsync: after an upgrade nobody served the old protocol version; its batches
// waited in silence until users asked.
func TestIncident_VersionThatNobodyServesIsReportedWithinAMinute(t *testing.T) {
	inWatched(t, func(t *testing.T, p *plane, o *outcomes, log *logged) {
		time.Sleep(time.Minute)
		w, err := p.Register(t.Context(), muster.Registration{Name: "upgraded", Capabilities: muster.Capabilities{
			Backends: []string{"exec"}, ProtocolVersions: []string{"99.0.0"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		p.pair(3)
		for range 6 {
			time.Sleep(10 * time.Second)
			if _, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: w.ID}); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if got, _ := o.told(); len(got) != 1 || got[0].Ready != 3 || got[0].Pool.Needs.ProtocolVersion != "0.1.0" {
			t.Errorf("after a minute the metric tells %+v", got)
		}
		if l := log.lines("99.0.0"); len(l) != 1 {
			t.Errorf("the log tells %q", l)
		}
	})
}

// Scroll and op-succinct: the oldest request could be served by nobody who
// asked, and everything behind it waited.
func TestIncident_HeadThatSuitsNobodyBlocksNobody(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		// The head needs a group that is not there.
		if _, err := p.ApplyGroups(t.Context(), []muster.Group{{Name: "pairs", Pairs: []muster.Pair{{Pipeline: "pair", Round: 0}, {Pipeline: "pair", Round: 1}}}}); err != nil {
			t.Fatal(err)
		}
		first := p.pair(1)
		g := p.lease(p.worker("any"))
		p.prove(g.Task.Worker, g)
		head := p.submit(muster.Submission{
			Pipeline: "bundle", Input: []byte(`{"slices":{"bundle":1}}`), References: []muster.BatchID{first.ID}, Priority: muster.PriorityHigh,
		})
		w, err := p.Register(t.Context(), muster.Registration{Name: "w", Group: "pairs", Capabilities: able})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute) // the one that serves all is gone
		b := p.pair(20)
		began := time.Now()
		for range 39 {
			p.prove(w.ID, p.lease(w.ID))
		}
		if s := p.batch(b.ID); s.State != muster.BatchCompleted || time.Since(began) > 0 {
			t.Errorf("the batch behind is %s after %v", s.State, time.Since(began))
		}
		if s := p.batch(head.ID); s.State != muster.BatchProving {
			t.Errorf("the head is %s", s.State)
		}
	})
}

// Scroll: of 128 provers that asked at once, 26 were told that there was nothing,
// with 20,000 tasks ready.
func TestIncident_NobodyIsSentAwayWhileWorkIsReady(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(100)
		synctest.Wait()
		const workers = 64
		got := make(chan int, workers)
		for i := range workers {
			id := p.worker(fmt.Sprint(i))
			go func() { got <- len(p.tryLease(id, 0)) }()
		}
		for range workers {
			if n := <-got; n != 1 {
				t.Errorf("a worker got %d tasks", n)
			}
		}
	})
}

// Twine and others: a result was credited to whatever task its message named.
func TestIncident_ResultIsCreditedToItsOwnLeaseOnly(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(2)
		a, b := p.worker("a"), p.worker("b")
		g, h := p.lease(a), p.lease(b)
		out := must(p.artifacts.Put(t.Context(), bytes.NewReader(proofOf(h.Task.Statement)), 1<<20))
		_, err := p.Complete(t.Context(), muster.Completion{Worker: a, Task: h.Task.ID, Fence: g.Fence, Output: out})
		if !errors.Is(err, muster.ErrLeaseLost) {
			t.Errorf("a result for another's task gave %v", err)
		}
		if s := p.task(h.Task.ID); s.State != muster.TaskLeased || s.Worker != b {
			t.Errorf("the other's task is %s with %s", s.State, s.Worker)
		}
	})
}
