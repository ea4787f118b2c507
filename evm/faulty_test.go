package evm_test

import (
	"context"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
	"go.uber.org/goleak"

	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
)

func TestMain(m *testing.M) {
	// The in-process node's database ends a moment after it is closed, and its
	// cache of senders never does.
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"),
		goleak.IgnoreAnyFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"))
}

// faulty is a node that does what a test wants before it does what it should.
// A function that is nil, or returns false, leaves the call to the node.
type faulty struct {
	evm.Backend
	mu      sync.Mutex
	heads   int // how often the head was read
	onHead  func(n int) error
	onSend  func(tx *types.Transaction) (bool, error)
	onTip   func() *big.Int
	onLogs  func(q ethereum.FilterQuery) ([]types.Log, bool, error)
	onBlock func(number uint64) error
	sent    []*types.Transaction // what the node got
}

func (f *faulty) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	if number != nil {
		if f.onBlock != nil && number.Sign() >= 0 {
			if err := f.onBlock(number.Uint64()); err != nil {
				return nil, err
			}
		}
		return f.Backend.HeaderByNumber(ctx, number)
	}
	f.mu.Lock()
	f.heads++
	n := f.heads
	f.mu.Unlock()
	if f.onHead != nil {
		if err := f.onHead(n); err != nil {
			return nil, err
		}
	}
	return f.Backend.HeaderByNumber(ctx, nil)
}

func (f *faulty) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if f.onSend != nil {
		if handled, err := f.onSend(tx); handled {
			return err
		}
	}
	err := f.Backend.SendTransaction(ctx, tx)
	if err == nil {
		f.mu.Lock()
		f.sent = append(f.sent, tx)
		f.mu.Unlock()
	}
	return err
}

func (f *faulty) SuggestGasTipCap(ctx context.Context) (*big.Int, error) {
	if f.onTip != nil {
		if tip := f.onTip(); tip != nil {
			return tip, nil
		}
	}
	return f.Backend.SuggestGasTipCap(ctx)
}

func (f *faulty) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	if f.onLogs != nil {
		if logs, handled, err := f.onLogs(q); handled {
			return logs, err
		}
	}
	return f.Backend.FilterLogs(ctx, q)
}

func newChain(t testing.TB, o devchain.Options) *devchain.Chain {
	t.Helper()
	c, err := devchain.InProcess(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func newSender(t testing.TB, b evm.Backend, key evm.Signer, change func(*evm.SenderConfig)) *evm.Sender {
	t.Helper()
	cfg := evm.SenderConfig{Backend: b, Signer: key, ChainID: devchain.ChainID, Poll: time.Millisecond}
	if change != nil {
		change(&cfg)
	}
	s, err := evm.NewSender(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// clock is a clock that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newClock() *clock { return &clock{now: time.Unix(1_700_000_000, 0)} }

var target = common.HexToAddress("0x7a57e7")

// pay is a call that moves a wei to the target.
func pay() evm.Call { return evm.Call{To: target, Value: big.NewInt(1), Label: "pay"} }

func paid(t testing.TB, b evm.Backend) int64 {
	t.Helper()
	balance, err := b.BalanceAt(t.Context(), target, nil)
	if err != nil {
		t.Fatal(err)
	}
	return balance.Int64()
}

// direct sends a payment past any sender, with a tip of the test's choice.
func direct(t testing.TB, b evm.Backend, key *evm.Key, nonce uint64, tip int64) *types.Transaction {
	t.Helper()
	tx, err := key.SignTx(types.NewTx(&types.DynamicFeeTx{
		ChainID: big.NewInt(devchain.ChainID), Nonce: nonce, To: &target, Value: big.NewInt(1), Gas: 2 * params.TxGas,
		GasTipCap: big.NewInt(tip), GasFeeCap: big.NewInt(100*params.GWei + 100*tip),
	}), big.NewInt(devchain.ChainID))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.SendTransaction(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	return tx
}
