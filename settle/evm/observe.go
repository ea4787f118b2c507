package evm

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	node "github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/settle"
)

// Observe reads the chain as it is at its head, from one node.
func (c *Chain) Observe(ctx context.Context, attempts []muster.SettlementAttempt) (settle.Observation, error) {
	if err := ctx.Err(); err != nil {
		return settle.Observation{}, err
	}
	b := node.View(c.cfg.Backend)
	if err := c.recognise(ctx, b); err != nil {
		return settle.Observation{}, err
	}
	head, err := b.HeaderByNumber(ctx, nil)
	if err != nil {
		return settle.Observation{}, fmt.Errorf("read head: %w", node.Explain(err))
	}
	if err := c.forward(head); err != nil {
		return settle.Observation{}, err
	}
	o := settle.Observation{
		At: c.cfg.Now(), Head: head.Number.Uint64(), HeadTime: time.Unix(int64(head.Time), 0).UTC(),
		Seen: make(map[string]settle.Sighting, len(attempts)),
	}
	l := look{Chain: c, node: b, head: head, blocks: map[uint64]common.Hash{o.Head: head.Hash()}}
	for _, read := range []func(context.Context, *settle.Observation) error{l.account, l.state, l.final, l.fees} {
		if err := read(ctx, &o); err != nil {
			return settle.Observation{}, node.Explain(err)
		}
	}
	for _, a := range attempts {
		s, ok, err := l.sighting(ctx, a)
		if err != nil {
			return settle.Observation{}, fmt.Errorf("look for transaction %s: %w", a.TxHash, node.Explain(err))
		}
		if ok {
			o.Seen[a.TxHash] = s
		}
	}
	// All that was read by number was read of the head's chain if the head is
	// still there.
	again, err := b.HeaderByNumber(ctx, head.Number)
	if err != nil {
		return settle.Observation{}, fmt.Errorf("read head again: %w", behind(err))
	}
	if again.Hash() != head.Hash() {
		return settle.Observation{}, muster.Errorf(muster.CodeUnavailable, "the chain was reorganised while it was read: block %d", o.Head)
	}
	return o, nil
}

// forward refuses heads below one that was seen. A chain that stays shorter is
// believed after a while.
func (c *Chain) forward(head *types.Header) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	number := head.Number.Uint64()
	if number >= c.height {
		c.height, c.since = number, time.Time{}
		return nil
	}
	now := c.cfg.Now()
	if c.since.IsZero() {
		c.since = now
	}
	if now.Sub(c.since) < mostBehind {
		return muster.Errorf(muster.CodeUnavailable, "the node is behind: its newest block is %d, it was %d", number, c.height)
	}
	c.height, c.since = number, time.Time{}
	return nil
}

// recognise checks once that the node serves the chain and that the contract
// is there and ours.
func (c *Chain) recognise(ctx context.Context, b node.Backend) error {
	c.mu.Lock()
	known := c.known
	c.mu.Unlock()
	if known {
		return nil
	}
	id, err := b.ChainID(ctx)
	if err != nil {
		return fmt.Errorf("read chain id: %w", node.Explain(err))
	}
	if id.Cmp(c.id) != 0 {
		return muster.Errorf(muster.CodeInvalid, "chain %s: the node serves the chain with id %s, expected %s", c.cfg.Name, id, c.id)
	}
	code, err := b.CodeAt(ctx, c.cfg.Contract, nil)
	if err != nil {
		return fmt.Errorf("read contract: %w", node.Explain(err))
	}
	if len(code) == 0 {
		return muster.Errorf(muster.CodeInvalid, "chain %s: there is no contract at %s", c.cfg.Name, c.cfg.Contract)
	}
	for _, call := range []struct {
		data   []byte
		unpack func([]byte) error
	}{
		{c.contract.PackStateRoot(), func(raw []byte) error { _, err := c.contract.UnpackStateRoot(raw); return err }},
		{c.contract.PackShieldedRoot(), func(raw []byte) error { _, err := c.contract.UnpackShieldedRoot(raw); return err }},
		{c.contract.PackLastBatch(), func(raw []byte) error { _, err := c.contract.UnpackLastBatch(raw); return err }},
		{c.contract.PackSettlers(c.from), func(raw []byte) error { _, err := c.contract.UnpackSettlers(raw); return err }},
	} {
		raw, err := b.CallContract(ctx, ethereum.CallMsg{From: c.from, To: &c.cfg.Contract, Data: call.data}, nil)
		if err = node.Explain(err); err != nil && !errors.Is(err, node.ErrReverted) {
			return fmt.Errorf("read contract: %w", err)
		}
		if err == nil {
			err = call.unpack(raw)
		}
		if err != nil {
			return muster.Errorf(muster.CodeInvalid, "chain %s: the contract at %s is not muster's Settlement", c.cfg.Name, c.cfg.Contract)
		}
	}
	c.mu.Lock()
	c.known = true
	c.mu.Unlock()
	return nil
}

// look is one observation being made.
type look struct {
	*Chain
	node   node.Backend
	head   *types.Header
	blocks map[uint64]common.Hash // hashes by number, as far as read
}

// pinned is a node that reads the state of a block by its hash, which none can
// mistake for another's.
type pinned interface {
	bind.BlockHashContractCaller
	NonceAtHash(ctx context.Context, account common.Address, block common.Hash) (uint64, error)
	BalanceAtHash(ctx context.Context, account common.Address, block common.Hash) (*big.Int, error)
}

func (l *look) nonce(ctx context.Context, at *types.Header) (uint64, error) {
	if p, ok := l.node.(pinned); ok {
		return p.NonceAtHash(ctx, l.from, at.Hash())
	}
	return l.node.NonceAt(ctx, l.from, at.Number)
}

func (l *look) call(ctx context.Context, data []byte) ([]byte, error) {
	msg := ethereum.CallMsg{From: l.from, To: &l.cfg.Contract, Data: data}
	if p, ok := l.node.(pinned); ok {
		return p.CallContractAtHash(ctx, msg, l.head.Hash())
	}
	return l.node.CallContract(ctx, msg, l.head.Number)
}

func (l *look) account(ctx context.Context, o *settle.Observation) error {
	var balance *big.Int
	var err error
	if o.Nonce, err = l.nonce(ctx, l.head); err != nil {
		return fmt.Errorf("read nonce: %w", behind(err))
	}
	if p, ok := l.node.(pinned); ok {
		balance, err = p.BalanceAtHash(ctx, l.from, l.head.Hash())
	} else {
		balance, err = l.node.BalanceAt(ctx, l.from, l.head.Number)
	}
	if err != nil {
		return fmt.Errorf("read balance: %w", behind(err))
	}
	o.Balance = muster.WeiOf(balance)
	return nil
}

func (l *look) state(ctx context.Context, o *settle.Observation) error {
	var roots [2][32]byte
	for i, data := range [][]byte{l.contract.PackStateRoot(), l.contract.PackShieldedRoot()} {
		raw, err := l.call(ctx, data)
		if err != nil {
			return fmt.Errorf("read state: %w", behind(err))
		}
		if roots[i], err = l.contract.UnpackStateRoot(raw); err != nil {
			return muster.Errorf(muster.CodeUnavailable, "read state: the node's answers make no sense: %w", err)
		}
	}
	raw, err := l.call(ctx, l.contract.PackLastBatch())
	if err != nil {
		return fmt.Errorf("read last batch: %w", behind(err))
	}
	last, err := l.contract.UnpackLastBatch(raw)
	if err != nil {
		return muster.Errorf(muster.CodeUnavailable, "read last batch: the node's answers make no sense: %w", err)
	}
	o.State = fmt.Sprintf("state root %s, after batch number %s", hexutil.Encode(roots[0][:]), last)
	if roots[1] != ([32]byte{}) {
		o.State += ", shielded root " + hexutil.Encode(roots[1][:])
	}
	return nil
}

func (l *look) final(ctx context.Context, o *settle.Observation) error {
	final, err := node.FinalBlock(ctx, l.node, l.head, l.cfg.Confirmations-1, l.cfg.Finalized)
	if err != nil || final == nil {
		return err
	}
	o.Final = final.Number.Uint64()
	if o.FinalNonce, err = l.nonce(ctx, final); err != nil {
		return fmt.Errorf("read nonce of block %d: %w", o.Final, behind(err))
	}
	return nil
}

func (l *look) fees(ctx context.Context, o *settle.Observation) error {
	if l.head.BaseFee == nil {
		return muster.Errorf(muster.CodeUnsupported, "chain %s has no base fee (EIP-1559)", l.cfg.Name)
	}
	tip, err := l.node.SuggestGasTipCap(ctx)
	if err != nil {
		return fmt.Errorf("read fees: %w", err)
	}
	f := l.cfg.Fees.Market(l.head.BaseFee, tip)
	o.Fees = muster.Fees{Cap: muster.WeiOf(f.Cap), Tip: muster.WeiOf(f.Tip)}
	return nil
}

// behind has a block that was there a moment ago be a fault of the node.
func behind(err error) error {
	if errors.Is(err, ethereum.NotFound) {
		return muster.Errorf(muster.CodeUnavailable, "the node does not have a block that it showed")
	}
	return node.Explain(err)
}
