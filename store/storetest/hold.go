package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/muster-zk/muster"
)

var holdTests = map[string]func(*fixture){
	"ReadyTasksAreNotLeased": func(f *fixture) {
		b, tasks := f.proving(3, 3)
		other, _ := f.proving(1, 2)
		until := f.now.Add(time.Hour)
		held := f.holdBatch(b, until)
		f.same("batch", held, f.getBatch(b.ID))
		f.same("hold", []any{held.Hold, held.UpdatedAt}, []any{muster.Hold{Until: until, Reason: "a network proves it"}, f.now})
		leased := f.lease("worker_1", 10)
		f.same("leased", []any{len(leased), leased[0].Batch}, []any{1, other.ID})
		for _, task := range mustList(f, b.ID)[:3] {
			f.same("task", []any{task.State, task.NotBefore, task.Line, task}, []any{muster.TaskReady, until, b.Line, f.getTask(task.ID)})
		}
		counts, err := f.s.PoolCounts(f.ctx)
		f.ok(err)
		for _, c := range counts {
			f.same("backlog", c.Ready, 0)
		}
		f.now = until.Add(-time.Microsecond)
		f.same("until then", len(f.lease("worker_1", 10)), 0)
		f.now = until
		leased = f.lease("worker_2", 10)
		f.same("then", []any{len(leased), leased[0].Line, leased[0].NotBefore, leased[0].ReadyAt}, []any{3, b.Line, time.Time{}, until})
		f.same("stored", f.getTask(leased[0].ID), leased[0])
		f.accept(leased[0])
		_, err = f.s.TaskFail(f.ctx, f.failParams(leased[1]))
		f.ok(err)
		f.accept(leased[2])
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
		f.same("root", f.getTask(tasks[3].ID).State, muster.TaskDone)
	},
	"PlanningUnderAHold": func(f *fixture) {
		b := f.insert(f.batch())
		until := f.now.Add(time.Hour)
		f.holdBatch(b, until)
		_, err := f.s.BatchStart(f.ctx, move(b.ID, f.now))
		f.ok(err)
		f.same("starting leaves it", f.getBatch(b.ID).Hold.Until, until)
		tasks := tree(f.ids, 4, 2)
		f.ok(f.s.BatchGrow(f.ctx, muster.BatchGrowParams{ID: b.ID, Line: f.line(b.Priority), Tasks: tasks[4:], Now: f.now}))
		f.ok(f.s.BatchGrow(f.ctx, muster.BatchGrowParams{ID: b.ID, Tasks: tasks[:2], Now: f.now}))
		f.same("growing", len(f.lease("worker_1", 10)), 0)
		f.same("not before", f.getTask(tasks[0].ID).NotBefore, until)
		f.plan(b, tasks)
		f.same("planned", len(f.lease("worker_1", 10)), 0)
		f.release(b)
		var order []muster.TaskID
		for _, task := range f.lease("worker_1", 10) {
			order = append(order, task.ID)
			f.accept(task)
		}
		f.same("order", order, []muster.TaskID{tasks[0].ID, tasks[1].ID, tasks[2].ID, tasks[3].ID})
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
	},
	"RootThatPlanningMakesReady": func(f *fixture) {
		b := f.preparing(f.batch())
		tasks := tree(f.ids, 1, 2)
		f.ok(f.s.BatchGrow(f.ctx, muster.BatchGrowParams{ID: b.ID, Tasks: tasks, Now: f.now}))
		f.holdBatch(b, f.now.Add(time.Hour))
		f.plan(b, tasks)
		f.same("state", f.getTask(tasks[0].ID).State, muster.TaskReady)
		f.same("leased", len(f.lease("worker_1", 10)), 0)
		f.release(b)
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
	},
	"InsertedWithAHold": func(f *fixture) {
		in := f.batch()
		in.Hold = muster.Hold{Until: f.now.Add(time.Hour), Reason: "asked first"}
		in.Sourcing = muster.SourceMarketFirst
		b := f.preparing(in)
		f.plan(b, tree(f.ids, 2, 2))
		f.same("leased", len(f.lease("worker_1", 10)), 0)
		f.same("events", f.told(b.ID, muster.EventBatchHold), []string{`{"state":"pending","until":"2026-03-01T13:00:00.123456Z","reason":"asked first"}`})
		f.release(b)
		f.same("released", len(f.lease("worker_1", 10)), 2)
		for _, spoil := range []func(*muster.Batch){
			func(b *muster.Batch) { b.Hold = muster.Hold{Reason: "without a time"} },
			func(b *muster.Batch) { b.Hold = muster.Hold{Until: f.now.AddDate(9000, 0, 0)} },
			func(b *muster.Batch) { b.Hold = muster.Hold{Until: f.now, Reason: "a\x00"} },
			func(b *muster.Batch) { b.Sourcing = "elsewhere" },
		} {
			in := f.batch()
			spoil(&in)
			_, _, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: in, Now: f.now})
			f.code(err, muster.CodeInvalid)
		}
	},
	"WhatIsLeasedGoesOn": func(f *fixture) {
		b, tasks := f.proving(4, 2)
		leased := f.lease("worker_1", 2)
		f.holdBatch(b, f.now.Add(time.Hour))
		f.accept(leased[0])
		_, err := f.s.TaskFail(f.ctx, f.failParams(leased[1]))
		f.ok(err)
		f.same("a retry", f.leaseOne("worker_2").ID, leased[1].ID)
		f.tick(2 * time.Minute)
		_, err = f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
		f.ok(err)
		again := f.leaseOne("worker_3")
		f.same("after a lost worker", again.ID, leased[1].ID)
		f.accept(again)
		f.same("what they open", f.leaseOne("worker_1").ID, tasks[4].ID)
		f.same("and no more", len(f.lease("worker_1", 10)), 0)
	},
	"APauseOutlastsARelease": func(f *fixture) {
		b, _ := f.proving(2, 2)
		leased := f.lease("worker_1", 2)
		for i, pause := range []time.Duration{10 * time.Minute, 2 * time.Hour} {
			p := f.failParams(leased[i])
			p.NotBefore = f.now.Add(pause)
			_, err := f.s.TaskFail(f.ctx, p)
			f.ok(err)
		}
		f.holdBatch(b, f.now.Add(time.Hour))
		f.same("the later", f.getTask(leased[0].ID).NotBefore, f.now.Add(time.Hour))
		f.same("of both", f.getTask(leased[1].ID).NotBefore, f.now.Add(2*time.Hour))
		f.tick(time.Minute)
		f.release(b)
		f.same("after the release", f.getTask(leased[0].ID).NotBefore, f.now.Add(9*time.Minute))
		f.same("nothing yet", len(f.lease("worker_2", 10)), 0)
		f.tick(9 * time.Minute)
		f.same("its pause is over", f.leaseOne("worker_2").ID, leased[0].ID)
		f.same("the other's is not", len(f.lease("worker_2", 10)), 0)
	},
	"ExtendedShortenedReleased": func(f *fixture) {
		b, _ := f.proving(2, 2)
		f.holdBatch(b, f.now.Add(time.Hour))
		f.holdBatch(b, f.now.Add(2*time.Hour))
		f.tick(time.Hour)
		f.same("extended", len(f.lease("worker_1", 10)), 0)
		f.holdBatch(b, f.now.Add(10*time.Minute))
		f.tick(10 * time.Minute)
		f.same("shortened", len(f.lease("worker_1", 1)), 1)
		f.holdBatch(b, f.now.Add(time.Hour))
		f.same("held again", len(f.lease("worker_1", 10)), 0)
		f.same("released", f.release(b).Hold, muster.Hold{})
		f.same("no worker was waited for meanwhile", f.leaseOne("worker_1").ReadyAt, f.now)
		f.same("not before", f.getTask(mustList(f, b.ID)[1].ID).NotBefore, time.Time{})
	},
	"EventsTellWhatChanged": func(f *fixture) {
		b, _ := f.proving(2, 2)
		f.release(b) // is not held
		f.holdBatch(b, f.now.Add(time.Hour))
		f.holdBatch(b, f.now.Add(time.Hour))
		last, err := f.s.EventLast(f.ctx)
		f.ok(err)
		f.same("updated", f.getBatch(b.ID).UpdatedAt, f.now)
		f.tick(time.Second)
		_, err = f.s.BatchHold(f.ctx, muster.BatchHoldParams{ID: b.ID, Hold: f.getBatch(b.ID).Hold, Now: f.now})
		f.ok(err)
		f.same("the same again", f.lastEvent(), last)
		f.release(b)
		f.release(b)
		f.same("events", f.told(b.ID, muster.EventBatchHold), []string{
			`{"state":"proving","until":"2026-03-01T13:00:00.123456Z","reason":"a network proves it"}`, `{"state":"proving"}`,
		})
	},
	"OnlyBeforeTheProof": func(f *fixture) {
		for state := range muster.BatchTransitions {
			b := f.inState(state)
			_, err := f.s.BatchHold(f.ctx, muster.BatchHoldParams{ID: b.ID, Hold: muster.Hold{Until: f.now.Add(time.Hour)}, Now: f.now})
			_, err2 := f.s.BatchHold(f.ctx, muster.BatchHoldParams{ID: b.ID, Now: f.now})
			switch state {
			case muster.BatchPending, muster.BatchPreparing, muster.BatchProving:
				f.ok(err)
				f.ok(err2)
			default:
				f.code(err, muster.CodeState)
				f.code(err2, muster.CodeState)
				f.same("batch", f.getBatch(b.ID), b)
			}
		}
		_, err := f.s.BatchHold(f.ctx, muster.BatchHoldParams{ID: f.ids.Batch(), Now: f.now})
		f.code(err, muster.CodeNotFound)
		b := f.insert(f.batch())
		for _, h := range []muster.Hold{{Until: f.now.AddDate(9000, 0, 0)}, {Until: f.now.Add(time.Hour), Reason: strings.Repeat("\x00", 5000) + "\xff"}} {
			_, err := f.s.BatchHold(f.ctx, muster.BatchHoldParams{ID: b.ID, Hold: h, Now: f.now})
			if h.Reason == "" {
				f.code(err, muster.CodeInvalid)
			} else {
				f.ok(err) // what can't be kept of a reason is left out
			}
		}
	},
	"EndsByItself": func(f *fixture) {
		b, _ := f.proving(2, 2)
		until := f.now.Add(time.Minute)
		f.holdBatch(b, until)
		f.tick(time.Second)
		younger, _ := f.proving(2, 2)
		f.now = until
		leased := f.lease("worker_1", 3)
		f.same("behind all others", []muster.BatchID{leased[0].Batch, leased[1].Batch, leased[2].Batch}, []muster.BatchID{younger.ID, younger.ID, b.ID})
		for _, task := range leased {
			p := f.failParams(task)
			p.Attempt = muster.AttemptInterrupted
			_, err := f.s.TaskFail(f.ctx, p)
			f.ok(err)
		}
		f.same("a lease gives it its place", f.leaseOne("worker_1").ID, leased[2].ID)
		f.tick(time.Second)
		_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 1, Now: f.now})
		f.ok(err)
		last := f.leaseOne("worker_1")
		f.same("the reaper gives the others theirs", []any{last.Batch, last.ReadyAt}, []any{b.ID, until})
		f.same("hold", f.getBatch(b.ID).Hold, muster.Hold{})
		_, err = f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 1, Now: f.now})
		f.ok(err)
		told := f.told(b.ID, muster.EventBatchHold)
		f.same("events", []any{len(told), told[len(told)-1]}, []any{2, `{"state":"proving"}`})
	},
	"OfManyTasks": func(f *fixture) {
		b, _ := f.proving(manyLeaves, 50)
		before := mustList(f, b.ID)
		f.holdBatch(b, f.now.Add(time.Hour))
		f.holdBatch(b, f.now.Add(2*time.Hour))
		f.tick(time.Hour)
		f.same("extended", len(f.lease("worker_1", 10)), 0)
		f.release(b)
		f.same("released", f.ready(), manyLeaves)
		f.holdBatch(b, f.now.Add(time.Minute))
		f.tick(time.Minute)
		for range 2 {
			f.same("not all yet", f.ready() < manyLeaves, true)
			_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 1000, Now: f.now})
			f.ok(err)
		}
		f.same("all are back", f.ready(), manyLeaves)
		for i := range before { // leaves, as far as a list goes
			before[i].ReadyAt = f.now
		}
		f.same("as they were", mustList(f, b.ID), before)
	},
	"AReleaseThatIsCutShortIsEndedByTheReaper": func(f *fixture) {
		b, _ := f.proving(manyLeaves, 50)
		cut := 0
		for asked := 0; ; asked += 1 + asked/2 {
			f.holdBatch(b, f.now.Add(time.Hour))
			f.same("held", f.ready(), 0)
			_, err := f.s.BatchHold(endingContext(f.ctx, asked), muster.BatchHoldParams{ID: b.ID, Now: f.now})
			if !f.getBatch(b.ID).Hold.Until.IsZero() {
				continue // it had no effect
			}
			if f.ready() < manyLeaves {
				cut++
			}
			for range 2 {
				_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 1000, Now: f.now})
				f.ok(err)
			}
			f.same("free", f.ready(), manyLeaves)
			if err == nil {
				break
			}
		}
		if cut == 0 {
			f.Error("no call was cut short")
		}
	},
	"ReferencedProofOpensHeldTasks": func(f *fixture) {
		for _, how := range []string{"accept", "prove"} {
			first, _ := f.proving(1, 2)
			b := f.preparing(f.batch(first.ID))
			tasks := tree(f.ids, 1, 2)
			tasks[0].References = []int{0}
			f.plan(b, tasks)
			until := f.now.Add(time.Hour)
			f.holdBatch(b, until)
			var opened []muster.PoolID
			if how == "accept" {
				opened = f.accept(f.leaseOne("worker_1")).Opened
			} else {
				opened = f.prove(first).Opened
			}
			f.same("opened", opened, []muster.PoolID(nil))
			got := f.getTask(tasks[0].ID)
			f.same("task", []any{got.State, got.NotBefore, got.OpenInputs}, []any{muster.TaskReady, until, 0})
			f.same("leased", len(f.lease("worker_1", 10)), 0)
			f.release(b)
			f.same("released", f.leaseOne("worker_1").ID, tasks[0].ID)
		}
	},
	"OperatorsTakeTasksOut": func(f *fixture) {
		b, _ := f.proving(3, 3)
		f.holdBatch(b, f.now.Add(time.Hour))
		list := mustList(f, b.ID)
		got, err := f.s.TaskRequeue(f.ctx, list[1].ID, f.now)
		f.ok(err)
		f.same("requeued", []any{got.NotBefore, got.ReadyAt}, []any{time.Time{}, f.now})
		f.same("leased", f.leaseOne("worker_1").ID, list[1].ID)
		f.same("no other", len(f.lease("worker_1", 10)), 0)
		_, err = f.s.TaskQuarantine(f.ctx, list[0].ID, "because", f.now)
		f.ok(err)
		f.same("the failure ended it", f.getBatch(b.ID).Hold, muster.Hold{})
		_, err = f.s.BatchRetry(f.ctx, move(b.ID, f.now))
		f.ok(err)
		f.same("retried", len(f.lease("worker_2", 10)), 3)
	},
	"RetriedAndReleasedBatchesAreFree": func(f *fixture) {
		for _, how := range []string{"retry", "release"} {
			b, _ := f.proving(3, 3)
			task := f.leaseOne("worker_1")
			f.holdBatch(b, f.now.Add(time.Hour))
			f.quarantine(task)
			var err error
			if how == "retry" {
				_, err = f.s.BatchRetry(f.ctx, move(b.ID, f.now))
			} else {
				_, err = f.s.TaskRelease(f.ctx, task.ID, f.now)
			}
			f.ok(err)
			_, err = f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
			f.ok(err)
			var order []int
			for _, task := range f.lease("worker_2", 10) {
				order = append(order, task.Index)
				f.accept(task)
			}
			f.same(how, order, []int{0, 1, 2})
			f.complete()
		}
	},
	"RelinedWhileHeld": func(f *fixture) {
		first, _ := f.proving(1, 2)
		f.tick(time.Second)
		second, _ := f.proving(1, 2)
		f.holdBatch(second, f.now.Add(time.Hour))
		_, err := f.s.BatchReline(f.ctx, muster.BatchRelineParams{ID: second.ID, Priority: muster.PriorityHigh, Line: first.Line - 1, Now: f.now})
		f.ok(err)
		f.same("shown", f.getTask(mustList(f, second.ID)[0].ID).Line, first.Line-1)
		f.same("still held", f.leaseOne("worker_1").Batch, first.ID)
		f.same("and nothing else", len(f.lease("worker_1", 10)), 0)
		third, _ := f.proving(1, 2)
		f.release(second)
		leased := f.lease("worker_1", 2)
		f.same("in its new place", []muster.BatchID{leased[0].Batch, leased[1].Batch}, []muster.BatchID{second.ID, third.ID})
		f.same("priority", leased[0].Priority, muster.PriorityHigh)
		_, err = f.s.BatchReline(f.ctx, muster.BatchRelineParams{ID: second.ID, Line: 1 << 62, Now: f.now})
		f.code(err, muster.CodeInvalid)
		b := f.preparing(f.batch())
		f.code(f.s.BatchGrow(f.ctx, muster.BatchGrowParams{ID: b.ID, Line: 1 << 62, Tasks: tree(f.ids, 1, 2), Now: f.now}), muster.CodeInvalid)
	},
	"EndsWithTheBatch": func(f *fixture) {
		for name, end := range map[string]func(b muster.Batch){
			"cancel": func(b muster.Batch) { f.ok(f.moves()["cancel"](b.ID)) },
			"fail":   func(b muster.Batch) { f.ok(f.moves()["fail"](b.ID)) },
			"prove":  func(b muster.Batch) { f.prove(b) },
			"prune": func(b muster.Batch) {
				f.ok(f.moves()["cancel"](b.ID))
				f.prune(f.tick(time.Second), 10)
			},
		} {
			b, _ := f.proving(2, 2)
			f.holdBatch(b, f.now.Add(time.Minute))
			end(b)
			if name != "prune" {
				f.same(name, f.getBatch(b.ID).Hold, muster.Hold{})
			}
			last := f.lastEvent()
			_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.tick(time.Hour)})
			f.ok(err)
			f.same(name+": nothing is left to tell", f.lastEvent(), last)
		}
	},
	"LateResultOfAHeldTask": func(f *fixture) {
		b, _ := f.proving(2, 2)
		task := f.leaseOne("worker_1")
		f.tick(time.Hour)
		_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.now})
		f.ok(err)
		f.holdBatch(b, f.now.Add(time.Hour))
		got := f.accept(task)
		f.same("line", got.Task.Line, b.Line)
		f.same("done", []any{f.getTask(task.ID).State, f.getTask(task.ID).NotBefore}, []any{muster.TaskDone, time.Time{}})
		f.release(b)
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
	},
	"HeldAreNotInTheWay": func(f *fixture) {
		// However many are held, a look at the head of the line passes none: the
		// figures are in the benchmark, here it is that a full page of them does
		// not hide what stands behind.
		first, _ := f.proving(300, 50)
		f.holdBatch(first, f.now.Add(time.Hour))
		b, _ := f.proving(1, 2)
		for n := range 3 {
			f.same(fmt.Sprint("leased ", n), f.leaseOne("worker_1").Batch, b.ID)
			f.ok(f.interruptAll("worker_1"))
		}
	},
}

// manyLeaves are more than move in one transaction.
const manyLeaves = 1_100

// ready is how many tasks the fleet can have.
func (f *fixture) ready() int {
	f.Helper()
	counts, err := f.s.PoolCounts(f.ctx)
	f.ok(err)
	n := 0
	for _, c := range counts {
		n += c.Ready
	}
	return n
}

// holdBatch holds a batch.
func (f *fixture) holdBatch(b muster.Batch, until time.Time) muster.Batch {
	f.Helper()
	b, err := f.s.BatchHold(f.ctx, muster.BatchHoldParams{ID: b.ID, Hold: muster.Hold{Until: until, Reason: "a network proves it"}, Now: f.now})
	f.ok(err)
	return b
}

// endingContext ends when it was asked so often whether it has.
func endingContext(ctx context.Context, asked int) context.Context {
	e := &ending{Context: ctx, over: make(chan struct{})}
	close(e.over)
	e.left.Store(int64(asked))
	return e
}

type ending struct {
	context.Context
	left atomic.Int64
	over chan struct{}
}

func (e *ending) Err() error {
	if e.left.Add(-1) < 0 {
		return context.Canceled
	}
	return e.Context.Err()
}

func (e *ending) Done() <-chan struct{} {
	if e.left.Add(-1) < 0 {
		return e.over
	}
	return e.Context.Done()
}

// release ends a batch's hold.
func (f *fixture) release(b muster.Batch) muster.Batch {
	f.Helper()
	b, err := f.s.BatchHold(f.ctx, muster.BatchHoldParams{ID: b.ID, Now: f.now})
	f.ok(err)
	return b
}

// interruptAll gives back what a worker holds.
func (f *fixture) interruptAll(w muster.WorkerID) error {
	held, err := f.s.LeaseList(f.ctx, w)
	for _, task := range held {
		p := f.failParams(task)
		p.Attempt = muster.AttemptInterrupted
		if _, err := f.s.TaskFail(f.ctx, p); err != nil {
			return err
		}
	}
	return err
}
