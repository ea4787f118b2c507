package evm_test

import (
	"context"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	node "github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/evm/devchain/gethtest"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settler"
	"github.com/muster-zk/muster/settle/settletest"
)

// looks tells of each look of a settler at its chain.
type looks chan settler.Report

func (l looks) Settling(r settler.Report) {
	select {
	case l <- r:
	default:
	}
}

func (looks) Acted(string, settler.Act) {}

// claims are the plane's proofs.
type claims map[muster.BatchID]settle.Claim

func (c claims) Claim(_ context.Context, b muster.BatchID) (settle.Claim, error) { return c[b], nil }

// TestSettlerOnGeth settles three batches in order, over a crash of the node
// and an account that runs out of funds.
func TestSettlerOnGeth(t *testing.T) {
	g := gethtest.Start(t, devchain.GethOptions{Period: time.Second})
	client, err := node.Dial(t.Context(), g.URL(), node.Options{ChainID: devchain.ChainID, Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	p := settlePlace(t, client, newSender(t, client, g.Account()))
	store, proofs, seen := settletest.NewStore(), claims{}, make(looks, 1)
	for n := range 3 {
		c := theProver(t).claim(t, n)
		proofs[c.Batch] = c
		store.Insert(c.Batch, time.Now(), "dev")
	}
	s, err := settler.New(settler.Config{
		Store: store, Chain: p.chain(t, p.settler, nil), Proofs: proofs, Name: "one", Observer: seen,
		Poll: 50 * time.Millisecond, Policy: settle.Policy{TellAfter: 100 * time.Millisecond, MaxLag: -1, ResendAfter: time.Second},
		Jitter: func() float64 { return 0 },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	batch := func(n int) muster.BatchID { return theProver(t).claim(t, n).Batch }
	prove := func(n int) { store.Prove(batch(n), time.Now()); s.Wake() }
	until := func(what string, n int, ok func(muster.Settlement) bool) {
		t.Helper()
		for {
			got, err := store.SettlementGet(t.Context(), batch(n), "dev")
			if err != nil {
				t.Fatal(err)
			}
			if ok(got) {
				return
			}
			select {
			case <-seen:
			case <-t.Context().Done():
				t.Fatalf("not yet %s: %+v", what, got)
			}
		}
	}
	final := func(s muster.Settlement) bool { return s.State == muster.SettlementFinal }
	waits := func(c settle.Class) func(muster.Settlement) bool {
		return func(s muster.Settlement) bool { return settle.ClassOf(s.Waiting) == c }
	}

	prove(0)
	until("final", 0, final)

	if err := g.Kill(); err != nil {
		t.Fatal(err)
	}
	prove(1)
	until("waiting for the node", 1, waits(settle.ClassNodeDown))
	if err := g.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	until("in a block", 1, func(s muster.Settlement) bool { return s.State == muster.SettlementIncluded || final(s) })
	if err := g.Restart(t.Context()); err != nil { // between a block and its confirmations
		t.Fatal(err)
	}
	until("final", 1, final)

	p.drain(t)
	prove(2)
	until("out of funds", 2, waits(settle.ClassOutOfFunds))
	p.give(t, p.settler.Address(), ether)
	until("final", 2, final)
	p.settledInOrder(t, 3)
	for n := range 3 {
		got, err := store.SettlementGet(t.Context(), batch(n), "dev")
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("batch %d: %d gas", n, got.GasUsed)
	}
}

// drain leaves the settler's account next to nothing.
func (p *place) drain(t *testing.T) {
	t.Helper()
	balance, err := p.backend.BalanceAt(t.Context(), p.settler.Address(), nil)
	if err != nil {
		t.Fatal(err)
	}
	rest := new(big.Int).Div(ether, big.NewInt(10_000))
	call := node.Call{To: common.Address{1}, Value: new(big.Int).Sub(balance, rest), Label: "drain"}
	if _, err := newSender(t, p.backend, p.settler).Send(t.Context(), call); err != nil {
		t.Fatal(err)
	}
}

// settledInOrder reads the contract's events.
func (p *place) settledInOrder(t *testing.T, batches int) {
	t.Helper()
	logs, err := p.backend.FilterLogs(t.Context(), ethereum.FilterQuery{FromBlock: new(big.Int), Addresses: []common.Address{p.contract}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range logs {
		if e, err := contracts.NewSettlement().UnpackBatchSettledEvent(&l); err == nil {
			got = append(got, e.BatchNumber.String())
		}
	}
	if strings.Join(got, " ") != "1 2 3" || len(got) != batches {
		t.Errorf("settled: %v", got)
	}
}
