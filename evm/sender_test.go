package evm_test

import (
	"context"
	"errors"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
)

// stuckTip is a tip that the pool takes and no block.
const stuckTip = 1

func TestSendReturnsTheReceipt(t *testing.T) {
	c := newChain(t, devchain.Options{})
	s := newSender(t, c.Client(), c.Accounts()[0], nil)
	for i := range 3 {
		r, err := s.Send(t.Context(), pay())
		if err != nil {
			t.Fatal(err)
		}
		if r.BlockNumber.Int64() != int64(i+1) || paid(t, c.Client()) != int64(i+1) {
			t.Errorf("block %s, paid %d", r.BlockNumber, paid(t, c.Client()))
		}
	}
}

func TestARevertIsTypedAndNothingIsSent(t *testing.T) {
	c := newChain(t, devchain.Options{})
	f := &faulty{Backend: c.Client()}
	s := newSender(t, f, c.Accounts()[0], nil)
	token, err := s.Deploy(t.Context(), "deploy token", common.FromHex(contracts.TestUSDCMetaData.Bin))
	if err != nil {
		t.Fatal(err)
	}
	before := len(f.sent)
	_, err = s.Send(t.Context(), evm.Call{To: token.ContractAddress, Data: contracts.NewTestUSDC().PackTransfer(target, big.NewInt(5)), Label: "transfer"})
	var revert *contracts.RevertError
	if !errors.As(err, &revert) || revert.Name != "ERC20InsufficientBalance" || !errors.Is(err, evm.ErrReverted) {
		t.Errorf("got %v", err)
	}
	if len(f.sent) != before {
		t.Error("it was sent")
	}
	if _, err := s.Send(t.Context(), pay()); err != nil {
		t.Errorf("after it: %v", err)
	}
}

func TestARevertInItsBlockComesWithItsReceipt(t *testing.T) {
	c := newChain(t, devchain.Options{Manual: true, Accounts: 2})
	token := deployToken(t, c)
	usdc := contracts.NewTestUSDC()
	rival := newSender(t, &faulty{Backend: c.Client(), onHead: func(int) error { return c.Mine(1) }}, c.Accounts()[0], nil)
	if _, err := rival.Send(t.Context(), evm.Call{To: token, Data: usdc.PackMint(c.Accounts()[1].Address(), big.NewInt(5)), Label: "mint"}); err != nil {
		t.Fatal(err)
	}
	// What the estimate saw is spent by a transaction that comes first.
	b := &faulty{Backend: c.Client()}
	spend := usdc.PackTransfer(target, big.NewInt(5))
	first, err := c.Accounts()[1].SignTx(types.NewTx(&types.DynamicFeeTx{
		ChainID: big.NewInt(devchain.ChainID), To: &token, Data: spend, Gas: 200_000, GasTipCap: big.NewInt(params.GWei), GasFeeCap: big.NewInt(100 * params.GWei),
	}), big.NewInt(devchain.ChainID))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Client().SendTransaction(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	b.onHead = func(n int) error {
		if n == 1 {
			return nil // the fees
		}
		return c.Mine(1)
	}
	r, err := newSender(t, b, c.Accounts()[1], nil).Send(t.Context(), evm.Call{To: token, Data: spend, Label: "transfer"})
	if !errors.Is(err, evm.ErrReverted) || r == nil || r.Status != types.ReceiptStatusFailed {
		t.Errorf("got %+v, %v", r, err)
	}
}

func deployToken(t testing.TB, c *devchain.Chain) common.Address {
	t.Helper()
	b := &faulty{Backend: c.Client(), onHead: func(int) error { return c.Mine(1) }}
	r, err := newSender(t, b, c.Accounts()[0], nil).Deploy(t.Context(), "deploy token", common.FromHex(contracts.TestUSDCMetaData.Bin))
	if err != nil {
		t.Fatal(err)
	}
	return r.ContractAddress
}

func sendAll(t *testing.T, each int, senders ...*evm.Sender) map[uint64]bool {
	t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	nonces := map[uint64]bool{}
	for i, s := range senders {
		for j := range each {
			wg.Go(func() {
				call := pay()
				call.Data = []byte{byte(i), byte(j)} // the same call of two programs is one
				r, err := s.Send(t.Context(), call)
				if err != nil {
					t.Error(err)
					return
				}
				tx, _, err := s.Backend().TransactionByHash(t.Context(), r.TxHash)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				nonces[tx.Nonce()] = true
			})
		}
	}
	wg.Wait()
	return nonces
}

func TestConcurrentCallersGetNoncesInARow(t *testing.T) {
	c := newChain(t, devchain.Options{Period: 3 * time.Millisecond})
	s := newSender(t, c.Client(), c.Accounts()[0], func(c *evm.SenderConfig) { c.Confirmations = 2 })
	nonces := sendAll(t, 12, s)
	for n := range uint64(12) {
		if !nonces[n] {
			t.Errorf("nonce %d was left out", n)
		}
	}
	if paid(t, c.Client()) != 12 {
		t.Errorf("%d paid", paid(t, c.Client()))
	}
}

// Two loops of a peer's daemon took their nonces from one wallet at the same
// time and replaced each other's transactions.
func TestTwoProgramsOfOneAccountDoNotReplaceEachOther(t *testing.T) {
	c := newChain(t, devchain.Options{Period: 3 * time.Millisecond})
	f := &faulty{Backend: c.Client()}
	nonces := sendAll(t, 6, newSender(t, f, c.Accounts()[0], nil), newSender(t, f, c.Accounts()[0], nil))
	if len(nonces) != 12 || paid(t, c.Client()) != 12 {
		t.Errorf("%d nonces, %d paid", len(nonces), paid(t, c.Client()))
	}
	seen := map[uint64]common.Hash{}
	for _, tx := range f.sent {
		if h, ok := seen[tx.Nonce()]; ok && h != tx.Hash() {
			t.Errorf("nonce %d was taken twice", tx.Nonce())
		}
		seen[tx.Nonce()] = tx.Hash()
	}
}

var errDown = &net.OpError{Op: "dial", Err: errors.New("connection refused")}

func TestTransactionsGetThrough(t *testing.T) {
	tests := []struct {
		name string
		with func(c *devchain.Chain, f *faulty)
	}{
		{"the pool loses it twice", func(_ *devchain.Chain, f *faulty) {
			lost := 0
			f.onSend = func(*types.Transaction) (bool, error) { lost++; return lost <= 2, nil }
		}},
		{"the node is down when it is sent", func(_ *devchain.Chain, f *faulty) {
			tries := 0
			f.onSend = func(*types.Transaction) (bool, error) { tries++; return tries <= 3, errDown }
		}},
		{"it arrives though the node says nothing", func(c *devchain.Chain, f *faulty) {
			f.onSend = func(tx *types.Transaction) (bool, error) {
				return true, errors.Join(errDown, c.Client().SendTransaction(context.Background(), tx))
			}
		}},
		{"the node limits calls", func(_ *devchain.Chain, f *faulty) {
			tries := 0
			f.onSend = func(*types.Transaction) (bool, error) { tries++; return tries <= 2, answer{-32005, "limit exceeded"} }
		}},
		{"the node has it already", func(c *devchain.Chain, f *faulty) {
			f.onSend = func(tx *types.Transaction) (bool, error) {
				if err := c.Client().SendTransaction(context.Background(), tx); err != nil {
					return true, err
				}
				return true, answer{-32000, "already known"}
			}
		}},
		{"the node goes down while it waits", func(c *devchain.Chain, f *faulty) {
			f.onHead = func(n int) error {
				if n >= 3 && n < 10 {
					return errDown
				}
				return nil
			}
			f.onSend = func(tx *types.Transaction) (bool, error) { return len(f.sent) == 0 && f.heads < 8, nil }
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newChain(t, devchain.Options{})
			f := &faulty{Backend: c.Client()}
			tt.with(c, f)
			s := newSender(t, f, c.Accounts()[0], nil)
			r, err := s.Send(t.Context(), pay())
			if err != nil || r == nil {
				t.Fatal(err)
			}
			f.onSend = nil
			if _, err := s.Send(t.Context(), pay()); err != nil {
				t.Fatal(err)
			}
			if paid(t, c.Client()) != 2 {
				t.Errorf("%d paid", paid(t, c.Client()))
			}
		})
	}
}

func TestAStuckTransactionOffersMore(t *testing.T) {
	c := newChain(t, devchain.Options{Manual: true})
	time := newClock()
	tip := big.NewInt(stuckTip)
	f := &faulty{Backend: c.Client(), onTip: func() *big.Int { return tip }}
	f.onHead = func(n int) error {
		time.add(20_000_000_000)
		if n == 8 {
			tip = big.NewInt(params.GWei)
		}
		return c.Mine(1)
	}
	s := newSender(t, f, c.Accounts()[0], func(c *evm.SenderConfig) { c.Now = time.Now })
	if _, err := s.Send(t.Context(), pay()); err != nil {
		t.Fatal(err)
	}
	if len(f.sent) < 3 {
		t.Fatalf("%d transactions", len(f.sent))
	}
	for i, tx := range f.sent[1:] {
		least := new(big.Int).Mul(f.sent[i].GasFeeCap(), big.NewInt(110))
		if tx.Nonce() != 0 || new(big.Int).Mul(tx.GasFeeCap(), big.NewInt(100)).Cmp(least) < 0 || tx.GasTipCap().Cmp(f.sent[i].GasTipCap()) <= 0 {
			t.Errorf("cap %s after %s, tip %s after %s", tx.GasFeeCap(), f.sent[i].GasFeeCap(), tx.GasTipCap(), f.sent[i].GasTipCap())
		}
	}
	if paid(t, c.Client()) != 1 {
		t.Errorf("%d paid", paid(t, c.Client()))
	}
}

func TestTheCeilingHolds(t *testing.T) {
	c := newChain(t, devchain.Options{Manual: true})
	time := newClock()
	ctx, cancel := context.WithCancel(t.Context())
	f := &faulty{Backend: c.Client(), onTip: func() *big.Int { return big.NewInt(stuckTip) }}
	f.onHead = func(n int) error {
		time.add(61_000_000_000)
		if n == 30 {
			cancel()
		}
		return nil
	}
	ceiling := big.NewInt(3 * params.GWei)
	s := newSender(t, f, c.Accounts()[0], func(c *evm.SenderConfig) { c.Now, c.Fees.Ceiling = time.Now, ceiling })
	_, err := s.Send(ctx, pay())
	if !errors.Is(err, context.Canceled) || !errors.Is(err, evm.ErrUnderpriced) {
		t.Errorf("got %v", err)
	}
	if len(f.sent) < 2 {
		t.Errorf("%d transactions", len(f.sent))
	}
	for _, tx := range f.sent {
		if tx.GasFeeCap().Cmp(ceiling) > 0 {
			t.Errorf("cap %s over the ceiling", tx.GasFeeCap())
		}
	}
}

func TestAReorgBringsItBack(t *testing.T) {
	for name, reorg := range map[string]func(*devchain.Chain, int) error{
		"to the pool": (*devchain.Chain).Reorg, "to nobody": (*devchain.Chain).ReorgDrop,
	} {
		t.Run(name, func(t *testing.T) {
			c := newChain(t, devchain.Options{Manual: true})
			if err := c.Mine(5); err != nil {
				t.Fatal(err)
			}
			var was common.Hash
			f := &faulty{Backend: c.Client()}
			f.onHead = func(n int) error {
				if n != 5 {
					return c.Mine(1)
				}
				// In its block for some, and three of them go.
				r, err := c.Client().TransactionReceipt(context.Background(), f.sent[0].Hash())
				if err != nil {
					return err
				}
				was = r.BlockHash
				return reorg(c, 3)
			}
			s := newSender(t, f, c.Accounts()[0], func(c *evm.SenderConfig) { c.Confirmations = 6 })
			r, err := s.Send(t.Context(), pay())
			if err != nil {
				t.Fatal(err)
			}
			if was == (common.Hash{}) || r.BlockHash == was || paid(t, c.Client()) != 1 {
				t.Errorf("in %s, was in %s, %d paid", r.BlockHash, was, paid(t, c.Client()))
			}
			head, err := c.Client().BlockNumber(t.Context())
			if err != nil || head < r.BlockNumber.Uint64()+5 {
				t.Errorf("head %d, block %s (%v)", head, r.BlockNumber, err)
			}
		})
	}
}

func TestNoFundsAndARefill(t *testing.T) {
	c := newChain(t, devchain.Options{})
	key, err := evm.KeyFromHex("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291")
	if err != nil {
		t.Fatal(err)
	}
	s := newSender(t, c.Client(), key, nil)
	call := evm.Call{To: target, Label: "nothing"}
	for range 2 {
		if _, err := s.Send(t.Context(), call); !errors.Is(err, evm.ErrNoFunds) {
			t.Errorf("without funds: %v", err)
		}
	}
	rich := newSender(t, c.Client(), c.Accounts()[0], nil)
	if _, err := rich.Send(t.Context(), evm.Call{To: key.Address(), Value: big.NewInt(params.Ether), Label: "refill"}); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Send(t.Context(), call); err != nil || r.Status != types.ReceiptStatusSuccessful {
		t.Errorf("refilled: %v", err)
	}
}

func TestANonceThatAnotherProgramUsedIsTold(t *testing.T) {
	c := newChain(t, devchain.Options{})
	f := &faulty{Backend: c.Client()}
	f.onSend = func(*types.Transaction) (bool, error) {
		direct(t, c.Client(), c.Accounts()[0], 0, params.GWei)
		f.onSend = nil
		return true, nil // it is lost, and the nonce gone
	}
	s := newSender(t, f, c.Accounts()[0], nil)
	if _, err := s.Send(t.Context(), pay()); !errors.Is(err, evm.ErrNonceUsed) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Send(t.Context(), pay()); err != nil || paid(t, c.Client()) != 2 {
		t.Errorf("after it: %v, %d paid", err, paid(t, c.Client()))
	}
}

func TestANodeThatMakesNoSense(t *testing.T) {
	c := newChain(t, devchain.Options{})
	s := newSender(t, madNonce{c.Client()}, c.Accounts()[0], nil)
	if _, err := s.Send(t.Context(), pay()); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("got %v", err)
	}
}

type madNonce struct{ evm.Backend }

func (madNonce) PendingNonceAt(context.Context, common.Address) (uint64, error) { return 1 << 60, nil }
