package coordinator

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

func (p *plane) explain(id muster.BatchID) muster.Explanation {
	p.t.Helper()
	e, err := p.Explain(p.t.Context(), id)
	if err != nil {
		p.t.Fatal(err)
	}
	return e
}

func (p *plane) explained(id muster.BatchID, want muster.Cause, says string) {
	p.t.Helper()
	if e := p.explain(id); e.Cause != want || !strings.Contains(e.Summary, says) {
		p.t.Errorf("explained by %s: %s\nwant %s: …%s…", e.Cause, e.Summary, want, says)
	}
}

// A batch on its way, explained at every step.
func TestExplainFollowsABatch(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(2)
		time.Sleep(time.Second)
		p.explained(b.ID, muster.CauseNoWorkers, "there are no workers")

		w := p.worker("w")
		if _, err := p.DrainWorker(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		p.explained(b.ID, muster.CauseWorkersDrained, "the only worker that could take them is draining")
		if _, err := p.ResumeWorker(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		g := p.lease(w)
		p.explained(b.ID, muster.CauseProving, "1 task is with a worker, 1 ready, 1 wait for inputs")
		if e := p.explain(b.ID); len(e.Running) != 1 || e.Running[0].WorkerName != "w" {
			t.Errorf("running: %+v", e.Running)
		}
		if err := p.Fail(t.Context(), muster.FailureReport{Worker: w, Task: g.Task.ID, Fence: g.Fence, Class: muster.FailTransient, Message: "CUDA error 700"}); err != nil {
			t.Fatal(err)
		}
		p.explained(b.ID, muster.CauseFailing, "failed before")
		if e := p.explain(b.ID); len(e.Failures) != 1 || e.Failures[0].Message != "CUDA error 700" || e.Failures[0].WorkerName != "w" {
			t.Errorf("failures: %+v", e.Failures)
		}
		for range 3 {
			p.prove(w, p.lease(w))
		}
		p.explained(b.ID, muster.CauseCompleted, "It is proven")
	})
}

func TestExplainABatchThatWaitsForPreparation(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.artifacts.full = false
		first := p.pair(1)
		bundle := p.submit(muster.Submission{Pipeline: "bundle", Input: []byte(`{"slices":{"bundle":1}}`), References: []muster.BatchID{first.ID}})
		time.Sleep(time.Second)
		p.explained(bundle.ID, muster.CauseReferenceOpen, "wait for the final proof of 1 batch")
		if _, err := p.Cancel(t.Context(), first.ID); err != nil {
			t.Fatal(err)
		}
		p.explained(bundle.ID, muster.CauseReferenceFailed, string(first.ID))
		p.explained(first.ID, muster.CauseCancelled, "cancelled")
	})
}

// Another batch that stands before it is the cause, and a higher class mends it.
func TestPriorityMovesABatchInTheLine(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		w := p.worker("w")
		first := p.pair(3)
		time.Sleep(time.Second)
		second := p.pair(2)
		time.Sleep(time.Second)
		g := p.lease(w)
		if g.Task.Batch != first.ID {
			t.Fatal("the first batch is not first")
		}
		p.explained(second.ID, muster.CauseBacklog, "1 batch with 2 tasks")
		b, err := p.SetPriority(t.Context(), second.ID, muster.PriorityHigh)
		if err != nil || b.Priority != muster.PriorityHigh {
			t.Fatalf("%+v %v", b, err)
		}
		if g := p.lease(w); g.Task.Batch != second.ID {
			t.Error("the batch of the higher class is not leased first")
		}
		if b, err = p.SetPriority(t.Context(), second.ID, muster.PriorityLow); err != nil {
			t.Fatal(err)
		}
		if g := p.lease(w); g.Task.Batch != first.ID {
			t.Error("the batch of the lower class is leased first")
		}
		if b, err = p.SetDeadline(t.Context(), second.ID, time.Now().Add(time.Minute)); err != nil || b.Deadline.IsZero() || b.Priority != muster.PriorityLow {
			t.Errorf("deadline: %+v %v", b, err)
		}
		if b, err = p.SetDeadline(t.Context(), second.ID, time.Time{}); err != nil || !b.Deadline.IsZero() {
			t.Errorf("no deadline: %+v %v", b, err)
		}
	})
}

func TestVerbsRefuse(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(1)
		time.Sleep(time.Second)
		tasks, err := p.Tasks(t.Context(), muster.TaskFilter{Batch: b.ID})
		if err != nil {
			t.Fatal(err)
		}
		id := tasks[0].ID
		none := muster.BatchID("batch_00000000000000000000000000000000")
		check := func(what string, err error, want muster.Code) {
			t.Helper()
			if muster.CodeOf(err) != want {
				t.Errorf("%s: %v, want %s", what, err, want)
			}
		}
		_, err = p.SetPriority(t.Context(), b.ID, 7)
		check("class", err, muster.CodeInvalid)
		_, err = p.SetDeadline(t.Context(), b.ID, time.Now())
		check("past deadline", err, muster.CodeInvalid)
		_, err = p.SetPriority(t.Context(), none, muster.PriorityHigh)
		check("no batch", err, muster.CodeNotFound)
		_, err = p.Explain(t.Context(), none)
		check("explain no batch", err, muster.CodeNotFound)
		_, err = p.RetryBatch(t.Context(), b.ID)
		check("retry what has not failed", err, muster.CodeState)
		_, err = p.ReleaseTask(t.Context(), id)
		check("release what is not quarantined", err, muster.CodeState)
		_, err = p.QuarantineTask(t.Context(), id, "")
		check("no reason", err, muster.CodeInvalid)
		_, err = p.ApplyGroups(t.Context(), []muster.Group{{Name: "", Pairs: []muster.Pair{{}}}})
		check("group without a name", err, muster.CodeInvalid)
		_, err = p.Stats(t.Context(), 0)
		check("no window", err, muster.CodeInvalid)
	})
}

func TestQuarantineAndRetry(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(2)
		w := p.worker("w")
		g := p.lease(w)
		if _, err := p.QuarantineTask(t.Context(), g.Task.ID, "input is from the wrong fork"); err != nil {
			t.Fatal(err)
		}
		p.explained(b.ID, muster.CauseQuarantinedByHand, "input is from the wrong fork")
		beat, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: w, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence}}})
		if err != nil || beat.Leases[0].Held {
			t.Errorf("the worker was not told to stop: %+v %v", beat, err)
		}
		if b, err := p.RetryBatch(t.Context(), b.ID); err != nil || b.State != muster.BatchProving {
			t.Fatalf("%+v %v", b, err)
		}
		for range 3 {
			p.prove(w, p.lease(w))
		}
		if s := p.batch(b.ID).State; s != muster.BatchCompleted {
			t.Errorf("the batch is %s", s)
		}
	})
}

// A task taken from a worker goes to another one at once, costs no attempt, and
// the first one's proof still counts.
func TestRetryTask(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		b := p.pair(1)
		a, other := p.worker("a"), p.worker("other")
		g := p.lease(a)
		if _, err := p.RetryTask(t.Context(), g.Task.ID); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		h := p.lease(other)
		if h.Task.ID != g.Task.ID || time.Since(start) != 0 || h.Task.Attempts != 1 {
			t.Errorf("leased %s after %v with %d attempts", h.Task.ID, time.Since(start), h.Task.Attempts)
		}
		p.prove(a, g)
		if s := p.batch(b.ID).State; s != muster.BatchCompleted {
			t.Errorf("the batch is %s", s)
		}
	})
}

func TestGroupsDecideWhoServes(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		groups := []muster.Group{{Name: "nodes", Pairs: []muster.Pair{{Pipeline: "pair", Round: 1}}}}
		if got, err := p.ApplyGroups(t.Context(), groups); err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		if _, err := p.Register(t.Context(), muster.Registration{Name: "n", Group: "nodes", Capabilities: able}); err != nil {
			t.Fatal(err)
		}
		b := p.pair(1)
		time.Sleep(10 * time.Second)
		p.explained(b.ID, muster.CauseUnmetGroup, "no worker is in a group that serves round 0")
		if _, err := p.ApplyGroups(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if e := p.explain(b.ID); e.Cause == muster.CauseUnmetGroup {
			t.Errorf("without groups: %s", e.Summary)
		}
	})
}

func TestStats(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		w := p.worker("w")
		p.pair(1)
		old := p.lease(w)
		p.prove(w, old)
		time.Sleep(2 * time.Minute)
		if _, err := p.Register(t.Context(), muster.Registration{ID: w, Name: "w", Capabilities: able}); err != nil {
			t.Fatal(err)
		}
		p.submit(muster.Submission{Pipeline: "pair", Key: "second", Input: []byte(`{"slices":{"base":2}}`), Labels: map[string]string{"n": "2"}})
		g := p.lease(w)
		if err := p.Fail(t.Context(), muster.FailureReport{Worker: w, Task: g.Task.ID, Fence: g.Fence, Class: muster.FailTransient, Message: "x"}); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			g := p.lease(w)
			time.Sleep(5 * time.Second)
			p.prove(w, g)
		}
		s, err := p.Stats(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if s.Done != 3 || s.Failures[muster.FailTransient] != 1 || s.Success != 0.75 || s.Batches[muster.BatchCompleted] != 1 || s.Workers[muster.WorkerOnline] != 1 {
			t.Errorf("the last minute: %+v", s)
		}
		if len(s.Durations) == 0 || s.Durations[0].P50 != 5*time.Second || s.Durations[0].P95 != 5*time.Second || s.Durations[0].Class != able.Class() {
			t.Errorf("durations: %+v", s.Durations)
		}
		if s, err = p.Stats(t.Context(), 3*time.Minute); err != nil || s.Done != 4 || s.Batches[muster.BatchCompleted] != 2 {
			t.Errorf("three minutes: %+v %v", s, err)
		}
	})
}

func TestGCKeepsWhatIsNamed(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		w := p.worker("w")
		b := p.pair(1)
		p.prove(w, p.lease(w))
		open := p.submit(muster.Submission{Pipeline: "pair", Key: "open", Input: []byte(`{"slices":{"base":3}}`)})
		time.Sleep(time.Second)
		orphan, err := p.artifacts.Put(t.Context(), bytes.NewReader([]byte("nobody's")), 100)
		if err != nil {
			t.Fatal(err)
		}
		dry, err := p.GC(t.Context(), true)
		if err != nil || dry.Artifacts != 1 || dry.Bytes != orphan.Size || dry.Kept == 0 {
			t.Fatalf("dry: %+v %v", dry, err)
		}
		if _, err := p.artifacts.Stat(t.Context(), orphan.Digest); err != nil {
			t.Errorf("a dry run deleted: %v", err)
		}
		r, err := p.GC(t.Context(), false)
		if err != nil || r.Artifacts != 1 || r.Bytes != orphan.Size {
			t.Fatalf("%+v %v", r, err)
		}
		if _, err := p.artifacts.Stat(t.Context(), orphan.Digest); !errors.Is(err, muster.ErrNotFound) {
			t.Errorf("the orphan is there: %v", err)
		}
		if _, err := p.Proof(t.Context(), b.ID); err != nil {
			t.Errorf("the final proof is gone: %v", err)
		}
		for range 5 {
			p.prove(w, p.lease(w))
		}
		if s := p.batch(open.ID).State; s != muster.BatchCompleted {
			t.Errorf("the open batch is %s", s)
		}
	})
}

func TestGCPrunesWhatIsOverItsTime(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.cfg.RetainBatches = time.Minute
		w := p.worker("w")
		old := p.pair(1)
		p.prove(w, p.lease(w))
		time.Sleep(61 * time.Second)
		young := p.submit(muster.Submission{Pipeline: "pair", Key: "young", Input: []byte(`{"slices":{"base":1}}`)})
		time.Sleep(time.Second)
		if dry, err := p.GC(t.Context(), true); err != nil || dry.Batches != 1 {
			t.Fatalf("dry: %+v %v", dry, err)
		}
		r, err := p.GC(t.Context(), false)
		if err != nil || r.Batches != 1 || r.Artifacts == 0 {
			t.Fatalf("%+v %v", r, err)
		}
		if _, err := p.Batch(t.Context(), old.ID); !errors.Is(err, muster.ErrNotFound) {
			t.Errorf("the old batch is there: %v", err)
		}
		if s := p.batch(young.ID).State; s != muster.BatchProving {
			t.Errorf("the young batch is %s", s)
		}
	})
}
