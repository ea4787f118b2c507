package evm_test

import (
	"context"
	"errors"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
)

// abandon has a process send a payment and end before a block takes it.
func abandon(t *testing.T, c *devchain.Chain, tip *big.Int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	f := &faulty{Backend: c.Client(), onTip: func() *big.Int { return tip }}
	f.onHead = func(n int) error {
		if n == 3 {
			cancel()
		}
		return nil
	}
	_, err := newSender(t, f, c.Accounts()[0], nil).Send(ctx, pay())
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}

func TestARestartGoesOnAfterWhatIsPending(t *testing.T) {
	c := newChain(t, devchain.Options{Manual: true})
	abandon(t, c, nil)
	f := &faulty{Backend: c.Client(), onHead: func(int) error { return c.Mine(1) }}
	s := newSender(t, f, c.Accounts()[0], nil)
	if _, err := s.Send(t.Context(), pay()); err != nil {
		t.Fatal(err)
	}
	if f.sent[0].Nonce() != 1 || paid(t, c.Client()) != 2 {
		t.Errorf("nonce %d, %d paid", f.sent[0].Nonce(), paid(t, c.Client()))
	}
}

func TestACancelledWaitKeepsTheNonce(t *testing.T) {
	c := newChain(t, devchain.Options{Manual: true})
	ctx, cancel := context.WithCancel(t.Context())
	f := &faulty{Backend: c.Client(), onSend: func(*types.Transaction) (bool, error) { cancel(); return false, nil }}
	s := newSender(t, f, c.Accounts()[0], nil)
	if _, err := s.Send(ctx, pay()); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	f.onHead = func(int) error { return c.Mine(1) }
	if _, err := s.Send(t.Context(), pay()); err != nil {
		t.Fatal(err)
	}
	if len(f.sent) != 2 || f.sent[1].Nonce() != 1 || paid(t, c.Client()) != 2 {
		t.Errorf("%d sent, %d paid", len(f.sent), paid(t, c.Client()))
	}
}

func TestAStuckTransactionOfTheLastProcessIsReplaced(t *testing.T) {
	c := newChain(t, devchain.Options{Manual: true})
	abandon(t, c, big.NewInt(stuckTip))
	time := newClock()
	f := &faulty{Backend: c.Client()}
	f.onHead = func(int) error { time.add(20_000_000_000); return c.Mine(1) }
	s := newSender(t, f, c.Accounts()[0], func(c *evm.SenderConfig) { c.Now = time.Now })
	r, err := s.Send(t.Context(), pay())
	if err != nil || r.Status != types.ReceiptStatusSuccessful {
		t.Fatal(err)
	}
	used, err := c.Client().NonceAt(t.Context(), c.Accounts()[0].Address(), nil)
	if err != nil || used != 2 || paid(t, c.Client()) != 1 {
		t.Errorf("nonce %d (%v), %d paid", used, err, paid(t, c.Client()))
	}
}

// The other program is alive and slow: it is given the time to offer more.
func TestAnothersTransactionIsLeftAlone(t *testing.T) {
	c := newChain(t, devchain.Options{Manual: true})
	other := direct(t, c.Client(), c.Accounts()[0], 0, stuckTip)
	time := newClock()
	f := &faulty{Backend: c.Client()}
	f.onHead = func(n int) error {
		time.add(20_000_000_000)
		if n == 6 { // two minutes
			direct(t, c.Client(), c.Accounts()[0], 0, params.GWei)
		}
		return c.Mine(1)
	}
	s := newSender(t, f, c.Accounts()[0], func(c *evm.SenderConfig) { c.Now = time.Now })
	if _, err := s.Send(t.Context(), pay()); err != nil {
		t.Fatal(err)
	}
	for _, tx := range f.sent {
		if tx.Nonce() == other.Nonce() {
			t.Error("another's transaction was replaced")
		}
	}
	if paid(t, c.Client()) != 2 {
		t.Errorf("%d paid", paid(t, c.Client()))
	}
}
