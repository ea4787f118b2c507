package storetest

import (
	"fmt"
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
	"OnlyAllowedMoves": func(f *fixture) {
		for from := range muster.SettlementTransitions {
			for to := range muster.SettlementTransitions {
				b := f.inSettlement(from)
				before := f.settlement(b, "l1")
				_, err := f.s.SettlementMove(f.ctx, muster.SettlementMoveParams{Batch: b.ID, Chain: "l1", To: to, TxHash: before.TxHash, Now: f.now})
				allowed := muster.SettlementTransitions.Allows(from, to) || from == to
				// A proof prepares, an attempt submits.
				if from == muster.SettlementWaiting && to == muster.SettlementPrepared || from == muster.SettlementPrepared && to == muster.SettlementSubmitted {
					allowed = false
				}
				if !allowed {
					to = from
					f.code(err, muster.CodeState)
				} else {
					f.ok(err)
				}
				f.same(fmt.Sprintf("%s to %s", from, to), f.settlement(b, "l1").State, to)
				f.abandonAll()
			}
		}
		_, err := f.s.SettlementMove(f.ctx, muster.SettlementMoveParams{Batch: f.ids.Batch(), Chain: "l1", To: muster.SettlementFinal, Now: f.now})
		f.code(err, muster.CodeNotFound)
		b := f.settling("l1")
		_, err = f.s.SettlementMove(f.ctx, muster.SettlementMoveParams{Batch: b.ID, Chain: "l2", To: muster.SettlementFailed, Now: f.now})
		f.code(err, muster.CodeNotFound)
	},
	"MoveRecordsWhatWasSeen": func(f *fixture) {
		b := f.inSettlement(muster.SettlementSubmitted)
		want := f.settlement(b, "l1")
		see := func(p muster.SettlementMoveParams) {
			f.Helper()
			p.Batch, p.Chain, p.Now = b.ID, "l1", f.now
			got, err := f.s.SettlementMove(f.ctx, p)
			f.ok(err)
			f.same("returned", got, want)
			f.same("stored", f.settlement(b, "l1"), want)
		}
		f.tick(time.Second)
		want.Waiting, want.Since, want.UpdatedAt = "the node is down", f.now, f.now
		see(muster.SettlementMoveParams{To: muster.SettlementSubmitted, Waiting: "the node is down"})
		f.tick(time.Second)
		see(muster.SettlementMoveParams{To: muster.SettlementSubmitted, Waiting: "the node is down"}) // nothing new
		want.Waiting, want.Since, want.UpdatedAt = "out of funds", f.now, f.now
		see(muster.SettlementMoveParams{To: muster.SettlementSubmitted, Waiting: "out of funds"})
		f.tick(time.Second)
		want.Waiting, want.Since, want.UpdatedAt = "", time.Time{}, f.now
		want.State, want.TxHash, want.Block, want.BlockHash, want.GasUsed, want.Fee = muster.SettlementIncluded, "0x1", 12, "0xb", 300_000, "9000000000000000000000"
		included := muster.SettlementMoveParams{To: muster.SettlementIncluded, TxHash: "0x1", Block: 12, BlockHash: "0xb", GasUsed: 300_000, Fee: want.Fee}
		see(included)
		f.tick(time.Second)
		want.State, want.TxHash, want.Block, want.BlockHash, want.GasUsed, want.Fee, want.UpdatedAt = muster.SettlementSubmitted, "", 0, "", 0, "", f.now
		see(muster.SettlementMoveParams{To: muster.SettlementSubmitted}) // reorganised away
		f.tick(time.Second)
		want.State, want.Failure, want.UpdatedAt = muster.SettlementFailed, "reverted", f.now
		see(muster.SettlementMoveParams{To: muster.SettlementFailed, Failure: "reverted"})
		f.tick(time.Second)
		want.State, want.Failure, want.UpdatedAt = muster.SettlementPrepared, "", f.now
		see(muster.SettlementMoveParams{To: muster.SettlementPrepared})
		_, err := f.attempt(b, "l1", uint64(f.n))
		f.ok(err)
		f.tick(time.Second)
		final := included
		final.Batch, final.Chain, final.To, final.Now = b.ID, "l1", muster.SettlementIncluded, f.now
		_, err = f.s.SettlementMove(f.ctx, final)
		f.ok(err)
		final.To = muster.SettlementFinal
		got, err := f.s.SettlementMove(f.ctx, final)
		f.ok(err)
		f.same("final", []any{got.State, got.FinalAt, got.TxHash, got.Block}, []any{muster.SettlementFinal, f.now, "0x1", uint64(12)})
	},
	"TheLastOneEndsTheBatch": func(f *fixture) {
		for name, c := range map[string]struct {
			ends []muster.SettlementState
			want muster.BatchState
		}{
			"final":               {[]muster.SettlementState{muster.SettlementFinal, muster.SettlementFinal}, muster.BatchCompleted},
			"final, abandoned":    {[]muster.SettlementState{muster.SettlementFinal, muster.SettlementAbandoned}, muster.BatchCompleted},
			"abandoned, final":    {[]muster.SettlementState{muster.SettlementAbandoned, muster.SettlementFinal}, muster.BatchCompleted},
			"abandoned":           {[]muster.SettlementState{muster.SettlementAbandoned, muster.SettlementAbandoned}, muster.BatchFailed},
			"final, then failure": {[]muster.SettlementState{muster.SettlementFinal, muster.SettlementFailed}, muster.BatchSettling},
		} {
			b := f.settling("l1", "l2")
			dependent := f.insert(f.batch(b.ID))
			for i, end := range c.ends {
				f.same(name+": batch", f.getBatch(b.ID).State, muster.BatchSettling)
				f.tick(time.Second)
				f.bring(b, []string{"l1", "l2"}[i], end)
			}
			got := f.getBatch(b.ID)
			f.same(name, got.State, c.want)
			switch c.want {
			case muster.BatchFailed:
				f.same(name, []any{got.Failure, got.CompletedAt}, []any{"its settlement on l2 was abandoned: because", f.now})
				f.same(name+": dependent", f.getBatch(dependent.ID).State, muster.BatchFailed)
			case muster.BatchCompleted:
				f.same(name, got.CompletedAt, f.now)
				f.same(name+": dependent", f.getBatch(dependent.ID).State, muster.BatchPending)
			default:
			}
			f.abandonAll()
		}
		b := f.settling("l1")
		_, err := f.attempt(b, "l1", uint64(f.n))
		f.ok(err)
		f.ok(f.moves()["fail"](b.ID))
		f.bring(b, "l1", muster.SettlementFinal)
		f.same("what failed stays failed", f.getBatch(b.ID).State, muster.BatchFailed)
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
