package settler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

const (
	// lineLimit is how many open settlements are looked at.
	lineLimit = 1000
	// finalLimit is for how many settlements it is watched that they stay final.
	finalLimit = 4
	// abandonedLimit is how many abandoned ones with transactions are looked at,
	// of the last lineLimit: a cancelled batch's has none.
	abandonedLimit = 100
	// idlePoll is the pause between two looks at a chain that nothing goes to.
	idlePoll = 30 * time.Second
	// freshFor is how long the chain is taken for as it was seen, where a turn
	// lasts.
	freshFor = 10 * time.Second
	// attemptsAtOnce is how many attempts are looked for within CallFor at least.
	attemptsAtOnce = 20
	// maxSteps bounds the decisions of one turn.
	maxSteps = 64
)

var open = []muster.SettlementState{
	muster.SettlementWaiting, muster.SettlementPrepared, muster.SettlementSubmitted, muster.SettlementIncluded, muster.SettlementFailed,
}

// term is what a settler knows during one term of office. One goroutine owns it.
type term struct {
	*Settler
	lose context.CancelCauseFunc

	memory settle.Memory
	seen   settle.Observation
	asked  map[string]bool
	line   []muster.SettlementDetail
	past   []muster.SettlementDetail
	begun  bool // the past was read
	tries  map[muster.BatchID][]muster.SettlementAttempt
	claims map[muster.BatchID]settle.Claim
	over   map[muster.BatchID]bool // abandoned ones that come to nothing any more
	class  settle.Class            // as logged last

	failed int           // turns in a row that met an error
	again  time.Duration // when a node that limits calls wants to be asked again
	hurt   bool          // this turn met an error
}

// run takes turns until the office is lost.
func (t *term) run(ctx context.Context) {
	for ctx.Err() == nil {
		t.hurt, t.again = false, 0
		if err := t.turn(ctx); err != nil && ctx.Err() == nil {
			t.hurt = true
			t.log.WarnContext(ctx, "settle", "error", err)
		}
		if !t.hurt {
			t.failed = 0
			t.wait(ctx, t.cfg.Poll, t.wake)
			continue
		}
		// Who wakes it then is not heard: a node that is down gets its rest.
		t.failed++
		t.wait(ctx, max(t.backoff(t.failed), min(t.again, maxPause)), nil)
	}
}

// turn looks at the chain once and does what is to be done.
func (t *term) turn(ctx context.Context) error {
	if err := t.load(ctx); err != nil {
		return err
	}
	for step := range maxSteps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if t.due(step) {
			t.observe(ctx)
		}
		s := settle.Situation{Chain: t.cfg.Chain.Name(), Sender: t.cfg.Chain.Sender(), Line: t.line, Past: t.past, Seen: t.seen, Asked: t.asked, Memory: t.memory}
		d := settle.Decide(t.cfg.Now(), t.cfg.Policy, s)
		if len(d.Actions) == 0 {
			t.settled(ctx, s, d)
			return nil
		}
		for _, a := range d.Actions {
			if err := t.do(ctx, a); err != nil {
				t.report(d)
				return fmt.Errorf("%s: %w", a, err)
			}
		}
		if err := t.load(ctx); err != nil {
			return err
		}
	}
	return fmt.Errorf("no end of decisions after %d", maxSteps)
}

// due reports whether it is time to look at the chain again.
func (t *term) due(step int) bool {
	age := t.cfg.Now().Sub(t.seen.At)
	if t.idle() {
		return step == 0 && (t.memory.Failure != nil || age >= idlePoll)
	}
	return step == 0 || t.memory.Failure == nil && age >= freshFor
}

// idle reports whether nothing goes to the chain for now.
func (t *term) idle() bool {
	for _, e := range t.line {
		if e.State != muster.SettlementWaiting && e.State != muster.SettlementFailed {
			return false
		}
	}
	return true
}

// load reads the settlements of the chain.
func (t *term) load(ctx context.Context) error {
	limit, cancel := context.WithTimeout(ctx, t.cfg.CallFor)
	defer cancel()
	line, err := t.list(limit, muster.SettlementFilter{States: open, Limit: lineLimit})
	if err != nil {
		return err
	}
	if err := t.leave(limit, line); err != nil {
		return err
	}
	t.line = line
	known := map[muster.BatchID][]muster.SettlementAttempt{}
	for _, list := range [][]muster.SettlementDetail{t.line, t.past} {
		for _, e := range list {
			known[e.Batch] = e.Tries
		}
	}
	t.tries = known
	for b := range t.claims {
		if _, ok := known[b]; !ok {
			delete(t.claims, b)
		}
	}
	return nil
}

// leave puts into the past what has left the line. At a term's beginning the
// past is what the store has of it.
func (t *term) leave(ctx context.Context, line []muster.SettlementDetail) error {
	if !t.begun {
		final, err := t.list(ctx, muster.SettlementFilter{States: []muster.SettlementState{muster.SettlementFinal}, Newest: true, Limit: finalLimit})
		if err != nil {
			return err
		}
		abandoned, err := t.list(ctx, muster.SettlementFilter{States: []muster.SettlementState{muster.SettlementAbandoned}, Newest: true, Limit: lineLimit})
		if err != nil {
			return err
		}
		slices.Reverse(final)
		t.past, t.begun = append(final, abandoned...), true
		return nil
	}
	stays := map[muster.BatchID]bool{}
	for _, e := range line {
		stays[e.Batch] = true
	}
	for _, e := range t.line {
		if stays[e.Batch] {
			continue
		}
		s, err := t.cfg.Store.SettlementGet(ctx, e.Batch, e.Chain)
		if errors.Is(err, muster.ErrNotFound) {
			continue // pruned
		}
		if err != nil {
			return fmt.Errorf("read settlement of %s: %w", e.Batch, err)
		}
		if !s.State.Terminal() || s.Attempts == 0 {
			continue
		}
		// One may have been stored though the store's answer was lost.
		tries, err := t.attempts(ctx, s)
		if err != nil {
			return err
		}
		t.past = append(t.past, muster.SettlementDetail{Settlement: s, Tries: tries})
	}
	t.forget()
	return nil
}

// forget drops of the past what is over: all but the last final settlements,
// and abandoned ones that come to nothing any more.
func (t *term) forget() {
	final := 0
	for _, e := range t.past {
		if e.State == muster.SettlementFinal {
			final++
		}
	}
	t.past = slices.DeleteFunc(t.past, func(e muster.SettlementDetail) bool {
		if e.State == muster.SettlementFinal {
			final--
			return final >= finalLimit
		}
		return t.over[e.Batch]
	})
}

func (t *term) list(ctx context.Context, f muster.SettlementFilter) ([]muster.SettlementDetail, error) {
	f.Chain = t.cfg.Chain.Name()
	list, err := t.cfg.Store.SettlementList(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list settlements: %w", err)
	}
	details := make([]muster.SettlementDetail, 0, len(list))
	for _, s := range list {
		if s.State == muster.SettlementAbandoned && (s.Attempts == 0 || len(details) == abandonedLimit) {
			continue
		}
		d := muster.SettlementDetail{Settlement: s}
		if s.Attempts > 0 {
			if d.Tries, err = t.attempts(ctx, s); err != nil {
				return nil, err
			}
		}
		details = append(details, d)
	}
	return details, nil
}

// attempts returns the attempts of a settlement, from memory where they are all
// there.
func (t *term) attempts(ctx context.Context, s muster.Settlement) ([]muster.SettlementAttempt, error) {
	if known := t.tries[s.Batch]; len(known) == s.Attempts {
		return known, nil
	}
	tries, err := t.cfg.Store.SettlementAttempts(ctx, s.Batch, s.Chain)
	if err != nil {
		return nil, fmt.Errorf("list attempts of %s: %w", s.Batch, err)
	}
	return tries, nil
}

// observe looks at the chain, and at every attempt that is known.
func (t *term) observe(ctx context.Context) {
	var attempts []muster.SettlementAttempt
	asked := map[string]bool{}
	for _, list := range [][]muster.SettlementDetail{t.line, t.past} {
		for _, e := range list {
			for _, a := range e.Tries {
				attempts = append(attempts, a)
				asked[a.TxHash] = true
			}
		}
	}
	var o settle.Observation
	// Each attempt takes calls of its own: many that wait to be final must not
	// keep the chain from being seen.
	limit := t.cfg.CallFor + time.Duration(len(attempts))*t.cfg.CallFor/attemptsAtOnce
	err := t.callFor(ctx, limit, func(ctx context.Context) (err error) {
		o, err = t.cfg.Chain.Observe(ctx, attempts)
		return err
	})
	if ctx.Err() != nil {
		return
	}
	t.memory.Observed(t.cfg.Now(), err)
	if err != nil {
		t.hurt = true
		return
	}
	t.seen, t.asked = o, asked
}

// call bounds a call of the node or the proofs, and notes what it says of both.
func (t *term) call(ctx context.Context, f func(ctx context.Context) error) error {
	return t.callFor(ctx, t.cfg.CallFor, f)
}

func (t *term) callFor(ctx context.Context, most time.Duration, f func(ctx context.Context) error) error {
	limit, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	err := f(limit)
	if err != nil && errors.Is(limit.Err(), context.DeadlineExceeded) {
		err = muster.Errorf(muster.CodeUnavailable, "no answer within %s: %w", most, err)
	}
	var coded *muster.Error
	switch muster.CodeOf(err) {
	case muster.CodeExhausted:
		if errors.As(err, &coded) {
			t.again = max(t.again, coded.RetryAfter)
		}
		t.hurt = true
	case muster.CodeUnavailable:
		t.hurt = true
	default:
	}
	return err
}

// settled ends a turn in which all was done.
func (t *term) settled(ctx context.Context, s settle.Situation, d settle.Decision) {
	t.memory.Keep(s)
	for _, e := range t.past {
		if e.State == muster.SettlementAbandoned && t.memory.Failure == nil && settle.Over(e, t.seen, t.cfg.Chain.Sender()) {
			t.over[e.Batch] = true
		}
	}
	if d.Class != t.class {
		switch d.Class {
		case "":
			t.log.InfoContext(ctx, "settlements go on")
		case settle.ClassDeepReorg, settle.ClassFailed:
			t.log.ErrorContext(ctx, "settlements do not go on", "class", d.Class, "why", d.Text)
		default:
			t.log.WarnContext(ctx, "settlements do not go on", "class", d.Class, "why", d.Text)
		}
		t.class = d.Class
	}
	t.report(d)
}

func (t *term) report(d settle.Decision) {
	r := Report{Chain: t.cfg.Chain.Name(), Active: true, States: map[muster.SettlementState]int{}, Class: d.Class, Text: d.Text, Seen: t.seen}
	for _, e := range t.line {
		r.States[e.State]++
		if e.State != muster.SettlementWaiting && e.State != muster.SettlementIncluded {
			r.Oldest = max(r.Oldest, t.cfg.Now().Sub(e.CreatedAt))
		}
	}
	t.cfg.Observer.Settling(r)
}
