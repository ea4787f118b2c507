package storetest

import (
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

var leaseTests = map[string]func(*fixture){
	"TakesTheHeadOfTheLine": func(f *fixture) {
		old, _ := f.proving(2, 2)
		young, _ := f.proving(2, 2)
		high := f.batch()
		high.Priority = muster.PriorityHigh
		high = f.preparing(high)
		f.plan(high, tree(f.ids, 2, 2))
		// The old batch's root is deeper than its leaf would be.
		for _, task := range f.lease("worker_1", 2) {
			f.same("first", task.Batch, high.ID)
			f.accept(task)
		}
		type place struct {
			batch muster.BatchID
			round int
			index int
		}
		var got []place
		for _, task := range f.lease("worker_1", 3) {
			got = append(got, place{task.Batch, task.Round, task.Index})
		}
		for range 2 {
			task := f.leaseOne("worker_1")
			got = append(got, place{task.Batch, task.Round, task.Index})
		}
		f.same("order", fmt.Sprint(got), fmt.Sprint([]place{
			{high.ID, 1, 0}, {old.ID, 0, 0}, {old.ID, 0, 1}, {young.ID, 0, 0}, {young.ID, 0, 1},
		}))
		f.same("nothing left", f.lease("worker_1", 10), []muster.Task(nil))
	},
	"DeeperRoundsOfABatchGoFirst": func(f *fixture) {
		f.proving(4, 2)
		for _, task := range f.lease("worker_1", 2) {
			f.accept(task)
		}
		f.same("round", f.leaseOne("worker_1").Round, 1)
		f.same("round", f.leaseOne("worker_1").Round, 0)
	},
	"FillsInTheLease": func(f *fixture) {
		_, tasks := f.proving(1, 2)
		want := f.getTask(tasks[0].ID)
		f.tick(time.Second)
		got := f.leaseOne("worker_1")
		want.State, want.Attempts, want.Fence, want.Worker = muster.TaskLeased, 1, 1, "worker_1"
		want.LeasedAt, want.Expires = f.now, f.now.Add(time.Minute)
		f.same("leased", got, want)
		f.same("stored", f.getTask(got.ID), want)
		attempts := f.attempts(got.ID)
		f.same("attempts", attempts, []muster.Attempt{{
			ID: attempts[0].ID, Task: got.ID, Batch: got.Batch, Worker: "worker_1", Fence: 1,
			State: muster.AttemptRunning, StartedAt: f.now,
		}})
	},
	"DefaultLeaseTimeIsTheCallers": func(f *fixture) {
		b := f.preparing(f.batch())
		tasks := tree(f.ids, 1, 2)
		tasks[0].LeaseFor = 0
		f.plan(b, tasks)
		p := f.leaseParams("worker_1", 1)
		p.LeaseFor = 7 * time.Second
		got, err := f.s.TaskLease(f.ctx, p)
		f.ok(err)
		f.same("expires", got[0].Expires, f.now.Add(7*time.Second))
	},
	"OnlyFromTheGivenPools": func(f *fixture) {
		f.proving(4, 2)
		for _, p := range [][]muster.PoolID{nil, {needs(1).Pool(), needs(2).Pool()}, {"no such pool"}} {
			params := f.leaseParams("worker_1", 10)
			params.Pools = p
			got, err := f.s.TaskLease(f.ctx, params)
			f.ok(err)
			f.same("leased", got, []muster.Task(nil))
		}
		params := f.leaseParams("worker_1", 10)
		params.Pools = append(pools(6), pools(6)...)
		got, err := f.s.TaskLease(f.ctx, params)
		f.ok(err)
		f.same("leased", len(got), 4)
	},
	"Invariant3_NothingIsLeasedBeforeItsInputsAreDone": func(f *fixture) {
		f.proving(9, 3)
		done := make(map[muster.TaskID]bool)
		for tasks := f.lease("worker_1", 2); len(tasks) > 0; tasks = f.lease("worker_1", 2) {
			for _, task := range tasks {
				inputs, err := f.s.TaskInputs(f.ctx, task.ID)
				f.ok(err)
				if task.OpenInputs != 0 || task.Round > 0 && len(inputs) != 3 {
					f.Fatalf("%s was leased with %d open of %d inputs", task.Name, task.OpenInputs, len(inputs))
				}
				for _, in := range inputs {
					if in.Artifact.IsZero() {
						f.Fatalf("%s was leased before its input %s was done", task.Name, in.Name)
					}
				}
				f.accept(task)
				done[task.ID] = true
			}
		}
		f.same("tasks done", len(done), 13)
	},
	"PauseIsKept": func(f *fixture) {
		f.proving(2, 2)
		p := f.failParams(f.leaseOne("worker_1"))
		p.NotBefore = f.now.Add(time.Minute)
		failed, err := f.s.TaskFail(f.ctx, p)
		f.ok(err)
		f.same("not before", failed.NotBefore, p.NotBefore)
		f.same("the other is taken", f.leaseOne("worker_2").Index, 1)
		f.same("leased", f.lease("worker_2", 1), []muster.Task(nil))
		f.tick(time.Minute)
		again := f.leaseOne("worker_2")
		f.same("after the pause", again.ID, p.Task)
		f.same("fence", again.Fence, int64(2))
		f.same("attempts", again.Attempts, 2)
		f.same("pause is over", again.NotBefore, time.Time{})
	},
	"AvoidsWhereTheWorkerFailed": func(f *fixture) {
		f.proving(1, 2)
		failed := f.leaseOne("worker_1")
		_, err := f.s.TaskFail(f.ctx, f.failParams(failed))
		f.ok(err)
		p := f.leaseParams("worker_1", 1)
		p.AvoidSince = f.now.Add(-time.Second)
		got, err := f.s.TaskLease(f.ctx, p)
		f.ok(err)
		f.same("same worker", got, []muster.Task(nil))
		p.Worker = "worker_2"
		got, err = f.s.TaskLease(f.ctx, p)
		f.ok(err)
		f.same("another worker", len(got), 1)

		// Its lease runs out, which counts like a failure; a failure before
		// AvoidSince does not.
		f.tick(time.Hour)
		_, err = f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
		f.ok(err)
		p.Now = f.now
		got, err = f.s.TaskLease(f.ctx, p)
		f.ok(err)
		f.same("worker of the expired lease", got, []muster.Task(nil))
		p.Worker, p.AvoidSince = "worker_1", f.now.Add(-time.Minute)
		got, err = f.s.TaskLease(f.ctx, p)
		f.ok(err)
		f.same("failed long ago", len(got), 1)
	},
	"ExtendAnswersEachLease": func(f *fixture) {
		f.proving(3, 3)
		tasks := f.lease("worker_1", 3)
		f.accept(tasks[1])
		f.tick(30 * time.Second)
		missing := f.ids.Task()
		got, err := f.s.LeaseExtend(f.ctx, muster.LeaseExtendParams{
			Worker: "worker_1", LeaseFor: time.Hour, Now: f.now,
			Leases: []muster.LeaseProgress{
				{Task: tasks[2].ID, Fence: 2, Progress: 99},
				{Task: tasks[0].ID, Fence: 1, Progress: 140, Message: "half\x00way"},
				{Task: tasks[1].ID, Fence: 1},
				{Task: missing, Fence: 1},
			},
		})
		f.ok(err)
		f.same("answers", got, []muster.LeaseStatus{
			{Task: tasks[2].ID, State: muster.TaskLeased},
			{Task: tasks[0].ID, Held: true, Expires: f.now.Add(time.Minute), State: muster.TaskLeased},
			{Task: tasks[1].ID, State: muster.TaskDone},
			{Task: missing},
		})
		held := f.getTask(tasks[0].ID)
		f.same("expires", held.Expires, f.now.Add(time.Minute))
		f.same("progress", held.Progress, 100)
		f.same("message", held.Message, "halfway")
		f.same("fence was wrong", f.getTask(tasks[2].ID), tasks[2])
	},
	"ExtendOnlyByTheHolder": func(f *fixture) {
		f.proving(1, 2)
		task := f.leaseOne("worker_1")
		got, err := f.s.LeaseExtend(f.ctx, muster.LeaseExtendParams{
			Worker: "worker_2", Leases: []muster.LeaseProgress{{Task: task.ID, Fence: task.Fence}}, Now: f.tick(time.Second),
		})
		f.ok(err)
		f.same("held", got[0].Held, false)
		f.same("task", f.getTask(task.ID), task)
	},
	"ListTellsWhatAWorkerHolds": func(f *fixture) {
		f.proving(4, 4)
		mine := f.lease("worker_1", 2)
		f.lease("worker_2", 1)
		got, err := f.s.LeaseList(f.ctx, "worker_1")
		f.ok(err)
		f.same("held", len(got), 2)
		f.accept(mine[0])
		got, err = f.s.LeaseList(f.ctx, "worker_1")
		f.ok(err)
		f.same("held", got, mine[1:])
	},
	"ReapGivesBackWhatExpired": func(f *fixture) {
		f.proving(3, 3)
		lost := f.lease("worker_1", 2)
		f.tick(30 * time.Second)
		kept := f.leaseOne("worker_2")
		reap := func(limit int) []muster.Task {
			f.Helper()
			got, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: limit, Now: f.now})
			f.ok(err)
			return got
		}
		f.tick(30 * time.Second) // exactly at the end: not yet
		f.same("reaped", reap(10), []muster.Task(nil))
		f.tick(time.Microsecond)
		f.same("limit", len(reap(1)), 1)
		f.same("the rest", len(reap(10)), 1)
		f.same("reaped", reap(10), []muster.Task(nil))
		f.same("kept", f.getTask(kept.ID), kept)
		for _, was := range lost {
			got := f.getTask(was.ID)
			f.same("state", got.State, muster.TaskReady)
			f.same("worker", got.Worker, muster.WorkerID(""))
			f.same("ready", got.ReadyAt, f.now)
			f.same("attempts stay spent", got.Attempts, 1)
			a := f.attempts(was.ID)[0]
			f.same("attempt", a.State, muster.AttemptExpired)
			f.same("class", a.Class, muster.FailWorkerLost)
			f.same("ended", a.EndedAt, f.now)
		}
	},
	"Invariant6_LostWorkersSpendAttempts": func(f *fixture) {
		b, tasks := f.proving(3, 3)
		for attempt := 1; attempt <= 3; attempt++ {
			leased := f.lease("worker_1", 3)
			f.same("leased", len(leased), 3)
			f.tick(time.Hour)
			got, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
			f.ok(err)
			for _, task := range got {
				f.same("reaped as stored", task.State, f.getTask(task.ID).State)
			}
		}
		counts := make(map[muster.TaskState]int)
		for _, s := range f.states(b.ID) {
			counts[s]++
		}
		f.same("states", counts, map[muster.TaskState]int{muster.TaskQuarantined: 1, muster.TaskCancelled: 3})
		failed := f.getBatch(b.ID)
		f.same("batch", failed.State, muster.BatchFailed)
		if failed.Failure == "" {
			f.Fatal("the batch does not say why it failed")
		}
		f.same("nothing is left", f.lease("worker_2", 10), []muster.Task(nil))
		for _, task := range tasks[:3] {
			for _, a := range f.attempts(task.ID) {
				f.same("attempt", a.State, muster.AttemptExpired)
			}
		}
	},
}
