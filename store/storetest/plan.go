package storetest

import (
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

var planTests = map[string]func(*fixture){
	"KeepsEveryFieldAndSetsStates": func(f *fixture) {
		b := f.preparing(f.batch())
		tasks := tree(f.ids, 5, 2) // 5, 3, 2, 1
		f.tick(time.Second)
		planned := f.plan(b, tasks)
		f.same("state", planned.State, muster.BatchProving)
		f.same("root", planned.Root, tasks[len(tasks)-1].ID)
		f.same("prepared", planned.PreparedAt, f.now)
		f.same("line", planned.Line, f.line(b.Priority))
		f.same("bytes", planned.Bytes, b.Input.Size+100)
		f.same("result", string(planned.Result), `{"ok": true}`)
		f.same("statement", planned.Statement.Public, []byte("root"))
		f.same("stored", f.getBatch(b.ID), planned)

		want := slices.Clone(tasks)
		for i := range want {
			want[i].Batch, want[i].Priority, want[i].Sequence, want[i].CreatedAt = b.ID, b.Priority, b.Sequence, f.now
			want[i].State, want[i].ReadyAt, want[i].Line = muster.TaskReady, f.now, f.line(b.Priority)
			if want[i].Round > 0 {
				want[i].State, want[i].ReadyAt, want[i].OpenInputs = muster.TaskBlocked, time.Time{}, 2
			}
		}
		// Levels of odd width leave a parent with one child.
		want[7].OpenInputs, want[9].OpenInputs = 1, 1
		got, err := f.s.TaskList(f.ctx, muster.TaskFilter{Batch: b.ID})
		f.ok(err)
		f.same("tasks", got, want)
	},
	"RefusesWhatIsNoTree": func(f *fixture) {
		b := f.preparing(f.batch())
		for name, spoil := range map[string]func(p *muster.BatchPlanParams){
			"no task":           func(p *muster.BatchPlanParams) { p.Tasks = nil },
			"unknown root":      func(p *muster.BatchPlanParams) { p.Root = f.ids.Task() },
			"root is a leaf":    func(p *muster.BatchPlanParams) { p.Root = p.Tasks[0].ID },
			"two roots":         func(p *muster.BatchPlanParams) { p.Tasks[0].Parent = "" },
			"unknown parent":    func(p *muster.BatchPlanParams) { p.Tasks[0].Parent = f.ids.Task() },
			"cycle":             func(p *muster.BatchPlanParams) { p.Tasks[0].Parent = p.Tasks[0].ID },
			"same id":           func(p *muster.BatchPlanParams) { p.Tasks[1].ID = p.Tasks[0].ID },
			"same name":         func(p *muster.BatchPlanParams) { p.Tasks[1].Name = p.Tasks[0].Name },
			"children missing":  func(p *muster.BatchPlanParams) { p.Tasks[5].Children = 3 },
			"too many children": func(p *muster.BatchPlanParams) { p.Tasks[5].Children = 1 },
			"no attempt":        func(p *muster.BatchPlanParams) { p.Tasks[0].MaxAttempts = 0 },
			"reference is none": func(p *muster.BatchPlanParams) { p.Tasks[0].References = []int{0} },
		} {
			tasks := tree(f.ids, 4, 2)
			p := muster.BatchPlanParams{ID: b.ID, Tasks: tasks, Root: tasks[len(tasks)-1].ID, Now: f.now}
			spoil(&p)
			_, err := f.s.BatchPlan(f.ctx, p)
			if muster.CodeOf(err) != muster.CodeInvalid {
				f.Errorf("%s: got %v, want invalid", name, err)
			}
		}
		f.same("state", f.getBatch(b.ID).State, muster.BatchPreparing)
		f.same("tasks", f.states(b.ID), []muster.TaskState(nil))
	},
	"PoolsAreListedOnce": func(f *fixture) {
		f.proving(4, 2)
		f.proving(4, 2)
		got, err := f.s.PoolList(f.ctx)
		f.ok(err)
		var want []muster.Pool
		for r := range 3 {
			want = append(want, muster.Pool{ID: needs(r).Pool(), Needs: needs(r)})
		}
		slices.SortFunc(want, func(a, b muster.Pool) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
		f.same("pools", got, want)
	},
	"OneEventTellsOfAllTasks": func(f *fixture) {
		before, err := f.s.EventLast(f.ctx)
		f.ok(err)
		b := f.preparing(f.batch())
		f.plan(b, tree(f.ids, 50, 2))
		events, err := f.s.EventList(f.ctx, muster.EventFilter{After: before})
		f.ok(err)
		f.same("events", len(events), 3)
		f.same("data", string(events[2].Data), `{"state":"proving","tasks":102}`)
	},
}
