package worker

import (
	"context"
	"errors"
	"time"

	"github.com/muster-zk/muster"
)

// adopt takes a granted task into the worker's hands.
func (l *loop) adopt(g muster.Grant) {
	if l.interrupted {
		return // the last words tell of it
	}
	id := g.Task.ID
	if h, ok := l.held[id]; ok {
		// Delivered again, or lost and leased anew while the work went on.
		if g.Fence > h.fence.Load() {
			h.fence.Store(g.Fence)
			h.lost = false
		}
		return
	}
	log := l.cfg.Log.With("batch", g.Task.Batch, "task", id, "name", g.Task.Name, "worker", l.id, "attempt", g.Task.Attempts)
	h := &held{grant: g, log: log, leaseFor: g.Task.LeaseFor}
	if h.leaseFor <= 0 {
		h.leaseFor = time.Until(g.Expires)
	}
	if h.leaseFor <= 0 { // it came late, or the clocks differ
		h.leaseFor = defaultFor
	}
	h.fence.Store(g.Fence)
	h.run, h.stop = context.WithCancelCause(l.work)
	left, made := l.leftovers[id]
	if (l.draining || l.commanded) && !made {
		l.giveBack(h)
		return
	}
	l.held[id] = h
	l.nextBeat(l.interval())
	if made {
		delete(l.leftovers, id)
		log.Info("task leased again, its result is here already")
		l.offer(h, left.output, left.fence)
		return
	}
	log.Info("task leased", "circuit", g.Task.Needs.CircuitName, "stage", g.Task.Needs.Stage, "backend", g.Task.Needs.Backend)
	l.queue = append(l.queue, h)
}

// giveBack returns a task that came when no more were wanted.
func (l *loop) giveBack(h *held) {
	h.stop(errInterrupted)
	h.log.Info("task given back", "reason", "draining")
	l.offering++
	l.calls.Go(func() {
		l.report(l.work, h.log, muster.FailureReport{
			Worker: l.id, Task: h.grant.Task.ID, Fence: h.grant.Fence, Interrupted: true, Message: "the worker is draining",
		})
		l.post(func() { l.offering-- })
	})
}

func (l *loop) start(h *held) {
	h.phase, h.started = phaseRunning, true
	l.running++
	l.cfg.Metrics.TaskStarted(h.grant.Task.Needs)
	go func() { // ends when the backend returns, at the latest
		start := time.Now()
		output, err := l.execute(h)
		h.finish()
		var class muster.FailureClass
		var job *muster.JobError
		if errors.As(err, &job) {
			class = job.Class
		}
		l.cfg.Metrics.TaskRan(h.grant.Task.Needs, class, time.Since(start))
		l.post(func() { l.ran(h, output, err) })
	}()
}

// ran handles what a backend made.
func (l *loop) ran(h *held, output []byte, err error) {
	l.running--
	switch {
	case l.interrupted && err != nil: // told already
		l.ended(h, OutcomeInterrupted)
	case h.stopped && (err != nil || h.over):
		l.ended(h, OutcomeStopped)
	case err == nil:
		// Also for a lease that is lost: a valid proof counts all the same.
		l.offer(h, output, h.fence.Load())
	default:
		l.reportFailure(h, err)
	}
}

func (l *loop) ended(h *held, o Outcome) {
	h.stop(nil)
	if l.held[h.grant.Task.ID] == h {
		delete(l.held, h.grant.Task.ID)
	}
	if h.started {
		l.cfg.Metrics.TaskEnded(h.grant.Task.Needs, o)
	}
}

// offer delivers a result that was made under a fence.
func (l *loop) offer(h *held, output []byte, fence int64) {
	h.phase = phaseDelivering
	l.offering++
	saved := make(chan struct{})
	l.calls.Go(func() { // beside the delivery, which mostly is as quick as a disk
		defer close(saved)
		if err := l.box.save(h.grant.Task.ID, fence, output); err != nil {
			h.log.Warn("result not kept on disk", "error", err)
		}
	})
	l.calls.Go(func() {
		outcome, err := l.deliver(l.work, offer{task: h.grant.Task.ID, fence: h.fence.Load, output: output, inline: h.grant.InlineLimit, log: h.log})
		<-saved
		if outcome != OutcomeInterrupted {
			l.forget(h.grant.Task.ID, fence)
		}
		l.post(func() {
			l.offering--
			if err != nil {
				l.reportFailure(h, err)
				return
			}
			l.ended(h, outcome)
		})
	})
}

func (l *loop) forget(task muster.TaskID, fence int64) {
	if err := l.box.drop(task, fence); err != nil {
		l.cfg.Log.Warn("delivered result stays on disk", "task", task, "error", err)
	}
}

// offerLeftovers delivers results of an earlier life whose leases did not come
// back: they may count still.
func (l *loop) offerLeftovers() {
	for id, r := range l.leftovers {
		delete(l.leftovers, id)
		log := l.cfg.Log.With("task", id, "worker", l.id)
		l.offering++
		l.calls.Go(func() {
			outcome, _ := l.deliver(l.work, offer{
				task: id, fence: func() int64 { return r.fence }, output: r.output, log: log,
			}) // there is no lease on which to report
			if outcome != OutcomeInterrupted {
				l.forget(id, r.fence)
			}
			l.post(func() { l.offering-- })
		})
	}
}

func (l *loop) reportFailure(h *held, err error) {
	h.phase = phaseReporting
	r := muster.FailureReport{Worker: l.id, Task: h.grant.Task.ID, Message: err.Error()}
	outcome := OutcomeFailed
	var job *muster.JobError
	if errors.As(err, &job) {
		r.Class, r.Message = job.Class, job.Err.Error()
	} else { // cancelled, and not by a stop
		r.Interrupted, outcome = true, OutcomeInterrupted
	}
	h.log.Warn("task failed", "class", r.Class, "error", err)
	r.Fence, r.Message = h.fence.Load(), tail(r.Message, mostMessage)
	h.report = &r
	l.offering++
	l.calls.Go(func() {
		l.report(l.work, h.log, r)
		l.post(func() {
			l.offering--
			l.ended(h, outcome)
		})
	})
}
