package storetest

import (
	"time"

	"github.com/muster-zk/muster"
)

var readTests = map[string]func(*fixture){
	"TaskListPagesInOrder": func(f *fixture) {
		first, _ := f.proving(4, 2)
		f.proving(2, 2)
		all, err := f.s.TaskList(f.ctx, muster.TaskFilter{})
		f.ok(err)
		f.same("all", len(all), 10)
		var paged []muster.Task
		for after := muster.TaskID(""); ; {
			page, err := f.s.TaskList(f.ctx, muster.TaskFilter{After: after, Limit: 3})
			f.ok(err)
			if len(page) == 0 {
				break
			}
			paged = append(paged, page...)
			after = page[len(page)-1].ID
		}
		f.same("paged", paged, all)
		for i := 1; i < len(all); i++ {
			a, b := all[i-1], all[i]
			if a.Batch > b.Batch || a.Batch == b.Batch && (a.Round > b.Round || a.Round == b.Round && a.Index >= b.Index) {
				f.Fatalf("%s/%s comes before %s/%s", a.Batch, a.Name, b.Batch, b.Name)
			}
		}
		round := 1
		got, err := f.s.TaskList(f.ctx, muster.TaskFilter{Batch: first.ID, Round: &round})
		f.ok(err)
		f.same("round", len(got), 2)
		f.leaseOne("worker_1")
		got, err = f.s.TaskList(f.ctx, muster.TaskFilter{States: []muster.TaskState{muster.TaskLeased, muster.TaskDone}})
		f.ok(err)
		f.same("states", len(got), 1)
		_, err = f.s.TaskList(f.ctx, muster.TaskFilter{After: f.ids.Task()})
		f.code(err, muster.CodeNotFound)
		_, err = f.s.TaskList(f.ctx, muster.TaskFilter{States: []muster.TaskState{"no state"}})
		f.code(err, muster.CodeInvalid)
	},
	"NotFound": func(f *fixture) {
		_, err := f.s.TaskGet(f.ctx, f.ids.Task())
		f.code(err, muster.CodeNotFound)
		_, err = f.s.TaskInputs(f.ctx, f.ids.Task())
		f.code(err, muster.CodeNotFound)
	},
	"TaskCounts": func(f *fixture) {
		b, _ := f.proving(4, 2)
		f.proving(2, 2)
		f.accept(f.leaseOne("worker_1"))
		f.leaseOne("worker_1")
		got, err := f.s.TaskCounts(f.ctx, b.ID)
		f.ok(err)
		line := func(round int, state muster.TaskState, n int) muster.TaskCount {
			return muster.TaskCount{Round: round, Name: needs(round).RoundName, Circuit: "chunk", Stage: "prove", State: state, Count: n}
		}
		f.same("counts", got, []muster.TaskCount{
			line(0, muster.TaskDone, 1), line(0, muster.TaskLeased, 1), line(0, muster.TaskReady, 2),
			line(1, muster.TaskBlocked, 2), line(2, muster.TaskBlocked, 1),
		})
	},
	"PoolCounts": func(f *fixture) {
		f.proving(4, 2)
		planned := f.now
		f.tick(time.Second)
		for _, task := range f.lease("worker_1", 2) {
			f.accept(task)
		}
		f.lease("worker_1", 1)
		got, err := f.s.PoolCounts(f.ctx)
		f.ok(err)
		counts := make(map[muster.PoolID]muster.PoolCount)
		for _, c := range got {
			counts[c.Pool.ID] = c
		}
		f.same("counts", counts, map[muster.PoolID]muster.PoolCount{
			needs(0).Pool(): {Pool: muster.Pool{ID: needs(0).Pool(), Needs: needs(0)}, Ready: 2, Oldest: planned},
			needs(1).Pool(): {Pool: muster.Pool{ID: needs(1).Pool(), Needs: needs(1)}, Leased: 1},
			needs(2).Pool(): {Pool: muster.Pool{ID: needs(2).Pool(), Needs: needs(2)}},
		})
	},
	"AttemptsOfABatch": func(f *fixture) {
		b, _ := f.proving(2, 2)
		f.proving(1, 2)
		first := f.leaseOne("worker_1")
		f.tick(time.Second)
		f.lease("worker_2", 2) // one of them is the other batch's
		_, err := f.s.TaskFail(f.ctx, f.failParams(first))
		f.ok(err)
		f.tick(time.Second)
		f.leaseOne("worker_3")
		got, err := f.s.AttemptList(f.ctx, b.ID, "", 0)
		f.ok(err)
		var workers []muster.WorkerID
		for _, a := range got {
			workers = append(workers, a.Worker)
		}
		f.same("workers", workers, []muster.WorkerID{"worker_1", "worker_2", "worker_3"})
		got, err = f.s.AttemptList(f.ctx, b.ID, "", 1)
		f.ok(err)
		f.same("limit", len(got), 1)
	},
	"Ping": func(f *fixture) { f.ok(f.s.Ping(f.ctx)) },
}
