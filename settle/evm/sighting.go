package evm

import (
	"context"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	node "github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/settle"
)

// sighting finds an attempt, or reports false where the node does not know it.
func (l *look) sighting(ctx context.Context, a muster.SettlementAttempt) (settle.Sighting, bool, error) {
	hash := common.HexToHash(a.TxHash)
	receipt, err := l.node.TransactionReceipt(ctx, hash)
	switch {
	case err == nil && receipt.BlockNumber == nil:
		return settle.Sighting{}, false, muster.Errorf(muster.CodeUnavailable, "the node's answers make no sense: a receipt of no block")
	case err == nil && receipt.BlockNumber.Cmp(l.head.Number) <= 0:
		return l.mined(ctx, a, receipt)
	case err != nil && !errors.Is(err, ethereum.NotFound):
		return settle.Sighting{}, false, err
	}
	// Mined above the head is, seen from the head, in the pool.
	if err == nil {
		return settle.Sighting{}, true, nil
	}
	_, _, err = l.node.TransactionByHash(ctx, hash)
	if errors.Is(err, ethereum.NotFound) {
		return settle.Sighting{}, false, nil
	}
	return settle.Sighting{}, err == nil, err
}

func (l *look) mined(ctx context.Context, a muster.SettlementAttempt, r *types.Receipt) (settle.Sighting, bool, error) {
	number := r.BlockNumber.Uint64()
	hash, ok := l.blocks[number]
	if !ok {
		h, err := l.node.HeaderByNumber(ctx, r.BlockNumber)
		if err != nil {
			return settle.Sighting{}, false, behind(err)
		}
		hash = h.Hash()
		l.blocks[number] = hash
	}
	if hash != r.BlockHash {
		return settle.Sighting{}, false, muster.Errorf(muster.CodeUnavailable, "the node's answers make no sense: a receipt of block %s, which is not the chain's", r.BlockHash)
	}
	s := settle.Sighting{
		Mined: true, Block: number, BlockHash: r.BlockHash.Hex(), GasUsed: r.GasUsed,
		Reverted: r.Status != types.ReceiptStatusSuccessful,
	}
	if r.EffectiveGasPrice != nil {
		s.Fee = muster.WeiOf(new(big.Int).Mul(r.EffectiveGasPrice, new(big.Int).SetUint64(r.GasUsed)))
	}
	if s.Reverted {
		s.Reason = l.reason(ctx, a, number)
	}
	return s, true, nil
}

// reason runs a transaction that reverted again, before its block. The block's
// other transactions may have been the cause, and nodes forget old states: then
// it can't be had.
func (l *look) reason(ctx context.Context, a muster.SettlementAttempt, block uint64) string {
	const unknown = "the reason is not known any more"
	tx, err := decode(a.Raw)
	if err != nil || tx.To() == nil {
		return unknown
	}
	parent := new(big.Int).SetUint64(block - 1)
	_, err = l.node.CallContract(ctx, ethereum.CallMsg{From: common.HexToAddress(a.Sender), To: tx.To(), Gas: tx.Gas(), Value: tx.Value(), Data: tx.Data()}, parent)
	if err = node.Explain(err); errors.Is(err, node.ErrReverted) {
		return l.verdict(err).Error()
	}
	return unknown
}

// versionText is ProtocolNumber's other way.
func versionText(n *big.Int) string {
	part := func(shift uint) string {
		return new(big.Int).And(new(big.Int).Rsh(n, shift), big.NewInt(1<<32-1)).String()
	}
	return part(64) + "." + part(32) + "." + part(0)
}
