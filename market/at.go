package market

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster/evm"
)

// At returns the contract as it stood at the end of a block. Nodes keep the
// state of the newest blocks only, commonly of 128, unless they are archives.
func (c *Contract) At(block uint64) *Contract {
	past := *c
	past.backend = pinned{Backend: c.backend, block: new(big.Int).SetUint64(block)}
	return &past
}

// pinned answers calls that ask for the newest block with another.
type pinned struct {
	evm.Backend
	block *big.Int
}

// CallContract calls at the pinned block.
func (p pinned) CallContract(ctx context.Context, msg ethereum.CallMsg, block *big.Int) ([]byte, error) {
	if block == nil {
		block = p.block
	}
	return p.Backend.CallContract(ctx, msg, block)
}

// Knows reports whether a log is of a kind that Decode reads: one of these that
// Decode does not take holds what no contract of this version tells.
func (c *Contract) Knows(l *types.Log) bool {
	if len(l.Topics) == 0 {
		return false
	}
	_, known := c.decoders()[l.Topics[0]]
	return known
}

// Requests returns how many requests were submitted so far, every attempt
// counted. They are numbered from 1.
func (c *Contract) Requests(ctx context.Context) (uint64, error) {
	n, err := view(ctx, c, nil, c.abi.PackRequests(), c.abi.UnpackRequests)
	if err != nil {
		return 0, fmt.Errorf("read the number of requests: %w", err)
	}
	return n, nil
}
