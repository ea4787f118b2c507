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
		tasks := tree(ids, size*9/10, 10)
		slices.Reverse(tasks) // parents first
		id := benchPrepare(b, s, ids, fmt.Sprintf("key %d", n))
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
	var done, empty atomic.Int64
	var mu sync.Mutex
	f := figures{tasks: w.tasks, planned: w.planned}
	var wg sync.WaitGroup
	began, used := time.Now(), cpuTime()
	for i := range workers {
		id := muster.WorkerID(fmt.Sprintf("worker_%d", i))
		mine := newIDs(uint64(i + 2))
		wg.Go(func() {
			var calls []time.Duration
			for done.Load() < int64(w.tasks) {
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
	for _, id := range w.batches {
		if got, err := s.BatchGet(ctx, id); !tb.Failed() && (err != nil || got.State != muster.BatchCompleted) {
			tb.Errorf("batch is %s (%v)", got.State, err)
			break
		}
	}
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
