package storetest

import (
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

func (f *fixture) grow(b muster.Batch, tasks ...muster.Task) {
	f.Helper()
	f.ok(f.s.BatchGrow(f.ctx, f.growParams(b, tasks...)))
}

func (f *fixture) growParams(b muster.Batch, tasks ...muster.Task) muster.BatchGrowParams {
	return muster.BatchGrowParams{ID: b.ID, Line: f.line(b.Priority), Tasks: tasks, Now: f.now}
}

// topDown returns the tasks of a tree, parents before their children.
func topDown(ids muster.IDs, leaves, arity int) []muster.Task {
	tasks := tree(ids, leaves, arity)
	slices.Reverse(tasks)
	return tasks
}

// planRest ends the planning of a batch.
func (f *fixture) planRest(b muster.Batch, root muster.TaskID, tasks ...muster.Task) muster.Batch {
	f.Helper()
	got, err := f.s.BatchPlan(f.ctx, muster.BatchPlanParams{ID: b.ID, Line: f.line(b.Priority), Tasks: tasks, Root: root, Now: f.now})
	f.ok(err)
	return got
}

var growTests = map[string]func(*fixture){
	"LeavesAreLeasedWhilePlanningGoesOn": func(f *fixture) {
		b := f.preparing(f.batch())
		tasks := topDown(f.ids, 4, 2) // root, 2 above, 4 leaves
		f.grow(b, tasks[:3]...)
		f.same("nothing to lease", f.lease("worker_1", 5), []muster.Task(nil))
		f.same("open inputs", f.getTask(tasks[0].ID).OpenInputs, 2)
		f.grow(b, tasks[3:5]...)
		leased := f.lease("worker_1", 5)
		f.same("leased", len(leased), 2)
		f.same("line", leased[0].Line, f.line(b.Priority))
		for _, task := range leased {
			f.accept(task)
		}
		// Both children of one are done.
		above := f.leaseOne("worker_1")
		f.same("above", above.Round, 1)
		f.accept(above)
		f.same("root", f.getTask(tasks[0].ID).OpenInputs, 1)
		f.same("still preparing", f.getBatch(b.ID).State, muster.BatchPreparing)
		planned := f.planRest(b, tasks[0].ID, tasks[5:]...)
		f.same("state", planned.State, muster.BatchProving)
		events, err := f.s.EventList(f.ctx, muster.EventFilter{Batch: b.ID})
		f.ok(err)
		f.same("told of all tasks", string(events[len(events)-1].Data), `{"state":"proving","tasks":7}`)
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
		checkTree(f, b.ID)
	},
	"GrowingAgainChangesNothing": func(f *fixture) {
		b := f.preparing(f.batch())
		tasks := topDown(f.ids, 4, 2)
		f.grow(b, tasks...)
		f.accept(f.leaseOne("worker_1"))
		f.leaseOne("worker_1")
		before, stored := mustList(f, b.ID), f.getBatch(b.ID)
		f.tick(time.Second)
		for i := range tasks {
			f.grow(b, tasks[i])
		}
		f.grow(b, tasks...)
		f.same("tasks", mustList(f, b.ID), before)
		f.same("batch", f.getBatch(b.ID), stored)
		f.planRest(b, tasks[0].ID, tasks...)
		f.same("tasks", mustList(f, b.ID), before)
		f.code(f.s.BatchGrow(f.ctx, f.growParams(b, tasks...)), muster.CodeState)
	},
	"RootWaitsForThePlan": func(f *fixture) {
		for _, leaves := range []int{1, 2} {
			b := f.preparing(f.batch())
			tasks := topDown(f.ids, leaves, 2)
			f.grow(b, tasks...)
			for _, task := range f.lease("worker_1", 5) {
				f.accept(task)
			}
			root := f.getTask(tasks[0].ID)
			f.same("root", []any{root.State, root.OpenInputs}, []any{muster.TaskBlocked, 0})
			f.same("leased", f.lease("worker_1", 5), []muster.Task(nil))
			f.tick(time.Second)
			f.planRest(b, tasks[0].ID)
			root = f.getTask(tasks[0].ID)
			f.same("root", root.State, muster.TaskReady)
			f.same("ready", root.ReadyAt, f.now)
			f.complete()
			f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
		}
	},
	"FirstLineStays": func(f *fixture) {
		b := f.preparing(f.batch())
		tasks := topDown(f.ids, 2, 2)
		p := f.growParams(b, tasks[:2]...)
		p.Line = 77
		f.ok(f.s.BatchGrow(f.ctx, p))
		p.Line = 99
		p.Tasks = tasks[2:]
		f.ok(f.s.BatchGrow(f.ctx, p))
		f.same("planned", f.planRest(b, tasks[0].ID).Line, int64(77))
		for _, task := range mustList(f, b.ID) {
			f.same("line", task.Line, int64(77))
		}
	},
	"CountsReferencesThatAreOpen": func(f *fixture) {
		done := f.inState(muster.BatchSettling)
		open, _ := f.proving(1, 2)
		b := f.preparing(f.batch(open.ID, done.ID))
		tasks := topDown(f.ids, 2, 2)
		tasks[1].References = []int{0, 1}
		f.grow(b, tasks...)
		got := f.getTask(tasks[1].ID)
		f.same("open", []any{got.State, got.OpenInputs}, []any{muster.TaskBlocked, 1})
		f.grow(b, tasks...)
		f.same("open", f.getTask(tasks[1].ID).OpenInputs, 1)
		for _, task := range f.lease("worker_1", 1) {
			f.accept(task)
		}
		f.same("opened", f.getTask(tasks[1].ID).State, muster.TaskReady)
	},
	"RefusesWhatCannotBecomeATree": func(f *fixture) {
		b, other := f.preparing(f.batch()), f.preparing(f.batch())
		tasks := topDown(f.ids, 4, 2)
		f.code(f.s.BatchGrow(f.ctx, f.growParams(b, tasks[1])), muster.CodeInvalid) // its parent is missing
		f.grow(b, tasks[:5]...)
		f.code(f.s.BatchGrow(f.ctx, f.growParams(other, tasks[5:]...)), muster.CodeConflict)
		f.code(f.s.BatchGrow(f.ctx, f.growParams(other, tasks[0])), muster.CodeConflict)
		plan := func(root muster.TaskID, tasks ...muster.Task) error {
			_, err := f.s.BatchPlan(f.ctx, muster.BatchPlanParams{ID: b.ID, Tasks: tasks, Root: root, Now: f.now})
			return err
		}
		f.code(plan(tasks[0].ID), muster.CodeInvalid) // two leaves are missing
		f.code(plan(f.ids.Task(), tasks[5:]...), muster.CodeInvalid)
		f.code(plan("", tasks[5:]...), muster.CodeInvalid)
		second := topDown(f.ids, 1, 2)
		f.code(plan(tasks[0].ID, append(second, tasks[5:]...)...), muster.CodeInvalid)
		f.same("batch", f.getBatch(b.ID).State, muster.BatchPreparing)
		f.planRest(b, tasks[0].ID, tasks[5:]...)
		f.code(f.s.BatchGrow(f.ctx, f.growParams(f.batch())), muster.CodeNotFound)
	},
	"CancelEndsWhatHasGrown": func(f *fixture) {
		b := f.preparing(f.batch())
		f.grow(b, topDown(f.ids, 4, 2)...)
		task := f.leaseOne("worker_1")
		f.ok(f.moves()["cancel"](b.ID))
		for _, s := range f.states(b.ID) {
			f.same("task", s, muster.TaskCancelled)
		}
		f.same("attempts", f.attemptStates(task.ID), []muster.AttemptState{muster.AttemptSuperseded})
	},
}
