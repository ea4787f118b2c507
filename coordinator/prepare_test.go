package coordinator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program/counts"
	"github.com/muster-zk/muster/store/sqlite"
)

// Jobs of two stages in groups, with slices that have inputs.
const wideYAML = `
name: wide
version: 1.0.0
program: slices
limits: {slices: 500, input: 1MiB}
defaults: {backend: exec, max_attempts: 3}
rounds:
  - {name: base, circuits: [a, b], stages: [{name: witness, cores: 2}, {name: prove, gpu: true, vram: 1GiB, gpu_arch: sm_90}]}
  - {name: leaf, per: circuit, arity: 7, stages: [{name: witness}, {name: prove}]}
  - {name: top, arity: 100}
`

// sliced is a program whose slices have inputs; every fifth has none.
type sliced struct {
	counts.Program
	prepares *int
}

func (p sliced) Prepare(ctx context.Context, in muster.ProgramInput) (muster.Prepared, error) {
	if p.prepares != nil {
		*p.prepares++
	}
	out, err := p.Program.Prepare(ctx, in)
	for i := range out.Slices {
		if i%5 != 0 {
			out.Slices[i].Input = fmt.Appendf(nil, "input of %d", i)
		}
	}
	return out, err
}

// hooked is a store that a test looks into.
type hooked struct {
	muster.Store
	grown  func(chunk int) error // before a chunk is stored
	hold   func(p muster.LeaderHoldParams) (muster.Leader, bool)
	chunks [][]muster.Task
}

func (h *hooked) BatchGrow(ctx context.Context, p muster.BatchGrowParams) error {
	if h.grown != nil {
		if err := h.grown(len(h.chunks)); err != nil {
			return err
		}
	}
	h.chunks = append(h.chunks, slices.Clone(p.Tasks))
	return h.Store.BatchGrow(ctx, p)
}

func (h *hooked) BatchPlan(ctx context.Context, p muster.BatchPlanParams) (muster.Batch, error) {
	if h.grown != nil {
		if err := h.grown(len(h.chunks)); err != nil {
			return muster.Batch{}, err
		}
	}
	h.chunks = append(h.chunks, slices.Clone(p.Tasks))
	return h.Store.BatchPlan(ctx, p)
}

func (h *hooked) LeaderHold(ctx context.Context, p muster.LeaderHoldParams) (muster.Leader, error) {
	if h.hold != nil {
		if l, ok := h.hold(p); ok {
			return l, nil
		}
	}
	return h.Store.LeaderHold(ctx, p)
}

func openStore(t *testing.T) muster.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), newDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// preparer is a coordinator whose loops do not run: a test calls prepareAll.
func preparer(t *testing.T, store muster.Store, name string, chunk int, artifacts muster.Artifacts) *Coordinator {
	t.Helper()
	var pipelines []*pipeline.Pipeline
	for _, src := range []string{pairYAML, wideYAML, bundleYAML} {
		pl, err := pipeline.Parse("test.yaml", []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		pipelines = append(pipelines, pl)
	}
	c, err := New(Config{
		Store: store, Artifacts: artifacts, Verifier: honest{}, Pipelines: pipelines, Name: name,
		Programs: map[string]muster.Program{"counts": counts.Program{}, "slices": sliced{}},
		Circuits: circuits{}, IDs: muster.IDs{Now: time.Now, Rand: &source{r: rand.New(rand.NewSource(1))}},
		Logger: slog.New(slog.DiscardHandler), Observer: Unobserved{},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.chunk = chunk
	return c
}

func mustPrepare(t *testing.T, c *Coordinator) {
	t.Helper()
	if _, err := c.prepareAll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func mustSubmit(t *testing.T, c *Coordinator, s muster.Submission) muster.Batch {
	t.Helper()
	b, _, err := c.Submit(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// stored returns a batch's tasks by name.
func stored(t *testing.T, store muster.Store, id muster.BatchID) map[string]muster.Task {
	t.Helper()
	tasks, err := store.TaskList(t.Context(), muster.TaskFilter{Batch: id, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]muster.Task, len(tasks))
	for _, task := range tasks {
		if _, twice := out[task.Name]; twice {
			t.Errorf("%s is stored twice", task.Name)
		}
		out[task.Name] = task
	}
	return out
}

// leaseAny takes up to n ready tasks of any pool, and registers the worker.
func leaseAny(t *testing.T, store muster.Store, n int) []muster.Task {
	t.Helper()
	const worker = muster.WorkerID("worker_00000000000000000000000000000001")
	if _, err := store.WorkerPut(t.Context(), muster.Worker{ID: worker, Name: "w"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	pools, err := store.PoolList(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := muster.TaskLeaseParams{Worker: worker, Max: n, LeaseFor: time.Hour, Now: time.Now(), NewAttempt: muster.IDs{Now: time.Now, Rand: randomness}.Attempt}
	for _, pool := range pools {
		p.Pools = append(p.Pools, pool.ID)
	}
	tasks, err := store.TaskLease(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return tasks
}

var randomness = &source{r: rand.New(rand.NewSource(2))}

// done accepts a result for a leased task.
func done(t *testing.T, store muster.Store, task muster.Task) muster.TaskAcceptResult {
	t.Helper()
	r, err := store.TaskAccept(t.Context(), muster.TaskAcceptParams{
		Task: task.ID, Fence: task.Fence, Worker: task.Worker, Output: muster.Artifact{Digest: muster.DigestOf([]byte(task.ID)), Size: 1}, Now: time.Now(),
	})
	if err != nil {
		t.Fatalf("accept %s: %v", task.Name, err)
	}
	return r
}

// provenWhole leases and completes until nothing is ready, and expects the batch
// to be completed.
func provenWhole(t *testing.T, store muster.Store, id muster.BatchID) {
	t.Helper()
	for {
		tasks := leaseAny(t, store, 100)
		if len(tasks) == 0 {
			break
		}
		for _, task := range tasks {
			done(t, store, task)
		}
	}
	b, err := store.BatchGet(t.Context(), id)
	if err != nil || b.State != muster.BatchCompleted {
		t.Errorf("batch is %s, expected completed (%v)", b.State, err)
	}
}

func TestPlanningInChunks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &hooked{Store: openStore(t)}
		c := preparer(t, store, "one", 16, &memory{})
		b := mustSubmit(t, c, muster.Submission{Pipeline: "wide", Input: []byte(`{"slices":{"a":30,"b":11}}`), Regions: []string{"us", "eu", "us"}})
		proven := 0
		store.grown = func(chunk int) error {
			if chunk > 0 { // while planning goes on
				for _, task := range leaseAny(t, store, 5) {
					done(t, store, task)
					proven++
				}
			}
			return nil
		}
		mustPrepare(t, c)
		// 41 base jobs and ceil(30/7) + ceil(11/7) leaves of two stages, one top.
		total := 41*2 + (5+2)*2 + 1
		if want := (total + 15) / 16; len(store.chunks) != want || proven < 20 {
			t.Errorf("%d chunks, expected %d; %d tasks proven meanwhile", len(store.chunks), want, proven)
		}
		seen := make(map[muster.TaskID]bool)
		n := 0
		for _, chunk := range store.chunks {
			for _, task := range chunk {
				seen[task.ID] = true
				if task.ID != b.ID.Task(n) {
					t.Errorf("task %d has id %s, expected %s", n, task.ID, b.ID.Task(n))
				}
				if n > 0 && !seen[task.Parent] {
					t.Errorf("%s comes before its parent", task.Name)
				}
				if task.Line == 0 && !cmp.Equal(task.Needs.Regions, []string{"eu", "us"}) {
					t.Errorf("%s: regions %v", task.Name, task.Needs.Regions)
				}
				n++
			}
		}
		tasks := stored(t, store, b.ID)
		if len(tasks) != total || n != total {
			t.Fatalf("%d tasks stored of %d sent, expected %d", len(tasks), n, total)
		}
		if needs := tasks["witness/0/a/0"].Needs; needs.Cores != 2 || needs.GPU {
			t.Errorf("witness needs %+v", needs)
		}
		if needs := tasks["prove/0/b/0"].Needs; !cmp.Equal(needs.GPUArchs, []string{"sm_90"}) {
			t.Errorf("prove needs %+v", needs)
		}
		after, err := store.BatchGet(t.Context(), b.ID)
		if err != nil || after.State != muster.BatchProving || after.Root != b.ID.Task(0) || after.Line == 0 || after.Bytes <= after.Input.Size {
			t.Errorf("%+v, %v", after, err)
		}
		if top := tasks["prove/2/top/0"]; top.ID != after.Root || !cmp.Equal(top.Statement, after.Statement) || top.Children != 7 {
			t.Errorf("root %+v", top)
		}
		provenWhole(t, store, b.ID)
	})
}

// TestSlicesInputsAreStored: each once, where there is one, and both stages of
// its job get it.
func TestSlicesInputsAreStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, chunk := range []int{1, 7, 5000} {
			store, artifacts := openStore(t), &memory{}
			c := preparer(t, store, "one", chunk, artifacts)
			b := mustSubmit(t, c, muster.Submission{Pipeline: "wide", Input: []byte(`{"slices":{"a":23}}`)})
			mustPrepare(t, c)
			tasks := stored(t, store, b.ID)
			for i := range 23 {
				want := muster.Artifact{}
				if i%5 != 0 {
					text := fmt.Appendf(nil, "input of %d", i)
					want = muster.Artifact{Digest: muster.DigestOf(text), Size: int64(len(text))}
				}
				for _, stage := range []string{"witness", "prove"} {
					if got := tasks[fmt.Sprintf("%s/0/a/%d", stage, i)].Slice; got != want {
						t.Errorf("chunks of %d: %s of slice %d: %+v, expected %+v", chunk, stage, i, got, want)
					}
				}
			}
			if want := 23 - 5 + 1; len(artifacts.held) != want { // and the batch's input
				t.Errorf("chunks of %d: %d artifacts, expected %d", chunk, len(artifacts.held), want)
			}
		}
	})
}

var errCrash = errors.New("the power went")

// TestPlanningAgainAfterACrash: whatever was stored before, planning again
// gives the same tasks the same ids, and what was done stays done.
func TestPlanningAgainAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const input = `{"slices":{"a":30,"b":11}}`
		whole := openStore(t)
		calm := preparer(t, whole, "one", 5000, &memory{})
		reference := mustSubmit(t, calm, muster.Submission{Pipeline: "wide", Input: []byte(input)})
		mustPrepare(t, calm)
		want := stored(t, whole, reference.ID)

		for at := range 7 { // of 7 chunks
			store, artifacts := &hooked{Store: openStore(t)}, &memory{}
			c := preparer(t, store, "one", 16, artifacts)
			b := mustSubmit(t, c, muster.Submission{Pipeline: "wide", Input: []byte(input)})
			ctx, crash := context.WithCancel(t.Context())
			finished := make(map[string]bool)
			store.grown = func(chunk int) error {
				if chunk < at {
					return nil
				}
				if chunk > 0 {
					for _, task := range leaseAny(t, store, 8) {
						done(t, store, task)
						finished[task.Name] = true
					}
				}
				crash()
				return errCrash
			}
			if _, err := c.prepareAll(ctx); err == nil {
				t.Fatal("did not crash")
			}
			before := stored(t, store, b.ID)
			line := int64(0)
			if len(before) > 0 {
				got, err := store.BatchGet(t.Context(), b.ID)
				if err != nil {
					t.Fatal(err)
				}
				line = got.Line
			}
			store.grown = nil
			again := preparer(t, store, "two", 11, artifacts)
			mustPrepare(t, again)
			tasks := stored(t, store, b.ID)
			if len(tasks) != len(want) {
				t.Fatalf("crash in chunk %d: %d tasks, expected %d", at, len(tasks), len(want))
			}
			for name, task := range tasks {
				if was, ok := before[name]; ok && was.ID != task.ID {
					t.Errorf("crash in chunk %d: %s was %s, is %s", at, name, was.ID, task.ID)
				}
				if (task.State == muster.TaskDone) != finished[name] {
					t.Errorf("crash in chunk %d: %s is %s", at, name, task.State)
				}
				if !cmp.Equal(task.Statement.Public, want[name].Statement.Public) || task.Children != want[name].Children || task.Place != want[name].Place {
					t.Errorf("crash in chunk %d: %s differs from what is planned without a crash", at, name)
				}
				if line != 0 && task.Line != line {
					t.Errorf("crash in chunk %d: %s has line %d, the batch %d", at, name, task.Line, line)
				}
			}
			provenWhole(t, store, b.ID)
		}
	})
}

// TestTwoPrepareAtOnce: two coordinators that both believe that the batch is
// theirs do no harm.
func TestTwoPrepareAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner, artifacts := openStore(t), &memory{}
		everybody := func(p muster.LeaderHoldParams) (muster.Leader, bool) {
			return muster.Leader{Office: p.Office, Holder: p.Holder}, true
		}
		one := preparer(t, &hooked{Store: inner, hold: everybody}, "one", 16, artifacts)
		two := preparer(t, &hooked{Store: inner, hold: everybody}, "two", 9, artifacts)
		b := mustSubmit(t, one, muster.Submission{Pipeline: "wide", Input: []byte(`{"slices":{"a":30,"b":11}}`)})
		var wg sync.WaitGroup
		for _, c := range []*Coordinator{one, two} {
			wg.Go(func() {
				if _, err := c.prepareAll(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := len(stored(t, inner, b.ID)); n != 97 {
			t.Errorf("%d tasks, expected 97", n)
		}
		provenWhole(t, inner, b.ID)
	})
}

// TestClaims: a batch is prepared in one place, and elsewhere when that dies.
func TestClaims(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner, artifacts := openStore(t), &memory{}
		var isDead atomic.Bool
		first := &hooked{Store: inner, hold: func(p muster.LeaderHoldParams) (muster.Leader, bool) {
			return muster.Leader{Office: p.Office, Holder: p.Holder}, isDead.Load()
		}}
		one, two := preparer(t, first, "one", 16, artifacts), preparer(t, inner, "two", 16, artifacts)
		prepares := 0
		two.cfg.Programs = map[string]muster.Program{"slices": sliced{prepares: &prepares}}
		b := mustSubmit(t, one, muster.Submission{Pipeline: "wide", Input: []byte(`{"slices":{"a":30,"b":11}}`)})
		stuck, dead := make(chan struct{}), make(chan struct{})
		first.grown = func(chunk int) error {
			if chunk == 3 {
				close(stuck)
				<-dead
				return errCrash
			}
			return nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { _, err := one.prepareAll(ctx); ended <- err }()
		<-stuck
		time.Sleep(10 * claimFor) // the claim is renewed
		if waits, err := two.prepareAll(t.Context()); err != nil || !waits || prepares != 0 {
			t.Errorf("claimed elsewhere: waits %t, prepared %d times, %v", waits, prepares, err)
		}
		if got, err := inner.BatchGet(t.Context(), b.ID); err != nil || got.State != muster.BatchPreparing {
			t.Errorf("batch is %s, %v", got.State, err)
		}
		// It dies: nothing is renewed nor given up any more.
		isDead.Store(true)
		time.Sleep(claimFor + time.Second)
		mustPrepare(t, two)
		if prepares != 1 {
			t.Errorf("prepared %d times after the first died", prepares)
		}
		if got, err := inner.BatchGet(t.Context(), b.ID); err != nil || got.State != muster.BatchProving {
			t.Errorf("batch is %s, %v", got.State, err)
		}
		cancel()
		close(dead)
		if err := <-ended; err == nil {
			t.Error("the first believes that it planned the batch")
		}
		if n := len(stored(t, inner, b.ID)); n != 97 {
			t.Errorf("%d tasks, expected 97", n)
		}
	})
}

// TestALostClaimDoesNotFailTheBatch: who loses it while preparing stops.
func TestALostClaimDoesNotFailTheBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lost atomic.Bool
		store := &hooked{Store: openStore(t), hold: func(p muster.LeaderHoldParams) (muster.Leader, bool) {
			return muster.Leader{Office: p.Office, Holder: "two"}, lost.Load()
		}}
		c := preparer(t, store, "one", 16, &memory{})
		b := mustSubmit(t, c, muster.Submission{Pipeline: "wide", Input: []byte(`{"slices":{"a":30}}`)})
		store.grown = func(chunk int) error {
			if chunk == 1 {
				lost.Store(true)
				time.Sleep(claimFor)
			}
			return nil
		}
		waits, err := c.prepareAll(t.Context())
		if err != nil || !waits {
			t.Errorf("waits %t, %v", waits, err)
		}
		if got, err := store.BatchGet(t.Context(), b.ID); err != nil || got.State != muster.BatchPreparing {
			t.Errorf("batch is %s, %v", got.State, err)
		}
	})
}

func TestPlaceOrdersWithinABatch(t *testing.T) {
	const longest = 100 * time.Second
	order := []int64{
		place(longest, longest, 4),
		place(longest, longest, 5),
		place(50*time.Second, longest, 2),
		place(50*time.Second, longest, 1<<31),
		place(3*time.Second, longest, 7),
		place(time.Second, longest, 1),
		place(0, longest, 3),
	}
	if !slices.IsSorted(order) || order[0] < 0 {
		t.Errorf("places %x", order)
	}
	if place(0, 0, 3) <= place(0, 0, 2) {
		t.Error("no durations: neighbours are not in order")
	}
}

func TestBatchesGetTheirLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := openStore(t)
		c := preparer(t, store, "one", 5000, &memory{})
		submit := func(tenant string, n int, p muster.Priority) muster.BatchID {
			return mustSubmit(t, c, muster.Submission{Tenant: tenant, Pipeline: "pair", Priority: p, Input: fmt.Appendf(nil, `{"slices":{"base":%d}}`, n)}).ID
		}
		line := func(id muster.BatchID) int64 {
			b, err := store.BatchGet(t.Context(), id)
			if err != nil || b.Line == 0 {
				t.Fatalf("%+v, %v", b, err)
			}
			return b.Line
		}
		first, second := submit("busy", 4, muster.PriorityNormal), submit("busy", 5, muster.PriorityNormal)
		mustPrepare(t, c)
		other, urgent := submit("other", 6, muster.PriorityNormal), submit("busy", 7, muster.PriorityHigh)
		mustPrepare(t, c)
		if line(urgent) >= line(first) || line(first) >= line(second) || line(other) > line(second) {
			t.Errorf("first %d, second %d, another tenant's %d, urgent %d", line(first), line(second), line(other), line(urgent))
		}
		if tasks := leaseAny(t, store, 1); len(tasks) != 1 || tasks[0].Batch != urgent {
			t.Errorf("leased %+v first", tasks)
		}
	})
}

func TestRegionsOfASubmission(t *testing.T) {
	store := openStore(t)
	c := preparer(t, store, "one", 5000, &memory{})
	s := muster.Submission{Pipeline: "pair", Input: []byte(`{"slices":{"base":1}}`)}
	for _, bad := range [][]string{{""}, {string(bytes.Repeat([]byte("x"), 65))}, slices.Repeat([]string{"eu"}, 17)} {
		s.Regions = bad
		if _, _, err := c.Submit(t.Context(), s); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("regions %.20q: %v", bad, err)
		}
	}
}

func TestDeadlinesThatCannotBeMet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := openStore(t)
		c := preparer(t, store, "one", 5000, &memory{})
		s := muster.Submission{Tenant: "a", Key: "k", Pipeline: "pair", Input: []byte(`{"slices":{"base":64}}`), Deadline: time.Now().Add(time.Minute)}
		first, _, err := c.Submit(t.Context(), s)
		if err != nil {
			t.Fatalf("nothing is known of its tasks: %v", err)
		}
		w := muster.Worker{ID: "worker_00000000000000000000000000000001", Name: "w", State: muster.WorkerOnline, Capabilities: able}
		if _, err := store.WorkerPut(t.Context(), w, time.Now()); err != nil {
			t.Fatal(err)
		}
		var took muster.Durations
		took.Add(10 * time.Second)
		for _, circuit := range []string{"base", "node"} {
			key := muster.EstimateKey{Circuit: muster.DigestOf([]byte("pair" + circuit)), Stage: "prove", Class: "unknown"}
			if err := store.EstimateMerge(t.Context(), []muster.Estimate{{EstimateKey: key, Durations: took}}); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		if again, created, err := c.Submit(t.Context(), s); err != nil || created || again.ID != first.ID {
			t.Errorf("the same again: %s, new %t, %v", again.ID, created, err)
		}
		s.Key = "another"
		// 127 tasks of 10 s on one worker.
		if _, _, err := c.Submit(t.Context(), s); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("a minute for 127 tasks: %v", err)
		}
		s.Deadline = time.Now().Add(30 * time.Minute)
		if _, _, err := c.Submit(t.Context(), s); err != nil {
			t.Errorf("half an hour: %v", err)
		}
	})
}
