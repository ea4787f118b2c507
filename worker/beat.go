package worker

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

// beat sends one heartbeat for all leases.
func (l *loop) beat() {
	if l.beating || !l.registered || l.interrupted {
		return
	}
	l.beating, l.beatDue = true, time.Time{}
	hb := muster.Heartbeat{Worker: l.id, Resident: l.w.resident()}
	for _, h := range l.held {
		if !h.lost {
			hb.Leases = append(hb.Leases, h.lease())
		}
	}
	slices.SortFunc(hb.Leases, func(a, b muster.LeaseProgress) int { return cmp.Compare(a.Task, b.Task) })
	ctx, cancel := context.WithTimeout(l.work, max(l.interval(), time.Second))
	l.calls.Go(func() {
		defer cancel()
		start := time.Now()
		answer, err := l.cfg.Coordinator.Heartbeat(ctx, hb)
		l.called("heartbeat", start, err)
		l.post(func() { l.beaten(hb, answer, unavailable(err)) })
	})
}

// beaten handles the answer to a heartbeat.
func (l *loop) beaten(hb muster.Heartbeat, answer muster.HeartbeatAnswer, err error) {
	l.beating = false
	if err != nil {
		if c := muster.CodeOf(err); c == muster.CodeUnauthenticated || c == muster.CodeNotFound {
			l.forgotten()
		}
		d := min(l.beatFail.after(err), l.interval())
		l.cfg.Log.Warn("call went wrong", "call", "heartbeat", "worker", l.id, "error", err, "again_in", d)
		l.nextBeat(d)
		return
	}
	l.beatFail.reset()
	l.nextBeat(l.interval())
	if answer.Drain != l.commanded {
		l.commanded = answer.Drain
		l.cfg.Log.Info("drain command", "worker", l.id, "drain", answer.Drain)
	}
	fences := make(map[muster.TaskID]int64, len(hb.Leases))
	for _, p := range hb.Leases {
		fences[p.Task] = p.Fence
	}
	for _, s := range answer.Leases {
		h := l.held[s.Task]
		if s.Held || h == nil || h.fence.Load() != fences[s.Task] {
			continue
		}
		l.loseLease(h, s.State)
	}
}

// loseLease stops work whose lease is no longer held. A result that exists is
// still delivered.
func (l *loop) loseLease(h *held, state muster.TaskState) {
	switch h.phase {
	case phaseDelivering, phaseReporting:
		h.lost = true
	case phaseQueued, phaseRunning:
		h.log.Info("task stopped", "reason", errStopped, "state", state)
		h.stopped, h.over = true, state.Terminal()
		h.stop(errStopped)
		delete(l.held, h.grant.Task.ID)
		l.queue = slices.DeleteFunc(l.queue, func(q *held) bool { return q == h })
	}
}

// interval is how often heartbeats go: three in the shortest lease.
func (l *loop) interval() time.Duration {
	d := idleBeat
	for _, h := range l.held {
		d = min(d, h.leaseFor/3)
	}
	return min(max(d, leastBeat), mostBeat)
}

// nextBeat has a heartbeat sent after d, or earlier where one is due earlier.
func (l *loop) nextBeat(d time.Duration) {
	due := time.Now().Add(d)
	if l.beating || !l.beatDue.IsZero() && !due.Before(l.beatDue) {
		return
	}
	l.beatDue = due
	l.beatAt.Reset(d)
}
