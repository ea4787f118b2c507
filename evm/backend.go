package evm

import (
	"context"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Backend is what muster asks of a node. Client and the in-process chain's
// client are backends.
type Backend interface {
	bind.ContractBackend
	ethereum.ChainStateReader
	ethereum.TransactionReader
	ethereum.BlockNumberReader
	ethereum.ChainIDReader
	HeaderByHash(ctx context.Context, hash common.Hash) (*types.Header, error)
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
}

// Call is a transaction to be: whom to call, and with what.
type Call struct {
	To    common.Address
	Data  []byte
	Value *big.Int // wei; nil is nothing
	// Label says what it does, for logs and errors: "acknowledge request 1/42".
	Label string
	// Until is after when it must not be mined any more: a Sender then puts a
	// transaction that does nothing in its place. Zero is no end.
	Until time.Time
}

// Signer is an account.
type Signer interface {
	Address() common.Address
	SignTx(tx *types.Transaction, chainID *big.Int) (*types.Transaction, error)
}
