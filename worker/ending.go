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
	ctx, cancel := context.WithTimeout(context.WithoutCancel(l.work), lastWords)
	defer cancel()
	var reports sync.WaitGroup
	told := make(chan struct{})
	if l.registered {
		for _, h := range l.held {
			if h.phase == phaseReporting {
				continue
			}
			h.log.Info("task given back", "reason", "interrupted")
			reports.Go(func() {
				err := l.fail(ctx, muster.FailureReport{
					Worker: l.id, Task: h.grant.Task.ID, Fence: h.fence.Load(), Interrupted: true,
					Message: errInterrupted.Error(),
				})
				if err != nil && muster.CodeOf(err) != muster.CodeLeaseLost {
					h.log.Warn("report not delivered", "error", err)
				}
			})
		}
	}
	l.calls.Go(func() { reports.Wait(); close(told) })
	yield := time.NewTimer(yieldTime)
	defer yield.Stop()
	defer func() {
		for _, h := range l.held {
			l.ended(h, OutcomeInterrupted)
		}
	}()
	for waiting := true; waiting || l.running > 0; {
		select {
		case f := <-l.events:
			f()
		case <-told:
			told, waiting = nil, false
		case <-yield.C:
			if !waiting {
				return
			}
			l.running = 0 // whatever does not stop is left to itself
		}
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
