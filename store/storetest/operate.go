package storetest

import (
	"strings"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

var relineTests = map[string]func(*fixture){
	"MovesTheBatchAndItsOpenTasks": func(f *fixture) {
		first, _ := f.proving(2, 2)
		second, _ := f.proving(2, 2)
		f.accept(f.leaseOne("worker_1"))
		held := f.leaseOne("worker_1")
		f.same("the first goes first", held.Batch, first.ID)
		p := muster.BatchRelineParams{ID: first.ID, Priority: muster.PriorityLow, Line: 1 << 40, Now: f.tick(time.Second)}
		got, err := f.s.BatchReline(f.ctx, p)
		f.ok(err)
		want := first
		want.Priority, want.Line, want.UpdatedAt = p.Priority, p.Line, f.now
		f.same("batch", got, want)
		f.same("stored", f.getBatch(first.ID), want)
		for i, task := range mustList(f, first.ID) {
			line, priority := p.Line, p.Priority
			if task.State == muster.TaskDone {
				line, priority = first.Line, first.Priority
			}
			f.same("line", []any{i, task.Line, task.Priority}, []any{i, line, priority})
		}
		last := f.lastEvent()
		f.same("the other goes first", f.leaseOne("worker_2").Batch, second.ID)

		p.Priority, p.Line, p.Deadline = muster.PriorityHigh, -5, f.now.Add(time.Hour)
		got, err = f.s.BatchReline(f.ctx, p)
		f.ok(err)
		f.same("deadline", got.Deadline, p.Deadline)
		f.same("back", f.getBatch(first.ID), got)
		events, err := f.s.EventList(f.ctx, muster.EventFilter{After: last, Batch: first.ID})
		f.ok(err)
		f.same("events", len(events), 1)
		f.same("kind", events[0].Kind, muster.EventBatchState)
		f.accept(held)
		f.complete()
		f.same("done", f.getBatch(first.ID).State, muster.BatchCompleted)
	},
	"MovesEachOfMany": func(f *fixture) {
		b, _ := f.proving(1100, 1100)
		_, err := f.s.BatchReline(f.ctx, muster.BatchRelineParams{ID: b.ID, Priority: muster.PriorityHigh, Line: 77, Now: f.now})
		f.ok(err)
		tasks, err := f.s.TaskList(f.ctx, muster.TaskFilter{Batch: b.ID, Limit: 10_000})
		f.ok(err)
		f.same("tasks", len(tasks), 1101)
		for _, task := range tasks {
			if task.Line != 77 || task.Priority != muster.PriorityHigh {
				f.Fatalf("%s has line %d and priority %s", task.Name, task.Line, task.Priority)
			}
		}
	},
	"OnlyBatchesThatGoOn": func(f *fixture) {
		for state := range muster.BatchTransitions {
			b := f.inState(state)
			_, err := f.s.BatchReline(f.ctx, muster.BatchRelineParams{ID: b.ID, Priority: muster.PriorityHigh, Line: 7, Now: f.now})
			if !state.Terminal() {
				f.ok(err)
				f.same(string(state), f.getBatch(b.ID).Line, int64(7))
				continue
			}
			f.code(err, muster.CodeState)
			f.same(string(state), f.getBatch(b.ID), b)
		}
		_, err := f.s.BatchReline(f.ctx, muster.BatchRelineParams{ID: f.ids.Batch(), Now: f.now})
		f.code(err, muster.CodeNotFound)
		_, err = f.s.BatchReline(f.ctx, muster.BatchRelineParams{ID: f.insert(f.batch()).ID, Priority: 3, Now: f.now})
		f.code(err, muster.CodeInvalid)
	},
	"TheLastOfManyDecides": func(f *fixture) {
		b, _ := f.proving(50, 50)
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				_, err := f.s.BatchReline(f.ctx, muster.BatchRelineParams{ID: b.ID, Priority: muster.Priority(i % 3), Line: int64(i), Now: f.now})
				if err != nil {
					f.Errorf("reline: %v", err)
				}
			})
		}
		wg.Wait()
		now := f.getBatch(b.ID)
		for _, task := range mustList(f, b.ID) {
			f.same("line and priority", []any{task.Line, task.Priority}, []any{now.Line, now.Priority})
		}
	},
}

var retryTests = map[string]func(*fixture){
	"AfterItWasPlanned": func(f *fixture) {
		b, tasks := f.proving(4, 2)
		leased := f.lease("worker_1", 3)
		f.accept(leased[0])
		f.quarantine(leased[1])
		f.tick(time.Second)
		got, err := f.s.BatchRetry(f.ctx, move(b.ID, f.now))
		f.ok(err)
		want := b
		want.UpdatedAt = f.now
		f.same("batch", got, want)
		f.same("stored", f.getBatch(b.ID), got)
		f.same("states", f.states(b.ID), []muster.TaskState{
			muster.TaskDone, muster.TaskReady, muster.TaskReady, muster.TaskReady,
			muster.TaskBlocked, muster.TaskBlocked, muster.TaskBlocked,
		})
		f.same("fresh attempts", f.getTask(tasks[1].ID).Attempts, 0)
		events, err := f.s.EventList(f.ctx, muster.EventFilter{Batch: b.ID})
		f.ok(err)
		last := events[len(events)-1]
		f.same("event", []any{last.Kind, strings.Contains(string(last.Data), `"proving"`)}, []any{muster.EventBatchState, true})
		_, err = f.s.BatchRetry(f.ctx, move(b.ID, f.now))
		f.code(err, muster.CodeState)
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
	},
	"WithoutAnyQuarantinedTask": func(f *fixture) {
		b, _ := f.proving(2, 2)
		f.leaseOne("worker_1")
		f.ok(f.moves()["fail"](b.ID))
		_, err := f.s.BatchRetry(f.ctx, move(b.ID, f.now))
		f.ok(err)
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
	},
	"BeforeItWasPlanned": func(f *fixture) {
		for _, from := range []muster.BatchState{muster.BatchPending, muster.BatchPreparing} {
			b := f.inState(from)
			f.ok(f.moves()["fail"](b.ID))
			got, err := f.s.BatchRetry(f.ctx, move(b.ID, f.tick(time.Second)))
			f.ok(err)
			want := b
			want.State, want.UpdatedAt = muster.BatchPending, f.now
			f.same("batch", got, want)
			f.same("stored", f.getBatch(b.ID), want)
			f.ok(f.moves()["start"](b.ID))
			f.plan(b, tree(f.ids, 2, 2))
			f.complete()
			f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
		}
	},
	"WhileItWasPlanned": func(f *fixture) {
		b := f.preparing(f.batch())
		tasks := tree(f.ids, 2, 2)
		f.ok(f.s.BatchGrow(f.ctx, muster.BatchGrowParams{ID: b.ID, Line: 9, Tasks: tasks, Now: f.now}))
		leased := f.lease("worker_1", 2)
		f.accept(leased[0])
		f.quarantine(leased[1])
		f.same("batch", f.getBatch(b.ID).State, muster.BatchFailed)
		got, err := f.s.BatchRetry(f.ctx, move(b.ID, f.now))
		f.ok(err)
		f.same("batch", []any{got.State, got.Line}, []any{muster.BatchPending, int64(9)})
		f.same("states", f.states(b.ID), []muster.TaskState{muster.TaskDone, muster.TaskReady, muster.TaskBlocked})
		f.accept(f.leaseOne("worker_2"))
		f.same("the root waits for the plan", f.lease("worker_2", 1), []muster.Task(nil))

		// Once more, with nothing but the root left.
		f.ok(f.moves()["fail"](b.ID))
		_, err = f.s.BatchRetry(f.ctx, move(b.ID, f.now))
		f.ok(err)
		f.same("the root waits for the plan", f.lease("worker_2", 1), []muster.Task(nil))
		f.ok(f.moves()["start"](b.ID))
		f.plan(b, tasks)
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
	},
	"ReleaseWhileItWasPlanned": func(f *fixture) {
		b := f.preparing(f.batch())
		tasks := tree(f.ids, 2, 2)
		f.ok(f.s.BatchGrow(f.ctx, muster.BatchGrowParams{ID: b.ID, Line: 9, Tasks: tasks, Now: f.now}))
		task := f.leaseOne("worker_1")
		f.quarantine(task)
		_, err := f.s.TaskRelease(f.ctx, task.ID, f.now)
		f.ok(err)
		f.same("batch", f.getBatch(b.ID).State, muster.BatchPending)
	},
	"OnlyAfterAFailure": func(f *fixture) {
		for state := range muster.BatchTransitions {
			if state == muster.BatchFailed {
				continue
			}
			b := f.inState(state)
			_, err := f.s.BatchRetry(f.ctx, move(b.ID, f.now))
			f.code(err, muster.CodeState)
			f.same(string(state), f.getBatch(b.ID), b)
		}
		_, err := f.s.BatchRetry(f.ctx, move(f.ids.Batch(), f.now))
		f.code(err, muster.CodeNotFound)
		// With its proof there is nothing to prove again.
		b := f.inState(muster.BatchSettling)
		f.ok(f.moves()["fail"](b.ID))
		_, err = f.s.BatchRetry(f.ctx, move(b.ID, f.now))
		f.code(err, muster.CodeState)
		f.same("batch", f.getBatch(b.ID).State, muster.BatchFailed)
	},
	"DependentsStayFailed": func(f *fixture) {
		first, _ := f.proving(1, 2)
		second := f.preparing(f.batch(first.ID))
		tasks := tree(f.ids, 2, 2)
		tasks[0].References = []int{0}
		f.plan(second, tasks)
		f.quarantine(f.leaseOne("worker_1"))
		f.same("dependent", f.getBatch(second.ID).State, muster.BatchFailed)
		_, err := f.s.BatchRetry(f.ctx, move(second.ID, f.now))
		f.code(err, muster.CodeState) // what it references is failed
		f.same("tasks", f.states(second.ID)[0], muster.TaskCancelled)
		_, err = f.s.BatchRetry(f.ctx, move(first.ID, f.now))
		f.ok(err)
		f.same("dependent", f.getBatch(second.ID).State, muster.BatchFailed)
		_, err = f.s.BatchRetry(f.ctx, move(second.ID, f.now))
		f.ok(err)
		f.same("waits again", f.getTask(tasks[0].ID).State, muster.TaskBlocked)
		f.complete()
		f.same("first", f.getBatch(first.ID).State, muster.BatchCompleted)
		f.same("second", f.getBatch(second.ID).State, muster.BatchCompleted)
	},
	"OneOfManyWins": func(f *fixture) {
		b, _ := f.proving(4, 2)
		f.quarantine(f.leaseOne("worker_1"))
		var mu sync.Mutex
		won := 0
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				_, err := f.s.BatchRetry(f.ctx, move(b.ID, f.now))
				if err != nil && muster.CodeOf(err) != muster.CodeState {
					f.Errorf("retry: %v", err)
				}
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				}
			})
		}
		wg.Wait()
		f.same("won", won, 1)
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
	},
}

var taskVerbTests = map[string]func(*fixture){
	"RequeueEndsTheLease": func(f *fixture) {
		f.proving(1, 2)
		task := f.leaseOne("worker_1")
		got, err := f.s.TaskRequeue(f.ctx, task.ID, f.tick(time.Second))
		f.ok(err)
		f.same("state", []any{got.State, got.Attempts, got.Worker, got.ReadyAt}, []any{muster.TaskReady, 0, muster.WorkerID(""), f.now})
		f.same("stored", f.getTask(task.ID), got)
		a := f.attempts(task.ID)[0]
		f.same("attempt", []any{a.State, a.EndedAt}, []any{muster.AttemptInterrupted, f.now})
		status, err := f.s.LeaseExtend(f.ctx, muster.LeaseExtendParams{
			Worker: "worker_1", Leases: []muster.LeaseProgress{{Task: task.ID, Fence: 1}}, Now: f.now,
		})
		f.ok(err)
		f.same("held", status[0].Held, false)
		_, err = f.s.TaskFail(f.ctx, f.failParams(task))
		f.code(err, muster.CodeLeaseLost)
		f.same("leased again, to the same", f.leaseOne("worker_1").Fence, int64(2))
		f.same("a late result counts", f.accept(task).Task.State, muster.TaskDone)
	},
	"RequeueEndsBothLeases": func(f *fixture) {
		f.proving(1, 2)
		task := f.leaseOne("worker_1")
		f.tick(time.Minute)
		hedged, err := f.s.TaskHedge(f.ctx, muster.TaskHedgeParams{
			Worker: "worker_2", Since: map[muster.PoolID]time.Time{needs(0).Pool(): f.now}, Max: 1,
			LeaseFor: time.Minute, NewAttempt: f.ids.Attempt, Now: f.now,
		})
		f.ok(err)
		f.same("hedged", len(hedged), 1)
		got, err := f.s.TaskRequeue(f.ctx, task.ID, f.now)
		f.ok(err)
		f.same("state", []any{got.State, got.Attempts, got.Worker}, []any{muster.TaskReady, 0, muster.WorkerID("")})
		for _, a := range f.attempts(task.ID) {
			f.same("attempt", a.State, muster.AttemptInterrupted)
		}
		for _, w := range []muster.WorkerID{"worker_1", "worker_2"} {
			held, err := f.s.LeaseList(f.ctx, w)
			f.ok(err)
			f.same("held", len(held), 0)
		}
		f.same("fence", f.leaseOne("worker_3").Fence, int64(3))
	},
	"RequeueEndsAPause": func(f *fixture) {
		f.proving(1, 2)
		task := f.leaseOne("worker_1")
		p := f.failParams(task)
		p.NotBefore = f.now.Add(time.Hour)
		_, err := f.s.TaskFail(f.ctx, p)
		f.ok(err)
		f.same("paused", f.lease("worker_2", 1), []muster.Task(nil))
		got, err := f.s.TaskRequeue(f.ctx, task.ID, f.now)
		f.ok(err)
		f.same("no pause", got.NotBefore, time.Time{})
		last := f.lastEvent()
		again, err := f.s.TaskRequeue(f.ctx, task.ID, f.now)
		f.ok(err)
		f.same("again", again, got)
		f.same("no event", f.lastEvent(), last)
		f.same("leased", f.leaseOne("worker_2").ID, task.ID)
	},
	"QuarantineFailsTheBatch": func(f *fixture) {
		for _, leased := range []bool{false, true} {
			b, tasks := f.proving(2, 2)
			if leased {
				f.same("leased", f.lease("worker_1", 1)[0].ID, tasks[0].ID)
			}
			got, err := f.s.TaskQuarantine(f.ctx, tasks[0].ID, "poison", f.tick(time.Second))
			f.ok(err)
			f.same("state", got.State, muster.TaskQuarantined)
			f.same("stored", f.getTask(got.ID), got)
			failed := f.getBatch(b.ID)
			f.same("batch", failed.State, muster.BatchFailed)
			for _, part := range []string{tasks[0].Name, "operator", "poison"} {
				if !strings.Contains(failed.Failure, part) {
					f.Errorf("failure %q does not name %q", failed.Failure, part)
				}
			}
			f.same("states", f.states(b.ID), []muster.TaskState{muster.TaskQuarantined, muster.TaskCancelled, muster.TaskCancelled})
			if leased {
				f.same("attempt", f.attempts(got.ID)[0].State, muster.AttemptSuperseded)
			}
			events, err := f.s.EventList(f.ctx, muster.EventFilter{Batch: b.ID})
			f.ok(err)
			told := events[len(events)-2]
			if told.Task != got.ID || !strings.Contains(string(told.Data), `"quarantined"`) || !strings.Contains(string(told.Data), "poison") {
				f.Errorf("event %s of %s", told.Data, told.Task)
			}
			_, err = f.s.TaskRelease(f.ctx, got.ID, f.now)
			f.ok(err)
			f.complete()
			f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
		}
	},
	"OnlyInStatesThatAllowIt": func(f *fixture) {
		verbs := map[string]func(muster.TaskID) error{
			"requeue":    func(id muster.TaskID) error { _, err := f.s.TaskRequeue(f.ctx, id, f.now); return err },
			"quarantine": func(id muster.TaskID) error { _, err := f.s.TaskQuarantine(f.ctx, id, "because", f.now); return err },
		}
		for name, verb := range verbs {
			f.code(verb(f.ids.Task()), muster.CodeNotFound)
			b, tasks := f.proving(3, 3)
			leased := f.lease("worker_1", 2)
			f.accept(leased[0])
			check := func(id muster.TaskID, want muster.TaskState) {
				f.Helper()
				before := f.getTask(id)
				f.same(name, before.State, want)
				f.code(verb(id), muster.CodeState)
				f.same(name, f.getTask(id), before)
			}
			check(leased[0].ID, muster.TaskDone)
			check(tasks[3].ID, muster.TaskBlocked)
			f.quarantine(leased[1])
			check(leased[1].ID, muster.TaskQuarantined)
			check(tasks[2].ID, muster.TaskCancelled)
			f.same("batch", f.getBatch(b.ID).State, muster.BatchFailed)
		}
	},
}

var usageTests = map[string]func(*fixture){
	"BatchCount": func(f *fixture) {
		f.inState(muster.BatchPending)
		f.inState(muster.BatchPending)
		f.inState(muster.BatchCompleted)
		other := f.batch()
		other.Tenant = "other"
		f.insert(other)
		for _, c := range []struct {
			tenant string
			states []muster.BatchState
			want   int
		}{
			{"", []muster.BatchState{muster.BatchPending}, 3},
			{"acme", []muster.BatchState{muster.BatchPending}, 2},
			{"other", []muster.BatchState{muster.BatchPending, muster.BatchCompleted}, 1},
			{"", []muster.BatchState{muster.BatchPending, muster.BatchCompleted, muster.BatchPending}, 4},
			{"nobody", []muster.BatchState{muster.BatchPending}, 0},
			{"acme", nil, 0},
		} {
			got, err := f.s.BatchCount(f.ctx, c.tenant, c.states)
			f.ok(err)
			f.same(c.tenant, got, c.want)
		}
		_, err := f.s.BatchCount(f.ctx, "", []muster.BatchState{"lost"})
		f.code(err, muster.CodeInvalid)
	},
	"LineTail": func(f *fixture) {
		tail := func(tenant string, p muster.Priority) int64 {
			f.Helper()
			got, err := f.s.LineTail(f.ctx, tenant, p)
			f.ok(err)
			return got
		}
		reline := func(b muster.Batch, p muster.Priority, line int64) {
			f.Helper()
			_, err := f.s.BatchReline(f.ctx, muster.BatchRelineParams{ID: b.ID, Priority: p, Line: line, Now: f.now})
			f.ok(err)
		}
		f.same("none", tail("acme", muster.PriorityNormal), int64(0))
		first, _ := f.proving(1, 2)
		second := f.preparing(f.batch())
		reline(first, muster.PriorityNormal, 70)
		reline(second, muster.PriorityNormal, 50)
		reline(f.insert(f.batch()), muster.PriorityNormal, 90) // pending
		f.same("greatest", tail("acme", muster.PriorityNormal), int64(70))
		f.same("other class", tail("acme", muster.PriorityLow), int64(0))
		f.same("other tenant", tail("other", muster.PriorityNormal), int64(0))
		f.complete()
		f.same("the first is done", tail("acme", muster.PriorityNormal), int64(50))
		reline(second, muster.PriorityHigh, -3)
		f.same("moved", tail("acme", muster.PriorityNormal), int64(0))
		f.same("moved", tail("acme", muster.PriorityHigh), int64(-3))
	},
	"TenantBytes": func(f *fixture) {
		sum := func(tenant string) int64 {
			f.Helper()
			got, err := f.s.TenantBytes(f.ctx, tenant)
			f.ok(err)
			return got
		}
		f.same("none", sum("acme"), int64(0))
		var want int64
		for range 2 {
			b, _ := f.proving(1, 2)
			f.complete()
			done := f.getBatch(b.ID)
			want += done.Bytes + done.Proof.Size
		}
		f.same("sum", sum("acme"), want)
		f.same("a proof counts", want > 0, true)
		f.same("other tenant", sum("other"), int64(0))
	},
}
