package evm_test

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
)

// ticker is a chain with a token whose events are numbered: the n-th mint is of
// n units.
type ticker struct {
	*devchain.Chain
	t     *testing.T
	key   *evm.Key
	token common.Address
	nonce uint64
	n     int64
}

func newTicker(t *testing.T) *ticker {
	t.Helper()
	c := newChain(t, devchain.Options{Manual: true})
	return &ticker{Chain: c, t: t, key: c.Accounts()[0], token: deployToken(t, c), nonce: 1}
}

// tick makes a block with some events.
func (k *ticker) tick(events int) {
	k.t.Helper()
	for range events {
		k.n++
		tx, err := k.key.SignTx(types.NewTx(&types.DynamicFeeTx{
			ChainID: big.NewInt(devchain.ChainID), Nonce: k.nonce, To: &k.token, Gas: 400_000,
			Data:      contracts.NewTestUSDC().PackMint(target, big.NewInt(k.n)),
			GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(1e12),
		}), big.NewInt(devchain.ChainID))
		if err != nil {
			k.t.Fatal(err)
		}
		if err := k.Client().SendTransaction(k.t.Context(), tx); err != nil {
			k.t.Fatal(err)
		}
		k.nonce++
	}
	for mined := uint64(0); ; {
		if err := k.Mine(1); err != nil {
			k.t.Fatal(err)
		}
		var err error
		if mined, err = k.Client().NonceAt(k.t.Context(), k.key.Address(), nil); err != nil {
			k.t.Fatal(err)
		}
		// On a busy machine the pool may have one too late for the first block.
		if events == 0 || mined >= k.nonce {
			return
		}
	}
}

func (k *ticker) watch(b evm.Backend, change func(*evm.WatcherConfig)) *evm.Watcher {
	k.t.Helper()
	cfg := evm.WatcherConfig{Backend: b, Addresses: []common.Address{k.token}, Poll: time.Millisecond}
	if change != nil {
		change(&cfg)
	}
	w, err := evm.NewWatcher(cfg)
	if err != nil {
		k.t.Fatal(err)
	}
	return w
}

func numbers(t *testing.T, logs []types.Log) []int64 {
	t.Helper()
	var ns []int64
	for _, l := range logs {
		e, err := contracts.NewTestUSDC().UnpackTransferEvent(&l)
		if err != nil {
			t.Fatal(err)
		}
		ns = append(ns, e.Value.Int64())
	}
	return ns
}

// drain reads what is there, and checks that ranges follow one another.
func drain(t *testing.T, w *evm.Watcher) (events []int64, batches int) {
	t.Helper()
	for {
		next := w.Cursor().Next
		b, ok, err := w.Try(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return events, batches
		}
		if b.From != next || b.To < b.From || b.Cursor.Next != b.To+1 || b.Cursor != w.Cursor() || b.ToTime.IsZero() {
			t.Errorf("from %d: batch %d to %d, cursor %+v", next, b.From, b.To, b.Cursor)
		}
		events = append(events, numbers(t, b.Logs)...)
		batches++
	}
}

func row(n int64) []int64 {
	var ns []int64
	for i := range n {
		ns = append(ns, i+1)
	}
	return ns
}

func TestEventsComeInOrderAndOnce(t *testing.T) {
	k := newTicker(t)
	for i := range 10 {
		k.tick(i % 3)
	}
	w := k.watch(k.Client(), func(c *evm.WatcherConfig) { c.MostRange = 3 })
	got, batches := drain(t, w)
	if !slices.Equal(got, row(k.n)) || batches < 4 {
		t.Errorf("%d batches: %v, expected %d", batches, got, k.n)
	}
	// A cursor is all that a restart needs.
	saved := w.Cursor()
	k.tick(2)
	if got, _ := drain(t, k.watch(k.Client(), func(c *evm.WatcherConfig) { c.From = saved })); !slices.Equal(got, []int64{k.n - 1, k.n}) {
		t.Errorf("after a restart: %v", got)
	}
	if got, _ := drain(t, k.watch(k.Client(), func(c *evm.WatcherConfig) { c.From.Next = 4 })); got[len(got)-1] != k.n {
		t.Errorf("from a block: %v", got)
	}
}

// A peer's cursor stood still while there were no events, and its range grew.
func TestTheCursorMovesWithoutEvents(t *testing.T) {
	k := newTicker(t)
	w := k.watch(k.Client(), nil)
	drain(t, w)
	for range 5 {
		k.tick(0)
		next := w.Cursor().Next
		b, ok, err := w.Try(t.Context())
		if err != nil || !ok || b.From != next || b.To != next || len(b.Logs) != 0 {
			t.Errorf("%+v, %v, %v", b, ok, err)
		}
	}
}

func TestReorgsWithinTheDepthAreNotSeen(t *testing.T) {
	k := newTicker(t)
	w := k.watch(k.Client(), func(c *evm.WatcherConfig) { c.Depth = 3 })
	k.tick(1)
	for range 3 {
		k.tick(0)
	}
	got, _ := drain(t, w)
	k.tick(2) // goes away
	if more, _ := drain(t, w); len(more) != 0 {
		t.Errorf("before its depth: %v", more)
	}
	if err := k.ReorgDrop(3); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		k.tick(0)
	}
	more, _ := drain(t, w)
	if got = append(got, more...); !slices.Equal(got, []int64{1}) {
		t.Errorf("%v, of which 2 and 3 are gone", got)
	}
}

func TestADeepReorgIsReported(t *testing.T) {
	k := newTicker(t)
	k.tick(1)
	k.tick(1)
	w := k.watch(k.Client(), nil)
	before := w.Cursor()
	drain(t, w)
	if err := k.ReorgDrop(1); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, _, err := w.Try(t.Context())
		var reorg *evm.ReorgError
		if !errors.As(err, &reorg) || reorg.Block+1 != w.Cursor().Next || reorg.Want == reorg.Got {
			t.Fatalf("got %v", err)
		}
	}
	w.Rewind(before)
	if got, _ := drain(t, w); !slices.Equal(got, []int64{1}) {
		t.Errorf("after rewinding: %v", got)
	}
}

func TestRangesAreHalvedWhereTheNodeGivesLess(t *testing.T) {
	k := newTicker(t)
	for range 20 {
		k.tick(1)
	}
	f := &faulty{Backend: k.Client()}
	asked := 0
	f.onLogs = func(q ethereum.FilterQuery) ([]types.Log, bool, error) {
		asked++
		if q.BlockHash == nil && q.ToBlock.Uint64()-q.FromBlock.Uint64() >= 3 {
			return nil, true, answer{-32005, "query returned more than 10000 results"}
		}
		return nil, false, nil
	}
	got, batches := drain(t, k.watch(f, nil))
	if !slices.Equal(got, row(k.n)) || batches < 8 {
		t.Errorf("%d batches: %v", batches, got)
	}
	f.onLogs = func(ethereum.FilterQuery) ([]types.Log, bool, error) {
		return nil, true, answer{-32005, "query returned more than 10000 results"}
	}
	if _, _, err := k.watch(f, nil).Try(t.Context()); !errors.Is(err, evm.ErrTooMany) {
		t.Errorf("a block that is too much: %v", err)
	}
}

func TestWhatANodeGetsWrong(t *testing.T) {
	forged := types.Log{Address: target, BlockNumber: 3, Topics: []common.Hash{{1}}}
	tests := []struct {
		name  string
		wrong func(k *ticker, q ethereum.FilterQuery, logs []types.Log) ([]types.Log, error)
	}{
		{"nothing for a range", func(_ *ticker, q ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
			if q.BlockHash == nil {
				return nil, nil
			}
			return logs, nil
		}},
		{"a block is left out", func(_ *ticker, q ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
			if q.BlockHash == nil {
				return slices.DeleteFunc(logs, func(l types.Log) bool { return l.BlockNumber == 3 }), nil
			}
			return logs, nil
		}},
		{"duplicates", func(_ *ticker, _ ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
			return append(logs, logs...), nil
		}},
		{"disorder", func(_ *ticker, _ ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
			slices.Reverse(logs)
			return logs, nil
		}},
		{"removed ones", func(_ *ticker, _ ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
			if len(logs) > 0 {
				gone := logs[0]
				gone.Removed, gone.BlockHash = true, common.Hash{7}
				logs = append(logs, gone)
			}
			return logs, nil
		}},
		{"errors at first", failing(errDown)},
		{"limits at first", failing(answer{429, "Too Many Requests"})},
		{"another contract's at first", misleading(forged)},
		{"a block's that is not the chain's, at first", func(_ *ticker, q ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
			if once(&q) && len(logs) > 0 {
				logs[0].BlockHash = common.Hash{9}
			}
			return logs, nil
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			turn = 0
			k := newTicker(t)
			for range 5 {
				k.tick(2)
			}
			f := &faulty{Backend: k.Client()}
			f.onLogs = func(q ethereum.FilterQuery) ([]types.Log, bool, error) {
				logs, err := k.Client().FilterLogs(t.Context(), q)
				if err == nil {
					logs, err = tt.wrong(k, q, logs)
				}
				return logs, true, err
			}
			w := k.watch(f, nil)
			var got []int64
			for tries := 0; int64(len(got)) < k.n; tries++ {
				b, _, err := w.Try(t.Context())
				if code := muster.CodeOf(err); err != nil && code != muster.CodeUnavailable && code != muster.CodeExhausted {
					t.Fatal(err)
				}
				got = append(got, numbers(t, b.Logs)...)
				if tries == 10 {
					t.Fatalf("ten tries: %v", got)
				}
			}
			if !slices.Equal(got, row(k.n)) {
				t.Errorf("%v", got)
			}
		})
	}
}

var turn int // of a test: how often events were asked for

func once(*ethereum.FilterQuery) bool { turn++; return turn == 1 }

func failing(err error) func(*ticker, ethereum.FilterQuery, []types.Log) ([]types.Log, error) {
	return func(_ *ticker, q ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
		if once(&q) {
			return nil, err
		}
		return logs, nil
	}
}

func misleading(l types.Log) func(*ticker, ethereum.FilterQuery, []types.Log) ([]types.Log, error) {
	return func(_ *ticker, q ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
		if once(&q) {
			return append(logs, l), nil
		}
		return logs, nil
	}
}

// Of a node that is behind: the head was told by another.
func TestARangeThatTheNodeDoesNotHaveIsNotComplete(t *testing.T) {
	k := newTicker(t)
	k.tick(1)
	f := &faulty{Backend: k.Client()}
	f.onLogs = func(ethereum.FilterQuery) ([]types.Log, bool, error) { return nil, true, nil }
	f.onBlock = func(n uint64) error {
		if n >= 2 {
			return ethereum.NotFound
		}
		return nil
	}
	w := k.watch(f, nil)
	if _, ok, err := w.Try(t.Context()); ok || muster.CodeOf(err) != muster.CodeUnavailable || w.Cursor().Next != 0 {
		t.Errorf("%v, %v, cursor %+v", ok, err, w.Cursor())
	}
	f.onLogs, f.onBlock = nil, nil
	if got, _ := drain(t, w); !slices.Equal(got, []int64{1}) {
		t.Errorf("%v", got)
	}
}

func TestABlockThatChangesWhileItIsReadIsReadAgain(t *testing.T) {
	k := newTicker(t)
	k.tick(1)
	k.tick(1)
	f := &faulty{Backend: k.Client()}
	f.onLogs = func(q ethereum.FilterQuery) ([]types.Log, bool, error) {
		f.onLogs = nil
		logs, err := k.Client().FilterLogs(t.Context(), q)
		return logs, true, errors.Join(err, k.ReorgDrop(1))
	}
	w := k.watch(f, nil)
	if _, ok, err := w.Try(t.Context()); ok || muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("%v, %v", ok, err)
	}
	if got, _ := drain(t, w); !slices.Equal(got, []int64{1}) {
		t.Errorf("%v", got)
	}
}

func TestNextWaitsForABlock(t *testing.T) {
	k := newTicker(t)
	polls := 0
	f := &faulty{Backend: k.Client()}
	f.onHead = func(int) error {
		if polls++; polls == 4 {
			k.tick(1)
		}
		return nil
	}
	w := k.watch(f, nil)
	if _, err := w.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, err := w.Next(t.Context())
	if err != nil || !slices.Equal(numbers(t, b.Logs), []int64{1}) {
		t.Errorf("%+v, %v", b, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFinalityByTheNodesWord(t *testing.T) {
	k := newTicker(t)
	k.tick(1)
	w := k.watch(k.Client(), func(c *evm.WatcherConfig) { c.Finalized = true })
	if got, _ := drain(t, w); len(got) != 0 {
		t.Errorf("before anything is final: %v", got)
	}
	if err := k.Mine(40); err != nil {
		t.Fatal(err)
	}
	if got, _ := drain(t, w); !slices.Equal(got, []int64{1}) || w.Cursor().Next != 33 {
		t.Errorf("%v, cursor %+v", got, w.Cursor())
	}
	// A node that does not know the word counts blocks.
	plain := k.watch(noWord{k.Client()}, func(c *evm.WatcherConfig) { c.Finalized, c.Depth = true, 2 })
	drain(t, plain)
	head, err := k.Client().BlockNumber(t.Context())
	if err != nil || plain.Cursor().Next != head-1 {
		t.Errorf("head %d, cursor %+v (%v)", head, plain.Cursor(), err)
	}
}

type noWord struct{ evm.Backend }

func (n noWord) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	if number != nil && number.Sign() < 0 {
		return nil, answer{-32602, "invalid argument 0: hex string without 0x prefix"}
	}
	return n.Backend.HeaderByNumber(ctx, number)
}
