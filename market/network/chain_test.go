package network

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// dropped takes the last three blocks away, with their transactions.
func (w *world) dropped() {
	w.t.Helper()
	if err := w.chain.ReorgDrop(3); err != nil {
		w.t.Fatal(err)
	}
}

func TestReorgTakesTheSubmissionAway(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	w.muster.proveAfter = 1000
	w.mine(5)
	id := w.request(10 * time.Minute)
	w.look(d)
	w.muster.step()
	w.dropped()
	if _, err := w.contract.Request(t.Context(), id); !errors.Is(err, muster.ErrNotFound) {
		t.Fatalf("the request is still there: %v", err)
	}
	w.turn(d)
	w.wantBatches(muster.BatchProving) // it may come back
	for range 45 {
		w.turn(d)
	}
	w.wantBatches(muster.BatchCancelled)
	// It is submitted again, under the same id and attempt.
	w.muster.proveAfter = 3
	w.send(w.submitter, w.contract.Submit(id, market.RequestParams{InputsURL: w.publish(id), Timeout: 10 * time.Minute, MaxReward: 1}))
	w.until(d, id, muster.RequestProven, 10)
}

// look is a turn in which no time passes and no block comes.
func (w *world) look(d *Daemon) {
	d.node.note(w.t.Context(), d.log, "node", d.tick(w.t.Context()))
	for d.jobs > 0 {
		d.apply(w.t.Context(), <-d.results)
	}
}

func (w *world) mine(blocks int) {
	w.t.Helper()
	if err := w.chain.Mine(blocks); err != nil {
		w.t.Fatal(err)
	}
}

func TestReorgTakesTheAcknowledgementAway(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	w.muster.proveAfter = 1000
	id := w.request(10 * time.Minute)
	w.turn(d)
	w.mine(5)
	w.look(d)
	if s := w.read(id).State; s != muster.RequestCommitted {
		t.Fatalf("request is %s", s)
	}
	w.dropped()
	if s := w.read(id).State; s != muster.RequestPending {
		t.Fatalf("request is %s after the reorg", s)
	}
	w.until(d, id, muster.RequestCommitted, 5)
	if n := w.muster.submitted; n != 1 {
		t.Errorf("%d batches", n)
	}
}

func TestReorgTakesTheProofAway(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestCommitted, 5)
	w.mine(5)
	w.muster.step()
	w.muster.step()
	w.look(d)
	if s := w.read(id).State; s != muster.RequestProven {
		t.Fatalf("request is %s", s)
	}
	w.dropped()
	w.pass(time.Minute) // a proven request is not looked at all the time
	if s := w.read(id).State; s != muster.RequestCommitted {
		t.Fatalf("request is %s after the reorg", s)
	}
	w.until(d, id, muster.RequestProven, 5)
}

// flaky is a node that fails calls.
type flaky struct {
	evm.Backend
	fail  func(n int64) error
	calls atomic.Int64
}

func (f *flaky) err() error {
	if f.fail == nil {
		return nil
	}
	return f.fail(f.calls.Add(1))
}

func (f *flaky) CallContract(ctx context.Context, m ethereum.CallMsg, b *big.Int) ([]byte, error) {
	if err := f.err(); err != nil {
		return nil, err
	}
	return f.Backend.CallContract(ctx, m, b)
}

func (f *flaky) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	if err := f.err(); err != nil {
		return nil, err
	}
	return f.Backend.FilterLogs(ctx, q)
}

func (f *flaky) HeaderByNumber(ctx context.Context, n *big.Int) (*types.Header, error) {
	if err := f.err(); err != nil {
		return nil, err
	}
	return f.Backend.HeaderByNumber(ctx, n)
}

func TestNodeThatFailsOften(t *testing.T) {
	w := newWorld(t)
	node := &flaky{Backend: w.chain.Client()}
	w.backend = node
	d := w.daemon()
	node.fail = func(n int64) error {
		if n%7 == 0 {
			return muster.Errorf(muster.CodeExhausted, "429 Too Many Requests")
		}
		return nil
	}
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestProven, 30)
	if n := w.ours.count("bring"); n != 1 {
		t.Errorf("the proof was brought %d times", n)
	}
}

// A node that is away for a while is told of twice: when it went, and when it is
// back.
func TestNodeIsRestarted(t *testing.T) {
	w := newWorld(t)
	node := &flaky{Backend: w.chain.Client()}
	w.backend = node
	d := w.daemon()
	id := w.request(10 * time.Minute)
	w.turn(d)
	node.fail = func(int64) error { return errors.New("connection refused") }
	for range 10 {
		w.turn(d)
	}
	if s := d.Status(); !strings.Contains(s.Node, "connection refused") {
		t.Errorf("status says of the node: %q", s.Node)
	}
	node.fail = nil
	w.until(d, id, muster.RequestProven, 10)
	for _, text := range []string{"no answer", "it answers again"} {
		if n := strings.Count(w.logs.String(), text); n != 1 {
			t.Errorf("%q is said %d times", text, n)
		}
	}
}

// A transaction that fails, or is stuck until its context ends, holds up no
// other request.
func TestTransactionsFail(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	first, second := w.request(10*time.Minute), w.request(10*time.Minute)
	w.ours.fail = func(label string) (error, error) {
		if strings.Contains(label, first.String()) {
			return context.DeadlineExceeded, nil
		}
		return nil, nil
	}
	w.until(d, second, muster.RequestProven, 10)
	w.ours.fail = nil
	w.until(d, first, muster.RequestProven, 10)
}

func TestNoMoneyForTransactions(t *testing.T) {
	w := newWorld(t)
	d := w.daemon(func(c *Config) { c.LeastBalance = new(big.Int).Lsh(big.NewInt(1), 100) })
	w.turn(d)
	if s := d.Status(); !s.NoGas || s.Balance.Sign() == 0 {
		t.Errorf("status %+v", s)
	}
	w.wantLog("too little for transactions")
	w.ours.fail = func(string) (error, error) { return evm.ErrNoFunds, nil }
	id := w.request(10 * time.Minute)
	for range 3 {
		w.turn(d)
	}
	w.wantLog("level=ERROR msg=\"it did not work out")
	w.ours.fail = nil
	w.until(d, id, muster.RequestProven, 10)
}

func TestStartsOnlyWithWhatFits(t *testing.T) {
	w := newWorld(t)
	tests := []struct {
		name   string
		change func(*Config)
		want   string
	}{
		{"wrong chain", func(c *Config) { c.ChainID = 1 }, "a node of chain 1"},
		{"no contract", func(c *Config) { c.Contract = common.HexToAddress("0x1234") }, "where no contract is"},
		{"another contract", func(c *Config) { c.Contract = w.token }, "another contract"},
		{"no network", func(c *Config) { c.Account = w.admin.key.Address() }, "the address of a network"},
		{"no muster", func(c *Config) { c.Muster = nil }, "a muster"},
		{"answers too late", func(c *Config) { c.Policy.DecideWithin = 2 * time.Minute }, "decide_within"},
		{"asks too much", func(c *Config) { c.Policy.LeastReward = market.HighestReward + 1 }, "least_reward"},
		{"negative", func(c *Config) { c.Policy.MostOpen = -1 }, "most_open"},
		{"negative margin", func(c *Config) { c.Policy.Margin = -1 }, "margin"},
		{"negative interval", func(c *Config) { c.Policy.ClaimEvery = -1 }, "claim_every"},
	}
	for _, test := range tests {
		_, err := New(t.Context(), w.config(test.change))
		if muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	w.backend = &flaky{Backend: w.chain.Client(), fail: func(int64) error { return errors.New("away") }}
	if _, err := New(t.Context(), w.config()); err == nil || muster.CodeOf(err) == muster.CodeInvalid && !strings.Contains(err.Error(), "away") {
		t.Errorf("a node that is away: %v", err)
	}
}

func TestAddressIsRotated(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	w.muster.proveAfter = 12
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestCommitted, 5)
	old, next := w.ours, &chainSender{backend: w.chain.Client(), key: w.chain.Accounts()[4]}
	w.send(w.admin, w.contract.SetAddress(1, next.key.Address()))
	for range 8 {
		w.turn(d)
	}
	if s := d.Status(); !s.Rotated {
		t.Errorf("status %+v", s)
	}
	w.wantLog("gave the network another address")
	sent := len(old.sent)
	if sent != 1 { // the commitment
		t.Errorf("the old key sent %v", old.sent)
	}
	// The daemon with the new key goes on with the same batch.
	w.ours = next
	w.until(w.daemon(), id, muster.RequestProven, 12)
	w.wantBatches(muster.BatchCompleted)
	w.turn(d)
	if len(old.sent) != sent {
		t.Errorf("the old key sent %v", old.sent[sent:])
	}
}

func TestInactiveGoesOnWithWhatItHas(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestCommitted, 5)
	w.send(w.admin, w.contract.SetActive(1, false))
	w.pass(time.Minute)
	w.until(d, id, muster.RequestProven, 10)
	if d.Status().Active {
		t.Error("status says active")
	}
}

func TestOurClockIsWrong(t *testing.T) {
	for _, skew := range []time.Duration{-time.Hour, time.Hour, 24 * 365 * time.Hour} {
		w := newWorld(t)
		head, err := w.chain.Client().HeaderByNumber(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		w.local = timeOf(head).Add(skew)
		d := w.daemon()
		id := w.request(10 * time.Minute)
		w.until(d, id, muster.RequestProven, 10)
		if got := d.Status().Skew; (got - skew).Abs() > time.Minute {
			t.Errorf("skew %s, want about %s", got, skew)
		}
		if n := strings.Count(w.logs.String(), "our clock and the chain's differ"); n != 1 {
			t.Errorf("the skew is told of %d times", n)
		}
	}
}

func TestManyRequestsOfThePast(t *testing.T) {
	w := newWorld(t)
	var ids []market.RequestID
	for range 5 {
		ids = append(ids, w.request(10*time.Minute))
		w.pass(5 * time.Minute)
	}
	d := w.daemon(func(c *Config) { c.Blocks = 3 })
	w.muster.proveAfter = 2
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestProven, 10)
	for range 30 {
		w.turn(d)
	}
	if w.muster.submitted != 1 {
		t.Errorf("%d batches; requests of the past are %v", w.muster.submitted, ids)
	}
	if d.scan.oldest != d.scan.floor {
		t.Errorf("searched down to block %d, not %d", d.scan.oldest, d.scan.floor)
	}
	w.pass(20 * time.Minute)
	w.turn(d)
	w.pass(20 * time.Minute)
	w.turn(d)
	if n := len(d.records); n > 7 {
		t.Errorf("%d records are kept", n)
	}
}

// pooled is a node with a transaction of ours in its pool.
type pooled struct {
	evm.Backend
	waiting atomic.Bool
}

func (p *pooled) PendingNonceAt(ctx context.Context, a common.Address) (uint64, error) {
	n, err := p.Backend.PendingNonceAt(ctx, a)
	if p.waiting.Load() {
		n++
	}
	return n, err
}

// What the last process sent is waited for, and not sent again, but not for
// long.
func TestTransactionOfTheLastProcessIsUnderWay(t *testing.T) {
	w := newWorld(t)
	node := &pooled{Backend: w.chain.Client()}
	node.waiting.Store(true)
	w.backend = node
	d := w.daemon()
	first := w.request(10 * time.Minute)
	for range 5 {
		w.turn(d)
	}
	if len(w.ours.sent) != 0 {
		t.Fatalf("sent %v", w.ours.sent)
	}
	node.waiting.Store(false)
	w.until(d, first, muster.RequestProven, 5)

	node.waiting.Store(true)
	d = w.daemon()
	w.until(d, w.request(10*time.Minute), muster.RequestCommitted, 15)
}
