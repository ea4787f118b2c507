package coordinator

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// More of what went wrong elsewhere; docs/incidents.md has the list.

// dying is a store whose process dies right after a commit of the kind.
type dying struct {
	muster.Store
	lease bool
}

var errDied = errors.New("killed")

func (d *dying) TaskLease(ctx context.Context, p muster.TaskLeaseParams) ([]muster.Task, error) {
	tasks, err := d.Store.TaskLease(ctx, p)
	if err == nil && d.lease && len(tasks) > 0 {
		return nil, errDied
	}
	return tasks, err
}

// Scroll's coordinator marked a task as assigned and recorded the hand-out in a
// second step: killed in between, the task was never given out again.
func TestIncident_NoCrashWindowBetweenClaimAndRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &dying{lease: true}
		p := &plane{t: t, artifacts: &memory{}, wrap: func(s muster.Store) muster.Store { d.Store = s; return d }}
		p.open()
		b := p.pair(1)
		w := p.worker("w")
		if g, err := p.Lease(t.Context(), muster.LeaseRequest{Worker: w, Capabilities: able, Max: 1, Wait: time.Second}); err == nil {
			t.Fatalf("leased %d tasks from a process that died", len(g))
		}
		d.lease = false
		p.restart()
		tasks := must(p.Tasks(t.Context(), muster.TaskFilter{Batch: b.ID}))
		attempts := must(p.Attempts(t.Context(), b.ID, "", 100))
		if len(tasks) != 1 || tasks[0].State != muster.TaskLeased || len(attempts) != 1 || attempts[0].State != muster.AttemptRunning {
			t.Fatalf("after the crash the task is %s and its attempts are %+v", tasks[0].State, attempts)
		}
		// Another worker gets it when the lease is over.
		other := p.worker("other")
		p.prove(other, p.lease(other))
		if s := p.batch(b.ID); s.State != muster.BatchCompleted {
			t.Errorf("the batch is %s", s.State)
		}
	})
}

// Boundless's broker and others gave up what they had accepted when one machine
// failed on it, and took new work instead.
func TestIncident_AcceptedBatchIsRetriedElsewhere(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(2)
		bad := p.worker("bad")
		g := p.lease(bad)
		if err := p.Fail(t.Context(), muster.FailureReport{Worker: bad, Task: g.Task.ID, Fence: g.Fence, Class: muster.FailTransient, Message: "unexpected end of file"}); err != nil {
			t.Fatal(err)
		}
		p.submit(muster.Submission{Pipeline: "pair", Input: []byte(`{"label":"new","slices":{"base":20}}`)})
		good := p.worker("good")
		n := 0
		for ; n < 20 && p.batch(b.ID).State != muster.BatchCompleted; n++ {
			time.Sleep(500 * time.Millisecond) // which a proof takes; the failed task's pause is no longer
			p.prove(good, p.lease(good))
		}
		if n > 4 { // two leaves, their node, and one of the new work during the pause
			t.Errorf("the batch that failed once took %d proofs", n)
		}
	})
}

// Scroll's sweep of timed-out tasks took ten at a time, every two seconds: after
// the loss of a fleet its tasks came back at five per second.
func TestIncident_LostFleetsTasksComeBackTogether(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		const lost = 100 // of those that a fleet held
		b := p.pair(lost)
		for i := range lost {
			p.lease(p.worker(fmt.Sprint(i)))
		}
		time.Sleep(15 * time.Second) // a lease, and one look of the reaper
		synctest.Wait()
		ready := must(p.Tasks(t.Context(), muster.TaskFilter{Batch: b.ID, States: []muster.TaskState{muster.TaskReady}, Limit: 1000}))
		if len(ready) != lost {
			t.Errorf("%d of %d tasks came back", len(ready), lost)
		}
	})
}

// op-succinct in production: one request that could not be fulfilled blocked all
// later ranges.
func TestIncident_BatchThatCannotBeProvenBlocksNoOther(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		poison := p.pair(1)
		b := p.submit(muster.Submission{Pipeline: "pair", Input: []byte(`{"label":"later","slices":{"base":2}}`)})
		workers := []muster.WorkerID{p.worker("a"), p.worker("b")}
		for n := 0; n < 40 && (!p.batch(b.ID).State.Terminal() || !p.batch(poison.ID).State.Terminal()); n++ {
			w := workers[n%2]
			for _, g := range p.tryLease(w, time.Second) {
				if g.Task.Batch != poison.ID {
					p.prove(w, g)
				} else if err := p.Fail(t.Context(), muster.FailureReport{Worker: w, Task: g.Task.ID, Fence: g.Fence, Class: muster.FailDeterministic, Message: "constraint #7"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if s := p.batch(b.ID); s.State != muster.BatchCompleted {
			t.Errorf("the later batch is %s", s.State)
		}
		if s := p.batch(poison.ID); s.State != muster.BatchFailed {
			t.Errorf("the batch that can't be proven is %s", s.State)
		}
	})
}

// SP1 and op-succinct: a prover that was killed for its memory was an error of
// the proof, or the same machine got it again.
func TestIncident_OutOfMemoryGoesToABiggerMachine(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		register := func(name string, memory int64) (muster.WorkerID, muster.Capabilities) {
			caps := muster.Capabilities{Backends: []string{"exec"}, Memory: memory}
			return must(p.Register(t.Context(), muster.Registration{Name: name, Capabilities: caps})).ID, caps
		}
		ask := func(w muster.WorkerID, caps muster.Capabilities) []muster.Grant {
			return must(p.Lease(t.Context(), muster.LeaseRequest{Worker: w, Capabilities: caps, Max: 1, Wait: 40 * time.Second}))
		}
		small, smallCaps := register("small", 8<<30)
		like, likeCaps := register("like it", 8<<30)
		large, largeCaps := register("large", 64<<30)
		b := p.pair(1)
		g := ask(small, smallCaps)
		if err := p.Fail(t.Context(), muster.FailureReport{Worker: small, Task: g[0].Task.ID, Fence: g[0].Fence, Class: muster.FailResource, Message: "killed by the kernel"}); err != nil {
			t.Fatal(err)
		}
		for w, caps := range map[muster.WorkerID]muster.Capabilities{small: smallCaps, like: likeCaps} {
			if again := ask(w, caps); len(again) != 0 {
				t.Errorf("a machine of the same size got %s", again[0].Task.Name)
			}
		}
		h := ask(large, largeCaps)
		if len(h) != 1 {
			t.Fatal("the large machine got nothing")
		}
		p.prove(large, h[0])
		if s := p.batch(b.ID); s.State != muster.BatchCompleted {
			t.Errorf("the batch is %s: %s", s.State, s.Failure)
		}
	})
}
