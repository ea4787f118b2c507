package storetest

import (
	"time"

	"github.com/muster-zk/muster"
)

var endTests = map[string]func(*fixture){
	"Invariant8_NothingOfACancelledBatchIsLeased": func(f *fixture) {
		b, tasks := f.proving(4, 2)
		leased := f.lease("worker_1", 2)
		f.accept(leased[0])
		got, err := f.s.BatchCancel(f.ctx, move(b.ID, f.tick(time.Second)))
		f.ok(err)
		f.same("state", got.State, muster.BatchCancelled)
		f.same("completed", got.CompletedAt, f.now)
		f.same("stored", f.getBatch(b.ID), got)
		f.same("leased", f.lease("worker_1", 10), []muster.Task(nil))
		held, err := f.s.LeaseList(f.ctx, "worker_1")
		f.ok(err)
		f.same("held", held, []muster.Task(nil))
		f.same("states", f.states(b.ID), []muster.TaskState{
			muster.TaskDone, muster.TaskCancelled, muster.TaskCancelled, muster.TaskCancelled,
			muster.TaskCancelled, muster.TaskCancelled, muster.TaskCancelled,
		})
		a := f.attempts(leased[1].ID)[0]
		f.same("attempt", a.State, muster.AttemptSuperseded)
		f.same("ended", a.EndedAt, f.now)
		status, err := f.s.LeaseExtend(f.ctx, muster.LeaseExtendParams{
			Worker: "worker_1", Leases: []muster.LeaseProgress{{Task: leased[1].ID, Fence: 1}}, Now: f.now,
		})
		f.ok(err)
		f.same("heartbeat", status, []muster.LeaseStatus{{Task: leased[1].ID, State: muster.TaskCancelled}})
		_, err = f.s.TaskFail(f.ctx, f.failParams(leased[1]))
		f.code(err, muster.CodeLeaseLost)
		f.tick(time.Hour)
		reaped, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
		f.ok(err)
		f.same("reaped", reaped, []muster.Task(nil))
		again, err := f.s.BatchCancel(f.ctx, move(b.ID, f.now))
		f.ok(err)
		f.same("cancelled again", again, got)
		f.same("inputs of the parent", f.getTask(tasks[4].ID).OpenInputs, 1)
	},
	"FailNamesTheCause": func(f *fixture) {
		b, _ := f.proving(4, 2)
		got, err := f.s.BatchFail(f.ctx, move(b.ID, f.tick(time.Second)))
		f.ok(err)
		f.same("state", got.State, muster.BatchFailed)
		f.same("failure", got.Failure, "because")
		f.same("completed", got.CompletedAt, f.now)
		for _, s := range f.states(b.ID) {
			f.same("task", s, muster.TaskCancelled)
		}
	},
	"OtherBatchesGoOn": func(f *fixture) {
		first, _ := f.proving(2, 2)
		second, _ := f.proving(2, 2)
		f.lease("worker_1", 4)
		f.ok(f.moves()["cancel"](first.ID))
		for _, task := range mustList(f, second.ID)[:2] {
			f.same("task", task.State, muster.TaskLeased)
			f.same("attempt", f.attempts(task.ID)[0].State, muster.AttemptRunning)
			f.accept(task)
		}
		f.complete()
		f.same("second", f.getBatch(second.ID).State, muster.BatchCompleted)
	},
}

func mustList(f *fixture, b muster.BatchID) []muster.Task {
	f.Helper()
	tasks, err := f.s.TaskList(f.ctx, muster.TaskFilter{Batch: b})
	f.ok(err)
	return tasks
}
