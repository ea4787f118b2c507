package coordinator

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

func TestInvariant1_AcknowledgedIsDurable(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(2)
		w := p.worker("w")
		g := p.lease(w)
		p.prove(w, g)
		p.restart()
		if s := p.task(g.Task.ID); s.State != muster.TaskDone {
			t.Fatalf("after the restart the finished task is %s", s.State)
		}
		for range 2 { // the other leaf, then the node
			p.prove(w, p.lease(w))
		}
		done := p.batch(b.ID)
		if done.State != muster.BatchCompleted {
			t.Fatalf("the batch is %s: %s", done.State, done.Failure)
		}
		for _, n := range done.Tasks {
			if n.State != muster.TaskDone {
				t.Errorf("%d tasks of %s are %s", n.Count, n.Name, n.State)
			}
		}
		p.restart()
		f, err := p.Proof(t.Context(), b.ID)
		if err != nil || string(f.Proof) != string(proofOf(f.Statement)) {
			t.Errorf("after the restart the final proof is %x, %v", f.Proof, err)
		}
	})
}

func TestInvariant1_RestartedWorkerGetsWhatItHolds(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(2)
		w := p.worker("w")
		g := p.lease(w)
		p.restart()
		again, err := p.Lease(t.Context(), muster.LeaseRequest{Worker: w, Capabilities: able, Max: 1, Again: true})
		if err != nil || len(again) != 1 || again[0].Task.ID != g.Task.ID || again[0].Fence != g.Fence {
			t.Fatalf("got %+v, %v; want %s under fence %d", again, err, g.Task.ID, g.Fence)
		}
		p.prove(w, again[0])
		if n := len(p.attempts(g)); n != 1 {
			t.Errorf("%d attempts, want 1", n)
		}
	})
}

func TestInvariant2_OneAcceptedResultAndDoneIsFinal(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(2)
		late, other := p.worker("late"), p.worker("other")
		g := p.lease(late)
		time.Sleep(time.Minute) // the lease runs out
		synctest.Wait()
		var h muster.Grant
		for h.Task.ID != g.Task.ID {
			h = p.lease(other)
		}
		p.prove(other, h)
		if a := p.complete(late, g, []byte("something else")); a.Accepted {
			t.Error("a second result of another content was accepted")
		}
		if a := p.complete(late, g, proofOf(g.Task.Statement)); !a.Accepted {
			t.Errorf("the same result again was not taken for done: %s", a.Reason)
		}
		if err := p.Fail(t.Context(), muster.FailureReport{Worker: late, Task: g.Task.ID, Fence: g.Fence, Class: muster.FailTransient}); !errors.Is(err, muster.ErrLeaseLost) {
			t.Errorf("Fail on a done task = %v, want lease lost", err)
		}
		if s := p.task(g.Task.ID); s.State != muster.TaskDone {
			t.Errorf("the task is %s", s.State)
		}
	})
}

func TestInvariant3_NoTaskBeforeItsInputs(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(2)
		w := p.worker("w")
		g, h := p.lease(w), p.lease(w)
		if g.Task.Round != 0 || h.Task.Round != 0 {
			t.Fatalf("leased %s and %s first", g.Task.Name, h.Task.Name)
		}
		p.prove(w, g)
		if more := p.tryLease(w, 5*time.Second); len(more) != 0 {
			t.Fatalf("%s was leased while an input was open", more[0].Task.Name)
		}
		p.prove(w, h)
		node := p.lease(w)
		if node.Task.Round != 1 || len(node.Inputs) != 2 {
			t.Fatalf("leased %s with %d inputs", node.Task.Name, len(node.Inputs))
		}
		for i, in := range node.Inputs {
			if in.Artifact.IsZero() || in.URL == "" || len(in.Statement.Public) == 0 {
				t.Errorf("input %d is %+v", i, in)
			}
		}
		if node.Inputs[0].Name != "prove/0/base/0" || node.Inputs[1].Name != "prove/0/base/1" {
			t.Errorf("inputs are %s, %s", node.Inputs[0].Name, node.Inputs[1].Name)
		}
	})
}

func TestInvariant4_OnlyVerifiedResultsCount(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(2)
		bad, good := p.worker("bad"), p.worker("good")
		synctest.Wait()
		time.Sleep(2 * time.Second) // the reaper counts the workers
		g, h := p.lease(bad), p.lease(good)
		if a := p.complete(bad, g, proofOf(h.Task.Statement)); a.Accepted {
			t.Fatal("the proof of another task was accepted")
		}
		at := p.attempts(g)
		if len(at) != 1 || at[0].State != muster.AttemptFailed || at[0].Class != muster.FailInvalidProof || at[0].Message == "" {
			t.Fatalf("the attempt is %+v", at)
		}
		if got := p.tryLease(bad, 2*time.Second); len(got) != 0 {
			t.Errorf("the task went back to the worker that failed it")
		}
		again := p.lease(good)
		if again.Task.ID != g.Task.ID {
			t.Fatalf("leased %s, want %s", again.Task.Name, g.Task.Name)
		}
		p.prove(good, again)
	})
}

func TestInvariant4_MissingKeyIsNotTheWorkersFault(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(1)
		w := p.worker("w")
		g := p.lease(w)
		a, err := p.artifacts.Put(t.Context(), strings.NewReader(keyMissing), 100)
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Complete(t.Context(), muster.Completion{Worker: w, Task: g.Task.ID, Fence: g.Fence, Output: a})
		if muster.CodeOf(err) != muster.CodeUnavailable {
			t.Errorf("got %v, want a request to try again", err)
		}
		if s := p.task(g.Task.ID); s.State != muster.TaskLeased {
			t.Errorf("the task is %s", s.State)
		}
		p.prove(w, g)
	})
}

func TestInvariant4_RepeatedInvalidProofsSuspendTheWorker(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(8)
		w := p.worker("bad")
		for range 3 {
			p.complete(w, p.lease(w), []byte("garbage"))
		}
		if s, err := p.Worker(t.Context(), w); err != nil || s.State != muster.WorkerSuspended {
			t.Fatalf("the worker is %s, %v", s.State, err)
		}
		if g := p.tryLease(w, time.Second); len(g) != 0 {
			t.Error("a suspended worker leased a task")
		}
		if _, err := p.ResumeWorker(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		p.lease(w)
	})
}

func TestInvariant5_LateFailureDoesNotTouchTheNewOwner(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(1)
		late, owner := p.worker("late"), p.worker("owner")
		g := p.lease(late)
		time.Sleep(time.Minute)
		h := p.lease(owner)
		if h.Fence <= g.Fence {
			t.Fatalf("the new lease has fence %d after %d", h.Fence, g.Fence)
		}
		err := p.Fail(t.Context(), muster.FailureReport{Worker: late, Task: g.Task.ID, Fence: g.Fence, Class: muster.FailDeterministic})
		if !errors.Is(err, muster.ErrLeaseLost) {
			t.Fatalf("the late failure gave %v", err)
		}
		if s := p.task(g.Task.ID); s.State != muster.TaskLeased || s.Worker != owner {
			t.Fatalf("the task is %s with %s", s.State, s.Worker)
		}
		beat, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: late, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence}}})
		if err != nil || beat.Leases[0].Held {
			t.Errorf("the late heartbeat got %+v, %v", beat, err)
		}
		p.prove(owner, h)
	})
}

func TestInvariant5_LateValidProofCounts(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(1)
		late, owner := p.worker("late"), p.worker("owner")
		g := p.lease(late)
		time.Sleep(time.Minute)
		h := p.lease(owner)
		p.prove(late, g)
		beat, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: owner, Leases: []muster.LeaseProgress{{Task: h.Task.ID, Fence: h.Fence}}})
		if err != nil || beat.Leases[0].Held {
			t.Errorf("the owner was not told to stop: %+v, %v", beat, err)
		}
		if s := p.batch(b.ID); s.State != muster.BatchCompleted {
			t.Errorf("the batch is %s", s.State)
		}
		stranger := p.worker("stranger")
		_, err = p.Complete(t.Context(), muster.Completion{Worker: stranger, Task: g.Task.ID, Fence: g.Fence, Output: muster.Artifact{Digest: muster.DigestOf(nil), Size: 1}})
		if !errors.Is(err, muster.ErrLeaseLost) {
			t.Errorf("a worker that never held the task got %v", err)
		}
	})
}

func TestInvariant6_TaskThatKillsItsWorkersIsQuarantined(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(2)
		for range 3 {
			for range 2 {
				p.lease(p.worker("victim"))
			}
			time.Sleep(2 * time.Minute)
		}
		s := p.batch(b.ID)
		if s.State != muster.BatchFailed || s.Failure == "" {
			t.Fatalf("the batch is %s: %q", s.State, s.Failure)
		}
		for _, n := range s.Tasks {
			if !n.State.Terminal() {
				t.Errorf("%d tasks of %s are %s", n.Count, n.Name, n.State)
			}
		}
	})
}

func TestInvariant6_DeterministicFailureOnTwoWorkersIsQuarantined(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(1)
		for _, name := range []string{"a", "b"} {
			w := p.worker(name)
			g := p.lease(w)
			if err := p.Fail(t.Context(), muster.FailureReport{Worker: w, Task: g.Task.ID, Fence: g.Fence, Class: muster.FailDeterministic, Message: "witness not satisfied"}); err != nil {
				t.Fatal(err)
			}
		}
		s := p.batch(b.ID)
		if s.State != muster.BatchFailed || !strings.Contains(s.Failure, "witness not satisfied") {
			t.Errorf("the batch is %s: %q", s.State, s.Failure)
		}
	})
}

func TestInvariant7_InterruptionSpendsNoAttempt(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(1)
		w := p.worker("w")
		for range 10 { // far more than the attempts a task has
			g := p.lease(w)
			if err := p.Fail(t.Context(), muster.FailureReport{Worker: w, Task: g.Task.ID, Fence: g.Fence, Interrupted: true}); err != nil {
				t.Fatal(err)
			}
		}
		g := p.lease(w)
		if g.Task.Attempts != 1 {
			t.Errorf("%d attempts are spent, want 1", g.Task.Attempts)
		}
		p.prove(w, g)
	})
}

func TestInvariant8_NothingIsLeasedAfterACancel(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(4)
		w := p.worker("w")
		g := p.lease(w)
		if _, err := p.Cancel(t.Context(), b.ID); err != nil {
			t.Fatal(err)
		}
		if more := p.tryLease(w, 30*time.Second); len(more) != 0 {
			t.Errorf("%s was leased after the cancel", more[0].Task.Name)
		}
		beat, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: w, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence}}})
		if err != nil || beat.Leases[0].Held {
			t.Errorf("the worker was not told to stop: %+v, %v", beat, err)
		}
		if a := p.complete(w, g, proofOf(g.Task.Statement)); a.Accepted {
			t.Error("a result of a cancelled batch was accepted")
		}
		if s := p.batch(b.ID); s.State != muster.BatchCancelled {
			t.Errorf("the batch is %s", s.State)
		}
		if _, err := p.Cancel(t.Context(), b.ID); err != nil {
			t.Errorf("cancelling again gave %v", err)
		}
	})
}

func TestInvariant9_ContentDecidesIdentity(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		s := muster.Submission{Pipeline: "pair", Key: "batch-1", Input: []byte(`{"slices":{"base":2}}`)}
		first := p.submit(s)
		if again := p.submit(s); again.ID != first.ID {
			t.Errorf("the same submission gave %s and %s", first.ID, again.ID)
		}
		s.Input = []byte(`{"slices":{"base":3}}`)
		if _, _, err := p.Submit(t.Context(), s); !errors.Is(err, muster.ErrConflict) {
			t.Errorf("other content under the same key gave %v", err)
		}
		s.Tenant = "other"
		if other := p.submit(s); other.ID == first.ID {
			t.Error("two tenants share a batch")
		}
	})
}

func TestInvariant12_LimitsReject(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		many := make([]muster.BatchID, 2000)
		tests := []struct {
			name string
			s    muster.Submission
			code muster.Code
			want string
		}{
			{"pipeline", muster.Submission{Pipeline: "pear"}, muster.CodeInvalid, "pair"},
			{"version", muster.Submission{Pipeline: "pair", PipelineVersion: "9.9.9"}, muster.CodeInvalid, "1.0.0"},
			{"parameter", muster.Submission{Pipeline: "pair", Params: map[string]int{"x": 1}}, muster.CodeInvalid, "params.x"},
			{"input", muster.Submission{Pipeline: "pair", Input: []byte(`{"slices":`)}, muster.CodeInvalid, "input"},
			{"input size", muster.Submission{Pipeline: "pair", Input: make([]byte, 2<<20)}, muster.CodeTooLarge, "1MiB"},
			{"slices", muster.Submission{Pipeline: "pair", Input: []byte(`{"slices":{"base":101}}`)}, muster.CodeTooLarge, "at most 100"},
			{"circuit", muster.Submission{Pipeline: "pair", Input: []byte(`{"slices":{"bass":1}}`)}, muster.CodeInvalid, "base"},
			{"key", muster.Submission{Pipeline: "pair", Key: strings.Repeat("k", 1000)}, muster.CodeInvalid, "key"},
			{"priority", muster.Submission{Pipeline: "pair", Priority: 7}, muster.CodeInvalid, "priority"},
			{"references", muster.Submission{Pipeline: "bundle", References: many}, muster.CodeInvalid, "references"},
			{"reference", muster.Submission{Pipeline: "bundle", References: []muster.BatchID{"batch_1"}}, muster.CodeInvalid, "references[0]"},
			{"label", muster.Submission{Pipeline: "pair", Labels: map[string]string{"": "x"}}, muster.CodeInvalid, "labels"},
		}
		for _, tt := range tests {
			_, _, err := p.Submit(t.Context(), tt.s)
			if muster.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: got %s %v, want %s naming %s", tt.name, muster.CodeOf(err), err, tt.code, tt.want)
			}
		}
		if all, err := p.Batches(t.Context(), muster.BatchFilter{}); err != nil || len(all) != 0 {
			t.Errorf("refused submissions left %d batches, %v", len(all), err)
		}
	})
}
