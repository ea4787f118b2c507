package storetest

import (
	"time"

	"github.com/muster-zk/muster"
)

// hedge gives a worker second leases on what others have held for longer than
// the pause.
func (f *fixture) hedge(w muster.WorkerID, pause time.Duration, most int) []muster.Task {
	f.Helper()
	since := make(map[muster.PoolID]time.Time)
	for _, id := range pools(6) {
		since[id] = f.now.Add(-pause)
	}
	got, err := f.s.TaskHedge(f.ctx, muster.TaskHedgeParams{
		Worker: w, Since: since, Max: most, LeaseFor: time.Minute, NewAttempt: f.ids.Attempt, Now: f.now,
	})
	f.ok(err)
	return got
}

// hedged leases a task to worker_1 and then to worker_2 too.
func (f *fixture) hedged() (first, second muster.Task) {
	f.Helper()
	first = f.leaseOne("worker_1")
	f.tick(30 * time.Second)
	got := f.hedge("worker_2", 10*time.Second, 5)
	f.same("hedges", len(got), 1)
	return first, got[0]
}

func (f *fixture) attemptStates(id muster.TaskID) []muster.AttemptState {
	f.Helper()
	var states []muster.AttemptState
	for _, a := range f.attempts(id) {
		states = append(states, a.State)
	}
	return states
}

var hedgeTests = map[string]func(*fixture){
	"IsASecondLease": func(f *fixture) {
		f.proving(2, 2)
		first, second := f.hedged()
		want := first
		want.Fence, want.Worker, want.LeasedAt, want.Expires = 2, "worker_2", f.now, f.now.Add(time.Minute)
		f.same("leased", second, want)
		f.same("stored", f.getTask(first.ID), want)
		for _, w := range []muster.WorkerID{"worker_1", "worker_2", "worker_3"} {
			f.same("hedged again by "+string(w), f.hedge(w, 0, 5), []muster.Task(nil))
		}
		for w, fence := range map[muster.WorkerID]int64{"worker_1": 1, "worker_2": 2} {
			held, err := f.s.LeaseList(f.ctx, w)
			f.ok(err)
			f.same("held", len(held), 1)
			f.same("fence", held[0].Fence, fence)
			f.same("worker", held[0].Worker, w)
			status, err := f.s.LeaseExtend(f.ctx, muster.LeaseExtendParams{
				Worker: w, Leases: []muster.LeaseProgress{{Task: first.ID, Fence: fence, Progress: int(fence)}}, Now: f.now,
			})
			f.ok(err)
			f.same("extended", status[0].Held, true)
		}
		f.same("progress of the newest", f.getTask(first.ID).Progress, 2)
		counts, err := f.s.PoolCounts(f.ctx)
		f.ok(err)
		for _, c := range counts {
			if c.Pool.ID == needs(0).Pool() {
				f.same("counted once", c.Leased, 1)
			}
		}
	},
	"OnlyWhatIsLate": func(f *fixture) {
		f.proving(4, 4)
		old := f.leaseOne("worker_1")
		f.tick(10 * time.Second)
		young := f.leaseOne("worker_1")
		f.tick(10 * time.Second)
		f.same("nothing is late", f.hedge("worker_2", 30*time.Second, 5), []muster.Task(nil))
		f.same("own", f.hedge("worker_1", 0, 5), []muster.Task(nil))
		got := f.hedge("worker_2", 5*time.Second, 1)
		f.same("the oldest", []any{len(got), got[0].ID}, []any{1, old.ID})
		got, err := f.s.TaskHedge(f.ctx, muster.TaskHedgeParams{
			Worker: "worker_3", Since: map[muster.PoolID]time.Time{needs(1).Pool(): f.now}, Max: 5, NewAttempt: f.ids.Attempt, Now: f.now,
		})
		f.ok(err)
		f.same("of another pool", got, []muster.Task(nil))
		got = f.hedge("worker_3", 5*time.Second, 5)
		f.same("the next", []any{len(got), got[0].ID}, []any{1, young.ID})
		_, err = f.s.TaskHedge(f.ctx, muster.TaskHedgeParams{Worker: "worker_3", Now: f.now})
		f.code(err, muster.CodeInvalid)
	},
	"FirstResultWins": func(f *fixture) {
		for _, winner := range []int{0, 1} {
			b, tasks := f.proving(2, 2)
			first, second := f.hedged()
			both := []muster.Task{first, second}
			f.accept(both[winner])
			done := f.getTask(first.ID)
			f.same("state", done.State, muster.TaskDone)
			f.same("worker", done.Worker, both[winner].Worker)
			f.same("attempts spent", done.Attempts, 1)
			want := []muster.AttemptState{muster.AttemptSuperseded, muster.AttemptSuperseded}
			want[winner] = muster.AttemptSucceeded
			f.same("attempts", f.attemptStates(first.ID), want)
			f.same("parent", f.getTask(tasks[2].ID).OpenInputs, 1)
			loser := both[1-winner]
			_, err := f.s.TaskAccept(f.ctx, f.acceptParams(loser))
			f.code(err, muster.CodeState)
			_, err = f.s.TaskFail(f.ctx, f.failParams(loser))
			f.code(err, muster.CodeLeaseLost)
			status, err := f.s.LeaseExtend(f.ctx, muster.LeaseExtendParams{
				Worker: loser.Worker, Leases: []muster.LeaseProgress{{Task: loser.ID, Fence: loser.Fence}}, Now: f.now,
			})
			f.ok(err)
			f.same("the loser is told", status, []muster.LeaseStatus{{Task: loser.ID, State: muster.TaskDone}})
			f.same("task", f.getTask(first.ID), done)
			f.ok(f.moves()["cancel"](b.ID))
		}
	},
	"FailureOfOneLeavesTheOther": func(f *fixture) {
		for _, loser := range []int{0, 1} {
			for _, next := range []muster.TaskState{muster.TaskReady, muster.TaskQuarantined} {
				b, _ := f.proving(2, 2)
				first, second := f.hedged()
				both := []muster.Task{first, second}
				p := f.failParams(both[loser])
				p.Class, p.Next = muster.FailDeterministic, next
				got, err := f.s.TaskFail(f.ctx, p)
				f.ok(err)
				other := both[1-loser]
				f.same("state", got.State, muster.TaskLeased)
				f.same("worker", got.Worker, other.Worker)
				f.same("leased", got.LeasedAt, other.LeasedAt)
				f.same("fence stays", got.Fence, int64(2))
				f.same("expires", got.Expires, other.Expires)
				f.same("stored", f.getTask(first.ID), got)
				f.same("batch", f.getBatch(b.ID).State, muster.BatchProving)
				got, err = f.s.TaskFail(f.ctx, f.failParams(other))
				f.ok(err)
				f.same("then it is ready", got.State, muster.TaskReady)
				f.same("one attempt was spent", got.Attempts, 1)
				f.ok(f.moves()["cancel"](b.ID))
			}
		}
	},
	"ExpiryOfOneLeavesTheOther": func(f *fixture) {
		f.proving(2, 2)
		first, second := f.hedged()
		f.tick(31 * time.Second) // the first is over, the hedge is not
		reaped, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
		f.ok(err)
		f.same("reaped", len(reaped), 1)
		got := f.getTask(first.ID)
		f.same("as stored", reaped[0], got)
		f.same("state", got.State, muster.TaskLeased)
		f.same("worker", got.Worker, second.Worker)
		f.same("attempts", f.attemptStates(first.ID), []muster.AttemptState{muster.AttemptExpired, muster.AttemptRunning})
		f.same("not a hedge of a hedge", f.hedge("worker_3", 0, 5), []muster.Task(nil))
		f.tick(time.Minute)
		_, err = f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
		f.ok(err)
		got = f.getTask(first.ID)
		f.same("state", got.State, muster.TaskReady)
		f.same("attempts spent", got.Attempts, 1)
		f.same("late result of the first", f.accept(first).Task.State, muster.TaskDone)
		f.same("attempts", f.attemptStates(first.ID), []muster.AttemptState{muster.AttemptSucceeded, muster.AttemptExpired})
	},
	"BothExpire": func(f *fixture) {
		f.proving(2, 2)
		first, _ := f.hedged()
		f.tick(time.Hour)
		reaped, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
		f.ok(err)
		f.same("reaped", len(reaped), 1)
		got := f.getTask(first.ID)
		f.same("state", got.State, muster.TaskReady)
		f.same("attempts spent", got.Attempts, 1)
		f.same("again", f.leaseOne("worker_3").Fence, int64(3))
	},
	"InterruptionOfAHedgeSpendsAndRefundsNothing": func(f *fixture) {
		f.proving(2, 2)
		_, second := f.hedged()
		p := f.failParams(second)
		p.Attempt, p.Class = muster.AttemptInterrupted, ""
		got, err := f.s.TaskFail(f.ctx, p)
		f.ok(err)
		f.same("attempts", got.Attempts, 1)
		f.same("worker", got.Worker, muster.WorkerID("worker_1"))
	},
	"CancelEndsBoth": func(f *fixture) {
		b, _ := f.proving(2, 2)
		first, _ := f.hedged()
		f.ok(f.moves()["cancel"](b.ID))
		f.same("attempts", f.attemptStates(first.ID), []muster.AttemptState{muster.AttemptSuperseded, muster.AttemptSuperseded})
	},
}
