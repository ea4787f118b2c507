package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// teller tells of the market's events as they come, and lets the script wait
// for them.
type teller struct {
	*show
	mu      sync.Mutex
	numbers map[muster.BatchID]int
	states  map[muster.BatchID]map[muster.RequestState]bool
	paidTo  map[uint8]market.USDC
	changed chan struct{} // closed and made anew at each change
	err     error
}

// tell follows the contract until stop is called.
func (s *show) tell(ctx context.Context) (_ *teller, stop func()) {
	t := &teller{
		show: s, numbers: make(map[muster.BatchID]int), states: make(map[muster.BatchID]map[muster.RequestState]bool),
		paidTo: make(map[uint8]market.USDC), changed: make(chan struct{}),
	}
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { t.follow(ctx) })
	return t, func() {
		cancel()
		done.Wait()
	}
}

func (t *teller) follow(ctx context.Context) {
	from := t.market.Block + 1
	tick := time.NewTicker(showPoll / 2)
	defer tick.Stop()
	for {
		head, err := t.chain.node.BlockNumber(ctx)
		if err == nil && head >= from {
			var events []market.Event
			if events, err = t.contract.Events(ctx, from, head); err == nil {
				from = head + 1
				for _, e := range events {
					t.event(e)
				}
			}
		}
		if err != nil && ctx.Err() == nil {
			t.fail(fmt.Errorf("follow the market: %w", err))
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// event tells of one event.
func (t *teller) event(e market.Event) {
	switch {
	case e.Submitted != nil:
		who := "nobody"
		if e.Submitted.AssignedTo != (common.Address{}) {
			who = t.called(e.Submitted.AssignedTo)
		}
		t.reached(e.Submitted.ID, muster.RequestPending, "request to %s, at most %s USDC, %s to prove it", who, e.Submitted.MaxReward, e.Submitted.Timeout)
	case e.Acknowledged != nil && e.Acknowledged.Accepted:
		t.reached(e.Acknowledged.ID, muster.RequestCommitted, "%s commits", t.called(e.Acknowledged.AssignedTo))
	case e.Acknowledged != nil:
		t.reached(e.Acknowledged.ID, muster.RequestRefused, "%s refuses: the own fleet proves it", t.called(e.Acknowledged.AssignedTo))
	case e.Unacknowledged != nil:
		t.reached(e.Unacknowledged.ID, muster.RequestUnacknowledged, "%s was silent: the own fleet proves it", t.called(e.Unacknowledged.AssignedTo))
	case e.TimedOut != nil:
		t.reached(e.TimedOut.ID, muster.RequestTimedOut, "%s missed its deadline: the own fleet proves it", t.called(e.TimedOut.AssignedTo))
	case e.Proven != nil:
		t.reached(e.Proven.ID, muster.RequestProven, "%s brings a proof of %d bytes for %s USDC", t.called(e.Proven.AssignedTo), len(e.Proven.Proof), e.Proven.Reward)
	case e.Judged != nil && e.Judged.Valid:
		t.reached(e.Judged.ID, muster.RequestValidated, "verified: %s earned it", t.called(e.Judged.AssignedTo))
	case e.Judged != nil:
		t.reached(e.Judged.ID, muster.RequestValidationFailed, "the proof of %s does not hold: the own fleet proves it", t.called(e.Judged.AssignedTo))
	case e.Paid != nil:
		t.say("payment      %s USDC to %s", e.Paid.Amount, t.networks[e.Paid.Network-1].name)
		t.change(func() { t.paidTo[e.Paid.Network] += e.Paid.Amount })
	case e.ActiveSet != nil && !e.ActiveSet.Active:
		t.say("%s is inactive: its turns go to others", t.networks[e.ActiveSet.Network-1].name)
	}
}

// reached notes that a request came into a state.
func (t *teller) reached(id market.RequestID, s muster.RequestState, format string, args ...any) {
	t.change(func() {
		if t.states[id.Batch()] == nil {
			t.states[id.Batch()] = make(map[muster.RequestState]bool)
		}
		t.states[id.Batch()][s] = true
	})
	t.mu.Lock()
	n := t.numbers[id.Batch()]
	t.mu.Unlock()
	t.say("batch %d      %s", n, fmt.Sprintf(format, args...))
}

// number gives a batch a number for people.
func (t *teller) number(id muster.BatchID, n int) { t.change(func() { t.numbers[id] = n }) }

func (t *teller) fail(err error) { t.change(func() { t.err = err }) }

func (t *teller) change(what func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	what()
	close(t.changed)
	t.changed = make(chan struct{})
}

// until waits until something holds.
func (t *teller) until(ctx context.Context, holds func() bool) error {
	for {
		t.mu.Lock()
		is, err, changed := holds(), t.err, t.changed
		t.mu.Unlock()
		if is || err != nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// wait waits until a batch's request was in a state. A request that came to
// nothing will be in no other.
func (t *teller) wait(ctx context.Context, id muster.BatchID, s muster.RequestState) error {
	var dead muster.RequestState
	err := t.until(ctx, func() bool {
		for reached := range t.states[id] {
			if reached.Dead() {
				dead = reached
			}
		}
		return t.states[id][s] || dead != ""
	})
	if err == nil && dead != "" && dead != s {
		t.mu.Lock()
		defer t.mu.Unlock()
		if !t.states[id][s] {
			return fmt.Errorf("the request for batch %s is %s, where %s was expected", id, dead, s)
		}
	}
	return err
}

// paid waits until a network was paid so much in all.
func (t *teller) paid(ctx context.Context, network uint8, amount market.USDC) error {
	return t.until(ctx, func() bool { return t.paidTo[network] >= amount })
}
