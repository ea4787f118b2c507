package chaos

import (
	"context"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/coordinator"
)

// operator is somebody with the command line who means well: between faults it
// drains and suspends workers and brings them back, takes tasks from their
// workers, gives them up and releases them, retries batches and moves them in
// the line.
func (w *world) operator() {
	l := newLuck(w.seed, 400)
	for !w.faults.over.Load() && w.ctx.Err() == nil {
		w.pause(l.between(2*time.Second, 40*time.Second))
		switch l.below(6) {
		case 0, 1:
			w.moveWorker(l)
		case 2:
			w.moveBatch(l)
		case 3:
			w.retryBatch(l)
		default:
			w.moveTask(l)
		}
	}
}

// moveWorker drains or suspends one for a while.
func (w *world) moveWorker(l *luck) {
	id := w.someone(l)
	if id == "" {
		return
	}
	drain := l.one(2)
	w.operate(l, "worker moved", func(ctx context.Context, c *coordinator.Coordinator) (err error) {
		if drain {
			_, err = c.DrainWorker(ctx, id)
		} else {
			_, err = c.SuspendWorker(ctx, id)
		}
		if err == nil {
			w.note(func() { w.barred[id] = time.Now() })
		}
		return err
	})
	w.pause(l.between(0, 60*time.Second))
	w.note(func() { delete(w.barred, id) })
	w.operate(l, "worker resumed", func(ctx context.Context, c *coordinator.Coordinator) error {
		_, err := c.ResumeWorker(ctx, id)
		return err
	})
}

// known is how long it may take until every coordinator knows that a worker is
// out of work, the trust that a record of it is given without a look at the
// store, and until a transaction that began before that is through a slow disk.
const known = 40 * time.Second

// isBarred reports whether every coordinator must know that a worker is to get
// nothing.
func (w *world) isBarred(id muster.WorkerID) (barred bool) {
	w.note(func() {
		at, ok := w.barred[id]
		barred = ok && time.Since(at) > known
	})
	return barred
}

// stays reports whether a worker is drained or suspended and had been for as
// long as it takes to be known when it asked: late messages of the operator's
// may have brought it back, and taken it out of work again.
func (w *world) stays(id muster.WorkerID, asked time.Time) bool {
	got, err := w.truth.WorkerGet(context.WithoutCancel(w.ctx), id)
	if err != nil {
		w.t.Error(err)
	}
	out := got.State == muster.WorkerDraining || got.State == muster.WorkerSuspended
	return out && asked.Sub(got.StateAt) > known
}

// someone is one of the workers that have registered.
func (w *world) someone(l *luck) muster.WorkerID {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.workers) == 0 {
		return ""
	}
	return w.workers[l.below(len(w.workers))]
}

func (w *world) moveBatch(l *luck) {
	b, ok := w.someBatch(l, muster.BatchPending, muster.BatchPreparing, muster.BatchProving)
	if !ok {
		return
	}
	if l.one(2) {
		w.operate(l, "batch relined", func(ctx context.Context, c *coordinator.Coordinator) error {
			_, err := c.SetPriority(ctx, b.ID, muster.Priority(l.below(3)))
			return err
		})
		return
	}
	w.operate(l, "batch relined", func(ctx context.Context, c *coordinator.Coordinator) error {
		_, err := c.SetDeadline(ctx, b.ID, time.Now().Add(l.between(time.Minute, time.Hour)))
		return err
	})
}

func (w *world) retryBatch(l *luck) {
	b, ok := w.someBatch(l, muster.BatchFailed)
	if !ok {
		return
	}
	w.note(func() { w.revived[b.ID] = true })
	w.operate(l, "batch retried", func(ctx context.Context, c *coordinator.Coordinator) error {
		_, err := c.RetryBatch(ctx, b.ID)
		return err
	})
}

func (w *world) someBatch(l *luck, states ...muster.BatchState) (muster.Batch, bool) {
	found, err := w.truth.BatchList(context.WithoutCancel(w.ctx), muster.BatchFilter{Limit: page, States: states})
	if err != nil {
		w.t.Error(err)
	}
	if len(found) == 0 {
		return muster.Batch{}, false
	}
	return found[l.below(len(found))], true
}

func (w *world) moveTask(l *luck) {
	b, ok := w.someBatch(l, muster.BatchProving, muster.BatchFailed)
	if !ok {
		return
	}
	tasks, err := w.truth.TaskList(context.WithoutCancel(w.ctx), muster.TaskFilter{Batch: b.ID, Limit: page, States: []muster.TaskState{
		muster.TaskReady, muster.TaskLeased, muster.TaskQuarantined,
	}})
	if err != nil {
		w.t.Error(err)
	}
	if len(tasks) == 0 {
		return
	}
	t := tasks[l.below(len(tasks))]
	switch {
	case t.State == muster.TaskQuarantined:
		w.note(func() { w.revived[b.ID] = true })
		w.operate(l, "task released", func(ctx context.Context, c *coordinator.Coordinator) error {
			_, err := c.ReleaseTask(ctx, t.ID)
			return err
		})
	case l.one(10):
		w.note(func() { w.given[t.ID] = true; w.requeued[t.ID] = true })
		w.operate(l, "task quarantined", func(ctx context.Context, c *coordinator.Coordinator) error {
			_, err := c.QuarantineTask(ctx, t.ID, "the operator's word")
			return err
		})
	default:
		w.note(func() { w.requeued[t.ID] = true })
		w.operate(l, "task requeued", func(ctx context.Context, c *coordinator.Coordinator) error {
			_, err := c.RetryTask(ctx, t.ID)
			return err
		})
	}
}

// operate does something once: whether it worked the operator sees later.
func (w *world) operate(l *luck, what string, do func(context.Context, *coordinator.Coordinator) error) {
	_, err := call(w, l, func(ctx context.Context, c *coordinator.Coordinator) (struct{}, error) { return struct{}{}, do(ctx, c) })
	if err == nil {
		seen.count(what)
	}
}

// resume brings every worker back, at the end of the faults.
func (w *world) resume() {
	l := newLuck(w.seed, 401)
	for _, id := range w.workers {
		for w.ctx.Err() == nil {
			_, err := call(w, l, func(ctx context.Context, c *coordinator.Coordinator) (muster.Worker, error) {
				return c.ResumeWorker(ctx, id)
			})
			if err == nil || muster.CodeOf(err) == muster.CodeState {
				break // it was online
			}
			w.pause(time.Second)
		}
	}
}
