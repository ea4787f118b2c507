package settle_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settletest"
)

const (
	chainName = "l1"
	account   = "settler"
	ether     = muster.Wei("1000000000000000000")
)

var (
	begin    = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	errCrash = errors.New("the process died")
)

// world carries decisions out, one after the other, on a chain and a store in
// memory.
type world struct {
	now    time.Time
	fake   *settletest.Fake
	store  *settletest.Store
	sender string
	policy settle.Policy
	claims map[muster.BatchID]settle.Claim

	memory settle.Memory
	last   settle.Observation
	trace  strings.Builder
	quiet  bool
	// crash dies when it returns true: before a step, or after it.
	crash func(step string) bool
	// done is asked after every step, for what must always hold.
	done func(a settle.Action)
}

func newWorld() *world {
	w := &world{now: begin, store: settletest.NewStore(), sender: account, claims: map[muster.BatchID]settle.Claim{}}
	w.fake = settletest.NewFake(chainName, depth, func() time.Time { return w.now })
	w.fake.SetBalance(account, ether)
	w.store.LeaderHold(context.Background(), muster.LeaderHoldParams{Office: "settle/" + chainName, Holder: "one", For: 1000 * time.Hour, Now: w.now})
	return w
}

func (w *world) printf(format string, args ...any) {
	if !w.quiet {
		fmt.Fprintf(&w.trace, format, args...)
	}
}

// restart forgets what a process that ends forgets.
func (w *world) restart() { w.memory, w.last = settle.Memory{}, settle.Observation{} }

func (w *world) list(newest bool, limit int, states ...muster.SettlementState) []muster.SettlementDetail {
	list, err := w.store.SettlementList(context.Background(), muster.SettlementFilter{Chain: chainName, States: states, Newest: newest, Limit: limit})
	if err != nil {
		panic(err)
	}
	var details []muster.SettlementDetail
	for _, s := range list {
		tries, err := w.store.SettlementAttempts(context.Background(), s.Batch, chainName)
		if err != nil {
			panic(err)
		}
		details = append(details, muster.SettlementDetail{Settlement: s, Tries: tries})
	}
	return details
}

func (w *world) line() []muster.SettlementDetail {
	return w.list(false, 1000, muster.SettlementWaiting, muster.SettlementPrepared, muster.SettlementSubmitted, muster.SettlementIncluded, muster.SettlementFailed)
}

func (w *world) past() []muster.SettlementDetail {
	return append(w.list(true, 4, muster.SettlementFinal), w.list(true, 100, muster.SettlementAbandoned)...)
}

// poll looks at the chain once and does what is to be done. It returns errCrash
// when the process died meanwhile.
func (w *world) poll(chain settle.Chain) (settle.Decision, error) {
	s := settle.Situation{Chain: chainName, Sender: w.sender, Asked: map[string]bool{}}
	var asked []muster.SettlementAttempt
	for _, d := range append(w.line(), w.past()...) {
		for _, a := range d.Tries {
			asked = append(asked, a)
			s.Asked[a.TxHash] = true
		}
	}
	o, err := chain.Observe(context.Background(), asked)
	w.memory.Observed(w.now, err)
	if err == nil {
		w.last = o
	}
	s.Seen = w.last
	for range 50 {
		s.Line, s.Past, s.Memory = w.line(), w.past(), w.memory
		d := settle.Decide(w.now, w.policy, s)
		if len(d.Actions) == 0 {
			w.memory.Keep(s)
			return d, nil
		}
		for _, a := range d.Actions {
			if err := w.do(chain, a); err != nil {
				w.restart()
				return d, err
			}
			if w.done != nil {
				w.done(a)
			}
		}
	}
	panic("it never ends to decide:\n" + w.trace.String())
}

func (w *world) dies(step string) bool { return w.crash != nil && w.crash(step) }

func (w *world) do(chain settle.Chain, a settle.Action) error {
	ctx := context.Background()
	w.printf("%s", a)
	defer w.printf("\n")
	switch a := a.(type) {
	case settle.Check:
		err := chain.Check(ctx, w.claims[a.Batch])
		w.memory.Checked(a.Batch, w.last.Head, w.now, err)
		if err != nil {
			w.printf(": %v", err)
		}
	case settle.Attempt:
		signed, err := chain.Sign(ctx, w.claims[a.Batch], a.Nonce, a.Fees)
		if err != nil {
			w.printf(": %v", err)
			w.memory.Unsigned(a.Batch, w.now, err)
			return nil
		}
		signed.SignedAt = w.now
		if w.dies("signed") {
			w.printf(": dies before it is stored")
			return errCrash
		}
		_, err = w.store.SettlementAttempt(ctx, muster.SettlementAttemptParams{Attempt: signed, Office: "settle/" + chainName, Holder: "one", Now: w.now})
		switch {
		case errors.Is(err, muster.ErrConflict):
			w.printf(": %v", err)
			w.memory.Conflicted(a.Nonce)
		case err != nil:
			panic(err)
		}
		if w.dies("stored") {
			w.printf(": dies when it is stored")
			return errCrash
		}
	case settle.Send:
		return w.send(ctx, chain, a.Attempt)
	case settle.Move:
		a.Office, a.Holder = "settle/"+chainName, "one"
		if w.dies("move") {
			w.printf(": dies before it is stored")
			return errCrash
		}
		if _, err := w.store.SettlementMove(ctx, a.SettlementMoveParams); err != nil {
			panic(fmt.Sprintf("%v: %v", a, err))
		}
		if w.dies("moved") {
			w.printf(": dies when it is stored")
			return errCrash
		}
	}
	return nil
}

func (w *world) send(ctx context.Context, chain settle.Chain, a muster.SettlementAttempt) error {
	if w.dies("send") {
		w.printf(": dies before it is sent")
		return errCrash
	}
	err := chain.Send(ctx, a.Raw)
	if w.dies("sent") {
		w.printf(": dies when it is sent")
		return errCrash
	}
	w.memory.Sent(a.TxHash, w.now, err)
	text := ""
	if err != nil {
		w.printf(": %v", err)
		text = err.Error()
	}
	if text == a.Error && !a.SentAt.IsZero() {
		return nil
	}
	if err := w.store.SettlementSent(ctx, muster.SettlementSentParams{Batch: a.Batch, Chain: chainName, TxHash: a.TxHash, Error: text, Now: w.now}); err != nil {
		panic(err)
	}
	return nil
}
