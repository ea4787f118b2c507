package settletest

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

// trial is one test of the suite.
type trial struct {
	*testing.T
	Harness
}

func (t *trial) observe(attempts ...muster.SettlementAttempt) settle.Observation {
	t.Helper()
	o, err := t.Chain.Observe(t.Context(), attempts)
	if err != nil {
		t.Fatalf("observe: %v", err)
	}
	return o
}

// next returns the nonce of the account's next transaction and what it costs.
func (t *trial) next() (uint64, muster.Fees) {
	t.Helper()
	o := t.observe()
	return o.Nonce, o.Fees
}

func (t *trial) sign(c settle.Claim, nonce uint64, fees muster.Fees) muster.SettlementAttempt {
	t.Helper()
	a, err := t.Chain.Sign(t.Context(), c, nonce, fees)
	if err != nil {
		t.Fatalf("sign: %v", err)
	}
	return a
}

func (t *trial) send(a muster.SettlementAttempt) {
	t.Helper()
	if err := t.Chain.Send(t.Context(), a.Raw); err != nil {
		t.Fatalf("send: %v", err)
	}
}

// until mines until an observation is as wanted, and returns it.
func (t *trial) until(what string, attempts []muster.SettlementAttempt, ok func(settle.Observation) bool) settle.Observation {
	t.Helper()
	for range 200 {
		if o := t.observe(attempts...); ok(o) {
			return o
		}
		t.Mine()
	}
	t.Fatalf("200 blocks, and not yet: %s", what)
	return settle.Observation{}
}

// settle signs and sends a claim and mines it.
func (t *trial) settle(c settle.Claim) (muster.SettlementAttempt, settle.Observation) {
	t.Helper()
	nonce, fees := t.next()
	a := t.sign(c, nonce, fees)
	t.send(a)
	return a, t.mined(a)
}

func (t *trial) mined(a muster.SettlementAttempt) settle.Observation {
	t.Helper()
	return t.until("mined", []muster.SettlementAttempt{a}, func(o settle.Observation) bool { return o.Seen[a.TxHash].Mined })
}

// percent returns fees scaled, rounded up.
func percent(f muster.Fees, by int64) muster.Fees {
	scale := func(w muster.Wei) muster.Wei {
		n := new(big.Int).Mul(w.Big(), big.NewInt(by))
		n.Add(n, big.NewInt(99))
		return muster.WeiOf(n.Div(n, big.NewInt(100)))
	}
	return muster.Fees{Cap: scale(f.Cap), Tip: scale(f.Tip)}
}

func testBeginning(t *trial) {
	if t.Chain.Name() == "" || t.Chain.Sender() == "" || t.Chain.Sender() == t.Poor.Sender() {
		t.Errorf("name %q, sender %q, the poor one %q", t.Chain.Name(), t.Chain.Sender(), t.Poor.Sender())
	}
	nonce, fees := t.next()
	never := t.sign(t.Claim(0), nonce, fees)
	o := t.observe(never)
	if o.Final > o.Head || o.FinalNonce > o.Nonce {
		t.Errorf("final %d of head %d, nonce %d of %d", o.Final, o.Head, o.FinalNonce, o.Nonce)
	}
	if o.At.IsZero() || o.HeadTime.IsZero() || o.State == "" {
		t.Errorf("at %v, head at %v, state %q", o.At, o.HeadTime, o.State)
	}
	if o.Balance.Big().Sign() <= 0 || o.Fees.Tip.Big().Sign() <= 0 || o.Fees.Cap.Big().Cmp(o.Fees.Tip.Big()) < 0 {
		t.Errorf("balance %s, fees %+v", o.Balance, o.Fees)
	}
	if len(o.Seen) != 0 {
		t.Errorf("seen, though nothing was sent: %+v", o.Seen)
	}
}

func testCheck(t *trial) {
	check := func(c settle.Claim) error { return t.Chain.Check(t.Context(), c) }
	if err := check(t.Claim(0)); err != nil {
		t.Errorf("next claim: %v", err)
	}
	if err := check(t.Claim(1)); !errors.Is(err, settle.ErrNotNext) {
		t.Errorf("claim after the next: %v", err)
	}
	if err := check(t.Invalid(0)); muster.CodeOf(err) != muster.CodeInvalidProof || errors.Is(err, settle.ErrNotNext) {
		t.Errorf("invalid proof: %v", err)
	}
	before := t.observe().State
	t.settle(t.Claim(0))
	if after := t.observe().State; after == before {
		t.Errorf("state stays %q", after)
	}
	if err := check(t.Claim(0)); !errors.Is(err, settle.ErrNotNext) {
		t.Errorf("settled claim: %v", err)
	}
	if err := check(t.Claim(1)); err != nil {
		t.Errorf("claim that has become the next: %v", err)
	}
}

func testSign(t *trial) {
	nonce, fees := t.next()
	c := t.Claim(0)
	a := t.sign(c, nonce, fees)
	if a.Batch != c.Batch || a.Chain != t.Chain.Name() || a.Sender != t.Chain.Sender() || a.Nonce != nonce || a.Fees != fees {
		t.Errorf("signed %+v", a)
	}
	if a.TxHash == "" || len(a.Raw) == 0 || a.GasLimit == 0 {
		t.Errorf("hash %q, %d bytes, gas limit %d", a.TxHash, len(a.Raw), a.GasLimit)
	}
	again := t.sign(c, nonce, fees)
	if a.TxHash != again.TxHash || !bytes.Equal(a.Raw, again.Raw) {
		t.Error("signed again: another transaction")
	}
	seen := map[string]bool{a.TxHash: true}
	for _, other := range []muster.SettlementAttempt{
		t.sign(c, nonce+1, fees), t.sign(c, nonce, percent(fees, 120)), t.sign(t.Claim(1), nonce, fees),
	} {
		if seen[other.TxHash] {
			t.Errorf("two transactions are %s", other.TxHash)
		}
		seen[other.TxHash] = true
	}
	t.Mine()
	if o := t.observe(a); len(o.Seen) != 0 || o.Nonce != nonce {
		t.Errorf("seen after signing: %+v, nonce %d", o.Seen, o.Nonce)
	}
}

func testSend(t *trial) {
	nonce, fees := t.next()
	a := t.sign(t.Claim(0), nonce, fees)
	t.send(a)
	t.send(a)
	first := t.mined(a)
	t.send(a)
	t.Mine()
	if o := t.observe(a); o.Nonce != nonce+1 || !cmp.Equal(o.Seen[a.TxHash], first.Seen[a.TxHash]) {
		t.Errorf("sent again: nonce %d, %+v then %+v", o.Nonce, first.Seen[a.TxHash], o.Seen[a.TxHash])
	}
}

func testGarbage(t *trial) {
	nonce, fees := t.next()
	a := t.sign(t.Claim(0), nonce, fees)
	for name, raw := range map[string][]byte{"nothing": nil, "text": []byte("pay me"), "cut short": a.Raw[:len(a.Raw)/2], "long": make([]byte, 1<<20)} {
		if err := t.Chain.Send(t.Context(), raw); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func testInclusion(t *trial) {
	before := t.observe()
	a, o := t.settle(t.Claim(0))
	s := o.Seen[a.TxHash]
	if s.Reverted || s.Block == 0 || s.Block > o.Head || s.BlockHash == "" || s.GasUsed == 0 || s.GasUsed > a.GasLimit {
		t.Errorf("included: %+v of %d gas, head %d", s, a.GasLimit, o.Head)
	}
	most := new(big.Int).Mul(a.Fees.Cap.Big(), new(big.Int).SetUint64(s.GasUsed))
	if s.Fee.Big().Sign() <= 0 || s.Fee.Big().Cmp(most) > 0 {
		t.Errorf("fee %s, of at most %s", s.Fee, most)
	}
	if paid := new(big.Int).Sub(before.Balance.Big(), o.Balance.Big()); paid.Cmp(s.Fee.Big()) != 0 {
		t.Errorf("balance fell by %s, the fee was %s", paid, s.Fee)
	}
	if o.Nonce != a.Nonce+1 || o.State == before.State {
		t.Errorf("nonce %d after %d, state %q", o.Nonce, a.Nonce, o.State)
	}
	final := t.until("final", []muster.SettlementAttempt{a}, func(o settle.Observation) bool { return o.Final >= s.Block })
	if final.FinalNonce != a.Nonce+1 || !cmp.Equal(final.Seen[a.TxHash], s) {
		t.Errorf("final: nonce %d, %+v, was %+v", final.FinalNonce, final.Seen[a.TxHash], s)
	}
}

func testOrder(t *trial) {
	nonce, fees := t.next()
	a, b := t.sign(t.Claim(0), nonce, fees), t.sign(t.Claim(1), nonce+1, fees)
	t.send(b) // waits for the nonce before it
	if o := t.observe(b); o.Seen[b.TxHash].Mined {
		t.Errorf("mined before its turn: %+v", o.Seen)
	}
	t.send(a)
	o := t.until("both mined", []muster.SettlementAttempt{a, b}, func(o settle.Observation) bool {
		return o.Seen[a.TxHash].Mined && o.Seen[b.TxHash].Mined
	})
	if o.Seen[a.TxHash].Reverted || o.Seen[b.TxHash].Reverted || o.Nonce != nonce+2 {
		t.Errorf("seen %+v, nonce %d", o.Seen, o.Nonce)
	}
	if err := t.Chain.Check(t.Context(), t.Claim(2)); err != nil {
		t.Errorf("third claim: %v", err)
	}
}

func testRevert(t *trial) {
	state := t.observe().State
	for name, c := range map[string]settle.Claim{"not next": t.Claim(1), "invalid": t.Invalid(0)} {
		a, o := t.settle(c)
		s := o.Seen[a.TxHash]
		if !s.Reverted || s.Reason == "" || s.GasUsed == 0 || s.Fee.Big().Sign() <= 0 || s.BlockHash == "" {
			t.Errorf("%s: %+v", name, s)
		}
		if o.Nonce != a.Nonce+1 || o.State != state {
			t.Errorf("%s: nonce %d after %d, state %q after %q", name, o.Nonce, a.Nonce, o.State, state)
		}
	}
}

func testReplacement(t *trial) {
	nonce, fees := t.next()
	c := t.Claim(1)
	// The nonce before it is missing, so that no block can take it meanwhile.
	first := t.sign(c, nonce+1, fees)
	t.send(first)
	if o := t.observe(first); o.Seen[first.TxHash].Mined || len(o.Seen) != 1 {
		t.Errorf("in the pool: %+v", o.Seen)
	}
	if err := t.Chain.Send(t.Context(), t.sign(c, nonce+1, percent(fees, 105)).Raw); !errors.Is(err, settle.ErrUnderpriced) {
		t.Errorf("5 %% more: %v", err)
	}
	more := t.sign(c, nonce+1, percent(fees, 113))
	t.send(more)
	t.send(t.sign(t.Claim(0), nonce, fees))
	o := t.until("replacement mined", []muster.SettlementAttempt{first, more}, func(o settle.Observation) bool { return o.Seen[more.TxHash].Mined })
	if o.Seen[more.TxHash].Reverted || o.Seen[first.TxHash].Mined || o.Nonce != nonce+2 {
		t.Errorf("seen %+v, nonce %d", o.Seen, o.Nonce)
	}
}

func testNonceUsed(t *trial) {
	a, o := t.settle(t.Claim(0))
	if err := t.Chain.Send(t.Context(), t.sign(t.Claim(1), a.Nonce, percent(o.Fees, 200)).Raw); !errors.Is(err, settle.ErrNonceUsed) {
		t.Errorf("nonce %d again: %v", a.Nonce, err)
	}
}

func testNoFunds(t *trial) {
	o, err := t.Poor.Observe(t.Context(), nil)
	if err != nil {
		t.Fatalf("observe: %v", err)
	}
	if o.Balance.Big().Sign() != 0 {
		t.Fatalf("balance %s", o.Balance)
	}
	if err := t.Poor.Check(t.Context(), t.Claim(0)); err != nil {
		t.Errorf("check, which costs nothing: %v", err)
	}
	a, err := t.Poor.Sign(t.Context(), t.Claim(0), o.Nonce, o.Fees)
	if err != nil {
		t.Fatalf("sign: %v", err)
	}
	if err := t.Poor.Send(t.Context(), a.Raw); !errors.Is(err, settle.ErrNoFunds) {
		t.Errorf("send: %v", err)
	}
	if t.Fund == nil {
		return
	}
	t.Fund(t.Poor.Sender())
	if err := t.Poor.Send(t.Context(), a.Raw); err != nil {
		t.Fatalf("send with funds: %v", err)
	}
	if o := t.mined(a); o.Seen[a.TxHash].Reverted {
		t.Errorf("seen %+v", o.Seen)
	}
}

func testForeign(t *trial) {
	if t.Spend == nil {
		t.Skip("nobody else can spend")
	}
	nonce, fees := t.next()
	a := t.sign(t.Claim(0), nonce, fees)
	t.Spend()
	o := t.observe(a)
	if o.Nonce != nonce+1 || len(o.Seen) != 0 {
		t.Errorf("nonce %d after %d, seen %+v", o.Nonce, nonce, o.Seen)
	}
	if err := t.Chain.Send(t.Context(), a.Raw); !errors.Is(err, settle.ErrNonceUsed) {
		t.Errorf("send: %v", err)
	}
	t.until("final", nil, func(o settle.Observation) bool { return o.FinalNonce == nonce+1 })
}

func testReorg(t *trial) {
	if t.Reorg == nil {
		t.Skip("this chain can't be reorganised")
	}
	a, before := t.settle(t.Claim(0))
	was := before.Seen[a.TxHash]
	t.Reorg(int(before.Head-was.Block) + 1)
	if o := t.observe(a); o.Seen[a.TxHash].Mined && o.Seen[a.TxHash].BlockHash == was.BlockHash {
		t.Errorf("block %s was reorganised away: %+v", was.BlockHash, o.Seen)
	}
	t.send(a)
	if o := t.mined(a); o.Seen[a.TxHash].Reverted || o.Seen[a.TxHash].BlockHash == was.BlockHash {
		t.Errorf("mined again: %+v, was %+v", o.Seen[a.TxHash], was)
	}
}

func testContext(t *trial) {
	nonce, fees := t.next()
	a := t.sign(t.Claim(0), nonce, fees)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := t.Chain.Observe(ctx, nil); err == nil {
		t.Error("observe answers")
	}
	if err := t.Chain.Check(ctx, t.Claim(0)); err == nil {
		t.Error("check answers")
	}
	if err := t.Chain.Send(ctx, a.Raw); err == nil {
		t.Error("send answers")
	}
}

func testConcurrent(t *trial) {
	nonce, fees := t.next()
	a := t.sign(t.Claim(0), nonce, fees)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := t.Chain.Observe(t.Context(), []muster.SettlementAttempt{a}); err != nil {
				t.Errorf("observe: %v", err)
			}
		})
		wg.Go(func() {
			if err := t.Chain.Send(t.Context(), a.Raw); err != nil {
				t.Errorf("send: %v", err)
			}
		})
		wg.Go(func() {
			if _, err := t.Chain.Sign(t.Context(), t.Claim(1), nonce+1, fees); err != nil {
				t.Errorf("sign: %v", err)
			}
		})
	}
	wg.Wait()
	t.mined(a)
}
