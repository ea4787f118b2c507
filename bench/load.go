package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/muster-zk/muster"
)

// Plane is the public API as the load uses it. client.Client is one.
type Plane interface {
	Submit(ctx context.Context, s muster.Submission) (muster.Batch, bool, error)
	Batch(ctx context.Context, id muster.BatchID) (muster.BatchStatus, error)
	Batches(ctx context.Context, f muster.BatchFilter) ([]muster.Batch, error)
	Cancel(ctx context.Context, id muster.BatchID) (muster.Batch, error)
}

// look is how often the batches are looked at.
const look = 100 * time.Millisecond

// open is a batch under way.
type open struct {
	submitted time.Time
	planned   bool
}

// load submits batches and follows them.
type load struct {
	cfg   Config
	plane Plane
	rec   *recorder
	rnd   *rand.Rand
	// run tells the batches of one run from those of another with its seed.
	run    string
	counts map[string]int // slices by circuit

	open      map[muster.BatchID]*open
	shown     atomic.Pointer[Progress] // for another goroutine
	absent    int                      // calls in a row that the server did not answer
	submitted int
	planned   int
	ended     map[muster.BatchState]int
	failure   string // of the first batch that failed
	tasks     int    // of the batches that ended
}

// follow submits and follows batches until all have ended or ctx ends. Planned
// is called once, when the first load is planned.
func (l *load) follow(ctx context.Context, planned func()) error {
	tick := time.NewTicker(look)
	defer tick.Stop()
	next := time.Now() // when the next one is due, at a rate
	for {
		var err error
		if next, err = l.submitDue(ctx, next); err != nil {
			return err
		}
		if err := l.look(ctx); err != nil {
			return err
		}
		l.shown.Store(&Progress{Open: len(l.open), Ended: l.submitted - len(l.open)})
		if planned != nil && l.planned >= l.first() {
			planned()
			planned = nil
		}
		if len(l.open) == 0 && l.cfg.Batches > 0 && l.submitted >= l.cfg.Batches {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// progress returns what is known of the batches, to any goroutine.
func (l *load) progress() Progress {
	if p := l.shown.Load(); p != nil {
		return *p
	}
	return Progress{}
}

// first is how many batches make the first load.
func (l *load) first() int {
	if l.cfg.Rate > 0 {
		return 1
	}
	if l.cfg.Batches > 0 {
		return min(l.cfg.Open, l.cfg.Batches)
	}
	return l.cfg.Open
}

// submitDue submits what is due and returns when the next one is.
func (l *load) submitDue(ctx context.Context, next time.Time) (time.Time, error) {
	for l.cfg.Batches == 0 || l.submitted < l.cfg.Batches {
		if l.cfg.Rate > 0 {
			if time.Now().Before(next) {
				break
			}
			next = next.Add(time.Duration(l.rnd.ExpFloat64() / l.cfg.Rate * float64(time.Second)))
		} else if len(l.open) >= l.cfg.Open {
			break
		}
		if err := l.submit(ctx); err != nil {
			return next, err
		}
	}
	return next, nil
}

func (l *load) submit(ctx context.Context) error {
	label := fmt.Sprintf("bench-%s-%d", l.run, l.submitted)
	input, err := json.Marshal(map[string]any{"label": label, "slices": l.counts})
	if err != nil {
		return fmt.Errorf("encode a batch: %w", err)
	}
	asked := time.Now()
	b, _, err := l.plane.Submit(ctx, muster.Submission{
		Key: label, Pipeline: l.cfg.Pipeline, Input: input, Labels: map[string]string{"bench": l.run},
	})
	if ctx.Err() != nil {
		return nil
	}
	if muster.CodeOf(err) == muster.CodeExhausted && len(l.open) > 0 {
		l.rec.fault(TimeSubmit, err, time.Now())
		return nil // over capacity: it comes again when it is due again
	}
	if err != nil {
		return fmt.Errorf("submit a batch: %w", err)
	}
	l.rec.time(TimeSubmit, time.Since(asked))
	l.open[b.ID] = &open{submitted: asked}
	l.submitted++
	return nil
}

// alive are the states of batches that have not ended.
var alive = []muster.BatchState{muster.BatchPending, muster.BatchPreparing, muster.BatchProving, muster.BatchSettling}

// look asks how far the open batches are. The list says it of many at once and
// counts no tasks, which a batch's own page does.
func (l *load) look(ctx context.Context) error {
	const page = 500
	states := make(map[muster.BatchID]muster.BatchState)
	for f := (muster.BatchFilter{States: alive, Limit: page}); len(l.open) > 0; {
		batches, err := l.plane.Batches(ctx, f)
		if err != nil {
			return l.wrong(ctx, "list batches", err)
		}
		l.absent = 0
		for _, b := range batches {
			states[b.ID] = b.State
			f.Before = b.Sequence
		}
		if len(batches) < page {
			break
		}
	}
	now := time.Now()
	for id, o := range l.open {
		state, running := states[id]
		if !running {
			if err := l.end(ctx, id, o, now); err != nil {
				return err
			}
			continue
		}
		if !o.planned && state != muster.BatchPending && state != muster.BatchPreparing {
			l.plan(o, now)
		}
	}
	return nil
}

func (l *load) plan(o *open, now time.Time) {
	o.planned = true
	l.planned++
	l.rec.time(TimePlan, now.Sub(o.submitted))
}

// end records a batch that has ended.
func (l *load) end(ctx context.Context, id muster.BatchID, o *open, now time.Time) error {
	b, err := l.plane.Batch(ctx, id)
	if err != nil {
		return l.wrong(ctx, "get a batch", err)
	}
	if !b.State.Terminal() {
		return nil // it was submitted while the list was made
	}
	if !o.planned {
		l.plan(o, now)
	}
	if b.State == muster.BatchFailed && l.failure == "" {
		l.failure = b.Failure
	}
	for _, n := range b.Tasks {
		l.tasks += n.Count
	}
	l.ended[b.State]++
	l.rec.time(TimeBatch, now.Sub(o.submitted))
	delete(l.open, id)
	return nil
}

// mostAbsent is for how many calls in a row the server may be absent.
const mostAbsent = 100

// wrong takes a server that is absent for a while for a fault of the run,
// anything else for its end.
func (l *load) wrong(ctx context.Context, doing string, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	l.rec.fault(doing, err, time.Now())
	var coded *muster.Error
	known := errors.As(err, &coded) && coded.Code != muster.CodeUnavailable && coded.Code != muster.CodeExhausted
	if l.absent++; known || l.absent > mostAbsent {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// cancel cancels what is still open.
func (l *load) cancel(ctx context.Context) error {
	for id := range l.open {
		if _, err := l.plane.Cancel(ctx, id); err != nil && muster.CodeOf(err) != muster.CodeState {
			return fmt.Errorf("cancel %s: %w", id, err)
		}
	}
	return nil
}

// deal deals n slices in turn to circuits.
func deal(n int, circuits []string) map[string]int {
	out := make(map[string]int, len(circuits))
	for i, c := range circuits {
		share := n / len(circuits)
		if i < n%len(circuits) {
			share++
		}
		if share > 0 {
			out[c] = share
		}
	}
	return out
}
