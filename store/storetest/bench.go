package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// Bench measures what a task costs: one batch is planned, and then leased and
// accepted to its end, for batches of very different size. The figures per
// task should be flat.
//
//	plan-µs/task   storing the tasks
//	tasks/s        lease and accept together, by workers that lease 64 at once
//	               and accept one by one, at the same time
//
// Run it with -benchtime 1x: an iteration is a whole batch.
func Bench(b *testing.B, open Opener) {
	for _, leaves := range []int{90, 9_000, 90_000} {
		b.Run(fmt.Sprintf("tasks=%d", leaves*10/9), func(b *testing.B) {
			for range b.N {
				benchBatch(b, open(b)(), leaves)
			}
		})
	}
	b.Run("one-by-one", func(b *testing.B) { benchOne(b, open(b)()) })
}

func benchBatch(b *testing.B, s muster.Store, leaves int) {
	defer closing(b, s)
	ctx := b.Context()
	ids := newIDs(1)
	tasks := tree(ids, leaves, 10)
	id := benchPrepare(b, s, ids, "key")
	began := time.Now()
	_, err := s.BatchPlan(ctx, muster.BatchPlanParams{ID: id, Tasks: tasks, Root: tasks[len(tasks)-1].ID, Now: start})
	planned := time.Since(began)
	if err != nil {
		b.Fatal(err)
	}

	const workers, most = 4, 64
	var done atomic.Int64
	var wg sync.WaitGroup
	began = time.Now()
	for i := range workers {
		w := muster.WorkerID(fmt.Sprintf("worker_%d", i))
		mine := newIDs(uint64(i + 2))
		wg.Go(func() {
			for done.Load() < int64(len(tasks)) {
				got, err := s.TaskLease(ctx, muster.TaskLeaseParams{
					Worker: w, Pools: pools(6), Max: most, LeaseFor: time.Minute, NewAttempt: mine.Attempt, Now: start,
				})
				if err != nil {
					b.Error(err)
					return
				}
				var each sync.WaitGroup
				for _, task := range got {
					each.Go(func() {
						_, err := s.TaskAccept(ctx, muster.TaskAcceptParams{
							Task: task.ID, Fence: task.Fence, Worker: w, Now: start,
							Output: muster.Artifact{Digest: muster.DigestOf([]byte(task.ID)), Size: 1},
						})
						if err != nil {
							b.Error(err)
						}
						done.Add(1)
					})
				}
				each.Wait()
			}
		})
	}
	wg.Wait()
	took := time.Since(began)
	if got, err := s.BatchGet(ctx, id); err != nil || got.State != muster.BatchCompleted {
		b.Fatalf("batch is %s (%v)", got.State, err)
	}
	b.ReportMetric(float64(planned.Microseconds())/float64(len(tasks)), "plan-µs/task")
	b.ReportMetric(float64(len(tasks))/took.Seconds(), "tasks/s")
	b.ReportMetric(0, "ns/op")
}

// benchOne measures the latency of one lease and one accept with nothing else
// going on, over a backlog.
func benchOne(b *testing.B, s muster.Store) {
	defer closing(b, s)
	ctx := b.Context()
	ids := newIDs(1)
	id := benchPrepare(b, s, ids, "key")
	tasks := tree(ids, max(b.N, 10_000), 10)
	_, err := s.BatchPlan(ctx, muster.BatchPlanParams{ID: id, Tasks: tasks, Root: tasks[len(tasks)-1].ID, Now: start})
	if err != nil {
		b.Fatal(err)
	}
	var leasing, accepting time.Duration
	for b.Loop() {
		began := time.Now()
		got, err := s.TaskLease(ctx, muster.TaskLeaseParams{
			Worker: "worker_1", Pools: pools(6), Max: 1, LeaseFor: time.Minute, NewAttempt: ids.Attempt, Now: start,
		})
		if err != nil || len(got) != 1 {
			b.Fatalf("leased %d: %v", len(got), err)
		}
		leased := time.Now()
		_, err = s.TaskAccept(ctx, muster.TaskAcceptParams{
			Task: got[0].ID, Fence: 1, Worker: "worker_1", Now: start,
			Output: muster.Artifact{Digest: muster.DigestOf([]byte(got[0].ID)), Size: 1},
		})
		if err != nil {
			b.Fatal(err)
		}
		leasing += leased.Sub(began)
		accepting += time.Since(leased)
	}
	b.ReportMetric(float64(leasing.Microseconds())/float64(b.N), "lease-µs")
	b.ReportMetric(float64(accepting.Microseconds())/float64(b.N), "accept-µs")
}

func benchPrepare(b *testing.B, s muster.Store, ids muster.IDs, key string) muster.BatchID {
	in := muster.Batch{ID: ids.Batch(), Tenant: "acme", Key: key, Priority: muster.PriorityNormal}
	if _, _, err := s.BatchInsert(b.Context(), muster.BatchInsertParams{Batch: in, Now: start}); err != nil {
		b.Fatal(err)
	}
	if _, err := s.BatchStart(b.Context(), muster.BatchMoveParams{ID: in.ID, Now: start}); err != nil {
		b.Fatal(err)
	}
	return in.ID
}

func closing(b *testing.B, s muster.Store) {
	if err := s.Close(); err != nil {
		b.Error(err)
	}
}
