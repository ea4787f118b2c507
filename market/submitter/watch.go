package submitter

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// mostSteps is how many things are done about a batch before others have their
// turn: enough for any way through the states.
const mostSteps = 16

// mostEnded is of how many watches the last thing seen is remembered, so that
// events that come late are not told once more.
const mostEnded = 10_000

// watch is one batch that is taken to the market. Its owner is the goroutine
// that follows it; kick, alert and listed are the rounds'.
type watch struct {
	id    market.RequestID
	batch muster.BatchID
	kick  chan struct{}
	alert atomic.Pointer[string] // what a person has to look after; nil: nothing
	// listed is what the last round saw of the batch, zero once it is not open.
	listed  listed
	started bool
	due     time.Time // when the rounds wake it, by the chain's clock; guarded by Submitter.mu

	known    bool // its muster has the batch
	failures int  // in a row, of looking and of doing
	trouble  Trouble
	held     bool // by this process
	sent     chan sent
	verdict  Verdict
	judged   proofKey // that verdict is of
	// marked is when a mark was confirmed last: a node that lags may not know of
	// it for a while.
	marked time.Time
	seen   seenState
}

// proofKey names a proof on the chain.
type proofKey struct {
	number uint64
	hash   common.Hash
}

type seenState struct {
	number uint64
	state  muster.RequestState
}

// sent is what came of a transaction.
type sent struct {
	kind Kind
	err  error
}

// watch returns the watch of a request, which it begins where there is none. It
// is called with mu held.
func (s *Submitter) watch(id market.RequestID, b muster.BatchID) *watch {
	w := s.watches[id]
	if w == nil {
		w = &watch{id: id, batch: b, kick: make(chan struct{}, 1), seen: s.ended[id]}
		s.watches[id] = w
	}
	return w
}

// stir wakes the watch of a request, which it begins where there is none, if
// something about it changed. It is not forgotten in between.
func (s *Submitter) stir(id market.RequestID, b muster.BatchID, changed func(*watch) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.watch(id, b); changed(w) {
		w.wake()
	}
}

// stirDue wakes the watches whose time has come by the chain's clock, which need
// not run as ours does.
func (s *Submitter) stirDue(chain time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.watches {
		if !w.due.IsZero() && !chain.Before(w.due) {
			w.due = time.Time{}
			w.wake()
		}
	}
}

// awaits notes when the chain's clock is to wake a watch.
func (s *Submitter) awaits(w *watch, due time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.due = due
}

// unstarted returns the watches that nobody follows yet, and takes them for
// followed.
func (s *Submitter) unstarted() []*watch {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*watch
	for _, w := range s.watches {
		if !w.started {
			w.started = true
			all = append(all, w)
		}
	}
	return all
}

// forget ends a watch, unless something happened that it has not looked at.
func (s *Submitter) forget(w *watch) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(w.kick) > 0 {
		return false
	}
	delete(s.watches, w.id)
	if len(s.ended) >= mostEnded {
		clear(s.ended)
	}
	s.ended[w.id] = w.seen
	return true
}

// wake has the batch looked at.
func (w *watch) wake() {
	select {
	case w.kick <- struct{}{}:
	default: // it will be
	}
}

// advance does what there is to do about a batch now. It returns when to look
// again at the latest; done says that there will be nothing more.
func (s *Submitter) advance(ctx context.Context, w *watch) (wake time.Time, done bool) {
	for range mostSteps {
		s.collect(ctx, w)
		did, wake := s.step(ctx, w)
		switch {
		case ctx.Err() != nil:
			return wake, false
		case did.call != nil:
			s.send(ctx, w, did.kind, *did.call)
		case did.kind == Done:
			return wake, w.sent == nil
		case did.kind == Wait:
			return wake, false
		}
	}
	return s.cfg.Now().Add(soon), false
}

// step is what was done about a batch.
type step struct {
	kind Kind
	call *evm.Call // to be sent; nil: none
}

// step looks at a batch, decides, and does one thing, for which it has bounded
// time. After Wait it returns when to look again at the latest.
func (s *Submitter) step(ctx context.Context, w *watch) (step, time.Time) {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	v, err := s.view(ctx, w)
	if notFound(err) && !w.known { // another muster's batch
		return step{kind: Done}, s.cfg.Now().Add(look)
	}
	now := s.cfg.Now()
	if err != nil {
		return step{kind: Wait}, s.later(ctx, w, now, err)
	}
	a := Decide(now, s.policy, v)
	s.tell(ctx, w, a)
	switch a.Kind {
	case Wait:
		if v.Trouble == (Trouble{}) {
			w.failures = 0
		}
		s.awaits(w, a.Due)
		return step{kind: Wait}, a.Wake
	case Done:
		return step{kind: Done}, now.Add(look)
	case Hold, Release, Ask, Mark, Bring, Judge:
	}
	call, err := s.act(ctx, w, v, a)
	if err != nil {
		return step{kind: Wait}, s.later(ctx, w, now, err)
	}
	return step{a.Kind, call}, time.Time{}
}

// later puts a batch off after an error.
func (s *Submitter) later(ctx context.Context, w *watch, now time.Time, err error) time.Time {
	w.failures++
	s.log.DebugContext(ctx, "batch put off", "batch", w.batch, "request", w.id, "error", err)
	return now.Add(max(pause(w.failures, time.Second, longestPause), retryAfter(err)))
}

// tell logs an alert when it begins and when it ends.
func (s *Submitter) tell(ctx context.Context, w *watch, a Action) {
	before := w.alert.Load()
	switch {
	case a.Alert != "" && (before == nil || *before != a.Alert):
		w.alert.Store(&a.Alert)
		s.log.ErrorContext(ctx, "batch needs a person", "batch", w.batch, "request", w.id, "why", a.Alert)
	case a.Alert == "" && before != nil && a.Kind == Wait:
		w.alert.Store(nil)
		s.log.InfoContext(ctx, "batch goes on", "batch", w.batch, "request", w.id)
	case a.Kind == Done:
		w.alert.Store(nil)
	}
}

// attrs are the attributes of a line about an action.
func (w *watch) attrs(v View) []any {
	all := []any{slog.Any("batch", w.batch), slog.Any("request", w.id)}
	if v.Request != nil {
		all = append(all, slog.Int("attempt", v.Request.Attempt), slog.String("network", v.Network), slog.Any("state", v.Request.State))
	}
	return all
}
