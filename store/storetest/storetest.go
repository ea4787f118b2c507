// Package storetest is the conformance suite of muster.Store: one set of tests
// and benchmarks that every driver runs. It speaks to the store only through
// the interface, so what it asks for is what the interface promises.
package storetest

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/muster-zk/muster"
)

// Opener makes an empty database that lives as long as the test, and returns a
// function that opens a store on it. Each call opens the same database, also
// while it is open already. The suite closes what it opens.
type Opener func(t testing.TB) func() muster.Store

// modelChecks is how many random lives the model test tries; the flag
// -rapid.checks asks for more.
const modelChecks = 20

// Exercise runs the suite.
func Exercise(t *testing.T, open Opener) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		if err := checks.Value.Set(fmt.Sprint(modelChecks)); err != nil {
			t.Fatal(err)
		}
	}
	groups := []struct {
		name  string
		tests map[string]func(*fixture)
	}{
		{"Batch", batchTests},
		{"Plan", planTests},
		{"Grow", growTests},
		{"Line", lineTests},
		{"Lease", leaseTests},
		{"Hedge", hedgeTests},
		{"Credit", creditTests},
		{"Accept", acceptTests},
		{"Small", smallTests},
		{"Fail", failTests},
		{"End", endTests},
		{"Reference", referenceTests},
		{"Read", readTests},
		{"Worker", workerTests},
		{"Event", eventTests},
		{"Leader", leaderTests},
		{"Estimate", estimateTests},
		{"Group", groupTests},
		{"Notice", noticeTests},
		{"Reline", relineTests},
		{"Retry", retryTests},
		{"TaskVerb", taskVerbTests},
		{"Usage", usageTests},
		{"Settlement", settlementTests},
		{"SettlementMove", settlementMoveTests},
		{"Hold", holdTests},
		{"Prove", proveTests},
		{"Circuit", circuitTests},
		{"Attest", attestTests},
		{"Prune", pruneTests},
		{"Credential", credentialTests},
		{"Concurrent", concurrentTests},
		{"SettleConcurrent", settleConcurrentTests},
		{"Durable", durableTests},
		{"Model", modelTests},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			for name, test := range g.tests {
				t.Run(name, func(t *testing.T) { test(newFixture(t, open)) })
			}
		})
	}
}

// start is the fixture's first moment. Its nanoseconds are whole microseconds,
// which is what stores keep.
var start = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

// fixture is one store with all that a test needs to work on it.
type fixture struct {
	*testing.T
	ctx  context.Context
	open func() muster.Store
	s    muster.Store
	now  time.Time // moved by the test
	ids  muster.IDs
	n    int // counts keys and outputs
}

func newFixture(t *testing.T, open Opener) *fixture {
	again := open(t)
	f := &fixture{T: t, ctx: t.Context(), open: again, s: again(), now: start}
	f.ids = newIDs(1)
	t.Cleanup(func() {
		if err := f.s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return f
}

// reopen closes the store and opens it again.
func (f *fixture) reopen() {
	f.Helper()
	f.ok(f.s.Close())
	f.s = f.open()
}

// newIDs makes ids from a seed. They may be drawn by many goroutines.
func newIDs(seed uint64) muster.IDs {
	var key [32]byte
	binary.BigEndian.PutUint64(key[:], seed)
	return muster.IDs{Now: func() time.Time { return start }, Rand: &lockedRand{from: rand.NewChaCha8(key)}}
}

type lockedRand struct {
	mu   sync.Mutex
	from *rand.ChaCha8
}

func (r *lockedRand) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.from.Read(p)
}

// ok ends the test on an error.
func (f *fixture) ok(err error) {
	f.Helper()
	if err != nil {
		f.Fatalf("unexpected error: %v", err)
	}
}

// code ends the test unless the error has the code.
func (f *fixture) code(err error, want muster.Code) {
	f.Helper()
	if got := muster.CodeOf(err); err == nil || got != want {
		f.Fatalf("got error %q (%v), want code %q", got, err, want)
	}
}

// same ends the test unless both are equal; empty and missing are the same.
func (f *fixture) same(what string, got, want any) {
	f.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		f.Fatalf("%s (-want +got):\n%s", what, d)
	}
}

// tick moves the fixture's time.
func (f *fixture) tick(d time.Duration) time.Time {
	f.now = f.now.Add(d)
	return f.now
}

// output is an artifact that no other call returns.
func (f *fixture) output() muster.Artifact {
	f.n++
	return muster.Artifact{Digest: muster.DigestOf(fmt.Appendf(nil, "output %d", f.n)), Size: int64(f.n)}
}

// batch is a batch to insert, of a key that no other call uses.
func (f *fixture) batch(references ...muster.BatchID) muster.Batch {
	f.n++
	return muster.Batch{
		ID: f.ids.Batch(), Tenant: "acme", Key: fmt.Sprintf("key %d", f.n),
		Content:  muster.DigestOf(fmt.Appendf(nil, "content %d", f.n)),
		Pipeline: "rollup", PipelineVersion: "1", ProtocolVersion: "0.1.0",
		Input:    muster.Artifact{Digest: muster.DigestOf([]byte("input")), Size: 5},
		Priority: muster.PriorityNormal, References: references,
	}
}

// insert stores a pending batch.
func (f *fixture) insert(b muster.Batch) muster.Batch {
	f.Helper()
	stored, fresh, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: b, Now: f.now})
	f.ok(err)
	if !fresh {
		f.Fatalf("batch %s is not new", b.Key)
	}
	return stored
}

// preparing stores a batch and moves it to preparing.
func (f *fixture) preparing(b muster.Batch) muster.Batch {
	f.Helper()
	b = f.insert(b)
	b, err := f.s.BatchStart(f.ctx, muster.BatchMoveParams{ID: b.ID, Now: f.now})
	f.ok(err)
	return b
}

// needs are those of a round; rounds have a pool each.
func needs(round int) muster.Needs {
	return muster.Needs{
		Backend: "mock", Pipeline: "rollup", RoundName: fmt.Sprintf("round%d", round), Round: round,
		CircuitName: "chunk", Circuit: muster.DigestOf(fmt.Appendf(nil, "circuit %d", round)), Stage: "prove",
	}
}

// pools are those of the first rounds.
func pools(rounds int) []muster.PoolID {
	var all []muster.PoolID
	for r := range rounds {
		all = append(all, needs(r).Pool())
	}
	return all
}

// tree returns the tasks of a tree: leaves in round 0, each level above it
// smaller by the arity, up to the root, which comes last.
func tree(ids muster.IDs, leaves, arity int) []muster.Task {
	var tasks []muster.Task
	level := make([]int, 0, leaves) // positions of the level below
	for round, width := 0, leaves; ; round, width = round+1, (width+arity-1)/arity {
		above := make([]int, 0, width)
		for i := range width {
			id := ids.Task()
			children := 0
			for j := i * arity; round > 0 && j < min((i+1)*arity, len(level)); j++ {
				tasks[level[j]].Parent, tasks[level[j]].Ordinal = id, j-i*arity
				children++
			}
			above = append(above, len(tasks))
			tasks = append(tasks, muster.Task{
				ID: id, Name: fmt.Sprintf("prove/%d/chunk/%d", round, i), Round: round, Index: i,
				Needs: needs(round), MaxAttempts: 3, LeaseFor: time.Minute,
				Place: place(round, i), Children: children,
				Statement: muster.Statement{System: "mock", Circuit: needs(round).Circuit, Public: []byte{1, byte(round), byte(i)}},
				Slice:     muster.Artifact{Digest: muster.DigestOf([]byte{byte(i)}), Size: 1},
			})
		}
		level = above
		if width == 1 {
			return tasks
		}
	}
}

// place puts deeper rounds first.
func place(round, index int) int64 { return int64(index) - int64(round)<<32 }

// line is the line of a batch that arrives now.
func (f *fixture) line(p muster.Priority) int64 {
	return f.now.Add(time.Duration(muster.PriorityNormal-p) * time.Hour).UnixMicro()
}

// plan stores the tasks of a preparing batch, their root last.
func (f *fixture) plan(b muster.Batch, tasks []muster.Task) muster.Batch {
	f.Helper()
	planned, err := f.s.BatchPlan(f.ctx, muster.BatchPlanParams{
		ID: b.ID, Line: f.line(b.Priority), Tasks: tasks, Root: tasks[len(tasks)-1].ID, Bytes: 100, Now: f.now,
		Statement: muster.Statement{System: "mock", Public: []byte("root")}, Result: []byte(`{"ok": true}`),
	})
	f.ok(err)
	return planned
}

// proving stores a batch with a tree of tasks.
func (f *fixture) proving(leaves, arity int) (muster.Batch, []muster.Task) {
	f.Helper()
	b := f.preparing(f.batch())
	tasks := tree(f.ids, leaves, arity)
	return f.plan(b, tasks), tasks
}

// lease takes up to most tasks of the first rounds for a worker.
func (f *fixture) lease(w muster.WorkerID, most int) []muster.Task {
	f.Helper()
	tasks, err := f.s.TaskLease(f.ctx, f.leaseParams(w, most))
	f.ok(err)
	return tasks
}

func (f *fixture) leaseParams(w muster.WorkerID, most int) muster.TaskLeaseParams {
	return muster.TaskLeaseParams{
		Worker: w, Pools: pools(6), Max: most, LeaseFor: time.Minute,
		AvoidSince: f.now, NewAttempt: f.ids.Attempt, Now: f.now,
	}
}

// leaseOne takes exactly one task.
func (f *fixture) leaseOne(w muster.WorkerID) muster.Task {
	f.Helper()
	tasks := f.lease(w, 1)
	if len(tasks) != 1 {
		f.Fatalf("leased %d tasks, want 1", len(tasks))
	}
	return tasks[0]
}

func (f *fixture) acceptParams(task muster.Task) muster.TaskAcceptParams {
	return muster.TaskAcceptParams{Task: task.ID, Fence: task.Fence, Worker: task.Worker, Output: f.output(), Now: f.now}
}

// accept records a result for a leased task.
func (f *fixture) accept(task muster.Task) muster.TaskAcceptResult {
	f.Helper()
	r, err := f.s.TaskAccept(f.ctx, f.acceptParams(task))
	f.ok(err)
	return r
}

// complete leases and accepts until nothing is ready.
func (f *fixture) complete() {
	f.Helper()
	for tasks := f.lease("worker_1", 100); len(tasks) > 0; tasks = f.lease("worker_1", 100) {
		for _, task := range tasks {
			f.accept(task)
		}
	}
}

// failParams are those of a transient failure.
func (f *fixture) failParams(task muster.Task) muster.TaskFailParams {
	return muster.TaskFailParams{
		Task: task.ID, Fence: task.Fence, Worker: task.Worker, Attempt: muster.AttemptFailed,
		Class: muster.FailTransient, Message: "broke", Next: muster.TaskReady, Now: f.now,
	}
}

// quarantine fails a leased task for good.
func (f *fixture) quarantine(task muster.Task) {
	f.Helper()
	p := f.failParams(task)
	p.Class, p.Next = muster.FailDeterministic, muster.TaskQuarantined
	_, err := f.s.TaskFail(f.ctx, p)
	f.ok(err)
}

func (f *fixture) getBatch(id muster.BatchID) muster.Batch {
	f.Helper()
	b, err := f.s.BatchGet(f.ctx, id)
	f.ok(err)
	return b
}

func (f *fixture) getTask(id muster.TaskID) muster.Task {
	f.Helper()
	task, err := f.s.TaskGet(f.ctx, id)
	f.ok(err)
	return task
}

// attempts are a task's, oldest first.
func (f *fixture) attempts(id muster.TaskID) []muster.Attempt {
	f.Helper()
	all, err := f.s.AttemptList(f.ctx, "", id, 0)
	f.ok(err)
	return all
}

// states are those of a batch's tasks in order of TaskList.
func (f *fixture) states(b muster.BatchID) []muster.TaskState {
	f.Helper()
	tasks, err := f.s.TaskList(f.ctx, muster.TaskFilter{Batch: b})
	f.ok(err)
	states := make([]muster.TaskState, len(tasks))
	for i, task := range tasks {
		states[i] = task.State
	}
	return states
}

func move(id muster.BatchID, now time.Time) muster.BatchMoveParams {
	return muster.BatchMoveParams{ID: id, Failure: "because", Now: now}
}
