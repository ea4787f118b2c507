package worker

import (
	"context"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// drain stops leasing for good. Run returns once nothing is held.
func (l *loop) drain(why string) {
	if l.draining {
		return
	}
	l.draining = true
	l.cfg.Log.Info("draining", "worker", l.id, "reason", why, "held", len(l.held))
	if l.leasing {
		l.cancelLease()
	}
	// What has not begun can begin elsewhere at once.
	for _, h := range l.queue {
		delete(l.held, h.grant.Task.ID)
		l.giveBack(h)
	}
	l.queue = nil
}

// interrupt gives back all that is held and ends the loop.
func (l *loop) interrupt() {
	l.interrupted = true
	l.cfg.Log.Info("interrupted", "worker", l.id, "held", len(l.held))
	l.end(errInterrupted)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(l.work), lastTime)
	defer cancel()
	told := make(chan struct{})
	l.calls.Go(l.lastWords(ctx, told))
	yield := time.NewTimer(yieldTime)
	defer yield.Stop()
	for waiting := true; waiting || l.running > 0; {
		select {
		case f := <-l.events:
			f()
		case <-told:
			told, waiting = nil, false
		case <-yield.C:
			l.running = 0 // whatever does not stop is left to itself
		}
	}
	for _, h := range l.held {
		l.ended(h, OutcomeInterrupted)
	}
}

// lastWords returns what tells the coordinator of all tasks that end here, and
// closes told when it has heard or has no more time to.
func (l *loop) lastWords(ctx context.Context, told chan<- struct{}) func() {
	reports := make(map[muster.TaskID]muster.FailureReport, len(l.held))
	for id, h := range l.held {
		reports[id] = muster.FailureReport{
			Worker: l.id, Task: id, Fence: h.fence.Load(), Interrupted: true, Message: errInterrupted.Error(),
		}
		if h.report != nil { // it failed before, and that may not have arrived
			reports[id] = *h.report
		}
	}
	registered, leasing, id := l.registered, l.leasing, l.id
	caps := l.w.capabilities()
	return func() {
		defer close(told)
		if !registered {
			return
		}
		if leasing { // leases may have come of a call that was cut
			grants, err := l.cfg.Coordinator.Lease(ctx, muster.LeaseRequest{Worker: id, Capabilities: caps, Max: 1, Again: true})
			if err != nil {
				l.cfg.Log.Warn("call went wrong", "call", "lease", "worker", id, "error", err)
			}
			for _, g := range grants {
				if _, ok := reports[g.Task.ID]; !ok {
					reports[g.Task.ID] = muster.FailureReport{
						Worker: id, Task: g.Task.ID, Fence: g.Fence, Interrupted: true, Message: errInterrupted.Error(),
					}
				}
			}
		}
		var calls sync.WaitGroup
		for task, r := range reports {
			calls.Go(func() {
				err := l.fail(ctx, r)
				if err != nil && muster.CodeOf(err) != muster.CodeLeaseLost {
					l.cfg.Log.Warn("report not delivered", "task", task, "worker", id, "error", err)
				}
			})
		}
		calls.Wait()
	}
}

// sweep finds out, when draining cut a lease call short, whether leases came of
// it. Without it they would run out, and cost attempts.
func (l *loop) sweep() {
	if l.swept || !l.registered || l.interrupted {
		return
	}
	l.swept, l.leasing = true, true
	req := muster.LeaseRequest{Worker: l.id, Capabilities: l.w.capabilities(), Max: 1, Again: true}
	ctx, cancel := context.WithTimeout(l.work, sweepTime)
	l.cancelLease = cancel
	l.calls.Go(func() {
		defer cancel()
		grants, err := l.cfg.Coordinator.Lease(ctx, req)
		l.post(func() {
			l.leasing = false
			if err != nil {
				l.cfg.Log.Warn("call went wrong", "call", "lease", "worker", l.id, "error", err)
			}
			for _, g := range grants {
				l.adopt(g)
			}
		})
	})
}
