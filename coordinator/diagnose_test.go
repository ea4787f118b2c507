package coordinator

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

const gib = int64(1) << 30

// incident is a batch that is not proven, as an operator meets it.
type incident struct {
	name  string
	given func(s *snapshot, k *knowledge)
	cause muster.Cause
	// says must all be in the summary, which is the first thing that is read.
	says []string
	// shows must all be in the details of some finding.
	shows []string
	// does must all be commands that are advised.
	does []string
}

var at = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func batchOf(n int, state muster.BatchState) muster.Batch {
	return muster.Batch{
		ID: muster.BatchID(fmt.Sprintf("batch_%032x", n)), Pipeline: "zksync", PipelineVersion: "1.0.0", ProtocolVersion: "0.2.0",
		Priority: muster.PriorityNormal, State: state, Line: 100, CreatedAt: at.Add(-20 * time.Minute), UpdatedAt: at.Add(-10 * time.Minute),
	}
}

func gpuNeeds() muster.Needs {
	return muster.Needs{
		Backend: "exec", Pipeline: "zksync", ProtocolVersion: "0.2.0", RoundName: "basic", CircuitName: "main_vm",
		Circuit: muster.DigestOf([]byte("main_vm")), Stage: "prove", GPU: true, VRAM: 24 * gib, Memory: 16 * gib,
	}
}

func gpuWorker(name string, change func(*muster.Worker)) muster.Worker {
	w := muster.Worker{
		ID: muster.WorkerID("worker_" + name), Name: name, State: muster.WorkerOnline, SeenAt: at.Add(-time.Second),
		Capabilities: muster.Capabilities{Backends: []string{"exec"}, GPU: true, GPUModel: "L4", VRAM: 24 * gib, Memory: 64 * gib, Cores: 16},
	}
	if change != nil {
		change(&w)
	}
	return w
}

// waits gives the batch ready tasks of some needs.
func waits(s *snapshot, n muster.Needs, count int, change func(*muster.Task)) {
	p := waitingPool{pool: muster.Pool{ID: n.Pool(), Needs: n}, ready: count, oldest: at.Add(-12 * time.Minute)}
	for i := range count {
		t := muster.Task{
			ID: muster.TaskID(fmt.Sprintf("task_%032x", i)), Batch: s.batch.ID, Name: fmt.Sprintf("prove/0/main_vm/%d", i), Needs: n,
			State: muster.TaskReady, MaxAttempts: 10, ReadyAt: p.oldest,
		}
		if change != nil {
			change(&t)
		}
		p.sample = append(p.sample, t)
	}
	s.ready = append(s.ready, p)
	s.counts = append(s.counts, muster.TaskCount{Name: n.RoundName, Circuit: n.CircuitName, Stage: n.Stage, State: muster.TaskReady, Count: count})
}

func attempt(worker string, class muster.FailureClass, message string, ago time.Duration) muster.Attempt {
	a := muster.Attempt{
		Worker: muster.WorkerID("worker_" + worker), Fence: 1, State: muster.AttemptFailed, Class: class, Message: message,
		StartedAt: at.Add(-ago - time.Minute), EndedAt: at.Add(-ago),
	}
	if class == muster.FailWorkerLost {
		a.State = muster.AttemptExpired
	}
	return a
}

// learned knows that such tasks take about 30 s.
func learned(n muster.Needs, class string, count int) muster.Estimate {
	e := muster.Estimate{EstimateKey: muster.EstimateKey{Circuit: n.Circuit, Stage: n.Stage, Class: class}}
	for range count {
		e.Durations.Add(30 * time.Second)
	}
	return e
}

var incidents = []incident{
	{
		name: "no worker at all",
		given: func(s *snapshot, _ *knowledge) {
			waits(s, gpuNeeds(), 3, nil)
		},
		cause: muster.CauseNoWorkers, says: []string{"3 tasks are ready", "the longest for 12 min", "there are no workers"}, does: []string{"muster worker --server"},
	},
	{
		name: "no worker for anything",
		given: func(s *snapshot, k *knowledge) {
			for i := range 16 {
				n := gpuNeeds()
				n.CircuitName = fmt.Sprint("circuit_", i)
				waits(s, n, 2, nil)
			}
			k.workers = []muster.Worker{gpuWorker("old", func(w *muster.Worker) { w.Capabilities.ProtocolVersions = []string{"0.1.0"} })}
		},
		cause: muster.CauseUnmetVersion, says: []string{"32 tasks are ready", "and 15 other kinds", "no worker serves protocol version 0.2.0"},
	},
	{
		name: "no worker of that version",
		given: func(s *snapshot, k *knowledge) {
			waits(s, gpuNeeds(), 3, nil)
			old := func(w *muster.Worker) { w.Capabilities.ProtocolVersions = []string{"0.1.0"} }
			k.workers = []muster.Worker{gpuWorker("a", old), gpuWorker("b", old)}
		},
		cause: muster.CauseUnmetVersion, says: []string{"no worker serves protocol version 0.2.0", "round 0 basic, circuit main_vm"},
		shows: []string{"a, b: gpu-L4-32g, online; needs protocol version 0.2.0, the worker serves 0.1.0"},
	},
	{
		name: "VRAM too small, nearest miss first",
		given: func(s *snapshot, k *knowledge) {
			n := gpuNeeds()
			n.VRAM = 40 * gib
			waits(s, n, 1, nil)
			k.workers = []muster.Worker{
				gpuWorker("cpu", func(w *muster.Worker) { w.Capabilities = muster.Capabilities{Backends: []string{"gnark"}, Cores: 8} }),
				gpuWorker("small", func(w *muster.Worker) { w.Capabilities.VRAM = 16 * gib }),
				gpuWorker("near", nil),
			}
		},
		cause: muster.CauseUnmetVRAM, says: []string{"no worker has 40 GiB of VRAM"},
		shows: []string{"near: gpu-L4-32g, online; needs 40 GiB of VRAM, the worker has 24 GiB", "needs backend exec"},
	},
	{
		name: "all workers drained",
		given: func(s *snapshot, k *knowledge) {
			waits(s, gpuNeeds(), 2, nil)
			drained := func(w *muster.Worker) { w.State = muster.WorkerDraining }
			k.workers = []muster.Worker{gpuWorker("a", drained), gpuWorker("b", drained)}
		},
		cause: muster.CauseWorkersDrained, says: []string{"all 2 workers that could take them are draining"},
		does: []string{"muster worker resume worker_a", "muster worker resume worker_b"},
	},
	{
		name: "suspended for invalid proofs",
		given: func(s *snapshot, k *knowledge) {
			waits(s, gpuNeeds(), 2, nil)
			k.workers = []muster.Worker{gpuWorker("bad", func(w *muster.Worker) { w.State, w.InvalidProofs = muster.WorkerSuspended, 3 })}
		},
		cause: muster.CauseWorkersSuspended, says: []string{"the only worker that could take them is suspended"}, does: []string{"muster worker resume worker_bad"},
	},
	{
		name: "all workers offline",
		given: func(s *snapshot, k *knowledge) {
			waits(s, gpuNeeds(), 2, nil)
			k.workers = []muster.Worker{gpuWorker("gone", func(w *muster.Worker) { w.State, w.SeenAt = muster.WorkerOffline, at.Add(-time.Hour) })}
		},
		cause: muster.CauseWorkersOffline, says: []string{"the only worker that could take them is offline"},
	},
	{
		name: "quarantined after failing alike on two workers",
		given: func(s *snapshot, k *knowledge) {
			s.batch.State, s.batch.Failure = muster.BatchFailed, "task prove/0/main_vm/7 quarantined"
			t := muster.Task{ID: "task_7", Name: "prove/0/main_vm/7", State: muster.TaskQuarantined, Attempts: 2, MaxAttempts: 10}
			s.quarantined = []muster.Task{t}
			s.counts = []muster.TaskCount{{State: muster.TaskQuarantined, Count: 1}}
			s.attempts[t.ID] = []muster.Attempt{
				attempt("a", muster.FailDeterministic, "constraint #4711 is not satisfied", 3*time.Minute),
				attempt("b", muster.FailDeterministic, "constraint #4711 is not satisfied (quarantined: it failed alike on two workers)", 2*time.Minute),
			}
			k.workers = []muster.Worker{gpuWorker("a", nil), gpuWorker("b", nil)}
		},
		cause: muster.CauseDeterministic, says: []string{"prove/0/main_vm/7", "fails alike on 2 workers", "constraint #4711 is not satisfied"},
		shows: []string{"on b: deterministic", "on a: deterministic"}, does: []string{"muster task show task_7", "muster task release task_7"},
	},
	{
		name: "attempts spent by killed workers",
		given: func(s *snapshot, _ *knowledge) {
			s.batch.State = muster.BatchFailed
			t := muster.Task{ID: "task_7", Name: "prove/0/main_vm/7", State: muster.TaskQuarantined, Attempts: 3, MaxAttempts: 3}
			s.quarantined = []muster.Task{t}
			s.counts = []muster.TaskCount{{State: muster.TaskQuarantined, Count: 1}}
			for i := range 3 {
				s.attempts[t.ID] = append(s.attempts[t.ID], attempt(fmt.Sprint(i), muster.FailWorkerLost, "", time.Duration(3-i)*time.Minute))
			}
		},
		cause: muster.CauseAttemptsSpent, says: []string{"tried 3 times", "3 times it lost its worker", "kills its workers"}, does: []string{"muster task release task_7"},
	},
	{
		name: "waits for a referenced batch before it is planned",
		given: func(s *snapshot, _ *knowledge) {
			s.batch.State = muster.BatchPending
			s.references = []muster.Batch{batchOf(2, muster.BatchPending)}
			s.stalled = &stall{code: muster.CodeInternal, why: errWaiting.Error(), since: at.Add(-time.Minute)}
		},
		cause: muster.CauseReferenceOpen, says: []string{"1 batch that it references is not planned yet"},
		shows: []string{string(batchOf(2, "").ID)}, does: []string{"muster batch explain " + string(batchOf(2, "").ID)},
	},
	{
		name: "waits for a referenced batch's final proof",
		given: func(s *snapshot, _ *knowledge) {
			s.references = []muster.Batch{batchOf(2, muster.BatchProving)}
			s.counts = []muster.TaskCount{{State: muster.TaskBlocked, Count: 1}}
		},
		cause: muster.CauseReferenceOpen, says: []string{"wait for the final proof of 1 batch"}, does: []string{"muster batch explain " + string(batchOf(2, "").ID)},
	},
	{
		name: "a referenced batch failed",
		given: func(s *snapshot, _ *knowledge) {
			s.batch.State, s.batch.Failure = muster.BatchFailed, "referenced batch failed"
			r := batchOf(2, muster.BatchFailed)
			r.Failure = "task x quarantined"
			s.references = []muster.Batch{r}
		},
		cause: muster.CauseReferenceFailed, says: []string{string(batchOf(2, "").ID), "failed"}, shows: []string{"task x quarantined"},
		does: []string{"muster batch explain " + string(batchOf(2, "").ID)},
	},
	{
		name: "keys missing in preparation",
		given: func(s *snapshot, _ *knowledge) {
			s.batch.State = muster.BatchPreparing
			s.keys = errors.New("circuit wrap of pipeline rollup: its keys are being made")
		},
		cause: muster.CauseKeysMissing, says: []string{"waits for preparation", "circuit wrap", "its keys are being made"}, does: []string{"muster keys setup --pipeline zksync"},
	},
	{
		name: "storage full in preparation",
		given: func(s *snapshot, _ *knowledge) {
			s.batch.State = muster.BatchPreparing
			s.stalled = &stall{code: muster.CodeStorageFull, why: "store slice 3: no room left for artifacts", since: at.Add(-2 * time.Minute)}
		},
		cause: muster.CauseStorageFull, says: []string{"no room", "store slice 3"}, does: []string{"muster gc"},
	},
	{
		name: "stuck worker",
		given: func(s *snapshot, k *knowledge) {
			n := gpuNeeds()
			k.workers = []muster.Worker{gpuWorker("slow", func(w *muster.Worker) { w.Held = 1 })}
			k.estimates = []muster.Estimate{learned(n, k.workers[0].Capabilities.Class(), 100)}
			t := muster.Task{
				ID: "task_9", Name: "prove/0/main_vm/9", State: muster.TaskLeased, Needs: n, Worker: "worker_slow",
				LeasedAt: at.Add(-40 * time.Minute), Progress: 30, Message: "msm",
			}
			s.leased = []muster.Task{t}
			s.counts = []muster.TaskCount{{State: muster.TaskLeased, Count: 1}}
		},
		cause: muster.CauseStuck, says: []string{"prove/0/main_vm/9", "with slow for 40 min", "30 %", "msm"}, does: []string{"muster task retry task_9", "muster worker drain worker_slow"},
	},
	{
		name: "stuck worker, hedged",
		given: func(s *snapshot, k *knowledge) {
			n := gpuNeeds()
			k.workers = []muster.Worker{gpuWorker("slow", nil), gpuWorker("second", nil)}
			k.estimates = []muster.Estimate{learned(n, k.workers[0].Capabilities.Class(), 100)}
			t := muster.Task{ID: "task_9", Name: "prove/0/main_vm/9", State: muster.TaskLeased, Needs: n, Worker: "worker_second", LeasedAt: at.Add(-10 * time.Second)}
			s.leased = []muster.Task{t}
			s.counts = []muster.TaskCount{{State: muster.TaskLeased, Count: 1}}
			s.attempts[t.ID] = []muster.Attempt{
				{Worker: "worker_slow", Fence: 1, State: muster.AttemptRunning, StartedAt: at.Add(-40 * time.Minute)},
				{Worker: "worker_second", Fence: 2, State: muster.AttemptRunning, StartedAt: at.Add(-10 * time.Second)},
			}
		},
		cause: muster.CauseStuck, says: []string{"with slow for 40 min", "A second worker has been set on it"},
	},
	{
		name: "region policy",
		given: func(s *snapshot, k *knowledge) {
			n := gpuNeeds()
			n.Regions = []string{"eu"}
			waits(s, n, 1, nil)
			k.workers = []muster.Worker{gpuWorker("us-1", func(w *muster.Worker) { w.Region = "us" })}
		},
		cause: muster.CauseUnmetRegion, says: []string{"no worker runs in region eu"}, shows: []string{"region us"}, does: []string{"muster worker --server URL --token-file TOKEN --region eu"},
	},
	{
		name: "group that serves other circuits",
		given: func(s *snapshot, k *knowledge) {
			waits(s, gpuNeeds(), 1, nil)
			k.groups = []muster.Group{{Name: "leaves", Pairs: []muster.Pair{{Round: 1}}}}
			k.workers = []muster.Worker{gpuWorker("a", func(w *muster.Worker) { w.Group = "leaves" })}
		},
		cause: muster.CauseUnmetGroup, says: []string{"no worker is in a group that serves round 0, circuit main_vm"}, shows: []string{"group leaves"},
		does: []string{"muster group list && muster group apply -f groups.yaml"},
	},
	{
		name: "backlog of a higher class",
		given: func(s *snapshot, k *knowledge) {
			waits(s, gpuNeeds(), 5, nil)
			s.line = &muster.LinePlace{Batches: 2, Tasks: 900}
			k.workers = []muster.Worker{gpuWorker("a", func(w *muster.Worker) { w.Held = 1 })}
		},
		cause: muster.CauseBacklog, says: []string{"2 batches with 900 tasks", "before it in the line"}, does: []string{"muster batch priority " + string(batchOf(1, "").ID) + " high"},
	},
	{
		name: "out of memory, escalated beyond every worker",
		given: func(s *snapshot, k *knowledge) {
			n := gpuNeeds()
			n.Memory = 68 * gib
			waits(s, n, 1, func(t *muster.Task) { t.Fence, t.Attempts = 1, 1 })
			s.attempts[s.ready[0].sample[0].ID] = []muster.Attempt{attempt("a", muster.FailResource, "out of memory: killed at 63 GiB", time.Minute)}
			k.workers = []muster.Worker{gpuWorker("a", nil)}
		},
		cause: muster.CauseOutgrown, says: []string{"no worker has 68 GiB of memory", "ran out of memory on a", "killed at 63 GiB"},
	},
	{
		name: "one bad worker fails everything",
		given: func(s *snapshot, k *knowledge) {
			waits(s, gpuNeeds(), 2, func(t *muster.Task) { t.Fence, t.Attempts, t.NotBefore = 1, 1, at.Add(8*time.Second) })
			for _, t := range s.ready[0].sample {
				s.attempts[t.ID] = []muster.Attempt{attempt("bad", muster.FailTransient, "CUDA error 700", time.Second)}
			}
			k.workers = []muster.Worker{gpuWorker("bad", nil), gpuWorker("good", func(w *muster.Worker) { w.Held = 1 })}
		},
		cause: muster.CauseFailing, says: []string{"of those looked at, 2 failed before", "the next in 8 s"},
		shows: []string{"on bad: transient: CUDA error 700"}, does: []string{"muster worker drain worker_bad"},
	},
	{
		name: "free workers that do not ask",
		given: func(s *snapshot, k *knowledge) {
			waits(s, gpuNeeds(), 2, nil)
			k.workers = []muster.Worker{gpuWorker("hung", func(w *muster.Worker) { w.SeenAt = at.Add(-25 * time.Second) })}
		},
		cause: muster.CauseWorkersIdle, says: []string{"1 worker could take them and is free, but does not ask", "25 s ago"}, shows: []string{"hung"},
	},
	{
		name: "preparation failed for good",
		given: func(s *snapshot, _ *knowledge) {
			s.batch.State, s.batch.Failure = muster.BatchFailed, "prepare: transaction 3: signature does not verify"
		},
		cause: muster.CausePreparationFailed, says: []string{"transaction 3: signature does not verify"}, does: []string{"muster batch retry " + string(batchOf(1, "").ID)},
	},
	{
		name: "given up by an operator",
		given: func(s *snapshot, _ *knowledge) {
			s.batch.State, s.batch.Failure = muster.BatchFailed, "task prove/0/main_vm/7 quarantined by an operator: wrong input"
			s.quarantined = []muster.Task{{ID: "task_7", Name: "prove/0/main_vm/7", State: muster.TaskQuarantined, MaxAttempts: 10}}
			s.counts = []muster.TaskCount{{State: muster.TaskQuarantined, Count: 1}}
		},
		cause: muster.CauseQuarantinedByHand, says: []string{"prove/0/main_vm/7 was given up by an operator: wrong input."}, does: []string{"muster task release task_7"},
	},
	{
		name: "all is well",
		given: func(s *snapshot, k *knowledge) {
			k.workers = []muster.Worker{gpuWorker("a", func(w *muster.Worker) { w.Held = 1 })}
			waits(s, gpuNeeds(), 2, nil)
			s.leased = []muster.Task{{ID: "task_1", Name: "prove/0/main_vm/1", State: muster.TaskLeased, Needs: gpuNeeds(), Worker: "worker_a", LeasedAt: at.Add(-time.Minute)}}
			s.counts = append(s.counts, muster.TaskCount{State: muster.TaskLeased, Count: 1}, muster.TaskCount{State: muster.TaskBlocked, Count: 3})
			s.line = &muster.LinePlace{}
		},
		cause: muster.CauseProving, says: []string{"1 task is with a worker, 2 ready, 3 wait for inputs", "busy"},
	},
}

func TestDiagnose(t *testing.T) {
	for _, in := range incidents {
		t.Run(in.name, func(t *testing.T) {
			s := snapshot{now: at, batch: batchOf(1, muster.BatchProving), attempts: make(map[muster.TaskID][]muster.Attempt)}
			var k knowledge
			in.given(&s, &k)
			s.workers = k.workers
			e := diagnose(s, k.rules())
			t.Logf("%s: %s", e.Cause, e.Summary)
			for _, f := range e.Findings {
				t.Logf("  - %s: %q", f.Cause, f.Details)
			}
			for _, a := range e.Advice {
				t.Logf("  > %s: %s", a.Text, a.Command)
			}
			if e.Cause != in.cause {
				t.Errorf("cause %s, want %s", e.Cause, in.cause)
			}
			for _, want := range in.says {
				if !strings.Contains(e.Summary, want) {
					t.Errorf("the summary does not say %q", want)
				}
			}
			var details, commands []string
			for _, f := range e.Findings {
				details = append(details, f.Details...)
			}
			for _, a := range e.Advice {
				commands = append(commands, a.Command)
			}
			for _, want := range in.shows {
				if !strings.Contains(strings.Join(details, "\n"), want) {
					t.Errorf("no detail says %q", want)
				}
			}
			for _, want := range in.does {
				if !strings.Contains(strings.Join(commands, "\n"), want) {
					t.Errorf("nobody advises %q", want)
				}
			}
			if strings.Contains(e.Summary, "  ") || strings.Contains(e.Summary, "..") || strings.Contains(e.Summary, "%!") {
				t.Errorf("the summary is not well written: %q", e.Summary)
			}
		})
	}
}

// What the nearest worker lacks is the scheduler's word: nothing is missing
// exactly when the scheduler would give the worker the task.
func TestMissesAreTheSchedulers(t *testing.T) {
	k := knowledge{groups: []muster.Group{{Name: "leaves", Pairs: []muster.Pair{{Round: 1}}}}}
	r := k.rules()
	changes := []func(*muster.Worker, *muster.Needs){
		func(w *muster.Worker, _ *muster.Needs) { w.Capabilities.Backends = []string{"gnark"} },
		func(w *muster.Worker, _ *muster.Needs) { w.Capabilities.ProtocolVersions = []string{"0.1.0"} },
		func(w *muster.Worker, _ *muster.Needs) { w.Capabilities.Stages = []string{"witness"} },
		func(w *muster.Worker, _ *muster.Needs) { w.Group = "leaves" },
		func(_ *muster.Worker, n *muster.Needs) { n.Regions = []string{"eu"} },
		func(w *muster.Worker, _ *muster.Needs) { w.Capabilities.VRAM = gib },
		func(w *muster.Worker, _ *muster.Needs) { w.Capabilities.Memory = gib },
		func(_ *muster.Worker, n *muster.Needs) { n.GPUArchs = []string{"sm_90"} },
		func(_ *muster.Worker, n *muster.Needs) { n.Cores = 64 },
	}
	for set := range 1 << len(changes) {
		w, n, want := gpuWorker("a", nil), gpuNeeds(), 0
		for i, change := range changes {
			if set&(1<<i) != 0 {
				change(&w, &n)
				want++
			}
		}
		got := r.misses(w, n)
		if len(got) != want || (r.unmet(w, n) == "") != (len(got) == 0) {
			t.Fatalf("changes %b: misses %v, want %d", set, got, want)
		}
		for _, m := range got {
			if m.cause == muster.CauseUnmet {
				t.Errorf("changes %b: %q has no name", set, m.text)
			}
		}
	}
}

// An explanation of the largest batch is as short as that of a small one.
func TestDiagnosisIsBounded(t *testing.T) {
	s := snapshot{now: at, batch: batchOf(1, muster.BatchProving), attempts: make(map[muster.TaskID][]muster.Attempt)}
	waits(&s, gpuNeeds(), 10_000, nil)
	var k knowledge
	for i := range 5_000 {
		k.workers = append(k.workers, gpuWorker(fmt.Sprint(i), func(w *muster.Worker) { w.Capabilities.VRAM = int64(i%20) * gib }))
	}
	s.workers = k.workers
	e := diagnose(s, k.rules())
	size := len(e.Summary)
	for _, f := range e.Findings {
		size += len(f.Tasks) * 40
		for _, d := range f.Details {
			size += len(d)
		}
	}
	if e.Cause != muster.CauseUnmetVRAM || size > 4096 {
		t.Errorf("%s in %d bytes", e.Cause, size)
	}
}
