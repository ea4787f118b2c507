package storetest

import (
	"time"

	"github.com/muster-zk/muster"
)

var acceptTests = map[string]func(*fixture){
	"FinishesTheTaskAndOpensItsParent": func(f *fixture) {
		b, tasks := f.proving(4, 2)
		leased := f.lease("worker_1", 2)
		f.tick(time.Second)
		p := f.acceptParams(leased[0])
		got, err := f.s.TaskAccept(f.ctx, p)
		f.ok(err)
		want := leased[0]
		want.State, want.Output, want.DoneAt, want.Progress, want.Expires = muster.TaskDone, p.Output, f.now, 100, time.Time{}
		f.same("stored", f.getTask(want.ID), want)
		want.Statement, want.Slice = muster.Statement{}, muster.Artifact{}
		f.same("result", got, muster.TaskAcceptResult{Task: want, Batch: muster.BatchProving})
		f.same("attempt", f.attempts(want.ID)[0].State, muster.AttemptSucceeded)
		f.same("ended", f.attempts(want.ID)[0].EndedAt, f.now)
		f.same("parent", f.getTask(tasks[4].ID).OpenInputs, 1)

		got = f.accept(leased[1])
		f.same("opened", got.Opened, []muster.PoolID{needs(1).Pool()})
		parent := f.getTask(tasks[4].ID)
		f.same("parent", parent.State, muster.TaskReady)
		f.same("parent", parent.ReadyAt, f.now)
		f.same("batch", f.getBatch(b.ID).State, muster.BatchProving)
	},
	"RootCompletesTheBatch": func(f *fixture) {
		for _, settle := range []bool{false, true} {
			b := f.batch()
			if settle {
				b.Targets = []string{"chain"}
			}
			b = f.preparing(b)
			f.plan(b, tree(f.ids, 1, 2))
			p := f.acceptParams(f.leaseOne("worker_1"))
			p.Now = f.tick(time.Second)
			got, err := f.s.TaskAccept(f.ctx, p)
			f.ok(err)
			want, completed := muster.BatchCompleted, f.now
			if settle {
				want, completed = muster.BatchSettling, time.Time{}
			}
			stored := f.getBatch(b.ID)
			f.same("result", got.Batch, want)
			f.same("state", stored.State, want)
			f.same("proof", stored.Proof, p.Output)
			f.same("completed", stored.CompletedAt, completed)
		}
	},
	"RepeatingIsHarmless": func(f *fixture) {
		_, tasks := f.proving(2, 2)
		p := f.acceptParams(f.leaseOne("worker_1"))
		first, err := f.s.TaskAccept(f.ctx, p)
		f.ok(err)
		p.Now = f.tick(time.Second)
		again, err := f.s.TaskAccept(f.ctx, p)
		f.ok(err)
		f.same("again", again, muster.TaskAcceptResult{Task: first.Task, Batch: muster.BatchProving, Again: true})
		f.same("parent", f.getTask(tasks[2].ID).OpenInputs, 1)
	},
	"Invariant2_DoneIsFinal": func(f *fixture) {
		_, tasks := f.proving(2, 2)
		task := f.leaseOne("worker_1")
		f.accept(task)
		done := f.getTask(task.ID)
		_, err := f.s.TaskAccept(f.ctx, f.acceptParams(task))
		f.code(err, muster.CodeState)
		_, err = f.s.TaskFail(f.ctx, f.failParams(task))
		f.code(err, muster.CodeLeaseLost)
		_, err = f.s.TaskRelease(f.ctx, task.ID, f.now)
		f.code(err, muster.CodeState)
		f.code(f.s.AttemptReject(f.ctx, f.failParams(task)), muster.CodeState)
		f.tick(time.Hour)
		_, err = f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
		f.ok(err)
		f.same("task", f.getTask(task.ID), done)
		f.same("parent", f.getTask(tasks[2].ID).OpenInputs, 1)
	},
	"Invariant5_ValidProofsCountHoweverLate": func(f *fixture) {
		late := map[string]func(task muster.Task){
			"expired": func(muster.Task) {
				f.tick(time.Hour)
				_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
				f.ok(err)
			},
			"interrupted": func(task muster.Task) {
				p := f.failParams(task)
				p.Attempt = muster.AttemptInterrupted
				_, err := f.s.TaskFail(f.ctx, p)
				f.ok(err)
			},
			"failed": func(task muster.Task) {
				_, err := f.s.TaskFail(f.ctx, f.failParams(task))
				f.ok(err)
			},
		}
		ends := map[string]muster.AttemptState{
			"expired": muster.AttemptSucceeded, "interrupted": muster.AttemptSucceeded, "failed": muster.AttemptFailed,
		}
		for name, lose := range late {
			for _, leasedAgain := range []bool{false, true} {
				b, _ := f.proving(1, 2)
				task := f.leaseOne("worker_1")
				lose(task)
				if leasedAgain {
					f.same("leased again", f.leaseOne("worker_2").ID, task.ID)
				}
				p := f.acceptParams(task)
				got, err := f.s.TaskAccept(f.ctx, p)
				f.ok(err)
				f.same(name, got.Batch, muster.BatchCompleted)
				f.same(name, f.getBatch(b.ID).Proof, p.Output)
				attempts := f.attempts(task.ID)
				f.same(name, attempts[0].State, ends[name])
				if leasedAgain {
					f.same("the other attempt", attempts[1].State, muster.AttemptSuperseded)
					status, err := f.s.LeaseExtend(f.ctx, muster.LeaseExtendParams{
						Worker: "worker_2", Leases: []muster.LeaseProgress{{Task: task.ID, Fence: 2}}, Now: f.now,
					})
					f.ok(err)
					f.same("the other lease", status, []muster.LeaseStatus{{Task: task.ID, State: muster.TaskDone}})
				}
			}
		}
	},
	"OnlyFromWhoHadALease": func(f *fixture) {
		f.proving(2, 2)
		task := f.leaseOne("worker_1")
		for name, spoil := range map[string]func(p *muster.TaskAcceptParams){
			"unknown fence":  func(p *muster.TaskAcceptParams) { p.Fence++ },
			"other worker":   func(p *muster.TaskAcceptParams) { p.Worker = "worker_2" },
			"unknown task":   func(p *muster.TaskAcceptParams) { p.Task = f.ids.Task() },
			"no fence":       func(p *muster.TaskAcceptParams) { p.Fence = 0 },
			"hostile worker": func(p *muster.TaskAcceptParams) { p.Worker = "' OR '1'='1" },
		} {
			p := f.acceptParams(task)
			spoil(&p)
			_, err := f.s.TaskAccept(f.ctx, p)
			if muster.CodeOf(err) != muster.CodeLeaseLost {
				f.Errorf("%s: got %v, want lease_lost", name, err)
			}
		}
		p := f.acceptParams(task)
		p.Output = muster.Artifact{}
		_, err := f.s.TaskAccept(f.ctx, p)
		f.code(err, muster.CodeInvalid)
		f.same("task", f.getTask(task.ID), task)
	},
	"NotForEndedBatches": func(f *fixture) {
		for name, do := range map[string]func(muster.BatchID) error{"cancel": f.moves()["cancel"], "fail": f.moves()["fail"]} {
			b, _ := f.proving(2, 2)
			task := f.leaseOne("worker_1")
			f.ok(do(b.ID))
			_, err := f.s.TaskAccept(f.ctx, f.acceptParams(task))
			if muster.CodeOf(err) != muster.CodeState {
				f.Fatalf("%s: got %v, want state", name, err)
			}
			f.same("task", f.getTask(task.ID).State, muster.TaskCancelled)
		}
	},
	"WholeBatch": func(f *fixture) {
		b, tasks := f.proving(100, 10)
		f.complete()
		got := f.getBatch(b.ID)
		f.same("state", got.State, muster.BatchCompleted)
		f.same("proof", got.Proof, f.getTask(got.Root).Output)
		for _, s := range f.states(b.ID) {
			f.same("task", s, muster.TaskDone)
		}
		inputs, err := f.s.TaskInputs(f.ctx, got.Root)
		f.ok(err)
		f.same("inputs", len(inputs), 10)
		for i, in := range inputs {
			child := f.getTask(tasks[100+i].ID)
			f.same("input", in, muster.Input{Name: child.Name, Artifact: child.Output, Statement: child.Statement})
		}
	},
}
