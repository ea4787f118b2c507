package network

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// rich is a node on whose chain our network has earned more than the chain of a
// test could pay for in reasonable time.
type rich struct {
	evm.Backend
	t *testing.T

	mu     sync.Mutex
	owed   market.USDC
	claims []market.USDC
	fail   error
}

func (r *rich) CallContract(ctx context.Context, m ethereum.CallMsg, b *big.Int) ([]byte, error) {
	out, err := r.Backend.CallContract(ctx, m, b)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	manager := contracts.NewProofManager()
	parsed, err := contracts.ProofManagerMetaData.ParseABI()
	if err != nil {
		return nil, err
	}
	switch {
	case bytes.Equal(m.Data, manager.PackClaimable(1)):
		return parsed.Methods["claimable"].Outputs.Pack(min(r.owed, market.HighestClaim).Big())
	case bytes.Equal(m.Data, manager.PackProvingNetworkInfo(1)):
		n, err := manager.UnpackProvingNetworkInfo(out)
		if err != nil {
			return nil, err
		}
		n.Earned = new(big.Int).Add(n.Paid, r.owed.Big())
		return parsed.Methods["provingNetworkInfo"].Outputs.Pack(n)
	}
	return out, nil
}

// Send takes claims.
func (r *rich) Send(_ context.Context, c evm.Call) (*types.Receipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return nil, r.fail
	}
	if c.Label != "claim rewards" {
		r.t.Errorf("sent %s", c.Label)
	}
	amount := min(r.owed, market.HighestClaim)
	r.owed -= amount
	r.claims = append(r.claims, amount)
	return &types.Receipt{BlockNumber: big.NewInt(1)}, nil
}

func (w *world) rich(owed market.USDC) (*rich, func(*Config)) {
	r := &rich{Backend: w.chain.Client(), t: w.t, owed: owed}
	return r, func(c *Config) { c.Backend, c.Sender = r, r }
}

const thousand = 1_000_000_000 // USDC

func TestSeveralClaims(t *testing.T) {
	tests := []struct {
		name   string
		policy Policy
		owed   market.USDC
		want   []market.USDC
	}{
		{"until nothing is left", Policy{ClaimAt: 1}, 62 * thousand, []market.USDC{25 * thousand, 25 * thousand, 12 * thousand}},
		{"until less than the threshold", Policy{ClaimAt: 20 * thousand}, 62 * thousand, []market.USDC{25 * thousand, 25 * thousand}},
		{"below the threshold", Policy{ClaimAt: 20 * thousand}, 19 * thousand, nil},
		{"never", Policy{}, 100 * thousand, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			r, with := w.rich(test.owed)
			d := w.daemon(with, func(c *Config) { c.Policy = test.policy })
			for range 3 {
				w.turn(d)
				w.pass(time.Minute)
			}
			if len(r.claims) != len(test.want) {
				t.Fatalf("claims of %v, want %v", r.claims, test.want)
			}
			for i, c := range r.claims {
				if c != test.want[i] {
					t.Errorf("claims of %v, want %v", r.claims, test.want)
				}
			}
		})
	}
}

func TestAClaimFails(t *testing.T) {
	w := newWorld(t)
	r, with := w.rich(30 * thousand)
	d := w.daemon(with, func(c *Config) { c.Policy.ClaimAt = 1 })
	r.fail = errors.New("node away")
	for range 3 {
		w.turn(d)
		w.pass(time.Minute)
	}
	w.wantLog("claiming did not work out")
	r.fail = nil
	w.turn(d)
	if len(r.claims) != 2 {
		t.Errorf("claims of %v", r.claims)
	}
}

// The interval counts from the first reward, then from the last payment,
// whenever the daemon was started.
func TestClaimsEach(t *testing.T) {
	w := newWorld(t)
	w.muster.proveAfter = 2
	each := func(c *Config) { c.Policy.ClaimEvery = 8 * time.Hour }
	prove := func() market.RequestID {
		id := w.request(10 * time.Minute)
		w.until(w.daemon(each), id, muster.RequestProven, 10)
		w.judge(id, true)
		return id
	}
	hours := func(n int) {
		for range n {
			w.pass(time.Hour)
			d := w.daemon(each)
			for range 3 {
				w.turn(d)
			}
		}
	}
	first := prove()
	hours(7)
	if s := w.read(first).State; s != muster.RequestValidated {
		t.Fatalf("request is %s after 7 hours", s)
	}
	hours(1)
	if s := w.read(first).State; s != muster.RequestPaid {
		t.Fatalf("request is %s after 8 hours", s)
	}
	second := prove()
	hours(7)
	if s := w.read(second).State; s != muster.RequestValidated {
		t.Fatalf("request is %s 7 hours later", s)
	}
	hours(2)
	if s := w.read(second).State; s != muster.RequestPaid {
		t.Fatalf("request is %s 9 hours later", s)
	}
}

// What was earned is seen with its event, not a minute later.
func TestClaimsAsSoonAsTheThresholdIsOwed(t *testing.T) {
	w := newWorld(t)
	w.muster.proveAfter = 2
	d := w.daemon(func(c *Config) { c.Policy.ClaimAt = 1 })
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestProven, 10)
	w.judge(id, true)
	for range 2 {
		w.look(d)
	}
	if s := w.read(id).State; s != muster.RequestPaid {
		t.Errorf("request is %s", s)
	}
	w.look(d)
	w.look(d)
	if s := d.earnings.owed; s != 0 {
		t.Errorf("%s are owed", s)
	}
}
