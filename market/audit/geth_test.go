package audit_test

import (
	"crypto/ecdsa"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/evm/devchain/gethtest"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/audit"
)

// The audit of a real node, over the network.
func TestARealNode(t *testing.T) {
	geth := gethtest.Start(t, devchain.GethOptions{})
	ctx := t.Context()
	node, err := evm.Dial(ctx, geth.URL(), evm.Options{ChainID: devchain.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(node.Close)
	sender := func(s evm.Signer) *evm.Sender {
		out, err := evm.NewSender(evm.SenderConfig{Backend: node, Signer: s, ChainID: devchain.ChainID, Poll: 20 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	person := func() (*ecdsa.PrivateKey, common.Address) {
		key, err := crypto.GenerateKey()
		if err != nil {
			t.Fatal(err)
		}
		return key, crypto.PubkeyToAddress(key.PublicKey)
	}
	rich := sender(geth.Account())
	submitterKey, submitterAt := person()
	networkKey, networkAt := person()
	for _, to := range []common.Address{submitterAt, networkAt} {
		if _, err := rich.Send(ctx, evm.Call{To: to, Value: big.NewInt(1e18), Label: "gas"}); err != nil {
			t.Fatal(err)
		}
	}
	d, err := evm.DeployMarket(ctx, rich, evm.MarketSetup{
		Networks: []evm.MarketNetwork{{Name: "lagrange", Address: networkAt, Weight: 1}}, PreferredWeight: 2,
		Submitter: submitterAt, Fund: big.NewInt(100_000_000),
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := market.Open(ctx, node, d.ProofManager)
	if err != nil {
		t.Fatal(err)
	}
	submitter, network := sender(evm.KeyOf(submitterKey)), sender(evm.KeyOf(networkKey))
	do := func(s *evm.Sender, call evm.Call) {
		t.Helper()
		if _, err := s.Send(ctx, call); err != nil {
			t.Fatal(err)
		}
	}
	id := market.RequestID{Chain: devchain.ChainID, Block: common.Hash{31: 1}}
	do(submitter, c.Submit(id, market.RequestParams{InputsURL: "http://inputs", Timeout: time.Hour, MaxReward: 3_000_000}))
	do(network, c.Acknowledge(id, true))
	do(network, c.Prove(id, []byte("proof"), 2_000_000))
	do(submitter, c.Judge(id, true))
	do(network, c.Claim())

	head, err := node.HeaderByNumber(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := audit.Month(time.Unix(int64(head.Time), 0))
	l, err := audit.Collect(ctx, audit.Source{Node: node, Contract: c}, p)
	if err != nil {
		t.Fatal(err)
	}
	r := audit.Compute(l, p, audit.Rules{MinRequests: 1})
	if len(r.Differences) > 0 {
		t.Errorf("differences: %q", r.Differences)
	}
	check(t, "counts", r.Networks[0].Counts, audit.Counts{Assigned: 1, Committed: 1, Proven: 1, Validated: 1, Paid: 1})
	check(t, "books", r.Networks[0].Contract, audit.Books{Earned: 2_000_000, Paid: 2_000_000, Validated: 1})
	check(t, "recommended", r.Recommendation.Network, uint8(1))
}
