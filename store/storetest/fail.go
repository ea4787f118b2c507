package storetest

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/muster-zk/muster"
)

var failTests = map[string]func(*fixture){
	"GivesTheTaskBack": func(f *fixture) {
		_, tasks := f.proving(2, 2)
		task := f.leaseOne("worker_1")
		f.tick(time.Second)
		got, err := f.s.TaskFail(f.ctx, f.failParams(task))
		f.ok(err)
		want := task
		want.State, want.Worker, want.Expires, want.ReadyAt = muster.TaskReady, "", time.Time{}, f.now
		f.same("failed", got, want)
		f.same("stored", f.getTask(task.ID), want)
		a := f.attempts(task.ID)[0]
		f.same("attempt", a, muster.Attempt{
			ID: a.ID, Task: task.ID, Batch: task.Batch, Worker: "worker_1", Fence: 1, State: muster.AttemptFailed,
			Class: muster.FailTransient, Message: "broke", StartedAt: task.LeasedAt, EndedAt: f.now,
		})
		f.same("parent", f.getTask(tasks[2].ID).OpenInputs, 2)
	},
	"Invariant7_AnInterruptionSpendsNoAttempt": func(f *fixture) {
		f.proving(1, 2)
		for i := range 10 {
			task := f.leaseOne("worker_1")
			f.same("attempts", task.Attempts, 1)
			f.same("fence rises", task.Fence, int64(i+1))
			p := f.failParams(task)
			p.Attempt, p.Class = muster.AttemptInterrupted, ""
			got, err := f.s.TaskFail(f.ctx, p)
			f.ok(err)
			f.same("attempts", got.Attempts, 0)
			f.same("attempt", f.attempts(task.ID)[i].State, muster.AttemptInterrupted)
		}
	},
	"Invariant5_FailuresCountOnlyUnderTheCurrentFence": func(f *fixture) {
		f.proving(2, 2)
		task := f.leaseOne("worker_1")
		_, err := f.s.TaskFail(f.ctx, f.failParams(task))
		f.ok(err)
		f.same("leased again", f.leaseOne("worker_2").ID, task.ID)
		before, attempts := f.getTask(task.ID), f.attempts(task.ID)
		for name, spoil := range map[string]func(p *muster.TaskFailParams){
			"old fence":       func(*muster.TaskFailParams) {},
			"old fence, last": func(p *muster.TaskFailParams) { p.Next = muster.TaskQuarantined },
			"other worker":    func(p *muster.TaskFailParams) { p.Fence = 2 },
			"unknown task":    func(p *muster.TaskFailParams) { p.Task = f.ids.Task() },
			"unknown, last":   func(p *muster.TaskFailParams) { p.Task, p.Next = f.ids.Task(), muster.TaskQuarantined },
		} {
			p := f.failParams(task)
			spoil(&p)
			_, err := f.s.TaskFail(f.ctx, p)
			if muster.CodeOf(err) != muster.CodeLeaseLost {
				f.Errorf("%s: got %v, want lease_lost", name, err)
			}
		}
		f.same("task", f.getTask(task.ID), before)
		f.same("attempts", f.attempts(task.ID), attempts)
	},
	"RefusesWhatMakesNoSense": func(f *fixture) {
		f.proving(2, 2)
		task := f.leaseOne("worker_1")
		for name, spoil := range map[string]func(p *muster.TaskFailParams){
			"no such class":    func(p *muster.TaskFailParams) { p.Class = "bad luck" },
			"next is done":     func(p *muster.TaskFailParams) { p.Next = muster.TaskDone },
			"attempt succeeds": func(p *muster.TaskFailParams) { p.Attempt = muster.AttemptSucceeded },
			"interrupted and quarantined": func(p *muster.TaskFailParams) {
				p.Attempt, p.Next = muster.AttemptInterrupted, muster.TaskQuarantined
			},
		} {
			p := f.failParams(task)
			spoil(&p)
			_, err := f.s.TaskFail(f.ctx, p)
			if muster.CodeOf(err) != muster.CodeInvalid {
				f.Errorf("%s: got %v, want invalid", name, err)
			}
		}
		f.same("task", f.getTask(task.ID), task)
	},
	"QuarantineFailsTheBatch": func(f *fixture) {
		b, tasks := f.proving(4, 2)
		leased := f.lease("worker_1", 3)
		f.accept(leased[0])
		f.quarantine(leased[1])
		f.same("states", f.states(b.ID), []muster.TaskState{
			muster.TaskDone, muster.TaskQuarantined, muster.TaskCancelled, muster.TaskCancelled,
			muster.TaskCancelled, muster.TaskCancelled, muster.TaskCancelled,
		})
		failed := f.getBatch(b.ID)
		f.same("batch", failed.State, muster.BatchFailed)
		for _, part := range []string{tasks[1].Name, "deterministic", "broke"} {
			if !strings.Contains(failed.Failure, part) {
				f.Errorf("failure %q does not name %q", failed.Failure, part)
			}
		}
		f.same("the sibling's attempt", f.attempts(leased[2].ID)[0].State, muster.AttemptSuperseded)
	},
	"LongMessageIsCut": func(f *fixture) {
		f.proving(1, 2)
		task := f.leaseOne("worker_1")
		p := f.failParams(task)
		p.Message = "first\x00 \xff" + strings.Repeat("日本", 5000) + "last"
		_, err := f.s.TaskFail(f.ctx, p)
		f.ok(err)
		m := f.attempts(task.ID)[0].Message
		checkCut(f, m)
		if !strings.HasPrefix(m, "first \uFFFD日") || !strings.HasSuffix(m, "last") {
			f.Errorf("beginning or end are lost: %.20q … %q", m, m[len(m)-20:])
		}
	},
	"RejectTellsOfALateResult": func(f *fixture) {
		f.proving(1, 2)
		task := f.leaseOne("worker_1")
		p := f.failParams(task)
		p.Class, p.Message = muster.FailInvalidProof, "pairing"
		f.code(f.s.AttemptReject(f.ctx, p), muster.CodeState) // it is the current lease
		f.tick(time.Hour)
		_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 1, Now: f.now})
		f.ok(err)
		f.same("leased again", f.leaseOne("worker_2").ID, task.ID)
		before := f.getTask(task.ID)
		expired := f.attempts(task.ID)[0]
		p.Now = f.tick(time.Second)
		f.ok(f.s.AttemptReject(f.ctx, p))
		f.same("task", f.getTask(task.ID), before)
		want := expired
		want.Class, want.Message = muster.FailInvalidProof, "pairing"
		f.same("attempt", f.attempts(task.ID)[0], want)

		p.Fence = 9
		f.code(f.s.AttemptReject(f.ctx, p), muster.CodeLeaseLost)
		p.Fence, p.Worker = 1, "worker_2"
		f.code(f.s.AttemptReject(f.ctx, p), muster.CodeLeaseLost)
		p.Worker, p.Task = "worker_1", f.ids.Task()
		f.code(f.s.AttemptReject(f.ctx, p), muster.CodeLeaseLost)
		p.Class = "bad luck"
		f.code(f.s.AttemptReject(f.ctx, p), muster.CodeInvalid)
	},
	"ReleaseBringsTheBatchBack": func(f *fixture) {
		b, _ := f.proving(4, 2)
		leased := f.lease("worker_1", 3)
		f.accept(leased[0])
		f.quarantine(leased[1])
		f.tick(time.Second)
		got, err := f.s.TaskRelease(f.ctx, leased[1].ID, f.now)
		f.ok(err)
		f.same("state", got.State, muster.TaskReady)
		f.same("attempts", got.Attempts, 0)
		f.same("stored", f.getTask(got.ID), got)
		revived := f.getBatch(b.ID)
		f.same("batch", revived.State, muster.BatchProving)
		f.same("failure", revived.Failure, "")
		f.same("completed", revived.CompletedAt, time.Time{})
		f.same("states", f.states(b.ID), []muster.TaskState{
			muster.TaskDone, muster.TaskReady, muster.TaskReady, muster.TaskReady,
			muster.TaskBlocked, muster.TaskBlocked, muster.TaskBlocked,
		})
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
	},
	"ReleaseOnlyFromQuarantine": func(f *fixture) {
		_, err := f.s.TaskRelease(f.ctx, f.ids.Task(), f.now)
		f.code(err, muster.CodeNotFound)
		b, tasks := f.proving(2, 2)
		for _, task := range []muster.TaskID{tasks[0].ID, tasks[2].ID, f.leaseOne("worker_1").ID} {
			_, err := f.s.TaskRelease(f.ctx, task, f.now)
			f.code(err, muster.CodeState)
		}
		f.ok(f.moves()["cancel"](b.ID))
		_, err = f.s.TaskRelease(f.ctx, tasks[0].ID, f.now)
		f.code(err, muster.CodeState)
	},
}

// checkCut checks that text was cut to 4 KiB of valid UTF-8 and says so.
func checkCut(f *fixture, text string) {
	f.Helper()
	if len(text) > 4<<10 || len(text) < 4000 {
		f.Errorf("cut to %d bytes, want nearly 4096", len(text))
	}
	if !utf8.ValidString(text) {
		f.Error("cut inside of a character")
	}
	if !strings.Contains(text, "[… cut …]") {
		f.Error("nothing tells that it was cut")
	}
}
