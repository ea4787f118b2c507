package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// BenchHeld measures what tasks cost that are held: a worker leases from a line
// in which they stand first, and asks where nothing else is ready. The figures
// should not depend on how many there are.
//
//	lease-µs   taking a task and giving it back
//	ask-µs     asking in vain
func BenchHeld(b *testing.B, open Opener) {
	for _, held := range []int{0, 20_000, 200_000} {
		b.Run(fmt.Sprintf("held=%d", held), func(b *testing.B) {
			s := open(b)()
			defer closing(b, s)
			benchHeld(b, s, held)
		})
	}
}

func benchHeld(b *testing.B, s muster.Store, held int) {
	ctx := b.Context()
	ids := newIDs(1)
	plan := func(key string, leaves int, line int64) muster.BatchID {
		id := benchPrepare(b, s, ids, key)
		if leaves > 1 {
			_, err := s.BatchHold(ctx, muster.BatchHoldParams{ID: id, Hold: muster.Hold{Until: start.Add(time.Hour)}, Now: start})
			if err != nil {
				b.Fatal(err)
			}
		}
		tasks := tree(ids, leaves, 1000)
		_, err := s.BatchPlan(ctx, muster.BatchPlanParams{ID: id, Line: line, Tasks: tasks, Root: tasks[len(tasks)-1].ID, Now: start})
		if err != nil {
			b.Fatal(err)
		}
		return id
	}
	if held > 0 {
		plan("held", held, 1)
	}
	p := muster.TaskLeaseParams{Worker: "worker_1", Pools: pools(6), Max: 1, LeaseFor: time.Minute, NewAttempt: ids.Attempt, Now: start}
	var asking time.Duration
	for range b.N {
		began := time.Now()
		got, err := s.TaskLease(ctx, p)
		asking += time.Since(began)
		if err != nil || len(got) != 0 {
			b.Fatal(len(got), err)
		}
	}
	plan("free", 1, 2)
	began := time.Now()
	for range b.N {
		got, err := s.TaskLease(ctx, p)
		if err != nil || len(got) != 1 {
			b.Fatal(len(got), err)
		}
		_, err = s.TaskFail(ctx, muster.TaskFailParams{
			Task: got[0].ID, Fence: got[0].Fence, Worker: p.Worker, Attempt: muster.AttemptInterrupted, Next: muster.TaskReady, Now: start,
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	leasing := time.Since(began)
	b.ReportMetric(float64(asking.Microseconds())/float64(b.N), "ask-µs")
	b.ReportMetric(float64(leasing.Microseconds())/float64(b.N), "lease-µs")
	b.ReportMetric(0, "ns/op")
}
