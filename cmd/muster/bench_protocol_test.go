package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster/bench"
	"github.com/muster-zk/muster/internal/dbtest"
)

// Benchmarks of a coordinator in a process of its own, through the worker
// protocol, with the fleet simulated in this process: both share the machine.
// MUSTER_BENCH_OUT names a folder for the reports and charts.

// place is where a coordinator keeps its state and artifacts.
type place struct {
	name  string
	store func(b *testing.B) string
	// durable has the artifacts on the disk, synced; else they are in memory, as
	// if they were in a bucket elsewhere.
	durable bool
}

var (
	onPostgres = place{"postgres", func(b *testing.B) string { return dbtest.DurableDatabase(b) }, true}
	inBucket   = place{"postgres, artifacts in memory", func(b *testing.B) string { return dbtest.DurableDatabase(b) }, false}
	onSQLite   = place{"sqlite", func(b *testing.B) string { return "sqlite:" + filepath.Join(b.TempDir(), "muster.db") }, true}
)

// small is a measurement at a size that takes part of a second, for tests that
// only see whether benchmarks still run (go test -short -bench).
func small(full, tiny int) int {
	if testing.Short() {
		return tiny
	}
	return full
}

// load runs a load against a coordinator at a place and reports what is asked
// for by name.
func load(b *testing.B, p place, cfg bench.Config, args ...string) bench.Report {
	b.Helper()
	artifacts := dbtest.Dir(b)
	if p.durable {
		artifacts = b.TempDir()
	}
	args = append([]string{
		"up", "--mock-prover", "--workers", "0", "--listen", "127.0.0.1:0", "--data-dir", b.TempDir(), "--log-level", "error",
		"--store", p.store(b), "--artifacts", artifacts, "--pipelines", filepath.Join("testdata", "bench-tree.yaml"),
	}, args...)
	plane := start(b, args...)
	before := treeCPU(b)
	cfg.Server = plane.url
	target, err := bench.Dial(b.Context(), cfg, "")
	if err != nil {
		b.Fatal(err)
	}
	r, err := bench.Run(b.Context(), cfg, target, fmt.Sprint(time.Now().UnixNano()), nil)
	if err != nil {
		b.Fatalf("%v\n%s", err, plane.log())
	}
	if err := target.Close(b.Context()); err != nil {
		b.Error(err)
	}
	for _, f := range r.Faults {
		b.Logf("%d errors of %s, %s: %s", f.Count, f.Call, f.Code, f.Example)
	}
	if r.Batches.Failed > 0 {
		b.Errorf("%d batches failed: %s", r.Batches.Failed, r.Batches.Failure)
	}
	b.ReportMetric(0, "ns/op")
	if r.Coordinator != nil {
		b.ReportMetric(r.Coordinator.Cores, "coordinator-cores")
	}
	// What a task costs all that take part, on a machine that others use too.
	b.ReportMetric(float64((treeCPU(b)-before).Microseconds())/float64(max(r.Tasks.Accepted, 1)), "cpu-µs/task")
	b.ReportMetric(peakMemory(b, plane), "coordinator-peak-rss-MiB")
	keep(b, r)
	plane.kill()
	return r
}

// treeCPU is the processor time of this process and all that it started, the
// coordinator and PostgreSQL among them.
func treeCPU(b *testing.B) time.Duration {
	b.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		b.Fatal(err)
	}
	parent, used := make(map[int]int), make(map[int]time.Duration)
	for _, dir := range dirs {
		stat, err := os.ReadFile(filepath.Join(dir, "stat"))
		if err != nil {
			continue // it has ended
		}
		// The name in parentheses may hold anything; behind it come state and
		// parent, and at 11 and 12 the ticks of 10 ms.
		f := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		pid, _ := strconv.Atoi(filepath.Base(dir)) // digits, by the pattern
		ticks := 0
		for _, at := range []int{11, 12} {
			n, err := strconv.Atoi(f[at])
			if err != nil {
				b.Fatal(err)
			}
			ticks += n
		}
		if parent[pid], err = strconv.Atoi(f[1]); err != nil {
			b.Fatal(err)
		}
		used[pid] = time.Duration(ticks) * 10 * time.Millisecond
	}
	sum := time.Duration(0)
	for pid, d := range used {
		for p := pid; p > 1; p = parent[p] {
			if p == os.Getpid() {
				sum += d
				break
			}
		}
	}
	return sum
}

// keep writes a report and its chart where they are wanted.
func keep(b *testing.B, r bench.Report) {
	b.Helper()
	dir := os.Getenv("MUSTER_BENCH_OUT")
	if dir == "" {
		return
	}
	name := filepath.Join(dir, strings.NewReplacer("/", "-", " ", "-", ",", "").Replace(b.Name()))
	a := &App{}
	if err := a.writeReport(benchOptions{out: name + ".json", chart: name + ".svg"}, r); err != nil {
		b.Error(err)
	}
}

// tell reports percentiles of a latency.
func tell(b *testing.B, r bench.Report, timing, name string) {
	b.Helper()
	if l := r.Latency[timing]; l != nil {
		b.ReportMetric(l.P50, name+"-p50-ms")
		b.ReportMetric(l.P99, name+"-p99-ms")
	}
}

// BenchmarkProtocol measures throughput: a tree whose base is ready when the
// workers begin, leased and completed 64 at once by 16 workers, with uploads and
// downloads. Under this load a parent becomes ready now and then.
func BenchmarkProtocol(b *testing.B) {
	for _, p := range []place{onPostgres, inBucket, onSQLite} {
		b.Run("store="+p.name, func(b *testing.B) {
			for range b.N {
				cfg := bench.Defaults()
				cfg.Pipeline, cfg.Size, cfg.Batches, cfg.Planned = "bench-tree", small(30_000, 300), 1, true
				cfg.Workers, cfg.Lease = 16, 64
				r := load(b, p, cfg)
				b.ReportMetric(r.Tasks.PerSecond, "tasks/s")
				b.ReportMetric(float64(r.Empty.WhileReady), "empty-while-ready")
				tell(b, r, bench.TimeParent, "child-to-parent")
				tell(b, r, bench.TimeComplete, "complete")
			}
		})
	}
}

// BenchmarkWaiting measures what a task waits for a fleet that waits for it: a
// hundred workers and chains of tasks, one at a time.
func BenchmarkWaiting(b *testing.B) {
	for _, p := range []place{onPostgres, onSQLite} {
		b.Run("store="+p.name, func(b *testing.B) {
			for range b.N {
				cfg := bench.Defaults()
				cfg.Pipeline, cfg.Slices, cfg.Batches = "zksync", map[string]int{"main_vm": 1}, small(100, 2)
				cfg.Workers, cfg.Lease = small(100, 10), 1
				r := load(b, p, cfg)
				tell(b, r, bench.TimeReady, "ready-to-leased")
				tell(b, r, bench.TimeParent, "child-to-parent")
				tell(b, r, bench.TimeComplete, "complete")
			}
		})
	}
}

// BenchmarkRush has many workers ask at once, one task each and without
// waiting, while there is work for all of them: no answer may be empty.
func BenchmarkRush(b *testing.B) {
	for _, p := range []place{onPostgres, onSQLite} {
		b.Run("store="+p.name, func(b *testing.B) {
			for range b.N {
				cfg := bench.Defaults()
				cfg.Pipeline, cfg.Size, cfg.Batches, cfg.Planned = "bench-tree", small(20_000, 300), 1, true
				cfg.Workers, cfg.Lease, cfg.Wait, cfg.Duration = small(128, 16), 1, 0, time.Duration(small(15_000, 300))*time.Millisecond
				r := load(b, p, cfg)
				b.ReportMetric(float64(r.Tasks.Leased)/r.Working, "leases/s")
				b.ReportMetric(float64(r.Empty.All), "empty")
				b.ReportMetric(float64(r.Empty.WhileReady), "empty-while-ready")
				tell(b, r, bench.TimeLease, "lease")
			}
		})
	}
}

// BenchmarkBusy measures the wait of a parent for its lease under a paced load:
// workers hold their tasks for a while, batches come at random moments, several
// at once, and heartbeats and completions go on. The fleet has room for what
// comes, so that the wait is not that of the batch's other tasks, which go first
// where their way is longer.
func BenchmarkBusy(b *testing.B) {
	for range b.N {
		cfg := bench.Defaults()
		cfg.Pipeline, cfg.Size, cfg.Batches, cfg.Rate = "bench-tree", small(200, 120), small(50, 1), 2.5
		cfg.Workers, cfg.Lease, cfg.Took, cfg.Jitter = small(500, 200), 1, 100*time.Millisecond, .5
		r := load(b, onPostgres, cfg)
		b.ReportMetric(r.Tasks.PerSecond, "tasks/s")
		tell(b, r, bench.TimeParent, "child-to-parent")
		tell(b, r, bench.TimeReady, "ready-to-leased")
	}
}

// BenchmarkFleet has ten thousand workers hold a task each, and heartbeat,
// while a million tasks are open.
func BenchmarkFleet(b *testing.B) {
	for range b.N {
		cfg := bench.Defaults()
		cfg.Pipeline, cfg.Size, cfg.Batches, cfg.Planned = "bench-tree", small(1_000_000, 1000), 1, true
		cfg.Workers, cfg.Lease, cfg.Took, cfg.Inputs = small(10_000, 50), 1, time.Hour, false
		cfg.Multiplex, cfg.Connections = true, 8
		cfg.Duration = time.Duration(small(240, 2)) * time.Second
		r := load(b, onPostgres, cfg)
		b.ReportMetric(float64(r.Tasks.Leased), "leases")
		b.ReportMetric(steadyCores(r), "heartbeats-cores")
		if l := r.Latency[bench.TimeBeat]; l != nil {
			b.ReportMetric(float64(l.Count)/r.Working, "heartbeats/s")
		}
		tell(b, r, bench.TimeBeat, "heartbeat")
	}
}

// steadyCores is what the coordinator used in the last third of a run, when
// nothing but heartbeats went on.
func steadyCores(r bench.Report) float64 {
	sum, n := 0.0, 0
	for _, s := range r.Timeline[2*len(r.Timeline)/3:] {
		if s.Cores > 0 {
			sum, n = sum+s.Cores, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}
