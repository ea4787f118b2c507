package coordinator

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program/counts"
	"github.com/muster-zk/muster/store/sqlite"
)

// Trees of a million tasks, with and without as many statements to combine.
var millions = map[string]struct {
	arity, slices int
}{
	"arity-100": {100, 990_000},
	"arity-2":   {2, 500_000},
}

const (
	millionEnv     = "MUSTER_TEST_MILLION" // names the tree in the process that plans it
	millionWorkers = 10_000
	beatRounds     = 3
)

// BenchmarkPlanMillion plans a batch of a million tasks on SQLite in a process
// of its own, whose memory the kernel tells; then 10,000 workers lease a task
// each and send heartbeats.
func BenchmarkPlanMillion(b *testing.B) {
	for name := range millions {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestPlanMillionProcess$", "-test.v")
				cmd.Env = append(os.Environ(), millionEnv+"="+name)
				out, err := cmd.CombinedOutput()
				if err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
				for line := range strings.Lines(string(out)) {
					unit, value, ok := strings.Cut(strings.TrimSpace(line), "=")
					if n, err := strconv.ParseFloat(value, 64); ok && err == nil {
						b.ReportMetric(n, unit)
					}
				}
			}
		})
	}
}

// TestPlanMillionProcess is the process of the benchmark.
func TestPlanMillionProcess(t *testing.T) {
	tree, ok := millions[os.Getenv(millionEnv)]
	if !ok {
		t.Skip("run by BenchmarkPlanMillion")
	}
	ctx := t.Context()
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "muster.db"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := pipeline.Parse("million.yaml", fmt.Appendf(nil, `
name: million
version: 1.0.0
program: counts
limits: {slices: 1000000, input: 1MiB}
defaults: {backend: exec}
rounds:
  - name: base
  - {name: node, arity: %d, until: 1, carry: true, optional: true}
`, tree.arity))
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Config{
		Store: store, Artifacts: &memory{}, Verifier: honest{}, Pipelines: []*pipeline.Pipeline{p},
		Programs: map[string]muster.Program{"counts": counts.Program{}}, Circuits: circuits{},
		IDs:    muster.IDs{Now: time.Now, Rand: &source{r: rand.New(rand.NewSource(1))}},
		Logger: slog.New(slog.DiscardHandler), Observer: Unobserved{},
	})
	if err != nil {
		t.Fatal(err)
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	start := time.Now()
	b := mustSubmit(t, c, muster.Submission{Pipeline: "million", Input: fmt.Appendf(nil, `{"slices":{"base":%d}}`, tree.slices)})
	go func() { ended <- c.Run(running) }()
	report(t, "idle-MiB", peak(t))
	first := time.Duration(0)
	for {
		status, err := store.BatchGet(ctx, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		if first == 0 {
			pools, err := store.PoolList(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if len(pools) > 0 { // the first chunk has leaves
				first = time.Since(start)
			}
		}
		if status.State == muster.BatchProving {
			break
		}
		if status.State != muster.BatchPending && status.State != muster.BatchPreparing {
			t.Fatalf("batch is %s: %s", status.State, status.Failure)
		}
		select {
		case <-ctx.Done():
			t.Fatal(ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
	report(t, "first-leaf-s", first.Seconds())
	report(t, "plan-s", time.Since(start).Seconds())
	report(t, "plan-MiB", peak(t))
	counts, err := store.TaskCounts(ctx, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, n := range counts {
		total += n.Count
	}
	report(t, "tasks", float64(total))
	beat(t, c)
	report(t, "fleet-MiB", peak(t))
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
}

// beat has workers lease a task each and send heartbeats.
func beat(t *testing.T, c *Coordinator) {
	t.Helper()
	ctx := t.Context()
	beats := make([]muster.Heartbeat, millionWorkers)
	work := make(chan int)
	var wg sync.WaitGroup
	each := func(do func(i int) error) {
		wg = sync.WaitGroup{}
		work = make(chan int)
		for range 64 {
			wg.Go(func() {
				for i := range work {
					if err := do(i); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range millionWorkers {
			work <- i
		}
		close(work)
		wg.Wait()
	}
	start := time.Now()
	each(func(i int) error {
		w, err := c.Register(ctx, muster.Registration{Name: fmt.Sprint("worker ", i), Capabilities: able})
		beats[i].Worker = w.ID
		return err
	})
	report(t, "register-s", time.Since(start).Seconds())
	start = time.Now()
	each(func(i int) error {
		grants, err := c.Lease(ctx, muster.LeaseRequest{Worker: beats[i].Worker, Capabilities: able, Max: 1, Wait: time.Second})
		for _, g := range grants {
			beats[i].Leases = append(beats[i].Leases, muster.LeaseProgress{Task: g.Task.ID, Fence: g.Fence})
		}
		return err
	})
	report(t, "lease-s", time.Since(start).Seconds())
	before := busy(t)
	for round := range beatRounds {
		each(func(i int) error {
			for j := range beats[i].Leases {
				beats[i].Leases[j].Progress = round * 10
			}
			_, err := c.Heartbeat(ctx, beats[i])
			return err
		})
	}
	report(t, "cpu-µs/heartbeat", float64((busy(t)-before).Microseconds())/(beatRounds*millionWorkers))
	held := 0
	for i := range beats {
		held += len(beats[i].Leases)
	}
	report(t, "held", float64(held))
}

func report(t *testing.T, unit string, value float64) {
	t.Helper()
	fmt.Printf("%s=%.2f\n", unit, value)
}

// peak is the most memory that this process had resident, in MiB.
func peak(t *testing.T) float64 {
	t.Helper()
	return float64(rusage(t).Maxrss) / 1024
}

func busy(t *testing.T) time.Duration {
	t.Helper()
	u := rusage(t)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func rusage(t *testing.T) syscall.Rusage {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return u
}
