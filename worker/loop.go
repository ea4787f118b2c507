package worker

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// loop is one run of a worker. Its fields belong to the goroutine of run, but
// for those that never change after newLoop, and id, which is set before any
// goroutine that reads it is started.
type loop struct {
	w   *Worker
	cfg Config
	box *outbox
	id  muster.WorkerID

	events chan func()   // what other goroutines have to say
	done   chan struct{} // closed when nobody listens any more
	calls  sync.WaitGroup

	// work ends with an interruption; all that a worker does is below it.
	work context.Context
	end  context.CancelCauseFunc

	held      map[muster.TaskID]*held
	queue     []*held                    // granted beyond the free slots
	leftovers map[muster.TaskID]leftover // of an earlier life, until the first answer to a lease call
	running   int                        // slots in use
	offering  int                        // results and reports on their way

	registered  bool
	welcome     bool // registered at least once
	entering    bool
	leasing     bool
	cancelLease context.CancelFunc
	again       bool // ask for what is held already
	leasePause  *time.Timer
	pausing     bool
	onError     backoff
	onEmpty     backoff

	beating  bool
	beatAt   *time.Timer
	beatDue  time.Time // when beatAt fires; zero: not set
	beatFail backoff

	draining    bool // for good
	commanded   bool // by the coordinator, for now
	swept       bool
	interrupted bool
	fatal       error
}

// Pauses and intervals.
const (
	idleBeat   = 5 * time.Second // heartbeats without a lease
	mostBeat   = 10 * time.Second
	leastBeat  = 200 * time.Millisecond
	sweepTime  = 3 * time.Second
	lastTime   = 5 * time.Second // for telling what was interrupted
	yieldTime  = time.Second     // for backends to return when interrupted
	defaultFor = 12 * time.Second
)

func newLoop(w *Worker, box *outbox) *loop {
	l := &loop{
		w: w, cfg: w.cfg, box: box, id: w.cfg.ID,
		events: make(chan func()), done: make(chan struct{}),
		held: make(map[muster.TaskID]*held), leftovers: make(map[muster.TaskID]leftover),
		again: true,
	}
	l.onError = l.backoff(200*time.Millisecond, 15*time.Second)
	l.onEmpty = l.backoff(100*time.Millisecond, 2*time.Second)
	l.beatFail = l.backoff(250*time.Millisecond, idleBeat)
	return l
}

func (l *loop) backoff(first, most time.Duration) backoff {
	return backoff{first: first, most: most, jitter: l.cfg.Jitter}
}

// post hands f to the loop's goroutine. Once the loop has ended it does nothing.
func (l *loop) post(f func()) {
	select {
	case l.events <- f:
	case <-l.done:
	}
}

func (l *loop) run(ctx context.Context) error {
	left, err := l.box.load()
	if err != nil {
		return err
	}
	for _, r := range left {
		l.leftovers[r.task] = r
	}
	l.work, l.end = context.WithCancelCause(context.WithoutCancel(ctx))
	l.leasePause, l.beatAt = stoppedTimer(), stoppedTimer()
	grace := stoppedTimer()
	drain, ended, interrupt := l.w.drain, ctx.Done(), l.w.interrupt
	for !l.finished() {
		l.advance()
		select {
		case f := <-l.events:
			f()
		case <-l.leasePause.C:
			l.pausing = false
		case <-l.beatAt.C:
			l.beat()
		case <-drain:
			drain = nil
			l.drain("asked to")
		case <-ended:
			ended = nil
			l.drain("shutting down")
			grace.Reset(l.cfg.Grace)
		case <-grace.C:
			l.interrupt()
		case <-interrupt:
			l.interrupt()
		}
	}
	l.end(errInterrupted)
	close(l.done)
	l.calls.Wait()
	for _, t := range []*time.Timer{l.leasePause, l.beatAt, grace} {
		t.Stop()
	}
	return l.fatal
}

func stoppedTimer() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

func (l *loop) finished() bool {
	if l.fatal != nil || l.interrupted {
		return true
	}
	return l.draining && len(l.held) == 0 && l.running == 0 && l.offering == 0 && !l.leasing
}

// advance starts whatever can be started.
func (l *loop) advance() {
	for len(l.queue) > 0 && l.running < l.cfg.Slots {
		h := l.queue[0]
		l.queue = l.queue[1:]
		l.start(h)
	}
	if !l.registered {
		if !l.entering && !l.pausing {
			l.enter()
		}
		return
	}
	free := l.cfg.Slots - l.running - len(l.queue)
	// Results that do not get away must not pile up.
	if l.leasing || l.pausing || l.draining || l.commanded || free <= 0 || l.offering > 2*l.cfg.Slots {
		return
	}
	l.lease(muster.LeaseRequest{Max: free, Wait: l.cfg.LeaseWait, Again: l.again})
}

// enter registers the worker, for the first time or where the coordinator has
// forgotten it.
func (l *loop) enter() {
	l.entering = true
	ctx, cancel := context.WithTimeout(l.work, callTimeout)
	r := muster.Registration{
		ID: l.id, Name: l.cfg.Name, PublicKey: l.cfg.PublicKey, Version: l.cfg.Version,
		Group: l.cfg.Group, Zone: l.cfg.Zone, Region: l.cfg.Region, Capabilities: l.w.capabilities(),
	}
	l.calls.Go(func() {
		defer cancel()
		start := time.Now()
		w, err := l.cfg.Coordinator.Register(ctx, r)
		l.called("register", start, err)
		l.post(func() {
			l.entering = false
			if err = unavailable(err); err != nil {
				l.refused(err)
				return
			}
			l.welcomed(w)
		})
	})
}

func (l *loop) welcomed(w muster.Worker) {
	l.cfg.Log.Info("registered", "worker", w.ID, "name", l.cfg.Name, "state", w.State)
	if l.id == "" {
		l.id = w.ID
	}
	l.registered, l.welcome = true, true
	l.onError.reset()
	if len(l.held) > 0 {
		l.beat() // none went while the worker was not known
		return
	}
	l.nextBeat(l.interval())
}

// refused handles a registration that did not work out. A worker that was never
// let in has nothing to lose by ending; one that was waits for better times.
func (l *loop) refused(err error) {
	if code := muster.CodeOf(err); !l.welcome && (final(code) || code == muster.CodeUnauthenticated) {
		l.fatal = fmt.Errorf("register worker: %w", err)
		return
	}
	l.pauseLease(err, "registration")
}

func (l *loop) pauseLease(err error, what string) {
	d := l.onError.after(err)
	l.cfg.Log.Warn("call went wrong", "call", what, "worker", l.id, "error", err, "again_in", d)
	l.pausing = true
	l.leasePause.Reset(d)
}

// forgotten makes the worker register anew.
func (l *loop) forgotten() { l.registered = false }

// lease calls for tasks.
func (l *loop) lease(req muster.LeaseRequest) {
	l.leasing = true
	ctx, cancel := context.WithTimeout(l.work, req.Wait+callTimeout)
	l.cancelLease = cancel
	req.Worker, req.Capabilities = l.id, l.w.capabilities()
	l.calls.Go(func() {
		defer cancel()
		start := time.Now()
		grants, err := l.cfg.Coordinator.Lease(ctx, req)
		l.called("lease", start, err)
		l.post(func() { l.leased(req, grants, unavailable(err), time.Since(start)) })
	})
}

// leased handles the answer to a lease call.
func (l *loop) leased(req muster.LeaseRequest, grants []muster.Grant, err error, took time.Duration) {
	l.leasing = false
	if err != nil {
		// The answer may have been lost on its way, with leases in it.
		l.again = true
		if l.draining {
			l.sweep()
			return
		}
		if c := muster.CodeOf(err); c == muster.CodeUnauthenticated || c == muster.CodeNotFound {
			l.forgotten()
		}
		l.pauseLease(err, "lease")
		return
	}
	l.again = false
	l.onError.reset()
	for _, g := range grants {
		l.adopt(g)
	}
	l.offerLeftovers()
	switch {
	case len(grants) > 0:
		l.onEmpty.reset()
	case took < req.Wait/2: // an answer that came too soon to ask again at once
		l.pausing = true
		l.leasePause.Reset(l.onEmpty.next())
	}
}
