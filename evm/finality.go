package evm

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/muster-zk/muster"
)

// FinalBlock returns the newest block that is not reorganised any more, as seen
// from a head: the one that the node calls finalized, where that is asked for
// and the node knows the word, else the one so many blocks below the head. It
// returns nil where there is none yet.
func FinalBlock(ctx context.Context, b Backend, head *types.Header, depth uint64, finalized bool) (*types.Header, error) {
	if finalized {
		h, known, err := finalizedBlock(ctx, b)
		if err != nil || known {
			if h != nil && h.Number.Cmp(head.Number) > 0 {
				h = head // it was read a moment later
			}
			return h, err
		}
	}
	number := head.Number.Uint64()
	if number < depth {
		return nil, nil
	}
	if depth == 0 {
		return head, nil
	}
	return headerAt(ctx, b, number-depth)
}

// finalizedBlock reports false where the node does not know the word.
func finalizedBlock(ctx context.Context, b Backend) (*types.Header, bool, error) {
	h, err := b.HeaderByNumber(ctx, big.NewInt(int64(rpc.FinalizedBlockNumber)))
	if err == nil {
		return h, true, nil
	}
	// It knows the word, and has no such block yet.
	if errors.Is(err, ethereum.NotFound) || strings.Contains(strings.ToLower(err.Error()), "finalized block not found") {
		return nil, true, nil
	}
	explained := Explain(err)
	switch muster.CodeOf(explained) {
	case muster.CodeUnavailable, muster.CodeExhausted, muster.CodeUnauthenticated:
		return nil, false, fmt.Errorf("read finalized block: %w", explained)
	default:
		return nil, false, ctx.Err()
	}
}
