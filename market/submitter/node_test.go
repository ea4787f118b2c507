package submitter

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/markettest"
)

// What nodes do: they go away, reorganise, and lose events.

func TestErrorsOfTheNodeEndNothing(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	away := &node{Node: c.Client()}
	w := newWorld(t, c, func(cfg *Config) { cfg.Node = away })
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst)
	m := w.meddle()
	m.fail = func(string) error { return errAway }
	away.err = errAway
	for range 5 {
		if err := w.turn(); !errors.Is(err, errAway) {
			t.Fatalf("the round says %v", err)
		}
	}
	away.err = nil
	for _, method := range []string{"funds", "events"} {
		m.fail = func(called string) error {
			if called == method {
				return errAway
			}
			return nil
		}
		if err := w.turn(); !errors.Is(err, errAway) {
			t.Fatalf("without %s: %v", method, err)
		}
	}
	m.fail = nil
	w.turns(1)
	w.wantRequest(b, muster.RequestPending)
	if w.log.count("does not answer") == 0 || w.log.count("does not answer") > 3 || w.log.count("answers again") == 0 {
		t.Errorf("it says:\n%s", w.log)
	}
	// The muster's are no other.
	w.muster.fail = func(string) error { return muster.Errorf(muster.CodeUnavailable, "starting") }
	if err := w.turn(); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("%v", err)
	}
	w.muster.fail = nil
	w.acknowledge(b, true)
	w.turns(1)
	w.prove(b, true)
	w.turns(2)
	w.wantRequest(b, muster.RequestValidated)
}

func TestNodeDownWhileARequestRuns(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst)
	w.acknowledge(b, true)
	w.turns(1)
	m := w.meddle()
	m.fail = func(string) error { return errAway }
	for range 10 { // longer than the network has
		_ = w.turn()
		w.chain.Pass(30 * time.Second)
	}
	if w.muster.held(b) {
		t.Error("the batch is held for a network whose time is over")
	}
}

func TestCursorMovesOnWithoutEvents(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	w := newWorld(t, c, confirmations(3))
	m := w.meddle()
	w.turns(1)
	for range 10 {
		if err := c.Mine(50); err != nil {
			t.Fatal(err)
		}
		m.ranges = nil
		w.turns(1)
		head := c.Head().Number.Uint64()
		if w.s.scan.next != head+1 {
			t.Errorf("next is block %d, the head is %d", w.s.scan.next, head)
		}
		for _, r := range m.ranges {
			if n := r[1] - r[0] + 1; n > 50+3+overlap {
				t.Errorf("%d blocks were asked for", n)
			}
		}
	}
}

func TestOldBlocksAreNotLookedAt(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	if err := c.Mine(60); err != nil {
		t.Fatal(err)
	}
	old := c.Head().Number.Uint64()
	c.Pass(lookBack + time.Hour)
	w := newWorld(t, c)
	m := w.meddle()
	w.turns(1)
	if m.ranges[0][0]+overlap < old {
		t.Errorf("events from block %d on, those up to %d are too old", m.ranges[0][0], old)
	}
}

func TestReorgTakesTheRequestAway(t *testing.T) {
	for _, drop := range []bool{false, true} {
		w, b := begin(t, muster.SourceMarketFirst, confirmations(2))
		if err := w.chain.Mine(2); err != nil {
			t.Fatal(err)
		}
		reorg := w.chain.Reorg
		if drop {
			reorg = w.chain.ReorgDrop
		}
		if err := reorg(3); err != nil {
			t.Fatal(err)
		}
		if gone := w.request(b) == nil; gone != drop {
			t.Fatalf("the request is gone: %t", gone)
		}
		for range 3 {
			w.turns(1)
			if err := w.chain.Mine(1); err != nil {
				t.Fatal(err)
			}
		}
		w.wantRequest(b, muster.RequestPending)
		w.acknowledge(b, true)
		w.prove(b, true)
		for range 4 {
			w.turns(1)
			if err := w.chain.Mine(1); err != nil {
				t.Fatal(err)
			}
		}
		w.turns(1)
		if o := w.outcome(b); o != (outcome{submitted: 1, valid: 1, earned: 1}) || w.muster.proven[b] != 1 {
			t.Errorf("dropped: %t: %+v\n%s", drop, o, w.log)
		}
	}
}

func TestReorgTakesTheAcknowledgementAway(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst, confirmations(2))
	w.acknowledge(b, true)
	w.turns(1)
	if err := w.chain.Mine(2); err != nil {
		t.Fatal(err)
	}
	if err := w.chain.ReorgDrop(3); err != nil {
		t.Fatal(err)
	}
	w.turns(1)
	w.wantRequest(b, muster.RequestPending)
	if reason := w.muster.peek(b).Hold.Reason; !strings.Contains(reason, "asked of") {
		t.Errorf("held because %q", reason)
	}
	w.chain.Pass(market.AcknowledgeWithin)
	w.turns(2)
	if w.muster.held(b) || w.seen.of("fell back: Unacknowledged") != 1 {
		t.Errorf("it did not fall back\n%s", w.log)
	}
}

func TestReorgTakesTheProofAway(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst, confirmations(4))
	w.acknowledge(b, true)
	if err := w.chain.Mine(6); err != nil {
		t.Fatal(err)
	}
	w.prove(b, true)
	w.turns(1)
	if w.muster.peek(b).State != muster.BatchCompleted {
		t.Fatal("a valid proof was not taken")
	}
	if o := w.outcome(b); o.valid != 0 {
		t.Fatal("it was paid before it was deep enough")
	}
	if err := w.chain.Mine(2); err != nil {
		t.Fatal(err)
	}
	if err := w.chain.ReorgDrop(3); err != nil {
		t.Fatal(err)
	}
	w.turns(2)
	w.wantRequest(b, muster.RequestCommitted)
	// In this branch of the chain the network brings another one.
	w.prove(b, false)
	for range 6 {
		w.turns(1)
		if err := w.chain.Mine(1); err != nil {
			t.Fatal(err)
		}
	}
	if o := w.outcome(b); o != (outcome{submitted: 1, invalid: 1}) {
		t.Errorf("%+v\n%s", o, w.log)
	}
}

func TestUnacknowledgedRequestAfterARestart(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst)
	w.restart()
	w.chain.Pass(market.AcknowledgeWithin + 5*time.Second)
	if !w.muster.held(b) {
		t.Fatal("the grace is over already")
	}
	w.turns(2)
	if w.muster.held(b) || w.seen.of("fell back: Unacknowledged") != 1 {
		t.Errorf("it did not fall back\n%s", w.log)
	}
	if o := w.outcome(b); o != (outcome{submitted: 1, unacknowledged: 1}) {
		t.Errorf("%+v", o)
	}
	// Another restart: nothing is marked twice.
	w.restart()
	w.turns(2)
	if o := w.outcome(b); o.unacknowledged != 1 {
		t.Errorf("%+v", o)
	}
}

func TestDroppedAndDuplicatedEvents(t *testing.T) {
	for name, meddle := range map[string]func([]market.Event) []market.Event{
		"dropped":    func([]market.Event) []market.Event { return nil },
		"duplicated": func(all []market.Event) []market.Event { return append(all, all...) },
		"reversed": func(all []market.Event) []market.Event {
			for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
				all[i], all[j] = all[j], all[i]
			}
			return all
		},
	} {
		w := newWorld(t, markettest.Start(t, markettest.Options{}))
		w.meddle().events = meddle
		b := nextBatch()
		w.muster.add(b, muster.SourceMarketFirst)
		w.turns(1)
		w.acknowledge(b, true)
		w.turns(1)
		w.prove(b, true)
		w.turns(3)
		if o := w.outcome(b); o != (outcome{submitted: 1, valid: 1, earned: 1}) {
			t.Errorf("%s: %+v\n%s", name, o, w.log)
		}
	}
}
