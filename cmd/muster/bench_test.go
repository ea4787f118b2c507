package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/internal/dbtest"
	proofmock "github.com/muster-zk/muster/proof/mock"
)

// Benchmarks of the whole plane. An iteration is a whole measurement: run them
// with -benchtime 1x. docs/performance.md holds the figures.

// benchStores are the stores to measure on, both with durable commits: the
// SQLite file lies on the disk, and so do PostgreSQL's.
var benchStores = []struct {
	name string
	url  func(b *testing.B) string
}{
	{"sqlite", func(b *testing.B) string { return "sqlite:" + filepath.Join(b.TempDir(), "muster.db") }},
	{"postgres", func(b *testing.B) string { return dbtest.DurableDatabase(b) }},
}

// idling is a store that tells when a worker found nothing to lease.
type idling struct {
	muster.Store
	empty chan struct{}
}

func (s *idling) TaskLease(ctx context.Context, p muster.TaskLeaseParams) ([]muster.Task, error) {
	tasks, err := s.Store.TaskLease(ctx, p)
	if err == nil && len(tasks) == 0 {
		select {
		case s.empty <- struct{}{}:
		default:
		}
	}
	return tasks, err
}

// crew is workers that speak to a coordinator in the same process.
type crew struct {
	testing.TB
	p   *plane
	ids []muster.WorkerID
}

func newCrew(b testing.TB, p *plane, n int) *crew {
	c := &crew{TB: b, p: p}
	ctx, stop := context.WithCancel(context.WithoutCancel(b.Context()))
	ended := make(chan error, 1)
	go func() { ended <- p.coordinator.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
	for i := range n {
		w, err := p.coordinator.Register(b.Context(), muster.Registration{
			Name: fmt.Sprint(i), Capabilities: muster.Capabilities{Backends: []string{"mock"}},
		})
		if err != nil {
			b.Fatal(err)
		}
		c.ids = append(c.ids, w.ID)
	}
	return c
}

func (c *crew) lease(w, most int) ([]muster.Grant, error) {
	return c.p.coordinator.Lease(c.Context(), muster.LeaseRequest{
		Worker: c.ids[w], Capabilities: muster.Capabilities{Backends: []string{"mock"}}, Max: most, Wait: 30 * time.Second,
	})
}

// prove makes a task's output and stores it.
func (c *crew) prove(g muster.Grant) (muster.Artifact, error) {
	out := []byte("a stage that makes no proof")
	if g.Task.Statement.System != "" {
		out = proofmock.Prove(g.Task.Statement)
	}
	return c.p.artifacts.Put(c.Context(), bytes.NewReader(out), 1<<20)
}

func (c *crew) complete(w int, g muster.Grant, out muster.Artifact) error {
	answer, err := c.p.coordinator.Complete(c.Context(), muster.Completion{Worker: c.ids[w], Task: g.Task.ID, Fence: g.Fence, Output: out})
	if err == nil && !answer.Accepted {
		err = fmt.Errorf("%s was refused: %s", g.Task.Name, answer.Reason)
	}
	return err
}

func (c *crew) submit(input []byte) muster.BatchID {
	c.Helper()
	b, _, err := c.p.coordinator.Submit(c.Context(), muster.Submission{Pipeline: "zksync", Input: input})
	if err != nil {
		c.Fatal(err)
	}
	return b.ID
}

// benchSizes are the batches to measure, in tasks.
func benchSizes() []int {
	if testing.Short() {
		return []int{100}
	}
	return []int{100, 10_000, 100_000}
}

// tasksOf returns the input of a ZKsync batch of about n tasks, and their number.
func tasksOf(b testing.TB, n int) ([]byte, int) {
	basic := n * 100 / 204 // two stages each, and a few per cent above them
	if n < 1000 {
		basic = max(1, (n-60)/2)
	}
	input, plan := zksyncTree(b, basic)
	return input, len(plan.Tasks)
}

// BenchmarkLatency measures what a task waits for the plane, with a worker
// waiting for it and nothing else going on:
//
//	complete     from a result's arrival, verified, to its parent being ready
//	leased       from there to the lease in the hands of a worker that waited
func BenchmarkLatency(b *testing.B) {
	for _, s := range benchStores {
		b.Run("store="+s.name, func(b *testing.B) {
			for range b.N {
				benchLatency(b, s.url(b))
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func benchLatency(b *testing.B, store string) {
	p := openMock(b, func(c *config.Config) { c.Store = store })
	idle := &idling{Store: p.store, empty: make(chan struct{}, 1)}
	p.store = idle
	if err := p.assemble(); err != nil {
		b.Fatal(err)
	}
	c := newCrew(b, p, 2)
	type lease struct {
		grants []muster.Grant
		err    error
		at     time.Time
	}
	leases := make(chan lease, 1)
	wait := func(w int) { // returns once the worker waits
		select {
		case <-idle.empty:
		default:
		}
		go func() {
			grants, err := c.lease(w, 1)
			leases <- lease{grants, err, time.Now()}
		}()
		<-idle.empty
	}
	var completing, leasing []time.Duration
	chains, warm := small(150, 2), small(10, 0)
	for chain := range chains { // one base circuit makes a chain of tasks up to the root
		c.submit(fmt.Appendf(nil, `{"label":"%d","slices":{"main_vm":1}}`, chain))
		grants, err := c.lease(0, 1)
		leases <- lease{grants, err, time.Now()}
		holder := 0
		for {
			l := <-leases
			if l.err != nil || len(l.grants) != 1 {
				b.Fatalf("leased %d tasks: %v", len(l.grants), l.err)
			}
			g := l.grants[0]
			out, err := c.prove(g)
			if err != nil {
				b.Fatal(err)
			}
			root := g.Task.Parent == ""
			if !root {
				wait(1 - holder)
			}
			began := time.Now()
			if err := c.complete(holder, g, out); err != nil {
				b.Fatal(err)
			}
			ready := time.Now()
			if root {
				break
			}
			l = <-leases
			if chain >= warm {
				completing, leasing = append(completing, ready.Sub(began)), append(leasing, l.at.Sub(ready))
			}
			leases <- l
			holder = 1 - holder
		}
	}
	report := func(what string, all []time.Duration) {
		slices.Sort(all)
		at := func(q float64) float64 { return float64(all[int(q*float64(len(all)-1))].Microseconds()) / 1000 }
		b.ReportMetric(at(.5), what+"-p50-ms")
		b.ReportMetric(at(.99), what+"-p99-ms")
	}
	report("complete", completing)
	report("leased", leasing)
}

// BenchmarkThroughput leases and completes one batch of mock proofs by workers
// in the coordinator's process, verification included, uploads not: artifacts
// are in memory. The cost of a task should not grow with its batch.
func BenchmarkThroughput(b *testing.B) {
	for _, s := range benchStores {
		for _, n := range benchSizes() {
			b.Run(fmt.Sprintf("store=%s/tasks=%d", s.name, n), func(b *testing.B) {
				for range b.N {
					benchThroughput(b, s.url(b), n)
				}
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

func benchThroughput(b *testing.B, store string, n int) {
	const workers, most = 4, 64
	p := openMock(b, func(c *config.Config) { c.Store = store })
	c := newCrew(b, p, workers)
	input, tasks := tasksOf(b, n)
	began := time.Now()
	id := c.submit(input)
	var once sync.Once
	var planned time.Duration
	var done atomic.Int64
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for done.Load() < int64(tasks) {
				grants, err := c.lease(w, most)
				once.Do(func() { planned = time.Since(began) })
				if err != nil {
					b.Error(err)
					return
				}
				var each sync.WaitGroup
				for _, g := range grants {
					each.Go(func() {
						out, err := c.prove(g)
						if err == nil {
							err = c.complete(w, g, out)
						}
						if err != nil {
							b.Error(err)
						}
						if done.Add(1) == int64(tasks) {
							p.coordinator.Drain() // those who wait for more are let go
						}
					})
				}
				each.Wait()
			}
		})
	}
	all.Wait()
	took := time.Since(began) - planned
	if got, err := p.coordinator.Batch(b.Context(), id); err != nil || got.State != muster.BatchCompleted {
		b.Fatalf("batch is %s: %v", got.State, err)
	}
	b.ReportMetric(float64(planned.Microseconds())/float64(tasks), "plan-µs/task")
	b.ReportMetric(float64(tasks)/took.Seconds(), "tasks/s")
	b.ReportMetric(float64(took.Microseconds())/float64(tasks), "µs/task")
}

// BenchmarkProcesses runs one batch of mock proofs through real processes, a
// coordinator with SQLite and one worker of 64 slots, and measures what they
// need. The time of a task holds four calls, an upload and the downloads of its
// inputs over HTTP, and all syncs.
func BenchmarkProcesses(b *testing.B) {
	for _, n := range benchSizes() {
		b.Run(fmt.Sprintf("tasks=%d", n), func(b *testing.B) {
			for range b.N {
				benchProcesses(b, n)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func benchProcesses(b *testing.B, n int) {
	plane := start(b, "up", "--mock-prover", "--workers", "0", "--listen", "127.0.0.1:0", "--data-dir", b.TempDir(), "--log-level", "warn")
	worker := start(b, "worker", "--server", plane.url, "--mock-prover", "--slots", "64", "--data-dir", b.TempDir(), "--log-level", "warn")
	input, tasks := tasksOf(b, n)
	c := plane.client()
	began := time.Now()
	id := submit(b, c, muster.Submission{Pipeline: "zksync", Input: input})
	completed(b, c, id)
	took := time.Since(began)
	b.ReportMetric(float64(tasks)/took.Seconds(), "tasks/s")
	for name, p := range map[string]*process{"coordinator": plane, "worker": worker} {
		b.ReportMetric(peakMemory(b, p), name+"-peak-rss-MiB")
	}
	b.ReportMetric(heapInUse(b, plane), "coordinator-heap-MiB")
	worker.kill()
	plane.kill()
}

// peakMemory is the most resident memory a process has had.
func peakMemory(b *testing.B, p *process) float64 {
	b.Helper()
	if runtime.GOOS != "linux" {
		b.Skip("resident memory is read from /proc")
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb / 1024
		}
	}
	b.Fatal("no VmHWM")
	return 0
}

// heapInUse is what a coordinator's own metric says.
func heapInUse(b *testing.B, p *process) float64 {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, p.url+"/metrics", nil)
	if err != nil {
		b.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(resp.Body); err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		if rest, ok := strings.CutPrefix(line, "go_memstats_heap_inuse_bytes "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err != nil {
				b.Fatal(err)
			}
			return n / (1 << 20)
		}
	}
	b.Fatal("no heap metric")
	return 0
}
