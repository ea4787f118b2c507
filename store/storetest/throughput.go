package storetest

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// largeEnv asks for the batch of a million tasks too, which takes minutes.
const largeEnv = "MUSTER_BENCH_LARGE"

// BenchLeaseComplete measures lease+complete with batches of calls: workers that
// lease 256 at once and complete them together. It works off the same number of
// tasks, in many small batches or in one large, so that the cost of a task shows
// next to the size of its batch. Run it with -benchtime 1x.
//
//	tasks/s        leased and completed
//	µs/task        of wall-clock time
//	cpu-µs/task    of all processors together, the database's server included
//	lease-p99-ms   of a call that leases 256
func BenchLeaseComplete(b *testing.B, open Opener) {
	sizes := []int{100, 10_000, 100_000}
	if os.Getenv(largeEnv) != "" {
		sizes = append(sizes, 1_000_000)
	}
	for _, size := range sizes {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			for range b.N {
				s := open(b)()
				work := benchPlan(b, s, size, max(1, benchTasks/size))
				report(b, work.run(b.Context(), b, s, 4, 256))
				closing(b, s)
			}
		})
	}
}

// benchTasks is how many tasks a measurement works off at least.
const benchTasks = 50_000

// benchWork is what a benchmark has to work off.
type benchWork struct {
	tasks   int
	batches []muster.BatchID
	planned time.Duration
	pools   []muster.PoolID
}

// benchPlan stores so many batches of so many tasks, nine tenths of them
// leaves.
func benchPlan(b *testing.B, s muster.Store, size, batches int) *benchWork {
	b.Helper()
	ids := newIDs(uint64(size))
	w := &benchWork{pools: pools(8)}
	for n := range batches {
		id := benchPrepare(b, s, ids, fmt.Sprintf("key %d", n))
		tasks := benchTree(id, size*9/10, 10)
		w.batches = append(w.batches, id)
		began := time.Now()
		for chunk := range slices.Chunk(tasks, 10_000) {
			if err := s.BatchGrow(b.Context(), muster.BatchGrowParams{ID: id, Line: int64(n + 1), Tasks: chunk, Now: start}); err != nil {
				b.Fatal(err)
			}
		}
		_, err := s.BatchPlan(b.Context(), muster.BatchPlanParams{ID: id, Line: int64(n + 1), Root: tasks[0].ID, Now: start})
		if err != nil {
			b.Fatal(err)
		}
		w.planned += time.Since(began)
		w.tasks += len(tasks)
	}
	return w
}

// benchTree is a tree with the ids of planned tasks, parents before children.
func benchTree(b muster.BatchID, leaves, arity int) []muster.Task {
	tasks := tree(newIDs(1), leaves, arity)
	slices.Reverse(tasks)
	ids := make(map[muster.TaskID]muster.TaskID, len(tasks))
	for i := range tasks {
		ids[tasks[i].ID] = b.Task(i)
		tasks[i].ID = b.Task(i)
		tasks[i].Parent = ids[tasks[i].Parent] // none of the root
	}
	return tasks
}

// figures are what a run measured.
type figures struct {
	tasks, empty int
	took         time.Duration
	cpu          time.Duration // of all processes
	planned      time.Duration
	leases       []time.Duration // of each call
}

func report(b *testing.B, f figures) {
	b.ReportMetric(float64(f.tasks)/f.took.Seconds(), "tasks/s")
	b.ReportMetric(float64(f.took.Microseconds())/float64(f.tasks), "µs/task")
	b.ReportMetric(float64(f.planned.Microseconds())/float64(f.tasks), "plan-µs/task")
	b.ReportMetric(float64(f.cpu.Microseconds())/float64(f.tasks), "cpu-µs/task")
	slices.Sort(f.leases)
	if n := len(f.leases); n > 0 {
		b.ReportMetric(float64(f.leases[n*99/100].Microseconds())/1000, "lease-p99-ms")
	}
	b.ReportMetric(0, "ns/op")
}

// run works everything off.
func (w *benchWork) run(ctx context.Context, tb testing.TB, s muster.Store, workers, most int) figures {
	tb.Helper()
	f := w.some(ctx, tb, s, workers, most, w.tasks)
	for _, id := range w.batches {
		if got, err := s.BatchGet(ctx, id); !tb.Failed() && (err != nil || got.State != muster.BatchCompleted) {
			tb.Errorf("batch is %s (%v)", got.State, err)
			break
		}
	}
	return f
}

// some works off so many tasks, or a few more; there must be that many.
func (w *benchWork) some(ctx context.Context, tb testing.TB, s muster.Store, workers, most, tasks int) figures {
	tb.Helper()
	var done, empty atomic.Int64
	var mu sync.Mutex
	f := figures{tasks: tasks, planned: w.planned}
	var wg sync.WaitGroup
	began, used := time.Now(), cpuTime()
	for i := range workers {
		id := muster.WorkerID(fmt.Sprintf("worker_%d", i))
		mine := newIDs(uint64(i + 2))
		wg.Go(func() {
			var calls []time.Duration
			for done.Load() < int64(tasks) {
				asked := time.Now()
				got, err := s.TaskLease(ctx, muster.TaskLeaseParams{
					Worker: id, Pools: w.pools, Max: most, LeaseFor: time.Minute, NewAttempt: mine.Attempt, Now: start,
				})
				if err != nil {
					tb.Error(err)
					return
				}
				calls = append(calls, time.Since(asked))
				if len(got) == 0 {
					empty.Add(1)
					continue
				}
				if !benchAccept(ctx, tb, s, got) {
					return
				}
				done.Add(int64(len(got)))
			}
			mu.Lock()
			defer mu.Unlock()
			f.leases = append(f.leases, calls...)
		})
	}
	wg.Wait()
	f.took, f.cpu, f.empty = time.Since(began), cpuTime()-used, int(empty.Load())
	f.tasks = int(done.Load())
	return f
}

func benchAccept(ctx context.Context, tb testing.TB, s muster.Store, got []muster.Task) bool {
	all := make([]muster.TaskAcceptParams, len(got))
	for i, task := range got {
		all[i] = muster.TaskAcceptParams{
			Task: task.ID, Fence: task.Fence, Worker: task.Worker, Now: start,
			Output: muster.Artifact{Digest: muster.DigestOf([]byte(task.ID)), Size: 1},
		}
	}
	for _, o := range s.TaskAcceptAll(ctx, all) {
		if o.Err != nil {
			tb.Error(o.Err)
			return false
		}
	}
	return true
}

// BenchHeldSnapshot measures what an old snapshot costs that another connection
// holds open: hold opens one and returns what ends it. While it is open, nothing
// that is done can be cleared away.
//
//	before, during  tasks/s
//	slowdown        before/during; cpu-slowdown is the same in processor time
//
// MUSTER_BENCH_LARGE holds it for 700,000 tasks rather than 25,000.
func BenchHeldSnapshot(b *testing.B, open func() muster.Store, hold func() (end func())) {
	size := 40_000
	if os.Getenv(largeEnv) != "" {
		size = 1_100_000
	}
	for range b.N {
		s := open()
		work := benchPlan(b, s, size, 1)
		before := work.some(b.Context(), b, s, 4, 256, 10_000)
		end := hold()
		during := work.some(b.Context(), b, s, 4, 256, size/8*5)
		b.ReportMetric(during.took.Seconds(), "held-s")
		end()
		closing(b, s)
		rate := func(f figures) float64 { return float64(f.tasks) / f.took.Seconds() }
		cpu := func(f figures) float64 { return f.cpu.Seconds() / float64(f.tasks) }
		b.ReportMetric(rate(before), "before")
		b.ReportMetric(rate(during), "during")
		b.ReportMetric(rate(before)/rate(during), "slowdown")
		b.ReportMetric(cpu(during)/cpu(before), "cpu-slowdown")
		b.ReportMetric(0, "ns/op")
	}
}

// BenchAsking measures calls of many workers that ask for one task each at the
// same time, while 20,000 are ready. An empty answer fails it.
func BenchAsking(b *testing.B, open Opener) {
	const workers, ready = 128, 20_000
	for range b.N {
		s := open(b)()
		work := benchPlan(b, s, ready*10/9, 1)
		f := figures{tasks: ready - workers}
		var left atomic.Int64
		left.Store(int64(f.tasks))
		var mu sync.Mutex
		var wg sync.WaitGroup
		began, used := time.Now(), cpuTime()
		for i := range workers {
			p := muster.TaskLeaseParams{
				Worker: muster.WorkerID(fmt.Sprintf("worker_%d", i)), Pools: work.pools, Max: 1,
				LeaseFor: time.Minute, NewAttempt: newIDs(uint64(i + 2)).Attempt, Now: start,
			}
			wg.Go(func() {
				var calls []time.Duration
				for left.Add(-1) >= 0 {
					asked := time.Now()
					got, err := s.TaskLease(b.Context(), p)
					if err != nil || len(got) != 1 {
						b.Errorf("leased %d: %v", len(got), err)
						return
					}
					calls = append(calls, time.Since(asked))
				}
				mu.Lock()
				defer mu.Unlock()
				f.leases = append(f.leases, calls...)
			})
		}
		wg.Wait()
		f.took, f.cpu, f.planned = time.Since(began), cpuTime()-used, work.planned
		report(b, f)
		closing(b, s)
	}
}

// BenchHeartbeats measures heartbeats of a thousand workers with ten leases each.
func BenchHeartbeats(b *testing.B, open Opener) {
	const workers, each, rounds = 1000, 10, 5
	for range b.N {
		s := open(b)()
		work := benchPlan(b, s, workers*each*10/9+1, 1)
		held := make([][]muster.LeaseProgress, workers)
		for i := range held {
			id := muster.WorkerID(fmt.Sprintf("worker_%d", i))
			if _, err := s.WorkerPut(b.Context(), muster.Worker{ID: id}, start); err != nil {
				b.Fatal(err)
			}
			got, err := s.TaskLease(b.Context(), muster.TaskLeaseParams{
				Worker: id, Pools: work.pools, Max: each, LeaseFor: time.Minute, NewAttempt: newIDs(uint64(i + 2)).Attempt, Now: start,
			})
			if err != nil || len(got) != each {
				b.Fatalf("leased %d: %v", len(got), err)
			}
			for _, task := range got {
				held[i] = append(held[i], muster.LeaseProgress{Task: task.ID, Fence: task.Fence, Progress: 50, Message: "half way"})
			}
		}
		var wg sync.WaitGroup
		began, used := time.Now(), cpuTime()
		for i := range workers {
			wg.Go(func() {
				for round := range rounds {
					got, err := s.LeaseExtend(b.Context(), muster.LeaseExtendParams{
						Worker: muster.WorkerID(fmt.Sprintf("worker_%d", i)), Leases: held[i], LeaseFor: time.Minute,
						Now: start.Add(time.Duration(round) * time.Second),
					})
					if err != nil || !got[each-1].Held {
						b.Errorf("extended: %v", err)
						return
					}
				}
			})
		}
		wg.Wait()
		took, cpu := time.Since(began), cpuTime()-used
		b.ReportMetric(workers*rounds/took.Seconds(), "heartbeats/s")
		b.ReportMetric(float64(cpu.Microseconds())/(workers*rounds), "cpu-µs/heartbeat")
		b.ReportMetric(0, "ns/op")
		closing(b, s)
	}
}
