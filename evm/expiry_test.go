package evm_test

import (
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
)

// A call that no block takes in its time is taken back, whatever becomes of it
// in the pool, and its nonce goes to nobody else.
func TestACallIsTakenBackWhenItsTimeIsOver(t *testing.T) {
	for name, lose := range map[string]func(tx *types.Transaction, sent int) bool{
		"it waits in the pool":              func(*types.Transaction, int) bool { return false },
		"the pool loses it":                 func(tx *types.Transaction, _ int) bool { return tx.Value().Sign() > 0 },
		"the pool loses what takes it back": func(tx *types.Transaction, sent int) bool { return tx.Value().Sign() == 0 && sent < 5 },
	} {
		t.Run(name, func(t *testing.T) {
			c := newChain(t, devchain.Options{Manual: true})
			clock, asked := newClock(), 0
			until := clock.Now().Add(2 * time.Minute)
			f := &faulty{Backend: c.Client()}
			f.onTip = func() *big.Int {
				if clock.Now().Before(until) {
					return big.NewInt(stuckTip)
				}
				return big.NewInt(params.GWei)
			}
			f.onHead = func(int) error { clock.add(20 * time.Second); return c.Mine(1) }
			late := false
			f.onSend = func(tx *types.Transaction) (bool, error) {
				asked++
				late = late || tx.Value().Sign() > 0 && !clock.Now().Before(until)
				return lose(tx, asked), nil
			}
			s := newSender(t, f, c.Accounts()[0], func(c *evm.SenderConfig) { c.Now, c.Stuck = clock.Now, time.Hour })
			call := pay()
			call.Until = until
			if _, err := s.Send(t.Context(), call); !errors.Is(err, evm.ErrExpired) {
				t.Fatalf("got %v", err)
			}
			if last := f.sent[len(f.sent)-1]; last.Nonce() != 0 || *last.To() != s.Address() || last.Value().Sign() != 0 || late || paid(t, c.Client()) != 0 {
				t.Errorf("nonce %d to %s, sent after its time: %v, %d paid", last.Nonce(), last.To(), late, paid(t, c.Client()))
			}
			f.onSend = nil
			if _, err := s.Send(t.Context(), pay()); err != nil || paid(t, c.Client()) != 1 {
				t.Errorf("after it: %v, %d paid", err, paid(t, c.Client()))
			}
		})
	}
}

// What a block took before it could be taken back is done, and is told so.
func TestACallThatIsMinedAtTheLastMomentIsDone(t *testing.T) {
	c := newChain(t, devchain.Options{Manual: true})
	clock := newClock()
	call := pay()
	call.Until = clock.Now().Add(time.Minute)
	f := &faulty{Backend: c.Client()}
	f.onHead = func(int) error { clock.add(20 * time.Second); return nil }
	f.onSend = func(tx *types.Transaction) (bool, error) {
		if tx.Value().Sign() > 0 {
			return false, nil
		}
		return false, c.Mine(1)
	}
	s := newSender(t, f, c.Accounts()[0], func(c *evm.SenderConfig) { c.Now, c.Stuck = clock.Now, time.Hour })
	if r, err := s.Send(t.Context(), call); err != nil || r == nil || paid(t, c.Client()) != 1 {
		t.Errorf("%+v, %v, %d paid", r, err, paid(t, c.Client()))
	}
}

func TestACallAtTheCeilingCanBeTakenBack(t *testing.T) {
	c := newChain(t, devchain.Options{Manual: true})
	clock := newClock()
	call := pay()
	call.Until = clock.Now().Add(time.Minute)
	f := &faulty{Backend: c.Client(), onTip: func() *big.Int { return big.NewInt(100 * params.GWei) }}
	f.onHead = func(int) error {
		clock.add(20 * time.Second)
		if len(f.sent) < 2 {
			return nil
		}
		return c.Mine(1)
	}
	ceiling := big.NewInt(3 * params.GWei)
	s := newSender(t, f, c.Accounts()[0], func(c *evm.SenderConfig) { c.Now, c.Stuck, c.Fees.Ceiling = clock.Now, time.Hour, ceiling })
	if _, err := s.Send(t.Context(), call); !errors.Is(err, evm.ErrExpired) || len(f.sent) != 2 || paid(t, c.Client()) != 0 {
		t.Fatalf("%v, %d sent, %d paid", err, len(f.sent), paid(t, c.Client()))
	}
	if limit := f.sent[1].GasFeeCap(); limit.Cmp(ceiling) > 0 {
		t.Errorf("cap %s over the ceiling", limit)
	}
}

func TestACallThatComesTooLateIsNotSent(t *testing.T) {
	c := newChain(t, devchain.Options{})
	f := &faulty{Backend: c.Client()}
	s := newSender(t, f, c.Accounts()[0], nil)
	call := pay()
	call.Until = time.Unix(1, 0)
	if _, err := s.Send(t.Context(), call); !errors.Is(err, evm.ErrExpired) || len(f.sent) != 0 {
		t.Errorf("%v, %d sent", err, len(f.sent))
	}
	if _, err := s.Send(t.Context(), pay()); err != nil || f.sent[0].Nonce() != 0 {
		t.Errorf("after it: %v", err)
	}
}
