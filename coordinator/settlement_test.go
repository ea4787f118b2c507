package coordinator

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// A pipeline whose final proofs contracts can check.
const chainYAML = `
name: chain
version: 1.0.0
program: counts
target: solidity
limits: {slices: 1, input: 1MiB}
defaults: {backend: exec, max_attempts: 1}
rounds:
  - name: base
    stages: [{name: prove}]
`

// settlePlane runs a test in virtual time on a plane with two chains and a
// pipeline for them; proven counts how often settlers are told.
func settlePlane(t *testing.T, f func(t *testing.T, p *plane, proven *atomic.Int64)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var proven atomic.Int64
		pl, err := pipeline.Parse("chain.yaml", []byte(chainYAML))
		if err != nil {
			t.Fatal(err)
		}
		p := &plane{t: t, artifacts: &memory{}, config: func(c *Config) {
			c.Chains, c.Proven = []string{"l1", "l2"}, func() { proven.Add(1) }
			c.Pipelines = append(c.Pipelines, pl)
		}}
		p.open()
		f(t, p, &proven)
	})
}

func chained(key string, targets ...string) muster.Submission {
	return muster.Submission{Key: key, Pipeline: "chain", Input: []byte(`{"slices":{"base":1}}`), Targets: targets}
}

func (p *plane) settlement(id muster.BatchID, chain string) muster.SettlementDetail {
	p.t.Helper()
	s, err := p.Settlement(p.t.Context(), id, chain)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

// settler does to a settlement what a settler does, under its office.
func (p *plane) settles(m muster.SettlementMoveParams) {
	p.t.Helper()
	m.Office, m.Holder, m.Now = "settler/"+m.Chain, "me", time.Now()
	if _, err := p.store.LeaderHold(p.t.Context(), muster.LeaderHoldParams{Office: m.Office, Holder: m.Holder, For: time.Minute, Now: m.Now}); err != nil {
		p.t.Fatal(err)
	}
	if m.To == muster.SettlementSubmitted {
		if _, err := p.store.SettlementAttempt(p.t.Context(), muster.SettlementAttemptParams{
			Attempt: muster.SettlementAttempt{
				Batch: m.Batch, Chain: m.Chain, Sender: "0xa", TxHash: "0x" + string(m.Batch), Raw: []byte("tx"), Fees: muster.Fees{Cap: "2", Tip: "1"}, SignedAt: m.Now,
			},
			Office: m.Office, Holder: m.Holder, Now: m.Now,
		}); err != nil {
			p.t.Fatal(err)
		}
	}
	if _, err := p.store.SettlementMove(p.t.Context(), m); err != nil {
		p.t.Fatal(err)
	}
}

// A proven batch goes on to its chain, and is explained at every step.
func TestABatchIsSettled(t *testing.T) {
	settlePlane(t, func(t *testing.T, p *plane, proven *atomic.Int64) {
		w := p.worker("w")
		b := p.submit(chained("", "l1"))
		if s := p.settlement(b.ID, "l1"); s.State != muster.SettlementWaiting {
			t.Fatalf("at first it is %s", s.State)
		}
		if _, err := p.Claim(t.Context(), b.ID); muster.CodeOf(err) != muster.CodeState {
			t.Errorf("a claim before the proof: %v", err)
		}
		g := p.lease(w)
		time.Sleep(3 * time.Second)
		p.prove(w, g)
		if got := p.batch(b.ID); got.State != muster.BatchSettling || proven.Load() != 1 {
			t.Fatalf("proven, it is %s; settlers were told %d times", got.State, proven.Load())
		}
		c, err := p.Claim(t.Context(), b.ID)
		if err != nil || string(c.Proof) != string(proofOf(g.Task.Statement)) || c.ProtocolVersion != b.ProtocolVersion || cmp.Diff(p.batch(b.ID).Statement, c.Statement) != "" {
			t.Errorf("claim %+v, %v", c, err)
		}
		p.explained(b.ID, muster.CauseSettling, "the next one that is sent to chain l1")
		p.settles(muster.SettlementMoveParams{Batch: b.ID, Chain: "l1", To: muster.SettlementPrepared, Waiting: "the node does not answer"})
		p.explained(b.ID, muster.CauseSettlementWaiting, "the node does not answer")
		p.settles(muster.SettlementMoveParams{Batch: b.ID, Chain: "l1", To: muster.SettlementSubmitted})
		p.explained(b.ID, muster.CauseSettling, "as transaction 0x"+string(b.ID))
		if d := p.settlement(b.ID, "l1"); len(d.Tries) != 1 || d.Tries[0].Number != 1 {
			t.Errorf("tries: %+v", d.Tries)
		}
		p.settles(muster.SettlementMoveParams{Batch: b.ID, Chain: "l1", To: muster.SettlementIncluded, TxHash: "0xfeed", Block: 7})
		p.explained(b.ID, muster.CauseSettling, "block 7 of chain l1 holds it")
		time.Sleep(time.Minute)
		for verb, err := range map[string]error{
			"retry":   second(p.RetrySettlement(t.Context(), b.ID, "l1")),
			"abandon": second(p.AbandonSettlement(t.Context(), b.ID, "l1", "why")),
		} {
			if muster.CodeOf(err) != muster.CodeState || !strings.Contains(err.Error(), "is included") {
				t.Errorf("%s of an included one: %v", verb, err)
			}
		}
		p.settles(muster.SettlementMoveParams{Batch: b.ID, Chain: "l1", To: muster.SettlementFinal, TxHash: "0xfeed", Block: 7})
		if got := p.batch(b.ID); got.State != muster.BatchCompleted {
			t.Errorf("final, it is %s", got.State)
		}
		if f, err := p.Proof(t.Context(), b.ID); err != nil || f.ProvingTime < 3*time.Second || f.ProvingTime >= time.Minute {
			t.Errorf("proven within %s, %v", f.ProvingTime, err)
		}
		p.explained(b.ID, muster.CauseCompleted, "It is proven")
	})
}

func second[T any](_ T, err error) error { return err }

// A refused settlement keeps its chain waiting until an operator decides.
func TestARefusedSettlementIsRetriedOrAbandoned(t *testing.T) {
	settlePlane(t, func(t *testing.T, p *plane, proven *atomic.Int64) {
		w := p.worker("w")
		first, next := p.submit(chained("1", "l1", "l2")), p.submit(chained("2", "l1"))
		for range 2 {
			p.prove(w, p.lease(w))
		}
		p.settles(muster.SettlementMoveParams{Batch: first.ID, Chain: "l1", To: muster.SettlementFailed, Failure: "the verifier refused the proof"})
		p.explained(first.ID, muster.CauseSettlementFailed, "the verifier refused the proof")
		p.explained(next.ID, muster.CauseSettlementBlocked, "waits on chain l1 for "+string(first.ID))

		told := proven.Load()
		s, err := p.RetrySettlement(t.Context(), first.ID, "l1")
		if err != nil || s.State != muster.SettlementPrepared || s.Failure != "" || proven.Load() == told {
			t.Fatalf("retried: %+v %v", s, err)
		}
		if err := second(p.RetrySettlement(t.Context(), first.ID, "l1")); muster.CodeOf(err) != muster.CodeState {
			t.Errorf("retried twice: %v", err)
		}
		if err := second(p.AbandonSettlement(t.Context(), first.ID, "l1", "")); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("abandoned for no reason: %v", err)
		}
		for _, chain := range []string{"l1", "l2"} {
			if b := p.batch(first.ID); b.State != muster.BatchSettling {
				t.Errorf("before %s was abandoned it is %s", chain, b.State)
			}
			if s, err := p.AbandonSettlement(t.Context(), first.ID, chain, "settled by hand"); err != nil || s.State != muster.SettlementAbandoned || s.Failure != "settled by hand" {
				t.Errorf("abandoned: %+v %v", s, err)
			}
		}
		if b := p.batch(first.ID); b.State != muster.BatchFailed {
			t.Errorf("with all abandoned it is %s", b.State)
		}
		p.explained(first.ID, muster.CauseSettlementFailed, "It is proven, and failed on its way")
		p.explained(next.ID, muster.CauseSettling, "the next one")
		if all, err := p.Settlements(t.Context(), muster.SettlementFilter{Chain: "l1", States: []muster.SettlementState{muster.SettlementPrepared}}); err != nil || len(all) != 1 || all[0].Batch != next.ID {
			t.Errorf("in the line: %+v %v", all, err)
		}
	})
}

// A batch that fails before it is proven keeps the chain behind it waiting, and
// says so.
func TestAFailedBatchIsInTheWayOfItsChain(t *testing.T) {
	settlePlane(t, func(t *testing.T, p *plane, _ *atomic.Int64) {
		w := p.worker("w")
		first := p.submit(chained("1", "l1"))
		g := p.lease(w)
		next := p.submit(chained("2", "l1"))
		if err := p.Fail(t.Context(), muster.FailureReport{Worker: w, Task: g.Task.ID, Fence: g.Fence, Class: muster.FailTransient, Message: "x"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		p.prove(w, p.lease(w))
		p.explained(next.ID, muster.CauseSettlementBlocked, "is not proven: it is failed")
		e := p.explain(first.ID)
		if e.State != muster.BatchFailed || !strings.Contains(fmt.Sprint(e.Findings), "Later batches of chain l1 wait for it") {
			t.Errorf("%s: %+v", e.State, e.Findings)
		}
		if _, err := p.AbandonSettlement(t.Context(), first.ID, "l1", "it does not come back"); err != nil {
			t.Fatal(err)
		}
		p.explained(next.ID, muster.CauseSettling, "the next one")
	})
}

func TestTargetsAreChecked(t *testing.T) {
	settlePlane(t, func(t *testing.T, p *plane, _ *atomic.Int64) {
		many := make([]string, mostTargets+1)
		for name, tt := range map[string]struct {
			s    muster.Submission
			says string
		}{
			"an unknown chain": {chained("", "l1", "mainnet"), "targets[1]: expected one of the configured chains [l1 l2], got \"mainnet\""},
			"a chain twice":    {chained("", "l1", "l1"), "targets[1]: expected each chain at most once"},
			"too many":         {chained("", many...), "targets: expected at most 8, got \"9\""},
			"proofs that no contract checks": {
				muster.Submission{Pipeline: "pair", Input: []byte(`{"slices":{"base":1}}`), Targets: []string{"l1"}}, "targets: expected none: a contract can't check",
			},
			"sourcing": {muster.Submission{Pipeline: "pair", Input: []byte(`{"slices":{"base":1}}`), Sourcing: "theirs"}, "sourcing: expected one of [own-only"},
		} {
			if _, _, err := p.Submit(t.Context(), tt.s); muster.CodeOf(err) != muster.CodeInvalid || !strings.HasPrefix(err.Error(), tt.says) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, change := range []func(*Config){func(c *Config) { c.Chains = nil }, func(c *Config) { c.MockProver = true }} {
			other := Coordinator{cfg: p.cfg}
			change(&other.cfg)
			if err := other.checkTargets(p.byName["chain"][0], []string{"l1"}); muster.CodeOf(err) != muster.CodeInvalid {
				t.Errorf("%v", err)
			}
		}
		// The chain that settles nothing takes mock proofs, and those of any pipeline.
		mock := Coordinator{cfg: p.cfg}
		mock.cfg.MockProver, mock.cfg.MockChain = true, "l1"
		for _, pipeline := range []string{"chain", "pair"} {
			if err := mock.checkTargets(p.byName[pipeline][0], []string{"l1"}); err != nil {
				t.Errorf("%s on the mock chain: %v", pipeline, err)
			}
			if err := mock.checkTargets(p.byName[pipeline][0], []string{"l1", "l2"}); muster.CodeOf(err) != muster.CodeInvalid {
				t.Errorf("%s on a real chain too: %v", pipeline, err)
			}
		}
	})
}

// Invariant 9, for targets: they are content, in any order.
func TestTargetsAreContent(t *testing.T) {
	settlePlane(t, func(t *testing.T, p *plane, _ *atomic.Int64) {
		b := p.submit(chained("k", "l2", "l1"))
		if got := p.submit(chained("k", "l1", "l2")); got.ID != b.ID || cmp.Diff([]string{"l1", "l2"}, got.Targets) != "" {
			t.Errorf("in another order: %s with %v", got.ID, got.Targets)
		}
		if _, _, err := p.Submit(t.Context(), chained("k", "l1")); muster.CodeOf(err) != muster.CodeConflict {
			t.Errorf("the same key with other targets: %v", err)
		}
		if without, with := p.submit(chained("")), p.submit(chained("", "l1")); without.ID == with.ID {
			t.Error("a batch with targets is the one without")
		}
		// The digest of batches without targets is what stores hold.
		pl := p.byName["chain"][0]
		const known = "f0927a4b723620e9b74106bc55c2137b4b8822fb8cdf8531541f876e080ad562"
		if got := contentOf(pl, "0.1.0", map[string]int{"a": 1}, muster.DigestOf([]byte("in")), nil, nil).String(); got != known {
			t.Errorf("content is %s", got)
		}
	})
}

func TestSourcingOfBatchesThatDoNotSay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &plane{t: t, artifacts: &memory{}, config: func(c *Config) { c.Sourcing, c.PickWithin = muster.SourceMarketFirst, time.Minute }}
		p.open()
		b := p.sourced("", 1)
		if b.Sourcing != muster.SourceMarketFirst || b.Hold.Until.Sub(b.CreatedAt) != time.Minute {
			t.Errorf("%s, held until %s", b.Sourcing, b.Hold.Until)
		}
		if b := p.sourced(muster.SourceOwnOnly, 2); b.Hold != (muster.Hold{}) {
			t.Errorf("the own fleet's is held until %s", b.Hold.Until)
		}
	})
}
