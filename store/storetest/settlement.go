package storetest

import (
	"math"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

const office = "settler"

var settlementTests = map[string]func(*fixture){
	"EachTargetGetsOneThatWaits": func(f *fixture) {
		in := f.batch()
		in.Targets = []string{"l2", "l1"}
		b := f.insert(in)
		_, fresh, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: in, Now: f.tick(time.Second)})
		f.ok(err)
		f.same("fresh", fresh, false)
		want := muster.Settlement{Batch: b.ID, Sequence: b.Sequence, State: muster.SettlementWaiting, CreatedAt: b.CreatedAt, UpdatedAt: b.CreatedAt}
		l1, l2 := want, want
		l1.Chain, l2.Chain = "l1", "l2"
		f.same("settlements", f.settlements(muster.SettlementFilter{Batch: b.ID}), []muster.Settlement{l1, l2})
		f.same("one", f.settlement(b, "l2"), l2)
		_, err = f.s.SettlementGet(f.ctx, b.ID, "l3")
		f.code(err, muster.CodeNotFound)
		_, err = f.s.SettlementAttempts(f.ctx, b.ID, "l3")
		f.code(err, muster.CodeNotFound)
		f.same("without targets", f.settlements(muster.SettlementFilter{Batch: f.insert(f.batch()).ID}), []muster.Settlement(nil))
		for _, targets := range [][]string{{""}, {"l1", "l1"}, {"a\x00b"}} {
			in := f.batch()
			in.Targets = targets
			_, _, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: in, Now: f.now})
			f.code(err, muster.CodeInvalid)
		}
	},
	"ProofPreparesThoseThatWait": func(f *fixture) {
		b := f.provingTo("l1", "l2")
		f.moveTo(b, "l2", muster.SettlementAbandoned)
		f.tick(time.Second)
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchSettling)
		f.same("prepared", f.settlement(b, "l1").State, muster.SettlementPrepared)
		f.same("updated", f.settlement(b, "l1").UpdatedAt, f.now)
		f.same("abandoned", f.settlement(b, "l2").State, muster.SettlementAbandoned)

		all := f.provingTo("l1", "l2")
		f.moveTo(all, "l1", muster.SettlementAbandoned)
		f.moveTo(all, "l2", muster.SettlementAbandoned)
		f.same("not proven yet", f.getBatch(all.ID).State, muster.BatchProving)
		f.complete()
		f.same("nothing is left to settle", f.getBatch(all.ID).State, muster.BatchCompleted)
	},
	"CancelAbandonsAndFailureKeepsThem": func(f *fixture) {
		cancelled := f.provingTo("l1")
		f.ok(f.moves()["cancel"](cancelled.ID))
		f.same("cancelled", f.settlement(cancelled, "l1").State, muster.SettlementAbandoned)

		failed := f.provingTo("l1")
		f.ok(f.moves()["fail"](failed.ID))
		f.same("failed", f.settlement(failed, "l1").State, muster.SettlementWaiting)
		_, err := f.s.BatchRetry(f.ctx, move(failed.ID, f.now))
		f.ok(err)
		f.complete()
		f.same("retried", f.settlement(failed, "l1").State, muster.SettlementPrepared)

		settling := f.settling("l2")
		f.ok(f.moves()["fail"](settling.ID))
		f.same("failed while settling", f.settlement(settling, "l2").State, muster.SettlementPrepared)
		_, err = f.attempt(settling, "l2", 1)
		f.code(err, muster.CodeState)
		_, err = f.s.BatchRetry(f.ctx, move(settling.ID, f.now))
		f.code(err, muster.CodeState)
	},
	"AttemptIsStoredBeforeItIsSent": func(f *fixture) {
		b := f.settling("l1")
		p := f.attemptParams(b, "l1", 7)
		_, err := f.s.SettlementMove(f.ctx, muster.SettlementMoveParams{Batch: b.ID, Chain: "l1", To: muster.SettlementPrepared, Waiting: "fees are high", Now: f.now})
		f.ok(err)
		p.Now = f.tick(time.Second)
		got, err := f.s.SettlementAttempt(f.ctx, p)
		f.ok(err)
		f.same("settlement", got, f.settlement(b, "l1"))
		f.same("state", []any{got.State, got.Sender, got.Nonce, got.Attempts, got.UpdatedAt, got.Waiting},
			[]any{muster.SettlementSubmitted, "0xabc", uint64(7), 1, f.now, "fees are high"})
		again, err := f.s.SettlementAttempt(f.ctx, p)
		f.ok(err)
		f.same("again", again, got)
		second := f.attemptParams(b, "l1", 7)
		second.Attempt.Fees = muster.Fees{Cap: "340282366920938463463374607431768211456", Tip: "2"}
		got, err = f.s.SettlementAttempt(f.ctx, second)
		f.ok(err)
		f.same("two", []any{got.Attempts, got.State}, []any{2, muster.SettlementSubmitted})
		f.reopen()
		all, err := f.s.SettlementAttempts(f.ctx, b.ID, "l1")
		f.ok(err)
		p.Attempt.Number, second.Attempt.Number = 1, 2
		f.same("attempts", all, []muster.SettlementAttempt{p.Attempt, second.Attempt})
		p.Now = f.tick(time.Second)
		again, err = f.s.SettlementAttempt(f.ctx, p)
		f.ok(err)
		f.same("the first again", again, got)
	},
	"Invariant10_ANonceIsGivenToOneSettlement": func(f *fixture) {
		first, other := f.settling("l1", "l2"), f.settling("l1")
		_, err := f.attempt(first, "l1", 5)
		f.ok(err)
		_, err = f.attempt(other, "l1", 5)
		f.code(err, muster.CodeConflict)
		f.same("it stays", f.settlement(other, "l1").State, muster.SettlementPrepared)
		_, err = f.attempt(first, "l2", 5) // of another chain
		f.ok(err)
		_, err = f.attempt(other, "l1", 6)
		f.ok(err)
		p := f.attemptParams(first, "l1", 6)
		p.Attempt.Sender = "0xdef"
		_, err = f.s.SettlementAttempt(f.ctx, p)
		f.ok(err)
		f.moveTo(first, "l1", muster.SettlementAbandoned)
		f.moveTo(first, "l2", muster.SettlementAbandoned)
		f.tick(time.Hour)
		f.same("pruned", f.prune(f.now, 10), []muster.BatchID{first.ID})
		_, err = f.attempt(other, "l1", 5)
		f.code(err, muster.CodeConflict)
	},
	"Invariant10_SettlementsOfAChainGoInOrder": func(f *fixture) {
		first, second := f.provingTo("l1", "l2"), f.settling("l1", "l2")
		_, err := f.attempt(second, "l1", 1)
		f.code(err, muster.CodeState)
		if !strings.Contains(err.Error(), string(first.ID)) {
			f.Errorf("%q does not name %s", err, first.ID)
		}
		f.complete()
		_, err = f.attempt(second, "l1", 1)
		f.code(err, muster.CodeState) // prepared
		_, err = f.attempt(first, "l1", 1)
		f.ok(err)
		_, err = f.attempt(second, "l1", 2)
		f.ok(err) // both are on their way
		f.moveTo(first, "l1", muster.SettlementFailed)
		_, err = f.attempt(second, "l1", 2)
		f.ok(err) // it replaces what is out
		third := f.settling("l1")
		_, err = f.attempt(third, "l1", 3)
		f.code(err, muster.CodeState) // the first failed
		f.moveTo(first, "l1", muster.SettlementAbandoned)
		_, err = f.attempt(third, "l1", 3)
		f.ok(err)
		f.moveTo(first, "l2", muster.SettlementAbandoned)
		_, err = f.attempt(second, "l2", 1)
		f.ok(err)
	},
	"Invariant10_OneBecomesFinal": func(f *fixture) {
		b := f.inSettlement(muster.SettlementFinal)
		for to := range muster.SettlementTransitions {
			_, err := f.s.SettlementMove(f.ctx, muster.SettlementMoveParams{Batch: b.ID, Chain: "l1", To: to, TxHash: "0xother", Now: f.tick(time.Second)})
			if to != muster.SettlementFinal {
				f.code(err, muster.CodeState)
			} else {
				f.ok(err)
			}
			f.same("it stays", f.settlement(b, "l1").TxHash, "0x1")
		}
	},
	"AttemptNeedsTheState": func(f *fixture) {
		for state := range muster.SettlementTransitions {
			b := f.inSettlement(state)
			_, err := f.attempt(b, "l1", uint64(f.n))
			if state == muster.SettlementPrepared || state == muster.SettlementSubmitted {
				f.ok(err)
			} else {
				f.code(err, muster.CodeState)
			}
			f.abandonAll()
		}
		_, err := f.attempt(muster.Batch{ID: f.ids.Batch()}, "l1", 1)
		f.code(err, muster.CodeNotFound)
	},
	"OnlyTheOfficesHolder": func(f *fixture) {
		b := f.settling("l1")
		p := f.attemptParams(b, "l1", 1)
		seen := muster.SettlementMoveParams{Batch: b.ID, Chain: "l1", To: muster.SettlementPrepared, Waiting: "x", Office: office, Holder: "me", Now: f.now}
		for name, spoil := range map[string]func(office, holder *string){
			"other holder": func(_, holder *string) { *holder = "you" },
			"other office": func(office, _ *string) { *office = "leader" },
			"nobody":       func(_, holder *string) { *holder = "" },
		} {
			p, seen := p, seen
			spoil(&p.Office, &p.Holder)
			spoil(&seen.Office, &seen.Holder)
			_, err := f.s.SettlementAttempt(f.ctx, p)
			_, err2 := f.s.SettlementMove(f.ctx, seen)
			if muster.CodeOf(err) != muster.CodeLeaseLost || muster.CodeOf(err2) != muster.CodeLeaseLost {
				f.Errorf("%s: got %v and %v, want lease_lost", name, err, err2)
			}
		}
		late, seenLate := p, seen
		late.Now, seenLate.Now = f.now.Add(time.Hour), f.now.Add(time.Hour)
		_, err := f.s.SettlementAttempt(f.ctx, late)
		f.code(err, muster.CodeLeaseLost)
		_, err = f.s.SettlementMove(f.ctx, seenLate)
		f.code(err, muster.CodeLeaseLost)
		f.same("nothing happened", f.settlement(b, "l1").State, muster.SettlementPrepared)
		f.ok(f.s.LeaderLeave(f.ctx, office, "me"))
		_, err = f.s.SettlementAttempt(f.ctx, p)
		f.code(err, muster.CodeLeaseLost)
		f.takeOffice("me")
		_, err = f.s.SettlementAttempt(f.ctx, p)
		f.ok(err)
		seen.To, seen.Office, seen.Holder = muster.SettlementAbandoned, "", ""
		_, err = f.s.SettlementMove(f.ctx, seen) // an operator's
		f.ok(err)
	},
	"SentSaysWhatCameOfIt": func(f *fixture) {
		b := f.settling("l1")
		p := f.attemptParams(b, "l1", 1)
		_, err := f.s.SettlementAttempt(f.ctx, p)
		f.ok(err)
		want := p.Attempt
		want.Number = 1
		sent := func(trouble string) {
			f.Helper()
			f.ok(f.s.SettlementSent(f.ctx, muster.SettlementSentParams{Batch: b.ID, Chain: "l1", TxHash: want.TxHash, Error: trouble, Now: f.now}))
			all, err := f.s.SettlementAttempts(f.ctx, b.ID, "l1")
			f.ok(err)
			f.same("attempt", all, []muster.SettlementAttempt{want})
		}
		want.Error = "no funds"
		sent("no funds")
		want.Error, want.SentAt = "", f.tick(time.Second)
		sent("")
		f.tick(time.Second)
		sent("") // when it was taken first
		want.Error = "already known"
		sent("already known")
		err = f.s.SettlementSent(f.ctx, muster.SettlementSentParams{Batch: b.ID, Chain: "l1", TxHash: "0xnone", Now: f.now})
		f.code(err, muster.CodeNotFound)
	},
	"ListInTheOrderOfChains": func(f *fixture) {
		first, second, third := f.settling("l1", "l2"), f.provingTo("l2"), f.provingTo("l1")
		f.moveTo(third, "l1", muster.SettlementAbandoned)
		name := func(b muster.Batch, chain string) string { return chain + " " + string(b.ID) }
		for what, c := range map[string]struct {
			filter muster.SettlementFilter
			want   []string
		}{
			"all":      {muster.SettlementFilter{}, []string{name(first, "l1"), name(third, "l1"), name(first, "l2"), name(second, "l2")}},
			"limit":    {muster.SettlementFilter{Limit: 1}, []string{name(first, "l1")}},
			"chain":    {muster.SettlementFilter{Chain: "l2"}, []string{name(first, "l2"), name(second, "l2")}},
			"batch":    {muster.SettlementFilter{Batch: first.ID}, []string{name(first, "l1"), name(first, "l2")}},
			"open":     {muster.SettlementFilter{States: []muster.SettlementState{muster.SettlementPrepared, muster.SettlementWaiting}}, []string{name(first, "l1"), name(first, "l2"), name(second, "l2")}},
			"ended":    {muster.SettlementFilter{States: []muster.SettlementState{muster.SettlementAbandoned, muster.SettlementFinal}}, []string{name(third, "l1")}},
			"any":      {muster.SettlementFilter{Chain: "l1", States: []muster.SettlementState{muster.SettlementAbandoned, muster.SettlementPrepared}}, []string{name(first, "l1"), name(third, "l1")}},
			"together": {muster.SettlementFilter{Batch: second.ID, Chain: "l2", States: []muster.SettlementState{muster.SettlementWaiting}}, []string{name(second, "l2")}},
			"newest":   {muster.SettlementFilter{Newest: true, Limit: 3}, []string{name(third, "l1"), name(first, "l1"), name(second, "l2")}},
			"last":     {muster.SettlementFilter{Chain: "l2", Newest: true, Limit: 1}, []string{name(second, "l2")}},
			"none":     {muster.SettlementFilter{Chain: "l3"}, nil},
		} {
			var got []string
			for _, n := range f.settlements(c.filter) {
				got = append(got, n.Chain+" "+string(n.Batch))
			}
			f.same(what, got, c.want)
		}
		for _, bad := range []muster.SettlementFilter{{Limit: 1001}, {Limit: -1}, {States: []muster.SettlementState{"x"}}} {
			_, err := f.s.SettlementList(f.ctx, bad)
			f.code(err, muster.CodeInvalid)
		}
	},
	"EventsTellWhatChanged": func(f *fixture) {
		b := f.settling("l1")
		_, err := f.attempt(b, "l1", 1)
		f.ok(err)
		_, err = f.attempt(b, "l1", 1) // replaces it
		f.ok(err)
		see := muster.SettlementMoveParams{Batch: b.ID, Chain: "l1", To: muster.SettlementSubmitted, Waiting: "no node", Now: f.now}
		for range 2 {
			_, err = f.s.SettlementMove(f.ctx, see)
			f.ok(err)
		}
		see.Waiting, see.To, see.TxHash, see.Block = "", muster.SettlementIncluded, "0x1", 3
		_, err = f.s.SettlementMove(f.ctx, see)
		f.ok(err)
		see.GasUsed = 5 // which is not told
		_, err = f.s.SettlementMove(f.ctx, see)
		f.ok(err)
		see.Block, see.To = 4, muster.SettlementFinal
		_, err = f.s.SettlementMove(f.ctx, see)
		f.ok(err)
		other := f.settling("l1")
		f.moveTo(other, "l1", muster.SettlementAbandoned)
		f.same("events", f.told(b.ID, muster.EventSettlementState), []string{
			`{"chain":"l1","state":"prepared"}`, `{"chain":"l1","state":"submitted"}`,
			`{"chain":"l1","state":"submitted","waiting":"no node"}`,
			`{"chain":"l1","state":"included","tx_hash":"0x1","block":3}`,
			`{"chain":"l1","state":"final","tx_hash":"0x1","block":4}`,
		})
		f.same("the other's", f.told(other.ID, muster.EventSettlementState), []string{
			`{"chain":"l1","state":"prepared"}`, `{"chain":"l1","state":"abandoned","failure":"because"}`,
		})
		states := f.told(b.ID, muster.EventBatchState)
		f.same("batch", states[len(states)-2:], []string{`{"state":"settling"}`, `{"state":"completed"}`})
	},
	"PruneLeavesWhatIsOpen": func(f *fixture) {
		b := f.provingTo("l1", "l2")
		f.ok(f.moves()["fail"](b.ID))
		f.tick(time.Hour)
		f.same("its chain waits for it", f.prune(f.now, 10), []muster.BatchID(nil))
		f.moveTo(b, "l1", muster.SettlementAbandoned)
		f.same("one still waits", f.prune(f.now, 10), []muster.BatchID(nil))
		f.moveTo(b, "l2", muster.SettlementAbandoned)
		f.same("all are abandoned", f.prune(f.now, 10), []muster.BatchID{b.ID})
		done := f.inSettlement(muster.SettlementFinal)
		kept := f.settling("l1")
		f.tick(time.Hour)
		f.same("settled", f.prune(f.now, 10), []muster.BatchID{done.ID})
		_, err := f.s.SettlementGet(f.ctx, done.ID, "l1")
		f.code(err, muster.CodeNotFound)
		_, err = f.s.SettlementAttempts(f.ctx, done.ID, "l1")
		f.code(err, muster.CodeNotFound)
		f.same("another's", f.settlement(kept, "l1").State, muster.SettlementPrepared)
	},
	"Invariant12_WhatCannotBeHeldIsRefused": func(f *fixture) {
		b := f.settling("l1")
		for name, spoil := range map[string]func(a *muster.SettlementAttempt){
			"nonce":     func(a *muster.SettlementAttempt) { a.Nonce = math.MaxInt64 + 1 },
			"gas":       func(a *muster.SettlementAttempt) { a.GasLimit = math.MaxUint64 },
			"sender":    func(a *muster.SettlementAttempt) { a.Sender = "" },
			"hash":      func(a *muster.SettlementAttempt) { a.TxHash = "" },
			"text":      func(a *muster.SettlementAttempt) { a.Sender = "a\x00" },
			"no bytes":  func(a *muster.SettlementAttempt) { a.Raw = nil },
			"fee":       func(a *muster.SettlementAttempt) { a.Fees.Cap = "-1" },
			"tip":       func(a *muster.SettlementAttempt) { a.Fees.Tip = "1e9" },
			"empty fee": func(a *muster.SettlementAttempt) { a.Fees.Cap = "" },
		} {
			p := f.attemptParams(b, "l1", 1)
			spoil(&p.Attempt)
			if _, err := f.s.SettlementAttempt(f.ctx, p); muster.CodeOf(err) != muster.CodeInvalid {
				f.Errorf("%s: got %v, want invalid", name, err)
			}
		}
		p := f.attemptParams(b, "l1", 1)
		p.Attempt.Raw = make([]byte, 1<<20+1)
		_, err := f.s.SettlementAttempt(f.ctx, p)
		f.code(err, muster.CodeTooLarge)
		p.Attempt.Raw, p.Attempt.Nonce = p.Attempt.Raw[1:], math.MaxInt64
		_, err = f.s.SettlementAttempt(f.ctx, p)
		f.ok(err)
		_, err = f.s.SettlementMove(f.ctx, muster.SettlementMoveParams{Batch: b.ID, Chain: "l1", To: muster.SettlementIncluded, Block: math.MaxUint64, Now: f.now})
		f.code(err, muster.CodeInvalid)
	},
}
