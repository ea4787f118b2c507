package market

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
)

// searchRange is how many blocks' events are asked for at once; fewer where the
// node gives fewer.
const searchRange = 1000

// ProofOf returns the proof that a network brought for a request that is
// Proven, Validated, ValidationFailed or Paid. The contract keeps its hash only:
// the bytes are looked for in the events of the blocks from the request's
// submission to head. Returns ErrNotFound where the node has no such event there.
func (c *Contract) ProofOf(ctx context.Context, r Request, head uint64) ([]byte, error) {
	for from, size := r.Block, uint64(searchRange); from <= head; {
		to := min(from+size-1, head)
		events, err := c.Events(ctx, from, to)
		if TooMuch(err) && to > from {
			size = (to - from + 1) / 2
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if e.Proven != nil && e.Proven.ID == r.ID && crypto.Keccak256Hash(e.Proven.Proof) == r.ProofHash {
				return e.Proven.Proof, nil
			}
		}
		from = to + 1
	}
	return nil, muster.Errorf(muster.CodeNotFound, "the node has no event with the proof of request %s in blocks %d to %d", r.ID, r.Block, head)
}

// Try runs a call of an account against the newest state and sends nothing. The
// error has a *contracts.RevertError in its chain where the contract refuses the
// call with a typed error, and is evm.ErrReverted where it refuses it at all.
func (c *Contract) Try(ctx context.Context, from common.Address, call evm.Call) error {
	_, err := c.backend.CallContract(ctx, ethereum.CallMsg{From: from, To: &call.To, Data: call.Data, Value: call.Value}, nil)
	if err == nil {
		return nil
	}
	if revert := contracts.RevertOf(err); revert != nil {
		return fmt.Errorf("try to %s: %w: %w", call.Label, evm.ErrReverted, revert)
	}
	// What nodes send along with a revert that has no typed error.
	var answer interface{ ErrorData() any }
	if errors.As(err, &answer) {
		return fmt.Errorf("try to %s: %w: %w", call.Label, evm.ErrReverted, err)
	}
	return fmt.Errorf("try to %s: %w", call.Label, err)
}
