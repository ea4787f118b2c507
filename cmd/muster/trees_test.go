package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/internal/dbtest"
	"github.com/muster-zk/muster/pipeline"
)

// openMock opens a plane on the mock prover, as `muster up` does, with its files
// in memory: what survives a crash is tested with processes.
func openMock(t testing.TB, change func(*config.Config)) *plane {
	t.Helper()
	cfg := config.Default()
	cfg.DataDir, cfg.Listen, cfg.LogLevel = dbtest.Dir(t), "127.0.0.1:0", "error"
	cfg.MockProver, cfg.Open, cfg.DrainFor = true, true, 0
	if change != nil {
		change(&cfg)
	}
	if err := cfg.Check(); err != nil {
		t.Fatal(err)
	}
	app := &App{Stdout: io.Discard, Stderr: io.Discard, cfg: cfg, log: slog.New(slog.DiscardHandler)}
	p, err := app.openPlane(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Errorf("close the plane: %v", err)
		}
	})
	return p
}

// runMock runs the plane with embedded workers until the test ends.
func runMock(t testing.TB, p *plane) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	workers, err := p.embeddedWorkers(ctx, p.app.cfg.Workers)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, workers...) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("run the plane: %v", err)
		}
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	})
}

func clientOf(t testing.TB, p *plane) *client.Client {
	t.Helper()
	c, err := client.New(p.url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func submit(t testing.TB, c *client.Client, s muster.Submission) muster.BatchID {
	t.Helper()
	b, created, err := c.Submit(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if !created {
		t.Fatalf("batch %s was there already", b.ID)
	}
	return b.ID
}

// completed follows a batch to its end.
func completed(t testing.TB, c *client.Client, id muster.BatchID) muster.BatchStatus {
	t.Helper()
	for _, err := range c.Watch(t.Context(), id) {
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := c.Batch(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if b.State != muster.BatchCompleted {
		t.Fatalf("batch %s is %s: %s", id, b.State, b.Failure)
	}
	return b
}

// zksyncTree is the input of a ZKsync batch with n basic circuits, some of each
// of the sixteen kinds and most of the virtual machine's, and its plan.
func zksyncTree(t testing.TB, n int) ([]byte, *pipeline.Plan) {
	t.Helper()
	p, err := pipeline.Builtin("zksync")
	if err != nil {
		t.Fatal(err)
	}
	kinds := p.Rounds[0].Circuits
	counts := make(map[string]int)
	for i := range n {
		kind := kinds[0]
		if i%4 == 0 {
			kind = kinds[i/4%len(kinds)]
		}
		counts[kind]++
	}
	input, err := json.Marshal(map[string]any{"slices": counts})
	if err != nil {
		t.Fatal(err)
	}
	var in pipeline.Input
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		in.Slices = append(in.Slices, slices.Repeat([]pipeline.Slice{{Circuit: kind}}, counts[kind])...)
	}
	plan, err := p.Plan(in)
	if err != nil {
		t.Fatal(err)
	}
	return input, plan
}

// planned counts tasks as a batch's status does.
type planned struct {
	round                int
	name, circuit, stage string
}

// TestZKsyncTreeRunsToItsEnd proves a batch of 10,000 basic circuits with mock
// proofs: every task that was planned is done, each by one attempt.
func TestZKsyncTreeRunsToItsEnd(t *testing.T) {
	const basic = 10_000
	input, plan := zksyncTree(t, basic)
	p := openMock(t, func(c *config.Config) { c.Slots = 32 })
	runMock(t, p)
	c := clientOf(t, p)
	began := time.Now()
	id := submit(t, c, muster.Submission{Pipeline: "zksync", Input: input})
	status := completed(t, c, id)
	t.Logf("%d tasks in %.1f s", len(plan.Tasks), time.Since(began).Seconds())

	want := make(map[planned]int)
	for i := range plan.Tasks {
		task := &plan.Tasks[i]
		want[planned{task.Round, task.RoundName, task.Circuit, task.Stage}]++
	}
	if n := want[planned{0, "basic", "main_vm", "prove"}]; n <= basic/2 || len(plan.Tasks) <= 2*basic {
		t.Fatalf("the tree has %d tasks, of main_vm %d", len(plan.Tasks), n)
	}
	got := make(map[planned]int)
	for _, n := range status.Tasks {
		if n.State != muster.TaskDone {
			t.Errorf("%d tasks of %s are %s", n.Count, n.Circuit, n.State)
		}
		got[planned{n.Round, n.Name, n.Circuit, n.Stage}] += n.Count
	}
	if !maps.Equal(got, want) {
		t.Errorf("done are %v\nplanned were %v", got, want)
	}
	once(t, c, id, len(plan.Tasks))
	if proof, err := c.Proof(t.Context(), id); err != nil || proof.Statement.Target != muster.TargetSolidity && plan.Pipeline.Target != "" {
		t.Errorf("final proof for target %q: %v", proof.Statement.Target, err)
	}
}

// once checks that every task of a batch is done and was leased once.
func once(t *testing.T, c *client.Client, id muster.BatchID, tasks int) {
	t.Helper()
	n := 0
	for task, err := range c.AllTasks(t.Context(), muster.TaskFilter{Batch: id, Limit: 10_000}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if task.State != muster.TaskDone || task.Fence != 1 || task.OpenInputs != 0 {
			t.Errorf("task %s is %s after %d leases with %d open inputs", task.Name, task.State, task.Fence, task.OpenInputs)
		}
	}
	if n != tasks {
		t.Errorf("batch %s has %d tasks, want %d", id, n, tasks)
	}
}

// TestScrollTreeRunsToItsEnd proves chunks before the batches that hold them
// are known, batches that refer to finished chunks and to ones that are still
// being proven, and the bundle over the batches.
func TestScrollTreeRunsToItsEnd(t *testing.T) {
	p := openMock(t, func(c *config.Config) { c.Slots, c.MockDelay = 8, 20*time.Millisecond })
	runMock(t, p)
	c := clientOf(t, p)
	chunks := func(label string, n int) []muster.BatchID {
		ids := make([]muster.BatchID, n)
		for i := range ids {
			ids[i] = submit(t, c, muster.Submission{
				Pipeline: "scroll-chunk", Input: fmt.Appendf(nil, `{"label":"%s %d","slices":{"chunk":1}}`, label, i),
			})
		}
		return ids
	}
	over := func(kind string, references []muster.BatchID) muster.BatchID {
		return submit(t, c, muster.Submission{
			Pipeline: "scroll-" + kind, Input: fmt.Appendf(nil, `{"slices":{%q:1}}`, kind), References: references,
		})
	}
	early := chunks("early", 15)
	for _, id := range early {
		completed(t, c, id)
	}
	after := over("batch", early)
	late := chunks("late", 45)
	beside := over("batch", late) // its chunks are not proven yet
	mixed := over("batch", append(slices.Clone(early[:5]), chunks("mixed", 5)...))
	bundle := over("bundle", []muster.BatchID{after, beside, mixed})

	completed(t, c, bundle)
	for _, id := range slices.Concat(early, late, []muster.BatchID{after, beside, mixed, bundle}) {
		once(t, c, id, 1)
	}
	// The event log is in the order of what happened.
	for id, references := range map[muster.BatchID][]muster.BatchID{
		after: early, beside: late, mixed: early[:5], bundle: {after, beside, mixed},
	} {
		began := cursorOf(t, p, id, muster.EventTaskState, string(muster.TaskLeased))
		for _, r := range references {
			if proven := cursorOf(t, p, r, muster.EventBatchState, string(muster.BatchCompleted)); proven > began {
				t.Errorf("batch %s was begun at event %d, its reference %s completed at event %d", id, began, r, proven)
			}
		}
	}
	proof, err := c.Proof(t.Context(), bundle)
	if err != nil {
		t.Fatal(err)
	}
	if proof.Statement.Target != muster.TargetSolidity {
		t.Errorf("the bundle's proof is made for %q", proof.Statement.Target)
	}
}

// cursorOf returns where the event log tells of a state that a batch, or its
// only task, reached.
func cursorOf(t *testing.T, p *plane, id muster.BatchID, kind muster.EventKind, state string) int64 {
	t.Helper()
	events, err := p.coordinator.Events(t.Context(), 0, id, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		var data struct {
			State string `json:"state"`
		}
		if err := json.Unmarshal(e.Data, &data); err != nil {
			t.Fatal(err)
		}
		if e.Kind == kind && data.State == state {
			return e.Cursor
		}
	}
	t.Fatalf("batch %s has no event %s %s", id, kind, state)
	return 0
}
