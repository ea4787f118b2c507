package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

var lineTests = map[string]func(*fixture){
	"LineThenSequenceThenPlace": func(f *fixture) {
		var want []string
		batches := make(map[muster.BatchID]string)
		store := func(name string, line int64, places ...int64) {
			b := f.preparing(f.batch())
			batches[b.ID] = name
			tasks := tree(f.ids, len(places), len(places))
			for i, p := range places {
				tasks[i].Place = p
			}
			_, err := f.s.BatchPlan(f.ctx, muster.BatchPlanParams{ID: b.ID, Line: line, Tasks: tasks, Root: tasks[len(places)].ID, Now: f.now})
			f.ok(err)
		}
		store("late", 500, 1, 2)
		store("tie", 300, 7, -1)
		store("tied", 300, -5, 0)
		store("first", -4, 0, 1)
		want = []string{"first 0", "first 1", "tie -1", "tie 7", "tied -5", "tied 0", "late 1", "late 2"}
		var got []string
		for range 2 {
			for _, task := range f.lease("worker_1", 3) {
				got = append(got, fmt.Sprint(batches[task.Batch], " ", task.Place))
			}
		}
		for _, task := range f.lease("worker_1", 100) {
			got = append(got, fmt.Sprint(batches[task.Batch], " ", task.Place))
		}
		f.same("order", got, want)
	},
	"PrefersPoolsInTheirOrder": func(f *fixture) {
		// One round, two circuits; the worker has the second one's keys loaded.
		b := f.preparing(f.batch())
		tasks := tree(f.ids, 4, 4)
		other := needs(0)
		other.CircuitName = "transfer"
		tasks[2].Needs, tasks[3].Needs = other, other
		f.plan(b, tasks)
		p := f.leaseParams("worker_1", 1)
		p.Pools = []muster.PoolID{other.Pool(), needs(0).Pool(), needs(1).Pool()}
		for _, want := range []int{2, 3, 0, 1} {
			got, err := f.s.TaskLease(f.ctx, p)
			f.ok(err)
			f.same("index", got[0].Index, want)
		}
	},
	"PreferenceStaysWithinARound": func(f *fixture) {
		first, _ := f.proving(2, 2)
		second, _ := f.proving(2, 2)
		for _, task := range f.lease("worker_1", 4) {
			if task.Batch == second.ID {
				f.accept(task)
			}
		}
		third, _ := f.proving(2, 2)
		p := f.leaseParams("worker_1", 1)
		p.Pools = []muster.PoolID{needs(0).Pool(), needs(1).Pool()}
		got, err := f.s.TaskLease(f.ctx, p)
		f.ok(err)
		f.same("an earlier batch goes before a preferred pool", []any{got[0].Batch, got[0].Round}, []any{second.ID, 1})
		got, err = f.s.TaskLease(f.ctx, p)
		f.ok(err)
		f.same("then the next", got[0].Batch, third.ID)
		_ = first
	},
	"PrefersInputsFromItsZone": func(f *fixture) {
		f.proving(8, 2)
		for i, task := range f.lease("worker_1", 8) {
			p := f.acceptParams(task)
			p.Zone = []string{"a", "b", "c", "b"}[i/2]
			_, err := f.s.TaskAccept(f.ctx, p)
			f.ok(err)
		}
		p := f.leaseParams("worker_1", 1)
		p.Zone = "b"
		for _, want := range []int{1, 3, 0, 2} {
			got, err := f.s.TaskLease(f.ctx, p)
			f.ok(err)
			f.same("index", got[0].Index, want)
		}
	},
	"OthersAreNotHeldUpByWhatAWorkerAvoids": func(f *fixture) {
		f.proving(40, 40)
		for range 30 { // worker_1 fails on most of the head
			_, err := f.s.TaskFail(f.ctx, f.failParams(f.leaseOne("worker_1")))
			f.ok(err)
		}
		p := f.leaseParams("worker_1", 40)
		p.AvoidSince = f.now.Add(-time.Second)
		got, err := f.s.TaskLease(f.ctx, p)
		f.ok(err)
		f.same("what it did not fail on", len(got), 39)
	},
	"NoEmptyAnswerWhileWorkIsReady": func(f *fixture) {
		// More is ready than all ask for, so each of many calls gets something,
		// whatever the others hold or prefer.
		const callers, calls = 32, 4
		f.proving(callers*calls*2, 1000)
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		var wg sync.WaitGroup
		for i := range callers {
			s := []muster.Store{f.s, other}[i%2]
			p := f.leaseParams(muster.WorkerID(fmt.Sprintf("worker_%d", i)), 1)
			p.NewAttempt = newIDs(uint64(1000 + i)).Attempt
			p.Zone = []string{"", "a"}[i/2%2]
			if i%3 == 0 {
				p.Pools = p.Pools[:1]
			}
			wg.Go(func() {
				for range calls {
					got, err := s.TaskLease(f.ctx, p)
					if err != nil || len(got) == 0 {
						f.Errorf("leased %d: %v", len(got), err)
						return
					}
				}
			})
		}
		wg.Wait()
	},
}

var creditTests = map[string]func(*fixture){
	"ResultCountsForItsOwnLeasesTask": func(f *fixture) {
		f.proving(3, 3)
		mine, yours := f.leaseOne("worker_1"), f.leaseOne("worker_2")
		f.same("same fence", mine.Fence, yours.Fence)
		p := f.acceptParams(mine)
		p.Task = yours.ID
		_, err := f.s.TaskAccept(f.ctx, p)
		f.code(err, muster.CodeLeaseLost)
		f.same("mine", f.getTask(mine.ID), mine)
		f.same("yours", f.getTask(yours.ID), yours)
	},
	"LateFailureOfAnExpiredWorker": func(f *fixture) {
		b, _ := f.proving(3, 3)
		lost := f.leaseOne("worker_1")
		f.tick(time.Hour)
		_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
		f.ok(err)
		f.same("leased again", f.leaseOne("worker_2").ID, lost.ID)
		before, attempts := f.getTask(lost.ID), f.attempts(lost.ID)
		for _, next := range []muster.TaskState{muster.TaskReady, muster.TaskQuarantined} {
			p := f.failParams(lost)
			p.Next = next
			_, err = f.s.TaskFail(f.ctx, p)
			f.code(err, muster.CodeLeaseLost)
		}
		f.same("task", f.getTask(lost.ID), before)
		f.same("attempts", f.attempts(lost.ID), attempts)
		f.same("batch", f.getBatch(b.ID).State, muster.BatchProving)
	},
	"ManyResultsHaveTheirOwnOutcomes": func(f *fixture) {
		b, tasks := f.proving(4, 4)
		leased := f.lease("worker_1", 4)
		all := make([]muster.TaskAcceptParams, 0, 8)
		for _, task := range leased {
			all = append(all, f.acceptParams(task))
		}
		wrong, empty, other := all[0], all[1], f.acceptParams(leased[2])
		wrong.Fence, empty.Output = 9, muster.Artifact{}
		all = append(all, wrong, empty, other, all[3])
		got := f.s.TaskAcceptAll(f.ctx, all)
		f.same("outcomes", len(got), 8)
		for i, code := range []muster.Code{"", "", "", "", muster.CodeLeaseLost, muster.CodeInvalid, muster.CodeState, ""} {
			if muster.CodeOf(got[i].Err) != code {
				f.Errorf("outcome %d is %v, want %q", i, got[i].Err, code)
			}
		}
		f.same("task", got[1].Task.ID, leased[1].ID)
		f.same("opened", got[3].Opened, []muster.PoolID{needs(1).Pool()})
		f.same("again", got[7].Again, true)
		f.same("root", f.getTask(tasks[4].ID).State, muster.TaskReady)
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
		f.same("none", len(f.s.TaskAcceptAll(f.ctx, nil)), 0)
	},
	"FailureMovesToAnotherPool": func(f *fixture) {
		_, tasks := f.proving(2, 2)
		task := f.leaseOne("worker_1")
		bigger := task.Needs
		bigger.Memory = 64 << 30
		p := f.failParams(task)
		p.Class, p.Needs, p.Refund = muster.FailResource, &bigger, true
		got, err := f.s.TaskFail(f.ctx, p)
		f.ok(err)
		f.same("needs", got.Needs, bigger)
		f.same("refund", got.Attempts, 0)
		f.same("stored", f.getTask(task.ID), got)
		f.accept(f.leaseOne("worker_2"))
		f.same("not in its old pool", f.lease("worker_2", 5), []muster.Task(nil))
		lp := f.leaseParams("worker_3", 5)
		lp.Pools = []muster.PoolID{bigger.Pool()}
		again, err := f.s.TaskLease(f.ctx, lp)
		f.ok(err)
		f.same("in its new", []any{len(again), again[0].ID, again[0].Needs}, []any{1, task.ID, bigger})
		f.accept(again[0])
		f.same("root", f.getTask(tasks[2].ID).State, muster.TaskReady)
		list, err := f.s.PoolList(f.ctx)
		f.ok(err)
		f.same("pools", len(list), 3)
	},
}
