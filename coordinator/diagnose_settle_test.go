package coordinator

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

func settlementOf(n int, state muster.SettlementState) settlementView {
	return settlementView{Settlement: muster.Settlement{
		Batch: batchOf(n, "").ID, Chain: "l1", State: state, UpdatedAt: at.Add(-3 * time.Minute),
	}}
}

// settles makes the batch one that is settled on l1.
func settles(s *snapshot, state muster.BatchState, change func(*settlementView)) {
	v := settlementOf(1, muster.SettlementPrepared)
	change(&v)
	s.batch.State, s.batch.Targets = state, []string{"l1"}
	s.settlements = append(s.settlements, v)
}

func behind(v *settlementView, state muster.SettlementState, batch muster.BatchState, why string) {
	v.ahead = settlementOf(2, state).Settlement
	v.why = batchOf(2, batch)
	v.why.Failure, v.ahead.Failure = why, why
}

var me, other = string(batchOf(1, "").ID), string(batchOf(2, "").ID)

func init() {
	incidents = append(incidents, []incident{
		{
			name: "a chain refused it",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchSettling, func(v *settlementView) {
					v.State, v.Failure = muster.SettlementFailed, "the verifier refused the proof"
				})
				settles(s, muster.BatchSettling, func(v *settlementView) { v.Chain, v.State, v.Block = "l2", muster.SettlementFinal, 9 })
			},
			cause: muster.CauseSettlementFailed, says: []string{"chain l1 refused it 3 min ago: the verifier refused the proof."},
			does: []string{"muster settlement retry " + me + " l1", "muster settlement abandon " + me + " l1 --reason WHY", "muster settlement show " + me + " l1"},
		},
		{
			name: "one before it on the chain was refused",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchSettling, func(v *settlementView) { behind(v, muster.SettlementFailed, muster.BatchSettling, "wrong root") })
			},
			cause: muster.CauseSettlementBlocked, says: []string{"waits on chain l1 for " + other, "is failed: wrong root."},
			does: []string{"muster settlement retry " + other + " l1", "muster settlement abandon " + other + " l1", "muster batch explain " + other},
		},
		{
			name: "one before it on the chain is not proven",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchSettling, func(v *settlementView) { behind(v, muster.SettlementWaiting, muster.BatchProving, "") })
			},
			cause: muster.CauseSettlementBlocked, says: []string{other, "is not proven: it is proving."}, does: []string{"muster batch explain " + other},
		},
		{
			name: "one before it on the chain failed to be proven",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchSettling, func(v *settlementView) { behind(v, muster.SettlementWaiting, muster.BatchFailed, "task x gave up.") })
			},
			cause: muster.CauseSettlementBlocked, says: []string{"is not proven: it is failed: task x gave up."},
			does: []string{"muster batch retry " + other, "muster settlement abandon " + other + " l1"},
		},
		{
			name: "no funds",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchSettling, func(v *settlementView) {
					v.Waiting, v.Since = "the account is out of funds: 0xabc has 3 wei and needs 9", at.Add(-time.Hour-time.Minute)
				})
			},
			cause: muster.CauseSettlementWaiting, says: []string{"its settlement on chain l1, which is prepared, has waited for 61 min because of this: the account is out of funds: 0xabc has 3 wei and needs 9."},
			does: []string{"muster settlement show " + me + " l1"},
		},
		{
			name: "sent, and in no block yet",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchSettling, func(v *settlementView) {
					v.State, v.Attempts = muster.SettlementSubmitted, 2
					v.last = muster.SettlementAttempt{TxHash: "0xfeed", SignedAt: at.Add(-40 * time.Second)}
				})
			},
			cause: muster.CauseSettling, says: []string{"sent to chain l1 40 s ago as transaction 0xfeed, which no block holds yet; that is attempt 2."},
		},
		{
			name: "in a block",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchSettling, func(v *settlementView) { v.State, v.Block, v.TxHash = muster.SettlementIncluded, 77, "0xfeed" })
			},
			cause: muster.CauseSettling, says: []string{"block 77 of chain l1 holds it (transaction 0xfeed)"},
		},
		{
			name: "next in the chain's line",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchSettling, func(*settlementView) {})
			},
			cause: muster.CauseSettling, says: []string{"the next one that is sent to chain l1"}, does: []string{"muster settlement list --chain l1"},
		},
		{
			name: "completed, by its chain",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchCompleted, func(v *settlementView) { v.State, v.Block, v.TxHash = muster.SettlementFinal, 77, "0xfeed" })
			},
			cause: muster.CauseCompleted, shows: []string{"It is final on chain l1, in block 77 by transaction 0xfeed."},
		},
		{
			name: "given up by every chain",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchFailed, func(v *settlementView) { v.State, v.Failure = muster.SettlementAbandoned, "the contract is gone" })
				s.batch.Failure, s.batch.Proof = "all settlements were abandoned", muster.Artifact{Digest: muster.DigestOf([]byte("p")), Size: 1}
			},
			cause: muster.CauseSettlementFailed, says: []string{"It is proven, and failed on its way to the chain"},
			shows: []string{"was abandoned: the contract is gone."}, does: []string{"muster batch proof " + me},
		},
		{
			name: "failed, with the chain behind it",
			given: func(s *snapshot, _ *knowledge) {
				settles(s, muster.BatchFailed, func(v *settlementView) { v.State = muster.SettlementWaiting })
				s.batch.Failure = "prepare: bad root"
			},
			cause: muster.CausePreparationFailed, does: []string{"muster settlement abandon " + me + " l1"},
		},
		{
			name: "held for a network, though nobody could take it",
			given: func(s *snapshot, _ *knowledge) {
				waits(s, gpuNeeds(), 3, nil)
				s.batch.Hold = muster.Hold{Until: at.Add(90 * time.Second), Reason: "request 1/42 at network acme"}
				s.counts = append(s.counts, muster.TaskCount{State: muster.TaskLeased, Count: 1})
			},
			cause: muster.CauseHeld, says: []string{"The own fleet leaves it until 2026-11-21 12:01:30 UTC, in 90 s: request 1/42 at network acme. 1 task with workers goes on."},
			does: []string{"muster batch release " + me},
		},
		{
			name: "held for good",
			given: func(s *snapshot, _ *knowledge) {
				waits(s, gpuNeeds(), 3, nil)
				s.batch.Hold = holdOf(muster.SourceMarketOnly, 0, at)
			},
			cause: muster.CauseHeld, says: []string{"The own fleet leaves it: it is proven by the market only."},
		},
		{
			name: "a hold that is over",
			given: func(s *snapshot, _ *knowledge) {
				waits(s, gpuNeeds(), 3, nil)
				s.batch.Hold = muster.Hold{Until: at, Reason: "x"}
			},
			cause: muster.CauseNoWorkers, says: []string{"there are no workers"},
		},
	}...)
}

// A held batch that is not planned yet is told of both.
func TestExplainAHeldBatchInPreparation(t *testing.T) {
	s := snapshot{now: at, batch: batchOf(1, muster.BatchPending)}
	s.batch.Hold = muster.Hold{Until: at.Add(time.Minute), Reason: "why"}
	e := diagnose(s, knowledge{}.rules())
	if e.Cause != muster.CausePreparationQueued || len(e.Findings) != 2 || e.Findings[1].Cause != muster.CauseHeld || !strings.Contains(e.Findings[1].Text, "why") {
		t.Errorf("%+v", e)
	}
}

// What settlements wait for has a remedy, but for what is told of otherwise.
func TestRemediesAreThere(t *testing.T) {
	for _, c := range settle.Classes {
		if _, ok := remedies[c]; !ok && c != settle.ClassBlocked && c != settle.ClassFailed {
			t.Errorf("%s has no remedy", c)
		}
	}
	s := snapshot{now: at, batch: batchOf(1, "")}
	settles(&s, muster.BatchSettling, func(v *settlementView) { v.Waiting, v.Since = "the node does not answer: refused", at })
	if e := diagnose(s, knowledge{}.rules()); len(e.Advice) != 2 || !strings.Contains(e.Advice[0].Text, "look at the node") {
		t.Errorf("advice %+v", e.Advice)
	}
}

// A missing attestation is told, beside what else there is to say.
func TestUnattestedIsTold(t *testing.T) {
	due := &muster.Due{Batch: batchOf(1, "").ID, Committee: "watch"}
	for name, c := range map[string]struct {
		state muster.BatchState
		why   string
		says  string
		shows []string
	}{
		"not asked yet": {muster.BatchCompleted, "", "committee watch is asked.", nil},
		"too few": {
			muster.BatchCompleted, "committee watch can't attest it: 2 signers committed, it takes 3\nsigner 1: connection refused\nsigner 4: no share\n\tof this",
			"2 min ago it came to this: committee watch can't attest it: 2 signers committed, it takes 3. It is tried again.",
			[]string{"signer 1: connection refused", "signer 4: no share", "of this"},
		},
		"on its way to a chain": {muster.BatchSettling, "committee watch is away.", "committee watch is away. It is", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := snapshot{now: at, batch: batchOf(1, c.state), unattested: due}
			due.Failure, due.TriedAt = c.why, at.Add(-2*time.Minute)
			e := diagnose(s, knowledge{}.rules())
			last := e.Findings[len(e.Findings)-1]
			if e.Cause == muster.CauseUnattested || len(e.Findings) != 2 || last.Cause != muster.CauseUnattested || !strings.Contains(last.Text, c.says) || !slices.Equal(last.Details, c.shows) {
				t.Errorf("%s: %+v", e.Cause, e.Findings)
			}
			if !slices.ContainsFunc(e.Advice, func(a muster.Advice) bool { return a.Command == "muster committee show FILE" }) {
				t.Errorf("advice: %v", e.Advice)
			}
			s.unattested = nil
			if e = diagnose(s, knowledge{}.rules()); len(e.Findings) != 1 {
				t.Errorf("with its attestation: %+v", e.Findings)
			}
		})
	}
}
