package submitter

import (
	"context"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// meddled is a chain between which and the submitter somebody stands.
type meddled struct {
	chain
	fail    func(method string) error
	request func(market.Request, error) (market.Request, error)
	events  func([]market.Event) []market.Event
	ranges  [][2]uint64 // asked for
}

func (m *meddled) called(method string) error {
	if m.fail != nil {
		return m.fail(method)
	}
	return nil
}

func (m *meddled) Request(ctx context.Context, id market.RequestID) (market.Request, error) {
	if err := m.called("request"); err != nil {
		return market.Request{}, err
	}
	r, err := m.chain.Request(ctx, id)
	if m.request != nil {
		return m.request(r, err)
	}
	return r, err
}

func (m *meddled) Events(ctx context.Context, from, to uint64) ([]market.Event, error) {
	m.ranges = append(m.ranges, [2]uint64{from, to})
	if err := m.called("events"); err != nil {
		return nil, err
	}
	all, err := m.chain.Events(ctx, from, to)
	if m.events != nil {
		return m.events(all), err
	}
	return all, err
}

func (m *meddled) Funds(ctx context.Context) (balance, obligations market.USDC, err error) {
	if err := m.called("funds"); err != nil {
		return 0, 0, err
	}
	return m.chain.Funds(ctx)
}

func (m *meddled) ProofOf(ctx context.Context, r market.Request, head uint64) ([]byte, error) {
	if err := m.called("proof"); err != nil {
		return nil, err
	}
	return m.chain.ProofOf(ctx, r, head)
}

// meddle puts somebody between a world's submitter and its chain, for this one
// and those after restarts.
func (w *world) meddle() *meddled {
	m := &meddled{chain: w.s.chain}
	w.s.chain = m
	return m
}

// node is a node that can be taken away.
type node struct {
	Node
	err error
	id  *big.Int
}

func (n *node) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	if n.err != nil {
		return nil, n.err
	}
	return n.Node.HeaderByNumber(ctx, number)
}

func (n *node) ChainID(ctx context.Context) (*big.Int, error) {
	if n.err != nil {
		return nil, n.err
	}
	if n.id != nil {
		return n.id, nil
	}
	return n.Node.ChainID(ctx)
}

var errAway = errors.New("connection refused")

// held back is a sender whose transactions get into blocks at once, and whose
// receipts come when they are let go.
type heldBack struct {
	w     *world
	mined chan struct{}
	let   chan struct{}
	back  chan struct{}
}

func (w *world) holdBackReceipts() *heldBack {
	h := &heldBack{w: w, mined: make(chan struct{}, 1), let: make(chan struct{}), back: make(chan struct{}, 1)}
	w.s.spawn = func(f func()) {
		go func() {
			f()
			h.back <- struct{}{}
		}()
	}
	w.send = func(ctx context.Context, c evm.Call) (*types.Receipt, error) {
		r, err := w.chain.Submitter.Send(ctx, c)
		h.mined <- struct{}{}
		<-h.let
		return r, err
	}
	return h
}
