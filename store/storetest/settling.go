package storetest

import (
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// What tests of settlements begin with.

// provingTo is a batch of one leaf that is to be settled on chains.
func (f *fixture) provingTo(chains ...string) muster.Batch {
	f.Helper()
	in := f.batch()
	in.Targets = chains
	return f.plan(f.preparing(in), tree(f.ids, 1, 2))
}

// settling is one that is proven. Other batches' tasks are done with it.
func (f *fixture) settling(chains ...string) muster.Batch {
	f.Helper()
	b := f.provingTo(chains...)
	for _, task := range f.lease("worker_1", 100) {
		if task.Batch == b.ID {
			f.accept(task)
			continue
		}
		p := f.failParams(task)
		p.Attempt = muster.AttemptInterrupted
		_, err := f.s.TaskFail(f.ctx, p)
		f.ok(err)
	}
	return f.getBatch(b.ID)
}

// inSettlement is a batch whose settlement on l1 is in a state.
func (f *fixture) inSettlement(state muster.SettlementState) muster.Batch {
	f.Helper()
	if state == muster.SettlementWaiting {
		return f.provingTo("l1")
	}
	b := f.settling("l1")
	f.bring(b, "l1", state)
	return f.getBatch(b.ID)
}

// bring brings a prepared settlement into a state.
func (f *fixture) bring(b muster.Batch, chain string, state muster.SettlementState) {
	f.Helper()
	switch state {
	case muster.SettlementPrepared:
		return
	case muster.SettlementSubmitted, muster.SettlementIncluded, muster.SettlementFinal:
		if f.settlement(b, chain).State == muster.SettlementPrepared {
			f.n++
			_, err := f.attempt(b, chain, uint64(f.n))
			f.ok(err)
		}
	default:
	}
	if state == muster.SettlementFinal {
		f.moveTo(b, chain, muster.SettlementIncluded)
	}
	if state != muster.SettlementSubmitted {
		f.moveTo(b, chain, state)
	}
	f.same("state", f.settlement(b, chain).State, state)
}

// abandonAll gives up what is open on all chains.
func (f *fixture) abandonAll() {
	f.Helper()
	for _, n := range f.settlements(muster.SettlementFilter{Limit: 1000}) {
		b := muster.Batch{ID: n.Batch}
		switch {
		case n.State == muster.SettlementIncluded:
			f.moveTo(b, n.Chain, muster.SettlementFinal)
		case !n.State.Terminal():
			f.moveTo(b, n.Chain, muster.SettlementAbandoned)
		}
	}
}

func (f *fixture) settlement(b muster.Batch, chain string) muster.Settlement {
	f.Helper()
	n, err := f.s.SettlementGet(f.ctx, b.ID, chain)
	f.ok(err)
	return n
}

func (f *fixture) settlements(filter muster.SettlementFilter) []muster.Settlement {
	f.Helper()
	all, err := f.s.SettlementList(f.ctx, filter)
	f.ok(err)
	return all
}

// moveTo is an operator's move.
func (f *fixture) moveTo(b muster.Batch, chain string, to muster.SettlementState) {
	f.Helper()
	p := muster.SettlementMoveParams{Batch: b.ID, Chain: chain, To: to, Now: f.now}
	switch to {
	case muster.SettlementIncluded, muster.SettlementFinal:
		p.TxHash, p.Block, p.BlockHash = "0x1", 1, "0xb1"
	case muster.SettlementFailed, muster.SettlementAbandoned:
		p.Failure = "because"
	default:
	}
	_, err := f.s.SettlementMove(f.ctx, p)
	f.ok(err)
}

// takeOffice makes one the settler for a minute.
func (f *fixture) takeOffice(holder string) {
	f.Helper()
	l, err := f.s.LeaderHold(f.ctx, muster.LeaderHoldParams{Office: office, Holder: holder, For: time.Minute, Now: f.now})
	f.ok(err)
	f.same("holder", l.Holder, holder)
}

// attemptParams are those of a transaction that no other call returns, signed by
// the office's holder.
func (f *fixture) attemptParams(b muster.Batch, chain string, nonce uint64) muster.SettlementAttemptParams {
	f.Helper()
	f.takeOffice("me")
	f.n++
	return muster.SettlementAttemptParams{
		Attempt: muster.SettlementAttempt{
			Batch: b.ID, Chain: chain, Sender: "0xabc", Nonce: nonce, TxHash: fmt.Sprintf("0x%x", f.n),
			Raw: fmt.Appendf([]byte{2, 0}, "transaction %d", f.n), Fees: muster.Fees{Cap: "30000000000", Tip: "0"},
			GasLimit: 400_000, SignedAt: f.now,
		},
		Office: office, Holder: "me", Now: f.now,
	}
}

func (f *fixture) attempt(b muster.Batch, chain string, nonce uint64) (muster.Settlement, error) {
	f.Helper()
	return f.s.SettlementAttempt(f.ctx, f.attemptParams(b, chain, nonce))
}

// told is the data of a batch's events of a kind.
func (f *fixture) told(id muster.BatchID, kind muster.EventKind) []string {
	f.Helper()
	events, err := f.s.EventList(f.ctx, muster.EventFilter{Batch: id})
	f.ok(err)
	var data []string
	for _, e := range events {
		if e.Kind == kind {
			data = append(data, string(e.Data))
		}
	}
	return data
}
