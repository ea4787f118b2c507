package evm

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
)

var (
	_ Backend                      = (*Client)(nil)
	_ bind.BlockHashContractCaller = (*Client)(nil)
)

// BlockNumber returns the newest block's number.
func (c *Client) BlockNumber(ctx context.Context) (uint64, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (uint64, error) { return e.BlockNumber(ctx) })
}

// HeaderByHash returns the header of a block.
func (c *Client) HeaderByHash(ctx context.Context, hash common.Hash) (*types.Header, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (*types.Header, error) {
		return e.HeaderByHash(ctx, hash)
	})
}

// HeaderByNumber returns the header of a block of the chain; nil is the newest.
func (c *Client) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (*types.Header, error) {
		return e.HeaderByNumber(ctx, number)
	})
}

// BalanceAt returns the account's balance in wei.
func (c *Client) BalanceAt(ctx context.Context, account common.Address, block *big.Int) (*big.Int, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (*big.Int, error) {
		return e.BalanceAt(ctx, account, block)
	})
}

// BalanceAtHash returns the account's balance in wei in a block.
func (c *Client) BalanceAtHash(ctx context.Context, account common.Address, block common.Hash) (*big.Int, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (*big.Int, error) {
		return e.BalanceAtHash(ctx, account, block)
	})
}

// StorageAt returns the word of a contract's storage.
func (c *Client) StorageAt(ctx context.Context, account common.Address, key common.Hash, block *big.Int) ([]byte, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) ([]byte, error) {
		return e.StorageAt(ctx, account, key, block)
	})
}

// CodeAt returns the contract's code.
func (c *Client) CodeAt(ctx context.Context, contract common.Address, block *big.Int) ([]byte, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) ([]byte, error) { return e.CodeAt(ctx, contract, block) })
}

// CodeAtHash returns the contract's code in a block.
func (c *Client) CodeAtHash(ctx context.Context, contract common.Address, block common.Hash) ([]byte, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) ([]byte, error) {
		return e.CodeAtHash(ctx, contract, block)
	})
}

// PendingCodeAt returns the contract's code, as the pool would have it.
func (c *Client) PendingCodeAt(ctx context.Context, contract common.Address) ([]byte, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) ([]byte, error) { return e.PendingCodeAt(ctx, contract) })
}

// NonceAt returns the nonce of an account's next transaction.
func (c *Client) NonceAt(ctx context.Context, account common.Address, block *big.Int) (uint64, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (uint64, error) { return e.NonceAt(ctx, account, block) })
}

// NonceAtHash returns the nonce of an account's next transaction after a block.
func (c *Client) NonceAtHash(ctx context.Context, account common.Address, block common.Hash) (uint64, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (uint64, error) {
		return e.NonceAtHash(ctx, account, block)
	})
}

// PendingNonceAt returns the nonce of an account's next transaction after those of the pool.
func (c *Client) PendingNonceAt(ctx context.Context, account common.Address) (uint64, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (uint64, error) { return e.PendingNonceAt(ctx, account) })
}

// CallContract returns the answer of a contract.
func (c *Client) CallContract(ctx context.Context, msg ethereum.CallMsg, block *big.Int) ([]byte, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) ([]byte, error) { return e.CallContract(ctx, msg, block) })
}

// CallContractAtHash returns the answer of a contract in a block.
func (c *Client) CallContractAtHash(ctx context.Context, msg ethereum.CallMsg, block common.Hash) ([]byte, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) ([]byte, error) {
		return e.CallContractAtHash(ctx, msg, block)
	})
}

// EstimateGas returns the gas that a call takes.
func (c *Client) EstimateGas(ctx context.Context, msg ethereum.CallMsg) (uint64, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (uint64, error) { return e.EstimateGas(ctx, msg) })
}

// SuggestGasPrice returns the price of gas of old transactions.
func (c *Client) SuggestGasPrice(ctx context.Context) (*big.Int, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (*big.Int, error) { return e.SuggestGasPrice(ctx) })
}

// SuggestGasTipCap returns the tip that gets a transaction in.
func (c *Client) SuggestGasTipCap(ctx context.Context) (*big.Int, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (*big.Int, error) { return e.SuggestGasTipCap(ctx) })
}

// TransactionReceipt returns the receipt of a mined transaction.
func (c *Client) TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (*types.Receipt, error) {
		return e.TransactionReceipt(ctx, hash)
	})
}

// FilterLogs returns the events.
func (c *Client) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) ([]types.Log, error) { return e.FilterLogs(ctx, q) })
}
