package submitter

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/markettest"
)

// The tests here are what the watchers and senders of other Proof Managers got
// wrong, and what nodes and networks do.

// begin returns a world with one batch that was asked for.
func begin(t *testing.T, s muster.Sourcing, changes ...func(*Config)) (*world, muster.BatchID) {
	t.Helper()
	w := newWorld(t, markettest.Start(t, markettest.Options{}), changes...)
	b := nextBatch()
	w.muster.add(b, s)
	w.turns(1)
	w.wantRequest(b, muster.RequestPending)
	return w, b
}

func confirmations(n uint64) func(*Config) { return func(c *Config) { c.Confirmations = n } }

func TestTwoLoopsDoNotShareAWallet(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	sender, err := evm.NewSender(evm.SenderConfig{
		Backend: mining{c.Client(), c}, Signer: c.Submitter.Key(), ChainID: devchain.ChainID, Poll: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, c, func(cfg *Config) { cfg.Sender = sender })
	var sending sync.WaitGroup
	w.s.spawn = func(f func()) { sending.Go(f) }
	all := make([]muster.BatchID, 8)
	for i := range all {
		all[i] = nextBatch()
		w.muster.add(all[i], muster.SourceMarketFirst)
	}
	w.turns(1) // eight transactions at once, of one account
	sending.Wait()
	for _, b := range all {
		w.wantRequest(b, muster.RequestPending)
		w.acknowledge(b, true)
		w.prove(b, true)
	}
	w.turns(1) // and eight verdicts
	sending.Wait()
	w.turns(1)
	for _, b := range all {
		if o := w.outcome(b); o != (outcome{submitted: 1, valid: 1, earned: 1}) {
			t.Errorf("%s: %+v\n%s", b, o, w.log)
		}
	}
}

func TestLateAcknowledgementAfterTheFallbackChangesNothing(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst)
	w.chain.Pass(time.Minute)
	w.acknowledge(b, true)
	// Nobody hears of it: the submitter is away until the hold has ended.
	w.chain.Pass(80 * time.Second)
	if w.muster.held(b) {
		t.Fatal("the hold has no end")
	}
	holds := w.muster.holds
	w.restart()
	w.turns(3)
	w.wantRequest(b, muster.RequestCommitted)
	if w.muster.held(b) || w.muster.holds != holds {
		t.Error("the batch was taken back from the own fleet")
	}
	w.muster.proveByFleet(b)
	w.prove(b, true)
	w.turns(2)
	if o := w.outcome(b); o != (outcome{submitted: 1, valid: 1, earned: 1}) || w.muster.proven[b] != 1 || w.seen.of("late proof") != 1 {
		t.Errorf("%+v, proven %d times\n%s", o, w.muster.proven[b], w.log)
	}
}

func TestAcknowledgementSeenBeforeTheReceipt(t *testing.T) {
	w := newWorld(t, markettest.Start(t, markettest.Options{}))
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst)
	h := w.holdBackReceipts()
	w.turns(1)
	<-h.mined
	w.acknowledge(b, true)
	w.turns(2)
	reason := w.muster.peek(b).Hold.Reason
	if !strings.Contains(reason, "is with network") {
		t.Errorf("held because %q", reason)
	}
	close(h.let)
	<-h.back
	w.turns(2)
	w.wantRequest(b, muster.RequestCommitted)
	if got := w.muster.peek(b).Hold.Reason; got != reason {
		t.Errorf("the receipt changed the reason from %q to %q", reason, got)
	}
	if o := w.outcome(b); o.submitted != 1 {
		t.Errorf("%+v", o)
	}
}

func TestReceiptNeverSeenAfterACrash(t *testing.T) {
	for _, vanishes := range []bool{false, true} {
		w := newWorld(t, markettest.Start(t, markettest.Options{}))
		b := nextBatch()
		w.muster.add(b, muster.SourceMarketFirst)
		// It is mined, and whoever sent it dies.
		w.send = func(ctx context.Context, c evm.Call) (*types.Receipt, error) {
			_, err := w.chain.Submitter.Send(ctx, c)
			return nil, errors.Join(err, context.Canceled)
		}
		w.turns(1)
		w.acknowledge(b, true)
		w.send = nil
		w.restart()
		w.turns(1)
		if vanishes {
			w.chain.Pass(leastTimeout + time.Second)
			w.turns(2)
			if w.muster.held(b) || w.seen.of("fell back: TimedOut") != 1 {
				t.Errorf("it did not fall back\n%s", w.log)
			}
			if o := w.outcome(b); o != (outcome{submitted: 1, timedOut: 1}) {
				t.Errorf("%+v", o)
			}
			continue
		}
		w.prove(b, true)
		w.turns(2)
		if o := w.outcome(b); o != (outcome{submitted: 1, valid: 1, earned: 1}) {
			t.Errorf("%+v", o)
		}
	}
}

func TestTransitionsAreGuarded(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	w := newWorld(t, c)
	other, err := New(w.cfg) // a second one by mistake, of the same account
	if err != nil {
		t.Fatal(err)
	}
	if err := other.check(t.Context()); err != nil {
		t.Fatal(err)
	}
	other.spawn = func(f func()) { f() }
	first := w.s
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst)
	// The other one is quicker each time, between the look and the transaction.
	w.send = func(ctx context.Context, call evm.Call) (*types.Receipt, error) {
		w.send = nil
		w.s = other
		w.turns(1)
		w.s = first
		return c.Submitter.Send(ctx, call)
	}
	quicker := w.send
	w.turns(1)
	w.acknowledge(b, true)
	w.turns(1)
	w.prove(b, true)
	w.send = quicker
	c.Pass(time.Minute)
	w.turns(3)
	if o := w.outcome(b); o != (outcome{submitted: 1, valid: 1, earned: 1}) || w.muster.proven[b] != 1 {
		t.Errorf("%+v\n%s", o, w.log)
	}
	if w.seen.of("sent ask reverted") != 1 || w.seen.of("sent judge reverted") != 1 {
		t.Errorf("%v", w.seen.n)
	}
}

func TestAssignedToNobodyFallsBackAtOnce(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	c.Admin.Must(c.Contract.SetActive(1, false))
	c.Admin.Must(c.Contract.SetActive(2, false))
	w := newWorld(t, c)
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst)
	before := c.Now()
	w.turns(1)
	w.wantRequest(b, muster.RequestRefused)
	if w.muster.held(b) || w.seen.of("fell back: Refused") != 1 || c.Now().Sub(before) > 5*time.Second {
		t.Errorf("held: %t, after %s\n%s", w.muster.held(b), c.Now().Sub(before), w.log)
	}
}

func TestHugeBalancesDoNotPanic(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	huge := new(big.Int).Lsh(big.NewInt(1), 255)
	c.Admin.Must(evm.Call{To: c.Token, Data: contracts.NewTestUSDC().PackMint(c.Contract.Address(), huge), Label: "mint"})
	w := newWorld(t, c)
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst)
	w.turns(1)
	w.wantRequest(b, muster.RequestPending)
	if w.seen.free != market.USDC(^uint64(0)) && w.seen.free < 1<<63 {
		t.Errorf("free funds %d", w.seen.free)
	}
}

func TestUnknownStateOfTheContract(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst)
	m := w.meddle()
	m.request = func(market.Request, error) (market.Request, error) {
		return market.Request{}, muster.Errorf(muster.CodeUnsupported, "state 9")
	}
	w.turns(3)
	if o := w.outcome(b); o.submitted != 1 {
		t.Errorf("asked for again: %+v", o)
	}
	m.request = func(r market.Request, err error) (market.Request, error) {
		r.State = "Disputed"
		return r, err
	}
	w.turns(3)
	if o := w.outcome(b); o.submitted != 1 || w.log.count("needs a person") != 1 {
		t.Errorf("%+v\n%s", o, w.log)
	}
}

func TestIdleLoopIsSilent(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	w := newWorld(t, c)
	for range 30 {
		w.turns(1)
		c.Pass(12 * time.Second)
	}
	if w.log.String() != "" {
		t.Errorf("it says:\n%s", w.log)
	}
	// Nor does it say anything while all waits for a network.
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst, func(b *muster.Batch) { b.Deadline = w.now().Add(time.Hour) })
	w.turns(1)
	w.acknowledge(b, true)
	w.turns(1)
	said := w.log.String()
	for range 10 {
		w.turns(1)
		c.Pass(5 * time.Second)
	}
	if w.log.String() != said {
		t.Errorf("it says:\n%s", strings.TrimPrefix(w.log.String(), said))
	}
}

func TestInvalidProof(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst)
	w.acknowledge(b, true)
	w.prove(b, false)
	w.turns(2)
	w.wantRequest(b, muster.RequestValidationFailed)
	if w.muster.held(b) || w.seen.of("fell back: ValidationFailed") != 1 || w.log.count("network brought an invalid proof") != 1 {
		t.Errorf("%v\n%s", w.seen.n, w.log)
	}
	if _, bound, err := w.chain.Contract.Funds(t.Context()); err != nil || bound != 0 {
		t.Errorf("%s is still set aside (%v)", bound, err)
	}
}

func TestMusterThatCannotVerifyJudgesNothing(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst)
	w.acknowledge(b, true)
	w.prove(b, true)
	for _, code := range []muster.Code{muster.CodeUnavailable, muster.CodeInternal, muster.CodeInvalid, muster.CodeForbidden, muster.CodeExhausted} {
		w.muster.fail = func(method string) error {
			if method == "bring" {
				return muster.Errorf(code, "no")
			}
			return nil
		}
		w.turns(1)
		w.chain.Pass(2 * time.Minute)
	}
	w.wantRequest(b, muster.RequestProven)
	w.muster.fail = nil
	w.turns(2)
	w.wantRequest(b, muster.RequestValidated)
}

func TestLateProofOfABatchThatTheFleetProved(t *testing.T) {
	for _, valid := range []bool{true, false} {
		w, b := begin(t, muster.SourceMarketFirst)
		w.acknowledge(b, true)
		w.turns(1)
		if _, err := w.muster.Release(t.Context(), b); err != nil { // by a person
			t.Fatal(err)
		}
		w.muster.proveByFleet(b)
		w.turns(1)
		w.prove(b, valid)
		w.restart()
		w.turns(2)
		want := outcome{submitted: 1, valid: 1, earned: 1}
		if !valid {
			want = outcome{submitted: 1, invalid: 1}
		}
		if o := w.outcome(b); o != want || w.muster.from[b] != "fleet" || w.muster.proven[b] != 1 {
			t.Errorf("valid: %t: %+v\n%s", valid, o, w.log)
		}
	}
}

func TestClocksDiffer(t *testing.T) {
	for _, skew := range []time.Duration{3 * time.Minute, -3 * time.Minute} {
		c := markettest.Start(t, markettest.Options{})
		w := newWorld(t, c)
		w.skew = skew
		w.turns(1)
		c.Pass(12 * time.Second)
		w.turns(1)
		if w.seen.skew != skew || w.log.count("our clock differs") != 1 {
			t.Errorf("skew %s seen as %s\n%s", skew, w.seen.skew, w.log)
		}
		b := nextBatch()
		w.muster.add(b, muster.SourceMarketFirst)
		w.turns(1)
		r := w.wantRequest(b, muster.RequestPending)
		// The hold is by our clock, what it waits for by the chain's.
		if slack := w.muster.peek(b).Hold.Until.Sub(r.AcknowledgeBy().Add(skew)); slack < 0 || slack > 30*time.Second {
			t.Errorf("skew %s: held until %s after the network's time", skew, slack)
		}
		c.Pass(market.AcknowledgeWithin + time.Second)
		w.turns(2)
		if o := w.outcome(b); o.unacknowledged != 1 || w.muster.held(b) {
			t.Errorf("skew %s: %+v\n%s", skew, o, w.log)
		}
		w.skew = 0
		c.Pass(12 * time.Second)
		w.turns(1)
		if w.log.count("agrees with the chain's again") != 1 {
			t.Errorf("it does not say when it is over\n%s", w.log)
		}
	}
}

func TestBatchThatIsNotFoundForAWhile(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst)
	w.acknowledge(b, true)
	w.turns(1)
	w.muster.proveByFleet(b) // so that no list shows it
	w.prove(b, true)
	w.muster.failing(func(method string) error {
		if method == "batch" { // as a proxy may say
			return muster.Errorf(muster.CodeNotFound, "the server answered 404")
		}
		return nil
	})
	w.turns(3)
	w.muster.failing(nil)
	w.turns(2)
	w.wantRequest(b, muster.RequestValidated)
}

func TestLongReasonsAreCut(t *testing.T) {
	w := newWorld(t, markettest.Start(t, markettest.Options{}))
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketOnly)
	w.send = func(context.Context, evm.Call) (*types.Receipt, error) {
		return nil, errors.New(strings.Repeat("é", 5000))
	}
	w.turns(2) // the fake muster sees to it that reasons are short
	if reason := w.muster.peek(b).Hold.Reason; !strings.Contains(reason, "é…") {
		t.Errorf("held because %q", reason)
	}
}

func TestKeyWithoutFunds(t *testing.T) {
	w := newWorld(t, markettest.Start(t, markettest.Options{}))
	first, only := nextBatch(), nextBatch()
	w.muster.add(first, muster.SourceMarketFirst)
	w.muster.add(only, muster.SourceMarketOnly)
	w.send = func(context.Context, evm.Call) (*types.Receipt, error) { return nil, evm.ErrNoFunds }
	w.turns(1)
	if w.muster.held(first) || w.seen.of("fell back: can_not_ask") != 1 {
		t.Errorf("it did not fall back\n%s", w.log)
	}
	if reason := w.muster.peek(only).Hold.Reason; !strings.Contains(reason, "no funds for gas") || w.log.count("needs a person") != 1 {
		t.Errorf("market-only waits because %q\n%s", reason, w.log)
	}
	w.send = nil
	w.chain.Pass(time.Minute)
	w.turns(1)
	w.wantRequest(only, muster.RequestPending)
	if w.request(first) != nil {
		t.Error("the batch was asked for though the own fleet has it")
	}
}

func TestRateLimits(t *testing.T) {
	w := newWorld(t, markettest.Start(t, markettest.Options{}))
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst)
	limited := &muster.Error{Code: muster.CodeExhausted, Message: "too many requests", RetryAfter: 40 * time.Second}
	m := w.meddle()
	m.fail = func(string) error { return limited }
	err := w.turn()
	if d := retryAfter(err); d != 40*time.Second {
		t.Errorf("the round waits %s (%v)", d, err)
	}
	v := w.s.watches[w.id(b)]
	if wake, _ := w.s.advance(t.Context(), v); wake.Sub(w.now()) < 40*time.Second {
		t.Errorf("the batch is looked at again after %s", wake.Sub(w.now()))
	}
	m.fail = nil
	w.turns(1)
	w.wantRequest(b, muster.RequestPending)
}

func TestWrongChainContractAndAccount(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	w := newWorld(t, c)
	for name, test := range map[string]struct {
		change func(*Config)
		code   muster.Code
	}{
		"another chain":     {func(cfg *Config) { cfg.NodeChain = 1 }, muster.CodeInvalid},
		"a giant chain":     {func(cfg *Config) { cfg.Node = &node{Node: c.Client(), id: new(big.Int).Lsh(big.NewInt(1), 70)} }, muster.CodeInvalid},
		"another account":   {func(cfg *Config) { cfg.Account = c.Networks[0].Address() }, muster.CodeForbidden},
		"the right ones":    {func(cfg *Config) { cfg.NodeChain = 1337 }, ""},
		"a node that is up": {func(cfg *Config) { cfg.Node = &node{Node: c.Client()} }, ""},
	} {
		cfg := w.cfg
		test.change(&cfg)
		s, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.check(t.Context()); muster.CodeOf(err) != test.code {
			t.Errorf("%s: %v", name, err)
		}
		if test.code == "" {
			continue
		}
		if err := s.Run(t.Context()); muster.CodeOf(err) != test.code {
			t.Errorf("%s: it ran: %v", name, err)
		}
	}
	cfg := w.cfg
	cfg.Contract = nil
	if _, err := New(cfg); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("without a contract: %v", err)
	}
}
