package storetest

import (
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

var settlementMoveTests = map[string]func(*fixture){
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
}
