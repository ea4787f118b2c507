package evm_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster/contracts"
	node "github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/evm/devchain/gethtest"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/evm"
	"github.com/muster-zk/muster/settle/settletest"
)

// place is a chain with a settlement contract on it.
type place struct {
	backend  node.Backend
	contract common.Address
	rich     *node.Sender // has money to give
	settler  *node.Key
	poor     *node.Key // a settler without money
}

func newKey(t testing.TB) *node.Key {
	t.Helper()
	private, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return node.KeyOf(private)
}

func newSender(t testing.TB, b node.Backend, key *node.Key) *node.Sender {
	t.Helper()
	s, err := node.NewSender(node.SenderConfig{Backend: b, Signer: key, ChainID: devchain.ChainID, Poll: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var ether = new(big.Int).SetUint64(params.Ether)

// settlePlace deploys a contract of its own, at the first claim's state.
func settlePlace(t testing.TB, b node.Backend, rich *node.Sender) *place {
	t.Helper()
	p := &place{backend: b, rich: rich, settler: newKey(t), poor: newKey(t)}
	d, err := node.DeploySettlement(t.Context(), rich, node.SettlementSetup{
		StateRoot: root(0), Settler: p.settler.Address(), Circuits: []node.Circuit{theProver(t).circuit()},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.contract = d.Settlement
	p.give(t, p.settler.Address(), ether)
	allow := node.Call{To: p.contract, Data: contracts.NewSettlement().PackSetSettler(p.poor.Address(), true), Label: "allow the poor one to settle"}
	if _, err := rich.Send(t.Context(), allow); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *place) give(t testing.TB, to common.Address, wei *big.Int) {
	t.Helper()
	if _, err := p.rich.Send(t.Context(), node.Call{To: to, Value: wei, Label: "give money"}); err != nil {
		t.Fatal(err)
	}
}

func (p *place) chain(t testing.TB, key *node.Key, change func(*evm.Config)) *evm.Chain {
	t.Helper()
	cfg := evm.Config{
		Name: "dev", Backend: p.backend, Signer: key, ChainID: devchain.ChainID, Contract: p.contract, Confirmations: 3,
	}
	if change != nil {
		change(&cfg)
	}
	c, err := evm.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (p *place) harness(t *testing.T, mine, reorg func(n int) error) settletest.Harness {
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	return settletest.Harness{
		Chain:   p.chain(t, p.settler, nil),
		Poor:    p.chain(t, p.poor, nil),
		Claim:   func(n int) settle.Claim { return theProver(t).claim(t, n) },
		Invalid: func(n int) settle.Claim { return theProver(t).invalid(t, n) },
		Mine:    func() { t.Helper(); check(mine(1)) },
		Reorg:   func(n int) { t.Helper(); check(reorg(n)) },
		Fund: func(account string) {
			t.Helper()
			p.give(t, common.HexToAddress(account), ether)
			check(mine(1)) // before which the pool takes note of the block with the money
		},
		Spend: func() {
			t.Helper()
			_, err := newSender(t, p.backend, p.settler).Send(t.Context(), node.Call{To: common.Address{1}, Label: "something else"})
			check(err)
		},
	}
}

func inProcess(t testing.TB, o devchain.Options) *devchain.Chain {
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

func TestConformanceInProcess(t *testing.T) {
	settletest.Exercise(t, func(t *testing.T) settletest.Harness {
		c := inProcess(t, devchain.Options{})
		p := settlePlace(t, c.Client(), newSender(t, c.Client(), c.Accounts()[0]))
		return p.harness(t, c.Mine, c.Reorg)
	})
}

func TestConformanceOfAReorgThatLosesTransactions(t *testing.T) {
	settletest.Exercise(t, func(t *testing.T) settletest.Harness {
		c := inProcess(t, devchain.Options{})
		p := settlePlace(t, c.Client(), newSender(t, c.Client(), c.Accounts()[0]))
		return p.harness(t, c.Mine, c.ReorgDrop)
	})
}

func TestConformanceOnGeth(t *testing.T) {
	g := gethtest.Start(t, devchain.GethOptions{})
	client, err := node.Dial(t.Context(), g.URL(), node.Options{ChainID: devchain.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	settletest.Exercise(t, func(t *testing.T) settletest.Harness {
		p := settlePlace(t, client, newSender(t, client, g.Account()))
		return p.harness(t, func(n int) error { return g.Mine(t.Context(), n) }, func(n int) error {
			if err := g.Rewind(t.Context(), n); err != nil {
				return err
			}
			return g.Mine(t.Context(), n+1)
		})
	})
}
