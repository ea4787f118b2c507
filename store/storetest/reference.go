package storetest

import (
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

var referenceTests = map[string]func(*fixture){
	"MustExistAndLive": func(f *fixture) {
		missing := f.ids.Batch()
		_, _, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: f.batch(missing), Now: f.now})
		f.code(err, muster.CodeNotFound)
		if !strings.Contains(err.Error(), string(missing)) {
			f.Fatalf("%q does not name %s", err, missing)
		}
		for _, state := range []muster.BatchState{muster.BatchFailed, muster.BatchCancelled} {
			dead := f.inState(state)
			_, _, err = f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: f.batch(dead.ID), Now: f.now})
			f.code(err, muster.CodeState)
		}
		f.insert(f.batch(f.inState(muster.BatchCompleted).ID, f.inState(muster.BatchPending).ID))
	},
	"ProofOpensWhatWaitsForIt": func(f *fixture) {
		for _, settle := range []bool{false, true} {
			first := f.batch()
			if settle {
				first.Targets = []string{"chain"}
			}
			first = f.plan(f.preparing(first), tree(f.ids, 1, 2))
			second, _ := f.proving(1, 2)
			b := f.preparing(f.batch(first.ID, second.ID))
			tasks := tree(f.ids, 2, 2)
			tasks[0].References = []int{1, 0, 1} // twice the same counts twice
			tasks[2].References = []int{0}
			f.plan(b, tasks)
			f.same("open inputs", []int{f.getTask(tasks[0].ID).OpenInputs, f.getTask(tasks[1].ID).OpenInputs, f.getTask(tasks[2].ID).OpenInputs}, []int{3, 0, 3})

			leased := f.lease("worker_1", 2)
			p := f.acceptParams(leased[0])
			got, err := f.s.TaskAccept(f.ctx, p)
			f.ok(err)
			f.same("opened", got.Opened, []muster.PoolID(nil))
			f.same("open inputs", f.getTask(tasks[0].ID).OpenInputs, 2)
			inputs, err := f.s.TaskInputs(f.ctx, tasks[0].ID)
			f.ok(err)
			f.same("inputs", inputs, []muster.Input{
				{Name: "reference/1", Statement: second.Statement},
				{Name: "reference/0", Artifact: p.Output, Statement: first.Statement},
				{Name: "reference/1", Statement: second.Statement},
			})

			p2 := f.acceptParams(leased[1])
			got, err = f.s.TaskAccept(f.ctx, p2)
			f.ok(err)
			f.same("opened", got.Opened, []muster.PoolID{needs(0).Pool()})
			f.same("state", f.getTask(tasks[0].ID).State, muster.TaskReady)
			f.same("root", f.getTask(tasks[2].ID).OpenInputs, 2)
			f.complete()
			f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
			inputs, err = f.s.TaskInputs(f.ctx, tasks[2].ID)
			f.ok(err)
			f.same("inputs of the root", []string{inputs[0].Name, inputs[1].Name, inputs[2].Name}, []string{"reference/0", tasks[0].Name, tasks[1].Name})
		}
	},
	"ProofThatExistsIsNotWaitedFor": func(f *fixture) {
		for _, state := range []muster.BatchState{muster.BatchSettling, muster.BatchCompleted} {
			done := f.inState(state)
			b := f.preparing(f.batch(done.ID))
			tasks := tree(f.ids, 1, 2)
			tasks[0].References = []int{0}
			f.plan(b, tasks)
			f.same("state", f.getTask(tasks[0].ID).State, muster.TaskReady)
			inputs, err := f.s.TaskInputs(f.ctx, tasks[0].ID)
			f.ok(err)
			f.same("input", inputs[0].Artifact, done.Proof)
		}
	},
	"EndsFailDependentsRecursively": func(f *fixture) {
		for _, name := range []string{"fail", "cancel", "quarantine"} {
			first, _ := f.proving(1, 2)
			second := f.insert(f.batch(first.ID))
			third := f.preparing(f.batch(second.ID, first.ID))
			tasks := tree(f.ids, 2, 2)
			tasks[0].References = []int{0}
			f.plan(third, tasks)
			bystander := f.insert(f.batch())
			if name == "quarantine" {
				f.quarantine(f.leaseOne("worker_1"))
			} else {
				f.ok(f.moves()[name](first.ID))
			}
			for _, id := range []muster.BatchID{second.ID, third.ID} {
				got := f.getBatch(id)
				f.same("dependent", got.State, muster.BatchFailed)
				if !strings.Contains(got.Failure, string(first.ID)) {
					f.Errorf("%s: failure %q does not name %s", name, got.Failure, first.ID)
				}
			}
			for _, s := range f.states(third.ID) {
				f.same("task", s, muster.TaskCancelled)
			}
			f.same("bystander", f.getBatch(bystander.ID), bystander)
			f.same("nothing is leased", f.lease("worker_2", 10), []muster.Task(nil))
		}
	},
	"CompletedDependentsStay": func(f *fixture) {
		first := f.inState(muster.BatchSettling)
		b := f.preparing(f.batch(first.ID))
		f.plan(b, tree(f.ids, 1, 2))
		f.complete()
		f.ok(f.moves()["fail"](first.ID))
		f.same("dependent", f.getBatch(b.ID).State, muster.BatchCompleted)
	},
	"ReleaseNeedsLivingReferences": func(f *fixture) {
		first := f.inState(muster.BatchSettling)
		b := f.preparing(f.batch(first.ID))
		f.plan(b, tree(f.ids, 1, 2))
		task := f.leaseOne("worker_1")
		f.quarantine(task)
		f.ok(f.moves()["fail"](first.ID))
		_, err := f.s.TaskRelease(f.ctx, task.ID, f.now)
		f.code(err, muster.CodeState)
		f.same("task", f.getTask(task.ID).State, muster.TaskQuarantined)
	},
	"LostTogether": func(f *fixture) {
		// Both fail by a lost worker in the same moment, and one also by its
		// reference to the other.
		first, _ := f.proving(1, 2)
		second := f.preparing(f.batch(first.ID))
		f.plan(second, tree(f.ids, 1, 2))
		for range 3 {
			f.same("leased", len(f.lease("worker_1", 10)), 2)
			f.tick(time.Hour)
			_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
			f.ok(err)
		}
		for _, b := range []muster.Batch{first, second} {
			f.same("batch", f.getBatch(b.ID).State, muster.BatchFailed)
			events, err := f.s.EventList(f.ctx, muster.EventFilter{Batch: b.ID})
			f.ok(err)
			n := 0
			for _, e := range events {
				if strings.Contains(string(e.Data), `"state":"failed"`) {
					n++
				}
			}
			f.same("events of the failure", n, 1)
		}
	},
}
